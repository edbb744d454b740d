import { expect, test } from 'vitest';

import { holidayTable, listedYears, yearsBetween } from '#world/holidays';

const table = await holidayTable(['DE', 'DE-BE', 'DE-BY', 'FR', 'FR-57', 'FR-IDF', 'GB-ENG', 'GB-EAW', 'GB-SCT', 'US', 'US-NY', 'NL', 'AE', 'XX', 'DE-ZZ'], [2026, 2027, 1900]);

test.each([
  ['DE', '2027-03-26', true, 'Good Friday'],
  ['DE', '2027-03-08', false, 'Women’s Day is only in Berlin'],
  ['DE-BE', '2027-03-08', true, 'Women’s Day in Berlin'],
  ['DE-BY', '2027-05-27', true, 'Corpus Christi in Bavaria'],
  ['DE-BE', '2027-05-27', false, 'Corpus Christi is a working day in Berlin'],
  ['DE', '2027-12-24', false, 'Christmas Eve from 14:00 is not a whole day'],
  ['DE', '2027-12-31', false, 'New Year’s Eve from 14:00 is not a whole day'],
  ['FR', '2027-07-14', true, 'national day'],
  ['FR', '2027-03-26', false, 'Good Friday is a working day'],
  ['FR-57', '2027-03-26', true, 'Good Friday in Moselle'],
  ['GB-ENG', '2027-08-30', true, 'summer bank holiday'],
  ['GB-EAW', '2027-08-30', true, 'England and Wales'],
  ['GB-SCT', '2027-03-29', false, 'Easter Monday is a working day in Scotland'],
  ['GB-ENG', '2027-12-27', true, 'substitute for Saturday 25 December'],
  ['US', '2027-11-25', true, 'Thanksgiving'],
  ['US', '2027-07-05', true, 'Monday after Sunday 4 July'],
  ['US-NY', '2027-02-12', true, 'Lincoln’s Birthday in New York'],
  ['US', '2027-02-12', false, 'Lincoln’s Birthday is not federal'],
  ['NL', '2027-04-27', true, 'King’s Day'],
  ['AE', '2027-03-10', true, 'second day of a feast of three'],
])('%s %s %s: %s', (place, date, holiday) => {
  expect(table.years[place]?.[2027]?.includes(date)).toBe(holiday);
});

test('an unknown country is left out', () => expect(table.years.XX).toBeUndefined());
test('a part of a country without its own list borrows and says so', () => {
  expect(table.borrowed).toEqual({ 'FR-IDF': 'FR', 'DE-ZZ': 'DE' });
  expect(table.years['FR-IDF']).toEqual(table.years.FR);
});
test('years outside the reliable range are left out', () => {
  expect(Object.keys(table.years.DE ?? {})).toEqual(['2026', '2027']);
});
test('source and edition are named', () => {
  expect(table.source).toBe('date-holidays');
  expect(table.version).toMatch(/^\d+\.\d+\.\d+$/);
});
test('dates are sorted, in their year, without repeats', () => {
  for (const years of Object.values(table.years))
    for (const [year, dates] of Object.entries(years)) {
      expect(dates).toEqual([...new Set(dates)].sort());
      expect(dates.every((date) => date.startsWith(year))).toBe(true);
    }
});
test('a second table shares the lists of the first', async () => {
  const again = await holidayTable(['DE-BE'], [2027]);
  expect(again.years['DE-BE']?.[2027]).toBe(table.years['DE-BE']?.[2027]);
});
test('yearsBetween', () => {
  expect(yearsBetween(2026, 2028)).toEqual([2026, 2027, 2028]);
  expect(yearsBetween(2028, 2027)).toEqual([]);
  expect(listedYears.first).toBeLessThan(listedYears.last);
});
