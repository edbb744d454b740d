import { z } from 'zod';
import { operation } from '#operations/operation';
import { takeOverDrafts } from '#operations/set-up';

/** Gives an administrator a seat in agreements that were drafted on the command line and that nobody else reaches. */
export const takeOver = operation({
  name: 'take-over-drafts',
  summary: 'Take over the agreements drafted on the command line.',
  kind: 'write',
  input: z.strictObject({}),
  output: z.object({ agreements: z.number().meta({ description: 'How many were taken over now' }) }),
  may: 'administrator',
  run: async ({ person }, _input, world) => ({ result: { agreements: await takeOverDrafts(world, person.person, person.name) } }),
});
