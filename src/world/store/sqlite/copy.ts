import Database from 'libsql';
import { closeSync, fsyncSync, openSync, statSync } from 'node:fs';
import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely';
import { InputError } from '#agreement/input-error';
import { cellBytes, inOrder, ownColumn, ownTables, pageBytes, pageRows, refusedRow, versionBeforePostgres, indexed, type Cell, type RowPage, type RowSource, type RowTarget, type TableShape } from '#world/store/copy';
import { textsDigest } from '#world/store/digest';
import { indexSeats } from '#world/store/sql/texts';
import type { Tables } from '#world/store/sql/schema';
import { asStoreError, codeOf } from '#world/store/sqlite/connect';
import { dataVersion, steps } from '#world/store/sqlite/migrations';
import { checkedTables, copyRows, quoted, type CheckedTable } from '#world/store/sqlite/row-checks';
import { sqliteWords } from '#world/store/sqlite/words';

/**
 * Opens the database in a file to read all of it as it is now, beside a server that goes on writing: one read transaction on a
 * connection that cannot write. Until it is closed SQLite keeps what is written meanwhile in the file's write-ahead log.
 */
export async function openSqliteSource(file: string): Promise<RowSource> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new InputError('There is no database in this data folder; nothing was read.', 'Name the data folder of an installation, or its database with --database.', file);
  }
  const database = openFile(file);
  try {
    for (const setting of ['busy_timeout = 5000', 'query_only = ON', 'trusted_schema = OFF', 'cache_size = -32768']) database.pragma(setting);
    database.exec('begin');
    const version = versionOf(database, file);
    const tables = tablesOf(database, version, await checkedTables(kyselyOn(database)));
    return {
      kind: 'sqlite',
      version,
      tables: tables.map(({ name, columns }) => ({ name, columns })),
      pages: (only) => pagesOf(database, tables.filter(({ name }) => only?.has(name) ?? true)),
      close: async () => {
        if (!database.open) return;
        database.exec('rollback');
        database.close();
      },
    };
  } catch (error) {
    database.close();
    throw notADatabase(error, file);
  }
}

/**
 * Makes a database in a new file, empty and at a version of the data, to be filled before anybody else may see the file: nothing
 * of it is safe before `keep`.
 */
export function openSqliteTarget(file: string, version: number): RowTarget {
  // For its owner alone, whatever this user's files are usually like.
  closeSync(openSync(file, 'wx', 0o600));
  const database = openFile(file);
  try {
    // What is not kept is thrown away as a whole, so there is nothing to roll back and nothing to sync before the end.
    for (const setting of ['journal_mode = OFF', 'synchronous = OFF', 'foreign_keys = OFF', 'trusted_schema = OFF', 'secure_delete = ON', 'cache_size = -131072']) database.pragma(setting);
    database.exec('begin');
    makeTables(database, version);
    const tables = tablesOf(database, version, []);
    // The index of words is written in fewer and larger parts, which takes a third less time.
    const setWords = (bytes: number): void => {
      if (version > versionBeforePostgres) database.exec(`insert into search (search, rank) values ('hashsize', ${bytes})`);
    };
    setWords(wordsAtOnce);
    const writers = new Map(tables.map((table) => [table.name, rowWriter(database, table)]));
    return {
      version,
      tables: tables.map(({ name, columns }) => ({ name, columns })),
      write: async ({ table, rows }) => {
        try {
          writers.get(table.name)?.(rows);
          if (table.name === indexed.name) for (const agreement of new Set(rows.map((row) => String(row[table.columns.indexOf('agreement')])))) await indexSeats(sqliteWords, kyselyOn(database), agreement);
        } catch (error) {
          throw /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/.test(codeOf(error)) ? refusedRow(table.name, error) : asStoreError(error);
        }
      },
      pages: (only) => pagesOf(database, tables.filter(({ name }) => only.has(name))),
      counts: async () => Object.fromEntries(tables.map(({ name }) => [name, rowsOf<[number]>(database, `select count(*) from ${quoted(name)}`)[0]?.[0] ?? 0])),
      keep: async () => {
        const dangling = rowsOf<[string, string]>(database, 'select "table", "parent" from pragma_foreign_key_check limit 1')[0];
        if (dangling !== undefined) throw new InputError(`A row of ${dangling[0]} refers to a row of ${dangling[1]} that is not there; nothing was taken over.`, 'Use another backup.');
        try {
          // Rows had no copies of themselves before.
          if (version > versionBeforePostgres) await copyRows(kyselyOn(database));
          setWords(usualWords);
          database.exec('commit');
        } catch (error) {
          throw asStoreError(error);
        }
        database.close();
        syncFile(file);
      },
      close: async () => {
        if (database.open) database.close();
      },
    };
  } catch (error) {
    database.close();
    throw asStoreError(error);
  }
}

