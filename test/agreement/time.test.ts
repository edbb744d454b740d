import { describe, expect, test } from 'vitest';

import { closedDay, isBusinessDay } from '#agreement/time/calendar';
import type { Calendar } from '#agreement/time/calendar';
import { dateAt, daysBetween, isInstant, weekday } from '#agreement/time/dates';
import { isZone } from '#agreement/time/zones';
import { dayOf, daysInMonth, isLocalDate } from '#agreement/time/day';
import { dueDate, dueOn, recomputed } from '#agreement/time/due';
import type { DueRule } from '#agreement/time/due';
import { formatDate, formatWeekday } from '#agreement/time/format-date';
import type { Period } from '#agreement/time/period';
import { presetIds, presetOfPack, presets } from '#agreement/time/presets';
import { recurrences } from '#agreement/time/recurrences';
import { calendar } from './time-calendars';

const units: Record<string, Period['unit']> = { h: 'hour', d: 'day', b: 'business-day', w: 'week', m: 'month', y: 'year' };

/** "5b" is 5 business days, "-2w" two weeks before. */
function rule(short: string): DueRule {
  const [, back, n, unit = ''] = /^(-?)(\d+)(\w)$/.exec(short) ?? [];
  return { direction: back ? 'before' : 'after', period: { n: Number(n), unit: units[unit] ?? 'day' } };
}

const due = (event: string, short: string, changes: Partial<Calendar> = {}, more: Partial<DueRule> = {}) =>
  dueDate(event.includes('T') ? { instant: event } : { date: event }, { ...rule(short), ...more }, calendar(changes));

describe('rule 1: the event is a date in the zone of the agreement', () => {
  test.each([
    ['2027-03-01T22:59:59Z', 'Europe/Berlin', '2027-03-01'],
    ['2027-03-01T23:00:00Z', 'Europe/Berlin', '2027-03-02'],
    ['2027-07-01T21:59:59Z', 'Europe/Berlin', '2027-07-01'],
    ['2027-07-01T22:00:00Z', 'Europe/Berlin', '2027-07-02'],
    ['2027-03-02T04:59:59Z', 'America/New_York', '2027-03-01'],
    ['2027-03-01T10:00:00Z', 'Pacific/Kiritimati', '2027-03-02'],
    ['2027-03-02T00:30:00+14:00', 'Europe/Berlin', '2027-03-01'],
  ])('%s in %s is %s', (instant, zone, date) => {
    expect(dateAt(instant, zone)).toBe(date);
    expect(due(instant, '0d', { zone, roll: 'none' }).date).toBe(date);
  });
});

describe('rules 2 and 3: the day of the event does not count; n days; nth business day', () => {
  test.each([
    ['2027-03-01', '1d', '2027-03-02'],
    ['2027-03-01', '10d', '2027-03-11'],
    ['2027-03-01', '30d', '2027-03-31'],
    ['2027-03-01', '31d', '2027-04-01'],
    ['2027-03-01', '0d', '2027-03-01'],
    ['2028-02-28', '1d', '2028-02-29'],
    ['2027-12-30', '1d', '2027-12-31'],
    ['2027-03-01', '1b', '2027-03-02'],
    ['2027-03-01', '5b', '2027-03-08'],
    ['2027-03-05', '1b', '2027-03-08'],
    ['2027-03-06', '1b', '2027-03-08'],
    ['2027-03-07', '1b', '2027-03-08'],
    ['2027-03-25', '1b', '2027-03-30'],
    ['2027-03-22', '5b', '2027-03-31'],
    ['2027-04-30', '1b', '2027-05-03'],
    ['2027-05-05', '1b', '2027-05-07'],
    ['2027-12-23', '5b', '2027-12-30'],
    ['2027-12-30', '2b', '2028-01-03'],
    ['2027-03-01', '0b', '2027-03-01'],
    ['2027-03-06', '0b', '2027-03-08'],
  ])('%s + %s = %s', (event, period, expected) => expect(due(event, period).date).toBe(expected));
});

