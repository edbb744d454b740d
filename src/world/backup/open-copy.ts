import { join } from 'node:path';
import { openSqliteSource, openSqliteTarget } from '#world/store/sqlite/copy';
import type { RowSource, RowTarget } from '#world/store/copy';

/** Where the database of an installation lies: a file, or a PostgreSQL server. */
export type DatabasePlace = { file: string } | { url: string };

/** The database of a data folder, or the server that was named in its place. */
export function databaseOf(data: string, url: string | null): DatabasePlace {
  return url === null ? { file: join(data, 'entente.db') } : { url };
}

/** Opens a database to read all of it as it is at this moment. */
export async function openSource(place: DatabasePlace): Promise<RowSource> {
  return 'url' in place ? (await import('#world/store/postgres/copy')).openPostgresSource(place.url) : openSqliteSource(place.file);
}

/** Opens a database to be filled: an empty one on a server, as it is, or a new file of a version of the data. */
export async function openTarget(place: DatabasePlace, version: number): Promise<RowTarget> {
  return 'url' in place ? (await import('#world/store/postgres/copy')).openPostgresTarget(place.url) : openSqliteTarget(place.file, version);
}
