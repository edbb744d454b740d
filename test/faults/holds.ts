import { sql } from 'kysely';
import type { Event } from '#agreement/record/event';
import { verifyChain } from '#agreement/record/chain';
import { quickDigest } from '#world/store/digest';
import { eventsOf, type Connection } from '#world/store/sql/rows';
import type { Ledger } from './ledger';
import type { Parts } from './place';

/** What a store lacks or has too much, in words: acknowledged and gone, half done, done twice. */
export interface Trouble {
  lost: string[];
  half: string[];
  doubled: string[];
}

/** Everything of a store that is looked at together. */
interface Tables {
  events: Event[];
  streams: Map<string, Event[]>;
  /** By "agreement/stream digest". */
  places: Set<string>;
  /** By "agreement digest". */
  blobs: Set<string>;
  mails: Map<string, string>;
  invitations: Map<string, { agreement: string | null; used_by: string | null }>;
  seats: Map<string, { party: string; ended_at: string | null }>;
  keys: Map<string, { stream: string; from: number; to: number }[]>;
  /** Seats that ended and that the record is still to be told of. */
  due: Set<string>;
  turns: { agreement: string; party: string; turn: number }[];
  /** By "agreement party". */
  words: Set<string>;
}

/** Holds a store against what was acknowledged, and each of its tables against the others. What the ledger left open is settled. */
export async function holds(db: Connection, sqlite: boolean, ledger: Ledger | null): Promise<Trouble> {
  const found: Trouble = { lost: [], half: [], doubled: [] };
  const tables = await read(db, found);
  inThemselves(tables, found);
  if (sqlite) await asSqliteSees(db, found);
  if (ledger !== null) {
    for (const [place, hash] of ledger.events) if (hashAt(tables, place) !== hash) found.lost.push(`event ${place}`);
    for (const key of ledger.promised()) if (!tables.keys.has(key)) found.lost.push(`the key ${key}, which was answered`);
    for (const parts of ledger.kept.values()) found.lost.push(...missing(tables, parts).map((what) => `${what} of ${parts.key}`));
    for (const parts of Array.from(ledger.open.values())) {
      // A file may be there from before, since the same bytes have the same name.
      const { blobs: _files, ...alone } = parts;
      const absent = missing(tables, { ...alone, blobs: [] });
      const there = absent.length === 0;
      if (there) absent.push(...missing(tables, parts));
      if (there ? absent.length > 0 : absent.length < all(alone)) found.half.push(`${parts.key} without ${absent.join(', ')}`);
      ledger.settled(parts.key, there);
    }
    twice(tables, found);
    // What was seen once is there for good.
    for (const [stream, chain] of tables.streams) for (const { seq, hash } of chain) ledger.events.set(`${stream} ${seq}`, hash);
  }
  return found;
}

async function read(db: Connection, found: Trouble): Promise<Tables> {
  const events = eventsOf(await db.selectFrom('events').selectAll().orderBy('agreement').orderBy('stream').orderBy('seq').execute());
  const streams = new Map<string, Event[]>();
  for (const event of events) {
    const list = streams.get(event.stream);
    if (list === undefined) streams.set(event.stream, [event]);
    else list.push(event);
  }
  const blobs = new Set<string>();
  for (const { agreement, digest, bytes } of await db.selectFrom('blobs').selectAll().execute()) {
    blobs.add(`${agreement} ${digest}`);
    if (quickDigest(new Uint8Array(bytes)) !== digest) found.half.push(`the bytes of ${digest}`);
  }
  const places = await db.selectFrom('blob_places').selectAll().execute();
  const mails = await db.selectFrom('outbox').select(['id', 'dedupe']).execute();
  const invitations = await db.selectFrom('invitations').select(['id', 'agreement', 'used_by']).execute();
  const seats = await db.selectFrom('seats').select(['agreement', 'person', 'party', 'ended_at']).execute();
  const keys = await db.selectFrom('idempotency').select(['key', 'events']).execute();
  const words = await db.selectFrom('texts').select(['agreement', 'party']).execute();
  return {
    events,
    streams,
    blobs,
    places: new Set(places.map(({ agreement, stream, digest }) => `${agreement}/${stream} ${digest}`)),
    mails: new Map(mails.map(({ id, dedupe }) => [dedupe, id])),
    invitations: new Map(invitations.map(({ id, ...rest }) => [id, rest])),
    seats: new Map(seats.map(({ agreement, person, ...rest }) => [`${agreement} ${person}`, rest])),
    keys: new Map(keys.map(({ key, events: spans }) => [key, JSON.parse(spans) as { stream: string; from: number; to: number }[]])),
    due: new Set((await db.selectFrom('notes_due').select(['agreement', 'person']).execute()).map(({ agreement, person }) => `${agreement} ${person}`)),
    turns: await db.selectFrom('members').select(['agreement', 'party', 'turn']).execute(),
    words: new Set(words.map(({ agreement, party }) => `${agreement} ${party}`)),
  };
}

const hashAt = ({ streams }: Tables, place: string): string | undefined => {
  const [stream = '', seq = ''] = place.split(' ');
  return streams.get(stream)?.[Number(seq) - 1]?.hash;
};

/** How many parts a write has that can be told apart from those of others. */
const all = ({ drafts, mails, invitations, used, grants, ends, agreement }: Omit<Parts, 'blobs'>): number =>
  drafts.length + mails.length + invitations.length + (used === null ? 0 : 1) + grants.length + ends.length + (agreement === '' ? 0 : 1);