describe('rule 4: weeks, months and years, and the end of the month', () => {
  test.each([
    ['2027-03-01', '1w', '2027-03-08'],
    ['2027-03-02', '4w', '2027-03-30'],
    ['2027-03-01', '1m', '2027-04-01'],
    ['2027-01-31', '1m', '2027-02-28'],
    ['2028-01-31', '1m', '2028-02-29'],
    ['2027-01-30', '1m', '2027-02-28'],
    ['2027-01-29', '1m', '2027-02-28'],
    ['2027-01-28', '1m', '2027-02-28'],
    ['2027-08-31', '6m', '2028-02-29'],
    ['2027-03-31', '1m', '2027-04-30'],
    ['2027-02-28', '1m', '2027-03-28'],
    ['2027-11-30', '3m', '2028-02-29'],
    ['2028-02-29', '1y', '2029-02-28'],
    ['2028-02-29', '4y', '2032-02-29'],
    ['2027-12-31', '2m', '2028-02-29'],
    ['2027-03-01', '5y', '2032-03-01'],
  ])('%s + %s = %s', (event, period, expected) => expect(due(event, period, { roll: 'none' }).date).toBe(expected));

  test.each([
    ['2027-01-31', { n: 1, unit: 'month' }, '2027-06-01', ['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31']],
    ['2028-02-29', { n: 1, unit: 'year' }, '2032-12-31', ['2028-02-29', '2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29']],
    ['2027-03-01', { n: 2, unit: 'week' }, '2027-03-29', ['2027-03-01', '2027-03-15', '2027-03-29']],
    ['2027-03-30', { n: 3, unit: 'month' }, '2028-03-30', ['2027-03-30', '2027-06-30', '2027-09-30', '2027-12-30', '2028-03-30']],
    ['2027-03-01', { n: 1, unit: 'day' }, '2027-02-28', []],
    ['9999-11-30', { n: 1, unit: 'month' }, '9999-12-31', ['9999-11-30', '9999-12-30']],
  ] as [string, Period, string, string[]][])('from %s every %o to %s', (first, every, until, expected) => {
    expect(recurrences(first, every, until)).toEqual(expected);
  });
  test.each([[0, 'month'], [1, 'hour'], [1, 'business-day'], [1.5, 'day']] as [number, Period['unit']][])('nothing comes back every %s × %s', (n, unit) => {
    expect(() => recurrences('2027-01-01', { n, unit }, '2027-02-01')).toThrow(RangeError);
  });
});

describe('rule 5: the last day ends at 24:00 in the zone, or at the closing time', () => {
  test.each([
    ['2027-03-01', {}, undefined, '2027-03-02T23:00:00Z'],
    ['2027-03-26', { roll: 'none' }, undefined, '2027-03-27T23:00:00Z'],
    ['2027-03-27', { roll: 'none' }, undefined, '2027-03-28T22:00:00Z'],
    ['2027-03-01', { zone: 'America/New_York', places: ['US-NY'] }, undefined, '2027-03-03T05:00:00Z'],
    ['2027-03-01', { closingTime: '17:00' }, 'payment', '2027-03-02T16:00:00Z'],
    ['2027-07-01', { closingTime: '17:00' }, 'formal-notice', '2027-07-02T15:00:00Z'],
    ['2027-03-01', { closingTime: '17:00' }, undefined, '2027-03-02T23:00:00Z'],
    ['2027-03-01', {}, 'payment', '2027-03-02T23:00:00Z'],
  ] as [string, Partial<Calendar>, DueRule['purpose'], string][])('1 day after %s, %o, %s ends %s', (event, changes, purpose, instant) => {
    expect(due(event, '1d', changes, purpose && { purpose }).instant).toBe(instant);
  });
});

