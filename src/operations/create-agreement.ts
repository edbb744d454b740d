import { z } from 'zod';
import { readAnswers, sentence } from '#agreement/facts/answers';
import { InputError } from '#agreement/input-error';
import type { Command } from '#agreement/record/decide';
import { blankState } from '#agreement/record/state';
import { valueAt } from '#agreement/facts/read';
import type { Answers } from '#agreement/facts/answers';
import { draft } from '#stages/draft/draft';
import { entriesOf, recordAnswers, recordParties } from '#operations/answers-record';
import { textBlob } from '#operations/change-text';
import { agreementId } from '#operations/forms';
import { libraryOf } from '#operations/library-of';
import { decideAll } from '#operations/load';
import { operation } from '#operations/operation';
import type { World } from '#world/world';

/** Opens an agreement from nothing, from an answers file, or from a bundled example, and drafts its first text. */
export const createAgreement = operation({
  name: 'create-agreement',
  summary: 'Open an agreement from answers, from an example, or empty.',
  kind: 'write',
  input: z.strictObject({
    // The reader of answers says itself what is too large, and how large a file may be.
    answers: z.string().max(50_000_000).optional().meta({ description: 'An answers file, YAML or JSON' }),
    example: z.string().max(100).optional().meta({ description: 'Name of a bundled example' }),
    type: z.string().max(10).optional().meta({ description: 'Type of agreement where nothing else is given, such as RD' }),
  }),
  output: z.object({ agreement: agreementId }),
  may: ['lead'],
  run: async ({ seat }, input, world) => {
    const answers = startingAnswers(input, world);
    const id = world.newId();
    const recorded = recordAnswers(entriesOf(answers), world);
    const text = textBlob(draft(libraryOf(world), answers).document);
    const title = valueAt(answers, 'agreement.title');
    const commands: Command[] = [
      { do: 'create', type: answers.type ?? null, title: typeof title === 'string' ? title : null, ...(input.example !== undefined && { example: input.example }) },
      { do: 'describe-parties', parties: recordParties(answers) },
      ...(recorded.answers.length > 0 ? [{ do: 'answer' as const, answers: recorded.answers }] : []),
      { do: 'draft', digest: text.digest, library: libraryOf(world).digest },
    ];
    const { append } = decideAll({ id, seat, state: blankState, heads: new Map() }, commands, world.now(), { blobs: [text.bytes], people: recorded.people, create: true });
    return { result: { agreement: id }, append };
  },
});

function startingAnswers(input: { answers?: string; example?: string; type?: string }, world: World): Answers {
  const text = input.example === undefined ? input.answers : world.examples().find((example) => example.name === input.example)?.answers;
  if (input.example !== undefined && text === undefined) throw new InputError(`There is no example called "${input.example}".`, `Examples: ${world.examples().map((example) => example.name).join(', ')}.`);
  const source = text ?? JSON.stringify({ entente: 1, ...(input.type !== undefined && { type: input.type }), parties: [], facts: {}, answers: [] });
  return answersOf(source);
}

/** The answers in a text; every problem with its line, what was expected and an example in one InputError. */
export function answersOf(text: string, file?: string): Answers {
  const read = readAnswers(text);
  if (read.ok) return read.answers;
  const shown = read.problems.slice(0, 50).map(sentence);
  const more = read.problems.length - shown.length;
  throw new InputError(`${read.problems.length === 1 ? 'One thing' : `${read.problems.length} things`} in these answers cannot be used:\n${shown.map((line) => `  ${line}`).join('\n')}${more > 0 ? `\n  … and ${more} more` : ''}\n`, 'Nothing was written; mend them and try again.', file);
}
