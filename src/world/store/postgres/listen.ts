import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Address } from '#world/store/postgres/address';
import { ChangesHere, type Changes, type Told } from '#world/store/changes';

/** Bytes of one notice: PostgreSQL refuses 8,000 and more. */
const mostBytes = 7_500;

/** How long the pauses between tries to connect are, in milliseconds; the last one goes on. */
const pauses = [100, 300, 1_000, 3_000, 5_000];

/** How often the connection is asked whether it lives, and how long it may take to answer; milliseconds. */
const beat = { every: 10_000, patience: 5_000 };

/** How long the end waits for notices that are on their way; milliseconds. */
const lastWords = 1_000;

/** A notice as it is sent: who says it, and what. */
interface Notice {
  by: string;
  told: (Told | 'anything')[];
}

/** The changes of every process on one database, and the end of the connection that they take. */
export interface SharedChanges extends Changes {
  close(): Promise<void>;
}

/**
 * Opens the way by which processes on one database tell each other of changes: one connection, made when first needed, that
 * listens and notifies. Each process hears its own changes at once and not again. After the connection was lost, those who watch
 * here are told `anything`, and so are the others, who may have missed what was said meanwhile.
 */
export function openChanges(address: Address): SharedChanges {
  return new ListeningChanges(address);
}

class ListeningChanges extends ChangesHere implements SharedChanges {
  readonly #url: string;
  readonly #name = randomUUID();
  #client: pg.Client | undefined;
  #channel = '';
  #timer: NodeJS.Timeout | undefined;
  #failed = 0;
  #missed = false;
  #began = false;
  #closed = false;
  #waiting: (Told | 'anything')[] = [];
  #saying: Promise<void> | undefined;

  constructor({ url }: Address) {
    super();
    this.#url = url;
  }

  override publish(told: Told): void {
    this.tell(told);
    this.#say(told);
  }

  override watch(listener: (told: Told | 'anything') => void): () => void {
    this.#begin();
    return super.watch(listener);
  }

  async close(): Promise<void> {
    for (const until = Date.now() + lastWords; (this.#waiting.length > 0 || this.#saying !== undefined) && Date.now() < until; ) await pause(10);
    this.#closed = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  #begin(): void {
    if (this.#began || this.#closed) return;
    this.#began = true;
    void this.#connect();
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, connectionTimeoutMillis: 5_000, query_timeout: beat.patience, keepAlive: true, fallback_application_name: 'entente changes' });
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ payload }) => this.#hear(payload ?? ''));
    try {
      await client.connect();
      // What is said here is a hint: a commit of it need not wait for the disk.
      const { rows } = await client.query<{ schema: string }>(`select current_schema() as schema, set_config('synchronous_commit', 'off', false)`);
      // Each schema of a database may hold an installation; names of channels have 63 letters at most.
      this.#channel = `entente_${createHash('sha256').update(rows[0]?.schema ?? '').digest('hex').slice(0, 32)}`;
      await client.query(`listen ${this.#channel}`);
    } catch {
      this.#lost(client);
      await client.end().catch(() => undefined);
      return;
    }
    if (this.#closed) return void client.end().catch(() => undefined);
    this.#client = client;
    this.#failed = 0;
    this.#timer = setTimeout(() => void this.#ask(client), beat.every).unref();
    if (this.#missed) {
      this.#missed = false;
      this.#waiting = [];
      this.#say('anything');
      this.tell('anything');
    } else this.#sayAll();
  }

  async #ask(client: pg.Client): Promise<void> {
    try {
      await client.query('select 1');
    } catch {
      this.#lost(client);
      await client.end().catch(() => undefined);
      return;
    }
    if (this.#client === client) this.#timer = setTimeout(() => void this.#ask(client), beat.every).unref();
  }

  /** Tries again after a pause; a client says more than once that it is lost. */
  #lost(client: pg.Client): void {
    if (this.#closed || (this.#client !== undefined && this.#client !== client) || gone.has(client)) return;
    gone.add(client);
    this.#client = undefined;
    this.#missed = true;
    clearTimeout(this.#timer);
    const wait = pauses[Math.min(this.#failed, pauses.length - 1)] ?? 0;
    this.#failed += 1;
    this.#timer = setTimeout(() => void this.#connect(), wait * (0.5 + Math.random())).unref();
  }

  #hear(payload: string): void {
    const notice = noticeOf(payload);
    if (notice === null || notice.by === this.#name) return;
    for (const told of notice.told) this.tell(told);
  }

  #say(told: Told | 'anything'): void {
    if (this.#closed) return;
    this.#begin();
    // What cannot be said now is made up for by `anything` once the connection is back.
    if (this.#missed && this.#client === undefined) return;
    this.#waiting.push(told);
    this.#sayAll();
  }

  /** One notice at a time: what comes meanwhile goes into the next one. */
  #sayAll(): void {
    if (this.#client === undefined || this.#saying !== undefined) return;
    this.#saying = this.#sayOn(this.#client).finally(() => {
      this.#saying = undefined;
      if (this.#waiting.length > 0) this.#sayAll();
    });
  }

  async #sayOn(client: pg.Client): Promise<void> {
    while (this.#waiting.length > 0 && this.#client === client) {
      const { text, count } = written(this.#name, this.#waiting);
      this.#waiting.splice(0, count);
      try {
        await client.query('select pg_notify($1, $2)', [this.#channel, text]);
      } catch {
        this.#missed = true;
        this.#lost(client);
        await client.end().catch(() => undefined);
      }
    }
  }
}

const gone = new WeakSet<pg.Client>();

/** As much as fits into one notice, and how many that are; one that is too long alone is said as `anything`. */
function written(by: string, all: readonly (Told | 'anything')[]): { text: string; count: number } {
  const told: (Told | 'anything')[] = [];
  let text = JSON.stringify({ by, told: ['anything'] } satisfies Notice);
  const seen = new Set<string>();
  let count = 0;
  for (const one of all) {
    const own = JSON.stringify(one);
    const next = seen.has(own) ? text : JSON.stringify({ by, told: [...told, one] } satisfies Notice);
    if (Buffer.byteLength(next) > mostBytes) break;
    if (!seen.has(own)) told.push(one);
    seen.add(own);
    text = next;
    count += 1;
  }
  return { text, count: Math.max(1, count) };
}

/** A notice of another process, null for what is none: anybody who may connect to the database can say anything. */
function noticeOf(payload: string): Notice | null {
  try {
    const notice = JSON.parse(payload) as Notice;
    return typeof notice.by === 'string' && Array.isArray(notice.told) && notice.told.every(isTold) ? notice : null;
  } catch {
    return null;
  }
}

function isTold(told: unknown): told is Told | 'anything' {
  if (told === 'mails' || told === 'anything') return true;
  if (typeof told !== 'object' || told === null) return false;
  if ('person' in told) return typeof told.person === 'string';
  return 'agreement' in told && typeof told.agreement === 'string' && 'seats' in told && typeof told.seats === 'boolean' && 'streams' in told && Array.isArray(told.streams) && told.streams.every((stream) => typeof stream === 'string');
}
