import { z } from 'zod';
import { libraryOf } from '#operations/library-of';
import { operation } from '#operations/operation';

/** The compiled library, so that a browser can draft and inspect by itself. */
export const readLibrary = operation({
  name: 'read-library',
  summary: 'Read the compiled library of clauses.',
  kind: 'read',
  input: z.strictObject({}),
  output: z.unknown(),
  may: 'anyone',
  run: (_context, _input, world) => Promise.resolve({ result: libraryOf(world) }),
});
