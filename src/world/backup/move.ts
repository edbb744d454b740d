import { join, resolve } from 'node:path';
import { InputError } from '#agreement/input-error';
import { keysIn } from '#world/backup/backup';
import { carry, readBack, refuseOtherRecord, refuseOtherTables, type Counts, type Progress } from '#world/backup/carry';
import { openNewFolder, type NewFolder } from '#world/backup/new-folder';
import { databaseOf, openSource, openTarget, type DatabasePlace } from '#world/backup/open-copy';
import { recordTables, type RowPage, type RowSource, type RowTarget } from '#world/store/copy';
import { readAddress } from '#world/store/postgres/address';
import { refuseOtherPrograms } from '#world/store/postgres/copy';
import { openPostgres } from '#world/store/postgres/engine';
import { RecordCheck, type RecordSummary } from '#world/store/record-check';
import type { Engine } from '#world/store/sql/engine';
import { markMoved, movedTo, withoutMark } from '#world/store/sql/moved';
import { lockFile } from '#world/store/sqlite/lock-file';
import { openSqlite } from '#world/store/sqlite/engine';
import { dataVersion } from '#world/store/sqlite/migrations';
import type { Clock } from '#world/store/store';

/** From where to where. */
export interface MoveOptions {
  /** Data folder with the keys, and with the database that is moved unless `database` names another. */
  data: string;
  /** `postgres://…` of the database that is moved, null for SQLite in the data folder. */
  database: string | null;
  /** `postgres://…` of an empty database, or `folder` of a data folder to make. */
  to: { url: string } | { folder: string };
  /** Whether a record with faults is moved as it is. */
  faultsToo: boolean;
  now: Clock;
  progress: Progress;
}

/** What was moved. */
export interface MovedAll {
  /** The new place as people know it. */
  to: string;
  /** False where everything was there already: an earlier move had ended but for saying so. */
  copied: boolean;
  rows: Counts;
  record: RecordSummary;
}

/**
 * Moves everything to another database, reads it back there and compares the records. The source is not served meanwhile; it is left
 * as it was, with a mark that says where its data went, which is put on it before anything can be written elsewhere. What was interrupted is run again.
 */
export async function move(options: MoveOptions): Promise<MovedAll> {
  const { data, database, to, now } = options;
  const from = databaseOf(data, database);
  const shown = 'url' in to ? readAddress(to.url).shown : resolve(to.folder);
  return withSource(from, data, now, async (engine) => {
    const before = await movedTo(engine.db);
    if (before !== null && before.to !== shown) throw new InputError(`This data was moved to ${before.to} (begun ${before.at}); nothing was changed.`, 'Move it from there, or take the mark off with: entente move --undo', data);
    const begun = await begin(options, shown, before !== null);
    if (begun === null) return compareWithEarlier(from, databaseOf(resolve('folder' in to ? to.folder : data), 'url' in to ? to.url : null), shown);
    const { target, folder, end, close } = begun;
    // Whether the new database may have what the old one has: from then on only the mark keeps people from writing to both.
    let ending = false;
    try {
      if (before === null) await markMoved(engine, { to: shown, at: now() });
      const result = await copy(from, target, options);
      folder?.putKeys(keysIn(join(data, 'keys')));
      ending = true;
      await end();
      return { to: shown, copied: true, ...result };
    } catch (error) {
      if (!ending) await markMoved(engine, null);
      throw error;
    } finally {
      await close();
    }
  });
}

/** Takes the mark of a move off a database, so that it can be served again. False if there was none. */
export async function undoMove({ data, database, now }: Pick<MoveOptions, 'data' | 'database' | 'now'>): Promise<boolean> {
  return withSource(databaseOf(data, database), data, now, async (engine) => {
    if ((await movedTo(engine.db)) === null) return false;
    await markMoved(engine, null);
    return true;
  });
}

