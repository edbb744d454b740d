import { sql } from 'kysely';
import { ChangesHere } from '#world/store/changes';
import type { Engine } from '#world/store/sql/engine';
import type { Clock } from '#world/store/store';
import { asStoreError, connect } from '#world/store/sqlite/connect';
import { migrate } from '#world/store/sqlite/migrations';
import { keepRowChecks } from '#world/store/sqlite/row-checks';
import { sqliteWords } from '#world/store/sqlite/words';

/**
 * Opens a database in one SQLite file, making or migrating it as needed; ":memory:" lives as long as the program. One
 * program at a time: the data folder's lock sees to that. Throws an InputError for a file that is no database or is a newer
 * program's.
 */
export async function openSqlite(file: string, clock: Clock): Promise<Engine> {
  const db = connect(file);
  const run: Engine['run'] = async (work) => {
    try {
      return await work(db);
    } catch (error) {
      throw asStoreError(error);
    }
  };
  let upgradedFrom: number | null;
  try {
    upgradedFrom = await migrate(db, file, clock);
    await keepRowChecks(db);
  } catch (error) {
    await db.destroy();
    throw asStoreError(error);
  }
  return {
    kind: 'sqlite',
    upgradedFrom,
    db,
    run,
    write: (work) => run(() => db.transaction().execute(work)),
    // Whoever writes has the whole file.
    writeUnder: (agreement, work) => run(() => db.transaction().execute(async (tx) => work(tx, (await tx.selectFrom('agreements').select('id').where('id', '=', agreement).executeTakeFirst()) !== undefined))),
    holding: (query) => query,
    trouble: asStoreError,
    // One connection has the file, and it carries out one statement after the other.
    taking: (query) => query,
    words: sqliteWords,
    changes: new ChangesHere(),
    // Deleted content is overwritten (secure_delete), so only copies of pages from before may still stand in the log.
    scrub: (how) =>
      run(async () => {
        if (how === 'whole') await sql`vacuum`.execute(db);
        await sql`pragma wal_checkpoint(truncate)`.execute(db);
      }),
    close: () => db.destroy(),
  };
}
