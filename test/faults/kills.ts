import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type MailServer, startMailServer } from '../world/mail-server';
import { chance, oneOf } from './chance';
import { holds, type Trouble } from './holds';
import { Ledger } from './ledger';
import { auditOf, lookInto, type Place } from './place';
import { type Asked, isKeyed, type Job, type Said } from './words';

/** What came of many kills of one kind. */
export interface Killed {
  store: string;
  kill: string;
  sequences: number;
  /** Writes that were acknowledged before a kill. */
  acknowledged: number;
  /** Writes that were asked for again under their key. */
  again: number;
  lost: string[];
  half: string[];
  doubled: string[];
  /** Mails that a mail server got, and those that it got more than once, each time under one id. */
  mails: { sent: number; repeated: number };
  /** Longest time until a store that was killed was open again, in milliseconds. */
  restart: number;
}

/** Where the parts of a run lie, and what it goes by. */
export interface Run {
  /** The built child. */
  child: string;
  /** A folder that may be filled; what is left in it after a fault can be looked at. */
  folder: string;
  seed: number;
}

/** A store to be tried: where a fresh installation is kept, and what is killed beside or instead of the program that writes. */
export interface Ground {
  store: 'SQLite' | 'PostgreSQL';
  /** What is killed, in words. */
  kill: string;
  /** An empty place in a folder of its own. */
  fresh(folder: string, name: string): Promise<Place>;
  /** Kills the database and has it started again. */
  breakDatabase?(random: () => number): Promise<void>;
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
  restart = 0;
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
    let breaking: Promise<void> = Promise.resolve();
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
          void breaking.then(() => setTimeout(() => (killed ||= (setTimeout(kill, pause), true)), 500 + 20 * writes));
          return;
        }
        if (broken === -1 && this.#ground.breakDatabase !== undefined) return;
        if (done < writes) return;
        killed = true;
        setTimeout(kill, pause);
      });
      child.on('error', reject);
      child.on('close', (_, signal) => (signal === 'SIGKILL' ? resolve() : reject(new Error(`a writer ended by itself: ${words}${this.ledger.faults.join('\n')}`))));
    });
    await breaking;
    await this.look();
  }

  /** Opens the place as it was left and holds it against what is known of it. */
  async look(): Promise<void> {
    const at = performance.now();
    const { kysely, kind: store, close } = await lookInto(this.place);
    this.restart = Math.max(this.restart, performance.now() - at);
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

/** Kills what a ground says at random points of `sequences` sequences of writes, `abreast` places at a time. */
export async function killWriters(run: Run, ground: Ground, sequences: number, abreast: number, each = 12): Promise<Killed> {
  const total: Killed = { store: ground.store, kill: ground.kill, sequences: 0, acknowledged: 0, again: 0, lost: [], half: [], doubled: [], mails: { sent: 0, repeated: 0 }, restart: 0 };
  const places = Math.ceil(sequences / each);
  let next = 0;
  const besiege = async (): Promise<void> => {
    for (let index = next++; index < places; index = next++) {
      const mail = await startMailServer({ disabledCommands: ['STARTTLS'] });
      const folder = join(run.folder, `${ground.store}-${ground.kill}-${index}`.replaceAll(' ', '-'));
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      const place = new Besieged(run, ground, await ground.fresh(folder, `kills_${ground.kill.replaceAll(' ', '_')}_${index}`), index, mail);
      try {
        await place.settle();
        for (let count = index * each; count < Math.min(sequences, (index + 1) * each); count += 1) {
          await place.sequence();
          total.sequences += 1;
        }
        const { sent, repeated } = await place.deliver();
        total.mails.sent += sent;
        total.mails.repeated += repeated;
      } catch (error) {
        place.trouble.half.push(error instanceof Error ? error.message : String(error));
      } finally {
        await mail.close();
      }
      total.acknowledged += place.ledger.count.acknowledged;
      total.again += place.ledger.count.again;
      total.restart = Math.max(total.restart, place.restart, place.ledger.openedIn);
      for (const kind of ['lost', 'half', 'doubled'] as const) total[kind].push(...place.trouble[kind].map((what) => `${place.place.data}: ${what}`));
      if (place.trouble.lost.length + place.trouble.half.length + place.trouble.doubled.length === 0) rmSync(folder, { recursive: true, force: true });
    }
  };
  await Promise.all(Array.from({ length: abreast }, besiege));
  return total;
}

/** Starts a child on a job. */
export function start(child: string, job: Job, under: readonly string[] = [], env: Record<string, string> = {}): ChildProcess {
  const [command = '', ...args] = [...under, process.execPath, child];
  const started = spawn(command, args, { stdio: 'pipe', env: { ...process.env, ...env } });
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
