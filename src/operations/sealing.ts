import type { Answers } from '#agreement/facts/answers';
import { itemsAt, valueAt } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import { InputError } from '#agreement/input-error';
import { digestOfBytes } from '#agreement/record/canonical';
import type { AgreementFile } from '#operations/agreement-file';
import type { Findings } from '#operations/findings';
import { blocking } from '#operations/findings';
import { exportContent, type Content } from '#operations/export-agreement';
import { checkpointName } from '#world/signing/checkpoint-signature';
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

/** The one level at which this program signs; nothing more is claimed. */
const ourLevel = 'simple';

/** Refuses a text that asks for another level of signature than we can give, unless a reason is given. */
export function refuseOtherLevel(answers: Answers, despite: string | undefined): void {
  const level = valueAt(answers, 'sign.method.level');
  if (typeof level !== 'string' || level === ourLevel || despite !== undefined) return;
  const words = factAt('sign.method.level')?.options;
  throw new InputError(
    `The text asks for signatures at the level "${words?.[level] ?? level}", and Entente signs at the level "${words?.[ourLevel] ?? ourLevel}".`,
    'Nothing was signed. Have the exported text signed by a service of that level, change the answer about signing, or give a reason for signing all the same.',
    'sign.method.level',
  );
}

/**
 * Refuses a PDF whose pages are not those that the agreement inside it gives: nobody signs a text other than the one they read.
 * The pages are set again from the data and compared byte by byte; what was sealed before is compared by its digest.
 */
export async function refuseOtherPages(opened: AgreementFile, bytes: Uint8Array, world: World): Promise<void> {
  const { answers, document, pages, pdf, version } = opened;
  const refuse = (): InputError =>
    new InputError('The pages of this PDF are not those that the agreement inside it gives: it was changed, or made by another version of Entente.', 'Nothing was signed. Draft the PDF again and read it, or ask for the file as it was sealed.');
  if (answers === undefined || pages === undefined || pdf === undefined) throw refuse();
  const noted = pdf.attachments.find((one) => one.name === checkpointName);
  const content: Content = { id: 'file', document, answers, version, final: pages.state === 'final', at: `${pages.date}T00:00:00Z`, ...(noted !== undefined && { checkpoint: new TextDecoder().decode(noted.bytes) }) };
  const fresh = pdf.verdict.expected === 0;
  const again = fresh ? (await exportContent(content, 'pdf', world, pages.paper)).bytes : (await sealContent(content, world, pages.paper)).pdf;
  const held = fresh || pdf.verdict.signed === 0 ? digestOfBytes(bytes) : pdf.verdict.sealed;
  if (digestOfBytes(again) !== held) throw refuse();
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
export async function sealContent(content: Content, world: World, paper: 'a4' | 'letter' = 'a4'): Promise<{ pdf: Uint8Array; fields: SignatoryField[] }> {
  const fields = signatoryFields(content.answers);
  if (fields.length === 0) throw new InputError('There are no parties to sign.', 'Nothing was sealed; name the parties and who signs for them.');
  const final = await exportContent({ ...content, final: true }, 'pdf', world, paper);
  const signer = await world.signer();
  return { pdf: await signer.seal(final.bytes, fields), fields };
}

/** The office that a signature may state: only that of the person whom the text names, never handed on to somebody else. */
export function officeOf(field: SignatoryField, signer: string): string {
  return field.person.trim().toLowerCase() === signer.trim().toLowerCase() ? (field.office ?? '') : '';
}
