import { sql, type Kysely } from 'kysely';
import { InputError } from '#agreement/input-error';
import type { Clock } from '#world/store/store';
import { accountTables } from '#world/store/sqlite/account-tables';
import { checkpointTables } from '#world/store/sqlite/checkpoint-tables';
import { guessTables } from '#world/store/sqlite/guess-tables';
import { packTables } from '#world/store/sqlite/pack-tables';
import { personKeyTables } from '#world/store/sqlite/person-key-tables';
import { copyRows, rowCheckColumns } from '#world/store/sqlite/row-checks';
import { sharedTables } from '#world/store/sqlite/shared-tables';
import type { Tables } from '#world/store/sql/schema';
import { indexTexts } from '#world/store/sqlite/words';

/**
 * Statements that lead from each version to the next; a released step is never edited. Texts are compared byte by byte,
 * which is the order PostgreSQL calls "C".
 */
export const steps: readonly (readonly string[])[] = [
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
  [
    `create table seats (
      agreement text not null references agreements (id),
      person text not null,
      party text not null,
      role text not null,
      organisation text,
      granted_at text not null,
      ended_at text,
      updated_at text not null,
      archived_at text,
      needs text,
      needs_since text,
      waits_since text,
      first_day text,
      status text,
      type text,
      primary key (agreement, person)
    ) strict, without rowid`,
    // Until now the only seat was that of whoever runs the program.
    `insert into seats (agreement, person, party, role, granted_at, updated_at, status, type)
      select m.agreement, 'local', 'local', 'lead', a.created_at, m.updated_at, m.status, m.type
      from members m join agreements a on a.id = m.agreement where m.party = 'local'`,
    // Each list of a person is a walk along one of these. They end with whatever the list is narrowed by, so that narrowing and
    // counting need nothing else.
    `create index seats_newest on seats (person, ended_at, archived_at, updated_at, agreement, party, organisation, needs, waits_since, status, type)`,
    `create index seats_archived on seats (person, archived_at, agreement, party, organisation, ended_at) where ended_at is null and archived_at is not null`,
    `create index seats_needing on seats (person, needs_since, agreement, party, organisation, needs, ended_at, archived_at) where needs is not null and ended_at is null and archived_at is null`,
    `create index seats_waiting on seats (person, waits_since, agreement, party, organisation, ended_at, archived_at) where waits_since is not null and ended_at is null and archived_at is null`,
    `create index seats_due on seats (person, first_day, agreement, party, organisation, ended_at) where first_day is not null and ended_at is null`,
    `create index seats_of_organisation on seats (organisation, person) where organisation is not null and ended_at is null`,
    // Seats have the time of the last change now.
    `drop index members_newest`,
    `alter table members drop column updated_at`,
    `alter table members add column turn integer not null default 0`,
    `alter table members add column needs text not null default '[]'`,
    `alter table members add column waits text not null default '[]'`,
    `alter table members add column search_row integer`,
    // A search is for a person's mark in `persons` and the words, so that it costs by what the person may find and not by all there is;
    // without places of words within a text, and with the beginnings of words, because people type.
    `create virtual table search using fts5 (agreement unindexed, party unindexed, persons, title, parties, words,
      tokenize = "unicode61 remove_diacritics 2 categories 'L* N* M* Co'", detail = column, prefix = '1 2 3 4')`,
    `insert into search (rowid, agreement, party, persons, title, parties, words)
      select row_number() over (order by agreement, party), agreement, party, case party when 'local' then char(57344) || 'local' else '' end, coalesce(title, ''), (select coalesce(group_concat(value, ' · '), '') from json_each(members.parties)), ''
      from members`,
    `update members set search_row = numbered.n
      from (select agreement, party, row_number() over (order by agreement, party) as n from members) as numbered
      where numbered.agreement = members.agreement and numbered.party = members.party`,
    `create table dates (
      agreement text not null references agreements (id),
      party text not null,
      on_day text not null,
      obligation text not null,
      what text not null,
      clause text not null
    ) strict`,
    `create index dates_by_day on dates (agreement, on_day)`,
    `create table organisations (id text primary key, name text not null, created_at text not null) strict, without rowid`,
    `create table organisation_members (
      organisation text not null references organisations (id),
      person text not null,
      role text not null,
      joined_at text not null,
      primary key (organisation, person)
    ) strict, without rowid`,
    `create index organisations_of on organisation_members (person, organisation)`,
    `create table invitations (
      id text primary key,
      agreement text references agreements (id),
      party text,
      role text not null,
      organisation text references organisations (id),
      email text not null,
      name text,
      token_digest text not null unique,
      made_by text not null,
      made_for text,
      party_name text,
      made_for_name text,
      made_at text not null,
      expires_at text not null,
      used_at text,
      used_by text,
      revoked_at text
    ) strict, without rowid`,
    `create index invitations_of_agreement on invitations (agreement, made_for, id) where agreement is not null`,
    `create index invitations_to_install on invitations (organisation, id) where agreement is null`,
    `create table outbox (
      id text primary key,
      dedupe text not null unique,
      kind text not null,
      to_person text,
      to_email text,
      data text not null,
      secret blob,
      agreement text,
      made_at text not null,
      due_at text,
      attempts integer not null default 0,
      state text not null default 'waiting',
      last_error text,
      sent_at text
    ) strict, without rowid`,
    `create index outbox_due on outbox (due_at, id) where due_at is not null`,
    `create index outbox_by_state on outbox (state, id)`,
    `create table views (person text not null, id text not null, name text not null, filter text not null, primary key (person, id)) strict, without rowid`,
    ...accountTables,
  ],
  [...sharedTables, ...personKeyTables, ...checkpointTables, ...guessTables, ...packTables, ...rowCheckColumns],
];

/** The version of the data that this program writes. */
export const dataVersion = steps.length;

/** Brings the data to this program's version, each step whole or not at all, and gives the version that it had, null where it was new or up to date; refuses data of a newer program untouched. */
export async function migrate(db: Kysely<Tables>, file: string, clock: Clock): Promise<number | null> {
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
      if (version === 3) await indexTexts(transaction);
      if (version >= 3) await copyRows(transaction);
    });
  }
  return found === 0 || found === dataVersion ? null : found;
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
