import { type Check } from '#stages/inspect/check';
import { insertClause } from '#stages/inspect/fix';
import page from './unranked-documents.md';

/** STR-009: other documents count beside the agreement, and nothing says which one wins. */
export const unrankedDocuments: Check = {
  code: 'STR-009',
  rule: 'unranked-documents',
  severity: 'warning',
  needs: 'facts',
  pack: 'base',
  page,
  *run(subject) {
    const living = subject.items('agreement.relatedDocs').filter((item) => item.value.effect !== 'replaced');
    if (living.length === 0 || subject.clause('precedence') !== undefined) return;
    yield {
      place: subject.placeOfFact('agreement.relatedDocs'),
      params: { count: living.length, kind: living.length === 1 ? 'one' : 'several' },
      fixes: [insertClause(subject, 'precedence')],
    };
  },
};
