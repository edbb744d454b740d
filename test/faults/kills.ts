import type { ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type MailServer, startMailServer } from '../world/mail-server';
import { chance, oneOf } from './chance';
import { holds, type Trouble } from './holds';
import { Ledger } from './ledger';
import { auditOf, lookInto, type Place } from './place';
import { startTracked } from './processes';
import { load, type Progress } from './progress';
import { type Asked, isKeyed, type Job, type Said } from './words';

/** What came of many kills of one kind. */
export interface Killed {
  store: Ground['store'];
  kill: string;
  /** Sequences that were asked for, and those that were done. */
  asked: number;
  sequences: number;
  /** Writes that were acknowledged before a kill. */
  acknowledged: number;
  /** Writes that were asked for again under their key. */
  again: number;
  lost: string[];
  half: string[];
  doubled: string[];
  /** What went wrong with the run itself. */
  broken: string[];
  /** Mails that a mail server got, and those that it got more than once, each time under one id. */
  mails: { sent: number; repeated: number };
  /** Times until a store or server that was killed was there again, in milliseconds, each with the load of the machine. */
  restarts: Restart[];
  /** The same of a database server that was killed, until it answers. */
  recoveries: Restart[];
}

/** How long it took until something was there again. */
export interface Restart {
  milliseconds: number;
  load: number;
}

/** A restart that took so long, now. */
export const tookNow = (milliseconds: number): Restart => ({ milliseconds: Math.round(milliseconds), load: load() });

/** Nothing killed yet. */
export function noneKilled({ store, kill }: Pick<Killed, 'store' | 'kill'>, asked: number): Killed {
  return { store, kill, asked, sequences: 0, acknowledged: 0, again: 0, lost: [], half: [], doubled: [], broken: [], mails: { sent: 0, repeated: 0 }, restarts: [], recoveries: [] };
}

/** What part of the sequences of a kind a process does: places of `each` sequences, of which every `lanes`th is its own, from the `lane`th on. */
export interface Share {
  sequences: number;
  each: number;
  lane: number;
  lanes: number;
}

/** The places of a share: their number, and how many sequences each has. */
export function placesOf({ sequences, each, lane, lanes }: Share): { index: number; count: number }[] {
  return Array.from({ length: Math.ceil(sequences / each) }, (_, index) => ({ index, count: Math.min(each, sequences - index * each) })).filter(({ index }) => index % lanes === lane);
}

/** How many sequences a share has. */
export const countOf = (share: Share): number => placesOf(share).reduce((sum, { count }) => sum + count, 0);

/** Where the parts of a run lie, and what it goes by. */
export interface Run {
  /** The built child. */
  child: string;
  /** A folder that may be filled; what is left in it after a fault can be looked at. */
  folder: string;
  seed: number;
  progress: Progress;
}

/** A store to be tried: where a fresh installation is kept, and what is killed beside or instead of the program that writes. */
export interface Ground {
  store: 'SQLite' | 'PostgreSQL';
  /** What is killed, in words. */
  kill: string;
  /** An empty place in a folder of its own. */
  fresh(folder: string, name: string): Promise<Place>;
  /** Kills the database and has it started again; gives the milliseconds until it answered. */
  breakDatabase?(random: () => number): Promise<number>;
}

/** A data folder on this disk. */
export const inFolder: Ground = { store: 'SQLite', kill: 'writer', fresh: async (folder) => ({ data: join(folder, 'data') }) };

/** How far each start of a place is ahead of the one before: claims of the mailer that died have run out by then. */
const step = 4 * 60_000;

/** One place with all that is known about it outside, killed again and again. */
class Besieged {
  readonly ledger = new Ledger();
  readonly place: Place;
  readonly #ground: Ground;
  readonly #run: Run;
  readonly #cookies: string;
  readonly #random: () => number;
  readonly #mail: MailServer;
  #count = 0;
  readonly restarts: Restart[] = [];
  readonly recoveries: Restart[] = [];
  readonly trouble: Trouble = { lost: [], half: [], doubled: [] };

