import type { Party } from '#agreement/facts/answers';
import { isEuid, isLei, mayBeVat } from '#stages/inspect/checks/parties/identity-numbers';
import type { Check, Report } from '#stages/inspect/check';
import type { Subject } from '#stages/inspect/subject';
import page from './incomplete-identity.md';

/** Kinds that may be in no public register. */
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

/** Reports a field of the party, by the code of what is wrong. */
type Tell = (field: string, problem: string, words?: string) => Report;

function* identityOf(subject: Subject, party: Party): Generator<Report> {
  const name = party.shortName ?? party.legalName ?? party.id;
  const report: Tell = (field, problem, words = '') => ({ place: subject.placeOfFact(`parties.${party.id}.${field}`), params: { name, problem, words } });
  if (party.legalName === undefined) yield report('legalName', 'no-name');
  if (party.legalForm === undefined && party.kind !== 'individual') yield report('legalForm', 'no-form');
  if (party.seat === undefined) yield report('seat', 'no-seat');
  const { registryIds, kind } = party;
  if (registryIds === undefined) yield report('registryIds', 'no-register');
  else if (registryIds.length === 0 && kind !== undefined && !withoutRegister.has(kind)) yield report('registryIds', 'unregistered');
  for (const entry of registryIds ?? []) {
    const { scheme, number } = entry;
    const at = `registryIds.${entry.id}.number`;
    if (number === undefined) yield report(at, 'no-number');
    else if (scheme === 'lei' && !isLei(number)) yield report(at, 'lei', number);
    else if (scheme === 'euid' && !isEuid(number)) yield report(at, 'euid', number);
    else if (scheme === 'vat' && !mayBeVat(number)) yield report(at, 'vat', number);
    else if ((scheme === undefined || scheme === 'register') && !/\d/.test(number)) yield report(at, 'digits', number);
  }
  if (party.legalName !== undefined && kind === 'company') yield* nameOf(party.legalName, party.legalForm, report);
}

/** A group or a trade name is nobody; a company's name shows its form. */
function* nameOf(legalName: string, legalForm: string | undefined, report: Tell): Generator<Report> {
  const words = legalName.toLowerCase().replace(/\./g, '').split(/[\s,&()-]+/);
  const shown = words.some((word) => forms.has(word)) || (legalForm !== undefined && legalName.toLowerCase().replace(/\./g, '').includes(legalForm.toLowerCase().replace(/\./g, '')));
  if (shown) return;
  if (/\b(?:group|gruppe|groupe|gruppo|grupo)$/i.test(legalName)) yield report('legalName', 'group', legalName);
  else yield { ...report('legalName', 'trade-name', legalName), severity: 'warning', confidence: 'medium' };
}
