import Database from 'libsql';
import { statSync } from 'node:fs';
import { Kysely, SqliteDialect } from 'kysely';
import { dataVersion } from '#world/store/sqlite/migrations';
import type { Connection } from '#world/store/sql/rows';
import type { Tables } from '#world/store/sql/schema';

/** A database file opened to be looked at, beside a server that may be writing to it. */
export interface OpenedFile {
  db: Connection;
  /** Version of the data that this program writes. */
  known: number;
  /** Bytes of the file, of its write-ahead log, and of pages in it that hold nothing. */
  bytes: number;
  log: number;
  empty: number;
  /** Up to ten things that `pragma quick_check` finds wrong; reads the whole file. */
  check(): string[];
  close(): void;
}

/** Opens a database file without being able to change it. */
export function openToExamine(file: string): OpenedFile {
  const database = new Database(file, { readonly: true });
  try {
    database.pragma('busy_timeout = 2000');
    const size = number(database.pragma('page_size'));
    const empty = number(database.pragma('freelist_count')) * size;
    return {
      db: new Kysely<Tables>({ dialect: new SqliteDialect({ database }) }),
      known: dataVersion,
      bytes: statSync(file).size,
      log: statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0,
      empty,
      check: () => {
        try {
          return (database.prepare('pragma quick_check(10)').all() as object[]).map((row) => String(Object.values(row)[0])).filter((words) => words !== 'ok');
        } catch (error) {
          // Some damage ends the check itself.
          return [error instanceof Error ? error.message : String(error)];
        }
      },
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function number(rows: unknown): number {
  const [row] = rows as object[];
  return Number(Object.values(row ?? {})[0] ?? 0);
}
