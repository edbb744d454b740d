import { accessSync, constants, readFileSync, readdirSync, statSync, type Stats } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { codeOf, Looks, type Look } from '#world/doctor/look';
import { lockIsHeld } from '#world/store/sqlite/lock-file';

/** What is known of a data folder once it was looked at. */
export interface FolderLook {
  looks: Look[];
  /** Whether it is there and can be read. */
  readable: boolean;
  /** Whether a program has it open. */
  open: boolean;
}

/** Looks at the owner, the modes and the lock of a data folder; changes nothing in it. */
export function lookAtFolder(path: string): FolderLook {
  const on = new Looks('data folder');
  const there = statIfThere(path);
  if (there === undefined || !there.isDirectory()) {
    on.wrong(there === undefined ? `There is no folder ${path}.` : `${path} is no folder.`, 'Name the data folder with --data; a new one is made by the first "entente serve".');
    return { looks: on.items, readable: false, open: false };
  }
  const me = process.getuid?.() ?? there.uid;
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    on.wrong(`${path} cannot be read and written by this user (${userInfo().username}).`, `Look as the user that the program runs as, or give it the folder: chown -R ${userInfo().username} ${path}`);
    return { looks: on.items, readable: false, open: false };
  }
  if (me !== 0 && there.uid !== me) on.look(`${path} belongs to another user (number ${there.uid}).`, `Give it to the one that the program runs as: chown -R ${userInfo().username} ${path}`);
  else on.fine(`${path} can be read and written${me === 0 && there.uid !== 0 ? ` (looked at as root; it belongs to user number ${there.uid})` : ''}.`);
  if (process.platform !== 'win32') lookAtModes(on, path, there);
  return { looks: on.items, readable: true, open: lookAtLock(on, path) };
}

function lookAtModes(on: Looks, path: string, folder: Stats): void {
  const files = ['', 'keys', ...readdirSync(path).filter((name) => name.startsWith('entente.'))].map((name) => ({ name: join(path, name), stat: statIfThere(join(path, name)) }));
  const open = files.filter(({ stat }) => stat !== undefined && (stat.mode & 0o007) !== 0 && (stat.isDirectory() || (folder.mode & 0o007) !== 0));
  if (open.length > 0) on.look(`Every user of this machine can reach ${open.map(({ name }) => name).join(', ')}.`, `Make it private: chmod -R go-rwx ${path}`);
  const foreign = files.filter(({ stat }) => stat !== undefined && stat.uid !== folder.uid);
  if (foreign.length > 0) on.wrong(`${foreign.map(({ name }) => name).join(', ')} belongs to another user than the folder, so the program may not be able to write it.`, `Give all of it to one user: chown -R --reference=${path} ${path}`);
}

function lookAtLock(on: Looks, path: string): boolean {
  const holder = holderOf(join(path, 'entente.pid'));
  const lock = join(path, 'entente.lock');
  let held: boolean;
  try {
    held = statIfThere(lock) !== undefined && lockIsHeld(lock);
  } catch (error) {
    on.wrong(`The lock of the folder cannot be looked at (${codeOf(error)}).`, `Check that this user can read ${lock}.`);
    return false;
  }
  if (!held) on.fine(holder === null ? 'No program has it open.' : `No program has it open; the one that had it (process ${holder.pid}) was ended without closing it, which does no harm.`);
  else if (holder === null) on.fine('A program has it open.');
  else if (holder.host === hostname() && !lives(holder.pid)) on.look(`A program has it open, but not process ${holder.pid} that is named in entente.pid.`, 'Look in other containers on this machine: only one program can have the folder open, and it is another one.');
  else on.fine(`Process ${holder.pid}${holder.host === hostname() ? '' : ` on ${holder.host}`} has it open.`);
  return held;
}

function holderOf(file: string): { pid: number; host: string } | null {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as { pid?: unknown; host?: unknown };
    return typeof found.pid === 'number' && typeof found.host === 'string' ? { pid: found.pid, host: found.host } : null;
  } catch {
    return null;
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
