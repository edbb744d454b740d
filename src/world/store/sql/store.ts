import { sql } from 'kysely';
import type { Digest } from '#agreement/record/canonical';
import type { Head } from '#agreement/record/chain';
import type { CheckpointBase, NotedCheckpoint } from '#agreement/record/checkpoint';
import type { Event } from '#agreement/record/event';
import type { PersonRecord } from '#agreement/record/person';
import type { Seat } from '#agreement/record/seat';
import { mayRead, mayWrite, nameStream, parseStream, partyStream, sharedStream } from '#agreement/record/stream';
import type { Told } from '#world/store/changes';
import { cutPage, readPage, refuseBadId, refuseBadKey } from '#world/store/check';
import { quickDigest } from '#world/store/digest';
import { DamageError, StoreError, type Adopted, type Adoption, type Append, type Appended, type Clock, type Earlier, type ListedAgreement, type ListedPage, type MakeCheckpoint, type Marks, type Page, type Store } from '#world/store/store';
import { adoptIn } from '#world/store/sql/adopt';
import { appendIn, belongsToOther, earlierIn, forgetKeys, writeBlob } from '#world/store/sql/append';
import { baseIn, checkpointsIn, makeCheckpointIn, seenBy } from '#world/store/sql/checkpoints';
import type { PeopleKeys } from '#world/people-keys';
import type { Engine } from '#world/store/sql/engine';
import { readPeople, writePeople } from '#world/store/sql/person-rows';
import { eventsOf, listedOf, localName, type Connection } from '#world/store/sql/rows';
import { held, isHeld, usable } from '#world/store/sql/seats';

/** The store on an open database. */
export function openStore(engine: Engine, keys: PeopleKeys, clock: Clock): Store {
  return new SqlStore(engine, keys, clock);
}

class SqlStore implements Store {
  readonly #engine: Engine;
  readonly #keys: PeopleKeys;
  readonly #db: Connection;
  readonly #clock: Clock;
  #forgotten = 0;

  constructor(engine: Engine, keys: PeopleKeys, clock: Clock) {
    this.#engine = engine;
    this.#keys = keys;
    this.#db = engine.db;
    this.#clock = clock;
  }

  async append(seat: Seat, append: Append): Promise<Appended> {
    const outcome = await this.#write(append.agreement, (db, exists) => appendIn(this.#engine, this.#keys, db, exists, seat, append, this.#clock()));
    if (append.once !== undefined) await this.#forgetKeys();
    if (outcome.kind === 'appended') for (const told of toldOf(seat, append)) this.#engine.changes.publish(told);
    return outcome;
  }

  async adopt(seat: Seat, adoption: Adoption): Promise<Adopted> {
    const outcome = await this.#write(adoption.agreement, (db) => adoptIn(this.#engine, this.#keys, db, seat, adoption, this.#clock()));
    this.#engine.changes.publish({ person: seat.person });
    return outcome;
  }

