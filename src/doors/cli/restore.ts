import type { Command } from 'commander';
import { addInstallation, installationOf, sayRecord, slowProgress, type CopyOptions } from '#doors/cli/copying';
import { passphraseFrom } from '#doors/cli/passphrase';
import type { ExitCode } from '#doors/cli/program';
import { say, sayJson } from '#doors/cli/session';
import { systemClock } from '#world/store/ids';

/** `entente restore FILE` */
export function restoreCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('restore')
    .summary('make an installation from a backup')
    .description('Restores a backup into an empty data folder, or into an empty database and its keys into an empty folder. Everything is checked before the folder can be opened; where anything is wrong, nothing is left. Mails that waited when the backup was made are held, because they may have been sent since.')
    .argument('<file>', 'the backup')
    .option('--passphrase-file <file>', 'file that holds the passphrase of an encrypted backup; without it you are asked')
    .option('--send-mails', 'let mails that waited wait again: nothing was sent since the backup')
    .option('--sign-out', 'end all sessions: everybody signs in again, and guests need a new link')
    .option('--with-faults', 'restore a record although parts of it are not what was written');
  addInstallation(command)
    .addHelpText('after', '\nExamples:\n  entente restore monday.entente --data /srv/entente\n  entente restore monday.entente.age --data /srv/rehearsal --passphrase-file /etc/entente.passphrase\n  entente restore monday.entente --data /srv/keys --database postgres://…\n')
    .action(async (file: string, options: CopyOptions & { passphraseFile?: string; sendMails?: boolean; signOut?: boolean; withFaults?: boolean }) => {
      const { restore } = await import('#world/backup/restore');
      const place = installationOf(options);
      const restored = await restore({
        file,
        ...place,
        passphrase: () => passphraseFrom(options.passphraseFile, { twice: false }),
        sendMails: options.sendMails === true,
        signOut: options.signOut === true,
        faultsToo: options.withFaults === true,
        now: systemClock,
        progress: slowProgress(),
      });
      if (options.format === 'json') sayJson(restored);
      else {
        say(`Restored into ${place.data}${place.database === null ? '' : ' and its database server'} what was there at ${restored.made} (written by version ${restored.product}).`);
        sayRecord(restored.record);
        if (restored.held > 0) say(`${restored.held === 1 ? 'One mail that waited then is' : `${restored.held} mails that waited then are`} held in the outbox: an administrator looks at them and sends what was not sent.`);
        if (restored.data.was < restored.data.is) say(`The data is of an older program (version ${restored.data.was}); the first start brings it to version ${restored.data.is}.`);
      }
      finish(restored.record.faulty > 0 ? 1 : 0);
    });
}
