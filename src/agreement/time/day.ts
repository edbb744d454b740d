import type { LocalDate } from '#agreement/time/period';

// What needs no arithmetic of days, and so no Temporal.

const shape = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True if the text is an ISO calendar date that exists, in the years 0001 to 9999. */
export function isLocalDate(text: string): boolean {
  const parts = shape.exec(text);
  if (!parts) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** Days in a month of the Gregorian calendar; month 1 is January. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The year of a date. */
export function yearOf(date: LocalDate): number {
  return Number(date.slice(0, 4));
}

/** The day number of a date within its month. */
export function dayOf(date: LocalDate): number {
  return Number(date.slice(8));
}
