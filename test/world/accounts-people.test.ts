import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BusyError } from '#world/accounts/busy-error';
import { errorOf, goodPassword, install, type Browser, type Installation } from './account-browser';

let world: Installation;
beforeEach(async () => {
  world = await install();
});
afterEach(() => world.database.close());
afterEach(() => vi.useRealTimers());

const day = 86_400_000;
function pass(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

const first = (email = 'first@example.com') => ({ name: 'First One', email, password: goodPassword });

describe('the first start', () => {
  test('makes an administrator who is signed in', async () => {
    const browser = world.browser();
    browser.enter(await world.accounts.signUpFirst(first('First@Example.com'), browser.caller()));
    expect(await browser.me()).toMatchObject({ name: 'First One', email: 'first@example.com', administrator: true, proven: true, account: true, secondFactor: false, agreement: null });
  });
  test('of several at once makes one', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => world.accounts.signUpFirst(first(`p${index}@example.com`), world.browser().caller())));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const people = await Promise.all(tries.map((_, index) => world.accounts.personBy(`p${index}@example.com`)));
    expect(people.filter((one) => one !== null)).toHaveLength(1);
  });
  test('is over once there is anybody', async () => {
    await world.person('anna@example.com');
    await expect(world.accounts.signUpFirst(first(), world.browser().caller())).rejects.toThrow('has an administrator already');
  });
  test.each([
    ['a bad mailbox', { email: 'nobody' }, 'not a mail address'],
    ['a common password', { password: 'password1' }, 'common'],
    ['no name', { name: ' ' }, 'empty'],
    ['a name that turns around', { name: 'Ann\u202ea' }, 'reading direction'],
  ])('refuses %s and leaves the place open', async (_, wrong, why) => {
    await expect(world.accounts.signUpFirst({ ...first(), ...wrong }, world.browser().caller())).rejects.toThrow(why);
    await expect(world.accounts.signUpFirst(first(), world.browser().caller())).resolves.toBeDefined();
  });
});

describe('signing up by invitation', () => {
  test('signs in, as no administrator', async () => {
    const anna = await world.person('anna@example.com');
    expect(await anna.me()).toMatchObject({ administrator: false, proven: true, account: true });
    expect(world.sent).toEqual([]);
  });
  test('asks to confirm a mailbox that the invitation did not prove', async () => {
    const anna = await world.person('anna@example.com', false);
    expect(await anna.me()).toMatchObject({ proven: false });
    expect(world.sent).toMatchObject([{ kind: 'verify-email' }]);
    expect(await anna.post('/confirm-email', { token: world.sent[0]?.token })).toMatchObject({ status: 200, body: { confirmed: true } });
    expect(await anna.me()).toMatchObject({ proven: true });
  });
  test('is refused for a mailbox with an account, however it is written', async () => {
    await world.person('anna@example.com');
    await expect(world.person(' ANNA@EXAMPLE.COM ')).rejects.toThrow('has an account here');
  });
  test('of several at once makes one', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 6 }, () => world.person('anna@example.com')));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
  test('does not take a guest over who may be somebody else', async () => {
    await world.accounts.guestSession({ name: 'Guest', email: 'guest@example.com', agreement: 'a1' }, world.browser().caller());
    await expect(world.person('guest@example.com', false)).rejects.toThrow('come in as a guest');
    expect(await world.browser().signIn('guest@example.com')).toMatchObject({ status: 401 });
  });
  test('makes an account of a guest whose mailbox is proven, and ends what others may hold', async () => {
    const guest = world.browser();
    const { person } = guest.enter(await world.accounts.guestSession({ name: 'Guest', email: 'guest@example.com', agreement: 'a1' }, guest.caller()));
    const own = await world.person('guest@example.com');
    expect(await own.me()).toMatchObject({ person, account: true, proven: true, agreement: null });
    expect(await guest.me()).toBeNull();
  });
  test('that mails a stranger is limited for each address and mailbox', async () => {
    const signUp = (email: string, address: string): Promise<unknown> => world.person(email, false, address);
    const tries = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => signUp(index === 0 ? 'victim@example.com' : ` Victim@example.com`, '203.0.113.9')));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(tries.filter((one) => one.status === 'rejected' && one.reason instanceof BusyError)).toHaveLength(3);
    expect(world.sent).toHaveLength(1);
  });
  test('nobody becomes administrator by what they send', async () => {
    const browser = world.browser();
    browser.enter(await world.accounts.signUp({ ...first('eve@example.com'), proven: true, administrator: true, role: 'administrator' } as never, browser.caller()));
    expect(await browser.me()).toMatchObject({ administrator: false });
  });
});

