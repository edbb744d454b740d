import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '#agreement/input-error';
import type { FileBytes } from '#operations/operation';

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

/** Writes a file whole or not at all. */
export function writeOutput(path: string, bytes: Uint8Array): void {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    makeFolder(dirname(path));
    const file = openSync(draft, 'w');
    try {
      writeSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    discard(draft);
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
