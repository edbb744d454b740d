import { InputError } from '#agreement/input-error';
import { readArchive, type Archive } from '#world/backup/archive';
import { readArchiveFile } from '#world/backup/archive-file';
import { carry, readBack, refuseOtherRecord, refuseOtherTables, type Counts, type Progress } from '#world/backup/carry';
import { openNewFolder } from '#world/backup/new-folder';
import { openTarget } from '#world/backup/open-copy';
import { versionBeforePostgres, type Cell, type RowPage, type RowTarget } from '#world/store/copy';
import { openPostgres } from '#world/store/postgres/engine';
import { withoutMark } from '#world/store/sql/moved';
import { dataVersion } from '#world/store/sqlite/migrations';
import type { RecordSummary } from '#world/store/record-check';
import type { Clock } from '#world/store/store';

/** What to restore, and where to. */
export interface RestoreOptions {
  file: string;
  /** Asked for where the file is encrypted. */
  passphrase: () => Promise<string>;
  /** Data folder to make: absent or empty. With a database server it takes the keys. */
  data: string;
  /** `postgres://…` of an empty database, null for SQLite in the data folder. */
  database: string | null;
  /** Whether mails that waited at the time of the backup wait again, instead of being held. */
  sendMails: boolean;
  /** Whether everybody has to sign in again. */
  signOut: boolean;
  /** Whether a record with faults is restored as it is. */
  faultsToo: boolean;
  now: Clock;
  progress: Progress;
}

/** What was restored. */
export interface Restored {
  /** When the backup was made, and by which version of the program. */
  made: string;
  product: string;
  /** Version of the data in the backup, and now. */
  data: { was: number; is: number };
  keys: number;
  /** Mails that are held, because they may have been sent since. */
  held: number;
  /** Rows by table, as the backup had them. */
  rows: Counts;
  record: RecordSummary;
}

/**
 * Makes an installation from a backup. Nobody can open it before everything was written, read back and found to be what the
 * backup says; where anything is wrong, nothing is left. Data of an older version is brought to this program's when the folder is
 * opened for the first time, as that of an older program is.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const archive = await readArchive(readArchiveFile(options.file, options.passphrase), options.file);
  try {
    return await restoreFrom(archive, options);
  } finally {
    await archive.close();
  }
}

async function restoreFrom(archive: Archive, options: RestoreOptions): Promise<Restored> {
  const { file, data, database, now } = options;
  const { header, keys } = archive;
  if (header.data > dataVersion) {
    throw new InputError(`This backup was made by a newer program (${header.product.slice(0, 40)}, data version ${header.data}; this program knows ${dataVersion}). Nothing of it was taken over.`, 'Restore it with the newer program.', file);
  }
  if (database !== null && header.data <= versionBeforePostgres) {
    throw new InputError(`This backup was made by an older program (data version ${header.data}), and only a data folder can take it. Nothing of it was taken over.`, 'Restore it without --database, start the program on it once, and then move it with entente move.', file);
  }
  if (database !== null) await (await openPostgres(database, now)).close();
  const folder = openNewFolder(data);
  try {
    const target = await openTarget(database === null ? { file: folder.file } : { url: database }, header.data);
    try {
      const restored = await fill(target, archive, options);
      folder.putKeys(keys);
      // A file gets its name when it is whole; rows on a server are seen when they are all there.
      if (database === null) await target.keep();
      folder.finish();
      if (database !== null) await target.keep();
      return restored;
    } finally {
      await target.close();
    }
  } finally {
    folder.close();
  }
}

async function fill(target: RowTarget, { header, keys, pages, end }: Archive, { file, sendMails, signOut, faultsToo, progress }: RestoreOptions): Promise<Restored> {
  refuseOtherTables(header.tables, target.tables, file);
  let held = 0;
  const change = (page: RowPage): RowPage => {
    if (page.table.name === 'installation') return withoutMark(page);
    if (page.table.name === 'session' && signOut) return { table: page.table, rows: [] };
    if (page.table.name !== 'outbox' || sendMails) return page;
    return { table: page.table, rows: page.rows.map((row) => heldMail(page.table.columns, row, header.made, () => (held += 1))) };
  };
  const counts = await carry(pages(), target, change, progress);
  const { rows, record } = end();
  const found = await readBack(target, counts, progress);
  refuseOtherRecord(record, found, file);
  // What a database said of its own rows only the backup knows; a chain that is broken is seen again.
  const { faulty, faults } = record.faulty >= found.faulty ? record : found;
  if (faulty > 0 && !faultsToo) {
    const [first] = faults;
    throw new InputError(
      `The data in this backup has ${faulty === 1 ? 'a fault' : `${faulty} faults`}, which it had when the backup was made: ${first?.where ?? ''}: ${first?.why ?? ''}. Nothing was restored.`,
      'Restore an earlier backup, or give --with-faults to restore this one as it is.',
      file,
    );
  }
  return { made: header.made, product: header.product, data: { was: header.data, is: dataVersion }, keys: keys.length, held, rows, record: { ...found, faulty, faults } };
}

/** A mail that was waiting may have been sent after the backup was made, so it waits for somebody who knows. */
function heldMail(columns: readonly string[], row: readonly Cell[], made: string, count: () => void): readonly Cell[] {
  const state = row[columns.indexOf('state')];
  if (state !== 'waiting' && state !== 'sending') return row;
  count();
  const changed: Readonly<Record<string, Cell>> = { state: 'held', due_at: null, last_error: `It waited when the backup of ${made} was made, and may have been sent since.` };
  return columns.map((column, index) => (column in changed ? (changed[column] ?? null) : (row[index] ?? null)));
}
