import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hashPassword, isOfCost, passwordCost } from '#world/accounts/password';
import type { SignInTables } from '#world/store/sql/schema';
import { cheapPasswords } from '../cheap-passwords';
import { timedTest } from '../timed';
import { errorOf, goodPassword, install, type Installation } from './account-browser';

let world: Installation;
beforeEach(async () => {
  world = await install();
  await world.person('anna@example.com', true, '198.51.100.1');
});
afterEach(() => world.database.close());
afterEach(() => vi.useRealTimers());

describe('a password', () => {
  test.each(['anna@example.com', 'ANNA@example.com', '  Anna@Example.Com '])('signs %j in', async (email) => {
    const browser = world.browser();
    expect(await browser.signIn(email)).toMatchObject({ status: 200, body: { signedIn: true } });
    expect(await browser.me()).toMatchObject({ email: 'anna@example.com' });
  });
  test.each([
    ['a wrong one', 'anna@example.com', 'five loud cows sleep'],
    ['another case', 'anna@example.com', goodPassword.toUpperCase()],
    ['a space more', 'anna@example.com', `${goodPassword} `],
    ['nobody', 'nobody@example.com', goodPassword],
  ])('%s does not, in the same words', async (_, email, password) => {
    const answer = await world.browser().signIn(email, password);
    expect([answer.status, errorOf(answer), answer.headers.getSetCookie()]).toEqual([401, { what: 'The mail address or the password is wrong.', next: 'Try again, or ask for a link to sign in without a password.', code: 'wrong' }, []]);
  });
  test('kept at another cost signs in, and is kept at the present one from then on', async () => {
    const accounts = world.database.kysely.withTables<SignInTables>();
    const kept = async (): Promise<string> => (await accounts.selectFrom('account').select('password').executeTakeFirstOrThrow()).password ?? '';
    const older = await hashPassword(goodPassword, { ln: 5, r: 8, p: 1 });
    await accounts.updateTable('account').set({ password: older }).execute();
    expect(await world.browser().signIn('anna@example.com', 'five loud cows sleep')).toMatchObject({ status: 401 });
    expect(await kept()).toBe(older);
    expect(await world.browser().signIn('anna@example.com')).toMatchObject({ status: 200 });
    const present = await kept();
    expect(isOfCost(present, cheapPasswords)).toBe(true);
    expect(await world.browser().signIn('anna@example.com')).toMatchObject({ status: 200 });
    expect(await kept()).toBe(present);
  });
  test('of a guest does not exist', async () => {
    await world.accounts.guestSession({ name: 'Guest', email: 'guest@example.com', agreement: 'a1' }, world.browser().caller());
    expect(await world.browser().signIn('guest@example.com', '')).toMatchObject({ status: 400 });
    expect(await world.browser().signIn('guest@example.com', 'x')).toMatchObject({ status: 401 });
  });
});

describe('whether somebody has an account', () => {
  /**
   * How far the shortest times of all kinds lie apart, in milliseconds. They are taken in turns, for as many more rounds as it
   * takes other programs on this machine to leave each of them alone once.
   */
  const spread = async (rounds: number, kinds: readonly string[], work: (kind: string, address: string) => Promise<unknown>): Promise<number> => {
    const times = kinds.map(() => Number.POSITIVE_INFINITY);
    let apart = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds || (apart >= 20 && round < 60); round++) {
      for (const [index, kind] of kinds.entries()) {
        const start = performance.now();
        await work(kind, `192.0.${round}.${index}`);
        times[index] = Math.min(times[index] ?? 0, performance.now() - start);
      }
      apart = Math.max(...times) - Math.min(...times);
      // A quarter of an hour, so that the limits do not end it.
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 15 * 60_000 });
    }
    return apart;
  };

  timedTest('cannot be told from the time of a sign-in', { timeout: 180_000 }, async () => {
    const { accounts, browser, person } = await install('https://entente.example', passwordCost);
    await person('anna@example.com', true, '198.51.100.1');
    await accounts.guestSession({ name: 'Guest', email: 'guest@example.com', agreement: 'a1' }, browser().caller());
    expect(await spread(6, ['anna@example.com', 'nobody@example.com', 'guest@example.com'], (email, address) => browser(address).signIn(email, 'a wrong password'))).toBeLessThan(20);
  });
  timedTest.each(['/ask-for-link', '/ask-for-reset'])('cannot be told from the time of %s', { timeout: 180_000 }, async (path) => {
    expect(await spread(5, ['anna@example.com', 'nobody@example.com'], (email, address) => world.browser(address).post(path, { email }))).toBeLessThan(20);
  });
  test.each(['/ask-for-link', '/ask-for-reset'])('cannot be told from the answer of %s', async (path) => {
    const [known, unknown] = await Promise.all(['anna@example.com', 'nobody@example.com'].map(async (email) => {
      const { status, body, headers } = await world.browser().post(path, { email });
      return [status, body, [...headers]];
    }));
    expect(known).toEqual(unknown);
    expect(world.sent).toHaveLength(1);
  });
  test('cannot be told from the limits', async () => {
    const statuses = async (email: string, block: number): Promise<number[]> => {
      const seen: number[] = [];
      for (let index = 0; index < 12; index++) seen.push((await world.browser(`203.0.113.${block}`).signIn(email, 'a wrong password')).status);
      return seen;
    };
    expect(await statuses('anna@example.com', 1)).toEqual(await statuses('nobody@example.com', 2));
  });
});

