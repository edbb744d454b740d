import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';

const program = join(import.meta.dirname, '..', '..', 'bin', 'entente.mjs');

/** A running server of the built program. */
export interface Running {
  /** Its address, such as `http://127.0.0.1:41234`. */
  address: string;
  child: ChildProcess;
  /** Lines that it wrote to standard error. */
  log(): Record<string, unknown>[];
  /** All that it wrote to standard output and to standard error. */
  said(): string;
  /** Waits until a line of the log tells of an event. */
  told(event: string): Promise<void>;
  /** Sends a signal and waits for its end; gives the exit code, or 128 and the number of the signal that killed it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the built program on a free port of this machine and waits until it is ready; `before` stands before the command, as in `['strace', '-f']`. */
export async function startProgram(args: readonly string[], { env = {}, before = [] }: { env?: Record<string, string>; before?: readonly string[] } = {}): Promise<Running> {
  const [command = process.execPath, ...rest] = [...before, process.execPath, program, 'serve', '--port', '0', ...args];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let out = '';
  let errors = '';
  const heard = new Set<() => void>();
  const hear = (): void => heard.forEach((look) => look());
  child.stdout.on('data', (part: Buffer) => ((out += part.toString()), hear()));
  child.stderr.on('data', (part: Buffer) => ((errors += part.toString()), hear()));
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!holds()) return;
        heard.delete(look);
        resolve();
      };
      heard.add(look);
      child.once('exit', (code) => reject(new Error(`The server ended with ${code}:\n${out}${errors}`)));
      look();
    });
  await until(() => out.includes('Press Ctrl+C'));
  const log = (): Record<string, unknown>[] => errors.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    address: /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0] ?? '',
    child,
    log,
    said: () => out + errors,
    told: (event) => until(() => log().some((line) => line['event'] === event)),
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null) return child.exitCode;
      const ended = once(child, 'exit') as Promise<[number | null]>;
      child.kill(signal);
      return (await ended)[0];
    },
  };
}

/** What became of a request: its status and text, or the code of the error where no answer came. */
export interface Outcome {
  status: number;
  text: string;
  headers: Record<string, string | string[] | undefined>;
  error?: string;
}

/** Sends one request on a connection of its own, as a page of the server does. */
export function askProgram(address: string, method: 'GET' | 'POST', path: string, { body, cookies = [], headers = {} }: { body?: unknown; cookies?: readonly string[]; headers?: Record<string, string> } = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const sent = request(`${address}${path}`, { method, agent: false, headers: { ...(cookies.length > 0 && { cookie: cookies.join('; ') }), ...(method === 'POST' && { origin: address, 'content-type': 'application/json' }), ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString(), headers: response.headers }));
      response.on('error', (error: NodeJS.ErrnoException) => resolve({ status: 0, text: '', headers: {}, error: error.code ?? error.message }));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => resolve({ status: 0, text: '', headers: {}, error: error.code ?? error.message }));
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Sets an installation up and gives the cookies of its administrator. */
export async function setUpProgram(address: string): Promise<string[]> {
  const answered = await askProgram(address, 'POST', '/api/set-up', { body: { name: 'Ada Winter', email: 'ada@alpha.example', password: 'seven green lamps', organisation: 'Alpha' } });
  if (answered.status !== 200) throw new Error(answered.text);
  return [answered.headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';')[0] ?? '');
}
