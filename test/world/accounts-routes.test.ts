import { betterAuth } from 'better-auth';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { authOptions } from '#world/accounts/auth';
import { newSecret } from '#world/accounts/secret';
import { errorOf, goodPassword, install, type Installation } from './account-browser';

let world: Installation;
beforeAll(async () => {
  world = await install();
  await world.person('anna@example.com');
});

/** What there is, who may and what is sent. Whoever changes this list changes what strangers reach. */
const expected = [
  ['POST', '/sign-in', 'anyone', 'email password'],
  ['POST', '/sign-in-code', 'anyone', 'code'],
  ['POST', '/sign-out', 'anyone', ''],
  ['POST', '/ask-for-link', 'anyone', 'email'],
  ['POST', '/open-link', 'anyone', 'token'],
  ['POST', '/ask-for-reset', 'anyone', 'email'],
  ['POST', '/reset-password', 'anyone', 'token password'],
  ['POST', '/ask-to-confirm-email', 'person', ''],
  ['POST', '/confirm-email', 'person', 'token'],
  ['POST', '/change-password', 'person', 'current password'],
  ['POST', '/second-factor/start', 'person', 'password'],
  ['POST', '/second-factor/confirm', 'person', 'code'],
  ['POST', '/second-factor/stop', 'person', 'password'],
  ['POST', '/second-factor/backup-codes', 'person', 'password'],
  ['GET', '/passkeys', 'person', ''],
  ['POST', '/passkeys/register-options', 'person', ''],
  ['POST', '/passkeys/register', 'person', 'response name'],
  ['POST', '/passkeys/delete', 'person', 'passkey'],
  ['POST', '/passkeys/sign-in-options', 'anyone', ''],
  ['POST', '/passkeys/sign-in', 'anyone', 'response'],
  ['GET', '/means', 'person', ''],
  ['GET', '/sessions', 'person', ''],
  ['POST', '/end-session', 'person', 'session'],
  ['POST', '/end-other-sessions', 'person', ''],
] as const;

test('the list of routes', () => {
  expect(world.accounts.routes.map(({ method, path, may, fields }) => [method, path, may, Object.keys(fields).join(' ')])).toEqual(expected);
});

describe('nobody', () => {
  test.each(expected.filter(([, , may]) => may === 'person'))('may not %s %s', async (method, path) => {
    expect(await world.browser().send(method, path, method === 'POST' ? '{}' : undefined)).toMatchObject({ status: 401, body: { error: { code: 'not-signed-in' } } });
  });
  test.each(expected.filter(([, path, may]) => may === 'anyone' && !['/sign-out', '/passkeys/sign-in-options'].includes(path)))('gets nothing from an empty %s %s', async (method, path) => {
    const answer = await world.browser().send(method, path, '{}');
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([400, []]);
  });
});

describe('everything else is 404', () => {
  test('each address that better-auth knows', async () => {
    const { api } = betterAuth(await authOptions({ engine: world.database.engine, secret: newSecret(), address: 'https://entente.example' }));
    const paths = Object.values(api as unknown as Record<string, { path?: string }>).map(({ path }) => path).filter((path) => path !== undefined);
    expect(paths.length).toBeGreaterThan(35);
    const reached: string[] = [];
    for (const path of [...paths, '/reset-password/abc', '/magic-link/verify', '/callback/github', '/sign-in/social']) {
      for (const method of ['GET', 'POST']) {
        if (expected.some(([known, own]) => known === method && own === path)) continue;
        const { status } = await world.browser().send(method, path, method === 'POST' ? '{}' : undefined);
        if (status !== 404) reached.push(`${method} ${path} ${status}`);
      }
    }
    expect(reached).toEqual([]);
  });
  test.each([
    ['GET', '/sign-in'], ['PUT', '/sign-in'], ['DELETE', '/sessions'], ['POST', '/sessions'], ['GET', '/open-link'], ['GET', '/reset-password'], ['GET', '/confirm-email'], ['POST', '/sign-in/'], ['POST', '/SIGN-IN'], ['POST', '/sign-in/email'],
    ['POST', '/sign-up/email'], ['POST', '//sign-in'], ['POST', '/x/../sign-in%2f'], ['GET', '/'], ['GET', ''], ['POST', '/update-user'], ['POST', '/delete-user'], ['POST', '/enter/plain'], ['POST', '/enter/challenged'], ['GET', '/get-session'], ['GET', '/error'], ['GET', '/ok'],
  ])('%s %s', async (method, path) => expect(await world.browser().send(method, path, method === 'GET' ? undefined : '{}')).toMatchObject({ status: 404 }));
  test('to somebody signed in as well', async () => {
    const anna = world.browser();
    await anna.signIn('anna@example.com');
    expect(await anna.post('/update-user', { name: 'x', administrator: true })).toMatchObject({ status: 404 });
  });
});

