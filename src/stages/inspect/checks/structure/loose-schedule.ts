import { schema } from '#agreement/document/schema';
import { replaceClauseSteps } from '#agreement/proposal';
import type { Fix } from '#agreement/finding';
import { placeIn, restOf, type Check } from '#stages/inspect/check';
import { addParagraph, refTo, replaceWords } from '#stages/inspect/fix';
import type { Reference } from '#stages/inspect/references';
import { groupBy, type Section, type Subject } from '#stages/inspect/subject';
import page from './loose-schedule.md';

/** STR-005: a schedule is named but absent, or attached but never named. */
export const looseSchedule: Check = {
  code: 'STR-005',
  rule: 'loose-schedule',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    const cited = subject.references.filter((reference) => reference.kind === 'schedule');
    const named = new Set(cited.map((reference) => reference.target));
    const schedules = subject.sections.filter((section) => section.attrs === null);
    const unnamed = schedules.filter((schedule) => !cited.some((reference) => reference.in.section !== schedule.printed && isIn(schedule, reference.target)));
    const absent = groupBy(cited.filter((reference) => reference.target === null), (reference) => reference.bound ?? reference.number);
    for (const references of absent.values()) {
      const first = references[0] as Reference;
      const words = first.in.text.text.slice(first.from, first.to);
      const only = unnamed.length === 1 ? unnamed[0] : undefined;
      yield {
        place: placeIn(first.in, first.from, first.to),
        params: { words, problem: 'absent' },
        related: restOf(references),
        fixes: [
          first.bound === null ? undefined : attach(subject, first.bound),
          only === undefined ? undefined : replaceWords(subject, `Name Schedule ${only.printed.number}`, references.map((one) => ({ in: one.in, from: one.numberFrom, to: one.to })), refTo(only.printed.id), { after: only.printed.number }),
        ],
      };
    }
    for (const schedule of unnamed) {
      if (named.has(schedule.printed.id)) continue;
      const { heading, number, id, clause } = schedule.printed;
      const words = `Schedule ${number}`;
      const owner = subject.section(clause);
      yield {
        place: { clause, block: heading.id, from: 0, to: heading.text.length, quote: heading.text, path: null },
        params: { words: heading.text === '' ? words : `${words}, ${heading.text}`, problem: 'unnamed' },
        fixes: [
          owner === undefined || owner === schedule
            ? undefined
            : addParagraph(subject, `Name it in “${owner.printed.heading.text}”`, owner, `${clause}.names-${id}`, [schema.text('Schedule '), refTo(id), schema.text(' is part of this agreement.')], `${words} is part of this agreement.`),
        ],
      };
    }
  },
};

function isIn(schedule: Section, target: string | null): boolean {
  return target !== null && (target === schedule.printed.id || schedule.printed.blocks.some((block) => block.id === target));
}

/** Attaches a schedule of the library to the clause that it belongs to. */
function attach(subject: Subject, id: string): Fix | undefined {
  const owner = subject.library.clauses.find((clause) => clause.blocks.some((block) => block.schedule && block.id === id));
  const section = owner === undefined ? undefined : subject.clause(owner.id);
  if (owner === undefined || section === undefined) return undefined;
  const drafted = subject.draftOf(owner.id);
  const missing = drafted?.schedules.find((schedule) => schedule.attrs.id === id);
  if (missing === undefined) return undefined;
  const own = subject.sections.filter((one) => one.attrs === null && one.printed.clause === section.printed.id).map((one) => one.node);
  const heading = missing.child(0).child(0).textContent;
  return { title: `Attach “${heading}”`, before: '', after: heading, steps: replaceClauseSteps(subject.document, section.printed.id, section.node, [...own, missing]) };
}
