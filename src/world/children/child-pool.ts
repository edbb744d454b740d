import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChildProcess, spawn } from 'node:child_process';
import { InputError } from '#agreement/input-error';
import { ChildError } from '#world/children/child-error';
import { childCommand } from '#world/children/child-command';
import type { FromChild, ToChild } from '#world/children/answer-parent';
import { residentBytes } from '#world/children/resident-bytes';

/** What one request may cost a child: wall milliseconds, and resident bytes above what the child held when it was ready. */
export interface ChildLimits {
  milliseconds: number;
  bytesAboveIdle: number;
}

/** How a pool runs its children. */
export interface ChildPoolOptions {
  /** Name of a built file in `dist/children/` without its ending, or an absolute path to a JavaScript file. */
  entry: string;
  /** What a request does, as the start of a sentence for errors: "Reading the PDF". */
  what: string;
  /** Children working at the same time; more requests wait. Default 2. */
  atOnce?: number;
  /** Requests that may wait; one more is refused with a ChildError `busy`. Default 100. */
  waiting?: number;
  /** Limits of one request. Default `untrustedLimits`. */
  limits?: Partial<ChildLimits>;
  /** When a child is replaced: after so many requests (default 1, a fresh child each time), or once it holds so many resident bytes. */
  recycle?: { afterRequests?: number; aboveBytes?: number };
  /** A child without work is ended after so many milliseconds. Default 60,000. */
  idleMilliseconds?: number;
}

/** The limits for reading a file from outside: 10 seconds and 300 MB above idle. */
export const untrustedLimits: ChildLimits = { milliseconds: 10_000, bytesAboveIdle: 300_000_000 };

const watchEvery = 50;
const keptOfStderr = 4000;

interface Job {
  request: unknown;
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
}

interface Child {
  pool: object;
  gone: Promise<void>;
  process: ChildProcess;
  folder: string;
  idleBytes: number;
  served: number;
  job: Job | undefined;
  stderr: string;
  timers: NodeJS.Timeout[];
}

/** Child processes that answer one kind of request, each killed when it takes too long or too much, so that the calling process lives on. */
export class ChildPool<Request, Answer> {
  readonly #options: ChildPoolOptions;
  readonly #limits: ChildLimits;
  readonly #recycle: { afterRequests: number; aboveBytes: number };
  readonly #queue: Job[] = [];
  readonly #idle: Child[] = [];
  readonly #busy = new Set<Child>();
  #closed = false;

  constructor(options: ChildPoolOptions) {
    this.#options = options;
    this.#limits = { ...untrustedLimits, ...options.limits };
    this.#recycle = { afterRequests: 1, aboveBytes: Infinity, ...options.recycle };
  }

