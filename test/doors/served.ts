import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as askPlain } from 'node:http';
import { request as askTls } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '#doors/http/app';
import { createLog } from '#doors/http/log';
import { openDoor, type Door, type DoorSettings } from '#doors/http/serve';
import { systemClock } from '#world/store/ids';
import { openWorld, type Served as Reached } from '#world/open-world';
import type { World } from '#world/world';
import { cheapPasswords } from '../cheap-passwords';
import { worldPlace } from '../stores';

/** What a server answered. */
export interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  bytes: Buffer;
}

/** A request exactly as written, on a connection of its own: a server that refuses a body closes the connection. */
export interface Asking {
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

/** A server in this process, on a folder of its own. */
export interface Served {
  world: World;
  door: Door;
  folder: string;
  /** Lines of the log. */
  logged: string[];
  ask(method: string, path: string, asking?: Asking): Promise<Answered>;
  /** Reads as somebody, or as nobody. */
  get(path: string, cookies?: readonly string[]): Promise<Answered>;
  /** Writes as a page of ours does. */
  post(path: string, body: unknown, cookies?: readonly string[], headers?: Record<string, string>): Promise<Answered>;
  end(): Promise<void>;
}

/** What a test may choose. */
export interface Choices extends Partial<DoorSettings> {
  rate?: number | null;
  requests?: boolean;
  reached?: Partial<Reached>;
  /** False for a world that lasts as long as the test and writes nothing. */
  kept?: boolean;
  /** Stands in for the world that is opened. */
  world?: (world: World) => World;
}

/** Opens a server on 127.0.0.1 with a page, a script and a file outside that nobody may see. */
export async function openServed({ rate = null, requests = false, kept = true, reached = {}, world: change = (world) => world, ...door }: Choices = {}): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'entente-http-'));
  await mkdir(join(folder, 'web', 'assets'), { recursive: true });
  await writeFile(join(folder, 'web', 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(folder, 'web', 'assets', 'app-1234.js'), 'script');
  for (const name of ['icon.svg', 'licences.txt']) await writeFile(join(folder, 'web', name), name);
  await writeFile(join(folder, 'secret.txt'), 'secret');
  const opened = await openDoor({ listen: { host: '127.0.0.1', port: 0 }, address: null, tls: null, proxies: [], ...door });
  const { release, ...place } = kept ? { release: () => undefined, data: join(folder, 'data') } : await worldPlace();
  const world = change(await openWorld({ ...place, passwordCost: cheapPasswords, served: { address: opened.address, mailServer: false, signUp: 'invited', setUpCode: null, ...reached } }));
  const logged: string[] = [];
  const log = createLog((line) => void logged.push(line), systemClock, { requests });
  opened.serve(createApp({ world, reach: opened.reach, web: join(folder, 'web'), version: '9.9.9', log, contact: 'mailto:security@entente.example', rate, ending: opened.ending, stopping: opened.stopping }));
  const ask: Served['ask'] = (method, path, asking = {}) => askAt(opened, method, path, asking);
  const { origin, host } = new URL(opened.address);
  return {
    world,
    door: opened,
    folder,
    logged,
    ask,
    get: (path, cookies = []) => ask('GET', path, { headers: { host, ...cookieOf(cookies) } }),
    post: (path, body, cookies = [], headers = {}) => ask('POST', path, { headers: { host, origin, 'content-type': 'application/json', ...cookieOf(cookies), ...headers }, body: JSON.stringify(body) }),
    end: async () => {
      await opened.close(0);
      await world.close();
      release();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is wrong, as a screen shows it. */
export const errorOf = (answered: Answered): { what: string; next: string } => (JSON.parse(answered.text) as { error: { what: string; next: string } }).error;

/** The cookies that a browser sends after it got these. */
export function cookieOf(cookies: readonly string[]): Record<string, string> {
  return cookies.length === 0 ? {} : { cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') };
}

/** Makes the first person of an installation and gives their cookies. */
export async function firstPerson(world: World): Promise<{ person: string; cookies: string[] }> {
  return world.accounts.signUpFirst({ name: 'Ada Winter', email: 'ada@alpha.example', password: 'seven green lamps' }, { headers: new Headers(), address: '127.0.0.1' });
}

function askAt(door: Door, method: string, path: string, { headers = {}, body }: Asking): Promise<Answered> {
  const { protocol, port } = door.listening;
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, agent: false, method, path, headers: { host: new URL(door.address).host, ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }), ...headers }, rejectUnauthorized: false };
    const sent = (protocol === 'https' ? askTls : askPlain)(options, (response) => {
      const parts: Buffer[] = [];
      const answered = (): void => resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(parts), text: Buffer.concat(parts).toString() });
      response.on('data', (part: Buffer) => {
        parts.push(part);
        // An event stream goes on for ever: its beginning says enough.
        if (response.headers['content-type']?.startsWith('text/event-stream') !== true) return;
        answered();
        response.destroy();
      });
      response.on('end', answered);
      response.on('error', reject);
    });
    sent.on('error', reject);
    // A server that refuses a body answers before it has read it all.
    sent.on('socket', (socket) => void socket.on('error', () => undefined));
    sent.end(body);
  });
}
