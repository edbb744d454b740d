import { evaluate } from '#agreement/condition';
import { clauseTemplate } from '#library/library';
import { placeIn, placeOf, type Check } from '#stages/inspect/check';
import { insertClause } from '#stages/inspect/fix';
import { reader, requiredBy, titleOf } from '#stages/inspect/library-reading';
import page from './missing-companion.md';

/** STR-007: a clause needs another one that does not stand in the text. */
export const missingCompanion: Check = {
  code: 'STR-007',
  rule: 'missing-companion',
  severity: 'error',
  needs: 'draft',
  pack: 'base',
  page,
  *run(subject) {
    const facts = reader(subject);
    const told = new Set<string>();
    for (const section of subject.clauses) {
      const { library, position } = section.attrs;
      const template = library === null ? undefined : clauseTemplate(subject.library, library);
      for (const need of template?.needs ?? []) {
        if (need.position !== null && need.position !== position) continue;
        if (need.when !== null && (subject.answers === undefined || evaluate(need.when, facts) !== true)) continue;
        if (subject.clause(need.clause) !== undefined || told.has(need.clause)) continue;
        const needed = clauseTemplate(subject.library, need.clause);
        // What the type requires is STR-001's to tell.
        if (needed === undefined || requiredBy(subject, needed) !== undefined) continue;
        // While the answers do not decide whether it stands, drafting lists it as open.
        if (needed.optional.when !== null && evaluate(needed.optional.when, facts) === null && subject.answers !== undefined) continue;
        told.add(need.clause);
        const heading = subject.texts.find((text) => text.text === section.printed.heading);
        yield {
          place: heading === undefined ? placeOf(section.printed.id) : placeIn(heading, 0, heading.text.text.length),
          params: { title: section.printed.heading.text, needed: titleOf(needed) },
          related: [placeOf(needed.id)],
          fixes: [insertClause(subject, needed.id)],
        };
      }
    }
  },
};
