import { expect, test } from 'vitest';

import { documentFromJson } from '#agreement/document/schema';
import { answersSchema } from '#agreement/facts/schema/answers-file';
import type { ObligationTerm } from '#agreement/obligation';
import { obligationInWords, sourceInWords } from '#agreement/obligation-sentences';
import { calendarOf, clausesToTrack, contextOf, holidaysNeeded } from '#stages/track/from-agreement';
import { track } from '#stages/track/track';
import { holidays } from '../agreement/time-calendars';

const obligation: ObligationTerm = {
  id: 'pay.fee', block: 'pay.fee', debtor: { kind: 'each-party' }, creditor: { kind: 'parties', ids: ['beta'] }, action: 'pay', object: 'the fee',
  due: { after: 'start', period: { n: 5, unit: 'business-day' } },
};

const words = (text: string) => [{ type: 'text', text }];
const clause = (id: string, part: string, heading: string, obligations: ObligationTerm[]) => ({
  type: 'clause', attrs: { id, part, obligations },
  content: [{ type: 'wording', content: [{ type: 'heading', content: words(heading) }, { type: 'paragraph', attrs: { id: `${id}.a` }, content: words('Text.') }] }],
});

const document = documentFromJson({
  type: 'agreement',
  attrs: { parties: [{ id: 'alpha', shortName: 'Alpha', legalName: null }, { id: 'beta', shortName: null, legalName: null }] },
  content: [clause('front', 'front', 'Parties', []), clause('goal', 'body', 'Goal', []), clause('pay', 'body', 'Payment', [obligation])],
});

const answers = (facts: object) => answersSchema.parse({ entente: 1, facts });
const full = { term: { core: { effective: '2027-03-01', end: '2028-12-31' } }, time: { calendar: { places: ['DE', 'FR'], holidayRule: 'all', zone: 'Europe/Berlin', roll: 'next' } }, notice: { rules: { closingTime: '17:00' } } };

test('the holidays that are needed: a year before to ten years after', () => {
  const needed = holidaysNeeded(answers(full), '2027-06-01');
  expect(needed.places).toEqual(['DE', 'FR']);
  expect([needed.years[0], needed.years.at(-1)]).toEqual([2026, 2038]);
  expect(holidaysNeeded(answers({ term: { core: { end: '9999-12-31' } } }), '2027-06-01').years.at(-1)).toBe(2087);
  expect(holidaysNeeded(answers({}), '2027-06-01').places).toEqual([]);
});

test('open answers stay open', () => {
  expect(calendarOf(answers({}), holidays)).toEqual({ zone: null, places: [], holidayRule: null, roll: null, holidays });
  expect(calendarOf(answers(full), holidays, 'DE-BGB')).toMatchObject({ zone: 'Europe/Berlin', closingTime: '17:00', preset: 'DE-BGB' });
});

test('clauses come with number and heading', () => {
  expect(clausesToTrack(document).map(({ id, number, heading }) => [id, number, heading])).toEqual([['front', '', 'Parties'], ['goal', '1', 'Goal'], ['pay', '2', 'Payment']]);
});

test('from the answers to a dated list', () => {
  const [one, ...others] = track(clausesToTrack(document), contextOf(document, answers(full), { holidays, today: '2027-03-02', signedOn: '2027-02-15' }));
  expect(others).toEqual([]);
  expect(one).toMatchObject({ id: 'pay.fee:alpha', state: 'in-force', due: { worked: { anchor: 'start', due: { date: '2027-03-08', instant: '2027-03-08T16:00:00Z' } } } });
  expect(obligationInWords(one!)).toBe('Alpha must pay the fee');
  expect(sourceInWords(one!)).toBe('section 2, Payment');
  expect(one?.creditors).toEqual([{ party: 'beta', name: expect.stringContaining('open') }]);
});

test('an agreement that starts with its last signature starts on that day', () => {
  const event = answers({ term: { core: { effectiveEvent: 'signature by the last party' } } });
  expect(contextOf(document, event, { holidays, today: '2027-03-02', signedOn: '2027-02-15' }).start).toBe('2027-02-15');
  expect(contextOf(document, event, { holidays, today: '2027-03-02' })).not.toHaveProperty('start');
  expect(contextOf(document, answers({ term: { core: { effectiveEvent: 'approval by the funder' } } }), { holidays, today: '2027-03-02', signedOn: '2027-02-15' })).not.toHaveProperty('start');
});

test('an empty set of answers gives a list that says what is open', () => {
  const [one] = track(clausesToTrack(document), contextOf(document, answers({}), { holidays, today: '2027-03-02' }));
  expect(one).toMatchObject({ state: 'draft', due: { waitsFor: { code: 'anchor', anchor: 'start' } } });
});
