import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { StoreError } from '#world/store/store';
import type { World } from '#world/world';
import { cookieOf, errorOf, firstPerson, openServed, type Answered, type Choices, type Served } from './served';

const open: Served[] = [];
async function start(choices: Choices = {}): Promise<Served> {
  const served = await openServed({ kept: false, ...choices });
  open.push(served);
  return served;
}
afterEach(async () => {
  for (const served of open.splice(0)) await served.end();
});

const meIn = ({ text }: Answered): unknown => (JSON.parse(text) as { me: unknown }).me;

describe('whose request it is', () => {
  let served: Served;
  let cookies: string[];
  beforeAll(async () => {
    served = await openServed({ kept: false });
    ({ cookies } = await firstPerson(served.world));
  });
  afterAll(async () => served.end());
  const get = (path: string, headers: Record<string, string>) => served.ask('GET', path, { headers: { ...cookieOf(cookies), ...headers } });
  const post = (headers: Record<string, string>) => served.ask('POST', '/api/create-agreement', { headers: { ...cookieOf(cookies), 'content-type': 'application/json', origin: served.door.address, ...headers }, body: '{"type":"BC"}' });

  test.each<[string, Record<string, string>, boolean]>([
    ['a program without a browser', {}, true],
    ['our own page', { 'sec-fetch-site': 'same-origin' }, true],
    ['the address bar', { 'sec-fetch-site': 'none' }, true],
    ['another site', { 'sec-fetch-site': 'cross-site' }, false],
    ['a neighbour under the same domain', { 'sec-fetch-site': 'same-site' }, false],
    ['a page of another origin', { origin: 'http://evil.example' }, false],
    ['a file', { origin: 'null' }, false],
  ])('the cookies of a read from %s count: %j %s', async (_, headers, counts) => {
    expect(meIn(await get('/api/read-me', headers)) === null).toBe(!counts);
    expect((await get('/api/list-agreements', headers)).status).toBe(counts ? 200 : 401);
    expect((await get('/api/auth/sessions', headers)).status).toBe(counts ? 200 : 401);
  });
  test.each<[string, Record<string, string>, number]>([
    ['our own page', { 'sec-fetch-site': 'same-origin' }, 200],
    ['another site with our origin in its header', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a neighbour', { 'sec-fetch-site': 'same-site' }, 403],
    ['the other name of this machine', { origin: 'http://localhost:1' }, 403],
    ['our host with https', { origin: 'https://127.0.0.1' }, 403],
  ])('a write from %s', async (_, headers, status) => expect((await post(headers)).status).toBe(status));
  test.each(['application/json; charset=utf-8', 'Application/JSON'])('a write of the type %s', async (type) => expect((await post({ 'content-type': type })).status).toBe(200));
  test('a session that is ended is nobody at once', async () => {
    const entered = await served.world.accounts.signUp({ name: 'Ben', email: 'ben@beta.example', password: 'eight blue doors', proven: true }, { headers: new Headers(), address: '127.0.0.1' });
    expect((await served.get('/api/list-agreements', entered.cookies)).status).toBe(200);
    await served.world.accounts.endSessions(entered.person);
    expect((await served.get('/api/list-agreements', entered.cookies)).status).toBe(401);
  });
  test.each<[string, string]>([
    ['no value', 'entente='], ['nonsense', 'entente=x.y'], ['the cookie of another installation', 'entente=abcdefgh.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D'], ['a very long one', `entente=${'x'.repeat(5000)}`],
  ])('a session cookie with %s is nobody', async (_, cookie) => expect(meIn(await served.ask('GET', '/api/read-me', { headers: { cookie } }))).toBeNull());
  test.each<[string, string | Uint8Array, RegExp]>([
    ['129 lists in each other', `{"type":${'['.repeat(129)}${']'.repeat(129)}}`, /more than 128/],
    ['what is not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), /UTF-8/],
    ['a field of all objects', '{"__proto__":{"type":"BC"},"type":"BC"}', /does not fit/],
  ])('%s is refused', async (_, body, words) => {
    for (const path of ['/api/create-agreement', '/api/auth/sign-in']) {
      const answered = await served.ask('POST', path, { headers: { ...cookieOf(cookies), origin: served.door.address, 'content-type': 'application/json' }, body });
      expect(answered.status).toBe(400);
      if (path === '/api/create-agreement') expect(errorOf(answered).what).toMatch(words);
    }
  });
  test('a HEAD says no more than a GET', async () => expect(await served.ask('HEAD', '/api/list-agreements')).toMatchObject({ status: 401, text: '' }));
});

describe('under an https address', () => {
  const host = 'entente.example';
  const https = (more: Choices = {}) => start({ address: `https://${host}`, proxies: ['127.0.0.1'], ...more });
  test('cookies are bound to it and the browser is told to stay with https', async () => {
    const served = await https();
    const { cookies } = await firstPerson(served.world);
    expect(cookies.some((cookie) => /^__Host-entente=.+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/.test(cookie))).toBe(true);
    const answered = await served.get('/api/read-me', cookies);
    expect(answered.headers['strict-transport-security']).toBe('max-age=31536000');
    expect(meIn(answered)).toMatchObject({ administrator: true });
  });
  test.each(['127.0.0.1', 'evil.example', 'entente.example:8080', 'www.entente.example', 'entente.example.'])('the host %s is refused', async (name) => expect((await (await https()).ask('GET', '/api/openapi.json', { headers: { host: name } })).status).toBe(403));
  test.each(['entente.example', 'entente.example:443', 'ENTENTE.example'])('the host %s is ours', async (name) => expect((await (await https()).ask('GET', '/api/openapi.json', { headers: { host: name } })).status).toBe(200));
  test.each<[string, number]>([['http', 403], ['https', 200], ['https, http', 403]])('a proxy that took the request by %s: %d', async (scheme, status) => expect((await (await https()).ask('GET', '/api/openapi.json', { headers: { 'x-forwarded-proto': scheme } })).status).toBe(status));
  test('plain http beyond this machine answers its proxies only', async () => {
    const served = await start({ listen: { host: '0.0.0.0', port: 0 }, address: `https://${host}`, proxies: ['10.0.0.5'] });
    const answered = await served.ask('GET', '/api/openapi.json', { headers: { 'x-forwarded-for': '10.0.0.5' } });
    expect([answered.status, errorOf(answered).what]).toEqual([403, 'This server is reached through its proxy only.']);
  });
});

describe('a watcher', () => {
  const probes = ['/api/health', '/api/ready'];
  test.each(probes)('on this machine asks %s under any name and at any pace, even where only proxies may connect', async (path) => {
    const served = await start({ listen: { host: '0.0.0.0', port: 0 }, address: 'https://entente.example', proxies: ['10.0.0.5'], rate: 0.1 });
    for (const host of ['127.0.0.1', 'entente.example', 'pod.internal:80']) {
      const { status, headers } = await served.ask('GET', path, { headers: { host } });
      expect([status, headers['x-content-type-options'], headers['cache-control']]).toEqual([200, 'nosniff', 'no-store']);
    }
  });
  test.each(probes)('from elsewhere asks %s as everybody asks', async (path) => {
    const served = await start({ address: 'https://entente.example', proxies: ['127.0.0.1'], rate: 0.1 });
    const from = (host: string) => served.ask('GET', path, { headers: { host, 'x-forwarded-for': '203.0.113.7' } });
    expect([(await from('evil.example')).status, (await from('entente.example')).status, (await from('entente.example')).status]).toEqual([403, 200, 429]);
  });
  test('hears what is missing, and nothing private', async () => {
    let trouble: unknown = null;
    const served = await start({ world: (world) => ({ ...world, directory: { ...world.directory, hasPeople: () => (trouble === null ? world.directory.hasPeople() : Promise.reject(trouble)) } }) });
    trouble = new StoreError('io', new Error('/srv/secret/entente.db'));
    const answered = await served.ask('GET', '/api/ready');
    expect([answered.status, answered.headers['retry-after']]).toEqual([503, '5']);
    expect(answered.text).toBe('{"error":{"what":"The disk of the database reports errors.","next":"Nothing was changed; try again in a moment."}}');
    expect((await served.ask('GET', '/api/health')).status).toBe(200);
  });
});

describe('too many requests', () => {
  const from = (served: Served, address: string, path = '/api/openapi.json') => served.ask('GET', path, { headers: { 'x-forwarded-for': address } });
  const statuses = async (served: Served, address: string, count: number): Promise<number[]> => {
    const seen = [];
    for (let n = 0; n < count; n += 1) seen.push((await from(served, address)).status);
    return seen;
  };
  /** One at once, and ten seconds to the next, which no machine takes to answer. */
  const sparse = 0.1;
  test('from one address wait, and say how long', async () => {
    const served = await start({ proxies: ['127.0.0.1'], rate: sparse });
    expect(await statuses(served, '203.0.113.7', 1)).toEqual([200]);
    const answered = await from(served, '203.0.113.7');
    expect(answered.status).toBe(429);
    expect(Number(answered.headers['retry-after'])).toBeGreaterThan(0);
    expect(errorOf(answered).next).toMatch(/Try again in \d+ seconds?\.$/);
    expect(answered.headers['x-content-type-options']).toBe('nosniff');
  });
  test('from one do not slow another', async () => {
    const served = await start({ proxies: ['127.0.0.1'], rate: sparse });
    expect(await statuses(served, '203.0.113.7', 2)).toEqual([200, 429]);
    expect((await from(served, '203.0.113.8')).status).toBe(200);
  });
  test('from one IPv6 network count together', async () => {
    const served = await start({ proxies: ['127.0.0.1'], rate: sparse });
    expect((await from(served, '2001:db8:1:2::1')).status).toBe(200);
    expect((await from(served, '2001:db8:1:2:ffff::1')).status).toBe(429);
    expect((await from(served, '2001:db8:1:3::1')).status).toBe(200);
  });
  test('count by the connection where nobody is trusted, and this machine is free', async () => {
    const served = await start({ rate: 1 });
    expect(new Set(await statuses(served, '203.0.113.7', 30))).toEqual(new Set([200]));
  });
  test('of one person count together, wherever they come from, and writes count more', async () => {
    const served = await start({ proxies: ['127.0.0.1'], rate: 1 });
    const { cookies } = await firstPerson(served.world);
    const write = (n: number) => served.post('/api/create-organisation', { name: `Organisation ${n}` }, cookies, { 'x-forwarded-for': `203.0.113.${n}` });
    expect([(await write(1)).status, (await write(2)).status, (await write(3)).status]).toEqual([200, 200, 429]);
  });
  test('of one person at once wait in a queue of their own, and others go by', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let slow = '';
    const held = (world: World): World => ({
      ...world,
      directory: new Proxy(world.directory, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (name !== 'list') return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
          return async (...args: Parameters<World['directory']['list']>) => {
            if (args[0] === slow) await gate;
            return target.list(...args);
          };
        },
      }),
    });
    const served = await start({ world: held });
    const { person, cookies } = await firstPerson(served.world);
    const other = await served.world.accounts.signUp({ name: 'Ben', email: 'ben@beta.example', password: 'eight blue doors', proven: true }, { headers: new Headers(), address: '127.0.0.1' });
    slow = person;
    const seen: number[] = [];
    let refused = (): void => undefined;
    const allRefused = new Promise<void>((resolve) => (refused = resolve));
    const flood = Array.from({ length: 100 }, async () => {
      const { status } = await served.get('/api/list-agreements', cookies);
      seen.push(status);
      if (seen.length === 28) refused();
    });
    await allRefused;
    expect(seen).toEqual(Array.from({ length: 28 }, () => 429));
    expect((await served.get('/api/list-agreements', other.cookies)).status).toBe(200);
    release();
    await Promise.all(flood);
    expect(seen.filter((status) => status === 200)).toHaveLength(72);
  });
});

describe('what is written down', () => {
  test('of a request is its route and not its address', async () => {
    const served = await start({ requests: true });
    const { cookies } = await firstPerson(served.world);
    await served.get('/api/search-agreements?text=very-secret-words', cookies);
    await served.get('/api/agreements/some-agreement-id/read-agreement', cookies);
    await served.get('/nowhere/very-secret-words');
    const lines = served.logged.map((line) => JSON.parse(line) as { route: string; status: number });
    expect(lines).toMatchObject([{ route: '/api/search-agreements', status: 200 }, { route: '/api/agreements/{agreement}/read-agreement', status: 404 }, { route: 'none', status: 404 }]);
    expect(served.logged.join('')).not.toMatch(/secret|some-agreement-id|ada@|session|cookie/i);
  });
});
