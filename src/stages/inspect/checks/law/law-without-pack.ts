import { gapInWords } from '#library/packs-for';
import type { Check } from '#stages/inspect/check';
import { packsOf } from '#stages/inspect/law';
import page from './law-without-pack.md';

/** ENF-015: the governing law, or the law of a seat or place of work, has no pack, so nothing was adapted to it or checked against it. */
export const lawWithoutPack: Check = {
  code: 'ENF-015',
  rule: 'law-without-pack',
  severity: 'warning',
  needs: 'facts',
  pack: 'base',
  page,
  *run(subject) {
    const titles = new Map([...subject.library.packs, ...subject.library.lookedAt].map((pack) => [pack.id, pack.title]));
    for (const gap of packsOf(subject).gaps) {
      const { reason } = gap;
      const path = reason.kind === 'governing-law' ? 'law.governing' : reason.kind === 'seat' ? `parties.${reason.party}.seat` : 'scope.territory';
      yield {
        place: subject.placeOfFact(path),
        severity: reason.kind === 'governing-law' ? 'warning' : 'advice',
        params: { sentence: gapInWords(gap, (pack) => titles.get(pack) ?? pack).replace(/\.$/, '') },
      };
    }
  },
};
