import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeAnswers } from '#agreement/facts/answers';
import { openDoor } from '#doors/http/serve';
import { routesOf } from '#doors/http/routes';
import { perform } from '#operations/perform';
import { readAgreement } from '#operations/read-agreement';
import { openWorld } from '#world/open-world';
import { DamageError, StoreError, type Store } from '#world/store/store';
import type { World } from '#world/world';
import { sampleAnswers } from '../agreement/sample-answers';
import { cookieOf, errorOf, firstPerson, openServed, type Answered, type Asking, type Served } from './served';

let served: Served;
let ada: string[];
beforeAll(async () => {
  served = await openServed();
  ada = (await firstPerson(served.world)).cookies;
});
afterAll(async () => served.end());

const ask = (method: string, path: string, asking?: Asking) => served.ask(method, path, asking);
const get = (path: string) => served.get(path, ada);
const post = (path: string, body: unknown, headers: Record<string, string> = {}) => served.post(path, body, ada, headers);
const own = () => ({ origin: served.door.address, 'content-type': 'application/json', ...cookieOf(ada) });

describe('the guard', () => {
  test.each(['evil.example', 'localhost.evil.example:1', '127.0.0.1', '[::1]'])('refuses the host %j', async (host) => expect((await ask('GET', '/api/openapi.json', { headers: { host } })).status).toBe(403));
  test.each<[string, Record<string, string>]>([
    ['no origin', { 'content-type': 'application/json' }],
    ['another origin', { origin: 'http://evil.example', 'content-type': 'application/json' }],
    ['the origin of a file', { origin: 'null', 'content-type': 'application/json' }],
  ])('refuses a write with %s', async (_, headers) => {
    const answered = await ask('POST', '/api/create-agreement', { headers, body: '{}' });
    expect(answered.status).toBe(403);
    expect(errorOf(answered).next).toMatch(/\.$/);
  });
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])('refuses a write of the type %j', async (type) => expect((await ask('POST', '/api/create-agreement', { headers: { ...own(), 'content-type': type }, body: '{}' })).status).toBe(415));
  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('knows no %s', async (method) => expect((await ask(method, '/api/create-agreement', { headers: own() })).status).toBe(404));
  test.each(['/', '/api/health', '/api/none', '/assets/app-1234.js'])('%s carries the headers that keep strangers out', async (path) => {
    const { headers } = await ask('GET', path);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin' });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
  test('so does a refusal', async () => expect((await ask('GET', '/', { headers: { host: 'evil.example' } })).headers).toMatchObject({ 'x-content-type-options': 'nosniff' }));
});

describe('pages and files', () => {
  test('the page', async () => expect((await ask('GET', '/')).text).toContain('<title>page'));
  test('any address of the app is the page', async () => expect((await ask('GET', '/a/x/ask')).text).toContain('<title>page'));
  test('a file with a hash in its name is kept for good', async () => expect(await ask('GET', '/assets/app-1234.js')).toMatchObject({ status: 200, text: 'script', headers: { 'cache-control': 'public, max-age=31536000, immutable', 'content-type': 'text/javascript; charset=utf-8' } }));
  test('the page is asked for again each time', async () => expect((await ask('GET', '/')).headers['cache-control']).toBe('no-cache'));
  test('a file that is not there', async () => expect((await ask('GET', '/assets/none.js')).status).toBe(404));
  test('HEAD says as much as GET, without the content', async () => expect(await ask('HEAD', '/')).toMatchObject({ status: 200, text: '' }));
  test.each(['/../secret.txt', '/assets/../../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/%2e%2e%2fsecret.txt', '/assets/..%2f..%2fsecret.txt', '//../secret.txt', '/..%5csecret.txt', '/./../secret.txt', '/%252e%252e/secret.txt', '/assets/%00.js', '/%00/../secret.txt', '/%E0%A4%A.js', '/....//secret.txt'])('%s leads nowhere', async (path) => {
    const answered = await ask('GET', path);
    expect([400, 404]).toContain(answered.status);
    expect(answered.text).not.toContain('secret\n');
    expect(answered.text).not.toBe('secret');
  });
  test.each(['/assets/', '/assets', '/agreements/x', '/a/x/y/z', '/index.html', '/new/', '/.env'])('%s is nothing', async (path) => expect((await ask('GET', path)).status).toBe(404));
  test('a person who goes astray is shown a page that says so', async () => {
    const answered = await ask('GET', '/nowhere', { headers: { accept: 'text/html,*/*' } });
    expect(answered.status).toBe(404);
    expect(answered.text).toContain('<title>page');
  });
  test('where to report a flaw', async () => {
    const { headers, text } = await ask('GET', '/.well-known/security.txt');
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text).toMatch(/^Contact: mailto:security@entente\.example\nExpires: \d{4}-\d\d-\d\dT00:00:00\.000Z\nPreferred-Languages: en\nCanonical: http:\/\/127\.0\.0\.1:\d+\/\.well-known\/security\.txt\n$/);
    expect(Date.parse(/Expires: (.+)/.exec(text)?.[1] ?? '')).toBeGreaterThan(Date.now() + 170 * 86_400_000);
  });
});

