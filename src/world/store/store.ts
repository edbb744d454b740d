import type { Digest, Json } from '#agreement/record/canonical';
import type { Event, EventDraft } from '#agreement/record/event';
import type { PersonRecord } from '#agreement/record/person';
import type { Seat } from '#agreement/record/seat';

/** Events to append to one stream, with what they refer to. */
export interface StreamWrite {
  stream: string;
  /** Number of the stream's last event as the writer knows it, 0 for an empty stream. */
  expectedSeq: number;
  /** May be empty: then the write only demands that nothing else happened in the stream. */
  drafts: readonly EventDraft[];
  /** Document revisions (canonical JSON), steps, PDFs: kept under their digest, readable by whoever reads the stream. */
  blobs?: readonly Uint8Array[];
  /** Personal details that the drafts refer to; a record with the same id is replaced. */
  people?: readonly PersonRecord[];
}

/** What the list of agreements shows of one; the store adds id and time. */
export interface Summary {
  title: string | null;
  type: string | null;
  /** Short names of the parties. */
  parties: readonly string[];
  status: string;
}

/** One row of the list. */
export interface ListedAgreement extends Summary {
  id: string;
  /** Time of the last change that this party can see; RFC 3339, UTC, milliseconds. */
  updatedAt: string;
}

/** A promise that the same request, sent again within seven days, is not carried out twice. */
export interface Once {
  /** Chosen by the caller, 1 to 200 characters. */
  key: string;
  /** Digest of the request as the caller sent it. */
  request: Digest;
  /** What the caller was answered, kept to be answered again. */
  answer?: Json;
}

/** All that is written together or not at all; every write is to a stream of this one agreement. */
export interface Append {
  agreement: string;
  writes: readonly StreamWrite[];
  /** True for the first append of an agreement, which makes the seat's party its first member. */
  create?: boolean;
  /** Parties that get the agreement into their list and may read its shared stream. */
  admit?: readonly string[];
  /** The new list row: of the seat's own party, and of every member when a write goes to the shared stream. */
  summary?: Summary;
  once?: Once;
}

/** The outcome of an append; only `appended` changed anything. */
export type Appended =
  | { kind: 'appended'; events: Event[] }
  /** The request was carried out before: the events and the answer of that time. */
  | { kind: 'repeated'; events: Event[]; answer: Json }
  /** The key was used before for another request. */
  | { kind: 'key-conflict' }
  /** Somebody else wrote to the stream first: read it again and decide again. */
  | { kind: 'conflict'; stream: string; expectedSeq: number; actualSeq: number }
  /** An agreement with this id exists, so it cannot be created. */
  | { kind: 'exists' }
  /** There is no such agreement or stream for this seat; foreign and absent look the same. */
  | { kind: 'absent' };

/** What became of an earlier request under the same key. */
export type Earlier = { kind: 'none' } | Extract<Appended, { kind: 'repeated' | 'key-conflict' }>;

/** A page of the list. */
export interface Page {
  /** `next` of the page before. */
  after?: string;
  /** 1 to 200. */
  limit: number;
}

/** What a page holds, newest first, and where the next one starts. */
export interface ListedPage {
  items: ListedAgreement[];
  next: string | null;
}

/**
 * Where the record is kept. Every method takes the seat first and answers only what that seat may see; what is foreign
 * looks absent. Outcomes that callers must handle are values; an InputError says that the call itself makes no sense, a
 * StoreError that the outside failed, a DamageError that what was kept is no longer what was written.
 */
export interface Store {
  /** Appends all writes or none, and answers only when they are as safe as the store can make them. */
  append(seat: Seat, append: Append): Promise<Appended>;
  /** Looks a key up before the work is done; `append` checks it again in its transaction. */
  earlier(seat: Seat, key: string, request: Digest): Promise<Earlier>;
  /** Events of a stream from a number on (default 1), in order. */
  read(seat: Seat, stream: string, fromSeq?: number): Promise<Event[]>;
  /** Names of the agreement's streams that have events, sorted. */
  streams(seat: Seat, agreement: string): Promise<string[]>;
  /** The bytes under a digest, null if the seat sees none; bytes that no longer have that digest are a DamageError. */
  getBlob(seat: Seat, agreement: string, digest: Digest): Promise<Uint8Array | null>;
  /** Keeps bytes for the readers of a stream, without an event; null if the seat may not write there. */
  putBlob(seat: Seat, stream: string, bytes: Uint8Array): Promise<Digest | null>;
  /** The seat's agreements, newest first, by key and not by offset: a page costs the same at the end as at the start. */
  listAgreements(seat: Seat, page: Page): Promise<ListedPage>;
  /** One row of that list. */
  getAgreement(seat: Seat, agreement: string): Promise<ListedAgreement | null>;
  /** Keeps or replaces a person's record for the readers of a stream; false if the seat may not write there. */
  savePerson(seat: Seat, stream: string, person: PersonRecord): Promise<boolean>;
  /** A person's record, null if there is none that the seat may read. */
  readPerson(seat: Seat, agreement: string, person: string): Promise<PersonRecord | null>;
  /** Waits for what is under way and lets go of files and connections. */
  close(): Promise<void>;
}

/** The time now, RFC 3339 in UTC with milliseconds. */
export type Clock = () => string;

/** How long an idempotency key is remembered. */
export const keyKeptMs = 7 * 24 * 60 * 60 * 1000;

/** Why the outside failed: the disk is full, the files cannot be written, another program holds them, the device failed, or the file is damaged. */
export type StoreTrouble = 'full' | 'read-only' | 'busy' | 'io' | 'damaged';

/** The store could not do its work; nothing of the write was kept, and it may be tried again when the cause is gone. */
export class StoreError extends Error {
  readonly trouble: StoreTrouble;

  constructor(trouble: StoreTrouble, cause: unknown) {
    super(`${sentences[trouble]} Nothing of this write was kept.`, { cause });
    this.name = 'StoreError';
    this.trouble = trouble;
  }
}

/** What was kept is no longer what was written; says which record, and never skips it. */
export class DamageError extends Error {
  /** Stream and number of the event, or digest of the blob. */
  readonly place: { stream: string; seq: number } | { agreement: string; digest: Digest };
  /** Events of the stream that could still be read before it. */
  readonly before: readonly Event[];

  constructor(place: DamageError['place'], why: string, before: readonly Event[] = []) {
    const at = 'stream' in place ? `event ${place.seq} of ${place.stream}` : `file ${place.digest} of ${place.agreement}`;
    super(`The stored ${at} is damaged: ${why}. Restore a backup; nothing was changed.`);
    this.name = 'DamageError';
    this.place = place;
    this.before = before;
  }
}

const sentences: Record<StoreTrouble, string> = {
  full: 'The disk that holds the data folder is full; free some space and try again.',
  'read-only': 'The data folder cannot be written; check its permissions and its disk.',
  busy: 'Another program holds the database; close it and try again.',
  damaged: 'The database file is damaged; stop the program and restore a backup.',
  io: 'The disk that holds the data folder reported an error; check the disk before going on.',
};