describe('rule 6: a last day that is no business day moves to the next one', () => {
  test.each([
    ['2027-03-01', '5d', {}, {}, '2027-03-08'],
    ['2027-03-01', '6d', {}, {}, '2027-03-08'],
    ['2027-03-01', '7d', {}, {}, '2027-03-08'],
    ['2027-03-25', '1d', {}, {}, '2027-03-30'],
    ['2027-03-29', '2d', {}, {}, '2027-03-31'],
    ['2027-04-01', '1m', {}, {}, '2027-05-03'],
    ['2027-03-01', '5d', { roll: 'none' }, {}, '2027-03-06'],
    ['2027-03-01', '5d', {}, { fixed: true }, '2027-03-06'],
    ['2027-03-25', '1d', { places: ['FR'] }, {}, '2027-03-26'],
  ] as [string, string, Partial<Calendar>, Partial<DueRule>, string][])('%s + %s, %o %o = %s', (event, period, changes, more, expected) => {
    expect(due(event, period, changes, more).date).toBe(expected);
  });
  test.each([
    ['2027-03-06', {}, '2027-03-08'],
    ['2027-03-06', { fixed: true }, '2027-03-06'],
    ['2027-03-05', {}, '2027-03-05'],
  ])('due on %s %o = %s', (date, options, expected) => expect(dueOn(date, options, calendar()).date).toBe(expected));
  test('due on a Saturday where nothing moves', () => expect(dueOn('2027-03-06', {}, calendar({ roll: 'none' })).date).toBe('2027-03-06'));
});

describe('rule 7: counting back starts from the day before the event and goes earlier', () => {
  test.each([
    ['2027-12-31', '-30d', {}, {}, '2027-12-01'],
    ['2027-03-31', '-1d', {}, {}, '2027-03-30'],
    ['2027-03-31', '-2d', {}, {}, '2027-03-25'],
    ['2027-03-31', '-3d', {}, {}, '2027-03-25'],
    ['2027-04-01', '-1w', {}, {}, '2027-03-25'],
    ['2027-03-31', '-1m', {}, {}, '2027-02-26'],
    ['2027-03-30', '-1b', {}, {}, '2027-03-25'],
    ['2027-03-31', '-2b', {}, {}, '2027-03-25'],
    ['2027-03-29', '-1b', {}, {}, '2027-03-25'],
    ['2027-03-08', '-5b', {}, {}, '2027-03-01'],
    ['2027-12-31', '-30d', {}, { clear: true }, '2027-11-30'],
    ['2027-03-08', '-5b', {}, { clear: true }, '2027-02-26'],
    ['2027-03-31', '-2d', {}, { fixed: true }, '2027-03-29'],
    ['2027-03-31', '-2d', { roll: 'none' }, {}, '2027-03-25'],
    ['2028-03-01', '-1y', {}, {}, '2027-03-01'],
    ['2028-02-29', '-1y', {}, {}, '2027-02-26'],
  ] as [string, string, Partial<Calendar>, Partial<DueRule>, string][])('%s %s, %o %o = %s', (event, period, changes, more, expected) => {
    expect(due(event, period, changes, more).date).toBe(expected);
  });
  test.each([['2027-03-01', '5d', '2027-03-08'], ['2027-03-01', '8d', '2027-03-10'], ['2027-03-01', '5b', '2027-03-09']])(
    '%s + %s clear = %s', (event, period, expected) => expect(due(event, period, {}, { clear: true }).date).toBe(expected));
});

describe('rule 8: hours run in real time across clock changes', () => {
  test.each([
    ['2027-03-27T12:00:00+01:00', '24h', 'Europe/Berlin', '2027-03-28T11:00:00Z', '2027-03-28'],
    ['2027-10-30T12:00:00+02:00', '24h', 'Europe/Berlin', '2027-10-31T10:00:00Z', '2027-10-31'],
    ['2027-03-27T23:30:00+01:00', '24h', 'Europe/Berlin', '2027-03-28T22:30:00Z', '2027-03-29'],
    ['2027-03-13T12:00:00-05:00', '24h', 'America/New_York', '2027-03-14T17:00:00Z', '2027-03-14'],
    ['2027-11-06T23:30:00-04:00', '24h', 'America/New_York', '2027-11-08T03:30:00Z', '2027-11-07'],
    ['2027-12-24T18:00:00+01:00', '48h', 'Europe/Berlin', '2027-12-26T17:00:00Z', '2027-12-26'],
    ['2027-03-28T12:00:00+02:00', '-24h', 'Europe/Berlin', '2027-03-27T10:00:00Z', '2027-03-27'],
    ['2027-03-01T09:00:00Z', '0h', 'Europe/Berlin', '2027-03-01T09:00:00Z', '2027-03-01'],
  ])('%s + %s in %s = %s', (event, period, zone, instant, date) => {
    expect(due(event, period, { zone })).toMatchObject({ instant, date });
  });
  test('a date alone has no hour to count from', () => {
    expect(due('2027-03-01', '24h')).toMatchObject({ date: null, instant: null, warnings: [{ code: 'event-time-unknown' }] });
  });
  test('clear hours do not exist', () => {
    expect(due('2027-03-01T09:00:00Z', '24h', {}, { clear: true }).warnings).toEqual([{ code: 'clear-without-days' }]);
  });
});

