import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve as listen, type ServerType } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeAnswers } from '#agreement/facts/answers';
import { createApp } from '#doors/http/app';
import { pathOf } from '#doors/http/openapi';
import { serve } from '#doors/http/serve';
import { operations } from '#operations/index';
import { openWorld } from '#world/open-world';
import { DamageError, StoreError, type Store } from '#world/store/store';
import type { World } from '#world/world';
import { sampleAnswers } from '../agreement/sample-answers';

interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  bytes: Buffer;
}

let folder: string;
let world: World;
let server: ServerType;
let port: number;
const logged: string[] = [];

async function start(served: World, log = (line: string) => void logged.push(line)): Promise<{ server: ServerType; port: number }> {
  const hosts = new Set<string>();
  const app = createApp({ world: served, hosts, web: join(folder, 'web'), version: '9.9.9', log });
  const started = await new Promise<ServerType>((resolve) => {
    const one = listen({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(one));
  });
  const at = (started.address() as AddressInfo).port;
  hosts.add(`127.0.0.1:${at}`);
  return { server: started, port: at };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entente-http-'));
  await mkdir(join(folder, 'web', 'assets'), { recursive: true });
  await writeFile(join(folder, 'web', 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(folder, 'web', 'assets', 'app-1234.js'), 'script');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  world = await openWorld({ data: join(folder, 'data') });
  ({ server, port } = await start(world));
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

/** A request exactly as written, on a connection of its own: a server that refuses a body closes the connection. */
function ask(method: string, path: string, { headers = {}, body, to = port }: { headers?: Record<string, string>; body?: string | Uint8Array; to?: number } = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: to, agent: false, method, path, headers: { host: `127.0.0.1:${to}`, ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(parts), text: Buffer.concat(parts).toString() }));
    });
    sent.on('error', reject);
    // A server that refuses a body answers before it has read it all.
    sent.on('socket', (socket) => void socket.on('error', () => undefined));
    sent.end(body);
  });
}
const own = (to = port) => ({ origin: `http://127.0.0.1:${to}`, 'content-type': 'application/json' });
const post = (path: string, body: unknown, headers: Record<string, string> = {}) => ask('POST', path, { headers: { ...own(), ...headers }, body: JSON.stringify(body) });
const errorOf = (answered: Answered): { what: string; next: string } => (JSON.parse(answered.text) as { error: { what: string; next: string } }).error;

describe('the guard', () => {
  test.each(['evil.example', 'localhost.evil.example:1', '127.0.0.1', '[::1]'])('refuses the host %j', async (host) => expect((await ask('GET', '/api/health', { headers: { host } })).status).toBe(403));
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
  test('any address of the app is the page', async () => expect((await ask('GET', '/agreements/x/ask')).text).toContain('<title>page'));
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
  test('a folder is no file', async () => expect((await ask('GET', '/assets/')).text).toContain('<title>page'));
});

