import { resolve } from 'node:path';

/** The data folder of a command: the one that was named, else $ENTENTE_DATA, else `entente-data` here. */
export function dataFolder(named: string | undefined): string {
  return resolve(named ?? (process.env.ENTENTE_DATA || 'entente-data'));
}
