import { sql, type Kysely } from 'kysely';
import { InputError } from '#agreement/input-error';
import type { Clock } from '#world/store/store';
import type { Tables } from '#world/store/sqlite/schema';

/**
 * Statements that lead from each version to the next; a released step is never edited. Texts are compared byte by byte,
 * which is the order PostgreSQL calls "C".
 */
const steps: readonly (readonly string[])[] = [
  [
    `create table agreements (id text primary key, created_at text not null) strict, without rowid`,
    `create table members (
      agreement text not null references agreements (id),
      party text not null,
      title text,
      type text,
      parties text not null,
      status text not null,
      updated_at text not null,
      primary key (agreement, party)
    ) strict, without rowid`,
    `create index members_newest on members (party, updated_at, agreement)`,
    `create table events (
      agreement text not null references agreements (id),
      stream text not null,
      seq integer not null,
      v integer not null,
      kind text not null,
      at text not null,
      actor text not null,
      on_behalf_of text not null,
      body text not null,
      prev text,
      hash text not null,
      primary key (agreement, stream, seq)
    ) strict, without rowid`,
    `create table blobs (
      agreement text not null references agreements (id),
      digest text not null,
      bytes blob not null,
      primary key (agreement, digest)
    ) strict`,
    `create table blob_places (
      agreement text not null,
      digest text not null,
      stream text not null,
      primary key (agreement, digest, stream),
      foreign key (agreement, digest) references blobs (agreement, digest)
    ) strict, without rowid`,
    `create table people (
      agreement text not null references agreements (id),
      person text not null,
      party text not null,
      stream text not null,
      salt text not null,
      details text not null,
      primary key (agreement, person)
    ) strict, without rowid`,
    `create table idempotency (
      party text not null,
      person text not null,
      key text not null,
      request text not null,
      agreement text not null,
      events text not null,
      answer text not null,
      at text not null,
      primary key (party, person, key)
    ) strict, without rowid`,
    `create index idempotency_oldest on idempotency (at)`,
  ],
];

/** The version of the data that this program writes. */
export const dataVersion = steps.length;

/** Brings the data to this program's version, each step whole or not at all; refuses data of a newer program untouched. */
export async function migrate(db: Kysely<Tables>, file: string, clock: Clock): Promise<void> {
  const found = await versionOf(db, file);
  if (found > dataVersion) {
    throw new InputError(
      `The data was written by a newer program (data version ${found}, this program knows ${dataVersion}); nothing was changed.`,
      'Start the newer program, or restore a backup made with this one.',
      file,
    );
  }
  for (const [index, statements] of steps.slice(found).entries()) {
    const version = found + index + 1;
    await db.transaction().execute(async (transaction) => {
      if (version === 1) await sql`create table migrations (version integer primary key, at text not null) strict`.execute(transaction);
      for (const statement of statements) await sql.raw(statement).execute(transaction);
      await transaction.insertInto('migrations').values({ version, at: clock() }).execute();
    });
  }
}

async function versionOf(db: Kysely<Tables>, file: string): Promise<number> {
  const tables = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(db);
  if (tables.rows.length === 0) return 0;
  if (!tables.rows.some((row) => row.name === 'migrations')) {
    throw new InputError('This database belongs to another program; nothing was changed.', 'Name another data folder.', file);
  }
  const row = await db.selectFrom('migrations').select((eb) => eb.fn.max('version').as('version')).executeTakeFirst();
  return Number(row?.version ?? 0);
}
