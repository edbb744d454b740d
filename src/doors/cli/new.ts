import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { agreementTypes } from '#agreement/facts/schema/purpose';
import { answersJsonSchema } from '#agreement/facts/json-schema';
import { InputError } from '#agreement/input-error';
import { kindFrom, kindQuestions, type KindAnswers } from '#stages/ask/kind';
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
    .option('--type <type>', `type of agreement: ${Object.keys(agreementTypes).join(', ')} (without it and --is: BC)`)
    .option('--is <list>', `what is true of the cooperation, separated by commas, from which the type follows: ${kindQuestions.map(({ id, statement }) => `${id} (${statement})`).join('; ')}`)
    .option('--parties <list>', 'short names of the parties, separated by commas', 'Alpha,Beta')
    .option('--out <file>', 'where to write it', 'answers.yaml')
    .option('--schema', 'print the JSON Schema of answers files instead')
    .addHelpText('after', '\nExamples:\n  entente new --type RD --parties "Northwind,Aldermoor" --out answers.yaml\n  entente new --is research,open --parties "Northwind,Aldermoor"\n  entente new --schema > answers.schema.json\n')
    .action((options: { type?: string; is?: string; parties: string; out: string; schema?: boolean }) => {
      if (options.schema === true) {
        sayJson(answersJsonSchema());
        return finish(0);
      }
      if (options.type !== undefined && options.is !== undefined) throw new InputError('The type was given twice, with --type and with --is.', 'Give one of them.', '--type');
      const kind = options.is === undefined ? undefined : kindFrom(saidIn(options.is));
      const type = kind?.type ?? options.type ?? 'BC';
      if (!Object.hasOwn(agreementTypes, type)) throw new InputError(`"${type}" is not a type of agreement.`, `Types: ${Object.keys(agreementTypes).join(', ')}.`, '--type');
      if (existsSync(options.out)) throw new InputError('There is a file of that name already; it was left as it is.', 'Choose another name with --out.', options.out);
      const names = options.parties.split(',').map((name) => name.trim()).filter((name) => name !== '');
      writeOutput(options.out, new TextEncoder().encode(starterAnswers(type, names, kind?.modules.map((module) => module.type))));
      say(options.out);
      if (kind !== undefined) for (const reason of [kind.reason, ...kind.modules.map((module) => `Offered in the file: ${module.reason}`)]) say(reason);
      say(plainNotice);
      return finish(0);
    });
}

/** What was said to be true, and by leaving it out what is not. */
function saidIn(list: string): KindAnswers {
  const named = list.split(',').map((one) => one.trim()).filter((one) => one !== '');
  const stranger = named.find((one) => !kindQuestions.some(({ id }) => id === one));
  if (stranger !== undefined) throw new InputError(`"${stranger}" is nothing that decides the type.`, `Choose from: ${kindQuestions.map(({ id }) => id).join(', ')}.`, '--is');
  return Object.fromEntries(kindQuestions.map(({ id }) => [id, named.includes(id)]));
}
