import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { digestOfBytes } from '#agreement/record/canonical';
import { openAgreementFile } from '#operations/agreement-file';
import { findingsOf } from '#operations/findings';
import { fileForm, signerName } from '#operations/forms';
import { libraryFor } from '#operations/library-of';
import { operation } from '#operations/operation';
import { officeOf, refuseOtherLevel, refuseOtherPages, refuseUnready, sealContent, signatoryFields } from '#operations/sealing';
import { reasonOf } from '#operations/sign-agreement';

const input = z.strictObject({
  file: fileForm,
  as: signerName.meta({ description: 'Name of the person who signs' }),
  for: z.string().trim().min(1).max(200).meta({ description: 'Party: its id, short name or legal name' }),
  despite: z.string().trim().min(3).max(2000).optional(),
});

/**
 * Signs a PDF of an agreement for one party. A draft is first set as the final text with all its empty fields; a sealed or partly
 * signed file is signed as it is. The pages must be those that the data inside gives, and that text is inspected before every signature.
 */
export const signFile = operation({
  name: 'sign-file',
  summary: 'Sign a PDF of an agreement.',
  kind: 'read',
  input,
  output: z.object({ file: fileForm, sealed: z.string(), made: z.boolean(), field: z.string(), party: z.string(), signed: z.number(), of: z.number(), waiting: z.array(z.string()), named: z.string() }),
  may: 'local',
  run: async (_context, { file, as, for: wanted, despite }, world) => {
    const opened = await openAgreementFile(file.bytes, file.name, world);
    const { answers, document, pdf } = opened;
    if (pdf === undefined || answers === undefined) throw new InputError('Only a PDF made by Entente can be signed here.', 'Draft the agreement with the format pdf and sign that file.', file.name);
    if (!['intact', 'unsigned'].includes(pdf.verdict.verdict)) throw new InputError(`This file must not be signed: ${pdf.verdict.sentence}`, 'Nothing was signed; ask for the file as it was sealed.', file.name);
    const key = wanted.toLowerCase();
    const party = answers.parties.find((one) => [one.id, one.shortName, one.legalName].some((name) => name?.toLowerCase() === key));
    if (party === undefined) throw new InputError(`"${wanted}" is not a party of this agreement.`, `Parties: ${answers.parties.map((one) => one.shortName ?? one.id).join(', ')}.`);
    const fresh = pdf.verdict.expected === 0;
    const at = world.now();
    await refuseOtherPages(opened, file.bytes, world);
    refuseUnready(findingsOf({ document, answers }, libraryFor(world, answers), at.slice(0, 10)), despite);
    refuseOtherLevel(answers, despite);
    const fields = signatoryFields(answers).filter((field) => field.partyId === party.id);
    const waiting = fresh ? fields : fields.filter((field) => pdf.verdict.empty.some((one) => one.field === field.name));
    const field = waiting.find((one) => one.person.toLowerCase() === as.toLowerCase()) ?? waiting[0];
    if (field === undefined) throw new InputError(`All signature fields of ${party.shortName ?? party.id} are signed already.`, 'Nothing was signed.');
    const sealed = fresh ? (await sealContent({ id: 'file', document, answers, version: opened.version, final: true, at }, world, opened.pages?.paper)).pdf : file.bytes;
    const digest = fresh ? digestOfBytes(sealed) : (pdf.verdict.sealed ?? pdf.verdict.digest);
    const signer = await world.signer();
    const bytes = await signer.sign(sealed, { field: field.name, name: as, organisation: field.party, role: officeOf(field, as), reason: reasonOf(digest, despite), at });
    const expected = fresh ? signatoryFields(answers).length : pdf.verdict.expected;
    const open = fresh ? signatoryFields(answers).map((one) => one.name) : pdf.verdict.empty.map((one) => one.field);
    const name = file.name.replace(/\.pdf$/i, '');
    return {
      result: {
        file: { name: `${name}.signed.pdf`, mediaType: 'application/pdf', bytes },
        sealed: digest,
        made: fresh,
        field: field.name,
        party: party.shortName ?? party.id,
        // Who the text says signs here; a different name is the signer's own statement.
        named: field.person,
        signed: expected - open.length + 1,
        of: expected,
        waiting: signatoryFields(answers).filter((one) => one !== field && one.name !== field.name && open.includes(one.name)).map((one) => `${one.person} for ${one.party}`),
      },
    };
  },
});
