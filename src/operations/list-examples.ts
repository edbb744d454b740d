import { z } from 'zod';
import { operation } from '#operations/operation';

/** The bundled examples that an agreement can start from. */
export const listExamples = operation({
  name: 'list-examples',
  summary: 'List the bundled examples.',
  kind: 'read',
  input: z.strictObject({}),
  output: z.object({ items: z.array(z.object({ name: z.string(), title: z.string() })) }),
  may: 'anyone',
  run: (_context, _input, world) => Promise.resolve({ result: { items: world.examples().map(({ name, title }) => ({ name, title })) } }),
});
