import type { Answers } from '#agreement/facts/answers';
import { itemsAt } from '#agreement/facts/read';
import { InputError } from '#agreement/input-error';
import type { Findings } from '#operations/findings';
import { blocking } from '#operations/findings';
import { exportContent, type Content } from '#operations/export-agreement';
import type { FieldToMake, World } from '#world/world';

/** A signature field with the party and person it is for. */
export interface SignatoryField extends FieldToMake {
  /** Party id. */
  partyId: string;
  office: string | null;
}

/** One field for each signatory whom the parties named; a party without one gets a field that anybody for it may sign. */
export function signatoryFields(answers: Answers): SignatoryField[] {
  return (itemsAt(answers, 'party.signatories') ?? []).map((item) => {
    const partyId = String(item.value.party);
    const party = answers.parties.find((one) => one.id === partyId);
    const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
    const person = text(item.value.name) ?? `a signatory of ${party?.shortName ?? partyId}`;
    return { name: `sign-${partyId}-${item.id}`.slice(0, 60), partyId, party: party?.legalName ?? party?.shortName ?? partyId, person, office: text(item.value.office) };
  });
}

/** Refuses a text with blocking problems unless a reason is given; the reason is kept as evidence. */
export function refuseUnready(findings: Findings, despite: string | undefined): void {
  const errors = blocking(findings);
  if (errors.length === 0 || despite !== undefined) return;
  const shown = errors.slice(0, 10).map((finding) => `  ${finding.code}${finding.where === '' ? '' : ` in ${finding.where}`}: ${finding.message}`);
  const more = errors.length - shown.length;
  throw new InputError(
    `${errors.length === 1 ? 'One problem blocks' : `${errors.length} problems block`} signing:\n${shown.join('\n')}${more > 0 ? `\n  … and ${more} more` : ''}\n`,
    'Nothing was signed. Mend them, or give a reason for signing all the same, which becomes part of the evidence.',
  );
}

/** Makes the final PDF of a text with all its empty signature fields. */
export async function sealContent(content: Content, world: World): Promise<{ pdf: Uint8Array; fields: SignatoryField[] }> {
  const fields = signatoryFields(content.answers);
  if (fields.length === 0) throw new InputError('There are no parties to sign.', 'Nothing was sealed; name the parties and who signs for them.');
  const final = await exportContent({ ...content, final: true }, 'pdf', world);
  const signer = await world.signer();
  return { pdf: await signer.seal(final.bytes, fields), fields };
}