/** Bytes of words that the index gathers before it writes them: while a database is made, and otherwise (as SQLite does by itself). */
const wordsAtOnce = 64 * 1024 * 1024;
const usualWords = 1024 * 1024;

interface KeyedTable extends TableShape {
  /** What gives its rows, in the order of its key; where they are checked, with one column more. */
  query: string;
  /** Whether a row is what a program of ours wrote; undefined where there is nothing to compare it with. */
  holds?: (row: readonly Cell[]) => boolean;
  key: readonly string[];
}

function openFile(file: string): Database.Database {
  try {
    return new Database(file);
  } catch (error) {
    throw new InputError(`The database cannot be opened (${error instanceof Error ? error.message : String(error)}).`, 'Check that you may read and write the file and its folder.', file);
  }
}

function notADatabase(error: unknown, file: string): unknown {
  if (codeOf(error) === 'SQLITE_NOTADB') return new InputError('This file is not a database, or it is damaged; nothing was changed.', 'Restore a backup or name another data folder.', file);
  return asStoreError(error);
}

function versionOf(database: Database.Database, file: string): number {
  const known = database.prepare(`select 1 from sqlite_master where type = 'table' and name = 'migrations'`).get();
  const found = known === undefined ? 0 : Number(rowsOf<[number | null]>(database, 'select max(version) from migrations')[0]?.[0] ?? 0);
  if (found === 0) throw new InputError('This database holds no data of ours; nothing was read.', 'Name the data folder of an installation.', file);
  if (found > dataVersion) throw new InputError(`The data was written by a newer program (data version ${found}, this program knows ${dataVersion}); nothing was read.`, 'Use the newer program.', file);
  return found;
}

function tablesOf(database: Database.Database, version: number, checked: readonly CheckedTable[]): KeyedTable[] {
  const names = rowsOf<[string]>(database, `select name from pragma_table_list where schema = 'main' and type in ('table', 'virtual') and name not like 'sqlite\\_%' escape '\\'`).map(([name]) => name);
  const refers = new Map<string, ReadonlySet<string>>();
  const tables = names.filter((name) => !ownTables.has(name)).map((name): KeyedTable => {
    refers.set(name, new Set(rowsOf<[string]>(database, 'select "table" from pragma_foreign_key_list(?)', name).map(([other]) => other)));
    const columns = rowsOf<[string, number]>(database, 'select name, pk from pragma_table_info(?)', name).filter(([column]) => column !== ownColumn);
    const key = columns.filter(([, place]) => place > 0).sort(([, a], [, b]) => a - b).map(([column]) => column);
    const table = keyed(name, columns.map(([column]) => column), key, checked.find((one) => one.name === name));
    return name === indexed.name && checked.length > 0 ? digested(table) : table;
  });
  // Before there were texts on their own, rows of another table pointed at the numbers of an index that held them.
  if (version <= versionBeforePostgres && names.includes('search')) tables.push(keyed('search', ['rowid', 'agreement', 'party', 'persons', 'title', 'parties', 'words'], []));
  refers.set(indexed.name, new Set(indexed.after));
  return inOrder(tables, refers).map(({ name }) => tables.find((table) => table.name === name) as KeyedTable);
}