describe('reading and writing', () => {
  let id: string;
  test('an agreement is made', async () => {
    const answered = await post('/api/create-agreement', { answers: writeAnswers(sampleAnswers(2)) });
    expect(answered.status).toBe(200);
    id = (JSON.parse(answered.text) as { agreement: string }).agreement;
  });
  test('and read', async () => expect(JSON.parse((await get(`/api/agreements/${id}/read-agreement`)).text)).toMatchObject({ agreement: id, title: 'Tidemark', version: 1 }));
  test('what is read is what the operation gives, each time', async () => {
    const person = await served.world.accounts.personOf(new Headers(cookieOf(ada)));
    const given: unknown = JSON.parse(JSON.stringify(await perform(readAgreement, { person }, { agreement: id }, served.world)));
    for (let i = 0; i < 3; i++) expect(JSON.parse((await get(`/api/agreements/${id}/read-agreement`)).text)).toEqual(given);
  });
  test('and listed', async () => expect(JSON.parse((await get('/api/list-agreements?limit=10')).text)).toMatchObject({ items: [{ id }] }));
  test('and answered', async () => expect(JSON.parse((await post(`/api/agreements/${id}/answer-questions`, { answers: [{ path: 'conf.terms.period', value: { n: 7, unit: 'year' } }] })).text)).toEqual({ version: 2, proposals: 0 }));
  test('and inspected', async () => expect(JSON.parse((await get(`/api/agreements/${id}/inspect-agreement`)).text)).toMatchObject({ findings: expect.any(Array) }));
  test('and given as a file that a browser does not run', async () => {
    const answered = await get(`/api/agreements/${id}/export-agreement?format=html`);
    expect(answered.headers['content-disposition']).toMatch(/^attachment; filename="tidemark-[\w.-]+\.html"$/);
    expect(answered.headers['content-security-policy']).toBe("sandbox; default-src 'none'");
    expect(answered.text).toContain('<h');
  });
  test('a PDF is checked', async () => {
    const pdf = (await get(`/api/agreements/${id}/export-agreement?format=pdf`)).bytes;
    const answered = await ask('POST', '/api/verify-file?name=x.pdf', { headers: { ...own(), 'content-type': 'application/pdf' }, body: pdf });
    expect(JSON.parse(answered.text)).toMatchObject({ name: 'x.pdf', verdict: { verdict: 'unsigned', readable: true } });
  });
  test('what is no PDF is told', async () => {
    const answered = await ask('POST', '/api/verify-file', { headers: { ...own(), 'content-type': 'application/pdf' }, body: 'words' });
    expect(JSON.parse(answered.text)).toMatchObject({ verdict: { readable: false } });
  });
  test('the same request under the same key happens once', async () => {
    const once = () => post('/api/create-agreement', { type: 'BC' }, { 'idempotency-key': 'one' });
    const [first, second] = [await once(), await once()];
    expect(second.text).toBe(first.text);
    expect(JSON.parse((await post('/api/create-agreement', { type: 'RD' }, { 'idempotency-key': 'one' })).text)).toMatchObject({ error: { what: expect.stringContaining('used before for another request') } });
  });
  test.each<[string, string, () => Record<string, unknown>, string]>([
    ['an organisation', 'create-organisation', () => ({ name: 'Twice Ltd' }), 'organisation'],
    ['an invitation', 'invite-account', () => ({ email: 'twice@example.org' }), 'invitation'],
    ['a kept filter', 'save-view', () => ({ name: 'Mine', filter: {} }), 'view'],
  ])('what belongs to no agreement is made once under a key: %s', async (_, name, input, made) => {
    const once = (value = input()) => post(`/api/${name}`, value, { 'idempotency-key': `once-${name}` });
    const [first, second] = [await once(), await once()];
    expect(first.status).toBe(200);
    expect(JSON.parse(second.text)[made]).toEqual(JSON.parse(first.text)[made]);
    expect(JSON.parse((await once({ ...input(), name: 'Else' })).text)).toMatchObject({ error: { what: expect.stringContaining('used before for another request') } });
  });
  test('a request that was refused keeps no key', async () => {
    const send = (name: string) => post('/api/create-organisation', { name }, { 'idempotency-key': 'refused' });
    expect((await send(' ')).status).toBe(400);
    expect((await send('After all')).status).toBe(200);
  });

  test.each<[string, () => Promise<Answered>, number]>([
    ['no JSON', () => ask('POST', '/api/create-agreement', { headers: own(), body: 'answers: yes' }), 400],
    ['a list', () => post('/api/create-agreement', []), 400],
    ['nothing', () => ask('POST', '/api/create-agreement', { headers: own() }), 400],
    ['a field that is none', () => post('/api/create-agreement', { answer: 'x' }), 400],
    ['bad answers', () => post('/api/create-agreement', { answers: 'entente: 2' }), 400],
    ['a bad answer', () => post(`/api/agreements/${id}/answer-questions`, { answers: [{ path: 'law.governing', value: 7 }] }), 400],
    ['an agreement that is not there', () => get('/api/agreements/none/read-agreement'), 404],
    ['a name that cannot be one', () => get('/api/agreements/..%2f..%2fetc/read-agreement'), 400],
    ['an operation that is none', () => get('/api/none'), 404],
    ['a write by GET', () => get('/api/create-agreement'), 404],
    ['a read by POST', () => post('/api/list-agreements', {}), 404],
    ['a limit out of range', () => get('/api/list-agreements?limit=9999'), 400],
    ['more than 4 MB', () => post('/api/create-agreement', { answers: 'x'.repeat(4_300_000) }), 413],
    ['a PDF of more than 50 MB', () => ask('POST', '/api/verify-file', { headers: { ...own(), 'content-type': 'application/pdf' }, body: new Uint8Array(50_100_000) }), 413],
  ])('%s: says what happened and what to do', async (_, send, status) => {
    const answered = await send();
    expect(answered.status).toBe(status);
    expect(errorOf(answered)).toMatchObject({ what: expect.stringMatching(/\S/), next: expect.stringMatching(/\.$/) });
    expect(answered.text).not.toMatch(/\bat .+:\d+:\d+|node_modules/);
  });
  test('trouble of callers is not trouble of ours', () => expect(served.logged).toEqual([]));
});