describe('reading and writing', () => {
  let id: string;
  test('an agreement is made', async () => {
    const answered = await post('/api/create-agreement', { answers: writeAnswers(sampleAnswers(2)) });
    expect(answered.status).toBe(200);
    id = (JSON.parse(answered.text) as { agreement: string }).agreement;
  });
  test('and read', async () => expect(JSON.parse((await ask('GET', `/api/agreements/${id}/read-agreement`)).text)).toMatchObject({ agreement: id, title: 'Tidemark', version: 1 }));
  test('and listed', async () => expect(JSON.parse((await ask('GET', '/api/list-agreements?limit=10')).text)).toMatchObject({ items: [{ id }] }));
  test('and answered', async () => expect(JSON.parse((await post(`/api/agreements/${id}/answer-questions`, { answers: [{ path: 'conf.terms.period', value: { n: 7, unit: 'year' } }] })).text)).toEqual({ version: 2, proposals: 0 }));
  test('and inspected', async () => expect(JSON.parse((await ask('GET', `/api/agreements/${id}/inspect-agreement`)).text)).toMatchObject({ findings: expect.any(Array) }));
  test('and given as a file that a browser does not run', async () => {
    const answered = await ask('GET', `/api/agreements/${id}/export-agreement?format=html`);
    expect(answered.headers['content-disposition']).toMatch(/^attachment; filename="tidemark-[\w.-]+\.html"$/);
    expect(answered.headers['content-security-policy']).toBe("sandbox; default-src 'none'");
    expect(answered.text).toContain('<h');
  });
  test('a PDF is checked', async () => {
    const pdf = (await ask('GET', `/api/agreements/${id}/export-agreement?format=pdf`)).bytes;
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

  test.each<[string, () => Promise<Answered>, number]>([
    ['no JSON', () => ask('POST', '/api/create-agreement', { headers: own(), body: 'answers: yes' }), 400],
    ['a list', () => post('/api/create-agreement', []), 400],
    ['nothing', () => ask('POST', '/api/create-agreement', { headers: own() }), 400],
    ['a field that is none', () => post('/api/create-agreement', { answer: 'x' }), 400],
    ['bad answers', () => post('/api/create-agreement', { answers: 'entente: 2' }), 400],
    ['a bad answer', () => post(`/api/agreements/${id}/answer-questions`, { answers: [{ path: 'law.governing', value: 7 }] }), 400],
    ['an agreement that is not there', () => ask('GET', '/api/agreements/none/read-agreement'), 404],
    ['a name that cannot be one', () => ask('GET', '/api/agreements/..%2f..%2fetc/read-agreement'), 400],
    ['an operation that is none', () => ask('GET', '/api/none'), 404],
    ['a write by GET', () => ask('GET', '/api/create-agreement'), 404],
    ['a read by POST', () => post('/api/list-agreements', {}), 404],
    ['a limit out of range', () => ask('GET', '/api/list-agreements?limit=9999'), 400],
    ['more than 4 MB', () => post('/api/create-agreement', { answers: 'x'.repeat(4_300_000) }), 413],
    ['a PDF of more than 50 MB', () => ask('POST', '/api/verify-file', { headers: { ...own(), 'content-type': 'application/pdf' }, body: new Uint8Array(50_100_000) }), 413],
  ])('%s: says what happened and what to do', async (_, send, status) => {
    const answered = await send();
    expect(answered.status).toBe(status);
    expect(errorOf(answered)).toMatchObject({ what: expect.stringMatching(/\S/), next: expect.stringMatching(/\.$/) });
    expect(answered.text).not.toMatch(/\bat .+:\d+:\d+|node_modules/);
  });
  test('trouble of callers is not trouble of ours', () => expect(logged).toEqual([]));
});

describe('the API page', () => {
  const page = async () => JSON.parse((await ask('GET', '/api/openapi.json')).text) as { openapi: string; info: { version: string }; paths: Record<string, Record<string, { operationId: string }>> };
  test('lists every operation', async () => {
    const { openapi, info, paths } = await page();
    expect([openapi, info.version]).toEqual(['3.1.0', '9.9.9']);
    expect(Object.keys(paths).sort()).toEqual(operations.map(pathOf).sort());
    expect(Object.values(paths).flatMap((path) => Object.values(path).map((one) => one.operationId)).sort()).toEqual(operations.map((one) => one.name).sort());
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
  const failing = (error: Error): World => {
    const refuse = async (): Promise<never> => {
      throw error;
    };
    return { ...world, store: new Proxy(world.store, { get: (target, name) => (name === 'listAgreements' ? refuse : (Reflect.get(target, name) as Store['close']).bind(target)) }) };
  };
  const damage = new DamageError({ stream: 'a/shared', seq: 3 }, 'its hash differs');
  test.each<[string, Error, number, RegExp, number]>([
    ['a full disk', new StoreError('full', null), 507, /full/, 0],
    ['a busy database', new StoreError('busy', null), 503, /Another program/, 0],
    ['a damaged database', new StoreError('damaged', null), 500, /damaged/, 1],
    ['a damaged event', damage, 500, /event 3 of a\/shared is damaged/, 1],
    ['a fault of ours', new TypeError('x is not a function'), 500, /went wrong on our side/, 1],
  ])('%s', async (_, error, status, what, lines) => {
    const log: string[] = [];
    const one = await start(failing(error), (line) => void log.push(line));
    const answered = await ask('GET', '/api/list-agreements', { to: one.port });
    await new Promise((resolve) => one.server.close(resolve));
    expect(answered.status).toBe(status);
    expect(errorOf(answered).what).toMatch(what);
    expect(errorOf(answered).next).toMatch(/\.$/);
    expect(answered.text).not.toContain('not a function');
    expect(log).toHaveLength(lines);
    for (const line of log) expect(JSON.parse(line)).toMatchObject({ level: 'error' });
  });
});

describe('serving', () => {
  test('a port in use is told', async () => expect(serve(world, port, '9.9.9', () => undefined)).rejects.toMatchObject({ name: 'InputError', what: `Port ${port} is used by another program.` }));
  test('a folder in use is told', async () => expect(openWorld({ data: join(folder, 'data') })).rejects.toMatchObject({ name: 'InputError', path: join(folder, 'data'), what: expect.stringContaining('open in another program') }));
  test('any free port will do, and it listens on this machine only', async () => {
    const running = await serve(world, 0, '9.9.9', () => undefined);
    expect(running.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${running.address}/api/health`)).status).toBe(200);
    expect((await fetch(`${running.address.replace('127.0.0.1', 'localhost')}/api/health`).catch(() => ({ status: 200 }))).status).toBe(200);
    await running.close();
    await expect(fetch(`${running.address}/api/health`)).rejects.toThrow('fetch failed');
  });
});
