import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as askPlain } from 'node:http';
import { request as askTls } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Env } from '#doors/http/guard';
import { bytesFrom } from '#doors/http/input';
import { openDoor, usualPatience, type DoorSettings } from '#doors/http/serve';
import { openAuthority } from '#world/signing/authority';

const folder = mkdtempSync(join(tmpdir(), 'entente-door-'));
const pem = join(folder, 'keys', 'authority.pem');
beforeAll(async () => void (await openAuthority(join(folder, 'keys'), new Date())));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const here = { host: '127.0.0.1', port: 0 };
const everywhere = { host: '0.0.0.0', port: 0 };
const open = (set: Partial<DoorSettings>) => openDoor({ listen: here, address: null, tls: null, proxies: [], ...set });
const tls = { cert: pem, key: pem };

/** The status of a GET, and its text. */
function ask(protocol: 'http' | 'https', port: number, path = '/', headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    (protocol === 'https' ? askTls : askPlain)({ host: '127.0.0.1', port, path, headers, agent: false, rejectUnauthorized: false }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    }).on('error', reject).end();
  });
}

describe('how a server may be reached', () => {
  test.each<[string, Partial<DoorSettings>]>([
    ['plain http everywhere', { listen: everywhere }],
    ['plain http on IPv6', { listen: { host: '::', port: 0 } }],
    ['plain http everywhere, an address by name', { listen: everywhere, address: 'http://entente.example' }],
    ['plain http everywhere, known as https without a proxy', { listen: everywhere, address: 'https://entente.example' }],
    ['plain http everywhere behind a proxy without https', { listen: everywhere, address: 'http://entente.example', proxies: ['10.0.0.5'] }],
    ['plain http everywhere behind a proxy, address not known', { listen: everywhere, proxies: ['10.0.0.5'] }],
    ['plain http here, known as https without a proxy', { address: 'https://entente.example' }],
    ['plain http here, known by name', { address: 'http://entente.example' }],
    ['a certificate everywhere, address not known', { listen: everywhere, tls }],
    ['a certificate, known as http', { listen: everywhere, tls, address: 'http://entente.example' }],
    ['a certificate that is not there', { tls: { cert: join(folder, 'none.pem'), key: pem } }],
    ['a certificate that is none', { tls: { cert: join(folder, 'words.pem'), key: pem } }],
    ['an address that this machine does not have', { listen: { host: '192.0.2.1', port: 0 }, address: 'https://entente.example', tls }],
  ])('%s: refused, with what to do', async (_, set) => {
    writeFileSync(join(folder, 'words.pem'), 'words');
    await expect(open(set)).rejects.toMatchObject({ name: 'InputError', what: expect.stringMatching(/\.$/), next: expect.stringMatching(/--|\.$/) });
  });

  test.each<[string, Partial<DoorSettings>, Partial<{ local: boolean; address: RegExp; hosts: RegExp[]; proxiesOnly: boolean }>]>([
    ['this machine alone', {}, { local: true, address: /^http:\/\/127\.0\.0\.1:\d+$/, hosts: [/^127\.0\.0\.1:\d+$/, /^localhost:\d+$/, /^\[::1\]:\d+$/], proxiesOnly: false }],
    ['this machine under another port', { address: 'http://localhost:9000' }, { local: true, address: /^http:\/\/localhost:9000$/ }],
    ['a proxy on this machine', { address: 'https://entente.example', proxies: ['127.0.0.1'] }, { local: false, hosts: [/^entente\.example$/, /^entente\.example:443$/], proxiesOnly: false }],
    ['a proxy on another machine', { listen: everywhere, address: 'https://entente.example', proxies: ['10.0.0.5'] }, { local: false, proxiesOnly: true }],
    ['a certificate', { listen: everywhere, address: 'https://entente.example:8443', tls }, { local: false, address: /^https:\/\/entente\.example:8443$/, hosts: [/^entente\.example:8443$/], proxiesOnly: false }],
    ['a certificate on this machine', { tls }, { local: true, address: /^https:\/\/127\.0\.0\.1:\d+$/ }],
  ])('%s', async (_, set, wanted) => {
    const door = await open(set);
    await door.close(0);
    if (wanted.local !== undefined) expect(door.local).toBe(wanted.local);
    if (wanted.address !== undefined) expect(door.address).toMatch(wanted.address);
    if (wanted.proxiesOnly !== undefined) expect(door.reach.proxiesOnly).toBe(wanted.proxiesOnly);
    if (wanted.hosts !== undefined) {
      const hosts = [...door.reach.origins.keys()];
      expect(hosts.length).toBeGreaterThanOrEqual(wanted.hosts.length);
      for (const host of wanted.hosts) expect(hosts.filter((one) => host.test(one))).toHaveLength(1);
    }
  });
});

