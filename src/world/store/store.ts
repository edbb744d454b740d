import type { Digest, Json } from '#agreement/record/canonical';
import type { Head } from '#agreement/record/chain';
import type { CheckpointBase, NotedCheckpoint } from '#agreement/record/checkpoint';
import type { Event, EventDraft } from '#agreement/record/event';
import type { PersonRecord } from '#agreement/record/person';
import type { Role, Seat } from '#agreement/record/seat';
import type { NewMail } from '#world/store/outbox';

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

/** What an agreement may ask of somebody, as a word that a screen turns into a sentence. */
export const needCodes = ['answer', 'agree', 'clear', 'seal', 'sign', 'send', 'join'] as const;

/** One of those words. */
export type NeedCode = (typeof needCodes)[number];

/** What an agreement asks of the seats of one role. */
export interface Need {
  role: Role;
  what: NeedCode;
  /** Name of the party whose turn asks it, where another party's does. */
  from?: string;
}

/** What an agreement waits for from another party. */
export interface Wait {
  party: string;
  /** Short name of that party. */
  name?: string;
  what: NeedCode;
}

/** What one party's seats see of an agreement in lists, in search and on the home page; title, type, parties and status stay as they were where they are left out. */
export interface PartyRow {
  /** Id of the party whose seats see this row. */
  party: string;
  title?: string | null;
  type?: string | null;
  /** Short names of the parties. */
  parties?: readonly string[];
  status?: string;
  /** Number of the newest turn, 0 before the first. */
  turn: number;
  /** All the words by which this party may find the agreement; without them those of before stay. */
  words?: string;
  /** What is asked of this party's seats; of several for one role the first counts. */
  needs: readonly Need[];
  /** What this party waits for from others. */
  waits: readonly Wait[];
}

/** One row of the list. */
export interface ListedAgreement {
  id: string;
  title: string | null;
  type: string | null;
  /** Short names of the parties. */
  parties: readonly string[];
  status: string;
  /** Time of the last change that this seat can see; RFC 3339, UTC, milliseconds. */
  updatedAt: string;
}

/**
 * A seat to give. A seat gives seats to its own party only, and only as lead; a newcomer's grant is the one that the
 * invitation used in the same append names. A person who acts for another party of the agreement gets none (InputError).
 */
export interface Grant {
  person: string;
  party: string;
  role: Role;
  /** Organisation on whose behalf the person acts, null for nobody's; without it a seat that is held keeps its own. */
  organisation?: string | null;
}

/**
 * An invitation to a seat of the append's agreement. A lead invites anybody to its own party, and a lead to a party that
 * nobody acts for yet. Of several such invitations to one party the first used wins, the others are spent.
 */
export interface NewInvitation {
  id: string;
  party: string;
  role: Role;
  /** The one mailbox it is meant for, in canonical form. */
  email: string;
  /** Name of the invited as the inviter wrote it. */
  name: string | null;
  /** What the parties were called when it was made, for whoever holds the link: the invited one, and the one that invites. */
  names?: { party: string; by: string | null };
  /** SHA-256 of the token in the link; the token itself is nowhere in the tables. */
  tokenDigest: Digest;
  /** RFC 3339, UTC, milliseconds. */
  expiresAt: string;
}

/** What an append does with invitations of its agreement. */
export interface InvitationChanges {
  make?: readonly NewInvitation[];
  /** Uses one up for a person, who must be the seat's; the outcome is `spent` where it can no longer be used. */
  use?: { id: string; by: string };
  /** Ids of invitations that the seat's own party made. */
  revoke?: readonly string[];
}

