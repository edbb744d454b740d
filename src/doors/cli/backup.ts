import type { Command } from 'commander';
import { InputError } from '#agreement/input-error';
import { addInstallation, installationOf, refuseShort, sayRecord, size, slowProgress, type CopyOptions } from '#doors/cli/copying';
import { passphraseFrom } from '#doors/cli/passphrase';
import type { ExitCode } from '#doors/cli/program';
import { say, sayJson } from '#doors/cli/session';
import { version } from '#doors/cli/version';
import { noteBackup } from '#world/doctor/backups';
import { systemClock } from '#world/store/ids';

/** `entente backup --to FILE` */
export function backupCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('backup')
    .summary('write everything into one file, while the server runs')
    .description('Writes everything that an installation keeps, keys included, into one file, as it is at this moment; a server may go on working. The record is checked on the way: what is broken in it is named, and the exit code is then 1.')
    .requiredOption('--to <file>', 'the file to write')
    .option('--encrypt', 'encrypt the file with a passphrase (age format)')
    .option('--passphrase-file <file>', 'file that holds the passphrase; without it you are asked')
    .option('--force', 'replace a file that is there');
  addInstallation(command)
    .addHelpText('after', '\nExamples:\n  entente backup --data /srv/entente --to /backups/monday.entente\n  entente backup --to /backups/monday.entente.age --encrypt --passphrase-file /etc/entente.passphrase\n  entente backup --data /srv/entente --database postgres://… --to monday.entente\n\nWhoever has the file has everything, and without --encrypt can read it. docs/backups.md says what to do every day.\n')
    .action(async (options: CopyOptions & { to: string; encrypt?: boolean; passphraseFile?: string; force?: boolean }) => {
      const { backUp, shortestPassphrase } = await import('#world/backup/backup');
      if (options.encrypt !== true && options.passphraseFile !== undefined) throw new InputError('A passphrase was given, but not that the backup is to be encrypted; nothing was written.', 'Give --encrypt as well.', '--passphrase-file');
      const passphrase = options.encrypt === true ? refuseShort(await passphraseFrom(options.passphraseFile, { twice: true }), shortestPassphrase) : null;
      const installation = installationOf(options);
      const written = await backUp({ ...installation, to: options.to, force: options.force === true, passphrase, now: systemClock, product: version, progress: slowProgress() });
      // For "entente doctor", which says how old the newest backup is.
      if (written.record.faulty === 0) noteBackup(installation.data, written.made);
      if (options.format === 'json') sayJson({ file: options.to, encrypted: passphrase !== null, ...written });
      else {
        say(`${options.to}: ${size(written.size)}${passphrase === null ? '' : ', encrypted'}, with ${written.keys === 1 ? 'one key' : `${written.keys} keys`}, as of ${written.made}`);
        sayRecord(written.record);
        if (written.record.faulty > 0) say('The backup was written and holds what is there. Keep the earlier backups, and find out when this happened.');
      }
      finish(written.record.faulty > 0 ? 1 : 0);
    });
}
