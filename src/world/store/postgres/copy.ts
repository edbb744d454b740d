import { setTimeout as pause } from 'node:timers/promises';
import { CompiledQuery, sql, type ControlledTransaction } from 'kysely';
import { InputError } from '#agreement/input-error';
import { cellBytes, inOrder, ownColumn, ownTables, pageBytes, pageRows, refusedRow, versionBeforePostgres, indexed, type Cell, type RowPage, type RowSource, type RowTarget, type TableShape } from '#world/store/copy';
import { readAddress } from '#world/store/postgres/address';
import { connect } from '#world/store/postgres/connect';
import { reach } from '#world/store/postgres/engine';
import { dataVersion } from '#world/store/postgres/migrations';
import { checkOf } from '#world/store/postgres/row-checks';
import { asStoreError, codeOf } from '#world/store/postgres/troubles';
import { postgresWords } from '#world/store/postgres/words';
import { indexSeats } from '#world/store/sql/texts';
import type { Connection } from '#world/store/sql/rows';
import type { Tables } from '#world/store/sql/schema';

/**
 * Opens a database to read all of it as it is now, beside programs that go on writing: one transaction that sees what was
 * committed when it began and cannot write.
 */
export async function openPostgresSource(url: string): Promise<RowSource> {
  const { shown } = readAddress(url);
  return opened(url, (db) =>
    begun(db, db.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(), async (transaction, close) => {
      const version = await versionOf(transaction, shown);
      const tables = await tablesOf(transaction, true);
      return { kind: 'postgres', version, tables: shapes(tables), pages: (only) => pagesOf(transaction, tables.filter(({ name }) => only?.has(name) ?? true)), close };
    }),
  );
}

/**
 * Opens an empty database to be filled in one transaction, so that programs see all of it or nothing. Its tables must be there and
 * hold no rows but those of `installation`, which are replaced, and no program of ours may use it.
 */
