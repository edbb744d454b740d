import { randomBytes } from 'node:crypto';
import { closeSync, constants, fsyncSync, linkSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '#agreement/input-error';
import { syncFolder } from '#world/sync-folder';

/** A file of 32 random bytes in the folder for keys, and what it means to be without it. */
export interface KeyFile {
  /** Such as "outbox.key". */
  name: string;
  /** What to do about a damaged one, as a sentence. */
  lost: string;
}

/** The key in such a file, null where there is none. An InputError for one that others may have read or that is damaged. */
export function readKeyFile(folder: string, { name, lost }: KeyFile): Uint8Array | null {
  const file = join(folder, name);
  return named(file, () => {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) return null;
    if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
      throw new InputError('This key can be read by other users of this computer, so it may no longer be secret.', `Make it private with: chmod 600 ${name}`, file);
    }
    const key = readFileSync(file);
    if (key.length !== 32) throw new InputError('This key is damaged.', lost, file);
    return key;
  });
}

/** The key in such a file, which is made on first use with mode 600; of several programs at once all get the same. */
export function keyIn(folder: string, file: KeyFile): Uint8Array {
  const found = readKeyFile(folder, file);
  if (found !== null) return found;
  named(join(folder, file.name), () => writeOnce(folder, file.name, randomBytes(32)));
  const made = readKeyFile(folder, file);
  if (made === null) throw new InputError('This key was removed while it was made.', 'Start again.', join(folder, file.name));
  return made;
}

/** Writes a file of mode 600, whole and on disk before it has its name; if another program was first, its file stays. */
export function writeOnce(folder: string, name: string, content: string | Uint8Array): void {
  const file = join(folder, name);
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    const handle = openSync(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      const bytes = Buffer.from(content);
      for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(folder);
}

function named<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`This key cannot be read or made (${error instanceof Error && 'code' in error ? String(error.code) : String(error)}).`, 'Check who owns the folder for keys and whether its disk is full.', file);
  }
}