/** A day on which something is due under the agreement; every party sees it. */
export interface AgreementDate {
  /** Id of the party that owes it. */
  party: string;
  /** ISO day. */
  on: string;
  /** Id of the obligation. */
  obligation: string;
  /** What is due, in a few words. */
  what: string;
  /** Number or name of the clause. */
  clause: string;
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

/** Makes and signs the next checkpoint of an agreement at a time, with all its openings. May be called again where others write at the same time. */
export type MakeCheckpoint = (base: CheckpointBase, at: string) => NotedCheckpoint;

/** A checkpoint to make in an append, over all streams as they stand after it, and the mails that carry it. */
export interface CheckpointToMake {
  make: MakeCheckpoint;
  /** `made` opens the shared stream alone, because mails go to all parties. */
  mails?: (made: NotedCheckpoint) => readonly NewMail[];
}

/**
 * All that is written together or not at all; every write is to a stream of this one agreement. Grants, ends and
 * invitations are carried out before the seat is checked where they make the seat, and after it otherwise.
 */
export interface Append {
  agreement: string;
  writes: readonly StreamWrite[];
  /** True for the first append of an agreement; it gives the creator a seat as well, unless `grants` names it. */
  create?: boolean;
  grants?: readonly Grant[];
  /** Persons of the seat's own party whose seats end now; anybody may end their own, a lead those of the party. */
  ends?: readonly string[];
  invitations?: InvitationChanges;
  /** Mails that wait in the outbox once the append is through. */
  mails?: readonly NewMail[];
  /** New list rows; of other parties only together with events in the shared stream. */
  rows?: readonly PartyRow[];
  /** All dates of the agreement from now on; only together with events in the shared stream. */
  dates?: readonly AgreementDate[];
  /** A checkpoint that was made before, from `checkpointBase` (a conflict where another came in between), or one to make of what is then there. */
  checkpoint?: NotedCheckpoint | CheckpointToMake;
  /** Ids of people without an account whose details the seat's party recorded: they are erased. By a lead only, with events that tell of it. */
  erases?: readonly string[];
  /** Tells what is noted of this person (`Erasures.notes`), and takes the note away: the events are then of whoever asked for it. */
  note?: string;
  once?: Once;
}

/** What tells whether anything has changed that a seat read of an agreement before. */
export interface Marks {
  /** The last event of each stream that has any, of the shared one, the party's and counsel's that the seat may read; by the stream's name. */
  heads: ReadonlyMap<string, Head>;
  /** Differs once any person's record of the agreement is made, replaced, removed or shown to others; it holds what they hold, so it stays in the program. */
  people: string;
}

/** The outcome of an append; only `appended` changed anything. */
export type Appended =
  | { kind: 'appended'; events: Event[] }
  /** The request was carried out before: the events and the answer of that time. */
  | { kind: 'repeated'; events: Event[]; answer: Json }
  /** The key was used before for another request. */
  | { kind: 'key-conflict' }
  /** Somebody else wrote to the stream first, or made a checkpoint (`stream` is then "<agreement>/checkpoints"): read it again and decide again. */
  | { kind: 'conflict'; stream: string; expectedSeq: number; actualSeq: number }
  /** An agreement with this id exists, so it cannot be created. */
  | { kind: 'exists' }
  /** The invitation was used, has expired, was revoked or never was. */
  | { kind: 'spent' }
  /** There is no such agreement or stream for this seat, or the seat may not do this; foreign and absent look the same. */
  | { kind: 'absent' };

/**
 * A whole agreement that was made elsewhere, to be kept as it is: its events with their numbers, hashes, times and people. The seat that
 * adopts it is the only one that there is afterwards; whoever acted before acts here only if invited again.
 */
export interface Adoption {
  agreement: string;
  /** Each stream whole and in order. */
  streams: readonly { stream: string; events: readonly Event[] }[];
  /** What events name by digests, with the streams whose readers see it; read one by one, perhaps more than once. */
  blobs: readonly { digest: Digest; streams: readonly string[]; read: () => Uint8Array }[];
  /** Records of people with the stream whose readers see them and the party that may replace them. */
  people: readonly { stream: string; party: string; record: PersonRecord }[];
  /** From the first one on. */
  checkpoints: readonly NotedCheckpoint[];
  rows: readonly PartyRow[];
  dates: readonly AgreementDate[];
  /** Organisation on whose behalf the adopting person acts, null for nobody's. */
  organisation: string | null;
  /** People that events name without proof that they were written here: none of them may have an account here but the adopting person. */
  strangers?: readonly string[];
}

/** The outcome of an adoption; only `adopted` changed anything. */
export type Adopted = { kind: 'adopted' } | { kind: 'exists' };

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
 * Where the record is kept. Every method takes the seat first, checks that it is held now (person, party and role) and
 * answers only what it may see; what is foreign looks absent. Outcomes that callers must handle are values; an InputError says that the call itself makes no sense, a
 * StoreError that the outside failed, a DamageError that what was kept is no longer what was written.
 */
export interface Store {
  /** Appends all writes or none, and answers only when they are as safe as the store can make them. */
  append(seat: Seat, append: Append): Promise<Appended>;
  /** Keeps an agreement that was made elsewhere, all of it or nothing; throws for events that do not hold. */
  adopt(seat: Seat, adoption: Adoption): Promise<Adopted>;
  /** Looks a key up before the work is done; `append` checks it again in its transaction. */
  earlier(seat: Seat, key: string, request: Digest): Promise<Earlier>;
  /** Events of a stream from a number on (default 1), in order. */
  read(seat: Seat, stream: string, fromSeq?: number): Promise<Event[]>;
  /**
   * Events of the shared stream for somebody about to use an invitation, so that the append that uses it can be decided on
   * what is there; empty unless the invitation is open and leads to this seat.
   */
  readInvited(seat: Seat, agreement: string, invitation: string): Promise<Event[]>;
  /** What to compare before what was read once is used again; null if the seat is not held. */
  marks(seat: Seat, agreement: string): Promise<Marks | null>;
  /** Names of the agreement's streams that have events, sorted. */
  streams(seat: Seat, agreement: string): Promise<string[]>;
  /** The bytes under a digest, null if the seat sees none; bytes that no longer have that digest are a DamageError. */
  getBlob(seat: Seat, agreement: string, digest: Digest): Promise<Uint8Array | null>;
  /** Keeps bytes for the readers of a stream, without an event; null if the seat may not write there. */
  putBlob(seat: Seat, stream: string, bytes: Uint8Array): Promise<Digest | null>;
  /** The agreements in which this very seat is held and that its person has not archived, newest first, by key and not by offset: a page costs the same at the end as at the start. */
  listAgreements(seat: Seat, page: Page): Promise<ListedPage>;
  /** One row of that list. */
  getAgreement(seat: Seat, agreement: string): Promise<ListedAgreement | null>;
  /** Keeps or replaces a person's record for the readers of a stream; false if the seat may not write there. */
  savePerson(seat: Seat, stream: string, person: PersonRecord): Promise<boolean>;
  /** The records of people of an agreement that the seat may read, by id; null if it is not held. */
  people(seat: Seat, agreement: string): Promise<ReadonlyMap<string, PersonRecord> | null>;
  /** A person's record, null if there is none that the seat may read. */
  readPerson(seat: Seat, agreement: string, person: string): Promise<PersonRecord | null>;
  /** What the next checkpoint of an agreement is made from: the last event of every stream there is, so it stays in the program. Null if the seat is not held. */
  checkpointBase(seat: Seat, agreement: string): Promise<CheckpointBase | null>;
  /** Makes a checkpoint over all streams and keeps it; the newest one again where nothing that the seat may read has happened since. With the openings of what the seat may read; null if it is not held. */
  makeCheckpoint(seat: Seat, agreement: string, make: MakeCheckpoint): Promise<NotedCheckpoint | null>;
  /** All checkpoints of an agreement, oldest first, with the openings of what the seat may read; null if it is not held. */
  checkpoints(seat: Seat, agreement: string): Promise<NotedCheckpoint[] | null>;
  /** Waits for what is under way and lets go of files and connections. */
  close(): Promise<void>;
}

/** The time now, RFC 3339 in UTC with milliseconds. */
export type Clock = () => string;

/** How long an idempotency key is remembered. */
export const keyKeptMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Why the outside failed: the disk is full, what is kept cannot be written, another program holds it, the device failed, or it
 * is damaged; or with a database server: it cannot be reached, or too much goes on there at once.
 */
export type StoreTrouble = 'full' | 'read-only' | 'busy' | 'io' | 'damaged' | 'unreachable' | 'crowded';

/**
 * The store could not do its work, and it may be tried again when the cause is gone. Nothing of the write was kept, unless the
 * message says that this is not known: then whoever asks again under the same key learns it.
 */
export class StoreError extends Error {
  readonly trouble: StoreTrouble;

