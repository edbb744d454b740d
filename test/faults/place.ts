import type { Append, Clock, Store } from '#world/store/store';
import type { World } from '#world/world';
import { auditPlace } from '#world/audit/open-audit';
import { openDataFolder, openKeysFolder } from '#world/data-folder';
import { openWorld } from '#world/open-world';
import { openPeopleKeys } from '#world/people-keys';
import { systemClock } from '#world/store/ids';
import { openDatabase } from '#world/store/open-database';
import type { Connection } from '#world/store/sql/rows';
import { cheapPasswords } from '../cheap-passwords';

/** Where an installation keeps everything. */
export interface Place {
  /** The data folder; only for the keys where there is a database server. */
  data: string;
  /** Address of a database on a server. */
  database?: string;
}

/** Opens the real world at a place, as a server does; links are shown, so that they can be used here. */
export function openAt({ data, database }: Place, clock: Clock): Promise<World> {
  return openWorld({ data, database, clock, passwordCost: cheapPasswords, served: { address: 'https://entente.example', mailServer: false, signUp: 'invited', setUpCode: null } });
}

/** A store that is looked into, table by table, with nobody else in it. */
export interface Looked {
  kind: 'sqlite' | 'postgres';
  kysely: Connection;
  close(): Promise<void>;
}

/** Opens what is kept at a place as the next program would, mending what a killed one left. */
export async function lookInto({ data, database: server }: Place): Promise<Looked> {
  if (server === undefined) {
    const { database, close } = await openDataFolder(data, systemClock);
    return { kind: 'sqlite', kysely: database.kysely, close };
  }
  const { kysely, close } = await openDatabase(server, systemClock, { peopleKeys: openPeopleKeys(openKeysFolder(data)) });
  return { kind: 'postgres', kysely, close };
}

/** What an audit finds at a place that nobody has open, in words. */
export async function auditOf({ data, database }: Place): Promise<string[]> {
  const { ok, faulty, faults } = await auditPlace({ data, ...(database !== undefined && { database }) });
  return ok ? [] : [`the audit finds ${faulty} faults`, ...faults.slice(0, 3).map(({ table, place, words }) => `${table ?? ''} ${place}: ${words}`)];
}

/** The clock of the machine, moved. */
export function movedClock(milliseconds: number): Clock {
  return () => new Date(Date.now() + milliseconds).toISOString();
}

/** What an append holds, by names that are found in the tables again. */
export interface Parts {
  key: string;
  agreement: string;
  /** How many events go into which stream. */
  drafts: { stream: string; count: number }[];
  /** Digests of what belongs to events. */
  blobs: { stream: string; digest: string }[];
  mails: { id: string; dedupe: string }[];
  invitations: string[];
  /** Invitation that is used up, null for none. */
  used: string | null;
  grants: { person: string; party: string }[];
  ends: string[];
}

/** An event as it was acknowledged. */
export interface Kept {
  stream: string;
  seq: number;
  hash: string;
}

/** The same store, which tells of every append under a key: before it, and once the store answered; null for one that wrote nothing. */
export function telling(store: Store, digestOf: (bytes: Uint8Array) => string, before: (parts: Parts) => void, after: (key: string, events: Kept[] | null) => void): Store {
  const append: Store['append'] = async (seat, given) => {
    const key = given.once?.key;
    if (key === undefined) return store.append(seat, given);
    before(partsOf(key, given, digestOf));
    const outcome = await store.append(seat, given);
    after(key, outcome.kind === 'appended' ? outcome.events.map(({ stream, seq, hash }) => ({ stream, seq, hash })) : null);
    return outcome;
  };
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'append') return append;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function partsOf(key: string, given: Append, digestOf: (bytes: Uint8Array) => string): Parts {
  return {
    key,
    agreement: given.agreement,
    drafts: given.writes.map(({ stream, drafts }) => ({ stream, count: drafts.length })).filter(({ count }) => count > 0),
    blobs: given.writes.flatMap(({ stream, blobs = [] }) => blobs.map((bytes) => ({ stream, digest: digestOf(bytes) }))),
    mails: (given.mails ?? []).map(({ id, dedupe }) => ({ id, dedupe })),
    invitations: (given.invitations?.make ?? []).map(({ id }) => id),
    used: given.invitations?.use?.id ?? null,
    grants: (given.grants ?? []).map(({ person, party }) => ({ person, party })),
    ends: [...(given.ends ?? [])],
  };
}