describe('the API page', () => {
  interface Page {
    openapi: string;
    info: { version: string };
    paths: Record<string, Record<string, { operationId?: string; security: object[]; 'x-may': unknown }>>;
  }
  const page = async () => JSON.parse((await ask('GET', '/api/openapi.json')).text) as Page;
  test('lists every address of the API with who may', async () => {
    const { openapi, info, paths } = await page();
    expect([openapi, info.version]).toEqual(['3.1.0', '9.9.9']);
    const told = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, one]) => ({ method: method.toUpperCase(), path, may: one['x-may'], open: one.security.length === 0, operation: one.operationId })));
    const declared = routesOf(served.world.accounts.routes).filter(({ path }) => path.startsWith('/api/'));
    expect(told.length).toBe(declared.length);
    for (const { method, path, may, operation } of declared) expect(told).toContainEqual({ method, path, may, open: may === 'anyone', operation: operation?.name });
  });
  test('every reference leads somewhere', async () => {
    const whole = await page();
    const references: string[] = [];
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value)) {
        if (key === '$ref') references.push(inner as string);
        else visit(inner);
      }
    };
    visit(whole);
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) {
      expect(reference).toMatch(/^#\//);
      const target = reference.slice(2).split('/').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], whole);
      expect(target, reference).toBeDefined();
    }
  });
  test('every parameter of a path is described', async () => {
    for (const [path, methods] of Object.entries((await page()).paths)) for (const one of Object.values(methods) as { parameters?: { name: string; in: string }[] }[]) for (const [, name] of path.matchAll(/\{(\w+)\}/g)) expect(one.parameters).toContainEqual(expect.objectContaining({ name, in: 'path' }));
  });
});

