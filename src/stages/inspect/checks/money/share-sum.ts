import { addDecimals, compareDecimals } from '#agreement/decimal';
import { placeIn, restOf, type Check, type Report } from '#stages/inspect/check';
import { groupBy, type Subject, type Text } from '#stages/inspect/subject';
import page from './share-sum.md';

/** MON-001: shares do not add up to exactly 100%. */
export const shareSum: Check = {
  code: 'MON-001',
  rule: 'share-sum',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    for (const list of ['money.shares', 'ip.jointRules.shares']) {
      for (const items of groupBy(subject.items(list), (item) => (typeof item.value.base === 'string' ? item.value.base : '')).values()) {
        const shares = items.map((item) => item.value.percent);
        if (shares.length === 0 || shares.some((share) => typeof share !== 'string')) continue;
        const sum = addDecimals(shares as string[]);
        if (compareDecimals(sum, '100') !== 0) yield { place: { ...subject.placeOfFact(`${items[0]!.path}.percent`), path: list }, params: { sum: printed(sum) } };
      }
    }
    yield* typedShares(subject);
  },
};

function printed(sum: string): string {
  return sum.includes('.') ? sum.replace(/0+$/, '').replace(/\.$/, '') : sum;
}

interface Share {
  text: Text;
  from: number;
  to: number;
  value: string;
  typed: boolean;
}

/** Lists in which somebody typed shares: items with one percentage each, after a line that speaks of shares. */
function* typedShares(subject: Subject): Generator<Report> {
  if (!subject.words.has('share') && !subject.words.has('shares') && !subject.words.has('proportions')) return;
  const texts = subject.operative;
  for (let index = 0; index < texts.length; index += 1) {
    const intro = texts[index] as Text;
    if (intro.text.kind === 'item' || !/\b(?:shares?|proportions?)\b/.test(intro.lower)) continue;
    const shares: Share[] = [];
    let next = index + 1;
    for (; texts[next]?.text.kind === 'item' && texts[next]?.section === intro.section; next += 1) {
      const share = shareIn(texts[next] as Text);
      if (share === undefined) break;
      shares.push(share);
    }
    const whole = texts[next]?.text.kind !== 'item' || texts[next]?.section !== intro.section;
    if (!whole || shares.length < 2 || !shares.some((share) => share.typed)) continue;
    const sum = addDecimals(shares.map((share) => share.value));
    if (compareDecimals(sum, '100') === 0) continue;
    const places = shares.map((share) => ({ in: share.text, from: share.from, to: share.to }));
    yield { place: placeIn(shares[0]!.text, shares[0]!.from, shares[0]!.to), params: { sum: printed(sum) }, related: restOf(places) };
  }
}

/** The only percentage of an item. */
function shareIn(text: Text): Share | undefined {
  const found = [...text.text.text.matchAll(/(\d{1,3}(?:\.\d{1,4})?) ?(?:%|percent\b|per cent\b)/g)];
  const match = found[0];
  if (match === undefined || found.length !== 1) return undefined;
  const run = text.text.runs.find((one) => match.index >= one.from && match.index < one.from + one.text.length);
  return { text, from: match.index, to: match.index + match[0].length, value: match[1] as string, typed: run?.kind === 'words' };
}
