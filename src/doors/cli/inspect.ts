import type { Command } from 'commander';
import { inspectAgreement } from '#operations/inspect-agreement';
import { inspectFile } from '#operations/inspect-file';
import { perform } from '#operations/perform';
import { readInput } from '#doors/cli/files';
import { lines, summary } from '#doors/cli/findings';
import { addKept, keptIn } from '#doors/cli/kept';
import type { ExitCode } from '#doors/cli/program';
import { context, say, sayJson, withWorld, type Common } from '#doors/cli/session';

/** `entente inspect FILE` */
export function inspectCommand(program: Command, finish: (code: ExitCode) => void): void {
  addKept(program.command('inspect'), 'data folder that keeps the agreement')
    .summary('find problems in an agreement')
    .description('Inspects answers, a drafted agreement (JSON or PDF), a text in Markdown, or with --data a kept agreement.')
    .argument('<file>', 'file, or with --data the id of an agreement')
    .option('--format <form>', 'text or json', 'text')
    .addHelpText('after', '\nExamples:\n  entente inspect answers.yaml\n  entente inspect out/agreement.json --format json\n\nExit code 1 if a problem blocks signing.\n')
    .action(async (file: string, options: Common) => {
      const kept = keptIn(options);
      await withWorld(kept ?? {}, async (world) => {
        const result = kept === undefined ? await perform(inspectFile, context, { file: readInput(file) }, world) : await perform(inspectAgreement, context, { agreement: file }, world);
        const { findings, notRun } = result;
        if (options.format === 'json') sayJson({ findings, notRun });
        else {
          for (const finding of findings) {
            for (const line of lines(finding)) say(line);
            say();
          }
          if (notRun.length > 0) say(`Not run, because there are no answers behind this text: ${notRun.join(', ')}.`);
          say(summary(findings));
        }
        finish(findings.some((finding) => finding.severity === 'error' && finding.setAside === null) ? 1 : 0);
      });
    });
}
