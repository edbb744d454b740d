import { setImmediate as breathe } from 'node:timers/promises';
import { mayRead, parseStream } from '#agreement/record/stream';
import type { Change, Told } from '#world/store/changes';
import type { World } from '#world/world';

/** What follows changes: one open answer to one browser. */
export interface Follower {
  person: string;
  /** Id of the session that it was asked with; it ends with it. */
  session: string;
  /** The one agreement that it follows, and whose seat it ends with; null for all in which the person has a seat. */
  agreement: string | null;
  /** Who asks, as limits count them; null for nobody that is counted. */
  client: string | null;
}

/** How many may follow at once. */
export interface Room {
  /** Of one person, on all devices together: each browser needs one. */
  person: number;
  /** From one address. */
  client: number;
  all: number;
}

/** The room of a server. */
export const usualRoom: Room = { person: 16, client: 500, all: 20_000 };

/** How often it is looked whether the sessions and seats of followers still hold, whatever was told; milliseconds. */
const sweepEvery = 1_500;

/** How long a quiet connection goes without a sign of life, in milliseconds: shorter than proxies wait. */
const beatEvery = 15_000;

/** Bytes that may wait for a reader who is slow; a message has about a hundred. */
const mostWaiting = 32_768;

/** How many followers are written to, or asked about, at a time: others get their turn in between. */
const atOnce = 500;

/** After the database failed, in milliseconds. */
const pause = 1_000;

const beat = Buffer.from(': still here\n\n');

