import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { digestOfBytes, isDigest } from '#agreement/record/canonical';
import type { Obligation } from '#agreement/obligation';
import { obligationInWords } from '#agreement/obligation-sentences';
import { referTo, type PersonRecord } from '#agreement/record/person';
import { localSeat } from '#agreement/record/seat';
import { agreementId, signerName } from '#operations/forms';
import { carrying } from '#operations/checkpoints';
import { decideAll, load, readBlob, textOf } from '#operations/load';
import { mailPeople, partyName } from '#operations/mails';
import { operation } from '#operations/operation';
import { officeOf, signatoryFields } from '#operations/sealing';
import { obligationsOf } from '#operations/track-agreement';
import type { AgreementDate } from '#world/store/store';

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
  run: async ({ seat, person: signer }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const { state } = loaded;
    const field = state.shared.seal?.fields.find((one) => one.id === input.field);
    if (state.shared.seal === null || field === undefined) throw new InputError('There is nothing to sign under that name.', 'Nothing was signed; seal the text first, then choose one of its fields.');
    if (seat.party !== localSeat.party && field.party !== seat.party) throw new InputError(`This place is for ${partyName(state, field.party)}, and you act for ${partyName(state, seat.party)}.`, 'Nothing was signed; choose a place of your own side.');
    const sealed = input.consent;
    if (!isDigest(sealed) || sealed !== state.shared.seal.pdf) throw new InputError('The consent names another text than the one that was sealed.', 'Nothing was signed; read the sealed text and consent to it.');
    const base = state.shared.signatures.at(-1)?.pdf ?? state.shared.seal.pdf;
    const known = signatoryFields(loaded.answers).find((one) => one.name === field.id);
    const at = world.now();
    const local = seat.party === localSeat.party;
    // Whoever drafts for all parties writes the names of others; everybody else signs with their own.
    const person: PersonRecord = { id: world.newId(), salt: world.newSalt(), details: { name: input.name }, ...(!local && { of: signer.person }) };
    const identity = local ? ('not-checked' as const) : signer.account ? ('account' as const) : ('link' as const);
    const hand = await world.signer();
    const pdf = await hand.sign(await readBlob(world, seat, loaded.id, base), {
      field: field.id,
      name: input.name,
      organisation: known?.party ?? field.party,
      role: known === undefined ? '' : officeOf(known, input.name),
      reason: reasonOf(sealed, state.shared.seal.despite, identity),
      at,
    });
    const command = { do: 'sign' as const, field: field.id, party: field.party, person: referTo(person), sealed, base, pdf: digestOfBytes(pdf), identity };
    const signed = state.shared.signatures.length + 1;
    const of = state.shared.seal.fields.length;
    const whole = signed === of;
    const occasion = { occasion: `signed-${signed}-${command.pdf}`, by: signer, ownToo: true } as const;
    const completed = { parties: state.parties.map((party) => partyName(state, party.id)), signatures: of, file: sealed };
    const mails = await mailPeople(world, loaded, whole ? { ...occasion, kind: 'completed', facts: completed } : { ...occasion, kind: 'signed', facts: { person: input.name, party: partyName(state, field.party), signed, of } });
    const { make } = await world.checkpointer();
    const { append } = decideAll(loaded, [command], at, {
      blobs: [pdf],
      people: [person],
      // The mail about the last signature carries the checkpoint over all that has happened, this signature included.
      checkpoint: whole ? { make, mails: (made) => mails.map((mail) => carrying(mail, made)) } : { make },
      ...(whole ? { dates: datesOf(await obligationsOf(textOf(loaded), loaded.answers, world, at.slice(0, 10))) } : { mails }),
    });
    return { result: { pdf: command.pdf, signed, of }, append };
  },
});

/** The days on which something is due, as lists show them. */
export function datesOf(obligations: readonly Obligation[]): AgreementDate[] {
  return obligations.flatMap((one): AgreementDate[] => {
    const on = one.due?.worked?.due.date;
    if (on === undefined || on === null || !('party' in one.debtor)) return [];
    return [{ party: one.debtor.party, on, obligation: one.id, what: obligationInWords(one), clause: one.clause.number || one.clause.heading }];
  });
}

/** What was proved of whoever signs, as the signature says it. */
const proofs = {
  'not-checked': 'Identity not checked.',
  link: 'Came in by a personal link; identity not checked otherwise.',
  account: 'Signed in to an account; identity not checked otherwise.',
} as const;

/** The consent as the signature carries it. */
export function reasonOf(sealed: string, despite: string | undefined, identity: keyof typeof proofs = 'not-checked'): string {
  const consent = `I agree to the text with the SHA-256 ${sealed.replace('sha256:', '')}. ${proofs[identity]}`;
  return despite === undefined ? consent : `${consent} Signed despite open problems: ${despite}`;
}
