import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, rmdirSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '#agreement/input-error';
import type { KeyFile } from '#world/backup/archive';
import { beingMade } from '#world/backup/unfinished';
import { asInputError, makeFolder } from '#world/data-folder';
import { syncFolder } from '#world/sync-folder';
import { lockFile } from '#world/store/sqlite/lock-file';

/**
 * A data folder that is being filled. What is not whole yet lies in its folder `entente.restoring`, and while that is there without a
 * database beside it no program opens the data folder; so a kill at any moment leaves a folder that says of itself that it is not whole.
 */
export interface NewFolder {
  /** Absolute path of the data folder. */
  readonly path: string;
  /** Where the database is to be made. */
  readonly file: string;
  /** Puts the keys into the folder. Where it has keys already, they must be these very ones. */
  putKeys(keys: readonly KeyFile[]): void;
  /** Gives the database its place, if one was made, and lets programs in. */
  finish(): void;
  /** Lets go. What was not finished is taken away. */
  close(): void;
}

const mayStay = new Set(['lost+found', '.gitkeep', '.gitignore', '.keep', '.DS_Store', 'entente.yaml', 'entente.lock', 'entente.lock-journal', 'keys', beingMade]);

/** Opens a folder without a database to be filled, made where there is none, for one program at a time. What an earlier try left is taken away; a folder with anything but keys and settings is an InputError. */
export function openNewFolder(folder: string): NewFolder {
  const path = resolve(folder);
  return inFolder(path, () => newFolderAt(path));
}

/** Runs work on a folder; why the system refuses it comes out as an InputError. */
function inFolder<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof InputError ? error : asInputError(error, path);
  }
}

function newFolderAt(path: string): NewFolder {
  const made = !existsSync(path);
  makeFolder(path);
  const begun = join(path, beingMade);
  const keys = join(path, 'keys');
  const file = join(begun, 'entente.db');
  const there = readdirSync(path).find((name) => !mayStay.has(name));
  if (there !== undefined) throw new InputError(`This folder is not empty (${there}); nothing was changed.`, 'Name a folder that does not exist yet, or an empty one.', path);
  const lock = lockFile(join(path, 'entente.lock'));
  if (lock === null) throw new InputError('This data folder is open in another program; nothing was changed.', 'Stop that program, or name another folder.', path);
  let done = false;
  let ownKeys = false;
  try {
    rmSync(begun, { recursive: true, force: true });
    chmodSync(path, 0o700);
    mkdirSync(begun, { mode: 0o700 });
    syncFolder(path);
  } catch (error) {
    lock.release();
    throw error;
  }
  return {
    path,
    file,
    putKeys: (files) => inFolder(path, () => {
      const names = existsSync(keys) ? readdirSync(keys) : [];
      if (names.length > 0) {
        const same = names.length === files.length && files.every(({ name, bytes }) => names.includes(name) && readFileSync(join(keys, name)).equals(bytes));
        if (!same) throw new InputError('This folder has keys, and they are not those of this installation; nothing was changed.', 'Name an empty folder.', keys);
        return;
      }
      const draft = join(begun, 'keys');
      mkdirSync(draft, { mode: 0o700 });
      for (const { name, bytes } of files) writeSynced(join(draft, name), bytes);
      syncFolder(draft);
      rmSync(keys, { recursive: true, force: true });
      renameSync(draft, keys);
      ownKeys = true;
      syncFolder(begun);
      syncFolder(path);
    }),
    finish: () => {
      if (existsSync(file)) {
        renameSync(file, join(path, 'entente.db'));
        syncFolder(path);
      }
      done = true;
      rmSync(begun, { recursive: true, force: true });
      syncFolder(path);
    },
    close: () => {
      if (!done) rmSync(begun, { recursive: true, force: true });
      if (!done && ownKeys) rmSync(keys, { recursive: true, force: true });
      lock.release();
      if (done || !made) return;
      rmSync(join(path, 'entente.lock'), { force: true });
      rmdirSync(path);
    },
  };
}

function writeSynced(file: string, bytes: Uint8Array): void {
  const handle = openSync(file, 'wx', 0o600);
  try {
    for (let at = 0; at < bytes.byteLength; ) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