describe('when the outside fails', () => {
  const failing = (error: Error) => (world: World): World => {
    const refuse = async (): Promise<never> => {
      throw error;
    };
    return { ...world, store: new Proxy(world.store, { get: (target, name) => (name === 'read' ? refuse : (Reflect.get(target, name) as Store['close']).bind(target)) }) };
  };
  const damage = new DamageError({ stream: 'a/shared', seq: 3 }, 'its hash differs');
  test.each<[string, Error, number, RegExp]>([
    ['a full disk', new StoreError('full', null), 507, /full/],
    ['a busy database', new StoreError('busy', null), 503, /Another program/],
    ['a damaged database', new StoreError('damaged', null), 500, /damaged/],
    ['a damaged event', damage, 500, /event 3 of a\/shared is damaged/],
    ['a fault of ours', new TypeError('x "is" not a function'), 500, /went wrong on our side/],
  ])('%s', async (_, error, status, what) => {
    const broken = await openServed({ world: failing(error) });
    try {
      const { cookies } = await firstPerson(broken.world);
      const made = JSON.parse((await broken.post('/api/create-agreement', { type: 'BC' }, cookies)).text) as { agreement: string };
      const answered = await broken.get(`/api/agreements/${made.agreement}/read-agreement`, cookies);
      expect(answered.status).toBe(status);
      expect(errorOf(answered).what).toMatch(what);
      expect(errorOf(answered).next).toMatch(/\.$/);
      expect(answered.text).not.toContain('not a function');
      expect(broken.logged).toHaveLength(1);
      const line = broken.logged[0] ?? '';
      expect(JSON.parse(line)).toMatchObject({ level: 'error', route: '/api/agreements/{agreement}/read-agreement' });
      expect(line).not.toContain(made.agreement);
      expect(line).not.toContain('"is\\"');
    } finally {
      await broken.end();
    }
  });
});

describe('starting', () => {
  test('a port in use is told', async () => expect(openDoor({ listen: { host: '127.0.0.1', port: served.door.listening.port }, address: null, tls: null, proxies: [] })).rejects.toMatchObject({ name: 'InputError', what: `Port ${served.door.listening.port} is used by another program.` }));
  test('a folder in use is told', async () => expect(openWorld({ data: join(served.folder, 'data') })).rejects.toMatchObject({ name: 'InputError', path: join(served.folder, 'data'), what: expect.stringContaining('open in another program') }));
});
