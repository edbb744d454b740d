import { resolve } from 'node:path';
import { readSettingsFile } from '#doors/cli/settings-given';

/** The data folder of a command: the one that was named, else $ENTENTE_DATA, else the one in the settings file $ENTENTE_SETTINGS, else `entente-data` here. */
export function dataFolder(named: string | undefined): string {
  const { ENTENTE_DATA: data, ENTENTE_SETTINGS: file } = process.env;
  const given = named ?? (data || undefined) ?? (file ? readSettingsFile(resolve(file), false).get('data') : undefined);
  return resolve(given ?? 'entente-data');
}
