import type { DocumentParty } from '#agreement/document/schema';
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
      yield { place: placeOf(null, 'parties'), params: { problem: parties.length === 0 ? 'none' : 'one', name: parties.length === 0 ? '' : nameOf(parties, parties[0]!.id), other: '', number: '' } };
      return;
    }
    const persons = groupBy(parties, (party) => party.id);
    for (const [id, number] of registerNumbers(subject.answers?.parties ?? [])) {
      const same = persons.get(id);
      if (same !== undefined && number.first !== id) yield { place: subject.placeOfFact(`parties.${id}.registryIds`), params: { problem: 'number', name: nameOf(parties, id), other: nameOf(parties, number.first), number: number.shown } };
    }
    for (const [name, same] of groupBy(parties, (party) => (party.legalName ?? '').toLowerCase().replace(/\s+/g, ' ').trim())) {
      const second = same[1];
      if (name !== '' && second !== undefined) yield { place: subject.placeOfFact(`parties.${second.id}.legalName`), params: { problem: 'name', name: second.legalName ?? second.id, other: '', number: '' } };
    }
  },
};

function nameOf(parties: readonly DocumentParty[], id: string): string {
  const party = parties.find((one) => one.id === id);
  return party?.shortName ?? party?.legalName ?? id;
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