describe('rule 9: all places or any place; missing lists are said', () => {
  const both = { places: ['DE', 'FR'] };
  test.each([
    ['2027-03-26', 'all', false],
    ['2027-03-26', 'any', true],
    ['2027-03-29', 'all', false],
    ['2027-03-29', 'any', false],
    ['2027-07-14', 'all', false],
    ['2027-07-14', 'any', true],
    ['2027-03-06', 'any', false],
    ['2027-03-01', 'all', true],
  ] as [string, 'all' | 'any', boolean][])('%s, %s: %s', (date, holidayRule, yes) => {
    expect(isBusinessDay(calendar({ ...both, holidayRule }), date)).toEqual({ yes, warnings: [] });
  });
  test('the place that is closed is named', () => {
    expect(closedDay(calendar(both), '2027-07-14').closed).toEqual({ date: '2027-07-14', why: 'holiday', places: ['FR'] });
  });
  test.each([
    [{ places: ['DE', 'IT'] }, '2027-03-01', [{ code: 'holidays-missing', place: 'IT', year: 2027 }]],
    [{ places: ['DE'] }, '2031-03-03', [{ code: 'holidays-missing', place: 'DE', year: 2031 }]],
    [{ places: [] }, '2027-03-01', [{ code: 'no-places' }]],
    [{ places: ['constructor'] }, '2027-03-01', [{ code: 'holidays-missing', place: 'constructor', year: 2027 }]],
  ])('%o on %s warns', (changes, date, warnings) => {
    expect(isBusinessDay(calendar(changes), date)).toEqual({ yes: true, warnings });
  });
  test('a period over the end of the known years warns once per place and year', () => {
    expect(due('2028-12-27', '10b').warnings).toEqual([{ code: 'holidays-missing', place: 'DE', year: 2029 }]);
  });
  test('a borrowed list is said', () => {
    const { holidays } = calendar();
    const borrowed = { ...holidays, years: { 'FR-IDF': holidays.years.FR ?? {} }, borrowed: { 'FR-IDF': 'FR' } };
    expect(isBusinessDay(calendar({ places: ['FR-IDF'], holidays: borrowed }), '2027-07-14')).toEqual({
      yes: false, warnings: [{ code: 'holidays-borrowed', place: 'FR-IDF', from: 'FR' }],
    });
  });
});

describe('rule 10: the basis is shown, and a changed calendar leaves the past alone', () => {
  test('rules, calendar, years', () => {
    expect(due('2027-12-30', '2b')).toMatchObject({
      rules: [2, 3, 5, 9, 10],
      calendar: { places: ['DE'], holidayRule: 'all', years: [2027, 2028], source: 'gazette', version: '1' },
    });
  });
  const kept = due('2027-03-01', '5b');
  const again = due('2027-03-01', '5b', { holidays: { source: 'gazette', version: '2', years: { DE: { 2027: ['2027-03-08'] } } } });
  test('future: the new date, naming the old', () => expect(recomputed(kept, again, '2027-03-02')).toEqual({ due: again, replaces: kept }));
  test('on its day it is still open', () => expect(recomputed(kept, again, '2027-03-08').due.date).toBe('2027-03-09'));
  test('past: the old date', () => expect(recomputed(kept, again, '2027-03-09')).toEqual({ due: kept, replaces: null }));
  test('no change: nothing replaced', () => expect(recomputed(kept, kept, '2027-03-02').replaces).toBeNull());
});

