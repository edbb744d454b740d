import { addDays, addMonths } from '#agreement/time/dates';
import type { LocalDate, Period } from '#agreement/time/period';

/**
 * The dates on which something comes back: the first, then one every period, up to and including `until`. Each is counted
 * from the first date, so the original day number returns after a short month (31 January, 28 February, 31 March; rule 4).
 * The dates are not moved to business days. Throws RangeError for hours, business days and periods of no length.
 */
export function recurrences(first: LocalDate, every: Period, until: LocalDate): LocalDate[] {
  const { n, unit } = every;
  if (!Number.isInteger(n) || n < 1 || unit === 'hour' || unit === 'business-day') {
    throw new RangeError(`Dates can come back every day, week, month or year, not every ${n} × ${unit}.`);
  }
  const dates: LocalDate[] = [];
  // A date after 9999 has a longer form, which would sort before all others.
  for (let i = 0, date = first; date.length === 10 && date <= until; i++, date = step(first, unit, i * n)) dates.push(date);
  return dates;
}

function step(first: LocalDate, unit: 'day' | 'week' | 'month' | 'year', n: number): LocalDate {
  if (unit === 'day') return addDays(first, n);
  if (unit === 'week') return addDays(first, n * 7);
  return addMonths(first, unit === 'year' ? n * 12 : n);
}
