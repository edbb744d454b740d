import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '#agreement/input-error';
import { looksLikeArchive } from '#world/backup/archive';
import { isSealed, sealed, unsealed } from '#world/backup/sealed';
import { syncFolder } from '#world/sync-folder';

const pieceSize = 256 * 1024;

/**
 * Writes a file of mode 0600 under another name in the same folder, syncs it and gives it its name: after a kill at any moment the
 * name stands for the whole new file, or for what it stood for before. A file that is there already is an InputError unless
 * `force`. Returns its size in bytes.
 */
export async function writeArchiveFile(file: string, bytes: AsyncGenerator<Uint8Array>, { force, passphrase }: { force: boolean; passphrase: string | null }): Promise<number> {
  const path = resolve(file);
  await refuseTaken(path, force);
  await inFile(path, () => removeStale(path));
  const draft = join(dirname(path), `.${basename(path)}.${host()}.${process.pid}.${randomBytes(4).toString('hex')}.part`);
  const handle = await inFile(path, () => open(draft, 'wx', 0o600));
  try {
    let size = 0;
    try {
      for await (const piece of gathered(passphrase === null ? bytes : sealed(bytes, passphrase))) {
        await inFile(path, () => writeAll(handle, piece));
        size += piece.byteLength;
      }
      await inFile(path, () => handle.sync());
    } finally {
      await handle.close();
    }
    await refuseTaken(path, force);
    await inFile(path, () => rename(draft, path));
    syncFolder(dirname(path));
    return size;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** The bytes of an archive, decrypted where it is encrypted; then `passphrase` is asked for. A file that is none of ours is an InputError. */
export async function* readArchiveFile(file: string, passphrase: () => Promise<string>): AsyncGenerator<Uint8Array> {
  const path = resolve(file);
  const handle = await inFile(path, () => open(path, 'r'));
  try {
    const beginning = Buffer.alloc(64);
    const { bytesRead } = await inFile(path, () => handle.read(beginning, 0, beginning.length, 0));
    const head = beginning.subarray(0, bytesRead);
    if (isSealed(head)) yield* unsealed(piecesOf(handle, path), await passphrase(), path);
    else if (looksLikeArchive(head)) yield* piecesOf(handle, path);
    else throw new InputError('This file is no backup made by Entente, or its beginning is damaged. Nothing of it was taken over.', 'Name a file that entente backup wrote.', path);
  } finally {
    await handle.close();
  }
}

async function refuseTaken(path: string, force: boolean): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (there === null) return;
  if (there.isDirectory()) throw new InputError('This is a folder, and a backup is one file; nothing was written.', 'Name a file in it.', path);
  if (!force) throw new InputError('There is a file with this name; it was left as it is.', 'Choose another name, or give --force to put the new backup in its place.', path);
}

/** Removes what killed programs of this machine left of earlier tries to write this file. */
async function removeStale(path: string): Promise<void> {
  const begin = `.${basename(path)}.${host()}.`;
  for (const name of await readdir(dirname(path))) {
    const [, pid] = name.startsWith(begin) ? (/^(\d+)\.[0-9a-f]{8}\.part$/.exec(name.slice(begin.length)) ?? []) : [];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(dirname(path), name), { force: true });
  }
}

function host(): string {
  return hostname().replaceAll(/[^A-Za-z0-9-]/g, '-').slice(0, 60);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Small pieces put together, so that the disk is not asked for each line. */
async function* gathered(bytes: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes) {
    held.push(piece);
    size += piece.byteLength;
    if (size < pieceSize) continue;
    yield Buffer.concat(held);
    held = [];
    size = 0;
  }
  yield Buffer.concat(held);
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength; ) at += (await handle.write(bytes, at)).bytesWritten;
}

async function* piecesOf(handle: FileHandle, path: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; ; ) {
    const piece = Buffer.allocUnsafe(pieceSize);
    const { bytesRead } = await inFile(path, () => handle.read(piece, 0, pieceSize, at));
    if (bytesRead === 0) return;
    at += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

const reasons: Readonly<Record<string, [what: string, next: string]>> = {
  ENOENT: ['There is no such file or folder.', 'Check the name.'],
  ENOTDIR: ['A part of this path is a file, not a folder.', 'Check the name.'],
  EACCES: ['You may not read or write here.', 'Choose another place, or change the permissions.'],
  EPERM: ['You may not read or write here.', 'Choose another place, or change the permissions.'],
  EROFS: ['The disk is read-only; nothing was written.', 'Choose a place on another disk.'],
  ENOSPC: ['The disk is full; no part of the backup was left on it.', 'Free some space, or choose a place on another disk.'],
  EDQUOT: ['The disk space that you may use is full; no part of the backup was left on it.', 'Free some space, or choose a place on another disk.'],
  EFBIG: ['The disk takes no file of this size; no part of the backup was left on it.', 'Choose a place on another disk.'],
  EISDIR: ['This is a folder, and a backup is one file.', 'Name a file.'],
  ENAMETOOLONG: ['This name is too long.', 'Choose a shorter one.'],
  EIO: ['The disk reported an error.', 'Check the disk, or choose a place on another one.'],
};

async function inFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? reasons[String(error.code)] : undefined;
    throw reason === undefined ? error : new InputError(reason[0], reason[1], path);
  }
}
