import { accessSync, chmodSync, closeSync, constants, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '#agreement/input-error';
import type { Clock } from '#world/store/store';
import { lockFile, type Lock } from '#world/store/sqlite/lock-file';
import { openDatabase, type Database } from '#world/store/sqlite/open-database';

/**
 * A data folder, mode 0700, with everything an installation keeps:
 *
 *     entente.db    the record (with -wal and -shm beside it while open)
 *     keys/         private keys and certificates of the installation, mode 0700
 *     entente.lock  held by the program that has the folder open; holds no data
 *     entente.pid   which program that is
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
    makeFile(file);
    syncFolder(path);
    const database = await openDatabase(file, clock);
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

/** Makes sure that the names in a folder survive a power cut. */
export function syncFolder(folder: string): void {
  // Windows opens no folders and writes names through on its own.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const ours = new Set(['entente.db', 'entente.db-wal', 'entente.db-shm', 'entente.lock', 'entente.lock-journal', 'entente.pid', 'entente.pid.new', 'keys']);

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

// Not mkdir's own recursion, which never ends where the system answers ENOENT for a folder that is there (as /proc does).
function makeFolder(path: string): void {
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

function asInputError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasons[code];
  return reason === undefined ? error : new InputError(reason[0], reason[1], path);
}
