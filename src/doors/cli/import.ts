import type { Command } from 'commander';
import { InputError } from '#agreement/input-error';
import { importBundle } from '#operations/import-bundle';
import type { Context } from '#operations/operation';
import { perform } from '#operations/perform';
import { addInstallation, installationOf } from '#doors/cli/copying';
import { readInput } from '#doors/cli/files';
import type { ExitCode } from '#doors/cli/program';
import { context, say, sayJson, withWorld, type Common } from '#doors/cli/session';
import type { World } from '#world/world';

/** `entente import FILE [--for EMAIL]` */
export function importCommand(program: Command, finish: (code: ExitCode) => void): void {
  addInstallation(program.command('import').summary('take in an agreement that was exported elsewhere').description('Checks a bundle as entente verify does and keeps the agreement unchanged: the same events, texts, people and checkpoints. Whoever it is imported for acts for the party whose bundle it is.'))
    .argument('<bundle>', 'file written by entente export, or downloaded as a bundle')
    .option('--for <email>', 'mailbox of somebody with an account here, who gets the agreement (default: this command line)')
    .option('--organisation <id>', 'organisation that they act for, where they have several')
    .addHelpText('after', '\nExamples:\n  entente import agreement.entente.zip\n  entente import agreement.entente.zip --for ada@alpha.example\n')
    .action(async (file: string, options: Common & { for?: string; organisation?: string }) => {
      const bundle = readInput(file);
      await withWorld(installationOf(options), async (world) => {
        const who = options.for === undefined ? context : await personOf(world, options.for);
        const { agreement, title, party, events } = await perform(importBundle, who, { file: bundle, ...(options.organisation !== undefined && { organisation: options.organisation }) }, world);
        if (options.format === 'json') sayJson({ agreement, title, party, events });
        else say(`${title ?? 'untitled'} is kept as ${agreement}: ${events.toLocaleString('en')} events, as they were. ${options.for ?? 'This command line'} acts for ${party}; others act here once they are invited.`);
        finish(0);
      });
    });
}

/** Somebody with an account, as if they were signed in. */
async function personOf(world: World, mailbox: string): Promise<Context> {
  const email = world.accounts.canonicalEmail(mailbox);
  const found = await world.accounts.personBy(email);
  if (found?.account !== true) throw new InputError('Nobody with this mailbox has an account here.', 'Nothing was kept. Invite them first, or name another mailbox.', mailbox);
  return { person: { person: found.person, name: found.name, email, administrator: false, agreement: null, account: true } };
}
