import type { DocumentParty } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import { valueAt } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import { factInWords } from '#agreement/words/en';

/** Words for the person atoms of a Document from the answers at hand: names and contact details live there, never in the text. */
export function peopleFrom(answers: Answers): (id: string) => string | undefined {
  const parties: DocumentParty[] = answers.parties.map((party) => ({ id: party.id, shortName: party.shortName ?? null, legalName: party.legalName ?? null }));
  return (id) => {
    const value = valueAt(answers, id);
    return value === undefined || value === '' ? undefined : factInWords({ path: id, value, format: factAt(id)?.format ?? 'text' }, { parties });
  };
}
