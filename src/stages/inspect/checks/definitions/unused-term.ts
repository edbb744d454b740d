import { placeIn, type Check } from '#stages/inspect/check';
import { deleteSentence } from '#stages/inspect/fix';
import type { Definition } from '#stages/inspect/definitions';
import type { Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './unused-term.md';

/** DEF-002: a term is defined and then never used. */
export const unusedTerm: Check = {
  code: 'DEF-002',
  rule: 'unused-term',
  severity: 'advice',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    const uses = new Map<string, Hit[]>();
    for (const definition of subject.definitions) {
      // A label in small letters is explained where it stands; only capitals, and terms of our library, promise a use elsewhere.
      const isTerm = /^\p{Lu}/u.test(definition.term) || (definition.id !== null && Object.hasOwn(subject.library.terms, definition.id));
      if (definition.party || definition.pointer || !isTerm || isUsed(subject, definition, uses)) continue;
      const { sentence } = definition;
      // What stands in a bracket or names something in passing cannot be cut out with its sentence.
      const whole = definition.body !== null && subject.definitionsPerSentence.get(sentence) === 1;
      yield {
        place: placeIn(definition.in, definition.from, definition.to),
        params: { term: definition.term },
        fixes: [whole ? deleteSentence(subject, 'Delete the definition', definition.in, sentence.from, sentence.to) : undefined],
      };
    }
  },
};

/** A term is used where it stands again outside the sentence that defines it, in any number, in words, tables or bound values. */
function isUsed(subject: Subject, definition: Definition, uses: Map<string, Hit[]>): boolean {
  if (definition.id !== null && subject.runs.some(({ in: text, run }) => run.kind === 'term' && run.target === definition.id && !inside(text.index, run.from, definition))) return true;
  const { key } = definition;
  let hits = uses.get(key);
  if (hits === undefined) uses.set(key, (hits = subject.find(formsOf(key))));
  if (hits.some((hit) => !inside(hit.in.index, hit.from, definition))) return true;
  // Headings and table cells use terms too.
  return subject.texts.some((text) => !text.operative && text.lower.includes(key));
}

function formsOf(key: string): string[] {
  return [key, key.endsWith('y') ? `${key.slice(0, -1)}ies` : `${key}s`, ...(key.endsWith('ies') ? [`${key.slice(0, -3)}y`] : key.endsWith('s') ? [key.slice(0, -1)] : [])];
}

function inside(text: number, offset: number, { in: own, sentence }: Definition): boolean {
  return text === own.index && offset >= sentence.from && offset < sentence.to;
}
