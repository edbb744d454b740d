import type { Party } from '#agreement/facts/answers';
import { isEuid, isLei, mayBeVat } from '#stages/inspect/checks/parties/identity-numbers';
import type { Check, Report } from '#stages/inspect/check';
import type { Subject } from '#stages/inspect/subject';
import page from './incomplete-identity.md';

/** Kinds that may be in no public register; legal-substance, party.registryIds. */
const withoutRegister = new Set(['public-body', 'university', 'charity', 'individual', 'international-organisation', 'unincorporated']);

/** Endings that show the legal form in a company's name. */
const forms = new Set(
  ('gmbh ag se kg kgaa ohg ug eg ev og ltd limited plc llp lp cic llc inc incorporated corp corporation co company sa sas sasu sarl snc sci scop bv nv vof cv srl spa sapa scarl sl slu sau sll lda oy oyj ab hb as asa aps a/s is i/s ' +
    'kft zrt nyrt sro spol doo dd ad ood eood oü as uab sia sp zoo pte pty kk gk pvt fze fzco cooperative coop foundation stiftung trust association').split(' '),
);

/** PTY-002: what identifies a party is missing, malformed, or a group name stands in place of the registered one. */
export const incompleteIdentity: Check = {
  code: 'PTY-002',
  rule: 'incomplete-identity',
  severity: 'error',
  needs: 'facts',
  pack: 'base',
  page,
  *run(subject) {
    for (const party of subject.answers?.parties ?? []) yield* identityOf(subject, party);
  },
};

function* identityOf(subject: Subject, party: Party): Generator<Report> {
  const name = party.shortName ?? party.legalName ?? party.id;
  const report = (field: string, problem: string): Report => ({ place: subject.placeOfFact(`parties.${party.id}.${field}`), params: { name, problem } });
  if (party.legalName === undefined) yield report('legalName', 'The full legal name is not known');
  if (party.legalForm === undefined && party.kind !== 'individual') yield report('legalForm', 'The legal form is not known');
  if (party.seat === undefined) yield report('seat', 'The seat is not known');
  const { registryIds, kind } = party;
  if (registryIds === undefined) yield report('registryIds', 'The register number is not known');
  else if (registryIds.length === 0 && kind !== undefined && !withoutRegister.has(kind)) yield report('registryIds', `A ${kind} has a register number, and none is given`);
  for (const entry of registryIds ?? []) {
    const { scheme, number } = entry;
    const at = `registryIds.${entry.id}.number`;
    if (number === undefined) yield report(at, 'A register entry has no number');
    else if (scheme === 'lei' && !isLei(number)) yield report(at, `The LEI ${number} is not well formed: its check digits do not fit`);
    else if (scheme === 'euid' && !isEuid(number)) yield report(at, `The EUID ${number} is not well formed`);
    else if (scheme === 'vat' && !mayBeVat(number)) yield report(at, `The VAT number ${number} has not the form of its country`);
    else if ((scheme === undefined || scheme === 'register') && !/\d/.test(number)) yield report(at, `The register number ${number} has no digit`);
  }
  if (party.legalName !== undefined && kind === 'company') yield* nameOf(party.legalName, party.legalForm, report);
}

/** A group or a trade name is nobody; a company's name shows its form. */
function* nameOf(legalName: string, legalForm: string | undefined, report: (field: string, problem: string) => Report): Generator<Report> {
  const words = legalName.toLowerCase().replace(/\./g, '').split(/[\s,&()-]+/);
  const shown = words.some((word) => forms.has(word)) || (legalForm !== undefined && legalName.toLowerCase().replace(/\./g, '').includes(legalForm.toLowerCase().replace(/\./g, '')));
  if (shown) return;
  if (/\b(?:group|gruppe|groupe|gruppo|grupo)$/i.test(legalName)) yield report('legalName', `“${legalName}” is the name of a group, not of a company`);
  else yield { ...report('legalName', `“${legalName}” shows no legal form; it may be a trade name`), severity: 'warning', confidence: 'medium' };
}