describe('guests', () => {
  const come = async (agreement = 'a1', email = 'guest@example.com'): Promise<Browser> => {
    const browser = world.browser();
    browser.enter(await world.accounts.guestSession({ name: 'Guest', email, agreement }, browser.caller()));
    return browser;
  };

  test('come in to one agreement', async () => expect(await (await come()).me()).toMatchObject({ agreement: 'a1', account: false, administrator: false, name: 'Guest', proven: false }));
  test('are the same person in the next one', async () => {
    const one = await come('a1');
    const two = await come('a2', 'GUEST@example.com');
    expect((await one.me())?.person).toBe((await two.me())?.person);
    expect([(await one.me())?.agreement, (await two.me())?.agreement]).toEqual(['a1', 'a2']);
  });
  test('of several at once are one person', async () => {
    const people = await Promise.all(['a1', 'a2', 'a3', 'a4'].map((agreement) => come(agreement)));
    expect(new Set(await Promise.all(people.map(async (one) => (await one.me())?.person))).size).toBe(1);
  });
  test('with an account must sign in', async () => {
    await world.person('anna@example.com');
    await expect(come('a1', 'Anna@example.com')).rejects.toThrow('the invitation stays open');
  });
  test('stay fourteen days, used or not', async () => {
    const guest = await come();
    pass(13 * day);
    expect(await guest.me()).toMatchObject({ cookies: [] });
    pass(day + 1000);
    expect(await guest.me()).toBeNull();
  });
  test('are sent away from one agreement and not from another', async () => {
    const [one, two] = [await come('a1'), await come('a2')];
    await world.accounts.endGuestSessions((await one.me())?.person ?? '', 'a1');
    expect([await one.me(), (await two.me())?.agreement]).toEqual([null, 'a2']);
  });
  test('take the place of what the browser had', async () => {
    const browser = await world.person('anna@example.com');
    const before = browser.headers();
    browser.enter(await world.accounts.guestSession({ name: 'Guest', email: 'guest@example.com', agreement: 'a1' }, browser.caller()));
    expect(await world.accounts.personOf(before)).toBeNull();
    expect(await browser.me()).toMatchObject({ agreement: 'a1' });
  });
  test('reach nothing of an account', async () => {
    const guest = await come();
    for (const { method, path } of world.accounts.routes.filter(({ may }) => may === 'person')) {
      expect(await guest.send(method, path, method === 'POST' ? '{}' : undefined), path).toMatchObject({ status: 403, body: { error: { code: 'guest' } } });
    }
  });
  test('who administer rule nothing in a guest session', async () => {
    const guest = await come();
    await world.accounts.setAdministrator((await guest.me())?.person ?? '', true);
    expect(await (await come()).me()).toMatchObject({ administrator: false });
  });
  test('come back through their mailbox to all of it', async () => {
    await come();
    const browser = world.browser();
    await browser.post('/ask-for-link', { email: 'guest@example.com' });
    expect(await browser.post('/open-link', { token: world.sent[0]?.token })).toMatchObject({ status: 200, body: { signedIn: true, removed: false } });
    expect(await browser.me()).toMatchObject({ agreement: null, proven: true, account: false });
  });
  test('with a second factor are no guests', async () => {
    await come();
    const person = await world.accounts.personBy('guest@example.com');
    const db = world.database.kysely.withTables<{ user: { id: string; twoFactorEnabled: number } }>();
    await db.updateTable('user').set({ twoFactorEnabled: 1 }).where('id', '=', person?.person ?? '').execute();
    await expect(come()).rejects.toThrow('has an account here');
  });
});