describe('presets', () => {
  test.each([
    ['DE-BGB', 'termination-notice', '2027-03-06'],
    ['DE-BGB', 'payment', '2027-03-08'],
    ['DE-BGB', undefined, '2027-03-08'],
    ['NY-GCL', 'termination-notice', '2027-03-08'],
  ] as const)('%s %s ends %s', (preset, purpose, expected) => {
    expect(due('2027-03-01', '5d', { preset }, purpose && { purpose }).date).toBe(expected);
  });
  test.each([
    // Thursday before Easter: Friday and Monday are holidays, so two days reach to the second working day.
    ['2027-03-25', '2d', 'EU-1182', '2027-03-31'],
    ['2027-03-25', '2d', undefined, '2027-03-30'],
    ['2027-03-25', '1d', 'EU-1182', '2027-03-30'],
    ['2027-03-05', '2d', 'EU-1182', '2027-03-09'],
    ['2027-03-05', '3d', 'EU-1182', '2027-03-09'],
    ['2027-03-05', '4d', 'EU-1182', '2027-03-09'],
    ['2027-03-01', '2d', 'EU-1182', '2027-03-03'],
    ['2027-03-25', '1w', 'EU-1182', '2027-04-01'],
    ['2027-03-05', '2b', 'EU-1182', '2027-03-09'],
  ] as const)('%s + %s under %s = %s', (event, period, preset, expected) => {
    expect(due(event, period, { preset }).date).toBe(expected);
  });
  test.each([
    ['UNIDROIT', ['FR'], '2027-03-26', []],
    ['UNIDROIT', undefined, '2027-03-30', [{ code: 'roll-place-assumed', at: 'performer', places: ['DE'] }]],
    ['UNCITRAL', ['FR'], '2027-03-26', []],
    ['UNCITRAL', undefined, '2027-03-30', [{ code: 'roll-place-assumed', at: 'addressee', places: ['DE'] }]],
  ] as const)('%s looks at the place %s for the last day', (preset, rollPlaces, date, warnings) => {
    expect(due('2027-03-25', '1d', { preset }, rollPlaces && { rollPlaces })).toMatchObject({ date, warnings });
  });
  test.each(presetIds)('%s has sources and is for an attorney to confirm', (id) => {
    expect(presets[id]).toMatchObject({ id, attorneyMustConfirm: true });
    expect(presets[id].sources.length).toBeGreaterThan(0);
  });
  test.each([['de', 'DE-BGB'], ['eu', 'EU-1182'], ['gb-eaw', 'EW'], ['fr', 'FR'], ['us-ny', 'NY-GCL'], ['us-ca', 'CA']])('pack %s has %s', (pack, id) => {
    expect(presetOfPack(pack).preset?.id).toBe(id);
  });
  test('Delaware has none, and says why', () => expect(presetOfPack('us-de')).toEqual({ preset: null, why: 'no-general-rule-verified' }));
  test('an unknown pack has none', () => expect(presetOfPack('toString')).toEqual({ preset: null, why: 'pack-without-preset' }));
});

