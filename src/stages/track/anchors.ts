import type { Anchor } from '#agreement/obligation';
import { addDays, addMonths } from '#agreement/time/dates';
import { yearOf } from '#agreement/time/day';
import type { LocalDate, Period } from '#agreement/time/period';

/** The fixed points of an agreement as far as they are known, ISO dates in its zone. */
export interface Points {
  start?: LocalDate;
  end?: LocalDate;
  signedOn?: LocalDate;
}

/** What an event in words turns out to be: a fixed point, the end of a calendar period, or something that must happen. */
export type EventMeaning =
  | { kind: 'point'; point: 'start' | 'end' | 'signature'; or?: string }
  | { kind: 'period-end'; unit: CalendarUnit }
  | { kind: 'event' };

/** The calendar periods in which a duty may come back. */
export type CalendarUnit = 'year' | 'quarter' | 'month';

const points: Readonly<Record<string, 'start' | 'end' | 'signature'>> = {
  start: 'start', 'start of agreement': 'start', 'start date': 'start', 'effective date': 'start',
  end: 'end', 'end of agreement': 'end', 'end date': 'end',
  signature: 'signature', signing: 'signature', 'last signature': 'signature', 'signature of agreement': 'signature', 'signature by last party': 'signature',
};

/** Reads the words of clause.yaml for an event: "end", "effective date", "end of each calendar year", "written request or end". */
export function meaningOf(words: string): EventMeaning {
  const plain = words.toLowerCase().replaceAll(/\b(the|this|each|every|a)\b/g, ' ').replaceAll(/\s+/g, ' ').trim();
  const period = /^end of (?:calendar )?(year|quarter|month)$/.exec(plain);
  if (period) return { kind: 'period-end', unit: period[1] as CalendarUnit };
  if (Object.hasOwn(points, plain)) return { kind: 'point', point: points[plain] as 'start' | 'end' | 'signature' };
  // "written request or end": the fixed point gives the latest date, the other event may bring an earlier one.
  const sides = words.split(' or ').map((side) => side.trim());
  const fixed = sides.map((side) => (sides.length > 1 ? meaningOf(side) : null));
  const at = fixed.findIndex((side) => side?.kind === 'point');
  const meaning = fixed[at];
  if (meaning?.kind !== 'point') return { kind: 'event' };
  return { kind: 'point', point: meaning.point, or: sides.filter((_, i) => i !== at).join(' or ') };
}

/** The date of a fixed point, if it is known. */
export function dateOf(point: 'start' | 'end' | 'signature', known: Points): LocalDate | undefined {
  return point === 'signature' ? known.signedOn : known[point];
}

/** How often a duty comes back: in calendar periods, every so many units from the start, or at events ("each report"). */
export type Rhythm = { kind: 'calendar'; unit: CalendarUnit } | { kind: 'every'; period: Period } | { kind: 'events' };

/** Reads the words of `recurs`: "each calendar year", "each quarter", "every 6 months", "each year of this agreement". */
export function rhythmOf(words: string): Rhythm {
  const plain = words.toLowerCase().trim();
  const unit = /^(?:each|every) (?:calendar )?(year|quarter|month)$/.exec(plain)?.[1];
  if (unit) return { kind: 'calendar', unit: unit as CalendarUnit };
  if (/^(?:each|every) (?:contract year|agreement year|year of (?:the|this) agreement)$/.test(plain)) return { kind: 'every', period: { n: 1, unit: 'year' } };
  const counted = /^(?:each|every) (\d{1,3}) (day|week|month|year)s?$/.exec(plain);
  if (counted && Number(counted[1]) > 0) return { kind: 'every', period: { n: Number(counted[1]), unit: counted[2] as 'day' | 'week' | 'month' | 'year' } };
  return { kind: 'events' };
}

/** One calendar period: its name ("2027", "2027-Q1", "2027-03") and its last day. */
export interface CalendarPeriod {
  name: string;
  last: LocalDate;
}

/** The calendar periods that a term from one date to another touches, at most `limit`; `more` if there are others. */
export function calendarPeriods(unit: CalendarUnit, from: LocalDate, to: LocalDate, limit: number): { periods: CalendarPeriod[]; more: boolean } {
  const months = unit === 'year' ? 12 : unit === 'quarter' ? 3 : 1;
  const month = Number(from.slice(5, 7));
  const periods: CalendarPeriod[] = [];
  let first = `${from.slice(0, 4)}-${String(month - ((month - 1) % months)).padStart(2, '0')}-01`;
  while (first.length === 10 && first <= to) {
    if (periods.length === limit) return { periods, more: true };
    const next = addMonths(first, months);
    periods.push({ name: nameOf(unit, first), last: addDays(next, -1) });
    first = next;
  }
  return { periods, more: false };
}

function nameOf(unit: CalendarUnit, first: LocalDate): string {
  if (unit === 'year') return String(yearOf(first)).padStart(4, '0');
  if (unit === 'month') return first.slice(0, 7);
  return `${first.slice(0, 4)}-Q${(Number(first.slice(5, 7)) + 2) / 3}`;
}

/** The anchor a calendar period ends with. */
export const periodEnd: Readonly<Record<CalendarUnit, Anchor>> = { year: 'year-end', quarter: 'quarter-end', month: 'month-end' };
