import { factAt } from '#agreement/facts/table';
import { formatDate } from '#agreement/time/format-date';
import { isLocalDate } from '#agreement/time/day';
import { placeIn, type Check, type Report } from '#stages/inspect/check';
import type { Subject } from '#stages/inspect/subject';
import page from './impossible-date.md';

/** Dates of work that must lie within the term: list and fields. Evidence, history and exit dates lie outside by nature. */
const withinTerm: readonly (readonly [list: string, ...fields: string[]])[] = [
  ['work.items', 'start', 'end'],
  ['work.deliverables', 'due'],
  ['work.milestones', 'due', 'decisionBy'],
  ['work.dependencies', 'by'],
  ['work.people', 'start', 'end'],
  ['goal.statement', 'by'],
  ['contribution.items', 'when'],
  ['gov.reporting', 'firstDue'],
];

/** Pairs of dates in one item of which the first must not be later. */
const ordered: readonly (readonly [list: string, from: string, to: string])[] = [
  ['work.items', 'start', 'end'],
  ['work.people', 'start', 'end'],
  ['work.milestones', 'due', 'decisionBy'],
];

/** TIM-004: a date lies outside the term, an end lies before its start, or the calendar has no such day. */
export const impossibleDate: Check = {
  code: 'TIM-004',
  rule: 'impossible-date',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    if (subject.answers !== undefined) yield* factDates(subject);
    yield* typedDates(subject);
  },
};

function* factDates(subject: Subject): Generator<Report> {
  const start = dateOf(subject.fact('term.core.effective'));
  const end = dateOf(subject.fact('term.core.end'));
  const at = (path: string, problem: string, date: string, other: string): Report => ({
    place: subject.placeOfFact(path),
    params: { what: factAt(path)?.label ?? path, date: formatDate(date, 'en'), problem, other: formatDate(other, 'en') },
  });
  const told = new Set<string>();
  if (start !== undefined && end !== undefined && end < start) yield at('term.core.end', 'before-start', end, start);
  for (const [list, from, to] of ordered) {
    for (const item of subject.items(list)) {
      const first = dateOf(item.value[from]);
      const last = dateOf(item.value[to]);
      if (first === undefined || last === undefined || first <= last) continue;
      told.add(`${item.path}.${to}`);
      yield at(`${item.path}.${to}`, 'before-start', last, first);
    }
  }
  for (const [list, ...fields] of withinTerm) {
    for (const item of subject.items(list)) {
      for (const field of fields) {
        const path = `${item.path}.${field}`;
        const date = dateOf(item.value[field]);
        if (date === undefined || told.has(path)) continue;
        if (end !== undefined && date > end) yield at(path, 'after-term', date, end);
        else if (start !== undefined && date < start && (end === undefined || start <= end)) yield at(path, 'before-term', date, start);
      }
    }
  }
}

function dateOf(value: unknown): string | undefined {
  return typeof value === 'string' && isLocalDate(value) ? value : undefined;
}

const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

/** Dates that somebody typed and that no calendar has: 31 June 2027, February 30, 2028. */
function* typedDates(subject: Subject): Generator<Report> {
  for (const hit of subject.find(months)) {
    const month = months.indexOf(hit.phrase) + 1;
    const before = /(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?: day of)? $/.exec(hit.in.lower.slice(Math.max(0, hit.from - 16), hit.from));
    const after = /^ (?:(\d{1,2})(?:st|nd|rd|th)?,? )?((?:19|20)\d\d)(?!\d)/.exec(hit.in.lower.slice(hit.to, hit.to + 14));
    const day = before?.[1] ?? after?.[1];
    if (day === undefined) continue;
    const year = after?.[2] ?? '2028';
    if (isLocalDate(`${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`)) continue;
    const from = before === null ? hit.from : hit.from - before[0].length;
    const to = after === null ? hit.to : hit.to + after[0].length;
    const words = hit.in.text.text.slice(from, to);
    yield { place: placeIn(hit.in, from, to), params: { what: '', date: words, problem: 'no-such-day', other: '' } };
  }
}
