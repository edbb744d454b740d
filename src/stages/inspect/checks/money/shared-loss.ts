import { oncePerClause, placeIn, restOf, type Check } from '#stages/inspect/check';
import type { Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './shared-loss.md';

/** MON-008: the parties share profit and loss, as partners do. */
export const sharedLoss: Check = {
  code: 'MON-008',
  rule: 'shared-loss',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    const model = subject.fact('money.model');
    if (Array.isArray(model) && model.includes('profit-share')) yield { place: subject.placeOfFact('money.model'), params: { kind: 'model', words: '' } };
    for (const { first, all } of oncePerClause(subject.find(['profit', 'profits']).filter((hit) => isShared(subject, hit)))) {
      const sentence = subject.sentenceAt(first.in, first.from);
      const loss = /\bloss(?:es)?\b/.exec(sentence.lower.slice(first.from - sentence.from));
      const to = loss === null ? first.to : first.from + loss.index + loss[0].length;
      yield { place: placeIn(first.in, first.from, to), params: { kind: 'text', words: first.in.text.text.slice(first.from, to) }, related: restOf(all) };
    }
  },
};

/** One sentence with profit, loss, and a verb of sharing, and no word that denies it. */
function isShared(subject: Subject, hit: Hit): boolean {
  const { lower } = subject.sentenceAt(hit.in, hit.from);
  return (
    /\bloss(?:es)?\b/.test(lower) &&
    /\b(?:share|shares|shared|sharing|split|splits|divide|divides|divided|bear|bears|borne|allocate|allocated|distribute|distributed)\b/.test(lower) &&
    !/\b(?:not|no|nor|neither|never|without|nothing|lost profits?|loss of profits?)\b/.test(lower)
  );
}
