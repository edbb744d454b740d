import { join } from 'node:path';
import type { Command } from 'commander';
import type { Obligation } from '#agreement/obligation';
import { creditorsInWords, obligationInWords, sourceInWords, stateInWords, timingInWords } from '#agreement/obligation-sentences';
import { perform } from '#operations/perform';
import { trackAgreement } from '#operations/track-agreement';
import { trackFile } from '#operations/track-file';
import { readInput, writeOutput } from '#doors/cli/files';
import { addKept, keptIn } from '#doors/cli/kept';
import type { ExitCode } from '#doors/cli/program';
import { context, say, sayJson, withWorld, type Common } from '#doors/cli/session';

/** `entente track FILE` */
export function trackCommand(program: Command, finish: (code: ExitCode) => void): void {
  addKept(program.command('track'), 'data folder that keeps the agreement')
    .summary('list obligations by date')
    .description('Lists who owes what, to whom and by when, with how each date was computed, and writes a calendar.')
    .argument('<file>', 'answers, a drafted agreement (JSON or PDF), or with --data the id of an agreement')
    .option('--party <id>', 'only what this party owes')
    .option('--out <dir>', 'also write the calendar (.ics) into this folder')
    .option('--format <form>', 'text or json', 'text')
    .addHelpText('after', '\nExamples:\n  entente track signed-2.pdf\n  entente track answers.yaml --party beta --out out\n')
    .action(async (file: string, options: Common & { party?: string; out?: string }) => {
      const kept = keptIn(options);
      await withWorld(kept ?? {}, async (world) => {
        const result = kept === undefined ? await perform(trackFile, context, { file: readInput(file) }, world) : { ...(await perform(trackAgreement, context, { agreement: file }, world)), calendar: undefined };
        const all = result.obligations as Obligation[];
        const obligations = options.party === undefined ? all : all.filter((one) => JSON.stringify(one.debtor).includes(`"${options.party}"`));
        if (options.out !== undefined && result.calendar !== undefined) writeOutput(join(options.out, result.calendar.name), result.calendar.bytes);
        if (options.format === 'json') sayJson({ obligations });
        else for (const line of obligations.flatMap(lines)) say(line);
        finish(0);
      });
    });
}

function lines(obligation: Obligation): string[] {
  const when = obligation.due === undefined ? (obligation.until === undefined ? 'at all times' : `until ${timingInWords(obligation.until)}`) : timingInWords(obligation.due);
  return [`${obligationInWords(obligation)}, to ${creditorsInWords(obligation)}`, `    ${when}`, `    ${stateInWords(obligation.state)}; ${sourceInWords(obligation)}`, ''];
}
