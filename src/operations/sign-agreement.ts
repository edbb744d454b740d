import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { digestOfBytes, isDigest } from '#agreement/record/canonical';
import { referTo } from '#agreement/record/person';
import { agreementId, signerName } from '#operations/forms';
import { decideAll, load, readBlob } from '#operations/load';
import { operation } from '#operations/operation';
import { officeOf, signatoryFields } from '#operations/sealing';

/** Signs one field of a sealed agreement. The consent names the digest of the sealed file; nothing else is ever signed. */
export const signAgreement = operation({
  name: 'sign-agreement',
  summary: 'Sign for a party.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    field: z.string().max(100),
    name: signerName.meta({ description: 'Name of the person who signs' }),
    consent: z.string().refine(isDigest, 'expected the SHA-256 of the sealed file').meta({ description: 'SHA-256 of the sealed file that the person read' }),
  }),
  output: z.object({ pdf: z.string(), signed: z.number(), of: z.number() }),
  may: ['lead', 'signatory'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const { state } = loaded;
    const field = state.seal?.fields.find((one) => one.id === input.field);
    if (state.seal === null || field === undefined) throw new InputError('There is nothing to sign under that name.', 'Nothing was signed; seal the text first, then choose one of its fields.');
    const sealed = input.consent;
    if (!isDigest(sealed) || sealed !== state.seal.pdf) throw new InputError('The consent names another text than the one that was sealed.', 'Nothing was signed; read the sealed text and consent to it.');
    const base = state.signatures.at(-1)?.pdf ?? state.seal.pdf;
    const known = signatoryFields(loaded.answers).find((one) => one.name === field.id);
    const at = world.now();
    const person = { id: world.newId(), salt: world.newSalt(), details: { name: input.name } };
    const signer = await world.signer();
    const pdf = await signer.sign(await readBlob(world, seat, loaded.id, base), {
      field: field.id,
      name: input.name,
      organisation: known?.party ?? field.party,
      role: known === undefined ? '' : officeOf(known, input.name),
      reason: reasonOf(sealed, state.seal.despite),
      at,
    });
    const command = { do: 'sign' as const, field: field.id, party: field.party, person: referTo(person), sealed, base, pdf: digestOfBytes(pdf) };
    const { append } = decideAll(loaded, [command], at, { blobs: [pdf], people: [person] });
    return { result: { pdf: command.pdf, signed: state.signatures.length + 1, of: state.seal.fields.length }, append };
  },
});

/** The consent as the signature carries it. */
export function reasonOf(sealed: string, despite: string | undefined): string {
  const consent = `I agree to the text with the SHA-256 ${sealed.replace('sha256:', '')}. Identity not checked.`;
  return despite === undefined ? consent : `${consent} Signed despite open problems: ${despite}`;
}
