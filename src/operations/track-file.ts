import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { openAgreementFile } from '#operations/agreement-file';
import { exportContent } from '#operations/export-agreement';
import { fileForm } from '#operations/forms';
import { operation } from '#operations/operation';
import { obligationsOf } from '#operations/track-agreement';

/** The obligations of an agreement in a file, and their calendar. A fully signed PDF starts its clocks on the day of the last signature. */
export const trackFile = operation({
  name: 'track-file',
  summary: 'List the obligations of an agreement in a file.',
  kind: 'read',
  input: z.strictObject({ file: fileForm }),
  output: z.object({ obligations: z.array(z.unknown()), today: z.string(), calendar: fileForm }),
  may: 'person',
  run: async (_context, { file }, world) => {
    const { document, answers, version, pdf } = await openAgreementFile(file.bytes, file.name, world);
    if (answers === undefined) throw new InputError('This text has no answers behind it, so its obligations are not known.', 'Choose answers, or an agreement drafted by Entente.', file.name);
    const verdict = pdf?.verdict;
    const signed = verdict?.verdict === 'intact' && verdict.signed === verdict.expected ? verdict.signatures.map((one) => one.signedAt ?? '').sort().at(-1) : undefined;
    const signedOn = signed === undefined || signed === '' ? undefined : signed.slice(0, 10);
    const calendar = await exportContent({ id: 'file', document, answers, version, final: signedOn !== undefined, at: world.now() }, 'ics', world);
    return { result: { obligations: await obligationsOf(document, answers, world, signedOn), today: world.now().slice(0, 10), calendar } };
  },
});
