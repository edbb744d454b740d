import { clauseTemplate } from '#library/library';
import type { Fix } from '#agreement/finding';
import { placeIn, restOf, type Check } from '#stages/inspect/check';
import { insertClause, refTo, replaceWords } from '#stages/inspect/fix';
import { captionAfter, sectionWithHeading } from '#stages/inspect/checks/references/captions';
import type { Reference } from '#stages/inspect/references';
import { groupBy, type Subject } from '#stages/inspect/subject';
import page from './missing-target.md';

/** XRF-001: a reference leads to a section that does not exist. */
export const missingTarget: Check = {
  code: 'XRF-001',
  rule: 'missing-target',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    // A text without any numbered section cannot be read by numbers.
    const numbered = subject.clauses.some((clause) => clause.printed.number !== '');
    const lost = subject.references.filter((reference) => reference.kind === 'section' && reference.target === null && (numbered || reference.bound !== null));
    for (const references of groupBy(lost, (reference) => `${reference.in.section.clause} ${reference.bound ?? reference.number}`).values()) {
      const first = references[0] as Reference;
      yield {
        place: placeIn(first.in, first.from, first.to),
        params: { words: first.in.text.text.slice(first.from, first.to) },
        related: restOf(references),
        fixes: first.bound === null ? typedFixes(subject, first, references) : boundFixes(subject, first.bound, references),
      };
    }
  },
};

function pointTo(subject: Subject, id: string, number: string, references: readonly Reference[]): Fix | undefined {
  const heading = subject.section(id)?.printed.heading.text;
  const title = heading === undefined || heading === '' ? `Point to section ${number}` : `Point to section ${number}, “${heading}”`;
  return replaceWords(subject, title, references.map((one) => ({ in: one.in, from: one.numberFrom, to: one.to })), refTo(id), { after: number });
}

/** The section that bears the caption beside the number, the nearest section that exists. */
function typedFixes(subject: Subject, first: Reference, references: readonly Reference[]): (Fix | undefined)[] {
  const numbers = subject.printed.numbers;
  const fixes: (Fix | undefined)[] = [];
  const caption = captionAfter(first);
  const named = caption === undefined ? undefined : sectionWithHeading(subject, caption.words);
  if (named !== undefined && named.printed.number !== '') fixes.push(pointTo(subject, named.printed.id, named.printed.number, references));
  const near = nearestNumber(subject, first.number);
  if (near !== undefined && near !== named?.printed.id) fixes.push(pointTo(subject, near, numbers.get(near)?.full ?? '', references));
  return fixes;
}

/** The section above (19 for 19.4), else the one before in the count (18 where 19 is missing). */
function nearestNumber(subject: Subject, number: string): string | undefined {
  const ids = new Map<string, string>();
  for (const section of subject.clauses) {
    for (const id of [section.printed.id, ...section.printed.blocks.map((block) => block.id)]) {
      const full = subject.printed.numbers.get(id)?.full;
      if (full !== undefined && full !== '' && !ids.has(full)) ids.set(full, id);
    }
  }
  const parts = number.replace(/\(.*$/, '').split('.').map(Number);
  for (let last = parts.at(-1) ?? 0; last > 0; last -= 1) {
    const id = ids.get([...parts.slice(0, -1), last].join('.'));
    if (id !== undefined && [...parts.slice(0, -1), last].join('.') !== number) return id;
  }
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const id = ids.get(parts.slice(0, length).join('.'));
    if (id !== undefined) return id;
  }
  return undefined;
}

/** The clause that was taken out can come back; a lost paragraph gives way to its clause. */
function boundFixes(subject: Subject, bound: string, references: readonly Reference[]): (Fix | undefined)[] {
  const id = bound.includes('.') ? bound.slice(0, bound.indexOf('.')) : bound;
  const clause = subject.clause(id);
  if (clause === undefined && clauseTemplate(subject.library, id) !== undefined) return [insertClause(subject, id)];
  return [clause === undefined || clause.printed.number === '' ? undefined : pointTo(subject, clause.printed.id, clause.printed.number, references)];
}