describe('bodies', () => {
  test.each([
    ['more fields than named', { email: 'a@b.example', password: 'x', administrator: true }],
    ['a way to forget less', { email: 'a@b.example', password: 'x', rememberMe: false }],
    ['a place to go to', { email: 'a@b.example', password: 'x', callbackURL: 'https://evil.example' }],
    ['a number for text', { email: 'a@b.example', password: 12345678 }],
    ['null', { email: null, password: 'x' }],
    ['an object', { email: { $ne: '' }, password: 'x' }],
    ['a list', { email: ['a@b.example'], password: 'x' }],
    ['an empty password', { email: 'a@b.example', password: '' }],
    ['a password that is too long', { email: 'a@b.example', password: 'x'.repeat(129) }],
    ['a list instead of an object', []],
  ])('with %s are refused', async (_, body) => {
    const answer = await world.browser().post('/sign-in', body);
    expect([answer.status, Object.keys(errorOf(answer)).slice(0, 2)]).toEqual([400, ['what', 'next']]);
  });
  test.each([
    ['__proto__ in it', '{"__proto__":{"email":"a"},"email":"a@b.example","password":"x"}'],
    ['constructor in it', '{"constructor":"x","email":"a@b.example","password":"x"}'],
    ['broken JSON', '{"email":'],
    ['no JSON', 'email=a'],
    ['only null', 'null'],
    ['a flood', `{"email":"${'x'.repeat(70_000)}"}`],
    ['depth', '['.repeat(50_000)],
    ['nothing', ''],
  ])('with %s are refused', async (_, body) => expect(await world.browser().send('POST', '/sign-in', body)).toMatchObject({ status: 400 }));
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/pdf', ''])('of type %j are refused', async (type) => {
    expect(await world.browser().send('POST', '/sign-in', '{"email":"a@b.example","password":"x"}', { 'content-type': type })).toMatchObject({ status: 400 });
  });
  test('in JSON with a character set are taken', async () => {
    expect(await world.browser().send('POST', '/sign-in', '{"email":"a@b.example","password":"x"}', { 'content-type': 'application/json; charset=utf-8' })).toMatchObject({ status: 401 });
  });
});

describe('answers', () => {
  test('are for nobody to keep', async () => {
    const answer = await world.browser().signIn('anna@example.com');
    expect([answer.headers.get('cache-control'), answer.headers.get('content-type')]).toEqual(['no-store', 'application/json; charset=utf-8']);
  });
  test('of a sign-in hold no token', async () => {
    const browser = world.browser();
    const answer = await browser.signIn('anna@example.com');
    expect(answer.body).toEqual({ signedIn: true });
    const lines = answer.headers.getSetCookie();
    expect(lines.map((line) => line.split('=')[0])).toEqual(['__Host-entente', '__Host-entente.device']);
    for (const line of lines) expect(line).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    for (const line of lines) expect(line).not.toMatch(/domain/i);
  });
  test('on this machine set a cookie without https', async () => {
    const local = await install('http://localhost:4321');
    const anna = await local.person('anna@example.com');
    expect([...anna.cookies.keys()]).toEqual(['entente', 'entente.device']);
    const { headers } = await anna.signIn('anna@example.com');
    expect(headers.getSetCookie()[0]).toMatch(/^entente=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(await anna.me()).not.toBeNull();
  });
});

describe('nothing is written to the log', () => {
  const said: unknown[][] = [];
  beforeEach(() => {
    said.length = 0;
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) vi.spyOn(console, level).mockImplementation((...words) => void said.push(words));
  });
  afterEach(() => vi.restoreAllMocks());

  test('of passwords, tokens and mailboxes, whatever goes wrong', async () => {
    const own = await install();
    const anna = await own.person('anna@example.com');
    const browser = own.browser();
    await browser.signIn('anna@example.com', 'a wrong password');
    await browser.signIn('nobody@example.com', goodPassword);
    await browser.post('/ask-for-link', { email: 'anna@example.com' });
    await browser.post('/open-link', { token: own.sent.at(-1)?.token });
    await browser.post('/open-link', { token: own.sent.at(-1)?.token });
    await browser.post('/sign-in-code', { code: '123456' });
    await browser.post('/passkeys/sign-in-options');
    await browser.post('/passkeys/sign-in', { response: { id: 'x' } });
    await anna.post('/second-factor/start', { password: goodPassword });
    await anna.post('/second-factor/confirm', { code: '000000' });
    expect(said).toEqual([]);
  });
});