  constructor(trouble: StoreTrouble, cause: unknown, kept: 'nothing' | 'unknown' = 'nothing') {
    super(`${sentences[trouble]} ${kept === 'nothing' ? 'Nothing of this write was kept.' : 'A change that was under way may have been kept or not: look again before you repeat it.'}`, { cause });
    this.name = 'StoreError';
    this.trouble = trouble;
  }
}

/** What was kept is no longer what was written; says which record, and never skips it. */
export class DamageError extends Error {
  /** Stream and number of the event, digest of the blob, number of the checkpoint, or id of the person whose record it is. */
  readonly place: { stream: string; seq: number } | { agreement: string; digest: Digest } | { agreement: string; checkpoint: number } | { agreement: string; person: string };
  /** Events of the stream that could still be read before it. */
  readonly before: readonly Event[];

  constructor(place: DamageError['place'], why: string, before: readonly Event[] = []) {
    super(`The stored ${inWords(place)} is damaged: ${why}. Restore a backup; nothing was changed.`);
    this.name = 'DamageError';
    this.place = place;
    this.before = before;
  }
}

function inWords(place: DamageError['place']): string {
  if ('stream' in place) return `event ${place.seq} of ${place.stream}`;
  return `${'digest' in place ? `file ${place.digest}` : 'person' in place ? `record of person ${place.person}` : `checkpoint ${place.checkpoint}`} of ${place.agreement}`;
}

const sentences: Record<StoreTrouble, string> = {
  full: 'The disk that holds the data is full; free some space and try again.',
  'read-only': 'What is kept can be read but not written; check the permissions and the disk of the data folder, or the database server.',
  busy: 'Another program holds the database; close it and try again.',
  damaged: 'The database is damaged; stop the program and restore a backup.',
  io: 'The disk that holds the data reported an error; check the disk before going on.',
  unreachable: 'The database cannot be reached; check its server and the way there.',
  crowded: 'The database has too much to do at once; try again in a moment.',
};
