import type { Command } from 'commander';
import { installationOf, type CopyOptions } from '#doors/cli/copying';

/** Where a command finds or keeps agreements; nothing for one that keeps none. */
export interface KeptIn {
  data?: string;
  database?: string | null;
}

/** Gives a command the options for agreements that are kept; `data` says what the folder is for. */
export function addKept(command: Command, data: string): Command {
  return command
    .option('--data <dir>', data)
    .option('--database <url>', 'postgres://… of the database server, where there is one; the data folder then has the keys (or $ENTENTE_DATABASE)')
    .option('--database-file <file>', 'file that holds what --database would say');
}

/** What those options say; undefined where neither a folder nor a server was named. */
export function keptIn(options: CopyOptions): KeptIn | undefined {
  return options.data === undefined && options.database === undefined && options.databaseFile === undefined ? undefined : installationOf(options);
}
