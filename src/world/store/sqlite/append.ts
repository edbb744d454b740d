import { digestOfBytes, type Digest, type Json } from '#agreement/record/canonical';
import { linkAll, type Head } from '#agreement/record/chain';
import type { Event } from '#agreement/record/event';
import type { PersonRecord } from '#agreement/record/person';
import type { Seat } from '#agreement/record/seat';
import { mayRead, mayWrite, parseStream } from '#agreement/record/stream';
import { blankSummary, checkAppend } from '#world/store/check';
import { keyKeptMs, type Append, type Appended, type Earlier, type StreamWrite, type Summary } from '#world/store/store';
import { eventsOf, localName, rowOf, type Connection } from '#world/store/sqlite/rows';

interface Span {
  stream: string;
  from: number;
  to: number;
}

/** Carries an append out inside a transaction; every outcome but `appended` leaves the transaction without a change. */
export async function appendIn(db: Connection, seat: Seat, append: Append, at: string): Promise<Appended> {
  checkAppend(append);
  const { agreement, once } = append;
  if (once !== undefined) {
    const earlier = await earlierIn(db, seat, once.key, once.request, at);
    if (earlier.kind !== 'none') return earlier;
  }
  const exists = (await db.selectFrom('agreements').select('id').where('id', '=', agreement).executeTakeFirst()) !== undefined;
  if (append.create === true && exists) return { kind: 'exists' };
  if (append.create !== true && !(await isMember(db, seat, agreement))) return { kind: 'absent' };

  const heads = new Map<StreamWrite, Head | null>();
  for (const write of append.writes) {
    if (!mayWrite(seat, parseStream(write.stream))) return { kind: 'absent' };
    const head = await headOf(db, agreement, write.stream);
    const actualSeq = head?.seq ?? 0;
    if (actualSeq !== write.expectedSeq) return { kind: 'conflict', stream: write.stream, expectedSeq: write.expectedSeq, actualSeq };
    for (const person of write.people ?? []) {
      if (await belongsToOther(db, seat, agreement, person.id)) return { kind: 'absent' };
    }
    heads.set(write, head);
  }

  if (append.create === true) await db.insertInto('agreements').values({ id: agreement, created_at: at }).execute();
  await writeMembers(db, seat, append, at);
  const events: Event[] = [];
  for (const [write, head] of heads) events.push(...(await writeStream(db, seat, agreement, write, head, at)));
  if (once !== undefined) await remember(db, seat, append, once, events, at);
  return { kind: 'appended', events };
}

/** What became of an earlier request under the key; keys older than seven days count as never used. */
export async function earlierIn(db: Connection, seat: Seat, key: string, request: Digest, at: string): Promise<Earlier> {
  const row = await db
    .selectFrom('idempotency')
    .selectAll()
    .where('party', '=', seat.party)
    .where('person', '=', seat.person)
    .where('key', '=', key)
    .where('at', '>', keptSince(at))
    .executeTakeFirst();
  if (row === undefined) return { kind: 'none' };
  if (row.request !== request) return { kind: 'key-conflict' };
  const events: Event[] = [];
  for (const span of JSON.parse(row.events) as Span[]) {
    const name = parseStream(span.stream);
    if (!mayRead(seat, name)) continue;
    const rows = await db
      .selectFrom('events')
      .selectAll()
      .where('agreement', '=', name.agreement)
      .where('stream', '=', localName(name))
      .where('seq', '>=', span.from)
      .where('seq', '<=', span.to)
      .orderBy('seq')
      .execute();
    events.push(...eventsOf(rows));
  }
  return { kind: 'repeated', events, answer: JSON.parse(row.answer) as Json };
}

/** Whether the seat's party belongs to the agreement. */
export async function isMember(db: Connection, seat: Seat, agreement: string): Promise<boolean> {
  const row = await db.selectFrom('members').select('party').where('agreement', '=', agreement).where('party', '=', seat.party).executeTakeFirst();
  return row !== undefined;
}

