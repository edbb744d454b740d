import { agreementAttrs, clauseAttrs, clausesOf, schedulesOf, type Document } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import { markSteps } from '#agreement/proposal';
import { clauseTemplate, type Library } from '#library/library';
import { draftClause } from '#stages/draft/clause';

/**
 * JSON steps against `after` that settle which of the clauses that changed since `before` are now people's: one that reads
 * as drafting gives it is not and may be drafted again; any other is, so that no redraft ever takes its words back.
 */
export function markEdited(before: Document, after: Document, answers: Answers, library: Library): unknown[] {
  const marks = new Map<string, boolean>();
  for (const clause of clausesOf(after)) {
    const { id, library: from, edited } = clauseAttrs(clause);
    const now = wordsOf(after, clause);
    const old = clausesOf(before).find((one) => one.attrs.id === id);
    if (from === null || (old !== undefined && sameWords(wordsOf(before, old), now))) continue;
    const template = clauseTemplate(library, from);
    const drafted = template === undefined ? undefined : draftClause(template, answers, agreementAttrs(after).languages, after.children);
    const asDrafted = drafted !== undefined && sameWords([drafted.clause, ...drafted.schedules], now);
    if (edited === asDrafted) marks.set(id, !asDrafted);
  }
  return markSteps(after, marks);
}

/** A clause with the schedules that belong to it. */
function wordsOf(document: Document, clause: Document): Document[] {
  return [clause, ...schedulesOf(document).filter((schedule) => schedule.attrs.clause === clause.attrs.id)];
}

function sameWords(a: readonly Document[], b: readonly Document[]): boolean {
  return a.length === b.length && a.every((node, index) => node.content.eq((b[index] as Document).content));
}
