import { resolve } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '#agreement/input-error';
import { addInstallation, installationOf, sayRecord, slowProgress, type CopyOptions } from '#doors/cli/copying';
import { dataFolder } from '#doors/cli/data-folder';
import { secretIn } from '#doors/cli/passphrase';
import type { ExitCode } from '#doors/cli/program';
import { say, sayJson } from '#doors/cli/session';
import { systemClock } from '#world/store/ids';

/** `entente move --to postgres://…` */
export function moveCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('move')
    .summary('move everything to another database')
    .description('Moves everything from SQLite to an empty PostgreSQL database, or back into a new data folder, and compares the records at the end. Stop the server first. The old data stays as it is and is marked, so that nobody goes on writing there. Run it again if it was interrupted.')
    .option('--to <url>', 'postgres://… of an empty database; the keys stay in the data folder')
    .option('--to-file <file>', 'file that holds what --to would say')
    .option('--to-data <dir>', 'data folder to make, with the keys')
    .option('--with-faults', 'move a record although parts of it are not what was written')
    .option('--undo', 'take the mark off data that was moved, to go on where it was');
  addInstallation(command)
    .addHelpText('after', '\nExamples:\n  entente move --data /srv/entente --to postgres://entente@localhost/entente\n  entente move --data /srv/entente --to-file /etc/entente.database\n  entente move --data /srv/entente --database-file /etc/entente.database --to-data /srv/entente-again\n  entente move --data /srv/entente --undo\n\nBetter in a file than as an option: an address with a password, because other users can see options.\n')
    .action(async (options: CopyOptions & { to?: string; toFile?: string; toData?: string; withFaults?: boolean; undo?: boolean }) => {
      // Environment and settings name the database that the server uses, which may be the new one already; only --to-data moves away from that.
      const from = options.toData === undefined ? { data: dataFolder(options.data), database: options.database ?? (options.databaseFile === undefined ? null : secretIn(options.databaseFile)) } : installationOf(options);
      const [wanted, ...more] = [options.to, options.toFile, options.toData, options.undo].filter((one) => one !== undefined);
      if (wanted === undefined || more.length > 0) throw new InputError('Where to move is not clear; nothing was changed.', 'Give one of --to, --to-file, --to-data and --undo.', '--to');
      const { move, undoMove } = await import('#world/backup/move');
      if (options.undo === true) {
        const marked = await undoMove({ ...from, now: systemClock });
        say(marked ? 'The mark is gone: this data can be served again. Make sure that nobody goes on where it was moved to.' : 'This data bears no mark; nothing was changed.');
        return finish(0);
      }
      if (options.toData !== undefined && from.database === null) throw new InputError('The database that is to be moved was not named; nothing was changed.', 'Give --database or --database-file.', '--to-data');
      const to = options.toData === undefined ? { url: options.to ?? secretIn(options.toFile ?? '') } : { folder: resolve(options.toData) };
      const moved = await move({ ...from, to, faultsToo: options.withFaults === true, now: systemClock, progress: slowProgress() });
      if (options.format === 'json') sayJson(moved);
      else {
        say(moved.copied ? `Moved to ${moved.to}; read back there, the record is the same.` : `Everything was at ${moved.to} already, and the record is the same.`);
        sayRecord(moved.record);
        say('url' in to ? `From now on: entente serve --data ${from.data}, with the address given to --to as --database.` : `From now on: entente serve --data ${moved.to}`);
        say('The old data is as it was, marked as moved; delete it once you trust the new place and have a backup of it.');
      }
      return finish(moved.record.faulty > 0 ? 1 : 0);
    });
}
