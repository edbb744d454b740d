import { sql } from 'kysely';
import type { Digest } from '#agreement/record/canonical';
import type { Head } from '#agreement/record/chain';
import type { Event } from '#agreement/record/event';
import type { PersonRecord } from '#agreement/record/person';
import type { Seat } from '#agreement/record/seat';
import { mayRead, mayWrite, nameStream, parseStream, partyStream, sharedStream } from '#agreement/record/stream';
import { cutPage, readPage, refuseBadId, refuseBadKey } from '#world/store/check';
import { quickDigest } from '#world/store/digest';
import { DamageError, type Append, type Appended, type Clock, type Earlier, type ListedAgreement, type ListedPage, type Marks, type Page, type Store } from '#world/store/store';
import { appendIn, belongsToOther, earlierIn, writeBlob, writePerson } from '#world/store/sql/append';
import { asStoreError } from '#world/store/sqlite/connect';
import { eventsOf, listedOf, localName, personOf, type Connection } from '#world/store/sql/rows';
import { held, isHeld, usable } from '#world/store/sql/seats';

/** The store on an open database; `wake` is called after each commit that put mails. */
export function openStore(db: Connection, clock: Clock, wake: () => void): Store {
  return new SqliteStore(db, clock, wake);
}

class SqliteStore implements Store {
  readonly #db: Connection;
  readonly #clock: Clock;
  readonly #wake: () => void;

  constructor(db: Connection, clock: Clock, wake: () => void) {
    this.#db = db;
    this.#clock = clock;
    this.#wake = wake;
  }

  async append(seat: Seat, append: Append): Promise<Appended> {
    const outcome = await this.#write((db) => appendIn(db, seat, append, this.#clock()));
    if (outcome.kind === 'appended' && (append.mails ?? []).length > 0) this.#wake();
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
    return this.#write(async (db) => {
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
      const head = (stream: string) => sql`select stream, seq, hash, null as people from (select stream, seq, hash from events where agreement = ${agreement} and stream = ${stream} order by seq desc limit 1)`;
      const people = sql`select null, null, null, group_concat(person || ' ' || stream || ' ' || salt || details) from (select person, stream, salt, details from people where agreement = ${agreement} order by person)`;
      const parts = sql.join([...names.map((name) => head(localName(name))), people], sql` union all `);
      const { rows } = await sql<{ stream: string | null; seq: number; hash: string; people: string | null }>`select * from (${parts}) where ${held(seat, agreement)}`.execute(this.#db);
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

  putBlob(seat: Seat, stream: string, bytes: Uint8Array): Promise<Digest | null> {
    return this.#write(async (db) => {
      const name = parseStream(stream);
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

  savePerson(seat: Seat, stream: string, person: PersonRecord): Promise<boolean> {
    return this.#write(async (db) => {
      const name = parseStream(stream);
      refuseBadId(person.id);
      if (!mayWrite(seat, name) || !(await isHeld(db, seat, name.agreement))) return false;
      if (await belongsToOther(db, seat, name.agreement, person.id)) return false;
      await writePerson(db, seat, name.agreement, localName(name), person);
      return true;
    });
  }

  people(seat: Seat, agreement: string): Promise<ReadonlyMap<string, PersonRecord> | null> {
    return this.#run(async () => {
      refuseBadId(agreement);
      // The agreement's own row tells a seat that is held where there is nobody yet from one that is not.
      const rows = await this.#db
        .selectFrom('agreements')
        .leftJoin('people', 'people.agreement', 'agreements.id')
        .select(['people.person', 'people.stream', 'people.salt', 'people.details'])
        .where('agreements.id', '=', agreement)
        .where(held(seat, agreement))
        .execute();
      if (rows.length === 0) return null;
      const records = rows.flatMap(({ person, stream, salt, details }) => {
        const whole = person === null || stream === null || salt === null || details === null;
        return whole || !mayRead(seat, parseStream(`${agreement}/${stream}`)) ? [] : [personOf({ person, salt, details })];
      });
      return new Map(records.map((record) => [record.id, record]));
    });
  }

  readPerson(seat: Seat, agreement: string, person: string): Promise<PersonRecord | null> {
    return this.#run(async () => {
      refuseBadId(agreement);
      refuseBadId(person);
      const row = await this.#db.selectFrom('people').selectAll().where('agreement', '=', agreement).where('person', '=', person).where(held(seat, agreement)).executeTakeFirst();
      return row !== undefined && mayRead(seat, parseStream(`${agreement}/${row.stream}`)) ? personOf(row) : null;
    });
  }

  close(): Promise<void> {
    return this.#db.destroy();
  }

  #write<T>(work: (db: Connection) => Promise<T>): Promise<T> {
    return this.#run(() => this.#db.transaction().execute(work));
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw asStoreError(error);
    }
  }
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
