import type { ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectFolder } from '#world/project-folder';
import { password, tokenOf } from './visitor';
import { type Name, names, mailboxes } from './people';
import type { Place } from './place';
import { startTracked } from './processes';

/** The real server of the built program, in a process of its own. */
export interface Server {
  readonly process: ChildProcess;
  /** Such as `http://127.0.0.1:41234`. */
  readonly address: string;
  /** From its start until it said that it is ready, in milliseconds. */
  readonly readyAfter: number;
  /** What it wrote to standard error. */
  words(): string;
  /** Ends it and gives its exit code, or the signal. */
  end(signal: NodeJS.Signals): Promise<number | string>;
}

/** What a server may be started with. */
export interface ServerChoices {
  port: number;
  /** More options of `entente serve`. */
  options?: readonly string[];
  /** What stands before the program on the command line, such as `strace`. */
  under?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

/** How long a server may take to be ready, and to answer; after that it hangs. Milliseconds. */
const hangs = 60_000;

/** Starts `entente serve` and waits until it is ready; a server that ends before is an error with what it said. */
export function startServer({ data, database }: Place, { port, options = [], under = [], env = {} }: ServerChoices): Promise<Server> {
  const [command = '', ...args] = [...under, process.execPath, join(projectFolder(), 'dist', 'entente.js'), 'serve', '--data', data, '--port', String(port), '--rate', '0', ...(database === undefined ? [] : ['--database', database]), ...options];
  const at = performance.now();
  const child = startTracked(command, args, { env: { ...process.env, ...env } });
  child.stdin.on('error', () => undefined).end();
  let words = '';
  child.stderr.on('data', (part: Buffer) => (words += part.toString()));
  const closed = new Promise<number | string>((resolve) => child.on('close', (code, signal) => resolve(signal ?? code ?? -1)));
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => {
      reject(new Error(`the server was not ready within ${hangs / 1000} s: ${words}`));
      child.kill('SIGKILL');
    }, hangs);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, address] = /^Entente is ready: (\S+)$/.exec(line) ?? [];
      if (address === undefined) return;
      clearTimeout(patience);
      const end = (signal: NodeJS.Signals): Promise<number | string> => {
        child.kill(signal);
        return closed;
      };
      resolve({ process: child, address, readyAfter: performance.now() - at, words: () => words, end });
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(patience);
      reject(new Error(`the server ended with ${code ?? signal}: ${words}`));
    });
  });
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
}

/** What a server answered. */
export interface Answer {
  status: number;
  retryAfter: string | null;
  body: unknown;
}

/** An answer that was not a success, as an error. */
export class NotDone extends Error {
  constructor(readonly answer: Answer) {
    super(`answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
}

/** Everybody, as browsers: with their cookies, and whoever comes in by a link. */
export class Browsers {
  readonly #cookies = new Map<string, Map<string, string>>();

  constructor(public address: string) {}

  /** Gives everybody an account in a new installation. */
  async settle(): Promise<void> {
    const write = <T>(who: Name, operation: string, input: Record<string, unknown>): Promise<T> => this.do<T>(who, operation, input);
    await write('anna', 'set-up', { name: 'Anna Meyer', email: mailboxes.anna, password, organisation: 'Alpha' });
    for (const who of names.slice(1)) {
      const { link } = await write<{ link: string | null }>('anna', 'invite-account', { email: mailboxes[who] });
      await write(who, 'sign-up', { token: tokenOf(link), name: `${who} of the faults`, password, organisation: `${who} and others` });
    }
  }

  /** Takes over the cookies of others: the same people at another server of the same installation. */
  take(others: Browsers): void {
    for (const [who, jar] of others.#cookies) this.#cookies.set(who, new Map(jar));
  }

  /** Carries an operation out; what is not answered with success is thrown as NotDone, or as the failure of the connection. */
  async do<T>(who: string, operation: string, input: Record<string, unknown>, key?: string): Promise<T> {
    const answer = await this.ask(who, operation, input, key);
    if (answer.status !== 200) throw new NotDone(answer);
    return answer.body as T;
  }

  /** Asks, and gives what was answered; reads by their names begin with read-, list- or look-. */
  async ask(who: string, operation: string, input: Record<string, unknown>, key?: string): Promise<Answer> {
    const { agreement, ...rest } = input;
    const at = `${this.address}/api/${operation.startsWith('accept') || typeof agreement !== 'string' ? '' : `agreements/${agreement}/`}${operation}`;
    const jar = this.#cookies.get(who) ?? new Map<string, string>();
    const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), ...(key !== undefined && { 'idempotency-key': key }) };
    const answer = /^(?:read|list|look)-/.test(operation)
      ? await fetch(`${at}?${new URLSearchParams(rest as Record<string, string>).toString()}`, { headers, signal: AbortSignal.timeout(hangs) })
      : await fetch(at, { method: 'POST', headers: { ...headers, 'content-type': 'application/json', origin: this.address }, body: JSON.stringify(rest), signal: AbortSignal.timeout(hangs) });
    const body: unknown = await answer.json();
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (who !== 'guest') this.#cookies.set(who, jar.set(name, value));
    }
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body };
  }
}
