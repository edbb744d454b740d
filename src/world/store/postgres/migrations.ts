import { sql } from 'kysely';
import { InputError } from '#agreement/input-error';
import type { Clock } from '#world/store/store';
import { rowChecks } from '#world/store/postgres/row-checks';
import { tables } from '#world/store/postgres/tables';
import { codeOf } from '#world/store/postgres/troubles';
import type { Connection } from '#world/store/sql/rows';

/** Statements that lead from each version to the next; a released step is never edited. */
export const steps: readonly (readonly string[])[] = [[...tables, ...rowChecks]];

/** The version of the data in PostgreSQL that this program writes. */
export const dataVersion = steps.length;

/**
 * Brings the data to this program's version, each step whole or not at all, so that what was interrupted goes on where it was;
 * refuses data of a newer or another program untouched. Of several programs that start at once each step is carried out by one,
 * while the others wait for the row that it has locked, in a table that no step touches.
 */
export async function migrate(db: Connection, shown: string, clock: Clock): Promise<number | null> {
  const found = await versionOf(db, shown);
  await makeLock(db);
  for (let version = 0; version < dataVersion; ) {
    version = await db.transaction().execute(async (transaction) => {
      await sql`select one from migration_lock for update`.execute(transaction);
      const next = (await versionOf(transaction, shown)) + 1;
      const statements = steps[next - 1];
      if (statements === undefined) return next;
      if (next === 1) await sql`create table migrations (version integer primary key, at text collate "C" not null)`.execute(transaction);
      for (const statement of statements) await sql.raw(statement).execute(transaction);
      await transaction.insertInto('migrations').values({ version: next, at: clock() }).execute();
      return next;
    });
  }
  return found === 0 ? null : found;
}

/** Whether the data is of this program's version; an InputError where it is a newer or another program's. */
export async function isCurrent(db: Connection, shown: string): Promise<boolean> {
  return (await versionOf(db, shown)) === dataVersion;
}

/** The newest step that was carried out, 0 for an empty schema. */
async function versionOf(db: Connection, shown: string): Promise<number> {
  const found = await sql<{ name: string }>`select tablename as name from pg_catalog.pg_tables where schemaname = current_schema() and tablename <> 'migration_lock'`.execute(db);
  if (found.rows.length === 0) return 0;
  if (!found.rows.some((row) => row.name === 'migrations')) {
    throw new InputError('This database holds tables of another program and none of ours; nothing was changed.', 'Name an empty database, or one with a schema for Entente alone (…?options=-csearch_path%3Dentente).', shown);
  }
  const row = await db.selectFrom('migrations').select((eb) => eb.fn.max('version').as('version')).executeTakeFirst();
  const version = Number(row?.version ?? 0);
  if (version > dataVersion) {
    throw new InputError(`The data was written by a newer program (data version ${version}, this program knows ${dataVersion}); nothing was changed.`, 'Start the newer program, or restore a backup made with this one.', shown);
  }
  return version;
}

/** The table with the one row that whoever migrates locks. */
async function makeLock(db: Connection): Promise<void> {
  try {
    await sql`create table if not exists migration_lock (one integer primary key)`.execute(db);
  } catch (error) {
    // Two programs at once: PostgreSQL looks for the table before it makes it, and the second finds it (or its row type) made.
    if (!['23505', '42P07', '42710'].includes(codeOf(error))) throw error;
  }
  await sql`insert into migration_lock values (1) on conflict do nothing`.execute(db);
}
