import type { Fix } from '#agreement/finding';
import { clauseTemplate, type ClauseTemplate } from '#library/library';
import { oncePerTerm, type Watched } from '#stages/inspect/checks/definitions/watch-list';
import { placeIn, restOf, type Check } from '#stages/inspect/check';
import { insertClause } from '#stages/inspect/fix';
import { titleOf } from '#stages/inspect/library-reading';
import type { Section, Subject } from '#stages/inspect/subject';
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
      const clause = definingClause(subject, watched);
      const section = clause === undefined ? undefined : subject.clause(clause.id);
      // The definition waits behind a blank of that section.
      if (section !== undefined && !section.attrs.edited && hasBlank(section)) continue;
      yield {
        place: placeIn(first.in, first.from, first.to),
        params: { words: first.in.text.text.slice(first.from, first.to), differs: watched.differs },
        related: restOf(hits),
        fixes: [clause === undefined || section !== undefined ? undefined : withTitle(insertClause(subject, clause.id), `Insert “${titleOf(clause)}”, which defines it`)],
      };
    }
  },
};

/** The library clause that defines the term. */
function definingClause(subject: Subject, watched: Watched): ClauseTemplate | undefined {
  const term = Object.values(subject.library.terms).find((one) => watched.words.includes((one.words.en ?? '').toLowerCase()));
  return term === undefined ? undefined : clauseTemplate(subject.library, term.clause);
}

function hasBlank({ printed }: Section): boolean {
  return printed.blocks.some((block) => block.kind !== 'table' && block.runs.some((run) => run.kind === 'blank'));
}

function withTitle(fix: Fix | undefined, title: string): Fix | undefined {
  return fix === undefined ? undefined : { ...fix, title };
}
