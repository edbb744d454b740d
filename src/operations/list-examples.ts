import { z } from 'zod';
import { answersOf } from '#operations/create-agreement';
import { operation } from '#operations/operation';
import type { World } from '#world/world';

const exampleForm = z.object({
  name: z.string(),
  title: z.string(),
  /** Its parties in order, so that whoever opens it says which of them to be. */
  parties: z.array(z.object({ id: z.string(), name: z.string() })),
});

/** The bundled examples that an agreement can start from, with their parties. */
export const listExamples = operation({
  name: 'list-examples',
  summary: 'List the bundled examples.',
  kind: 'read',
  input: z.strictObject({}),
  output: z.object({ items: z.array(exampleForm) }),
  may: 'anyone',
  run: (_context, _input, world) => Promise.resolve({ result: { items: itemsOf(world.examples()) } }),
});

// The examples do not change while the program runs, and reading their answers costs more than all the rest.
const read = new WeakMap<ReturnType<World['examples']>, z.output<typeof exampleForm>[]>();

function itemsOf(examples: ReturnType<World['examples']>): z.output<typeof exampleForm>[] {
  const known = read.get(examples);
  if (known !== undefined) return known;
  const items = examples.map(({ name, title, answers }) => ({
    name,
    title,
    parties: answersOf(answers, name).parties.map((party) => ({ id: party.id, name: [party.shortName, party.legalName].find((one) => one !== undefined && one !== '') ?? party.id })),
  }));
  read.set(examples, items);
  return items;
}
