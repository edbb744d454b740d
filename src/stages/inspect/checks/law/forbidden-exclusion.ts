import type { Rule } from '#library/library';
import { figureOn } from '#library/rules';
import { oncePerClause, placeIn, restOf, type Check } from '#stages/inspect/check';
import { governs, rulesAmong } from '#stages/inspect/law';
import type { Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './forbidden-exclusion.md';

/** Words for what a rule may protect, by the names that the rules use. */
const heads: Readonly<Record<string, readonly string[]>> = {
  intent: ['intent', 'intentional', 'intentionally', 'wilful', 'willful', 'wilfully', 'willfully', 'on purpose', 'deliberate', 'deliberately'],
  'gross-negligence': ['gross negligence', 'grossly negligent', 'gross fault'],
  'death-or-injury': ['death', 'personal injury', 'bodily injury', 'life, body or health'],
  fraud: ['fraud', 'fraudulent', 'fraudulently', 'fraudulent misrepresentation'],
  'product-liability': ['product liability', 'defective product', 'defective products'],
  guarantee: ['guaranteed quality', 'guaranteed qualities'],
  statute: ['violation of law', 'breach of a statute', 'statutory violation'],
};

const rules = ['EW-01', 'DE-02', 'FR-03', 'NY-02', 'CA-01', 'DEL-02', 'EU-14'];

/** Words that take liability away. */
const excluding = /\b(?:not (?:be )?liable|no liability|exclud(?:es?|ed)|waives?|releases?|limited to|in no event)\b/;
/** Words that put it back, or that speak of something else. */
const sparing = /\b(?:nothing in this|does not (?:exclude|limit|apply)|do not (?:exclude|limit|apply)|except|other than|save for|unless|without limit|unlimited)\b/;

/** ENF-001: an exclusion or limit of liability names what the governing law protects from it. */
export const forbiddenExclusion: Check = {
  code: 'ENF-001',
  rule: 'forbidden-exclusion',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    for (const rule of rulesAmong(subject, rules).filter((one) => governs(subject, one))) {
      for (const head of protectedBy(subject, rule)) {
        for (const { first, all } of oncePerClause(subject.find(heads[head] ?? []).filter((hit) => reaches(subject, hit)))) {
          yield { place: placeIn(first.in, first.from, first.to), params: { words: first.in.text.text.slice(first.from, first.to), title: rule.title }, related: restOf(all), law: rule, confidence: 'medium' };
        }
      }
    }
  },
};

function protectedBy(subject: Subject, rule: Rule): readonly string[] {
  const figure = figureOn(subject.library, rule.id, 'protected', subject.today);
  return figure?.known === true && Array.isArray(figure.is) ? figure.is : [];
}

/** True where the sentence takes liability away and names the head as one that this reaches. */
function reaches(subject: Subject, hit: Hit): boolean {
  const { lower, from } = subject.sentenceAt(hit.in, hit.from);
  if (!excluding.test(lower) || sparing.test(lower)) return false;
  return /\b(?:even|also|including|includes|for|from|by|of|or)\b/.test(lower.slice(0, hit.from - from));
}
