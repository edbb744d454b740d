import { InputError } from '#agreement/input-error';

/** What one cell of a row can be; whole numbers up to 2^53. */
export type Cell = string | number | null | Uint8Array;

/** A table and its columns, in the order in which rows hold them. */
export interface TableShape {
  name: string;
  columns: readonly string[];
}

/** Some rows of one table, in the order of its key. */
export interface RowPage {
  table: TableShape;
  rows: readonly (readonly Cell[])[];
  /** Those of the rows that are not what a program of ours wrote, by their keys, such as "row id a1". */
  changed?: readonly string[];
}

/** Everything that a database keeps, as it was at one moment, whoever goes on writing. */
export interface RowSource {
  kind: 'sqlite' | 'postgres';
  /** Version of its data. */
  version: number;
  /** Its tables; one that others refer to comes before them. */
  tables: readonly TableShape[];
  /** All rows, or those of some tables, table by table in that order, in pages of at most a few megabytes (or one row). */
  pages(only?: ReadonlySet<string>): AsyncGenerator<RowPage>;
  close(): Promise<void>;
}

/** An empty database that takes rows; nobody sees any of them before `keep`. */
export interface RowTarget {
  /** Version of its data. */
  version: number;
  /** The tables that it takes rows of. */
  tables: readonly TableShape[];
  write(page: RowPage): Promise<void>;
  /** The rows of some tables as it holds them now, as `RowSource.pages` gives them. */
  pages(only: ReadonlySet<string>): AsyncGenerator<RowPage>;
  /** How many rows each table holds now. */
  counts(): Promise<Record<string, number>>;
  /** Makes everything last, once for all. */
  keep(): Promise<void>;
  /** Lets go; of what was not kept nothing is left. */
  close(): Promise<void>;
}

/** The tables that hold the record: all that a RecordCheck looks at. */
export const recordTables: ReadonlySet<string> = new Set(['agreements', 'blobs', 'events']);

/** Most rows of a page, and the bytes after which it ends. */
export const pageRows = 500;
export const pageBytes = 1_000_000;

/** Tables that every database keeps its own way and that are not carried as they are: which steps it went through (and the lock on them), and its index of words. */
export const ownTables: ReadonlySet<string> = new Set(['migrations', 'migration_lock', 'search', 'search_rows', 'searchers']);

/** A column that every database works out by itself: what it compares a row with to see whether it was changed from outside. */
export const ownColumn = 'row_check';

/** The table that the index of words is made from, as its rows are taken over, for those whose seats are there by then. */
export const indexed = { name: 'texts', after: ['agreements', 'seats'] } as const;

/** The last version of the data that SQLite alone had. What PostgreSQL calls version 1 is the one after it, and so on; archives count as SQLite does. */
export const versionBeforePostgres = 2;

/** Trouble with a row that a database does not take: of another kind than its column, twice under one key, or without what it refers to. */
export function refusedRow(table: string, error: unknown): InputError {
  return new InputError(`A row of ${table} cannot be taken over (${error instanceof Error ? error.message : String(error)}). Nothing was taken over.`, 'Use another backup, and report this: SECURITY.md says where.');
}

/** About how many bytes a cell takes. */
export function cellBytes(cell: Cell): number {
  return typeof cell === 'string' ? cell.length : cell instanceof Uint8Array ? cell.byteLength : 8;
}

/** Tables in an order in which each comes after those it refers to, else by name. `refers` gives, by table, the tables that its rows point at. */
export function inOrder(tables: readonly TableShape[], refers: ReadonlyMap<string, ReadonlySet<string>>): TableShape[] {
  const ordered: TableShape[] = [];
  const seen = new Set<string>();
  const byName = new Map(tables.map((table) => [table.name, table]));
  const add = (table: TableShape): void => {
    if (seen.has(table.name)) return;
    seen.add(table.name);
    for (const name of [...(refers.get(table.name) ?? [])].sort()) {
      const other = byName.get(name);
      if (other !== undefined) add(other);
    }
    ordered.push(table);
  };
  for (const table of [...tables].sort((a, b) => (a.name < b.name ? -1 : 1))) add(table);
  return ordered;
}
