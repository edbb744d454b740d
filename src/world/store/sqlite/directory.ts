import type { Directory } from '#world/store/directory';
import type { Clock } from '#world/store/store';
import type { Connection } from '#world/store/sqlite/rows';

/** The directory on a database. */
export function openDirectory(db: Connection, clock: Clock): Directory {
  return { db, clock } as unknown as Directory;
}