export async function openPostgresTarget(url: string): Promise<RowTarget> {
  const { shown } = readAddress(url);
  await refuseOtherPrograms(url);
  return opened(url, (db) =>
    begun(db, db.startTransaction().execute(), async (transaction, close) => {
      const version = await versionOf(transaction, shown);
      const tables = await tablesOf(transaction, false);
      const names = [...tables.map(({ name }) => name), 'search'];
      // A program that is started on it meanwhile waits with what it would write.
      await sql`lock table ${sql.join(names.map((name) => sql.table(name)))} in exclusive mode`.execute(transaction);
      for (const name of names) {
        if (name === 'installation') continue;
        const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(transaction);
        if (rows.length > 0) throw new InputError(`This database is not empty (${name}); nothing was changed.`, 'Name an empty one.', shown);
      }
      await transaction.deleteFrom('installation').execute();
      return {
        version,
        tables: shapes(tables),
        write: async ({ table, rows }) => {
          try {
            await writeRows(transaction, table, rows);
            if (table.name === indexed.name) for (const agreement of new Set(rows.map((row) => String(row[table.columns.indexOf('agreement')])))) await indexSeats(postgresWords, transaction, agreement);
          } catch (error) {
            // Classes 22 and 23: values that do not fit, and broken rules of a table.
            throw /^2[23]/.test(codeOf(error)) ? refusedRow(table.name, error) : asStoreError(error);
          }
        },
        pages: (only) => pagesOf(transaction, tables.filter(({ name }) => only.has(name))),
        counts: async () => {
          const counts: Record<string, number> = {};
          for (const { name } of tables) {
            const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}`.execute(transaction);
            counts[name] = rows[0]?.count ?? 0;
          }
          return counts;
        },
        keep: async () => {
          await transaction.commit().execute();
        },
        close,
      };
    }),
  );
}

/** Refuses a database that servers of ours are connected to; connections of other tools are no affair of ours. */
export async function refuseOtherPrograms(url: string): Promise<void> {
  const { shown } = readAddress(url);
  const count = await opened(url, async (db) => {
    // A connection that was closed a moment ago may still be listed.
    for (let tries = 0; ; tries++) {
      const { rows } = await sql<{ count: number }>`select count(*) as count from pg_catalog.pg_stat_activity where datname = current_database() and application_name = 'entente' and pid <> pg_backend_pid()`.execute(db);
      const others = rows[0]?.count ?? 0;
      if (others === 0 || tries === 20) {
        await db.destroy();
        return others;
      }
      await pause(50);
    }
  });
  if (count > 0) throw new InputError(`This database is in use (${count === 1 ? 'one connection' : `${count} connections`} of a running server); nothing was changed.`, 'Stop every server that uses it first: nothing may be written meanwhile.', shown);
}

type Transaction = ControlledTransaction<Tables>;

interface KeyedTable extends TableShape {
  /** What gives its rows, in the order of its key; where they are checked, with `row_check` for whether one is what a program of ours wrote. */
  query: string;
  key: readonly string[];
}

async function opened<T>(url: string, work: (db: Connection) => Promise<T>): Promise<T> {
  const address = readAddress(url);
  const db = connect(address);
  try {
    await reach(db, address.shown);
    return await work(db);
  } catch (error) {
    await db.destroy();
    throw asStoreError(error);
  }
}

/** Lets `work` have a transaction until it calls `close`; where work fails it is rolled back, because a connection in use keeps its pool open. */
async function begun<T>(db: Connection, beginning: Promise<Transaction>, work: (transaction: Transaction, close: () => Promise<void>) => Promise<T>): Promise<T> {
  const transaction = await beginning;
  const letGo = async (): Promise<void> => {
    if (!transaction.isCommitted && !transaction.isRolledBack) await transaction.rollback().execute().catch(() => undefined);
  };
  try {
    await takeTime(transaction);
    return await work(transaction, async () => {
      await letGo();
      await db.destroy();
    });
  } catch (error) {
    await letGo();
    throw error;
  }
}

function shapes(tables: readonly KeyedTable[]): TableShape[] {
  return tables.map(({ name, columns }) => ({ name, columns }));
}

/** A copy takes as long as it takes: each statement of it is short, but it may wait for the other side in between. */
async function takeTime(db: Transaction): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(db);
}

async function versionOf(db: Transaction, shown: string): Promise<number> {
  const { rows } = await sql<{ there: boolean }>`select exists (select from pg_catalog.pg_tables where schemaname = current_schema() and tablename = 'migrations') as there`.execute(db);
  const row = rows[0]?.there === true ? await db.selectFrom('migrations').select((eb) => eb.fn.max('version').as('version')).executeTakeFirst() : undefined;
  const found = Number(row?.version ?? 0);
  if (found === 0) throw new InputError('This database holds no data of ours; nothing was read.', 'Name the database of an installation.', shown);
  if (found > dataVersion) throw new InputError(`The data was written by a newer program (data version ${found}, this program knows ${dataVersion}); nothing was read.`, 'Use the newer program.', shown);
  return found + versionBeforePostgres;
}

async function tablesOf(db: Transaction, checked: boolean): Promise<KeyedTable[]> {
  const { rows } = await sql<{ name: string; column: string; key: number }>`
    select c.relname as name, a.attname as column, coalesce(array_position(i.indkey::int2[], a.attnum), -1) as key
    from pg_catalog.pg_class c
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    left join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = current_schema()::regnamespace
    order by c.relname, a.attnum`.execute(db);
  const references = await sql<{ name: string; other: string }>`
    select c.relname as name, o.relname as other from pg_catalog.pg_constraint k
    join pg_catalog.pg_class c on c.oid = k.conrelid join pg_catalog.pg_class o on o.oid = k.confrelid
    where k.contype = 'f' and c.relnamespace = current_schema()::regnamespace`.execute(db);
  const refers = new Map<string, Set<string>>();
  for (const { name, other } of references.rows) refers.set(name, (refers.get(name) ?? new Set()).add(other));
  refers.set(indexed.name, new Set(indexed.after));
  const hasCheck = new Set(rows.filter(({ column }) => checked && column === ownColumn).map(({ name }) => name));
  const keyed = (name: string, columns: readonly string[], key: readonly string[]): KeyedTable => {
    const held = hasCheck.has(name) ? `, t.${ownColumn} is not distinct from ${checkOf('t')} as ${ownColumn}` : '';
    return { name, columns, key, query: `select ${listed(columns)}${held} from ${quoted(name)} t${key.length === 0 ? '' : ` order by ${listed(key)}`}` };
  };
  const tables = [...new Set(rows.map(({ name }) => name))]
    .filter((name) => !ownTables.has(name))
    .map((name) => {
      const columns = rows.filter((row) => row.name === name && row.column !== ownColumn);
      const key = columns.filter((column) => column.key >= 0).sort((a, b) => a.key - b.key);
      return keyed(name, columns.map(({ column }) => column), key.map(({ column }) => column));
    });
  return inOrder(tables, refers).map(({ name }) => tables.find((table) => table.name === name) as KeyedTable);
}

async function* pagesOf(db: Transaction, tables: readonly KeyedTable[]): AsyncGenerator<RowPage> {
  try {
    for (const { query, key, ...table } of tables) {
      await sql.raw(`declare carried no scroll cursor for ${query}`).execute(db);
      // A fetch comes as a whole, so it asks for as many rows as a page holds of those that came before.
      for (let count = 8; ; ) {
        const { rows: found } = await sql.raw<Record<string, Cell> & { [ownColumn]?: boolean }>(`fetch ${count} from carried`).execute(db);
        if (found.length > 0) {
          const rows = found.map((row) => table.columns.map((column) => row[column] ?? null));
          const changed = found.filter((row) => row[ownColumn] === false).map((row) => `row ${key.map((column) => `${column} ${String(row[column])}`).join(', ')}`);
          yield { table, rows, changed };
          const bytes = rows.reduce((sum, row) => row.reduce((part: number, cell) => part + cellBytes(cell), sum), 0);
          count = Math.max(1, Math.min(pageRows, count * 8, Math.floor((pageBytes * rows.length) / (bytes + 1))));
        } else break;
      }
      await sql`close carried`.execute(db);
    }
  } catch (error) {
    throw asStoreError(error);
  }
}

/** Most values of one statement; the protocol takes 65,535. */
const mostValues = 30_000;

async function writeRows(db: Transaction, { name, columns }: TableShape, rows: RowPage['rows']): Promise<void> {
  const atOnce = Math.max(1, Math.floor(mostValues / columns.length));
  for (let at = 0; at < rows.length; at += atOnce) {
    const part = rows.slice(at, at + atOnce);
    const places = part.map((_, row) => `(${columns.map((_column, index) => `$${row * columns.length + index + 1}`).join(',')})`);
    await db.executeQuery(CompiledQuery.raw(`insert into ${quoted(name)} (${listed(columns)}) values ${places.join(',')}`, part.flatMap((row) => row.map(bound))));
  }
}

/** The driver sends a Buffer as bytes, and other views of memory as text. */
function bound(cell: Cell): unknown {
  return cell instanceof Uint8Array ? Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength) : cell;
}

function listed(names: readonly string[]): string {
  return names.map(quoted).join(', ');
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
