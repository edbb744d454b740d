import { createRequire } from 'node:module';

import type { HolidayTable } from '#agreement/time/calendar';
import { addDays } from '#agreement/time/dates';
import type { LocalDate } from '#agreement/time/period';

// Lists come from date-holidays: code ISC, data CC BY-SA 3.0 (Wikipedia); the attribution stands in NOTICE.

/** Years for which lists are made; before and after, moon calendars and moved holidays are incomplete. */
export const listedYears = { first: 2000, last: 2075 } as const;

/** Places that are one legal area under another code: England and Wales share their bank holidays. */
const alias: Readonly<Record<string, string>> = { 'GB-EAW': 'GB-ENG' };

type Lists = typeof import('date-holidays').default;

let library: Promise<{ Lists: Lists; version: string }> | undefined;

/** 100 ms and 10 MB: loaded when the first list is asked for. */
function load(): Promise<{ Lists: Lists; version: string }> {
  library ??= import('date-holidays').then((module) => {
    const { version } = createRequire(import.meta.url)('date-holidays/package.json') as { version: string };
    return { Lists: module.default, version };
  });
  return library;
}

const known = new Map<string, readonly LocalDate[]>();

/**
 * The public holidays of places (ISO 3166-1 or -2: DE, DE-BE, US-NY, GB-ENG) in the given years, with bank holidays where
 * they are listed and last the whole day. A place or year without a list is left out of the table, so that every date
 * computed with it carries a warning; a part of a country without its own list borrows the country's and says so.
 */
export async function holidayTable(places: readonly string[], years: readonly number[]): Promise<HolidayTable> {
  const { Lists, version } = await load();
  const table: Record<string, Record<string, readonly LocalDate[]>> = {};
  const borrowed: Record<string, string> = {};
  for (const place of new Set(places)) {
    const found = listOf(Lists, place);
    if (!found) continue;
    if (found.borrowed) borrowed[place] = found.country;
    const byYear: Record<string, readonly LocalDate[]> = {};
    for (const year of years) if (isListed(year)) byYear[year] = holidays(Lists, found, year);
    table[place] = byYear;
  }
  return { source: 'date-holidays', version, years: table, ...(Object.keys(borrowed).length > 0 && { borrowed }) };
}

/** All years from one to another, both included: what a table for an agreement's term needs. */
export function yearsBetween(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

interface Listed {
  country: string;
  state?: string;
  borrowed: boolean;
}

function isListed(year: number): boolean {
  return Number.isInteger(year) && year >= listedYears.first && year <= listedYears.last;
}

/** Where the library keeps a place; it answers unknown countries with nothing and unknown states with the country. */
function listOf(Lists: Lists, place: string): Listed | null {
  const [country = '', state] = (alias[place] ?? place).split('-');
  const lists = new Lists();
  if (!Object.hasOwn(lists.getCountries(), country)) return null;
  if (state === undefined) return { country, borrowed: false };
  const states = lists.getStates(country) as Record<string, string> | undefined;
  return states && Object.hasOwn(states, state) ? { country, state, borrowed: false } : { country, borrowed: true };
}

function holidays(Lists: Lists, { country, state }: Listed, year: number): readonly LocalDate[] {
  const key = `${country}-${state ?? ''} ${year}`;
  let dates = known.get(key);
  if (!dates) {
    const lists = new Lists({ country, ...(state !== undefined && { state }) }, { types: ['public', 'bank'] });
    // A holiday that starts in the previous year may reach into this one.
    const all = [...lists.getHolidays(year - 1), ...lists.getHolidays(year)].flatMap(wholeDays);
    dates = [...new Set(all.filter((date) => date.startsWith(`${year}-`)))].sort();
    known.set(key, dates);
  }
  return dates;
}

/** The dates a holiday covers from midnight to midnight; a half day, such as 24 December from 14:00, covers none. */
function wholeDays(holiday: { date: string; start: Date; end: Date }): LocalDate[] {
  if (holiday.date.slice(11, 16) !== '00:00') return [];
  const hours = (holiday.end.getTime() - holiday.start.getTime()) / 3_600_000;
  // 23 hours is a whole day too: the one on which clocks go forward.
  const days = Math.floor((hours + 1) / 24);
  return Array.from({ length: days }, (_, i) => addDays(holiday.date.slice(0, 10), i));
}
