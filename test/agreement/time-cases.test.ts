import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

import type { Calendar } from '#agreement/time/calendar';
import { dueDate } from '#agreement/time/due';
import type { Due, DueRule } from '#agreement/time/due';
import { presetIds } from '#agreement/time/presets';
import { explainDue, explainPreset, explainWarning } from '#agreement/time/sentences';
import { calendar } from './time-calendars';

interface Case extends Omit<DueRule, 'direction'> {
  name: string;
  event: string;
  direction?: DueRule['direction'];
  calendar?: Partial<Calendar>;
  expect: Partial<Due>;
  says?: string;
  whole?: string;
}

const cases = parse(readFileSync(new URL('time-cases.yaml', import.meta.url), 'utf8')) as Case[];

test.each(cases.map((one) => [one.name, one] as const))('%s', (_, { event, direction = 'after', calendar: changes, expect: expected, says, whole, ...more }) => {
  const { period, clear, fixed, purpose } = more;
  const due = dueDate(event.includes('T') ? { instant: event } : { date: event }, { direction, period, clear, fixed, purpose }, calendar(changes));
  const sentence = explainDue(due, { event: 'receipt' });
  expect(due).toMatchObject(expected);
  if (says) expect(sentence).toContain(says);
  if (whole) expect(sentence).toBe(whole);
});

test('every warning has a sentence of its own', () => {
  const sentences = [
    explainWarning({ code: 'holidays-missing', place: 'DE', year: 2031 }),
    explainWarning({ code: 'holidays-borrowed', place: 'FR-57', from: 'FR' }),
    explainWarning({ code: 'no-places' }),
    explainWarning({ code: 'holiday-rule-open', date: '2027-01-04' }),
    explainWarning({ code: 'roll-open', date: '2027-01-04' }),
    explainWarning({ code: 'zone-open' }),
    explainWarning({ code: 'no-business-day', from: '2027-01-01' }),
    explainWarning({ code: 'zone-unknown', zone: 'Mars' }),
    explainWarning({ code: 'event-time-unknown' }),
    explainWarning({ code: 'clear-without-days' }),
    explainWarning({ code: 'period-too-long', n: 999 }),
    explainWarning({ code: 'roll-place-assumed', at: 'performer', places: [] }),
  ];
  expect(new Set(sentences).size).toBe(sentences.length);
  expect(sentences.join()).not.toContain('undefined');
});

test.each(presetIds)('%s is explained', (id) => expect(explainPreset(id)).toMatch(/\.$/));

test('a date that could not be worked out says so', () => {
  const due = dueDate({ date: '2027-03-01' }, { direction: 'after', period: { n: 24, unit: 'hour' } }, calendar());
  expect(explainDue(due)).toBe(
    '24 hours after the event on 1 March 2027; no date could be worked out. Hours are counted from a time of day, and only the date of the event is known; record its time',
  );
});
