import Database from 'libsql';
import { InputError } from '#agreement/input-error';

/** Whether the data of a file was moved to another database (`sql/moved.ts`); looks without changing or locking anything. */
export function isMoved(file: string): boolean {
  let database: Database.Database | undefined;
  try {
    database = new Database(file);
    database.pragma('query_only = ON');
    if (database.prepare(`select 1 from sqlite_master where name = 'installation'`).get() === undefined) return false;
    return database.prepare(`select 1 from installation where name = 'moved-to'`).get() !== undefined;
  } catch (error) {
    throw new InputError(`The database of this data folder cannot be read (${error instanceof Error ? error.message : String(error)}).`, 'Check that the file is whole and that this user may read it, or name another folder.', file);
  } finally {
    database?.close();
  }
}