/** Parts of a write that are not in the tables. */
function missing(tables: Tables, parts: Parts): string[] {
  const { key, agreement, drafts, blobs, mails, invitations, used, grants, ends } = parts;
  const spans = tables.keys.get(key);
  const absent: string[] = [];
  if (agreement !== '' && spans === undefined) absent.push('its key');
  // Events are found by the key that the same transaction kept, and are there as many as there were drafts.
  for (const { stream, count } of drafts) {
    const span = spans?.find((one) => one.stream === stream);
    if (span === undefined || span.to - span.from + 1 !== count || hashAt(tables, `${stream} ${span.to}`) === undefined) absent.push(`events of ${stream}`);
  }
  for (const { stream, digest } of blobs) if (!tables.places.has(`${stream} ${digest}`) || !tables.blobs.has(`${agreement} ${digest}`)) absent.push(`file ${digest}`);
  for (const { id, dedupe } of mails) if (tables.mails.get(dedupe) !== id) absent.push(`mail ${dedupe}`);
  for (const id of invitations) if (!tables.invitations.has(id)) absent.push(`invitation ${id}`);
  if (used !== null && tables.invitations.get(used)?.used_by == null) absent.push(`use of ${used}`);
  for (const { person, party } of grants) if (tables.seats.get(`${agreement} ${person}`)?.party !== party) absent.push(`seat of ${person}`);
  for (const person of ends) if (tables.seats.get(`${agreement} ${person}`)?.ended_at == null) absent.push(`end of the seat of ${person}`);
  return absent;
}

/** What must agree within the tables, whatever was acknowledged. */
function inThemselves(tables: Tables, { half, doubled }: Trouble): void {
  const { streams, events, places, blobs, invitations, seats, mails, keys, due, turns, words } = tables;
  for (const [stream, chain] of streams) {
    const check = verifyChain(chain);
    if (!check.ok) half.push(`the chain of ${stream} breaks at ${check.brokenAt}: ${check.why}`);
  }
  const named = new Set<string>();
  const sitting = new Map<string, string>();
  const sent = new Map<string, number>();
  for (const { stream, kind, body } of events) {
    const agreement = stream.slice(0, stream.indexOf('/'));
    for (const name of ['digest', 'pdf', 'steps', 'base'] as const) {
      const digest = (body as Record<string, unknown>)[name];
      if (typeof digest !== 'string' || kind === 'version-cleared') continue;
      named.add(`${agreement} ${digest}`);
      if (!places.has(`${stream} ${digest}`)) half.push(`${kind} of ${stream} without its file`);
    }
    if (kind === 'seat-granted') sitting.set(`${agreement} ${body.person.person}`, body.party);
    if (kind === 'seat-ended') sitting.delete(`${agreement} ${body.person.person}`);
    if (kind === 'turn-sent') sent.set(agreement, body.turn);
  }
  for (const blob of blobs) if (!named.has(blob)) half.push(`file ${blob} without an event`);
  for (const [place, party] of sitting) if (!due.has(place) && (seats.get(place)?.party !== party || seats.get(place)?.ended_at !== null)) half.push(`the record seats ${place} and the table does not`);
  // The seat of the command line is in no record.
  for (const [place, { party, ended_at }] of seats) if (ended_at === null && sitting.get(place) !== party && !place.endsWith(' local')) half.push(`the table seats ${place} and the record does not`);
  for (const [id, { agreement, used_by }] of invitations) {
    if (!mails.has(`${agreement === null ? 'account-invitation' : 'invitation'}:${id}`)) half.push(`invitation ${id} without its mail`);
    if (agreement !== null && used_by !== null && !seats.has(`${agreement} ${used_by}`)) half.push(`invitation ${id} is used and gave no seat`);
  }
  for (const dedupe of mails.keys()) {
    const [, agreement = '', turn = ''] = /^([^:]+):turn-(\d+):/.exec(dedupe) ?? [];
    if (agreement !== '' && (sent.get(agreement) ?? 0) < Number(turn)) half.push(`mail ${dedupe} without its turn`);
  }
  for (const { agreement, party, turn } of turns) {
    if (turn !== (sent.get(agreement) ?? 0)) half.push(`a list says turn ${turn} of ${agreement}, the record ${sent.get(agreement) ?? 0}`);
    if (!words.has(`${agreement} ${party}`)) half.push(`a row of ${agreement} without its words`);
  }
  for (const [key, spans] of keys) for (const { stream, to } of spans) if (hashAt(tables, `${stream} ${to}`) === undefined) half.push(`key ${key} without its events`);
  if (words.size !== turns.length) doubled.push(`${words.size} rows of words for ${turns.length} rows of lists`);
}

/** Texts of writers carry a mark of their own, so each stands in the record once. */
function twice({ events, streams }: Tables, { doubled }: Trouble): void {
  const marks = new Map<string, number>();
  for (const { body, kind } of events) {
    const [mark] = /(?:Comment|Turn|Objection|Issue) m\d+-\d+/.exec(JSON.stringify(body)) ?? [];
    if (mark !== undefined) marks.set(`${kind} ${mark}`, (marks.get(`${kind} ${mark}`) ?? 0) + 1);
  }
  for (const [mark, count] of marks) if (count > 1) doubled.push(`${mark} stands in the record ${count} times`);
  const created = [...streams.values()].map((chain) => chain.filter(({ kind }) => kind === 'agreement-created').length);
  if (created.some((count) => count > 1)) doubled.push('an agreement was created twice');
}

async function asSqliteSees(db: Connection, { half }: Trouble): Promise<void> {
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  if (rows[0]?.integrity_check !== 'ok') half.push(`the database file: ${rows[0]?.integrity_check}`);
  const { rows: foreign } = await sql`pragma foreign_key_check`.execute(db);
  if (foreign.length > 0) half.push(`${foreign.length} rows that lead nowhere`);
}