/** Opens the database that is moved, while nobody serves it. */
async function withSource<T>(place: DatabasePlace, data: string, now: Clock, work: (engine: Engine) => Promise<T>): Promise<T> {
  // A look first: opening to write would make or migrate what is not there.
  const look = await openSource(place);
  await look.close();
  const where = 'url' in place ? readAddress(place.url).shown : place.file;
  if (look.version < dataVersion) throw new InputError(`This data is of an older program (data version ${look.version}, this program writes ${dataVersion}); nothing was changed.`, 'Start this program on it once, which brings it up to date; then move it.', where);
  const lock = 'url' in place ? { release: () => undefined } : lockFile(join(data, 'entente.lock'));
  if (lock === null) throw new InputError('This data folder is open in another program; nothing was changed.', 'Stop the server first: nothing may be written while data is moved.', data);
  try {
    if ('url' in place) await refuseOtherPrograms(place.url);
    const engine = 'url' in place ? await openPostgres(place.url, now) : await openSqlite(place.file, now);
    try {
      return await work(engine);
    } finally {
      await engine.close();
    }
  } finally {
    lock.release();
  }
}

interface Begun {
  target: RowTarget;
  folder: NewFolder | null;
  /** Makes the copy last and lets programs in. */
  end(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the empty database to move to; null where it is not empty and an earlier try may have filled it. */
async function begin({ to, now }: MoveOptions, shown: string, again: boolean): Promise<Begun | null> {
  try {
    if ('url' in to) {
      await (await openPostgres(to.url, now)).close();
      const target = await openTarget(to, dataVersion);
      return { target, folder: null, end: () => target.keep(), close: () => target.close() };
    }
    const folder = openNewFolder(to.folder);
    try {
      const target = await openTarget({ file: folder.file }, dataVersion);
      return {
        target,
        folder,
        end: async () => {
          await target.keep();
          folder.finish();
        },
        close: async () => {
          await target.close();
          folder.close();
        },
      };
    } catch (error) {
      folder.close();
      throw error;
    }
  } catch (error) {
    if (again && error instanceof InputError && error.path === shown && error.what.includes('is not empty')) return null;
    throw error;
  }
}

async function copy(from: DatabasePlace, target: RowTarget, { data, faultsToo, progress }: MoveOptions): Promise<{ rows: Counts; record: RecordSummary }> {
  const source = await openSource(from);
  try {
    refuseOtherTables(source.tables, target.tables, data);
    const check = new RecordCheck();
    const watched = async function* (): AsyncGenerator<RowPage> {
      for await (const page of source.pages()) {
        check.see(page);
        yield page;
      }
    };
    const rows = await carry(watched(), target, (page) => (page.table.name === 'installation' ? withoutMark(page) : page), progress);
    const original = check.summary();
    const [first] = original.faults;
    if (original.faulty > 0 && !faultsToo) {
      throw new InputError(`The data has ${original.faulty === 1 ? 'a fault' : `${original.faulty} faults`}: ${first?.where ?? ''}: ${first?.why ?? ''}. Nothing was moved.`, 'Restore a backup from before, or give --with-faults to move it as it is.', data);
    }
    const record = await readBack(target, rows, progress);
    refuseOtherRecord(original, record, data);
    return { rows, record: original };
  } finally {
    await source.close();
  }
}

/** After a kill between the last step of a move and its word: whether the new database holds what the old one does. */
async function compareWithEarlier(from: DatabasePlace, to: DatabasePlace, shown: string): Promise<MovedAll> {
  const [here, there] = [await summaryOf(from), await summaryOf(to)];
  if (here.digest !== there.digest) {
    throw new InputError(`This data was moved to ${shown} before, and the record there is no longer the same (${there.events.toLocaleString('en')} events, here ${here.events.toLocaleString('en')}); nothing was changed.`, `Use ${shown}, where work has gone on.`, shown);
  }
  return { to: shown, copied: false, rows: {}, record: there };
}

async function summaryOf(place: DatabasePlace): Promise<RecordSummary> {
  const source: RowSource = await openSource(place);
  try {
    const check = new RecordCheck();
    for await (const page of source.pages(recordTables)) check.see(page);
    return check.summary();
  } finally {
    await source.close();
  }
}
