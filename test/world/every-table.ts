import Database from 'libsql';

/** A cell as a test compares it: bytes as hexadecimal digits. */
export type PlainCell = string | number | null;

/** Every row of every table, by table, sorted; tables and columns are asked of the database itself. */
export type Everything = Record<string, { columns: string[]; rows: PlainCell[][] }>;

interface Column {
  name: string;
  type: string;
  required: boolean;
}

/** What each database keeps its own way: the steps it went through, and what it compares rows with. */
const ownTables = /^(migrations|migration_lock|sqlite_.*|search|search_.*|searchers)$/;
const ownColumns = /^row_check$/;

const quoted = (name: string): string => `"${name}"`;

/** Puts two rows into every table of a SQLite file. All texts of a row are the same, so that references hold; its numbers and bytes are such as get lost easily. */
export function fillTables(file: string): void {
  const database = new Database(file);
  database.exec('pragma foreign_keys = off; begin');
  for (const [table, columns] of columnsOf(database)) {
    if (ownTables.test(table)) continue;
    for (const [row, text] of ['a1', 'ünï "q" \\ \n 雪 🎈 \u{e000}x'].entries()) {
      const values = columns.map(({ type, required }) => {
        if (row === 1 && !required) return null;
        if (type === 'blob') return Buffer.from([0, 255, 10, 13, row, 34, 0]);
        return type === 'integer' ? [2 ** 31 - 1, 0][row] : text;
      });
      database.prepare(`insert into ${quoted(table)} (${columns.map(({ name }) => quoted(name)).join()}) values (${columns.map(() => '?').join()})`).run(values);
    }
  }
  database.exec('commit');
  database.close();
}

/** Everything in a SQLite file. */
export function everythingIn(file: string): Everything {
  const database = new Database(file);
  try {
    const found: Everything = {};
    for (const [table, all] of columnsOf(database)) {
      if (ownTables.test(table)) continue;
      const columns = all.map(({ name }) => name).filter((name) => !ownColumns.test(name)).sort();
      const rows = database.prepare(`select ${columns.map(quoted).join()} from ${quoted(table)}`).raw().all() as unknown as unknown[][];
      found[table] = { columns, rows: sorted(rows) };
    }
    return found;
  } finally {
    database.close();
  }
}

/** Everything in a PostgreSQL database, asked by `query`. */
export async function everythingAt(query: (text: string) => Promise<Record<string, unknown>[]>): Promise<Everything> {
  const listed = await query(`select table_name as name, column_name as column from information_schema.columns where table_schema = current_schema() order by 1, 2`);
  const found: Everything = {};
  for (const table of new Set(listed.map(({ name }) => String(name)))) {
    if (ownTables.test(table)) continue;
    const columns = listed.filter(({ name }) => name === table).map(({ column }) => String(column)).filter((name) => !ownColumns.test(name)).sort();
    const rows = await query(`select ${columns.map(quoted).join()} from ${quoted(table)}`);
    found[table] = { columns, rows: sorted(rows.map((row) => columns.map((column) => row[column]))) };
  }
  return found;
}

function columnsOf(database: Database.Database): Map<string, Column[]> {
  const tables = database.prepare(`select name from pragma_table_list where schema = 'main' and type in ('table', 'virtual')`).all() as { name: string }[];
  return new Map(
    tables.map(({ name }) => {
      const columns = database.prepare('select name, type, "notnull" as required, pk from pragma_table_info(?)').all([name]) as { name: string; type: string; required: number; pk: number }[];
      return [name, columns.map((column) => ({ name: column.name, type: column.type.toLowerCase(), required: column.required === 1 || column.pk > 0 }))];
    }),
  );
}

function sorted(rows: readonly (readonly unknown[])[]): PlainCell[][] {
  const plain = rows.map((row) => row.map((cell): PlainCell => (cell instanceof ArrayBuffer || cell instanceof Uint8Array ? Buffer.from(cell as Uint8Array).toString('hex') : ((cell ?? null) as PlainCell))));
  return plain.map((row) => [JSON.stringify(row), row] as const).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
