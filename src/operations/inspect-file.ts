import { z } from 'zod';
import { openAgreementFile } from '#operations/agreement-file';
import { findingsOf } from '#operations/findings';
import { fileForm, findingForm } from '#operations/forms';
import { libraryFor } from '#operations/library-of';
import { operation } from '#operations/operation';

/** Inspects a file: answers, a drafted agreement, or a text that was not drafted here. */
export const inspectFile = operation({
  name: 'inspect-file',
  summary: 'Inspect a file.',
  kind: 'read',
  input: z.strictObject({ file: fileForm }),
  output: z.object({ kind: z.enum(['answers', 'agreement', 'text']), findings: z.array(findingForm), notRun: z.array(z.string()) }),
  may: 'person',
  run: async (_context, { file }, world) => {
    const { kind, document, answers } = await openAgreementFile(file.bytes, file.name, world);
    return { result: { kind, ...findingsOf({ document, ...(answers !== undefined && { answers }) }, libraryFor(world, answers), world.now().slice(0, 10)) } };
  },
});