describe('what cannot be worked out is said', () => {
  test('an unknown zone', () => {
    expect(due('2027-03-01', '5d', { zone: 'Mars/Olympus' })).toMatchObject({ date: '2027-03-08', instant: null, warnings: [{ code: 'zone-unknown' }] });
    expect(due('2027-03-01T09:00:00Z', '5d', { zone: 'Mars/Olympus' })).toMatchObject({ date: null, warnings: [{ code: 'zone-unknown' }] });
  });
  test('an open zone', () => {
    expect(due('2027-03-01', '5d', { zone: null })).toMatchObject({ date: '2027-03-08', instant: null, warnings: [{ code: 'zone-open' }] });
    expect(due('2027-03-01T09:00:00Z', '24h', { zone: null })).toMatchObject({ date: null, instant: null, warnings: [{ code: 'zone-open' }] });
  });
  test('an open rule for last days matters only on closed days', () => {
    expect(due('2027-03-01', '5d', { roll: null })).toMatchObject({ date: '2027-03-06', warnings: [{ code: 'roll-open', date: '2027-03-06' }] });
    expect(due('2027-03-01', '4d', { roll: null }).warnings).toEqual([]);
    expect(due('2027-03-31', '-2d', { roll: null })).toMatchObject({ date: '2027-03-25', warnings: [] });
  });
  test('an open rule for differing holidays matters only where they differ', () => {
    const open = { places: ['DE', 'FR'], holidayRule: null };
    expect(due('2027-07-13', '1b', open)).toMatchObject({ date: '2027-07-15', warnings: [{ code: 'holiday-rule-open', date: '2027-07-14' }] });
    expect(due('2027-03-28', '1b', open)).toMatchObject({ date: '2027-03-30', warnings: [] });
  });
  test.each(['201y', '5000000b', '99999999h', '2401m'])('a period of %s', (period) => {
    expect(due('2027-03-01T09:00:00Z', period)).toMatchObject({ date: null, warnings: [{ code: 'period-too-long' }] });
  });
  test.each([['9999-12-31', '1d'], ['9999-12-31', '10b'], ['9999-06-01', '1y'], ['9999-12-31', '2w']])('%s + %s leaves the calendar', (event, period) => {
    expect(due(event, period)).toMatchObject({ date: null });
    expect(due(event, period).warnings).toContainEqual(expect.objectContaining({ code: 'period-too-long' }));
  });
  test('a list that closes every day', () => {
    const all = Array.from({ length: 366 }, (_, i) => new Date(Date.UTC(2027, 0, 1 + i)).toISOString().slice(0, 10));
    const closed = { source: 'x', version: '1', years: { DE: { 2027: all, 2028: all.map((date) => date.replace('2027', '2028')) } } };
    expect(due('2027-01-04', '1b', { holidays: closed }).warnings).toContainEqual({ code: 'no-business-day', from: '2027-01-05' });
    expect(due('2027-01-04', '1d', { holidays: closed }).date).toBeNull();
  });
  test.each(['2027-02-29', '2027-13-01', '27-01-01', 'tomorrow', ''])('"%s" is no date', (date) => {
    expect(isLocalDate(date)).toBe(false);
    expect(() => due(date, '1d')).toThrow(RangeError);
  });
  test.each([-1, 1.5, Number.NaN])('%s is no number of days', (n) => {
    expect(() => dueDate({ date: '2027-03-01' }, { direction: 'after', period: { n, unit: 'day' } }, calendar())).toThrow(RangeError);
  });
});

describe('dates', () => {
  test.each([['2028-02-29', 'en', '29 February 2028'], ['2027-03-01', 'en', '1 March 2027'], ['2027-03-01', 'fr', '1er mars 2027'], ['2027-08-15', 'fr', '15 août 2027'], ['2027-03-01', 'de', '1. März 2027']] as const)(
    '%s in %s is %s', (date, language, words) => expect(formatDate(date, language)).toBe(words));
  test('no date, no words', () => expect(() => formatDate('2027-02-30', 'en')).toThrow('Write it as 2027-03-01'));
  test('weekdays', () => expect([weekday('2027-03-01'), weekday('2027-03-07'), formatWeekday(1, 'fr')]).toEqual([1, 7, 'lundi']));
  test('days between', () => expect([daysBetween('2027-03-01', '2027-03-31'), daysBetween('2027-03-31', '2027-03-01')]).toEqual([30, -30]));
  test('days in a month', () => expect([daysInMonth(2028, 2), daysInMonth(2100, 2), daysInMonth(2000, 2), daysInMonth(2027, 4)]).toEqual([29, 28, 29, 30]));
  test('day number', () => expect(dayOf('2027-03-09')).toBe(9));
  test('zones', () => expect([isZone('Europe/Berlin'), isZone('UTC'), isZone(''), isZone('Berlin')]).toEqual([true, true, false, false]));
  test('instants', () => expect([isInstant('2027-03-01T09:00:00Z'), isInstant('2027-03-01T09:00:00'), isInstant('now')]).toEqual([true, false, false]));
});