  earlier(seat: Seat, key: string, request: Digest): Promise<Earlier> {
    return this.#run(async () => {
      refuseBadKey(key);
      const earlier = await earlierIn(this.#db, seat, key, request, this.#clock());
      return earlier.kind === 'absent' ? { kind: 'none' } : earlier;
    });
  }

  read(seat: Seat, stream: string, fromSeq = 1): Promise<Event[]> {
    return this.#run(async () => {
      const name = parseStream(stream);
      if (!mayRead(seat, name)) return [];
      const rows = await this.#db
        .selectFrom('events')
        .selectAll()
        .where('agreement', '=', name.agreement)
        .where('stream', '=', localName(name))
        .where('seq', '>=', fromSeq)
        .where(held(seat, name.agreement))
        .orderBy('seq')
        .execute();
      return eventsOf(rows);
    });
  }

  readInvited(seat: Seat, agreement: string, invitation: string): Promise<Event[]> {
    // In one transaction, so that nobody uses the invitation up in between.
    return this.#write(agreement, async (db) => {
      [agreement, invitation].forEach(refuseBadId);
      const found = await usable(db, agreement, invitation, this.#clock());
      if (found?.party !== seat.party || found.role !== seat.role) return [];
      return eventsOf(await db.selectFrom('events').selectAll().where('agreement', '=', agreement).where('stream', '=', 'shared').orderBy('seq').execute());
    });
  }

  marks(seat: Seat, agreement: string): Promise<Marks | null> {
    return this.#run(async () => {
      refuseBadId(agreement);
      const names = [sharedStream(agreement), partyStream(agreement, seat.party), nameStream({ agreement, kind: 'counsel', of: seat.party })].map(parseStream).filter((name) => mayRead(seat, name));
      const head = (stream: string) => sql`select stream, seq, hash, null as people from (select stream, seq, hash from events where agreement = ${agreement} and stream = ${stream} order by seq desc limit 1) as newest`;
      // What is sealed begins with a nonce, so its beginning differs whenever it was sealed anew.
      const people = sql`select null, null, null, string_agg(person || ' ' || stream || ' ' || substr(details, 1, 40), ',' order by person) from people where agreement = ${agreement}`;
      const parts = sql.join([...names.map((name) => head(localName(name))), people], sql` union all `);
      const { rows } = await sql<{ stream: string | null; seq: number; hash: string; people: string | null }>`select * from (${parts}) as marks where ${held(seat, agreement)}`.execute(this.#db);
      if (rows.length === 0) return null;
      const heads = rows.flatMap(({ stream, seq, hash }): [string, Head][] => (stream === null ? [] : [[`${agreement}/${stream}`, { seq, hash: hash as Digest }]]));
      return { heads: new Map(heads), people: rows.at(-1)?.people ?? '' };
    });
  }

  streams(seat: Seat, agreement: string): Promise<string[]> {
    return this.#run(async () => {
      refuseBadId(agreement);
      const rows = await this.#db.selectFrom('events').select('stream').distinct().where('agreement', '=', agreement).where(held(seat, agreement)).orderBy('stream').execute();
      return rows.map((row) => `${agreement}/${row.stream}`).filter((stream) => mayRead(seat, parseStream(stream)));
    });
  }

  getBlob(seat: Seat, agreement: string, digest: Digest): Promise<Uint8Array | null> {
    return this.#run(async () => {
      refuseBadId(agreement);
      const places = await this.#db.selectFrom('blob_places').select('stream').where('agreement', '=', agreement).where('digest', '=', digest).where(held(seat, agreement)).execute();
      if (!places.some((place) => mayRead(seat, parseStream(`${agreement}/${place.stream}`)))) return null;
      const row = await this.#db.selectFrom('blobs').select('bytes').where('agreement', '=', agreement).where('digest', '=', digest).where(held(seat, agreement)).executeTakeFirst();
      // The seat may have ended since the line before.
      if (row === undefined) return null;
      // libsql hands blobs out as ArrayBuffer.
      const bytes = new Uint8Array(row.bytes);
      if (quickDigest(bytes) !== digest) throw new DamageError({ agreement, digest }, 'its bytes have another digest');
      return bytes;
    });
  }

  async putBlob(seat: Seat, stream: string, bytes: Uint8Array): Promise<Digest | null> {
    const name = parseStream(stream);
    return this.#write(name.agreement, async (db) => {
      if (!mayWrite(seat, name) || !(await isHeld(db, seat, name.agreement))) return null;
      return writeBlob(db, name.agreement, localName(name), bytes);
    });
  }

  listAgreements(seat: Seat, page: Page): Promise<ListedPage> {
    return this.#run(async () => {
      const { limit, after } = readPage(page);
      let query = listed(this.#db, seat).where('seats.archived_at', 'is', null);
      if (after !== null) {
        query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('seats.updated_at', 'seats.agreement'), '<', tuple(after.updatedAt, after.id)));
      }
      const rows = await query.orderBy('seats.updated_at', 'desc').orderBy('seats.agreement', 'desc').limit(limit + 1).execute();
      return cutPage(rows.map(listedOf), limit);
    });
  }

  getAgreement(seat: Seat, agreement: string): Promise<ListedAgreement | null> {
    return this.#run(async () => {
      refuseBadId(agreement);
      const row = await listed(this.#db, seat).where('seats.agreement', '=', agreement).executeTakeFirst();
      return row === undefined ? null : listedOf(row);
    });
  }

  async savePerson(seat: Seat, stream: string, person: PersonRecord): Promise<boolean> {
    const name = parseStream(stream);
    const saved = await this.#write(name.agreement, async (db) => {
      refuseBadId(person.id);
      if (!mayWrite(seat, name) || !(await isHeld(db, seat, name.agreement))) return false;
      if (await belongsToOther(db, seat, name.agreement, person.id)) return false;
      await writePeople(db, this.#keys, seat, name.agreement, localName(name), [person], this.#clock());
      return true;
    });
    if (saved) this.#engine.changes.publish({ agreement: name.agreement, streams: [localName(name)], seats: false });
    return saved;
  }

  people(seat: Seat, agreement: string): Promise<ReadonlyMap<string, PersonRecord> | null> {
    return this.#run(async () => {
      refuseBadId(agreement);
      const records = await readPeople(this.#db, this.#keys, seat, agreement);
      return records === null ? null : new Map(records.map((record) => [record.id, record]));
    });
  }

  readPerson(seat: Seat, agreement: string, person: string): Promise<PersonRecord | null> {
    return this.#run(async () => {
      refuseBadId(agreement);
      refuseBadId(person);
      return (await readPeople(this.#db, this.#keys, seat, agreement, person))?.[0] ?? null;
    });
  }

  checkpointBase(seat: Seat, agreement: string): Promise<CheckpointBase | null> {
    return this.#run(async () => {
      refuseBadId(agreement);
      return (await isHeld(this.#db, seat, agreement)) ? baseIn(this.#db, agreement) : null;
    });
  }

  makeCheckpoint(seat: Seat, agreement: string, make: MakeCheckpoint): Promise<NotedCheckpoint | null> {
    return this.#write(agreement, async (db) => {
      refuseBadId(agreement);
      return (await isHeld(db, seat, agreement)) ? seenBy(seat, await makeCheckpointIn(db, agreement, make, this.#clock(), seat)) : null;
    });
  }

  checkpoints(seat: Seat, agreement: string): Promise<NotedCheckpoint[] | null> {
    return this.#run(async () => {
      refuseBadId(agreement);
      return (await isHeld(this.#db, seat, agreement)) ? (await checkpointsIn(this.#db, agreement)).map((noted) => seenBy(seat, noted)) : null;
    });
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  /** Once an hour; where it fails the keys stay until the next time. */
  async #forgetKeys(): Promise<void> {
    const now = Date.parse(this.#clock());
    if (Math.abs(now - this.#forgotten) < 3_600_000) return;
    this.#forgotten = now;
    try {
      await this.#run((db) => forgetKeys(db, this.#clock()));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }

  #write<T>(agreement: string, work: (db: Connection, exists: boolean) => Promise<T>): Promise<T> {
    return this.#engine.writeUnder(agreement, work);
  }

  #run<T>(work: (db: Connection) => Promise<T>): Promise<T> {
    return this.#engine.run(work);
  }
}

/** What an append that went through is told as. */
function toldOf(seat: Seat, { agreement, writes, create, grants = [], ends = [], invitations = {}, mails = [], checkpoint }: Append): Told[] {
  const streams = writes.filter(({ drafts, people = [] }) => drafts.length > 0 || people.length > 0).map(({ stream }) => localName(parseStream(stream)));
  const seats = create === true || grants.length > 0 || ends.length > 0 || (invitations.make ?? []).length > 0 || (invitations.revoke ?? []).length > 0 || invitations.use !== undefined;
  // Invitations are no events: they are the affair of the party that makes them.
  if (seats && streams.length === 0) streams.push(`party:${seat.party}`);
  return [
    ...(streams.length > 0 ? [{ agreement, streams, seats }] : []),
    // Who holds a seat no more is told of nothing there again.
    ...ends.map((person) => ({ person })),
    ...(mails.length > 0 || checkpoint !== undefined ? (['mails'] as const) : []),
  ];
}

/** The list rows of exactly this seat. */
function listed(db: Connection, seat: Seat) {
  return db
    .selectFrom('seats')
    .innerJoin('members', (join) => join.onRef('members.agreement', '=', 'seats.agreement').onRef('members.party', '=', 'seats.party'))
    .select(['seats.agreement', 'members.party', 'members.title', 'members.type', 'members.parties', 'members.status', 'seats.updated_at'])
    .where('seats.person', '=', seat.person)
    .where('seats.party', '=', seat.party)
    .where('seats.role', '=', seat.role)
    .where('seats.ended_at', 'is', null);
}
