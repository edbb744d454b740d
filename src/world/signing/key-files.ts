import { randomBytes } from 'node:crypto';
import { chmod, link, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '#agreement/input-error';

/** Writes a file whole or not at all, and leaves one that another process wrote first as it is. */
export async function writeOnce(folder: string, name: string, content: string): Promise<void> {
  const temporary = join(folder, `.${name}.${process.pid}.${randomBytes(4).toString('hex')}`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(temporary, join(folder, name));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  await chmod(folder, 0o700);
  await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The text of a file, undefined where there is none; an InputError where it cannot be read. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new InputError(`This file cannot be read (${codeOf(error)}).`, 'Check who owns it, or restore the folder from a backup.', file);
  }
}

/** Does something to the folder for keys; what the system refuses is an InputError. */
export async function inFolder<T>(folder: string, trouble: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`The folder for keys ${trouble} (${codeOf(error)}).`, 'Choose a data folder that you may write to.', folder);
  }
}

/** The error for a folder whose files do not fit together. */
export function damaged(folder: string, what: string): InputError {
  return new InputError(`The folder for keys is damaged. ${what}`, 'Restore the folder from a backup; nothing was changed.', folder);
}

/** Refuses a key that others may have read: an InputError. */
export async function refuseOpenKey(folder: string, name: string): Promise<void> {
  const others = process.platform === 'win32' ? 0 : (await stat(join(folder, name))).mode & 0o077;
  if (others === 0) return;
  throw new InputError(`${name} can be read by other users of this computer, so its key may no longer be secret.`, `Make it private with: chmod 600 ${name}`, folder);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
