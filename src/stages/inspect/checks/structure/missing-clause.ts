import { factAt } from '#agreement/facts/table';
import { placeOf, type Check } from '#stages/inspect/check';
import { insertClause } from '#stages/inspect/fix';
import { requiredBy, titleOf } from '#stages/inspect/library-reading';
import page from './missing-clause.md';

/** STR-001: a clause that the type of agreement requires does not stand in the text. */
export const missingClause: Check = {
  code: 'STR-001',
  rule: 'missing-clause',
  severity: 'error',
  needs: 'draft',
  pack: 'base',
  page,
  *run(subject) {
    for (const clause of subject.library.clauses) {
      if (subject.clause(clause.id) !== undefined) continue;
      const type = requiredBy(subject, clause);
      if (type === undefined) continue;
      yield {
        place: placeOf(clause.id),
        params: { title: titleOf(clause), type: factAt('agreement.type')?.options?.[type] ?? type },
        fixes: [insertClause(subject, clause.id)],
      };
    }
  },
};
