import { openPeopleKeys, type PeopleKeys } from '#world/people-keys';
import type { Database } from '#world/store/database';
import type { Clock } from '#world/store/store';
import { isPostgres } from '#world/store/postgres/address';
import { openDirectory } from '#world/store/sql/directory';
import { refuseMoved } from '#world/store/sql/moved';
import { openErasures } from '#world/store/sql/erasures';
import { openOutbox } from '#world/store/sql/outbox';
import { readyPeople } from '#world/store/sql/ready-people';
import { openStore } from '#world/store/sql/store';
import { openSqlite } from '#world/store/sqlite/engine';

/** What a database is opened with. */
export interface DatabaseOptions {
  /** Keys of the details of people; without them some that end with the program. */
  peopleKeys?: PeopleKeys;
}

/**
 * Opens a database, making or migrating its tables as needed: "postgres://…", the path of a SQLite file, or ":memory:" for one
 * that lives as long as the program. Throws an InputError for what is no database of ours, is a newer program's, or cannot be
 * reached.
 */
export async function openDatabase(at: string, clock: Clock, { peopleKeys = keysOfProcess() }: DatabaseOptions = {}): Promise<Database> {
  const engine = isPostgres(at) ? await (await import('#world/store/postgres/engine')).openPostgres(at, clock) : await openSqlite(at, clock);
  try {
    // An address may hold a password.
    const shown = isPostgres(at) ? 'database' : at;
    await refuseMoved(engine.db, shown);
    await readyPeople(engine, peopleKeys, shown, clock);
  } catch (error) {
    await engine.close();
    throw engine.trouble(error);
  }
  const outbox = openOutbox(engine, clock);
  const store = openStore(engine, peopleKeys, clock);
  return { kind: engine.kind, store, directory: openDirectory(engine, clock), outbox, erasures: openErasures(engine, peopleKeys, clock), changes: engine.changes, engine, kysely: engine.db, close: () => store.close() };
}

let ofProcess: PeopleKeys | undefined;

function keysOfProcess(): PeopleKeys {
  return (ofProcess ??= openPeopleKeys(undefined));
}