/** Keeps bytes under their digest for the readers of a stream. */
export async function writeBlob(db: Connection, agreement: string, stream: string, bytes: Uint8Array): Promise<Digest> {
  const digest = digestOfBytes(bytes);
  await db.insertInto('blobs').values({ agreement, digest, bytes }).onConflict((conflict) => conflict.doNothing()).execute();
  await db.insertInto('blob_places').values({ agreement, digest, stream }).onConflict((conflict) => conflict.doNothing()).execute();
  return digest;
}

/** Keeps or replaces a person's record. */
export async function writePerson(db: Connection, seat: Seat, agreement: string, stream: string, person: PersonRecord): Promise<void> {
  const kept = { party: seat.party, stream, salt: person.salt, details: JSON.stringify(person.details) };
  await db
    .insertInto('people')
    .values({ agreement, person: person.id, ...kept })
    .onConflict((conflict) => conflict.columns(['agreement', 'person']).doUpdateSet(kept))
    .execute();
}

/** Whether another party recorded this person: nobody replaces what is not theirs. */
export async function belongsToOther(db: Connection, seat: Seat, agreement: string, person: string): Promise<boolean> {
  const row = await db.selectFrom('people').select('party').where('agreement', '=', agreement).where('person', '=', person).executeTakeFirst();
  return row !== undefined && row.party !== seat.party;
}

async function headOf(db: Connection, agreement: string, stream: string): Promise<Head | null> {
  const row = await db
    .selectFrom('events')
    .select(['seq', 'hash'])
    .where('agreement', '=', agreement)
    .where('stream', '=', localName(parseStream(stream)))
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { seq: row.seq, hash: row.hash as Digest };
}

async function writeStream(db: Connection, seat: Seat, agreement: string, write: StreamWrite, head: Head | null, at: string): Promise<Event[]> {
  const stream = localName(parseStream(write.stream));
  const events = linkAll(write.drafts, { stream: write.stream, at, actor: { person: seat.person }, onBehalfOf: seat.party }, head);
  if (events.length > 0) await db.insertInto('events').values(events.map((event) => rowOf(event, agreement, stream))).execute();
  for (const bytes of write.blobs ?? []) await writeBlob(db, agreement, stream, bytes);
  for (const person of write.people ?? []) await writePerson(db, seat, agreement, stream, person);
  return events;
}

async function writeMembers(db: Connection, seat: Seat, append: Append, at: string): Promise<void> {
  const { agreement, summary } = append;
  const newcomers = new Set([...(append.create === true ? [seat.party] : []), ...(append.admit ?? [])]);
  const entry = ({ title, type, parties, status }: Summary) => ({ title, type, parties: JSON.stringify(parties), status });
  for (const party of newcomers) {
    await db
      .insertInto('members')
      .values({ agreement, party, updated_at: at, ...entry(summary ?? blankSummary) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  const changed = append.writes.filter((write) => write.drafts.length > 0).map((write) => parseStream(write.stream).kind);
  if (changed.length === 0 && summary === undefined) return;
  let update = db.updateTable('members').set({ updated_at: at, ...(summary === undefined ? {} : entry(summary)) }).where('agreement', '=', agreement);
  // What happened in private must not show in anybody else's list, not even as a time.
  if (!changed.includes('shared')) update = update.where('party', '=', seat.party);
  await update.execute();
}

async function remember(db: Connection, seat: Seat, append: Append, once: NonNullable<Append['once']>, events: readonly Event[], at: string): Promise<void> {
  const spans: Span[] = append.writes
    .map(({ stream }) => ({ stream, numbers: events.filter((event) => event.stream === stream).map((event) => event.seq) }))
    .filter(({ numbers }) => numbers.length > 0)
    .map(({ stream, numbers }) => ({ stream, from: Math.min(...numbers), to: Math.max(...numbers) }));
  await db.deleteFrom('idempotency').where('at', '<=', keptSince(at)).execute();
  await db
    .insertInto('idempotency')
    .values({
      party: seat.party,
      person: seat.person,
      key: once.key,
      request: once.request,
      agreement: append.agreement,
      events: JSON.stringify(spans),
      answer: JSON.stringify(once.answer ?? null),
      at,
    })
    .execute();
}

function keptSince(at: string): string {
  return new Date(Date.parse(at) - keyKeptMs).toISOString();
}
