import { accessSync, closeSync, constants, fchmodSync, fsyncSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '#agreement/input-error';
import type { FileBytes } from '#operations/operation';
import { syncFolder } from '#world/sync-folder';

const limit = 50_000_000;

/** Reads a file that a person named; what cannot be read is an InputError that says why. */
export function readInput(path: string): FileBytes {
  try {
    const { size } = statSync(path);
    if (size > limit) throw new InputError(`The file has ${size.toLocaleString('en')} bytes, more than 50 MB, and was not read.`, 'Choose a smaller file.', path);
    return { name: basename(path), mediaType: 'application/octet-stream', bytes: new Uint8Array(readFileSync(path)) };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`The file cannot be read (${reason(error)}).`, 'Check its name and that you may read it.', path);
  }
}

/**
 * Writes a file whole or not at all, and puts it on the disk. One that is there keeps who may read it; one that may not be written is
 * refused, although its folder would let it be replaced. A new file can be read by those who may read `like`.
 */
export function writeOutput(path: string, bytes: Uint8Array, like = path): void {
  let draft = path;
  try {
    // A link stays one: what it leads to is written.
    const target = statSync(path, { throwIfNoEntry: false }) === undefined ? path : realpathSync(path);
    draft = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
    makeFolder(dirname(target));
    const there = statSync(target, { throwIfNoEntry: false });
    if (there !== undefined && !there.isFile() && !there.isDirectory()) throw new Error('it is no file');
    if (there !== undefined) accessSync(target, constants.W_OK);
    const mode = (there ?? statSync(like, { throwIfNoEntry: false }))?.mode;
    const file = openSync(draft, 'w', mode === undefined ? 0o666 : mode & 0o777);
    try {
      if (mode !== undefined) fchmodSync(file, mode & 0o777);
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, target);
    syncFolder(dirname(target));
  } catch (error) {
    if (draft !== path) discard(draft);
    throw new InputError(`The file cannot be written (${reason(error)}); nothing was left half-written.`, 'Choose another folder, or make this one writable.', path);
  }
}

// Not mkdir's own recursion, which never ends where the system answers ENOENT for a folder that is there (as /proc does).
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path);
}

/** Takes away what was begun; where not even that works, there was nothing begun. */
function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The reason why writing failed is the one to tell.
  }
}

/** The system's reason in plain words. */
export function reason(error: unknown): string {
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder', EACCES: 'you have no permission', EPERM: 'you have no permission', EISDIR: 'it is a folder',
    ENOTDIR: 'a part of its path is not a folder', ENOSPC: 'the disk is full', EROFS: 'the disk is read-only', ENAMETOOLONG: 'its name is too long', EEXIST: 'a file is in the way',
  };
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}
