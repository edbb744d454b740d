import { chownSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Looks, spanInWords, type Look } from '#world/doctor/look';
import { writeWhole } from '#world/data-folder';

const file = 'entente.backup';
const day = 86_400_000;

/** Notes in a data folder that a backup of it was made at a time (RFC 3339), so that its age can be seen; false where the folder cannot be written. */
export function noteBackup(folder: string, at: string): boolean {
  const note = join(folder, file);
  try {
    writeWhole(note, `${JSON.stringify({ at })}\n`);
    const { uid, gid } = statSync(folder);
    if (process.getuid?.() === 0) chownSync(note, uid, gid);
    return true;
  } catch {
    return false;
  }
}

/** Looks at the age of the newest backup that was noted. */
export function lookAtBackups(folder: string, now: string): Look[] {
  const on = new Looks('backups');
  const at = notedIn(folder);
  if (at === null) on.look('No backup by "entente backup" is known here.', 'Make one every day, onto another machine: entente backup. If you keep backups by other means, restore one now and then to see that it works.');
  else {
    const age = Date.parse(now) - Date.parse(at);
    if (age > 7 * day) on.look(`The newest backup is ${spanInWords(age)} old.`, 'Make one every day: entente backup.');
    else on.fine(`The newest backup is ${spanInWords(age)} old. Whether it can be restored only a restore shows.`);
  }
  return on.items;
}

function notedIn(folder: string): string | null {
  try {
    const { at } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { at?: unknown };
    return typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? at : null;
  } catch {
    return null;
  }
}
