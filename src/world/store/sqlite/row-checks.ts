import { sql } from 'kysely';
import { textsDigest } from '#world/store/digest';
import type { Connection } from '#world/store/sql/rows';

/**
 * SQLite has no checksums of its pages, so the rows of every table that has no digests of its own carry a copy of themselves in the column
 * `row_check`: a JSON array of all their other columns. It is written by triggers that exist on our own connections alone: a bit that
 * flipped on the disk and a row that was changed by another program both leave a copy that no longer fits, which `entente audit` finds.
 */
export const rowCheck = 'row_check';

/** The tables of version 3 with such a column: all but those with digests of their own (events, files, checkpoints), and the index of words, which is made from `texts`. */
export const rowCheckColumns: readonly string[] = [
  'account', 'agreements', 'blob_places', 'dates', 'erasures', 'guesses', 'idempotency', 'installation', 'invitations', 'members', 'migrations', 'notes_due', 'organisation_members', 'organisations',
  'outbox', 'packs', 'passkey', 'people', 'person_keys', 'search_rows', 'searchers', 'seats', 'session', 'texts', 'twoFactor', 'user', 'verification', 'views',
].map((table) => `alter table "${table}" add column ${rowCheck} text`);

/** Of these rows a copy would double the database: the program gives them a digest (`sql/texts.ts`). */
const withDigest = 'texts';

/** A table whose rows are checked. */
export interface CheckedTable {
  name: string;
  /** Its key: columns, or none where rows have a number of their own (`rowid`). */
  key: readonly string[];
  /** SQL for what `row_check` must hold. `of` comes before each column, such as `new.`. */
  copy(of: string): string;
}

/** All tables with rows to check, by name. */
export async function checkedTables(db: Connection): Promise<CheckedTable[]> {
  const { rows: names } = await sql<{ name: string; wr: number }>`select name, wr from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name`.execute(db);
  const checked: CheckedTable[] = [];
  for (const { name, wr } of names) {
    const { rows: columns } = await sql<{ name: string; type: string; pk: number }>`select name, type, pk from pragma_table_info(${name})`.execute(db);
    if (name === withDigest || !columns.some((column) => column.name === rowCheck)) continue;
    const held = columns.filter((column) => column.name !== rowCheck).sort((a, b) => (a.name < b.name ? -1 : 1));
    checked.push({
      name,
      key: wr === 1 ? columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk).map((column) => column.name) : [],
      copy: (of) => `json_array(${held.map(({ name: column, type }) => (type.toLowerCase() === 'blob' ? `hex(${of}${quoted(column)})` : `${of}${quoted(column)}`)).join(', ')})`,
    });
  }
  return checked;
}

/** Gives a copy (or digest) to rows that have none: belongs to the end of a migration step, in its transaction. A step that adds a column to a table clears its copies first. */
export async function copyRows(db: Connection): Promise<void> {
  for (const { name, copy } of await checkedTables(db)) await sql.raw(`update ${quoted(name)} set ${rowCheck} = ${copy('')} where ${rowCheck} is null`).execute(db);
  for (let [agreement, party] = ['', '']; ; ) {
    const rows = await db
      .selectFrom(withDigest)
      .selectAll()
      .where('row_check', 'is', null)
      .where(({ eb, refTuple, tuple }) => eb(refTuple('agreement', 'party'), '>', tuple(agreement, party)))
      .orderBy('agreement')
      .orderBy('party')
      .limit(100)
      .execute();
    for (const row of rows) {
      ({ agreement, party } = row);
      await db.updateTable(withDigest).set({ row_check: textsDigest(row) }).where('agreement', '=', agreement).where('party', '=', party).execute();
    }
    if (rows.length === 0) return;
  }
}

/** Has every row that is written on this connection copied, from now on. */
export async function keepRowChecks(db: Connection): Promise<void> {
  for (const { name, key, copy } of await checkedTables(db)) {
    const { rows: columns } = await sql<{ name: string }>`select name from pragma_table_info(${name}) where name != ${rowCheck}`.execute(db);
    const same = key.length === 0 ? 'rowid = new.rowid' : key.map((column) => `${quoted(column)} = new.${quoted(column)}`).join(' and ');
    const write = `begin update ${quoted(name)} set ${rowCheck} = ${copy('new.')} where ${same}; end`;
    await sql.raw(`create temp trigger ${quoted(`${name}_made`)} after insert on main.${quoted(name)} ${write}`).execute(db);
    await sql.raw(`create temp trigger ${quoted(`${name}_changed`)} after update of ${columns.map((column) => quoted(column.name)).join(', ')} on main.${quoted(name)} ${write}`).execute(db);
  }
}

/** A name as SQL writes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
