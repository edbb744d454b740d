import { lawName } from '#agreement/words/en';
import { placeName } from '#agreement/words/places';
import type { Check } from '#stages/inspect/check';
import { lawOf, packsOf, rulesAmong } from '#stages/inspect/law';
import page from './foreign-law.md';

/** ENF-005: the chosen law has no link to a party or to the work. */
export const foreignLaw: Check = {
  code: 'ENF-005',
  rule: 'foreign-law',
  severity: 'warning',
  needs: 'facts',
  pack: 'base',
  page,
  *run(subject) {
    const law = lawOf(subject)?.toUpperCase();
    const parties = subject.answers?.parties ?? [];
    const seats = parties.flatMap((party) => (party.seat === undefined ? [] : [party.seat]));
    if (law === undefined || seats.length === 0 || seats.length < parties.length) return;
    const territory = subject.fact('scope.territory');
    const places = [...(Array.isArray(territory) ? (territory as string[]) : []), ...subject.items('work.items').flatMap((item) => (typeof item.value.place === 'string' ? [item.value.place] : []))];
    const packs = packsOf(subject).uses.flatMap((use) => subject.library.packs.filter((pack) => pack.id === use.pack && pack.law === law.toLowerCase()));
    const covered = [law, ...packs.flatMap((pack) => pack.covers)];
    // A country without its part may be the very part whose law was chosen.
    const linked = (code: string): boolean => covered.some((one) => code === one || code.startsWith(`${one}-`) || one.startsWith(`${code}-`));
    if ([...seats, ...places].some(linked)) return;
    const homes = [...new Set(seats.map((seat) => seat.slice(0, 2)))];
    const rule = rulesAmong(subject, ['EU-01'])[0];
    yield {
      place: subject.placeOfFact('law.governing'),
      params: { kind: homes.length === 1 ? 'one-home' : 'no-link', law: lawName(law.toLowerCase()), home: placeName(homes[0] as string) },
      ...(rule !== undefined && { law: rule }),
    };
  },
};
