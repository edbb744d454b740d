import { oncePerClause, placeIn, restOf, type Check } from '#stages/inspect/check';
import type { Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './undefined-base.md';

/** Bases of which one can take a share. */
const bases = [
  'net revenue', 'net revenues', 'net sales', 'net profit', 'net profits', 'net income', 'net proceeds', 'net receipts', 'gross revenue', 'gross revenues', 'gross profit', 'gross profits', 'gross margin', 'gross sales', 'net margin',
  'profit', 'profits', 'margin', 'margins', 'revenue', 'revenues', 'sales', 'turnover', 'proceeds', 'income', 'earnings',
];

/** A share in the same sentence, before the base. */
const share = /\d ?%|\bper ?cent\b|\bpercentage\b|\b(?:share|half|third|quarter|portion|part|split) of\b/;

/** MON-005: a share is taken of a base that nothing defines. */
export const undefinedBase: Check = {
  code: 'MON-005',
  rule: 'undefined-base',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    const model = subject.fact('money.model');
    if (Array.isArray(model) && (model.includes('revenue-share') || model.includes('profit-share'))) {
      const kind = subject.fact('money.revenueBase.definition');
      const deductions = subject.fact('money.revenueBase.deductions');
      if (kind === undefined) yield { place: subject.placeOfFact('money.revenueBase.definition'), params: { kind: 'unknown', words: '' } };
      else if (kind === 'net' && (!Array.isArray(deductions) || deductions.length === 0)) yield { place: subject.placeOfFact('money.revenueBase.deductions'), params: { kind: 'deductions', words: '' } };
    }
    for (const { first, all } of oncePerClause(subject.find(bases).filter((hit) => isShared(subject, hit) && !isExplained(subject, hit)))) {
      yield { place: placeIn(first.in, first.from, first.to), params: { kind: 'words', words: first.in.text.text.slice(first.from, first.to) }, related: restOf(all) };
    }
  },
};

/** “12% of Net Revenue”, “half of the profit”: a share, then “of”, then the base. */
function isShared(subject: Subject, hit: Hit): boolean {
  const sentence = subject.sentenceAt(hit.in, hit.from);
  const before = sentence.lower.slice(0, hit.from - sentence.from);
  return !/\b(?:no|not|nothing|without|nor|neither)\b/.test(before) && share.test(before) && /\b(?:of|in) (?:(?:the|its|all|any|such|each|their|total|annual|yearly|monthly|quarterly|resulting|received|overall|worldwide) ){0,3}$/.test(before);
}

/** Defined as a term, or explained in the same section by what is deducted. */
function isExplained(subject: Subject, hit: Hit): boolean {
  const key = hit.phrase;
  if ([key, key.endsWith('s') ? key.slice(0, -1) : `${key}s`].some((form) => subject.defined.has(form))) return true;
  // “Net revenue from X” may be defined under a longer name.
  if (subject.definitions.some((definition) => definition.key.endsWith(key))) return true;
  return subject.operative.some((text) => text.section === hit.in.section && /\b(?:deduct(?:s|ed|ing|ion|ions)?|less the following|minus|after deduction)\b/.test(text.lower));
}
