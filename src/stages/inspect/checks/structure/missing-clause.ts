import { evaluate } from '#agreement/condition';
import { factAt } from '#agreement/facts/table';
import { isRequired, type ClauseTemplate } from '#library/library';
import { placeOf, type Check } from '#stages/inspect/check';
import { insertClause } from '#stages/inspect/fix';
import { reader, titleOf } from '#stages/inspect/library-reading';
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
    if (subject.type === null) return;
    const modules = subject.fact('agreement.modules');
    const types = [subject.type, ...(Array.isArray(modules) ? (modules as string[]) : [])];
    const facts = reader(subject);
    // Without the answers only what is always required can be missed.
    const wanted = (clause: ClauseTemplate): boolean => clause.when === null || (subject.answers !== undefined && evaluate(clause.when, facts) !== false);
    for (const clause of subject.library.clauses) {
      if (subject.clause(clause.id) !== undefined || subject.fact(`drafting.optOut.${clause.id}`) !== undefined) continue;
      const type = types.find((one) => isRequired(clause, one));
      if (type === undefined || !wanted(clause)) continue;
      yield {
        place: placeOf(clause.id),
        params: { title: titleOf(clause), type: factAt('agreement.type')?.options?.[type] ?? type },
        fixes: [insertClause(subject, clause.id)],
      };
    }
  },
};