  constructor(run: Run, ground: Ground, place: Place, index: number, mail: MailServer) {
    this.place = place;
    this.#ground = ground;
    this.#cookies = `${place.data}.cookies.json`;
    this.#run = run;
    this.#mail = mail;
    this.#random = chance(run.seed * 1000 + index);
  }

  async settle(): Promise<void> {
    await ended(start(this.#run.child, { job: 'settle', place: this.place, cookies: this.#cookies }));
  }

  /** Starts a writer, kills it at some point of its writes, and holds what it left against what it had acknowledged. */
  async sequence(): Promise<void> {
    this.#count += 1;
    const random = this.#random;
    const seed = Math.floor(random() * 1e6) * 1000 + this.#count;
    const again = this.#again();
    const table = random() < 0.25 ? null : this.ledger.table;
    const writes = Math.floor(random() * 25);
    const pause = random() * 12;
    // Where the database is killed as well, that comes first, and the writer goes on for a while.
    let broken = this.#ground.breakDatabase === undefined ? 0 : Math.floor(random() * 15);
    let breaking: Promise<number | null> = Promise.resolve(null);
    const child = start(this.#run.child, { job: 'write', place: this.place, cookies: this.#cookies, seed, ahead: this.#count * step, table, again, mail: this.#mail.port });
    const before = this.ledger.count.acknowledged;
    let killed = false;
    await new Promise<void>((resolve, reject) => {
      let words = '';
      const kill = (): void => void child.kill('SIGKILL');
      child.stderr?.on('data', (part: Buffer) => (words += part.toString()));
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
        // The last line of a process that was killed may be cut off.
        const said = parsed(line);
        if (said === undefined) return;
        this.ledger.hear(said);
        const done = this.ledger.count.acknowledged - before;
        if (killed || said.say === 'open') return;
        if (this.#ground.breakDatabase !== undefined && broken >= 0) {
          if (done < broken) return;
          broken = -1;
          breaking = this.#ground.breakDatabase(random);
          // It may be stuck on what will never come: that is seen by what it does not acknowledge.
          const on = (): void => void setTimeout(() => (killed ||= (setTimeout(kill, pause), true)), 500 + 20 * writes);
          breaking.then(on, on);
          return;
        }
        if (broken === -1 && this.#ground.breakDatabase !== undefined) return;
        if (done < writes) return;
        killed = true;
        setTimeout(kill, pause);
      });
      child.on('error', reject);
      child.on('close', (code, signal) => (signal === 'SIGKILL' ? resolve() : reject(new Error(`a writer ended by itself with ${code ?? signal}: ${words}${this.ledger.faults.join('\n')}`))));
    });
    const recovered = await breaking;
    if (recovered !== null) this.recoveries.push(tookNow(recovered));
    // The first child of a place was the first to open it, but for its accounts.
    this.restarts.push(...this.ledger.opened.splice(0).map(tookNow));
    await this.look();
  }

  /** Opens the place as it was left and holds it against what is known of it. */
  async look(): Promise<void> {
    const at = performance.now();
    const { kysely, kind: store, close } = await lookInto(this.place);
    this.restarts.push(tookNow(performance.now() - at));
    try {
      const found = await holds(kysely, store === 'sqlite', this.ledger);
      for (const kind of ['lost', 'half', 'doubled'] as const) this.trouble[kind].push(...found[kind]);
      this.trouble.doubled.push(...this.ledger.faults.splice(0));
    } finally {
      await close();
    }
    this.trouble.half.push(...(await auditOf(this.place)));
  }

  /** Sends what is left in the outbox: each mail must have come, and more than once only where it was claimed more than once. */
  async deliver(): Promise<{ sent: number; repeated: number }> {
    await ended(start(this.#run.child, { job: 'send', place: this.place, ahead: (this.#count + 2) * step, mail: this.#mail.port }));
    const came = new Map<string, number>();
    for (const { raw } of this.#mail.got) {
      const [, id = ''] = /^message-id: <([^@>]+)@/im.exec(raw) ?? [];
      came.set(id, (came.get(id) ?? 0) + 1);
    }
    const { kysely, close } = await lookInto(this.place);
    try {
      const rows = await kysely.selectFrom('outbox').select(['id', 'dedupe', 'state', 'attempts', 'last_error']).execute();
      let repeated = 0;
      for (const { id, dedupe, state, attempts, last_error } of rows) {
        const count = came.get(id) ?? 0;
        if (state !== 'sent' || count === 0) this.trouble.lost.push(`mail ${dedupe}: ${state}, came ${count} times ${last_error ?? ''}`);
        if (count > attempts) this.trouble.doubled.push(`mail ${dedupe}: claimed ${attempts} times, came ${count} times`);
        if (count > 1) repeated += 1;
      }
      return { sent: rows.length, repeated };
    } finally {
      await close();
    }
  }

  /** What was asked and never answered, and some of what was. */
  #again(): Asked[] {
    const { asked, answered, unanswered } = this.ledger;
    const open = [...unanswered.values()];
    for (const { key } of open) unanswered.delete(key);
    const keys = [...answered.keys()];
    const some = keys.length === 0 ? [] : Array.from({ length: 3 }, () => asked.get(oneOf(this.#random, keys)));
    return [...open, ...some.filter((one) => one !== undefined)].filter((one) => isKeyed(one) && one.who !== 'guest');
  }
}

/** Kills what a ground says at random points of the sequences of a share, and tells after each what came of it so far. */
export async function killWriters(run: Run, ground: Ground, share: Share, tell: (total: Killed) => void): Promise<void> {
  const total = noneKilled(ground, countOf(share));
  for (const { index, count } of placesOf(share)) {
    const mail = await startMailServer({ disabledCommands: ['STARTTLS'] });
    const folder = join(run.folder, `${ground.store}-${ground.kill}-${index}`.replaceAll(' ', '-'));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const place = new Besieged(run, ground, await ground.fresh(folder, `kills_${ground.kill.replaceAll(' ', '_')}_${index}`), index, mail);
    let faults = 0;
    const before = { acknowledged: total.acknowledged, again: total.again };
    const sum = (): void => {
      total.acknowledged = before.acknowledged + place.ledger.count.acknowledged;
      total.again = before.again + place.ledger.count.again;
      total.restarts.push(...place.restarts.splice(0));
      total.recoveries.push(...place.recoveries.splice(0));
      for (const kind of ['lost', 'half', 'doubled'] as const) {
        faults += place.trouble[kind].length;
        total[kind].push(...place.trouble[kind].splice(0).map((what) => `${place.place.data}: ${what}`));
      }
      tell(total);
    };
    try {
      await place.settle();
      for (let done = 0; done < count; done += 1) {
        await place.sequence();
        total.sequences += 1;
        sum();
      }
      const { sent, repeated } = await place.deliver();
      total.mails.sent += sent;
      total.mails.repeated += repeated;
    } catch (error) {
      place.trouble.half.push(error instanceof Error ? error.message : String(error));
    } finally {
      await mail.close();
    }
    sum();
    if (faults === 0) rmSync(folder, { recursive: true, force: true });
  }
}

/** A child that takes so long hangs, and is ended with SIGTERM, which nobody else sends it. Milliseconds. */
const hangs = 5 * 60_000;

/** Starts a child on a job. */
export function start(child: string, job: Job, under: readonly string[] = [], env: Record<string, string> = {}): ChildProcess {
  const [command = '', ...args] = [...under, process.execPath, child];
  const started = startTracked(command, args, { env: { ...process.env, ...env }, timeout: hangs, killSignal: 'SIGTERM' });
  // One that was killed early never reads it.
  started.stdin.on('error', () => undefined).end(JSON.stringify(job));
  return started;
}

/** Waits until a child has done its job. */
export function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let words = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => (words += part.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) => (code === 0 ? resolve() : reject(new Error(`a child ended with ${code ?? signal}: ${words.slice(-2000)}`))));
  });
}

function parsed(line: string): Said | undefined {
  try {
    return JSON.parse(line) as Said;
  } catch {
    return undefined;
  }
}
