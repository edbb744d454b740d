import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '#agreement/input-error';

/** Name of the folder in a data folder in which a restore or a move keeps what is not whole yet. */
export const beingMade = 'entente.restoring';

/** Refuses a data folder into which a restore or a move has not finished; what a finished one left is taken away. */
export function refuseUnfinished(path: string): void {
  const begun = join(path, beingMade);
  if (!existsSync(begun)) return;
  if (!existsSync(join(path, 'entente.db'))) throw new InputError('A restore or a move into this folder has not finished, so it is not whole; nothing was changed.', 'Run that command again; it starts over.', path);
  rmSync(begun, { recursive: true, force: true });
}
