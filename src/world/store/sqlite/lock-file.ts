import Database from 'libsql';
import { InputError } from '#agreement/input-error';
import { asStoreError, codeOf } from '#world/store/sqlite/connect';

/** A lock held on a file. */
export interface Lock {
  /** Lets go; also happens when the process ends, however it ends. */
  release(): void;
}

/**
 * Locks a file for this process, or returns null if another program (or this one) holds it. The lock is an exclusive
 * transaction held open on an empty SQLite file: the operating system drops it with the process, so nothing can be left
 * over. The file must not be opened by other means in the same process, since closing it there would drop the lock.
 */
export function lockFile(file: string): Lock | null {
  let database: Database.Database;
  try {
    database = new Database(file);
  } catch {
    throw new InputError('The lock of this data folder cannot be opened.', 'Give this user read and write permission for it.', file);
  }
  try {
    database.exec('pragma journal_mode = delete');
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if (codeOf(error).startsWith('SQLITE_BUSY')) return null;
    throw asStoreError(error);
  }
  return {
    release: () => {
      if (!database.open) return;
      database.exec('rollback');
      database.close();
    },
  };
}

/** Whether some program holds the lock of a file, without taking it; for a process that holds no such lock itself. */
export function lockIsHeld(file: string): boolean {
  const database = new Database(file, { readonly: true });
  try {
    database.prepare('select count(*) from sqlite_master').get();
    return false;
  } catch (error) {
    if (codeOf(error).startsWith('SQLITE_BUSY')) return true;
    throw error;
  } finally {
    database.close();
  }
}
