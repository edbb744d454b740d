import type { Directory } from '#world/store/directory';
import type { Outbox } from '#world/store/outbox';
import type { Clock, Store } from '#world/store/store';
import { asStoreError, connect } from '#world/store/sqlite/connect';
import { openDirectory } from '#world/store/sql/directory';
import { migrate } from '#world/store/sqlite/migrations';
import { openOutbox } from '#world/store/sql/outbox';
import type { Connection } from '#world/store/sql/rows';
import { openStore } from '#world/store/sql/store';

/** Everything that is kept, on one connection, because SQLite has one writer. */
export interface Database {
  store: Store;
  directory: Directory;
  outbox: Outbox;
  /** For the library that keeps accounts and sessions, whose tables lie in the same file. */
  kysely: Connection;
  /** Waits for what is under way and lets go of the file; the same as `store.close`. */
  close(): Promise<void>;
}

/**
 * Opens the database in one SQLite file, making or migrating it as needed; ":memory:" lives as long as the program. One
 * program at a time: the data folder's lock sees to that. Throws an InputError for a file that is no database or is a newer
 * program's.
 */
export async function openDatabase(file: string, clock: Clock): Promise<Database> {
  const kysely = connect(file);
  try {
    await migrate(kysely, file, clock);
  } catch (error) {
    await kysely.destroy();
    throw asStoreError(error);
  }
  const { outbox, wake } = openOutbox(kysely, clock);
  const store = openStore(kysely, clock, wake);
  return { store, directory: openDirectory(kysely, clock), outbox, kysely, close: () => store.close() };
}
