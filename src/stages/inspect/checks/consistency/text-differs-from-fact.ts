import { boundValue } from '#agreement/facts/bound';
import { itemsAt } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import type { FactAttrs } from '#agreement/document/schema';
import { wordsIn } from '#agreement/words/language';
import { schema } from '#agreement/document/schema';
import { placeIn, type Check, type Report } from '#stages/inspect/check';
import { typedOver } from '#stages/inspect/checks/consistency/typed-over';
import { replaceWords } from '#stages/inspect/fix';
import type { Subject } from '#stages/inspect/subject';
import page from './text-differs-from-fact.md';

/** CON-001: the text says something else than the answers: a bound value is out of date, or words were typed over it. */
export const textDiffersFromFact: Check = {
  code: 'CON-001',
  rule: 'text-differs-from-fact',
  severity: 'error',
  needs: 'facts',
  pack: 'base',
  page,
  *run(subject) {
    yield* staleValues(subject);
    yield* typedValues(subject);
  },
};

/** Bound values that are not those of the answers as they are now. */
function* staleValues(subject: Subject): Generator<Report> {
  const answers = subject.answers;
  if (answers === undefined) return;
  const read = { value: (path: string) => subject.fact(path), items: (path: string) => itemsAt(answers, path) };
  for (const { in: text, run } of subject.runs) {
    const path = run.target;
    if (run.kind !== 'fact' || path === undefined || path === 'parties') continue;
    const { value, format } = subject.nodeOf(text, run).attrs as FactAttrs;
    const now = boundValue(path, format, read);
    if (same(value, now)) continue;
    const words = now === undefined ? undefined : wordsIn(text.section.lang).fact({ path, value: now, format }, { parties: subject.parties });
    yield {
      place: placeIn(text, run.from, run.from + run.text.length, path),
      params: { words: run.text, label: factAt(path)?.label ?? path, now: words ?? 'not known', kind: words === undefined ? 'unknown' : 'stale' },
      // A value that is not known any more would become a blank, which is a gap and no repair.
      fixes: [words === undefined ? undefined : replaceWords(subject, `Write “${words}”`, [{ in: text, from: run.from, to: run.from + run.text.length }], schema.nodes.fact!.create({ path, value: now, format }), { after: words, restores: true })],
    };
  }
}

/** Words that people typed over a bound value in a clause that we drafted. */
function* typedValues(subject: Subject): Generator<Report> {
  for (const { in: text, from, to, path, atom, now } of typedOver(subject)) {
    yield {
      place: placeIn(text, from, to, path),
      params: { words: text.text.text.slice(from, to), label: factAt(path)?.label ?? path, now, kind: 'typed' },
      fixes: [replaceWords(subject, `Write “${now}” from the answers`, [{ in: text, from, to }], atom, { after: now, restores: true })],
    };
  }
}

/** Structural equality of plain data. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  return Array.isArray(a) === Array.isArray(b) && keys.length === Object.keys(b).length && keys.every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
