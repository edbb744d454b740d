import { oncePerClause, placeIn, restOf, type Check, type Report } from '#stages/inspect/check';
import { repealedActs } from '#stages/inspect/checks/references/repealed-acts';
import { keyOf } from '#stages/inspect/definitions';
import type { Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './undated-source.md';

/** Papers of one side or of outsiders whose edition matters. */
const papers = [
  'policy', 'policies', 'guidelines', 'handbook', 'manual', 'code of conduct', 'rulebook', 'price list', 'rate card', 'general terms and conditions', 'standard terms and conditions', 'general conditions', 'terms of use', 'terms of service', 'house rules', 'standing instructions',
];

/** Words before such a paper that make it binding here. */
const binding = /(?:under|with|by|per|to|follow|follows|in|meet|meets|observe|apply|applies) the (?:[\p{L}-]+[’']?s? ){0,3}$/u;

/** What fixes an edition: a version, a date, a year, a place in this agreement. */
const fixed = /\b(?:version|edition|dated|as of|revision|rev|v\d|schedule|annex|appendix|exhibit|attached|this agreement|section|clause)\b|\b(?:19|20)\d\d\b|\bas amended\b|in force|from time to time/;

/** XRF-005: another document or a law is cited without its date or version, or is no longer in force. */
export const undatedSource: Check = {
  code: 'XRF-005',
  rule: 'undated-source',
  severity: 'warning',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    yield* repealed(subject);
    const loose = subject.find(papers).filter((hit) => binding.test(hit.in.lower.slice(Math.max(0, hit.from - 48), hit.from)) && !fixed.test(subject.sentenceAt(hit.in, hit.from).lower));
    for (const { first, all } of oncePerClause(loose)) {
      const words = first.in.text.text.slice(startOf(first), first.to);
      yield { place: placeIn(first.in, startOf(first), first.to), params: { words, problem: 'undated', by: '' }, related: restOf(all) };
    }
    for (const { first, all } of oncePerClause(subject.find(['act']).filter((hit) => isUndatedAct(hit) && !subject.defined.has(keyOf(hit.in.text.text.slice(actStart(hit), hit.to)))))) {
      const from = actStart(first);
      yield { place: placeIn(first.in, from, first.to), params: { words: first.in.text.text.slice(from, first.to), problem: 'no-year', by: '' }, related: restOf(all), confidence: 'medium' };
    }
  },
};

/** Acts by number that the table lists as repealed. */
function* repealed(subject: Subject): Generator<Report> {
  for (const { number, by } of repealedActs) {
    for (const hit of subject.find([number])) {
      // "2010/330" and "1330/2010" are other numbers.
      if (/[\d/]$/.test(hit.in.lower.slice(0, hit.from)) || /^\/?\d/.test(hit.in.lower.slice(hit.to, hit.to + 2))) continue;
      if (!/(?:regulation|directive|no\.?|\((?:eu|ec|eec)\)|reg\.?|dir\.?) ?$/.test(hit.in.lower.slice(Math.max(0, hit.from - 24), hit.from).trimEnd())) continue;
      yield { place: placeIn(hit.in, hit.from, hit.to), params: { words: hit.in.text.text.slice(hit.from, hit.to), problem: 'repealed', by } };
    }
  }
}

/** Where “partner policy” starts. */
function startOf(hit: Hit): number {
  const before = hit.in.lower.slice(Math.max(0, hit.from - 48), hit.from);
  return hit.from - (before.length - before.lastIndexOf('the ')) + 'the '.length;
}

/** “The Companies Act” without a year behind it. */
function isUndatedAct(hit: Hit): boolean {
  const words = hit.in.text.text;
  if (words.slice(hit.from, hit.to) !== 'Act') return false;
  if (!/\b[Tt]he (?:\p{Lu}[\p{L}’'-]*,? (?:and |of |on |for |in |to )?){1,7}$/u.test(words.slice(Math.max(0, hit.from - 90), hit.from))) return false;
  const after = words.slice(hit.to, hit.to + 24);
  return !/^(?:,? (?:of )?(?:\d{1,2} \p{L}+ )?\d{4}|,? as amended|”|"| \()/u.test(after);
}

function actStart(hit: Hit): number {
  const from = Math.max(0, hit.from - 90);
  const before = hit.in.text.text.slice(from, hit.from);
  return from + Math.max(before.lastIndexOf('the '), before.lastIndexOf('The ')) + 4;
}
