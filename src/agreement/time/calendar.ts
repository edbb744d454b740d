import { addDays, weekday } from '#agreement/time/dates';
import { yearOf } from '#agreement/time/day';
import type { LocalDate } from '#agreement/time/period';
import type { PresetId } from '#agreement/time/presets';

/** Public holidays as a value: where the list comes from, which edition, and the ISO dates by place and year. */
export interface HolidayTable {
  source: string;
  version: string;
  /** ISO 3166-1 or -2 code → year → dates; a year that is not listed is unknown, not free of holidays. */
  years: Readonly<Record<string, Readonly<Record<string, readonly LocalDate[]>>>>;
  /** Parts of countries that have no list of their own, and the place whose list stands in for them. */
  borrowed?: Readonly<Record<string, string>>;
}

/** How one agreement counts time: the answers under time.calendar with the holidays they need; null is an open answer. */
export interface Calendar {
  /** IANA zone in which days begin and end. */
  zone: string | null;
  /** ISO 3166-1 or -2 codes of the places whose holidays count. */
  places: readonly string[];
  /** A business day is a working day in all places, or in any one of them. */
  holidayRule: 'all' | 'any' | null;
  /** Where a period goes that would end on a day that is no business day. */
  roll: 'next' | 'none' | null;
  /** Wall time (HH:MM) at which the last day ends for payments and formal notices; absent: 24:00. */
  closingTime?: string;
  /** A statute or model whose exceptions apply on top. */
  preset?: PresetId;
  holidays: HolidayTable;
}

/** Something a reader of a worked date must know; sentences are made by `sentences.ts`. */
export type TimeWarning =
  | { code: 'holidays-missing'; place: string; year: number }
  | { code: 'holidays-borrowed'; place: string; from: string }
  | { code: 'no-places' }
  | { code: 'holiday-rule-open'; date: LocalDate }
  | { code: 'roll-open'; date: LocalDate }
  | { code: 'zone-open' }
  | { code: 'no-business-day'; from: LocalDate }
  | { code: 'zone-unknown'; zone: string }
  | { code: 'event-time-unknown' }
  | { code: 'clear-without-days' }
  | { code: 'period-too-long'; n: number }
  | { code: 'roll-place-assumed'; at: 'performer' | 'addressee'; places: readonly string[] };

/** A day on which no business is done, and why; `places` are those that have a holiday. */
export interface ClosedDay {
  date: LocalDate;
  why: 'saturday' | 'sunday' | 'holiday';
  places: readonly string[];
}

const indexed = new WeakMap<HolidayTable, Map<string, ReadonlySet<LocalDate> | undefined>>();

function holidaysOf(table: HolidayTable, place: string, year: number): ReadonlySet<LocalDate> | undefined {
  let index = indexed.get(table);
  if (!index) indexed.set(table, (index = new Map()));
  const key = `${place} ${year}`;
  if (!index.has(key)) {
    const listed = Object.hasOwn(table.years, place) ? table.years[place] : undefined;
    const dates = listed && Object.hasOwn(listed, String(year)) ? listed[String(year)] : undefined;
    index.set(key, dates && new Set(dates));
  }
  return index.get(key);
}

function borrowedFrom({ borrowed }: HolidayTable, place: string): string | undefined {
  return borrowed && Object.hasOwn(borrowed, place) ? borrowed[place] : undefined;
}

/** Why a date is no business day, or null if it is one, with what was not known. */
export function closedDay(calendar: Calendar, date: LocalDate): { closed: ClosedDay | null; warnings: TimeWarning[] } {
  const day = weekday(date);
  if (day > 5) return { closed: { date, why: day === 6 ? 'saturday' : 'sunday', places: [] }, warnings: [] };
  if (calendar.places.length === 0) return { closed: null, warnings: [{ code: 'no-places' }] };
  const warnings: TimeWarning[] = [];
  const places: string[] = [];
  for (const place of calendar.places) {
    const holidays = holidaysOf(calendar.holidays, place, yearOf(date));
    const from = holidays && borrowedFrom(calendar.holidays, place);
    if (from) warnings.push({ code: 'holidays-borrowed', place, from });
    if (!holidays) warnings.push({ code: 'holidays-missing', place, year: yearOf(date) });
    else if (holidays.has(date)) places.push(place);
  }
  const differ = places.length > 0 && places.length < calendar.places.length;
  if (differ && calendar.holidayRule === null) warnings.push({ code: 'holiday-rule-open', date });
  // While the rule is open the day counts as closed, and the warning says that this may change.
  const closed = calendar.holidayRule === 'any' ? places.length === calendar.places.length : places.length > 0;
  return { closed: closed ? { date, why: 'holiday', places } : null, warnings };
}

/**
 * Whether businesses are open on a date: not a Saturday, a Sunday or a holiday in the places of the calendar (rule 9).
 * A place or year without a list gives a warning; the answer then rests on weekends and the lists there are.
 */
export function isBusinessDay(calendar: Calendar, date: LocalDate): { yes: boolean; warnings: TimeWarning[] } {
  const { closed, warnings } = closedDay(calendar, date);
  return { yes: closed === null, warnings };
}

/** The result of looking for an open day: the day (null if a year has none), the closed days passed, what was unknown. */
export interface BusinessDaySearch {
  date: LocalDate | null;
  passed: ClosedDay[];
  warnings: TimeWarning[];
}

/** The first business day from a date on (the date itself included), forwards (1) or backwards (-1). */
export function businessDayFrom(calendar: Calendar, date: LocalDate, direction: 1 | -1): BusinessDaySearch {
  const passed: ClosedDay[] = [];
  const warnings: TimeWarning[] = [];
  let day = date;
  // A list that closes a whole year is a mistake in the list; the search must end all the same.
  for (let i = 0; i < 366; i++) {
    const found = closedDay(calendar, day);
    warnings.push(...found.warnings);
    if (!found.closed) return { date: day, passed, warnings: distinct(warnings) };
    passed.push(found.closed);
    day = addDays(day, direction);
  }
  return { date: null, passed, warnings: distinct([...warnings, { code: 'no-business-day', from: date }]) };
}

/** The same warnings, each once. */
export function distinct(warnings: readonly TimeWarning[]): TimeWarning[] {
  return [...new Map(warnings.map((warning) => [JSON.stringify(warning), warning])).values()];
}
