import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { InputError } from '#agreement/input-error';
import { addPack, checkPack, type CheckedOut } from '#operations/keep-pack';
import { perform } from '#operations/perform';
import { readOwnPackFolder, readOwnPackZip } from '#world/own-packs';
import type { PackFolder } from '#world/packs';
import { addInstallation, installationOf, type CopyOptions } from '#doors/cli/copying';
import { readInput, reason } from '#doors/cli/files';
import type { ExitCode } from '#doors/cli/program';
import { context, say, sayJson, withWorld, type Common } from '#doors/cli/session';

/** `entente pack check FOLDER|ZIP`, `entente pack add FOLDER|ZIP` and `entente pack list` */
export function packCommand(program: Command, finish: (code: ExitCode) => void): void {
  const pack = program.command('pack').summary("check and keep an organisation's own clauses and playbook").description("Works with an organisation's own pack: its clauses, positions and playbook as files. docs/own-pack.md says how to write one.");
  pack
    .command('check')
    .description('Checks a pack on the words of every law and says, file by file and line by line, what to mend.')
    .argument('<pack>', 'folder or ZIP file with pack.yaml')
    .option('--format <form>', 'how to report: text or json', 'text')
    .addHelpText('after', '\nExample:\n  entente pack check docs/own-pack/harbour\n')
    .action(async (path: string, options: Common) => {
      const folder = await readPack(path);
      await withWorld({}, (world) => {
        const checked = checkPack(world, folder);
        if (options.format === 'json') sayJson(checked);
        else say(`${inWords(checked)} It fits the words of every law.`);
        finish(0);
        return Promise.resolve();
      });
    });
  addInstallation(pack.command('add').description('Checks a pack and keeps it: new agreements are drafted from the newest one in use. Agreements that exist stay on theirs until somebody takes the newer words.'))
    .argument('<pack>', 'folder or ZIP file with pack.yaml')
    .option('--organisation <id>', 'organisation of this installation that it belongs to (default: the agreements of this command line)')
    .addHelpText('after', '\nExample:\n  entente pack add docs/own-pack/harbour --data entente-data\n')
    .action(async (path: string, options: CopyOptions & { organisation?: string }) => {
      const folder = await readPack(path);
      await withWorld(installationOf(options), async (world) => {
        const kept = await perform(addPack, context, { folder, ...(options.organisation !== undefined && { organisation: options.organisation }) }, world);
        if (options.format === 'json') sayJson(kept);
        else say(`${inWords(kept)} ${kept.known ? 'It was kept before.' : 'It is kept.'}`);
        finish(0);
      });
    });
  addInstallation(pack.command('list').description('Lists the packs of a data folder, newest first.'))
    .option('--organisation <id>', 'organisation of this installation (default: the packs of this command line)')
    .action(async (options: CopyOptions & { organisation?: string }) => {
      await withWorld(installationOf(options), async (world) => {
        const packs = (await world.directory.packs(context.person.person, options.organisation ?? 'local')) ?? [];
        if (options.format === 'json') sayJson(packs);
        else for (const { title, version, dated, digest, retiredAt } of packs) say(`${title} ${version} of ${dated}, ${digest}${retiredAt === null ? '' : `, out of use since ${retiredAt.slice(0, 10)}`}`);
        if (packs.length === 0 && options.format !== 'json') say('No packs.');
        finish(0);
      });
    });
  for (const command of pack.commands) command.exitOverride();
}

/** A pack from its folder or its ZIP file. */
export async function readPack(path: string): Promise<PackFolder> {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    throw new InputError(`The pack cannot be read (${reason(error)}).`, 'Check its name and that you may read it.', path);
  }
  return isFolder ? readOwnPackFolder(path, path.replace(/[/\\]+$/, '')) : readOwnPackZip(readInput(path).bytes, path);
}

function inWords({ title, version, date, digest, adds, changes, plays }: CheckedOut): string {
  const clauses = [adds.length > 0 ? `adds ${adds.join(', ')}` : '', changes.length > 0 ? `changes ${changes.join(', ')}` : ''].filter((one) => one !== '').join('; ');
  return `${title} ${version} of ${date} (${digest})${clauses === '' ? ' has no clauses' : ` ${clauses}`}; its playbook speaks of ${plays} clauses and facts.`;
}
