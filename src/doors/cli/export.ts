import type { Command } from 'commander';
import { exportBundle } from '#operations/export-bundle';
import { perform } from '#operations/perform';
import { addInstallation, installationOf } from '#doors/cli/copying';
import { writeOutput } from '#doors/cli/files';
import type { ExitCode } from '#doors/cli/program';
import { context, say, sayJson, withWorld, type Common } from '#doors/cli/session';

/** `entente export AGREEMENT --to FILE` */
export function exportCommand(program: Command, finish: (code: ExitCode) => void): void {
  addInstallation(program.command('export').summary('write the whole life of an agreement as one file').description('Writes everything that your side may read of an agreement, from its first event on, as one file that is checked without this program and can be imported elsewhere.'))
    .argument('<agreement>', 'id of an agreement that this command line keeps (entente list)')
    .requiredOption('--to <file>', 'where to write the bundle (.zip)')
    .addHelpText('after', '\nExamples:\n  entente export 0198a4c2-7d1f-7b3e-9f60-2c8f1f0a9b11 --to agreement.entente.zip\n  unzip agreement.entente.zip -d bundle && node bundle/verify.mjs\n')
    .action(async (agreement: string, options: Common & { to: string }) => {
      await withWorld(installationOf(options), async (world) => {
        const { bytes } = await perform(exportBundle, context, { agreement }, world);
        writeOutput(options.to, bytes);
        if (options.format === 'json') sayJson({ to: options.to, bytes: bytes.length });
        else say(`${options.to} (${Math.ceil(bytes.length / 1000).toLocaleString('en')} kB). To check it: entente verify, or node verify.mjs in the unpacked folder.`);
        finish(0);
      });
    });
}
