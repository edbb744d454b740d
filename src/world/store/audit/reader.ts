/** What one cell of a row can be. */
export type Cell = string | number | null | Uint8Array;

/** Something that a database itself found wrong, or that its rows say against each other. */
export interface TableFault {
  /** The table, null where it cannot be told. */
  table: string | null;
  /** What it is about, such as `row agreement a1, person p2`; empty for the table as a whole. */
  place: string;
  /** What is wrong, as a sentence. */
  words: string;
}

/**
 * A database that is only read, as it was at one moment, whoever goes on writing. Statements are those that both databases speak, with `?`
 * for values.
 */
export interface Reader {
  readonly kind: 'sqlite' | 'postgres';
  /** The rows that a statement gives, each as the list of its cells. */
  all(statement: string, values?: readonly Cell[]): Promise<Cell[][]>;
  /** What is wrong below the rows: pages, indexes, the index of words. */
  structure(): Promise<TableFault[]>;
  /** Names of all tables. */
  tables(): Promise<string[]>;
  /** Rows that are not what this program wrote; null for a table that has digests of its own. */
  changedRows(table: string): Promise<{ place: string; words: string }[] | null>;
  /** Rows of the index of words that are not what this program wrote. */
  changedWords(): AsyncGenerator<{ place: string; words: string }>;
  /** What could not be checked, and why. */
  unchecked(): Promise<string[]>;
  /** Whether an error says that the data cannot be read, as against a bug of ours or a connection that broke. */
  isDamage(error: unknown): boolean;
  close(): Promise<void>;
}
