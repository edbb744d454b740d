import type { Command } from 'commander';
import { listAgreements } from '#operations/list-agreements';
import { perform } from '#operations/perform';
import { addInstallation, installationOf } from '#doors/cli/copying';
import type { ExitCode } from '#doors/cli/program';
import { context, say, sayJson, withWorld, type Common } from '#doors/cli/session';

/** `entente list` */
export function listCommand(program: Command, finish: (code: ExitCode) => void): void {
  addInstallation(program.command('list').summary('list kept agreements').description('Lists the agreements of a data folder or of a database server, newest first.'))
    .addHelpText('after', '\nExample:\n  entente list --data entente-data\n')
    .action(async (options: Common) => {
      await withWorld(installationOf(options), async (world) => {
        const { items } = await perform(listAgreements, context, { limit: 200 }, world);
        if (options.format === 'json') sayJson({ items });
        else for (const item of items) say(`${item.id}  ${item.status.padEnd(13)}  ${item.title ?? 'untitled'} (${item.parties.join(', ')})`);
        // Standard output stays a list; who looks for what was made in the browser is told where it is.
        if (options.format !== 'json' && (await world.directory.hasPeople())) process.stderr.write('Only what this command line keeps is listed. What people made in the browser is theirs: they see it when they sign in.\n');
        finish(0);
      });
    });
}
