import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SoftAuthenticator, totpCode, type Fault } from './authenticator';
import { errorOf, goodPassword, install, type Answer, type Browser, type Installation } from './account-browser';

let world: Installation;
let anna: Browser;
let device: SoftAuthenticator;
beforeEach(async () => {
  world = await install();
  anna = await world.person('anna@example.com');
  device = new SoftAuthenticator('https://entente.example', 'entente.example');
});
afterEach(() => world.database.close());
afterEach(() => vi.useRealTimers());

async function add(browser = anna, own = device, fault: Fault = {}): Promise<Answer> {
  const { body } = await browser.post('/passkeys/register-options');
  return browser.post('/passkeys/register', { response: own.register(body, fault), name: 'My telephone' });
}

async function signIn(browser: Browser, own = device, fault: Fault = {}): Promise<Answer> {
  const { body } = await browser.post('/passkeys/sign-in-options');
  return browser.post('/passkeys/sign-in', { response: own.signIn(body, fault) });
}

describe('adding a passkey', () => {
  test('puts it in the list of its person', async () => {
    expect(await add()).toMatchObject({ status: 200, body: { added: true } });
    expect((await anna.get('/passkeys')).body.passkeys).toMatchObject([{ name: 'My telephone', oneDevice: true, madeAt: expect.stringMatching(/^2/) as string }]);
    expect((await (await world.person('bert@example.com')).get('/passkeys')).body.passkeys).toEqual([]);
  });
  test('asks for a passkey of this host that checks who holds it', async () => {
    expect((await anna.post('/passkeys/register-options')).body).toMatchObject({
      rp: { id: 'entente.example', name: 'Entente' },
      user: { name: 'anna@example.com' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
    });
  });
  test('on this machine belongs to localhost', async () => {
    const local = await install('http://127.0.0.1:4321');
    const browser = await local.person('anna@example.com');
    expect((await browser.post('/passkeys/register-options')).body).toMatchObject({ rp: { id: 'localhost' } });
    const own = new SoftAuthenticator('http://localhost:4321', 'localhost');
    expect(await add(browser, own)).toMatchObject({ status: 200 });
    expect(await signIn(local.browser(), own)).toMatchObject({ status: 200 });
  });
  test.each<[string, Fault]>([['did not check who holds it', { unverified: true }], ['answered for another page', { origin: 'https://evil.example' }], ['answered for another host', { rpId: 'evil.example' }], ['answered another challenge', { challenge: 'AAAA' }]])('is refused where the device %s', async (_, fault) => {
    expect(await add(anna, device, fault)).toMatchObject({ status: 401 });
    expect((await anna.get('/passkeys')).body.passkeys).toEqual([]);
  });
  test('needs a challenge of its own', async () => {
    const { body } = await anna.post('/passkeys/register-options');
    const response = device.register(body);
    expect(await anna.post('/passkeys/register', { response, name: 'One' })).toMatchObject({ status: 200 });
    expect(errorOf(await anna.post('/passkeys/register', { response, name: 'Two' })).code).toBe('start-again');
    expect(await world.browser().post('/passkeys/register', { response, name: 'Two' })).toMatchObject({ status: 401 });
  });
  test('of a device that is known already is refused', async () => {
    await add();
    expect((await add()).status).not.toBe(200);
    expect((await anna.get('/passkeys')).body.passkeys).toHaveLength(1);
  });
  test('is for those who signed in within the hour', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61 * 60_000 });
    for (const [path, body] of [['/passkeys/register-options', {}], ['/passkeys/register', { response: {}, name: 'x' }], ['/passkeys/delete', { passkey: 'x' }]] as const) {
      expect(await anna.post(path, body)).toMatchObject({ status: 403, body: { error: { code: 'not-fresh' } } });
    }
  });
  test.each([['', 400], ['x'.repeat(81), 400], ['My\u202ephone', 400]])('under the name %j is refused', async (name, status) => {
    const { body } = await anna.post('/passkeys/register-options');
    expect(await anna.post('/passkeys/register', { response: device.register(body), name })).toMatchObject({ status });
  });
});

