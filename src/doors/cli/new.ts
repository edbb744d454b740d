import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { agreementTypes } from '#agreement/facts/schema/purpose';
import { answersJsonSchema } from '#agreement/facts/json-schema';
import { InputError } from '#agreement/input-error';
import { starterAnswers } from '#stages/ask/starter';
import { plainNotice } from '#agreement/words/notice';
import { writeOutput } from '#doors/cli/files';
import type { ExitCode } from '#doors/cli/program';
import { say, sayJson } from '#doors/cli/session';

/** `entente new --type RD --out answers.yaml` */
export function newCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('new')
    .summary('start an answers file')
    .description('Writes an answers file with every question of a type, ready to fill in; or prints its JSON Schema for an editor.')
    .option('--type <type>', `type of agreement: ${Object.keys(agreementTypes).join(', ')}`, 'BC')
    .option('--parties <list>', 'short names of the parties, separated by commas', 'Alpha,Beta')
    .option('--out <file>', 'where to write it', 'answers.yaml')
    .option('--schema', 'print the JSON Schema of answers files instead')
    .addHelpText('after', '\nExamples:\n  entente new --type RD --parties "Northwind,Aldermoor" --out answers.yaml\n  entente new --schema > answers.schema.json\n')
    .action((options: { type: string; parties: string; out: string; schema?: boolean }) => {
      if (options.schema === true) {
        sayJson(answersJsonSchema());
        return finish(0);
      }
      if (!Object.hasOwn(agreementTypes, options.type)) throw new InputError(`"${options.type}" is not a type of agreement.`, `Types: ${Object.keys(agreementTypes).join(', ')}.`, '--type');
      if (existsSync(options.out)) throw new InputError('There is a file of that name already; it was left as it is.', 'Choose another name with --out.', options.out);
      const names = options.parties.split(',').map((name) => name.trim()).filter((name) => name !== '');
      writeOutput(options.out, new TextEncoder().encode(starterAnswers(options.type, names)));
      say(options.out);
      say(plainNotice);
      return finish(0);
    });
}