describe('a server', () => {
  const app = (work: () => Promise<void> = async () => undefined): Hono<Env> => {
    const made = new Hono<Env>();
    made.get('/', (c) => c.text('here'));
    made.get('/long', async (c) => {
      await work();
      return c.text('done');
    });
    made.post('/', async (c) => c.text(String((await bytesFrom(c.req.raw, 100)).length)));
    made.onError((error, c) => c.text(error.message, 400));
    return made;
  };
  test('says that it is starting until it is ready', async () => {
    const door = await open({});
    expect(await ask('http', door.listening.port)).toMatchObject({ status: 503, text: expect.stringContaining('starting') });
    door.serve(app());
    expect(await ask('http', door.listening.port)).toEqual({ status: 200, text: 'here' });
    await door.close();
  });
  test('speaks https with a certificate', async () => {
    const door = await open({ tls });
    door.serve(app());
    expect(await ask('https', door.listening.port)).toEqual({ status: 200, text: 'here' });
    await expect(ask('http', door.listening.port)).rejects.toThrow();
    await door.close();
  });
  test('finishes what is under way when it is stopped, and goes on saying so until then', async () => {
    const door = await open({});
    let begun = (): void => undefined;
    let finish = (): void => undefined;
    const started = new Promise<void>((resolve) => (begun = resolve));
    const work = new Promise<void>((resolve) => (finish = resolve));
    const made = app(() => (begun(), work));
    made.get('/late', (c) => c.text('no more', door.ending() ? 503 : 200));
    door.serve(made);
    const answered = ask('http', door.listening.port, '/long');
    await started;
    expect([door.ending(), door.stopping.aborted, door.underWay()]).toEqual([false, false, 1]);
    const closed = door.close();
    expect([door.ending(), door.stopping.aborted]).toEqual([true, true]);
    expect(await ask('http', door.listening.port, '/late')).toEqual({ status: 503, text: 'no more' });
    finish();
    expect(await answered).toEqual({ status: 200, text: 'done' });
    expect(await closed).toBe(0);
    await expect(ask('http', door.listening.port)).rejects.toThrow('ECONNREFUSED');
  });
  test('cuts off what does not end, and says how much', async () => {
    const door = await open({});
    let begun = (): void => undefined;
    const started = new Promise<void>((resolve) => (begun = resolve));
    door.serve(app(() => (begun(), new Promise(() => undefined))));
    const answered = ask('http', door.listening.port, '/long').catch((error: unknown) => error);
    await started;
    expect(await door.close(50)).toBe(1);
    expect(await answered).toBeInstanceOf(Error);
  });
  test('refuses headers of more than 16 kB', async () => {
    const door = await open({});
    door.serve(app());
    expect((await ask('http', door.listening.port, '/', { 'x-long': 'x'.repeat(20_000) })).status).toBe(431);
    await door.close();
  });
  test.each<[string, string]>([
    ['headers', 'POST / HTTP/1.1\r\nHost: x\r\n'],
    ['a body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc'],
  ])('drops a sender that never finishes %s', async (_, sent) => {
    expect(usualPatience.whole + usualPatience.looked).toBeLessThanOrEqual(20_000);
    const door = await openDoor({ listen: here, address: null, tls: null, proxies: [] }, { headers: 100, whole: 200, looked: 50 });
    door.serve(app());
    await new Promise<void>((resolve) => {
      const socket = connect(door.listening.port, '127.0.0.1', () => void socket.write(sent));
      socket.on('error', () => undefined).on('data', () => undefined).once('close', () => resolve());
    });
    await door.close(0);
  });
});