describe('signing in with a passkey', () => {
  beforeEach(() => add());

  test('needs no name and no password', async () => {
    const browser = world.browser();
    expect(await signIn(browser)).toMatchObject({ status: 200, body: { signedIn: true } });
    expect(await browser.me()).toMatchObject({ email: 'anna@example.com', account: true });
  });
  test('lists no passkeys to strangers', async () => {
    const { body } = await world.browser().post('/passkeys/sign-in-options');
    expect(body).toMatchObject({ rpId: 'entente.example', userVerification: 'required' });
    expect(body.allowCredentials ?? []).toEqual([]);
  });
  test('stands for both factors', async () => {
    const { body } = await anna.post('/second-factor/start', { password: goodPassword });
    await anna.post('/second-factor/confirm', { code: totpCode(String(body.uri)) });
    const browser = world.browser();
    expect(await signIn(browser)).toMatchObject({ status: 200, body: { signedIn: true } });
    expect(await browser.me()).toMatchObject({ secondFactor: true });
  });
  test.each<[string, Fault]>([
    ['did not check who holds it', { unverified: true }],
    ['answered for another page', { origin: 'https://evil.example' }],
    ['answered for another host', { rpId: 'evil.example' }],
    ['answered another challenge', { challenge: 'AAAA' }],
    ['signed something else', { forged: true }],
  ])('is refused where the device %s', async (_, fault) => {
    const browser = world.browser();
    expect(await signIn(browser, device, fault)).toMatchObject({ status: 401 });
    expect(await browser.me()).toBeNull();
  });
  test('is refused to a device that nobody added', async () => expect(await signIn(world.browser(), new SoftAuthenticator('https://entente.example', 'entente.example'))).toMatchObject({ status: 401 }));
  test('is refused to another device under the same id', async () => {
    const twin = new SoftAuthenticator('https://entente.example', 'entente.example');
    device.id.copy(twin.id);
    expect(await signIn(world.browser(), twin)).toMatchObject({ status: 401 });
  });
  test('works once for each challenge', async () => {
    const browser = world.browser();
    const { body } = await browser.post('/passkeys/sign-in-options');
    const cookies = new Map(browser.cookies);
    const response = device.signIn(body);
    expect(await browser.post('/passkeys/sign-in', { response })).toMatchObject({ status: 200 });
    const eve = world.browser();
    for (const [name, value] of cookies) eve.cookies.set(name, value);
    expect(await eve.post('/passkeys/sign-in', { response })).toMatchObject({ status: 401 });
  });
  test('a challenge for adding does not sign in', async () => {
    const { body } = await anna.post('/passkeys/register-options');
    expect(await anna.post('/passkeys/sign-in', { response: device.signIn(body) })).toMatchObject({ status: 401, body: { error: { code: 'start-again' } } });
  });
  test.each<[Record<string, unknown>, number]>([
    [{}, 400], [{ id: 'x' }, 400], [{ id: null, response: {} }, 400], [{ id: { $ne: 1 }, response: {} }, 400], [{ id: 'x', response: null }, 400], [{ id: "' or 1=1", response: {} }, 400], [{ id: 'x', response: {} }, 401],
  ])('%j is no answer of a device', async (response, status) => {
    const browser = world.browser();
    await browser.post('/passkeys/sign-in-options');
    expect(await browser.post('/passkeys/sign-in', { response })).toMatchObject({ status });
  });
  test('of a known device without its parts is refused', async () => {
    const browser = world.browser();
    const { body } = await browser.post('/passkeys/sign-in-options');
    const whole = device.signIn(body);
    for (const response of [{}, { ...(whole.response as object), signature: 7 }, { ...(whole.response as object), authenticatorData: 'AA' }, { ...(whole.response as object), clientDataJSON: 'x' }]) {
      await browser.post('/passkeys/sign-in-options');
      expect(await browser.post('/passkeys/sign-in', { response: { ...whole, response } })).toMatchObject({ status: 401 });
    }
  });
  test('is refused once the passkey is deleted', async () => {
    const [passkey] = (await anna.get('/passkeys')).body.passkeys as { id: string }[];
    const bert = await world.person('bert@example.com');
    expect(await bert.post('/passkeys/delete', { passkey: passkey?.id })).toMatchObject({ status: 400 });
    expect(await anna.post('/passkeys/delete', { passkey: passkey?.id })).toMatchObject({ status: 200 });
    expect(await signIn(world.browser())).toMatchObject({ status: 401 });
  });
  test('gets past guesses at the password', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => world.browser(`203.0.113.${index}`).signIn('anna@example.com', 'wrong wrong')));
    expect(await world.browser('203.0.113.1').signIn('anna@example.com')).toMatchObject({ status: 429 });
    expect(await signIn(world.browser('203.0.113.1'))).toMatchObject({ status: 200 });
  });
  test('begun without end is stopped', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 62; index++) statuses.push((await world.browser('203.0.113.1').post('/passkeys/sign-in-options')).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
  });
});

test('a passkey from before the mailbox was proven falls away with the first link', async () => {
  const eve = await world.person('victim@example.com', false);
  await add(eve);
  const victim = world.browser();
  await victim.post('/ask-for-link', { email: 'victim@example.com' });
  expect(await victim.post('/open-link', { token: world.sent.at(-1)?.token })).toMatchObject({ status: 200, body: { removed: true } });
  expect(await signIn(eve)).toMatchObject({ status: 401 });
});

test('a passkey alone is an account', async () => {
  const guest = (): Promise<unknown> => world.accounts.guestSession({ name: 'Guest', email: 'guest@example.com', agreement: 'a1' }, world.browser().caller());
  await guest();
  const browser = world.browser();
  await browser.post('/ask-for-link', { email: 'guest@example.com' });
  await browser.post('/open-link', { token: world.sent.at(-1)?.token });
  await add(browser);
  expect(await browser.me()).toMatchObject({ account: true });
  await expect(guest()).rejects.toThrow('has an account here');
});