  /** Answers one request in a child; rejects with the InputError the child gave, or with a ChildError. */
  run(request: Request): Promise<Answer> {
    const { what, waiting = 100 } = this.#options;
    if (this.#closed) return Promise.reject(new ChildError('closed', `${what} is not possible while the program is ending.`));
    if (this.#busy.size >= this.#atOnce && this.#queue.length >= waiting) {
      return Promise.reject(new ChildError('busy', `${what} is not possible now: ${waiting} others are waiting already. Try again in a minute.`));
    }
    return new Promise<Answer>((resolve, reject) => {
      this.#queue.push({ request, resolve: resolve as (answer: unknown) => void, reject });
      this.#next();
    });
  }

  /** Ends all children; requests open or waiting reject with a ChildError `closed`. Resolves when the children and their work folders are gone. */
  async close(): Promise<void> {
    this.#closed = true;
    const closed = new ChildError('closed', `${this.#options.what} was stopped because the program is ending.`);
    for (const job of this.#queue.splice(0)) job.reject(closed);
    for (const child of [...this.#busy, ...this.#idle]) this.#end(child, closed);
    const mine = [...alive].filter(({ pool }) => pool === this);
    // An idle child does not keep this process running; while its end is awaited it must, or this process ends first.
    for (const child of mine) child.process.ref();
    await Promise.all(mine.map(({ gone }) => gone));
  }

  get #atOnce(): number {
    return this.#options.atOnce ?? 2;
  }

  #next(): void {
    while (this.#busy.size < this.#atOnce) {
      const job = this.#queue.shift();
      if (job === undefined) return;
      const child = this.#idle.pop();
      if (child !== undefined) this.#give(child, job);
      else {
        try {
          this.#start(job);
        } catch (error) {
          job.reject(new ChildError('crashed', `${this.#options.what} could not start: ${error instanceof Error ? error.message : String(error)}`));
        }
      }
    }
  }

  #start(job: Job): void {
    const cpuSeconds = Math.ceil(this.#limits.milliseconds / 1000) * this.#recycle.afterRequests + 60;
    const { command, args } = childCommand(this.#options.entry, cpuSeconds);
    const folder = mkdtempSync(join(tmpdir(), 'entente-child-'));
    const started = spawn(command, args, {
      cwd: folder,
      env: {},
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      windowsHide: true,
    });
    const child: Child = {
      pool: this,
      gone: new Promise((gone) => {
        for (const end of ['exit', 'error']) started.once(end, () => gone());
      }),
      process: started,
      folder,
      idleBytes: 0,
      served: 0,
      job,
      stderr: '',
      timers: [],
    };
    forgetWhenGone(child);
    this.#busy.add(child);
    this.#limitTime(child, 'could not start within');
    child.process.stderr?.on('data', (data: Buffer) => {
      child.stderr = (child.stderr + data.toString('utf8')).slice(-keptOfStderr);
    });
    child.process.on('error', (error) => this.#end(child, this.#crash(child, error.message)));
    child.process.on('close', (code, signal) => this.#end(child, this.#crash(child, signal ?? `code ${code}`)));
    child.process.on('message', (message: FromChild) => this.#hear(child, message));
  }

  #give(child: Child, job: Job): void {
    stopTimers(child);
    child.job = job;
    this.#busy.add(child);
    hold(child, true);
    this.#limitTime(child, 'took longer than');
    const { bytesAboveIdle } = this.#limits;
    const watch = setInterval(() => {
      const bytes = residentBytes(child.process.pid);
      if (bytes === undefined || bytes - child.idleBytes <= bytesAboveIdle) return;
      const mb = Math.round(bytesAboveIdle / 1_000_000);
      this.#end(child, new ChildError('too-big', `${this.#options.what} took more than ${mb} MB of memory and was stopped.`));
    }, watchEvery);
    child.timers.push(watch);
    const message: ToChild = { kind: 'request', request: job.request };
    child.process.send(message, (error) => {
      if (error !== null) this.#end(child, this.#crash(child, error.message));
    });
  }

  #hear(child: Child, message: FromChild): void {
    const { job } = child;
    if (job === undefined || !this.#busy.has(child)) return;
    if (message.kind === 'ready') {
      child.idleBytes = residentBytes(child.process.pid) ?? 0;
      this.#give(child, job);
      return;
    }
    child.served += 1;
    child.job = undefined;
    this.#keepOrEnd(child);
    if (message.kind === 'answer') job.resolve(message.answer);
    else if (message.kind === 'input-error') job.reject(new InputError(message.what, message.next, message.path));
    else job.reject(new ChildError('failed', `${this.#options.what} failed: ${message.message}`, message.stack));
    this.#next();
  }

  #keepOrEnd(child: Child): void {
    const { afterRequests, aboveBytes } = this.#recycle;
    if (child.served >= afterRequests || (residentBytes(child.process.pid) ?? 0) > aboveBytes) {
      this.#end(child);
      return;
    }
    stopTimers(child);
    child.timers.push(setTimeout(() => this.#end(child), this.#options.idleMilliseconds ?? 60_000).unref());
    this.#busy.delete(child);
    this.#idle.push(child);
    hold(child, false);
  }

  #limitTime(child: Child, verb: string): void {
    const { milliseconds } = this.#limits;
    const error = new ChildError('too-slow', `${this.#options.what} ${verb} ${seconds(milliseconds)} and was stopped.`);
    child.timers.push(setTimeout(() => this.#end(child, error), milliseconds));
  }

  #crash(child: Child, how: string): ChildError {
    const { what } = this.#options;
    if (/heap out of memory|allocation failed|bad_alloc/i.test(child.stderr)) {
      return new ChildError('too-big', `${what} took more memory than allowed and was stopped.`, child.stderr);
    }
    return new ChildError('crashed', `${what} ended before it had an answer (${how}).`, child.stderr);
  }

  #end(child: Child, error?: ChildError): void {
    const place = this.#idle.indexOf(child);
    if (place >= 0) this.#idle.splice(place, 1);
    else if (!this.#busy.delete(child)) return;
    stopTimers(child);
    child.process.kill('SIGKILL');
    removeFolder(child);
    hold(child, false);
    const { job } = child;
    child.job = undefined;
    if (job !== undefined && error !== undefined) {
      job.reject(error);
      this.#next();
    }
  }
}

/** Answers one request in a child of its own, which is ended afterwards. */
export async function runInChild<Request, Answer>(request: Request, options: Omit<ChildPoolOptions, 'recycle'>): Promise<Answer> {
  const pool = new ChildPool<Request, Answer>(options);
  try {
    return await pool.run(request);
  } finally {
    await pool.close();
  }
}

function seconds(milliseconds: number): string {
  return milliseconds === 1000 ? '1 second' : `${milliseconds / 1000} seconds`;
}

function stopTimers(child: Child): void {
  for (const timer of child.timers.splice(0)) clearTimeout(timer);
}

/** A busy child keeps this process running, an idle one does not. */
function hold(child: Child, busy: boolean): void {
  const way = busy ? 'ref' : 'unref';
  child.process[way]();
  child.process.channel?.[way]();
  const stderr = child.process.stderr as unknown as { ref(): void; unref(): void } | null;
  stderr?.[way]();
}

const alive = new Set<Child>();
let exitHandled = false;

/** Removes the work folder as soon as the child has ended, and ends the child when this process does. */
function forgetWhenGone(child: Child): void {
  alive.add(child);
  void child.gone.then(() => forget(child));
  if (exitHandled) return;
  exitHandled = true;
  process.once('exit', () => {
    for (const each of alive) {
      each.process.kill('SIGKILL');
      forget(each);
    }
  });
}

function forget(child: Child): void {
  alive.delete(child);
  removeFolder(child);
}

/** At once when the child is ended, and again when it is gone, since it may have written in between. */
function removeFolder(child: Child): void {
  rmSync(child.folder, { recursive: true, force: true, maxRetries: 2 });
}
