import { z } from 'zod';
import { fileForm } from '#operations/forms';
import { operation } from '#operations/operation';

/** Checks a signed PDF: intact or changed, who signed, when, and what that does not tell. Needs no account and no agreement here. */
export const verifyFile = operation({
  name: 'verify-file',
  summary: 'Check a signed PDF.',
  kind: 'read',
  input: z.strictObject({ file: fileForm }),
  output: z.object({ name: z.string(), verdict: z.unknown() }),
  may: 'anyone',
  run: async (_context, { file }, world) => ({ result: { name: file.name, verdict: (await world.readPdf(file.bytes)).verdict } }),
});
