import { placeOf, type Check } from '#stages/inspect/check';
import { groupBy } from '#stages/inspect/subject';
import page from './single-party.md';

/** PTY-001: fewer than two different legal persons are parties. */
export const singleParty: Check = {
  code: 'PTY-001',
  rule: 'single-party',
  severity: 'error',
  needs: 'draft',
  pack: 'base',
  page,
  *run(subject) {
    const { parties } = subject;
    if (parties.length < 2) {
      yield { place: placeOf(null, 'parties'), params: { problem: parties.length === 0 ? 'No party is named' : `${parties[0]!.shortName ?? parties[0]!.legalName ?? parties[0]!.id} is the only party` } };
      return;
    }
    const persons = groupBy(parties, (party) => party.id);
    for (const [id, number] of registerNumbers(subject.answers?.parties ?? [])) {
      const same = persons.get(id);
      if (same !== undefined && number.first !== id) yield { place: subject.placeOfFact(`parties.${id}.registryIds`), params: { problem: `${nameOf(parties, id)} and ${nameOf(parties, number.first)} have the same register number ${number.shown}` } };
    }
    for (const [name, same] of groupBy(parties, (party) => (party.legalName ?? '').toLowerCase().replace(/\s+/g, ' ').trim())) {
      const second = same[1];
      if (name !== '' && second !== undefined) yield { place: subject.placeOfFact(`parties.${second.id}.legalName`), params: { problem: `${second.legalName ?? second.id} is named as a party more than once` } };
    }
  },
};

function nameOf(parties: readonly { id: string; shortName: string | null }[], id: string): string {
  return parties.find((party) => party.id === id)?.shortName ?? id;
}

/** For each party the party that was first named with one of its register numbers. */
function registerNumbers(parties: readonly { id: string; registryIds?: { scheme?: string; register?: string; number?: string }[] }[]): Map<string, { first: string; shown: string }> {
  const firsts = new Map<string, string>();
  const found = new Map<string, { first: string; shown: string }>();
  for (const party of parties) {
    for (const { scheme, register, number } of party.registryIds ?? []) {
      if (number === undefined) continue;
      // One number in two registers belongs to two persons; LEI, EUID and VAT numbers are unique by themselves.
      const key = `${scheme ?? 'register'} ${scheme === undefined || scheme === 'register' ? (register ?? '').toLowerCase() : ''} ${number.toLowerCase().replace(/[\s.-]/g, '')}`;
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, party.id);
      else if (first !== party.id) found.set(party.id, { first, shown: number });
    }
  }
  return found;
}
