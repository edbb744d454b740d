import { accessSync, chmodSync, closeSync, constants, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '#agreement/input-error';
import { refuseUnfinished } from '#world/backup/unfinished';
import type { Clock } from '#world/store/store';
import { openPeopleKeys } from '#world/people-keys';
import { syncFolder } from '#world/sync-folder';
import { lockFile, type Lock } from '#world/store/sqlite/lock-file';
import { isMoved } from '#world/store/sqlite/moved';
import type { Database } from '#world/store/database';
import { openDatabase } from '#world/store/open-database';

/**
 * A data folder, mode 0700, with everything an installation keeps:
 *
 *     entente.db    the record (with -wal and -shm beside it while open); not with a database server
 *     keys/         private keys and certificates of the installation, mode 0700
 *     entente.lock  held by the program that has the folder open; holds no data
 *     entente.pid   which program that is
 *     entente.yaml  settings, where somebody wrote them there
 */
export interface DataFolder {
  /** Absolute path. */
  readonly path: string;
  /** Absolute path of the folder for keys. */
  readonly keys: string;
  readonly database: Database;
  /** Closes the database and lets the next program in. */
  close(): Promise<void>;
}

/**
 * Opens a data folder, making it where there is none. Throws an InputError that names the path and the next step if it
 * cannot be made or written, is open in another program, or holds something that is not ours.
 */
export async function openDataFolder(folder: string, clock: Clock): Promise<DataFolder> {
  const path = resolve(folder);
  const keys = join(path, 'keys');
  const pid = join(path, 'entente.pid');
  prepareFolder(path);
  const lock = takeLock(path, pid);
  try {
    writeWhole(pid, `${JSON.stringify({ pid: process.pid, host: hostname(), since: clock() })}\n`);
    prepareKeys(keys);
    const file = join(path, 'entente.db');
    refuseUnfinished(path);
    makeFile(file);
    syncFolder(path);
    const database = await openDatabase(file, clock, { peopleKeys: openPeopleKeys(keys) });
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      try {
        await database.close();
      } finally {
        rmSync(pid, { force: true });
        lock.release();
      }
    };
    return { path, keys, database, close: () => (closing ??= close()) };
  } catch (error) {
    rmSync(pid, { force: true });
    lock.release();
    throw error instanceof InputError ? error : asInputError(error, path);
  }
}

/**
 * The folder for keys of a data folder whose data is on a database server, made where there is none. Nothing is locked: several
 * programs may use it. An InputError for a folder that cannot be used, or whose own database has not been moved to a server.
 */
export function openKeysFolder(folder: string): string {
  const path = resolve(folder);
  prepareFolder(path);
  refuseUnfinished(path);
  const file = join(path, 'entente.db');
  if (existsSync(file) && !isMoved(file)) {
    throw new InputError('This data folder has a database of its own that was not moved to a server; nothing was changed.', 'Move it with entente move --to postgres://…, leave the database server out, or name a folder that holds the keys alone.', path);
  }
  const keys = join(path, 'keys');
  prepareKeys(keys);
  return keys;
}

/** Writes a file of mode 0600 so that after a crash either the old or the new content is there, never a part: a new file, synced, renamed, the folder synced. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const draft = `${file}.new`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
  syncFolder(dirname(file));
}

const ours = new Set(['entente.db', 'entente.db-wal', 'entente.db-shm', 'entente.lock', 'entente.lock-journal', 'entente.pid', 'entente.pid.new', 'entente.yaml', 'entente.backup', 'entente.restoring', 'keys']);

// What volumes and checkouts put into an empty folder.
const harmless = new Set(['lost+found', '.gitkeep', '.gitignore', '.keep', '.DS_Store']);

function prepareFolder(path: string): void {
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    const names = readdirSync(path).filter((name) => !harmless.has(name));
    const foreign = names.find((name) => !ours.has(name));
    if (foreign !== undefined && !names.includes('entente.db')) {
      throw new InputError(`This folder holds other files (${foreign}) and no data of ours; nothing was changed.`, 'Name an empty folder or one that does not exist yet.', path);
    }
    // Only now, when it is certain that the folder is for us: a shared folder must keep its permissions.
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o700);
  } catch (error) {
    throw error instanceof InputError ? error : asInputError(error, path);
  }
}

/** Makes a folder of mode 0700 and those above it, where they are not there. */
// Not mkdir's own recursion, which never ends where the system answers ENOENT for a folder that is there (as /proc does).
export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
  syncFolder(dirname(path));
}

function prepareKeys(keys: string): void {
  makeFolder(keys);
  if ((statSync(keys).mode & 0o077) !== 0) chmodSync(keys, 0o700);
}

function makeFile(file: string): void {
  const handle = openSync(file, 'a', 0o600);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function takeLock(path: string, pid: string): Lock {
  let lock: Lock | null;
  try {
    lock = lockFile(join(path, 'entente.lock'));
  } catch (error) {
    throw error instanceof InputError ? error : asInputError(error, path);
  }
  if (lock !== null) return lock;
  throw new InputError(`This data folder is open in another program (${holder(pid)}); nothing was changed.`, 'Stop that program, or name another data folder.', path);
}

function holder(pid: string): string {
  try {
    const found: unknown = JSON.parse(readFileSync(pid, 'utf8'));
    if (found !== null && typeof found === 'object' && 'pid' in found && 'host' in found) {
      return `pid ${String(found.pid)} on ${String(found.host)}`;
    }
  } catch {
    // The holder has the lock and is about to write the file, or is letting go.
  }
  return 'pid not known yet';
}

const reasons: Record<string, [what: string, next: string]> = {
  EACCES: ['This data folder cannot be written.', 'Give this user write permission or name another folder.'],
  EPERM: ['This data folder cannot be written.', 'Give this user write permission or name another folder.'],
  EROFS: ['This data folder lies on a disk that is read-only.', 'Name a folder on a disk that can be written.'],
  ENOTDIR: ['A part of this path is a file, not a folder.', 'Name another folder.'],
  EEXIST: ['There is a file with this name, so it cannot be a folder.', 'Name another folder.'],
  ENOENT: ['This data folder cannot be made here.', 'Name a folder on a disk that can be written.'],
  ENOSPC: ['The disk that holds this data folder is full.', 'Free some space or name another folder.'],
  ENAMETOOLONG: ['This path is too long.', 'Name another folder.'],
  ELOOP: ['This path leads in a circle of links.', 'Name another folder.'],
};

/** The InputError that says why a data folder cannot be used, or the error itself where it is none of the system's usual ones. */
export function asInputError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasons[code];
  return reason === undefined ? error : new InputError(reason[0], reason[1], path);
}