describe('guessing', () => {
  const guess = async (count: number, address: (index: number) => string): Promise<number[]> => {
    const tries = Array.from({ length: count }, (_, index) => world.browser(address(index)).signIn('anna@example.com', `guess ${index}`));
    return (await Promise.all(tries)).map(({ status }) => status);
  };

  test('is stopped, also where all come at once', async () => {
    const statuses = await guess(30, () => '203.0.113.9');
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
  });
  test('from everywhere is stopped', async () => {
    const statuses = await guess(30, (index) => `203.0.113.${index}`);
    expect(statuses.filter((status) => status === 401)).toHaveLength(15);
  });
  test('from one IPv6 network is from one address', async () => {
    const statuses = await guess(30, (index) => `2001:db8:1:2:${index}::1`);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
  });
  test('says when to come back, and a forwarded header changes nothing', async () => {
    await guess(10, () => '203.0.113.9');
    const eve = world.browser('203.0.113.9');
    const answer = await eve.send('POST', '/sign-in', JSON.stringify({ email: 'anna@example.com', password: goodPassword }), {
      'content-type': 'application/json', 'x-forwarded-for': '198.51.100.77', 'x-entente-address': '198.51.100.77', 'x-real-ip': '198.51.100.77', forwarded: 'for=198.51.100.77',
    });
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(errorOf(answer)).toMatchObject({ what: 'There were too many tries.' });
  });
  test('does not lock the owner out at another address', async () => {
    await guess(30, () => '203.0.113.9');
    expect(await world.browser('198.51.100.1').signIn('anna@example.com')).toMatchObject({ status: 200 });
  });
  test('from everywhere does not lock out the browser that is known, nor a session, nor a link', async () => {
    const known = world.browser('198.51.100.1');
    await known.signIn('anna@example.com');
    const open = known.headers();
    await guess(40, (index) => `203.0.113.${index}`);
    known.cookies.delete('__Host-entente');
    expect(await known.signIn('anna@example.com')).toMatchObject({ status: 200 });
    expect(await world.browser('198.51.100.50').signIn('anna@example.com')).toMatchObject({ status: 429 });
    expect(await world.accounts.personOf(open)).not.toBeNull();
    const elsewhere = world.browser('198.51.100.51');
    await elsewhere.post('/ask-for-link', { email: 'anna@example.com' });
    expect(await elsewhere.post('/open-link', { token: world.sent.at(-1)?.token })).toMatchObject({ status: 200 });
  });
  test('in a known browser of somebody else has no more tries', async () => {
    const bert = await world.person('bert@example.com', true, '203.0.113.9');
    const statuses: number[] = [];
    for (let index = 0; index < 12; index++) statuses.push((await bert.signIn('anna@example.com', `guess ${index}`)).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
  });
  test('with a device cookie that was made up has no more tries', async () => {
    const eve = world.browser('203.0.113.9');
    const statuses: number[] = [];
    for (let index = 0; index < 12; index++) {
      eve.cookies.set('__Host-entente.device', 'device-made-up.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D');
      statuses.push((await eve.signIn('anna@example.com', `guess ${index}`)).status);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
  });
  test('is forgotten after a quarter of an hour', async () => {
    await guess(10, () => '203.0.113.9');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 15 * 60_000 });
    expect(await world.browser('203.0.113.9').signIn('anna@example.com')).toMatchObject({ status: 200 });
  });
  test('right ones are not counted', async () => {
    const browser = world.browser('203.0.113.9');
    for (let index = 0; index < 12; index++) expect(await browser.signIn('anna@example.com')).toMatchObject({ status: 200 });
  });
});
