import { sql } from 'kysely';
import { readAddress } from '#world/store/postgres/address';
import { connect } from '#world/store/postgres/connect';
import { dataVersion } from '#world/store/postgres/migrations';
import type { Connection } from '#world/store/sql/rows';

/** A database on a server, connected to be looked at. */
export interface OpenedServer {
  db: Connection;
  /** Version of the data that this program writes. */
  known: number;
  /** Server and database without user and password. */
  shown: string;
  facts: ServerFacts;
  close(): Promise<void>;
}

/** What a server says of itself. */
export interface ServerFacts {
  /** Such as "18.4". */
  version: string;
  /** As `server_version_num`: 180004. */
  number: number;
  /** As `show` says it: on, off, local … */
  commit: string;
  fsync: string;
  fullPages: string;
  encoding: string;
  collation: string;
  /** True for a copy that follows another server and takes no writes. */
  copy: boolean;
  /** Milliseconds by which the clock of the server is ahead of ours, negative for behind; as exact as the way there is quick. */
  ahead: number;
  /** Connections it takes in all, and those there are. */
  connections: { most: number; now: number };
  /** Bytes of the database. */
  bytes: number;
}

/** Connects to a server and asks what it is; throws what the driver throws where it cannot. */
export async function openToExamine(url: string): Promise<OpenedServer> {
  const address = readAddress(url);
  const db = connect(address);
  try {
    return { db, known: dataVersion, shown: address.shown, facts: await factsOf(db), close: () => db.destroy() };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

async function factsOf(db: Connection): Promise<ServerFacts> {
  const { rows } = await sql<Record<string, string | number | boolean>>`
    select current_setting('server_version') as version, current_setting('server_version_num')::integer as number,
      (select coalesce(reset_val, setting) from pg_settings where name = 'synchronous_commit') as commit, current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
      pg_encoding_to_char(encoding) as encoding, datcollate as collation, pg_is_in_recovery() as copy,
      current_setting('max_connections')::integer as most, (select count(*)::integer from pg_stat_activity) as now, pg_database_size(datname) as bytes
    from pg_database where datname = current_database()`.execute(db);
  const [row = {}] = rows;
  const before = Date.now();
  const clock = await sql<{ at: number }>`select extract(epoch from clock_timestamp())::float8 * 1000 as at`.execute(db);
  const here = (before + Date.now()) / 2;
  return {
    version: String(row['version']),
    number: Number(row['number']),
    commit: String(row['commit']),
    fsync: String(row['fsync']),
    fullPages: String(row['pages']),
    encoding: String(row['encoding']),
    collation: String(row['collation']),
    copy: row['copy'] === true,
    ahead: Math.round(Number(clock.rows[0]?.at ?? here) - here),
    connections: { most: Number(row['most']), now: Number(row['now']) },
    bytes: Number(row['bytes']),
  };
}