describe('sessions', () => {
  test('are listed and ended one by one', async () => {
    const [one, two] = [await world.person('anna@example.com'), world.browser('2001:db8::5')];
    await two.signIn('anna@example.com');
    const { body } = await one.get('/sessions');
    const sessions = body.sessions as { session: string; current: boolean; address: string; device: string; startedAt: string }[];
    expect(sessions).toHaveLength(2);
    expect(sessions.filter(({ current }) => current)).toHaveLength(1);
    expect(sessions.map(({ device }) => device)).toEqual(['Firefox on Linux', 'Firefox on Linux']);
    expect(JSON.stringify(body)).not.toContain('token');
    const other = sessions.find(({ current }) => !current)?.session;
    expect(await one.post('/end-session', { session: other })).toMatchObject({ status: 200 });
    expect([await two.me(), (await one.me()) === null]).toEqual([null, false]);
    expect(await one.post('/end-session', { session: other })).toMatchObject({ status: 400 });
  });
  test('of others cannot be ended or seen', async () => {
    const [anna, bert] = [await world.person('anna@example.com'), await world.person('bert@example.com')];
    const session = (await anna.me())?.session ?? '';
    expect(await bert.post('/end-session', { session })).toMatchObject({ status: 400 });
    expect((await bert.get('/sessions')).body.sessions).toHaveLength(1);
    expect(await anna.me()).not.toBeNull();
    expect([await world.accounts.endSession((await bert.me())?.person ?? '', session), await world.accounts.endSession((await anna.me())?.person ?? '', session)]).toEqual([false, true]);
  });
  test('all but one, or all, end at once', async () => {
    const one = await world.person('anna@example.com');
    const others = await Promise.all([1, 2, 3].map(async () => {
      const browser = world.browser();
      await browser.signIn('anna@example.com');
      return browser;
    }));
    await one.post('/end-other-sessions');
    expect(await Promise.all(others.map((other) => other.me()))).toEqual([null, null, null]);
    const person = (await one.me())?.person ?? '';
    await world.accounts.endSessions(person);
    expect([await one.me(), await world.accounts.sessions(person)]).toEqual([null, []]);
  });
  test('end on the server at sign-out', async () => {
    const anna = await world.person('anna@example.com');
    const stolen = anna.headers();
    const answer = await anna.post('/sign-out');
    expect(answer.headers.getSetCookie().some((line) => line.startsWith('__Host-entente=;') && line.includes('Max-Age=0'))).toBe(true);
    expect(await world.accounts.personOf(stolen)).toBeNull();
  });
  test('signing out as nobody is no trouble', async () => expect(await world.browser().post('/sign-out')).toMatchObject({ status: 200 }));
  test('are new at each sign-in, and the old one of the browser ends', async () => {
    const anna = await world.person('anna@example.com');
    const before = anna.headers();
    await anna.signIn('anna@example.com');
    expect(await world.accounts.personOf(before)).toBeNull();
    expect(await anna.me()).not.toBeNull();
  });
  test('a session that somebody planted is not taken on', async () => {
    const eve = await world.person('eve@example.com');
    await world.person('anna@example.com');
    const anna = world.browser();
    for (const [name, value] of eve.cookies) anna.cookies.set(name, value);
    await anna.signIn('anna@example.com');
    expect([(await anna.me())?.email, await eve.me()]).toEqual(['anna@example.com', null]);
  });
  test('slide while they are used, thirty days at a time', async () => {
    const anna = await world.person('anna@example.com');
    for (let month = 0; month < 3; month++) {
      pass(29 * day);
      const me = await anna.me();
      expect(me?.cookies[0]).toContain('Max-Age=2592000');
      anna.keep(me?.cookies ?? []);
    }
    expect(await anna.me()).toMatchObject({ cookies: [] });
    pass(30 * day + 1000);
    expect(await anna.me()).toBeNull();
  });
  test('that are over cannot be used to do anything', async () => {
    const anna = await world.person('anna@example.com');
    pass(31 * day);
    expect(await anna.get('/sessions')).toMatchObject({ status: 401, body: { error: { code: 'not-signed-in' } } });
  });
  test.each([
    ['another signature', (value: string) => value.slice(0, -6) + 'AAAA%3D'],
    ['another token', (value: string) => `x${value}`],
    ['no signature', (value: string) => value.split('.')[0] ?? ''],
    ['nothing', () => ''],
  ])('with %s are nobody', async (_, change) => {
    const anna = await world.person('anna@example.com');
    anna.cookies.set('__Host-entente', change(anna.cookies.get('__Host-entente') ?? ''));
    expect(await anna.me()).toBeNull();
  });
});

