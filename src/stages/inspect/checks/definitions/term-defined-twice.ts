import { placeIn, type Check } from '#stages/inspect/check';
import { deleteSentence } from '#stages/inspect/fix';
import type { Definition } from '#stages/inspect/definitions';
import page from './term-defined-twice.md';

/** DEF-003: one term is defined in two places. */
export const termDefinedTwice: Check = {
  code: 'DEF-003',
  rule: 'term-defined-twice',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    for (const all of subject.defined.values()) {
      // A name in a bracket may be repeated in each form of the parties; two meanings are the fault.
      const [first, ...others] = all.filter((definition) => !definition.party && !definition.pointer && (definition.id !== null || /^\p{Lu}/u.test(definition.term))) as Definition[];
      if (first === undefined) continue;
      for (const second of others) {
        if (second.sentence === first.sentence) continue;
        const whole = second.body !== null && subject.definitionsPerSentence.get(second.sentence) === 1;
        yield {
          place: placeIn(second.in, second.from, second.to),
          params: { term: second.term },
          related: [placeIn(first.in, first.from, first.to)],
          fixes: [whole ? deleteSentence(subject, 'Delete this definition', second.in, second.sentence.from, second.sentence.to) : undefined],
        };
      }
    }
  },
};
