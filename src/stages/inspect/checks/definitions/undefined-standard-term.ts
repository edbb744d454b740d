import { oncePerTerm, type Watched } from '#stages/inspect/checks/definitions/watch-list';
import { placeIn, restOf, type Check } from '#stages/inspect/check';
import { insertClause } from '#stages/inspect/fix';
import { titleOf } from '#stages/inspect/library-reading';
import type { Subject } from '#stages/inspect/subject';
import page from './undefined-standard-term.md';

/** DEF-006: a word of time, money or law is used whose meaning differs from law to law, and nothing defines it. */
export const undefinedStandardTerm: Check = {
  code: 'DEF-006',
  rule: 'undefined-standard-term',
  severity: 'warning',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    for (const { watched, hits } of oncePerTerm(subject)) {
      const first = hits[0]!;
      yield {
        place: placeIn(first.in, first.from, first.to),
        params: { words: first.in.text.text.slice(first.from, first.to), differs: watched.differs },
        related: restOf(hits),
        fixes: [definingClause(subject, watched)],
      };
    }
  },
};

/** The library clause that defines the term, if it does not stand in the text yet. */
function definingClause(subject: Subject, watched: Watched): ReturnType<typeof insertClause> {
  const term = Object.values(subject.library.terms).find((one) => watched.words.includes((one.words.en ?? '').toLowerCase()));
  const clause = term === undefined ? undefined : subject.library.clauses.find((one) => one.id === term.clause);
  if (clause === undefined || subject.clause(clause.id) !== undefined) return undefined;
  const fix = insertClause(subject, clause.id);
  return fix === undefined ? undefined : { ...fix, title: `Insert “${titleOf(clause)}”, which defines it` };
}
