import { join } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '#agreement/input-error';
import { formats } from '#formats/index';
import { decode } from '#operations/agreement-file';
import { createAgreement } from '#operations/create-agreement';
import { exportAgreement } from '#operations/export-agreement';
import { inspectAgreement } from '#operations/inspect-agreement';
import { addPack } from '#operations/keep-pack';
import { perform } from '#operations/perform';
import { readAgreement } from '#operations/read-agreement';
import { readInput, writeOutput } from '#doors/cli/files';
import { summary } from '#doors/cli/findings';
import { addKept, keptIn } from '#doors/cli/kept';
import { readPack } from '#doors/cli/pack';
import type { ExitCode } from '#doors/cli/program';
import { context, progress, say, sayJson, withWorld, type Common } from '#doors/cli/session';

/** `entente draft ANSWERS --out DIR [--formats …]` */
export function draftCommand(program: Command, finish: (code: ExitCode) => void): void {
  addKept(program.command('draft'), 'also keep the agreement in this data folder')
    .summary('draft an agreement from answers')
    .description('Drafts an agreement from an answers file and writes it in several formats.')
    .argument('<answers>', 'answers file, YAML or JSON')
    .requiredOption('--out <dir>', 'folder for the files')
    .option('--formats <list>', `which formats, separated by commas: ${formats.map((format) => format.id).join(', ')}`, formats.map((format) => format.id).join(','))
    .option('--paper <size>', 'a4 or letter', 'a4')
    .option('--pack <pack>', "folder or ZIP file of an organisation's own pack to draft from (entente pack add keeps one)")
    .option('--format <form>', 'how to report: text or json', 'text')
    .addHelpText('after', '\nExamples:\n  entente draft examples/river-sensors/answers.yaml --out out\n  entente draft answers.yaml --out out --formats pdf,docx\n')
    .action(async (file: string, options: Common & { out: string; formats: string; paper: string; pack?: string }) => {
      const wanted = options.formats.split(',').map((one) => one.trim()).filter((one) => one !== '');
      const unknown = wanted.find((one) => !formats.some((format) => format.id === one));
      if (unknown !== undefined || wanted.length === 0) throw new InputError(`"${unknown ?? ''}" is not a format.`, `Formats: ${formats.map((format) => format.id).join(', ')}.`);
      const answers = decode(readInput(file).bytes, file);
      const kept = keptIn(options);
      if (kept !== undefined && options.pack !== undefined) throw new InputError('A draft that is kept is drafted from the packs that are kept with it.', 'Keep the pack with `entente pack add`, then draft without --pack.', '--pack');
      const pack = options.pack === undefined ? undefined : await readPack(options.pack);
      await withWorld(kept ?? {}, async (world) => {
        if (pack !== undefined) await perform(addPack, context, { folder: pack }, world);
        const { agreement } = await named(file, () => perform(createAgreement, context, { answers }, world));
        const written: string[] = [];
        const files = [];
        for (const format of wanted) {
          progress(`Writing ${format} …`);
          files.push(await perform(exportAgreement, context, { agreement, format, paper: options.paper }, world));
        }
        for (const one of files) {
          const path = join(options.out, one.name);
          writeOutput(path, one.bytes);
          written.push(path);
        }
        const { findings } = await perform(inspectAgreement, context, { agreement }, world);
        const { withoutPack } = await perform(readAgreement, context, { agreement }, world);
        if (options.format === 'json') sayJson({ files: written, ...(kept !== undefined && { agreement }), withoutPack, findings });
        else {
          for (const path of written) say(path);
          if (kept !== undefined) say(`Kept as ${agreement}.`);
          for (const gap of withoutPack) say(gap);
          say(summary(findings));
        }
        finish(findings.some((finding) => finding.severity === 'error') ? 1 : 0);
      });
    });
}

/** Adds the file's name to an InputError that does not say where. */
export async function named<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof InputError && error.path === undefined ? new InputError(error.what, error.next, file) : error;
  }
}
