import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SignInTables } from '#world/store/sql/schema';
import { totpCode } from './authenticator';
import { errorOf, goodPassword, install, type Browser, type Installation } from './account-browser';

let world: Installation;
let anna: Browser;
beforeEach(async () => {
  world = await install();
  anna = await world.person('anna@example.com', true, '198.51.100.1');
});
afterEach(() => world.database.close());
afterEach(() => vi.useRealTimers());

function pass(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

interface Factor {
  uri: string;
  backupCodes: string[];
}

async function setUp(browser = anna): Promise<Factor> {
  const { body } = await browser.post('/second-factor/start', { password: goodPassword });
  const factor = body as unknown as Factor;
  expect(await browser.post('/second-factor/confirm', { code: totpCode(factor.uri) })).toMatchObject({ status: 200, body: { secondFactor: true } });
  pass(30_000);
  return factor;
}

describe('setting a second factor up', () => {
  test('takes the password and a first code', async () => {
    const { uri, backupCodes } = await setUp();
    expect(uri).toMatch(/^otpauth:\/\/totp\/Entente:anna/);
    expect(backupCodes).toHaveLength(10);
    expect(await anna.me()).toMatchObject({ secondFactor: true, email: 'anna@example.com' });
  });
  test('gives the session a new token', async () => {
    const before = anna.headers();
    await setUp();
    expect(await world.accounts.personOf(before)).toBeNull();
  });
  test.each([['a wrong password', { password: 'five loud cows sleep' }], ['no password', {}]])('does not begin with %s', async (_, body) => expect(await anna.post('/second-factor/start', body)).toMatchObject({ status: 401, body: { error: { code: 'wrong' } } }));
  test('does not end with a wrong code', async () => {
    const { body } = await anna.post('/second-factor/start', { password: goodPassword });
    const right = totpCode(String(body.uri));
    const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0');
    expect(await anna.post('/second-factor/confirm', { code: wrong })).toMatchObject({ status: 401 });
    expect(await anna.me()).toMatchObject({ secondFactor: false });
    expect(await world.browser().signIn('anna@example.com')).toMatchObject({ body: { signedIn: true } });
  });
  test('cannot be finished before it is begun', async () => expect(await anna.post('/second-factor/confirm', { code: '123456' })).toMatchObject({ status: 400 }));
  test('begun twice takes the newer secret', async () => {
    const [one, two] = [await anna.post('/second-factor/start', { password: goodPassword }), await anna.post('/second-factor/start', { password: goodPassword })];
    expect(await anna.post('/second-factor/confirm', { code: totpCode(String(one.body.uri)) })).toMatchObject({ status: 401 });
    expect(await anna.post('/second-factor/confirm', { code: totpCode(String(two.body.uri)) })).toMatchObject({ status: 200 });
  });
  test('is refused where there is one', async () => {
    await setUp();
    expect(await anna.post('/second-factor/start', { password: goodPassword })).toMatchObject({ status: 400 });
  });
  test('is kept sealed', async () => {
    const { uri, backupCodes } = await setUp();
    const rows = await world.database.kysely.withTables<{ twoFactor: SignInTables['twoFactor'] & { secret: string; backupCodes: string } }>().selectFrom('twoFactor').select(['twoFactor.secret', 'twoFactor.backupCodes']).execute();
    expect(JSON.stringify(rows)).not.toContain(new URL(uri).searchParams.get('secret'));
    for (const code of backupCodes) expect(JSON.stringify(rows)).not.toContain(code);
  });
});

describe('signing in with a second factor', () => {
  test('takes password and code', async () => {
    const { uri } = await setUp();
    const browser = world.browser();
    const answer = await browser.signIn('anna@example.com');
    expect(answer).toMatchObject({ status: 200, body: { secondFactor: true } });
    expect([...browser.cookies.keys()]).toEqual(['__Host-entente.two_factor']);
    expect(await browser.me()).toBeNull();
    expect(await browser.post('/sign-in-code', { code: totpCode(uri) })).toMatchObject({ status: 200, body: { signedIn: true } });
    expect([...browser.cookies.keys()].toSorted()).toEqual(['__Host-entente', '__Host-entente.device']);
    expect(await browser.me()).toMatchObject({ email: 'anna@example.com', secondFactor: true });
  });
  test('takes a code after a link by mail as well', async () => {
    const { uri } = await setUp();
    const browser = world.browser();
    await browser.post('/ask-for-link', { email: 'anna@example.com' });
    expect(await browser.post('/open-link', { token: world.sent.at(-1)?.token })).toMatchObject({ status: 200, body: { secondFactor: true } });
    expect(await browser.me()).toBeNull();
    expect(await browser.post('/sign-in-code', { code: totpCode(uri) })).toMatchObject({ status: 200 });
    expect(await browser.me()).not.toBeNull();
  });
  test('is still asked for after a new password', async () => {
    await setUp();
    const browser = world.browser();
    await browser.post('/ask-for-reset', { email: 'anna@example.com' });
    expect(await browser.post('/reset-password', { token: world.sent.at(-1)?.token, password: 'five loud cows sleep' })).toMatchObject({ status: 200 });
    expect(await browser.signIn('anna@example.com', 'five loud cows sleep')).toMatchObject({ body: { secondFactor: true } });
  });
  test('takes spaces in the code', async () => {
    const { uri } = await setUp();
    const browser = world.browser();
    await browser.signIn('anna@example.com');
    expect(await browser.post('/sign-in-code', { code: ` ${totpCode(uri).slice(0, 3)} ${totpCode(uri).slice(3)} ` })).toMatchObject({ status: 200 });
  });
  test('takes each code once', async () => {
    const { uri } = await setUp();
    const [one, two] = [world.browser(), world.browser()];
    await one.signIn('anna@example.com');
    await two.signIn('anna@example.com');
    const code = totpCode(uri);
    expect(await one.post('/sign-in-code', { code })).toMatchObject({ status: 200 });
    expect(await two.post('/sign-in-code', { code })).toMatchObject({ status: 401, body: { error: { code: 'wrong' } } });
    expect(await two.me()).toBeNull();
  });
  test('takes each backup code once', async () => {
    const { backupCodes } = await setUp();
    const [one, two] = [world.browser(), world.browser()];
    await one.signIn('anna@example.com');
    await two.signIn('anna@example.com');
    expect(await one.post('/sign-in-code', { code: backupCodes[3] })).toMatchObject({ status: 200 });
    expect(await two.post('/sign-in-code', { code: backupCodes[3] })).toMatchObject({ status: 401 });
    expect(await two.post('/sign-in-code', { code: backupCodes[4] })).toMatchObject({ status: 200 });
  });
  test('asks again where no sign-in waits', async () => {
    await setUp();
    expect(await world.browser().post('/sign-in-code', { code: '123456' })).toMatchObject({ status: 401, body: { error: { code: 'start-again' } } });
  });
  test('asks again after ten minutes', async () => {
    const { uri } = await setUp();
    const browser = world.browser();
    await browser.signIn('anna@example.com');
    pass(10 * 60_000 + 1000);
    expect(await browser.post('/sign-in-code', { code: totpCode(uri) })).toMatchObject({ status: 401, body: { error: { code: 'start-again' } } });
  });
  test('asks again after five wrong codes', async () => {
    const { uri } = await setUp();
    const browser = world.browser();
    await browser.signIn('anna@example.com');
    for (let index = 0; index < 5; index++) expect(errorOf(await browser.post('/sign-in-code', { code: wrongFor(uri, index) })).code).toBe('wrong');
    expect(errorOf(await browser.post('/sign-in-code', { code: totpCode(uri) })).code).toBe('start-again');
  });
  test('does not let codes be guessed', async () => {
    const { uri } = await setUp();
    let tried = 0;
    for (let start = 0; start < 12; start++) {
      const eve = world.browser(`203.0.113.${start}`);
      await eve.signIn('anna@example.com');
      for (let index = 0; index < 5; index++) if ((await eve.post('/sign-in-code', { code: wrongFor(uri, index) })).status === 401) tried++;
    }
    expect(tried).toBeLessThanOrEqual(20);
    const known = anna;
    await known.post('/sign-out');
    await known.signIn('anna@example.com');
    expect(await known.post('/sign-in-code', { code: totpCode(uri) }), 'the owner is not locked out').toMatchObject({ status: 200 });
  });
  test('is not turned into the set-up of whoever is signed in here', async () => {
    const { uri } = await setUp();
    const eve = await world.person('eve@example.com');
    const own = new Map(eve.cookies);
    await eve.signIn('anna@example.com');
    for (const [name, value] of own) eve.cookies.set(name, value);
    expect(await eve.post('/sign-in-code', { code: '000000' })).toMatchObject({ status: 401 });
    expect(await eve.post('/sign-in-code', { code: totpCode(uri) })).toMatchObject({ status: 200 });
    expect(await eve.me()).toMatchObject({ email: 'anna@example.com' });
  });
  test('a challenge of one person takes no code of another', async () => {
    await setUp();
    const bert = await world.person('bert@example.com', true, '198.51.100.2');
    const { uri } = await setUp(bert);
    const browser = world.browser();
    await browser.signIn('anna@example.com');
    expect(await browser.post('/sign-in-code', { code: totpCode(uri) })).toMatchObject({ status: 401 });
  });
  test.each(['12345', '1234567', 'abcdef', 'aB3dE', "' or 1=1", '١٢٣٤٥٦'])('takes %j for no code', async (code) => {
    await setUp();
    const browser = world.browser();
    await browser.signIn('anna@example.com');
    expect(await browser.post('/sign-in-code', { code })).toMatchObject({ status: 400 });
  });
});

describe('giving a second factor up', () => {
  test('takes the password', async () => {
    await setUp();
    expect(await anna.post('/second-factor/stop', { password: 'five loud cows sleep' })).toMatchObject({ status: 401 });
    expect(await anna.post('/second-factor/stop')).toMatchObject({ status: 401 });
    expect(await anna.post('/second-factor/stop', { password: goodPassword })).toMatchObject({ status: 200, body: { secondFactor: false } });
    expect(await anna.me()).toMatchObject({ secondFactor: false });
    expect(await world.browser().signIn('anna@example.com')).toMatchObject({ body: { signedIn: true } });
  });
});

describe('backup codes', () => {
  test('are replaced as a whole', async () => {
    const { backupCodes } = await setUp();
    const fresh = (await anna.post('/second-factor/backup-codes', { password: goodPassword })).body.backupCodes as string[];
    expect(fresh).toHaveLength(10);
    const browser = world.browser();
    await browser.signIn('anna@example.com');
    expect(await browser.post('/sign-in-code', { code: backupCodes[0] })).toMatchObject({ status: 401 });
    expect(await browser.post('/sign-in-code', { code: fresh[0] })).toMatchObject({ status: 200 });
  });
  test('are for those with a second factor', async () => expect(await anna.post('/second-factor/backup-codes', { password: goodPassword })).toMatchObject({ status: 400 }));
});

describe('a person without a password', () => {
  test('sets a second factor up within an hour of signing in', async () => {
    await world.accounts.guestSession({ name: 'Guest', email: 'guest@example.com', agreement: 'a1' }, world.browser().caller());
    const browser = world.browser();
    await browser.post('/ask-for-link', { email: 'guest@example.com' });
    await browser.post('/open-link', { token: world.sent.at(-1)?.token });
    const { body } = await browser.post('/second-factor/start');
    expect(await browser.post('/second-factor/confirm', { code: totpCode(String(body.uri)) })).toMatchObject({ status: 200 });
    pass(61 * 60_000);
    expect(await browser.post('/second-factor/stop')).toMatchObject({ status: 403, body: { error: { code: 'not-fresh' } } });
  });
});

/** A code that is not right now, nor just before or after. */
function wrongFor(uri: string, index: number): string {
  const right = [-30_000, 0, 30_000].map((shift) => totpCode(uri, Date.now() + shift));
  return ['000001', '000002', '000003', '000004', '000005', '000006', '000007', '000008'].filter((code) => !right.includes(code))[index] ?? '';
}
