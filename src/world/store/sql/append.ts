import type { Digest, Json } from '#agreement/record/canonical';
import { linkAll, type Head } from '#agreement/record/chain';
import type { Event } from '#agreement/record/event';
import type { Seat } from '#agreement/record/seat';
import { mayRead, parseStream } from '#agreement/record/stream';
import { checkAppend } from '#world/store/check';
import { quickDigest } from '#world/store/digest';
import { keyKeptMs, type Append, type Appended, type Earlier, type StreamWrite } from '#world/store/store';
import { erasePerson, mayErase, takeNote } from '#world/store/sql/erasures';
import { keepCheckpoint, makeCheckpointIn, seenByAll } from '#world/store/sql/checkpoints';
import { putMails } from '#world/store/sql/outbox';
import { writePeople } from '#world/store/sql/person-rows';
import type { PeopleKeys } from '#world/people-keys';
import type { Engine } from '#world/store/sql/engine';
import { writeRows } from '#world/store/sql/party-rows';
import { eventsOf, localName, rowOf, type Connection } from '#world/store/sql/rows';
import { changeSeats, fits, isHeld, mayChangeSeats, mayMake, touchSeats, usable } from '#world/store/sql/seats';

interface Span {
  stream: string;
  from: number;
  to: number;
}

/** Carries an append out inside a transaction that holds the agreement, which exists or not; every outcome but `appended` leaves the transaction without a change. */
export async function appendIn(engine: Engine, keys: PeopleKeys, db: Connection, exists: boolean, seat: Seat, append: Append, at: string): Promise<Appended> {
  checkAppend(seat, append);
  const { agreement, once, invitations } = append;
  if (once !== undefined) {
    const earlier = await earlierIn(db, seat, once.key, once.request, at);
    if (earlier.kind !== 'none') return earlier;
  }
  if (append.create === true) {
    if (exists) return { kind: 'exists' };
  } else if (invitations?.use !== undefined) {
    const invitation = await usable(db, agreement, invitations.use.id, at);
    if (invitation === null) return { kind: 'spent' };
    if (!fits(seat, append, invitation)) return { kind: 'absent' };
  } else if (!(await isHeld(db, seat, agreement))) return { kind: 'absent' };

  const heads = new Map<StreamWrite, Head | null>();
  for (const write of append.writes) {
    if (!mayMake(seat, write)) return { kind: 'absent' };
    const head = await headOf(db, agreement, write.stream);
    const actualSeq = head?.seq ?? 0;
    if (actualSeq !== write.expectedSeq) return { kind: 'conflict', stream: write.stream, expectedSeq: write.expectedSeq, actualSeq };
    for (const person of write.people ?? []) {
      if (await belongsToOther(db, seat, agreement, person.id)) return { kind: 'absent' };
    }
    heads.set(write, head);
  }
  if (!(await mayChangeSeats(db, seat, append)) || !(await mayErase(db, seat, append))) return { kind: 'absent' };
  const askedBy = append.note === undefined ? seat.person : await takeNote(db, agreement, append.note, at);
  if (askedBy === null) return { kind: 'absent' };
  const { checkpoint } = append;
  if (checkpoint !== undefined && 'checkpoint' in checkpoint) {
    const actualSeq = await keepCheckpoint(db, agreement, checkpoint);
    if (actualSeq !== null) return { kind: 'conflict', stream: `${agreement}/checkpoints`, expectedSeq: checkpoint.checkpoint.n - 1, actualSeq };
  }

  if (append.create === true) await db.insertInto('agreements').values({ id: agreement, created_at: at }).execute();
  await changeSeats(db, seat, append, at);
  await touchSeats(db, seat, append, at);
  await writeRows(engine.words, db, seat, append, at);
  const events: Event[] = [];
  for (const [write, head] of heads) events.push(...(await writeStream(db, keys, { ...seat, person: askedBy }, agreement, write, head, at)));
  for (const person of append.erases ?? []) await erasePerson(db, keys, agreement, person, at);
  await putMails(db, append.mails ?? [], at);
  if (checkpoint !== undefined && 'make' in checkpoint) {
    const made = seenByAll(await makeCheckpointIn(db, agreement, checkpoint.make, at));
    await putMails(db, checkpoint.mails?.(made) ?? [], at);
  }
  if (once !== undefined) await remember(db, seat, append, once, events, at);
  return { kind: 'appended', events };
}

/**
 * What became of an earlier request under the key; keys older than seven days count as never used. A request to an agreement
 * in which the seat is no longer held is absent, like everything there.
 */
export async function earlierIn(db: Connection, seat: Seat, key: string, request: Digest, at: string): Promise<Earlier | { kind: 'absent' }> {
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
  if (!(await isHeld(db, seat, row.agreement))) return { kind: 'absent' };
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

/** Removes keys that count as never used. */
export async function forgetKeys(db: Connection, at: string): Promise<void> {
  await db.deleteFrom('idempotency').where('at', '<=', keptSince(at)).execute();
}

/** Keeps bytes under their digest for the readers of a stream. */
export async function writeBlob(db: Connection, agreement: string, stream: string, bytes: Uint8Array): Promise<Digest> {
  const digest = quickDigest(bytes);
  await db.insertInto('blobs').values({ agreement, digest, bytes }).onConflict((conflict) => conflict.doNothing()).execute();
  await db.insertInto('blob_places').values({ agreement, digest, stream }).onConflict((conflict) => conflict.doNothing()).execute();
  return digest;
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

async function writeStream(db: Connection, keys: PeopleKeys, seat: Seat, agreement: string, write: StreamWrite, head: Head | null, at: string): Promise<Event[]> {
  const stream = localName(parseStream(write.stream));
  const events = linkAll(write.drafts, { stream: write.stream, at, actor: { person: seat.person }, onBehalfOf: seat.party }, head);
  if (events.length > 0) await db.insertInto('events').values(events.map((event) => rowOf(event, agreement, stream))).execute();
  for (const bytes of write.blobs ?? []) await writeBlob(db, agreement, stream, bytes);
  await writePeople(db, keys, seat, agreement, stream, write.people ?? [], at);
  return events;
}

async function remember(db: Connection, seat: Seat, append: Append, once: NonNullable<Append['once']>, events: readonly Event[], at: string): Promise<void> {
  const spans: Span[] = append.writes
    .map(({ stream }) => ({ stream, numbers: events.filter((event) => event.stream === stream).map((event) => event.seq) }))
    .filter(({ numbers }) => numbers.length > 0)
    .map(({ stream, numbers }) => ({ stream, from: Math.min(...numbers), to: Math.max(...numbers) }));
  await db.deleteFrom('idempotency').where('party', '=', seat.party).where('person', '=', seat.person).where('key', '=', once.key).where('at', '<=', keptSince(at)).execute();
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
