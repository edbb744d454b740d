import type { Check } from '#stages/inspect/check';
import page from './no-legal-personality.md';

/** Names of parts of an organisation. An institute, a centre or a school can be a legal person and is not listed. */
const parts = /^(?:the )?(?:department|dept|division|faculty|chair|branch|section|unit|working group|project group|research group|steering group|task force|team|laboratory|office|secretariat) (?:of|for)\b|\b(?:department|division|branch|branch office|working group|project group|project team|task force|joint venture \(unincorporated\)|(?:zweig)?niederlassung|abteilung|fakultät|lehrstuhl|succursale)$/i;

/** PTY-003: a party is a part of an organisation or another unit that is no legal person. */
export const noLegalPersonality: Check = {
  code: 'PTY-003',
  rule: 'no-legal-personality',
  severity: 'error',
  needs: 'draft',
  pack: 'base',
  page,
  *run(subject) {
    for (const party of subject.parties) {
      const kind = subject.answers?.parties.find((one) => one.id === party.id)?.kind;
      const name = party.legalName ?? party.shortName ?? party.id;
      if (kind === 'unincorporated') yield { place: subject.placeOfFact(`parties.${party.id}.kind`), params: { name } };
      else if (party.legalName !== null && parts.test(party.legalName)) yield { place: subject.placeOfFact(`parties.${party.id}.legalName`), params: { name }, confidence: 'medium' };
    }
  },
};
