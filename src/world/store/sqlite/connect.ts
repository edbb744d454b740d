import Database from 'libsql';
import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import { InputError } from '#agreement/input-error';
import { StoreError, type StoreTrouble } from '#world/store/store';
import type { Tables } from '#world/store/sql/schema';

/**
 * Settings of every connection. Waiting for another program stops everything here, so it is short; ours is the only one
 * that writes. WAL with full synchronisation: a commit is answered only when it is on the disk, which on
 * Apple systems takes `fullfsync`. What is deleted is overwritten with zeros, because it may be somebody's name. The cache is 32 MB, because texts of 150 kB would soon drive all else out of the usual 2 MB.
 */
const settings = [
  'busy_timeout = 250',
  'journal_mode = WAL',
  'synchronous = FULL',
  'fullfsync = ON',
  'checkpoint_fullfsync = ON',
  'foreign_keys = ON',
  'secure_delete = ON',
  'trusted_schema = OFF',
  'cache_size = -32768',
];

/** Opens the database file, making it where there is none; a file that is no database is an InputError. */
export function connect(file: string): Kysely<Tables> {
  const database = openFile(file);
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: prepared(database) }) });
}

/** The trouble that an error of the database stands for, or the error itself where it is a bug of ours. */
export function asStoreError(error: unknown): unknown {
  const trouble = troubles[codeOf(error).split('_', 2).join('_')];
  return trouble === undefined ? error : new StoreError(trouble, error);
}

/** SQLite's name of an error, empty if it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const troubles: Record<string, StoreTrouble> = {
  SQLITE_FULL: 'full',
  SQLITE_READONLY: 'read-only',
  SQLITE_PERM: 'read-only',
  SQLITE_CANTOPEN: 'read-only',
  SQLITE_BUSY: 'busy',
  SQLITE_LOCKED: 'busy',
  SQLITE_IOERR: 'io',
  SQLITE_CORRUPT: 'damaged',
  SQLITE_NOTADB: 'damaged',
};

function openFile(file: string): Database.Database {
  let database: Database.Database;
  try {
    database = new Database(file);
  } catch (error) {
    throw new InputError('The database cannot be opened.', `Check that the file can be read and written (${messageOf(error)}).`, file);
  }
  try {
    for (const setting of settings) database.pragma(setting);
    return database;
  } catch (error) {
    database.close();
    if (codeOf(error) === 'SQLITE_NOTADB' || codeOf(error) === 'SQLITE_CORRUPT') {
      throw new InputError('This file is not a database, or it is damaged; nothing was changed.', 'Restore a backup or name another data folder.', file);
    }
    throw asStoreError(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Keeps statements prepared, and takes the write lock when a transaction begins: a transaction that reads first and writes
 * later could otherwise fail half-way because somebody else wrote in between.
 */
function prepared(database: Database.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    prepare(text: string): SqliteStatement {
      // After some failures (a full disk) SQLite has rolled back by itself; asking again would hide the real error.
      if (text === 'rollback' && !database.inTransaction) return done;
      const known = statements.get(text);
      if (known !== undefined) return known;
      const statement: SqliteStatement = database.prepare(text === 'begin' ? 'begin immediate' : text);
      if (statements.size < 200) statements.set(text, statement);
      return statement;
    },
    close() {
      // The file is let go when the last statement has been collected as garbage; its content is whole from here on.
      database.pragma('wal_checkpoint(TRUNCATE)');
      statements.clear();
      database.close();
    },
  };
}

const done: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
};
