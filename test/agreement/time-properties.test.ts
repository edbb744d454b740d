import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { isBusinessDay } from '#agreement/time/calendar';
import type { Calendar } from '#agreement/time/calendar';
import { addDays, addMonths } from '#agreement/time/dates';
import { dayOf, daysInMonth } from '#agreement/time/day';
import { dueDate, dueOn } from '#agreement/time/due';
import type { DueRule } from '#agreement/time/due';
import { recurrences } from '#agreement/time/recurrences';
import { calendar, holidays } from './time-calendars';

/** Dates within the years of the hand-typed lists, with room on both sides. */
const date = fc.integer({ min: 0, max: 700 }).map((n) => new Date(Date.UTC(2026, 2, 1) + n * 86_400_000).toISOString().slice(0, 10));
const small = fc.integer({ min: 0, max: 60 });
const calendars = fc.record({
  places: fc.constantFrom<string[][]>(['DE'], ['FR'], ['DE', 'FR']),
  holidayRule: fc.constantFrom<Calendar['holidayRule']>('all', 'any'),
  roll: fc.constantFrom<Calendar['roll']>('next', 'none'),
}).map((changes) => calendar(changes));
const unit = fc.constantFrom<DueRule['period']['unit']>('day', 'business-day', 'week', 'month');

const after = (event: string, n: number, of: DueRule['period']['unit'], on: Calendar, more: Partial<DueRule> = {}) =>
  dueDate({ date: event }, { direction: 'after', period: { n, unit: of }, ...more }, on).date ?? '';
const before = (event: string, n: number, of: DueRule['period']['unit'], on: Calendar, more: Partial<DueRule> = {}) =>
  dueDate({ date: event }, { direction: 'before', period: { n, unit: of }, ...more }, on).date ?? '';

// A second way of counting that shares no code: JavaScript dates in UTC, one day at a time.
const plus = (day: string, n: number) => new Date(Date.parse(day) + n * 86_400_000).toISOString().slice(0, 10);
function open(on: Calendar, day: string): boolean {
  const weekday = new Date(day).getUTCDay();
  if (weekday === 0 || weekday === 6) return false;
  const closed = on.places.map((place) => holidays.years[place]?.[day.slice(0, 4)]?.includes(day) ?? false);
  return on.holidayRule === 'all' ? !closed.includes(true) : closed.includes(false);
}
function naive(event: string, n: number, of: string, on: Calendar, sign: 1 | -1): string {
  let day = event;
  if (of === 'business-day') {
    for (let left = n; left > 0; ) if (open(on, (day = plus(day, sign)))) left -= 1;
  } else if (of === 'month') {
    const [year = 0, month = 0, number = 0] = event.split('-').map(Number);
    const index = year * 12 + month - 1 + sign * n;
    const last = new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate();
    day = new Date(Date.UTC(Math.floor(index / 12), index % 12, Math.min(number, last))).toISOString().slice(0, 10);
  } else for (let left = of === 'week' ? n * 7 : n; left > 0; left--) day = plus(day, sign);
  if (sign < 0) while (!open(on, day)) day = plus(day, -1);
  else if (on.roll === 'next') while (!open(on, day)) day = plus(day, 1);
  return day;
}

describe('against a slow count day by day', () => {
  test.each([[1, after], [-1, before]] as const)('direction %s', (sign, count) => {
    fc.assert(fc.property(date, fc.integer({ min: 0, max: 12 }), unit, calendars, (event, n, of, on) => {
      expect(count(event, n, of, on)).toBe(naive(event, n, of, on, sign));
    }), { numRuns: 1500 });
  });
});

describe('properties', () => {
  test('n days there and back', () => {
    fc.assert(fc.property(date, small, (day, n) => addDays(addDays(day, n), -n) === day));
    fc.assert(fc.property(date, small, (day, n) => {
      const on = calendar({ roll: 'none' });
      return before(after(day, n, 'day', on), n, 'day', on, { fixed: true }) === day;
    }));
  });
  test('from a business day, n business days there and back', () => {
    fc.assert(fc.property(date, small, calendars, (day, n, on) => {
      fc.pre(isBusinessDay(on, day).yes);
      return before(after(day, n, 'business-day', on), n, 'business-day', on) === day;
    }));
  });
  test('a last day that moves is a business day', () => {
    fc.assert(fc.property(date, small, unit, calendars, (day, n, of, on) => isBusinessDay(on, after(day, n, of, { ...on, roll: 'next' })).yes));
    fc.assert(fc.property(date, small, unit, calendars, (day, n, of, on) => isBusinessDay(on, before(day, Math.min(n, 2), of, on)).yes));
  });
  test('moving twice is moving once', () => {
    fc.assert(fc.property(date, calendars, (day, on) => {
      const once = dueOn(day, {}, on).date ?? '';
      return dueOn(once, {}, on).date === once;
    }));
  });
  test('more units never end earlier', () => {
    fc.assert(fc.property(date, fc.integer({ min: 0, max: 11 }), unit, calendars, (day, n, of, on) => after(day, n, of, on) <= after(day, n + 1, of, on)));
    fc.assert(fc.property(date, fc.integer({ min: 0, max: 3 }), unit, calendars, (day, n, of, on) => before(day, n, of, on) >= before(day, n + 1, of, on)));
  });
  test('a later event never ends earlier', () => {
    fc.assert(fc.property(date, date, small, unit, calendars, (a, b, n, of, on) => {
      const [first, second] = a < b ? [a, b] : [b, a];
      return after(first, Math.min(n, 9), of, on) <= after(second, Math.min(n, 9), of, on);
    }));
  });
  test('clear days never make a period shorter', () => {
    fc.assert(fc.property(date, small, unit, calendars, (day, n, of, on) => after(day, Math.min(n, 9), of, on, { clear: true }) >= after(day, Math.min(n, 9), of, on)));
  });
  test('months keep the day number or take the last day of the month', () => {
    fc.assert(fc.property(date, fc.integer({ min: -36, max: 36 }), (day, n) => {
      const there = addMonths(day, n);
      const [year = 0, month = 0] = there.split('-').map(Number);
      return dayOf(there) === Math.min(dayOf(day), daysInMonth(year, month));
    }));
  });
  test('any place is never later than all places', () => {
    fc.assert(fc.property(date, small, unit, (day, n, of) => {
      const on = calendar({ places: ['DE', 'FR'] });
      return after(day, Math.min(n, 9), of, { ...on, holidayRule: 'any' }) <= after(day, Math.min(n, 9), of, on);
    }));
  });
  test('at least two business days under Regulation 1182/71', () => {
    fc.assert(fc.property(date, fc.integer({ min: 2, max: 60 }), (day, n) => {
      const on = calendar({ preset: 'EU-1182' });
      const last = after(day, n, 'day', on);
      let open = 0;
      for (let one = addDays(day, 1); one <= last; one = addDays(one, 1)) if (isBusinessDay(on, one).yes) open += 1;
      return open >= 2 && last >= after(day, n, 'day', calendar());
    }));
  });
  test('dates that come back are sorted, distinct and keep the day number', () => {
    fc.assert(fc.property(date, fc.integer({ min: 1, max: 5 }), (first, n) => {
      const dates = recurrences(first, { n, unit: 'month' }, '2032-12-31');
      expect(dates).toEqual([...new Set(dates)].sort());
      return dates.every((one) => dayOf(one) === dayOf(first) || dayOf(one) === daysInMonth(Number(one.slice(0, 4)), Number(one.slice(5, 7))));
    }));
  });
});
