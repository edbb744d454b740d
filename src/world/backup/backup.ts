import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '#agreement/input-error';
import { isKeyName, writeArchive, type KeyFile } from '#world/backup/archive';
import { writeArchiveFile } from '#world/backup/archive-file';
import type { Progress } from '#world/backup/carry';
import { databaseOf, openSource } from '#world/backup/open-copy';
import type { RowPage } from '#world/store/copy';
import { RecordCheck, type RecordSummary } from '#world/store/record-check';
import type { Clock } from '#world/store/store';

export { shortestPassphrase } from '#world/backup/sealed';

/** What to back up, and where to. */
export interface BackupOptions {
  /** Data folder; with a database server its keys alone are taken. */
  data: string;
  /** `postgres://…`, null for SQLite in the data folder. */
  database: string | null;
  /** The file to write. */
  to: string;
  /** Whether a file that is there is replaced. */
  force: boolean;
  /** Encrypts the file, null for not. */
  passphrase: string | null;
  now: Clock;
  /** Version of the program. */
  product: string;
  progress: Progress;
}

/** What was written. */
export interface BackedUp {
  /** Bytes of the file. */
  size: number;
  made: string;
  keys: number;
  /** Rows by table. */
  rows: Readonly<Record<string, number>>;
  record: RecordSummary;
}

/**
 * Writes everything that an installation keeps into one file, as it is at one moment, while a server may go on writing. What is
 * found broken in the record is named in the result, and the file is written all the same: it holds what there is.
 */
export async function backUp({ data, database, to, force, passphrase, now, product, progress }: BackupOptions): Promise<BackedUp> {
  const source = await openSource(databaseOf(data, database));
  try {
    const made = now();
    // After the snapshot was taken, so that what it was written with is among them.
    const keys = keysIn(join(data, 'keys'));
    const check = new RecordCheck();
    const rows: Record<string, number> = Object.fromEntries(source.tables.map(({ name }) => [name, 0]));
    const watched = async function* (): AsyncGenerator<RowPage> {
      for await (const page of source.pages()) {
        check.see(page);
        if (page.table.name === 'installation') refuseUnfit(page, keys, data);
        const count = (rows[page.table.name] ?? 0) + page.rows.length;
        rows[page.table.name] = count;
        progress(`${page.table.name}: ${count.toLocaleString('en')} rows`);
        yield page;
      }
    };
    let record: RecordSummary | undefined;
    const summary = (): RecordSummary => (record ??= check.summary());
    const bytes = writeArchive({ data: source.version, made, product, from: source.kind, tables: source.tables }, keys, watched(), summary);
    const size = await writeArchiveFile(to, bytes, { force, passphrase });
    return { size, made, keys: keys.length, rows, record: summary() };
  } finally {
    await source.close();
  }
}

/** Refuses to make a copy that would mislead: of data that is written elsewhere by now, or without the keys that it cannot be opened without. */
function refuseUnfit({ table, rows }: RowPage, keys: readonly KeyFile[], data: string): void {
  const held = new Map(rows.map((row) => [row[table.columns.indexOf('name')], row[table.columns.indexOf('value')]]));
  const moved = held.get('moved-to');
  if (moved !== undefined) {
    throw new InputError(`This data was moved to ${(JSON.parse(String(moved)) as { to: string }).to}; what is here is old. Nothing was written.`, 'Back up the new place, or take the mark off with: entente move --undo', data);
  }
  if (held.has('people-key') && !keys.some(({ name }) => name === 'people.key')) {
    throw new InputError('The key people.key is missing in the folder keys, and nobody can open this data without it. Nothing was written.', 'Restore the folder keys from an earlier backup, or copy it from another machine of this installation.', join(data, 'keys'));
  }
}

/** The files of the folder for keys, by name; drafts that another program is just writing are no keys yet. */
export function keysIn(folder: string): KeyFile[] {
  const keys: KeyFile[] = [];
  for (const name of namesIn(folder).sort()) {
    if (isDraft(name)) continue;
    const path = join(folder, name);
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (there === undefined) continue;
    if (!there.isFile() || !isKeyName(name)) throw new InputError('There is something in the folder for keys that is no key; a backup would not be whole. Nothing was written.', 'Move it somewhere else.', path);
    keys.push({ name, bytes: readFileSync(path) });
  }
  return keys;
}

/** Names that keys have while they are being made: `.authority.pem.<pid>…`, `outbox.key.<pid>.<chance>`, `accounts.secret.new`. */
function isDraft(name: string): boolean {
  return name.startsWith('.') || name.endsWith('.new') || /\.\d+\.[0-9a-f]{8}$/.test(name);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT') return [];
    throw new InputError(`The folder for keys cannot be read (${code}); nothing was written.`, 'Run this as the user that the server runs as.', folder);
  }
}
