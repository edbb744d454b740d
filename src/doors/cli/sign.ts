import type { Command } from 'commander';
import { plainNotice } from '#agreement/words/notice';
import { perform } from '#operations/perform';
import { signFile } from '#operations/sign-file';
import { readInput, writeOutput } from '#doors/cli/files';
import { dataFolder } from '#doors/cli/data-folder';
import type { ExitCode } from '#doors/cli/program';
import { context, say, sayJson, withWorld, type Common } from '#doors/cli/session';

/** `entente sign FILE.pdf --as NAME --for PARTY --out SIGNED.pdf` */
export function signCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('sign')
    .summary('sign a PDF of an agreement')
    .description('Signs for one party. A draft is first set as the final text with a signature field for every signatory; then run it again on the result for the next one.')
    .argument('<pdf>', 'PDF made by entente draft, or one that others signed already')
    .requiredOption('--as <name>', 'name of the person who signs')
    .requiredOption('--for <party>', 'party: id, short name or legal name')
    .requiredOption('--out <pdf>', 'where to write the signed file')
    .option('--despite <reason>', 'sign although problems block signing; the reason becomes part of the evidence')
    .option('--data <dir>', 'data folder with the keys of this installation (default: entente-data, or $ENTENTE_DATA)')
    .option('--format <form>', 'text or json', 'text')
    .addHelpText('after', '\nExamples:\n  entente sign out/agreement.pdf --as "Ada Winter" --for Alpha --out signed-1.pdf\n  entente sign signed-1.pdf --as "Ben Sommer" --for Beta --out signed-2.pdf\n')
    .action(async (pdf: string, options: Common & { as: string; for: string; out: string; despite?: string }) => {
      await withWorld({ keys: dataFolder(options.data) }, async (world) => {
        const result = await perform(signFile, context, { file: readInput(pdf), as: options.as, for: options.for, ...(options.despite !== undefined && { despite: options.despite }) }, world);
        writeOutput(options.out, result.file.bytes);
        const { file: _file, ...rest } = result;
        if (options.format === 'json') sayJson({ out: options.out, ...rest, identity: 'not checked' });
        else {
          if (result.made) say(`The final text was set from the agreement inside ${pdf}: the same words without the draft marking.`);
          say(`Signed by ${options.as} for ${result.party}: ${result.signed} of ${result.of}. Level: simple, identity not checked.`);
          if (result.named.toLowerCase() !== options.as.toLowerCase()) say(`The text names ${result.named} for this line: make sure that ${options.as} may sign for ${result.party}.`);
          say(`Text: ${result.sealed}`);
          if (result.waiting.length > 0) say(`Still to sign: ${result.waiting.join('; ')}`);
          say(options.out);
          say();
          say(plainNotice);
        }
        finish(0);
      });
    });
}
