import type { FactReader } from '#agreement/condition';
import { itemsAt } from '#agreement/facts/read';
import type { ClauseTemplate } from '#library/library';
import type { Subject } from '#stages/inspect/subject';

/** The facts as conditions of the library read them; everything is unknown where there are no answers. */
export function reader(subject: Subject): FactReader {
  return {
    value: (path) => subject.fact(path),
    items: (path) => (subject.answers === undefined ? undefined : itemsAt(subject.answers, path)),
  };
}

/** The heading of a library clause in plain words. */
export function titleOf(clause: ClauseTemplate): string {
  const pieces = clause.heading.en ?? Object.values(clause.heading)[0] ?? [];
  const words = pieces.map((piece) => ('text' in piece ? piece.text : 'term' in piece ? piece.words : '')).join('').trim();
  return words === '' ? clause.id : words;
}