describe('administrators', () => {
  test('give and take the right, which counts at once, and one is always left', async () => {
    const boss = world.browser();
    const { person: bossId } = boss.enter(await world.accounts.signUpFirst(first(), boss.caller()));
    const anna = await world.person('anna@example.com');
    const annaId = (await anna.me())?.person ?? '';
    expect(await world.accounts.setAdministrator(bossId, false)).toBe('last');
    expect(await world.accounts.setAdministrator('nobody', true)).toBe('absent');
    expect(await world.accounts.setAdministrator(annaId, true)).toBe('done');
    expect(await anna.me(), 'who gains rights signs in again').toBeNull();
    await anna.signIn('anna@example.com');
    expect(await anna.me()).toMatchObject({ administrator: true });
    expect(await world.accounts.setAdministrator(bossId, false)).toBe('done');
    expect(await boss.me()).toMatchObject({ administrator: false });
    expect(await world.accounts.setAdministrator(annaId, false)).toBe('last');
    expect(await world.accounts.setAdministrator(annaId, true), 'again').toBe('done');
    expect(await anna.me(), 'nothing was gained').not.toBeNull();
  });
  test('of two who lay the right down at once one keeps it', async () => {
    const boss = await world.accounts.signUpFirst(first(), world.browser().caller());
    const anna = (await (await world.person('anna@example.com')).me())?.person ?? '';
    await world.accounts.setAdministrator(anna, true);
    const outcomes = await Promise.all([world.accounts.setAdministrator(boss.person, false), world.accounts.setAdministrator(anna, false)]);
    expect(outcomes.toSorted()).toEqual(['done', 'last']);
  });
});

describe('the password', () => {
  test('is changed with the present one, which ends all other sessions', async () => {
    const [one, two] = [await world.person('anna@example.com'), world.browser()];
    await two.signIn('anna@example.com');
    expect(await one.post('/change-password', { current: goodPassword, password: 'five loud cows sleep' })).toMatchObject({ status: 200, body: { changed: true } });
    expect([(await one.me()) === null, await two.me()]).toEqual([false, null]);
    expect(await two.signIn('anna@example.com')).toMatchObject({ status: 401 });
    expect(await two.signIn('anna@example.com', 'five loud cows sleep')).toMatchObject({ status: 200 });
  });
  test.each([
    ['a wrong present one', { current: 'wrong one', password: 'five loud cows sleep' }, 401],
    ['no present one', { password: 'five loud cows sleep' }, 401],
    ['a common new one', { current: goodPassword, password: 'sunshine1' }, 400],
    ['a short new one', { current: goodPassword, password: 'short' }, 400],
    ['the own mailbox as new one', { current: goodPassword, password: 'anna@example.com' }, 400],
  ])('stays with %s', async (_, body, status) => {
    const anna = await world.person('anna@example.com');
    expect(await anna.post('/change-password', body)).toMatchObject({ status });
    expect(await world.browser().signIn('anna@example.com')).toMatchObject({ status: 200 });
  });
  test('cannot be guessed from within a stolen session', async () => {
    const anna = await world.person('anna@example.com');
    const statuses: number[] = [];
    for (let index = 0; index < 17; index++) statuses.push((await anna.post('/change-password', { current: `guess ${index}`, password: 'five loud cows sleep' })).status);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(20);
    expect(statuses.at(-1)).toBe(429);
  });
  test('a first one is set by whoever signed in within the hour', async () => {
    await world.accounts.guestSession({ name: 'Guest', email: 'guest@example.com', agreement: 'a1' }, world.browser().caller());
    const browser = world.browser();
    await browser.post('/ask-for-link', { email: 'guest@example.com' });
    await browser.post('/open-link', { token: world.sent[0]?.token });
    pass(61 * 60_000);
    expect(errorOf(await browser.post('/change-password', { password: 'five loud cows sleep' })).code).toBe('not-fresh');
    vi.useRealTimers();
    expect(await browser.post('/change-password', { password: 'five loud cows sleep' })).toMatchObject({ status: 200 });
    expect(await browser.me()).toMatchObject({ account: true });
  });
});
