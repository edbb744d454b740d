import { evaluate } from '#agreement/condition';
import { factAt } from '#agreement/facts/table';
import { clauseTemplate } from '#library/library';
import { placeIn, placeOf, type Check } from '#stages/inspect/check';
import { deleteClause } from '#stages/inspect/fix';
import { reader } from '#stages/inspect/library-reading';
import type { Subject } from '#stages/inspect/subject';
import page from './rival-clauses.md';

/** Money models that contradict “each party bears its own costs”; a fee or a share of income stands beside it as an exception. */
const moving = ['cost-share'];

/** STR-008: two alternatives that exclude each other are both active. */
export const rivalClauses: Check = {
  code: 'STR-008',
  rule: 'rival-clauses',
  severity: 'error',
  needs: 'draft',
  pack: 'base',
  page,
  *run(subject) {
    const told = new Set<string>();
    for (const section of subject.clauses) {
      const template = section.attrs.library === null ? undefined : clauseTemplate(subject.library, section.attrs.library);
      for (const rival of template?.conflicts ?? []) {
        const other = subject.clause(rival);
        const key = [section.printed.id, rival].sort().join(' ');
        if (other === undefined || other === section || told.has(key) || isUndecided(subject, section.attrs.library) || isUndecided(subject, rival)) continue;
        told.add(key);
        const [first, second] = section.position < other.position ? [section, other] : [other, section];
        const heading = subject.texts.find((text) => text.text === second.printed.heading);
        yield {
          place: heading === undefined ? placeOf(second.printed.id) : placeIn(heading, 0, heading.text.text.length),
          params: { one: first.printed.heading.text, other: second.printed.heading.text },
          related: [placeOf(first.printed.id)],
          fixes: [deleteClause(subject, second), deleteClause(subject, first)],
        };
      }
    }
    const model = subject.fact('money.model');
    if (Array.isArray(model) && model.includes('own-costs')) {
      const other = moving.find((one) => model.includes(one));
      if (other !== undefined) yield { place: subject.placeOfFact('money.model'), params: { one: labelOf('own-costs'), other: labelOf(other) } };
    }
  },
};

/** A money model as the interview calls it. */
function labelOf(model: string): string {
  return factAt('money.model')?.options?.[model] ?? model;
}

/** True while the answers do not decide whether the clause stands: both alternatives are then drafted, and the blank says so. */
function isUndecided(subject: Subject, id: string | null): boolean {
  const template = id === null ? undefined : clauseTemplate(subject.library, id);
  if (template === undefined || subject.answers === undefined) return false;
  return [template.required.when, template.optional.when].some((when) => when !== null && evaluate(when, reader(subject)) === null);
}
