import type { Digest } from '#agreement/record/canonical';
import { digestOfBytes } from '#agreement/record/canonical';
import type { Event } from '#agreement/record/event';
import type { PersonRecord } from '#agreement/record/person';
import type { Seat } from '#agreement/record/seat';
import { mayRead, mayWrite, parseStream } from '#agreement/record/stream';
import { cutPage, readPage, refuseBadId, refuseBadKey } from '#world/store/check';
import { DamageError, type Append, type Appended, type Clock, type Earlier, type ListedAgreement, type ListedPage, type Page, type Store } from '#world/store/store';
import { appendIn, belongsToOther, earlierIn, isMember, writeBlob, writePerson } from '#world/store/sqlite/append';
import { asStoreError, connect } from '#world/store/sqlite/connect';
import { migrate } from '#world/store/sqlite/migrations';
import { eventsOf, listedOf, localName, personOf, type Connection } from '#world/store/sqlite/rows';

/**
 * Opens the store in one SQLite file, making or migrating it as needed. One program at a time: the data folder's lock sees
 * to that. Throws an InputError for a file that is no database or is a newer program's.
 */
export async function openSqliteStore(file: string, clock: Clock): Promise<Store> {
  const db = connect(file);
  try {
    await migrate(db, file, clock);
  } catch (error) {
    await db.destroy();
    throw asStoreError(error);
  }
  return new SqliteStore(db, clock);
}

class SqliteStore implements Store {
  readonly #db: Connection;
  readonly #clock: Clock;

  constructor(db: Connection, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  append(seat: Seat, append: Append): Promise<Appended> {
    return this.#write((db) => appendIn(db, seat, append, this.#clock()));
  }

  earlier(seat: Seat, key: string, request: Digest): Promise<Earlier> {
    return this.#run(() => {
      refuseBadKey(key);
      return earlierIn(this.#db, seat, key, request, this.#clock());
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
        .where(({ exists, selectFrom }) => exists(selectFrom('members').select('party').where('agreement', '=', name.agreement).where('party', '=', seat.party)))
        .orderBy('seq')
        .execute();
      return eventsOf(rows);
    });
  }

  streams(seat: Seat, agreement: string): Promise<string[]> {
    return this.#run(async () => {
      refuseBadId(agreement);
      if (!(await isMember(this.#db, seat, agreement))) return [];
      const rows = await this.#db.selectFrom('events').select('stream').distinct().where('agreement', '=', agreement).orderBy('stream').execute();
      return rows.map((row) => `${agreement}/${row.stream}`).filter((stream) => mayRead(seat, parseStream(stream)));
    });
  }

  getBlob(seat: Seat, agreement: string, digest: Digest): Promise<Uint8Array | null> {
    return this.#run(async () => {
      refuseBadId(agreement);
      if (!(await isMember(this.#db, seat, agreement))) return null;
      const places = await this.#db.selectFrom('blob_places').select('stream').where('agreement', '=', agreement).where('digest', '=', digest).execute();
      if (!places.some((place) => mayRead(seat, parseStream(`${agreement}/${place.stream}`)))) return null;
      const row = await this.#db.selectFrom('blobs').select('bytes').where('agreement', '=', agreement).where('digest', '=', digest).executeTakeFirstOrThrow();
      // libsql hands blobs out as ArrayBuffer.
      const bytes = new Uint8Array(row.bytes);
      if (digestOfBytes(bytes) !== digest) throw new DamageError({ agreement, digest }, 'its bytes have another digest');
      return bytes;
    });
  }

  putBlob(seat: Seat, stream: string, bytes: Uint8Array): Promise<Digest | null> {
    return this.#write(async (db) => {
      const name = parseStream(stream);
      if (!mayWrite(seat, name) || !(await isMember(db, seat, name.agreement))) return null;
      return writeBlob(db, name.agreement, localName(name), bytes);
    });
  }

  listAgreements(seat: Seat, page: Page): Promise<ListedPage> {
    return this.#run(async () => {
      const { limit, after } = readPage(page);
      let query = this.#db.selectFrom('members').selectAll().where('party', '=', seat.party);
      if (after !== null) {
        query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('updated_at', 'agreement'), '<', tuple(after.updatedAt, after.id)));
      }
      const rows = await query.orderBy('updated_at', 'desc').orderBy('agreement', 'desc').limit(limit + 1).execute();
      return cutPage(rows.map(listedOf), limit);
    });
  }

  getAgreement(seat: Seat, agreement: string): Promise<ListedAgreement | null> {
    return this.#run(async () => {
      refuseBadId(agreement);
      const row = await this.#db.selectFrom('members').selectAll().where('agreement', '=', agreement).where('party', '=', seat.party).executeTakeFirst();
      return row === undefined ? null : listedOf(row);
    });
  }

  savePerson(seat: Seat, stream: string, person: PersonRecord): Promise<boolean> {
    return this.#write(async (db) => {
      const name = parseStream(stream);
      refuseBadId(person.id);
      if (!mayWrite(seat, name) || !(await isMember(db, seat, name.agreement))) return false;
      if (await belongsToOther(db, seat, name.agreement, person.id)) return false;
      await writePerson(db, seat, name.agreement, localName(name), person);
      return true;
    });
  }

  readPerson(seat: Seat, agreement: string, person: string): Promise<PersonRecord | null> {
    return this.#run(async () => {
      refuseBadId(agreement);
      refuseBadId(person);
      if (!(await isMember(this.#db, seat, agreement))) return null;
      const row = await this.#db.selectFrom('people').selectAll().where('agreement', '=', agreement).where('person', '=', person).executeTakeFirst();
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