function keyed(name: string, columns: readonly string[], key: readonly string[], checked?: CheckedTable): KeyedTable {
  const held = checked === undefined ? '' : `, ${ownColumn} is ${checked.copy('')}`;
  const query = `select ${columns.map(quoted).join(', ')}${held} from ${quoted(name)} order by ${key.length === 0 ? 'rowid' : key.map(quoted).join(', ')}`;
  return { name, columns, key, query, ...(checked !== undefined && { holds: (row) => row.at(-1) === 1 }) };
}

/** Texts carry a digest instead of a copy, because a copy would be as long. */
function digested({ name, columns, key }: KeyedTable): KeyedTable {
  const places = (['agreement', 'party', 'title', 'parties', 'words'] as const).map((column) => columns.indexOf(column));
  return {
    name,
    columns,
    key,
    query: `select ${[...columns, ownColumn].map(quoted).join(', ')} from ${quoted(name)} order by ${key.map(quoted).join(', ')}`,
    holds: (row) => {
      const [agreement = '', party = '', title = '', parties = '', words = ''] = places.map((place) => String(row[place]));
      return row.at(-1) === textsDigest({ agreement, party, title, parties, words });
    },
  };
}

async function* pagesOf(database: Database.Database, tables: readonly KeyedTable[]): AsyncGenerator<RowPage> {
  for (const { query, holds, key, ...table } of tables) {
    let rows: Cell[][] = [];
    let changed: string[] = [];
    let bytes = 0;
    const found = iterate<Cell[]>(database, query);
    for (;;) {
      const row = next(found);
      if (row === null) break;
      if (holds?.(row) === false) changed.push(`row ${key.map((column) => `${column} ${String(row[table.columns.indexOf(column)])}`).join(', ')}`);
      rows.push(row.slice(0, table.columns.length));
      bytes += row.reduce((sum: number, cell) => sum + cellBytes(cell), 0);
      if (rows.length < pageRows && bytes < pageBytes) continue;
      yield { table, rows, changed };
      rows = [];
      changed = [];
      bytes = 0;
    }
    if (rows.length > 0) yield { table, rows, changed };
  }
}

function next<T>(rows: Iterator<T>): T | null {
  try {
    const { done, value } = rows.next();
    return done === true ? null : value;
  } catch (error) {
    throw asStoreError(error);
  }
}

type Writer = (rows: readonly (readonly Cell[])[]) => void;

function rowWriter(database: Database.Database, { name, columns }: TableShape): Writer {
  const insert = database.prepare(`insert into ${quoted(name)} (${columns.map(quoted).join(', ')}) values (${columns.map(() => '?').join(', ')})`);
  return (rows) => {
    for (const row of rows) insert.run([...row]);
  };
}

function makeTables(database: Database.Database, version: number): void {
  database.exec('create table migrations (version integer primary key, at text not null) strict');
  for (const [index, statements] of steps.slice(0, version).entries()) {
    for (const statement of statements) database.exec(statement);
    database.prepare('insert into migrations (version, at) values (?, ?)').run([index + 1, new Date().toISOString()]);
  }
}

function rowsOf<T extends unknown[]>(database: Database.Database, query: string, ...values: string[]): T[] {
  return [...iterate<T>(database, query, ...values)];
}

function iterate<T extends unknown[]>(database: Database.Database, query: string, ...values: string[]): IterableIterator<T> {
  return database.prepare(query).raw().iterate(values) as unknown as IterableIterator<T>;
}

/** For what is written for a Kysely on the same connection; it is never closed by itself. */
function kyselyOn(database: Database.Database): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: database as unknown as SqliteDatabase }) });
}

function syncFile(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
