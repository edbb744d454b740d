import { oncePerClause, placeIn, restOf, type Check } from '#stages/inspect/check';
import { rulesAmong } from '#stages/inspect/law';
import type { Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './insolvency-exit.md';

const words = ['insolvent', 'insolvency', 'bankruptcy', 'bankrupt', 'liquidation', 'receivership', 'administration of', 'safeguard proceedings', 'redressement'];

const rules = ['EW-11', 'DE-10', 'FR-12', 'US-05'];

/** ENF-010: insolvency alone ends the agreement or allows a party to end it, where the law of a party takes that right away. */
export const insolvencyExit: Check = {
  code: 'ENF-010',
  rule: 'insolvency-exit',
  severity: 'warning',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    const rule = rulesAmong(subject, rules)[0];
    if (rule === undefined) return;
    for (const { first, all } of oncePerClause(subject.find(words).filter((hit) => ends(subject, hit)))) {
      yield { place: placeIn(first.in, first.from, first.to), params: { words: first.in.text.text.slice(first.from, first.to), title: rule.title }, related: restOf(all), law: rule, confidence: 'medium' };
    }
    for (const { id, value } of subject.items('term.exits.causes')) {
      const text = typeof value.text === 'string' ? value.text : '';
      const found = words.find((word) => text.toLowerCase().includes(word));
      if (found !== undefined) yield { place: subject.placeOfFact(`term.exits.causes.${id}.text`), params: { words: found, title: rule.title }, law: rule };
    }
  },
};

/** True where the sentence ends the agreement, or lets a party end it, and does not deny it. */
function ends(subject: Subject, hit: Hit): boolean {
  const { lower } = subject.sentenceAt(hit.in, hit.from);
  return /\b(?:ends?|ended|terminates?|terminated|termination|withdraws?)\b/.test(lower) && !/\b(?:no right|not|nothing|no|remains?|without)\b/.test(lower);
}
