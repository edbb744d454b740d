import { evaluate, type FactReader } from '#agreement/condition';
import { itemsAt } from '#agreement/facts/read';
import type { ClauseTemplate } from '#library/library';
import { requiredIn } from '#library/memorandum';
import type { Subject } from '#stages/inspect/subject';

/** The facts as conditions of the library read them; everything is unknown where there are no answers. */
export function reader(subject: Subject): FactReader {
  return {
    value: (path) => subject.fact(path),
    items: (path) => (subject.answers === undefined ? undefined : itemsAt(subject.answers, path)),
  };
}

/**
 * The agreement type that requires a clause, its own or that of a module; undefined where none does (a memorandum needs little),
 * where its condition is not met, or where the parties left it out for a reason. Without answers only what is always required counts.
 */
export function requiredBy(subject: Subject, clause: ClauseTemplate): string | undefined {
  if (subject.type === null || subject.fact(`drafting.optOut.${clause.id}`) !== undefined) return undefined;
  const modules = subject.fact('agreement.modules');
  const type = requiredIn(clause, [subject.type, ...(Array.isArray(modules) ? (modules as string[]) : [])], reader(subject));
  if (type === undefined) return undefined;
  const { when } = clause.required;
  return when === null || (subject.answers !== undefined && evaluate(when, reader(subject)) !== false) ? type : undefined;
}

/** The heading of a library clause in plain words. */
export function titleOf(clause: ClauseTemplate): string {
  const pieces = clause.heading.en ?? Object.values(clause.heading)[0] ?? [];
  const words = pieces.map((piece) => ('text' in piece ? piece.text : 'term' in piece ? piece.words : '')).join('').trim();
  return words === '' ? clause.id : words;
}