/** One message in the form of an event stream (WHATWG HTML, server-sent events). */
function message(event: string, data: object = {}): Uint8Array {
  return Buffer.from(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

const messages = { hello: message('hello'), anything: message('anything'), you: message('you'), session: message('end', { why: 'session' }), stopping: message('end', { why: 'stopping' }) };

interface Connection extends Follower {
  controller: ReadableStreamDefaultController<Uint8Array>;
}

/** What is still to be told of an agreement. */
interface Pending {
  streams: Set<string>;
  seats: boolean;
}

/**
 * Tells those who follow that something changed which they may see: names of agreements and nothing of their content, so that they
 * read again. Before each message the live seats of the agreement are read, and a private change is told to nobody who may not read
 * its stream. A follower ends with its session, and one of a single agreement with its seat: at once where that is told, else
 * within two seconds.
 */
export class Live {
  readonly #world: Pick<World, 'accounts' | 'directory' | 'changes'>;
  readonly #room: Room;
  readonly #open = new Set<Connection>();
  readonly #byPerson = new Map<string, Set<Connection>>();
  readonly #byClient = new Map<string, number>();
  readonly #pending = new Map<string, Pending>();
  readonly #telling = new Set<string>();
  readonly #unwatch: () => void;
  readonly #timers: NodeJS.Timeout[];
  #sweeping = false;

  constructor(world: Pick<World, 'accounts' | 'directory' | 'changes'>, room: Room = usualRoom) {
    this.#world = world;
    this.#room = room;
    this.#unwatch = world.changes.watch((told) => this.#hear(told));
    this.#timers = [setInterval(() => void this.#sweep(), sweepEvery), setInterval(() => void this.#write([...this.#open], beat), beatEvery)];
    for (const timer of this.#timers) timer.unref();
  }

  /** How many follow now. */
  get size(): number {
    return this.#open.size;
  }

  /** The body of the answer to somebody who follows from now on, and how it is ended; null where there are too many. */
  follow(follower: Follower): { body: ReadableStream<Uint8Array<ArrayBuffer>>; end(): void } | null {
    const { person, client } = follower;
    const full = this.#open.size >= this.#room.all || (this.#byPerson.get(person)?.size ?? 0) >= this.#room.person || (client !== null && (this.#byClient.get(client) ?? 0) >= this.#room.client);
    if (full) return null;
    let connection: Connection | undefined;
    const end = (): void => {
      if (connection !== undefined) this.#leave(connection);
    };
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          connection = { ...follower, controller };
          controller.enqueue(messages.hello);
        },
        cancel: end,
      },
      new ByteLengthQueuingStrategy({ highWaterMark: 1 }),
    );
    this.#enter(connection as unknown as Connection);
    return { body: body as ReadableStream<Uint8Array<ArrayBuffer>>, end };
  }

  /** Ends everybody, because the server stops. */
  close(): void {
    this.#unwatch();
    for (const timer of this.#timers) clearInterval(timer);
    for (const connection of this.#open) this.#end(connection, messages.stopping);
  }

  #enter(connection: Connection): void {
    const { person, client } = connection;
    this.#open.add(connection);
    const own = this.#byPerson.get(person) ?? new Set();
    this.#byPerson.set(person, own.add(connection));
    if (client !== null) this.#byClient.set(client, (this.#byClient.get(client) ?? 0) + 1);
  }

  #leave(connection: Connection): void {
    if (!this.#open.delete(connection)) return;
    const { person, client } = connection;
    const own = this.#byPerson.get(person);
    own?.delete(connection);
    if (own?.size === 0) this.#byPerson.delete(person);
    if (client === null) return;
    const left = (this.#byClient.get(client) ?? 1) - 1;
    if (left === 0) this.#byClient.delete(client);
    else this.#byClient.set(client, left);
  }

  #end(connection: Connection, last?: Uint8Array): void {
    if (!this.#open.has(connection)) return;
    this.#leave(connection);
    if (last !== undefined) connection.controller.enqueue(last);
    connection.controller.close();
  }

  /** Writes to those who still follow; whoever does not read is dropped, and reads everything when it comes back. */
  async #write(connections: readonly Connection[], bytes: Uint8Array): Promise<void> {
    for (const [index, connection] of connections.entries()) {
      if (index % atOnce === atOnce - 1) await breathe();
      if (!this.#open.has(connection)) continue;
      const { controller } = connection;
      if ((controller.desiredSize ?? 0) >= -mostWaiting) controller.enqueue(bytes);
      else {
        this.#leave(connection);
        controller.error(new Error('the reader is too slow'));
      }
    }
  }

  #hear(told: Told | 'anything'): void {
    if (told === 'mails' || this.#open.size === 0) return;
    if (told === 'anything') void this.#sweep().then(() => this.#write([...this.#open], messages.anything));
    else if ('person' in told) void this.#look(told.person);
    else this.#tell(told);
  }

  /** Tells of an agreement, one reading of its seats at a time: what comes meanwhile is told with the next one. */
  #tell({ agreement, streams, seats }: Change): void {
    const pending = this.#pending.get(agreement) ?? { streams: new Set(), seats: false };
    for (const stream of streams) pending.streams.add(stream);
    pending.seats ||= seats;
    this.#pending.set(agreement, pending);
    if (!this.#telling.has(agreement)) void this.#tellOn(agreement);
  }

  async #tellOn(agreement: string): Promise<void> {
    this.#telling.add(agreement);
    for (let next = this.#pending.get(agreement); next !== undefined && this.#open.size > 0; next = this.#pending.get(agreement)) {
      this.#pending.delete(agreement);
      try {
        const streams = [...next.streams].map((stream) => parseStream(`${agreement}/${stream}`));
        const seats = await this.#world.directory.liveSeats(agreement);
        const to = seats.filter((seat) => streams.some((stream) => mayRead(seat, stream))).flatMap(({ person }) => [...(this.#byPerson.get(person) ?? [])]);
        await this.#write(to.filter((one) => one.agreement === null || one.agreement === agreement), message('changed', { agreement, people: next.seats }));
      } catch {
        // The database cannot be read at the moment, which others report; nobody is told anything until it can.
        this.#tell({ agreement, streams: [...next.streams], seats: next.seats });
        await new Promise((resolve) => setTimeout(resolve, pause).unref());
      }
    }
    this.#pending.delete(agreement);
    this.#telling.delete(agreement);
  }

  /** Something of a person changed: whose session or seat has ended is ended, the others read again. */
  async #look(person: string): Promise<void> {
    const own = this.#byPerson.get(person);
    if (own === undefined) return;
    await this.#check([...own]);
    await this.#write([...(this.#byPerson.get(person) ?? [])], messages.you);
  }

  async #sweep(): Promise<void> {
    if (this.#sweeping || this.#open.size === 0) return;
    this.#sweeping = true;
    const all = [...this.#open];
    for (let at = 0; at < all.length; at += atOnce) await this.#check(all.slice(at, at + atOnce));
    this.#sweeping = false;
  }

  /** Ends those whose session, or whose seat in the one agreement that they follow, is no more. */
  async #check(connections: readonly Connection[]): Promise<void> {
    try {
      const sessions = new Set(await this.#world.accounts.liveSessions([...new Set(connections.map(({ session }) => session))]));
      const bound = connections.flatMap(({ agreement, person }) => (agreement === null ? [] : [{ agreement, person }]));
      const held = new Set((await this.#world.directory.heldOf(bound)).map(({ agreement, person }) => `${agreement} ${person}`));
      for (const one of connections) {
        if (!sessions.has(one.session) || (one.agreement !== null && !held.has(`${one.agreement} ${one.person}`))) this.#end(one, messages.session);
      }
    } catch {
      // As above: who follows stays, and hears nothing.
    }
  }
}
