import { describe, expect, test } from 'vitest';

import type { ObligationTerm } from '#agreement/obligation';
import { actorInWords, creditorsInWords, obligationInWords, sourceInWords, stateInWords, timingInWords } from '#agreement/obligation-sentences';
import { meaningOf, rhythmOf } from '#stages/track/anchors';
import { listed, track } from '#stages/track/track';
import type { TrackContext } from '#stages/track/track';
import { calendar } from '../agreement/time-calendars';

const three = [{ id: 'alpha', shortName: 'Alpha' }, { id: 'beta', shortName: 'Beta' }, { id: 'gamma', shortName: 'Gamma' }];

const about: TrackContext = {
  parties: three, start: '2027-01-01', end: '2028-12-31', signedOn: '2026-12-15', today: '2027-06-15', calendar: calendar(),
};

const base: ObligationTerm = {
  id: 'x.y', block: 'x.y', debtor: { kind: 'parties', ids: ['alpha'] }, creditor: { kind: 'each-other-party' }, action: 'report', object: 'costs',
};

const run = (changes: Partial<ObligationTerm>, context: Partial<TrackContext> = {}) =>
  track([{ id: 'x', heading: 'Heading', number: '7', obligations: [{ ...base, ...changes }] }], { ...about, ...context });

const dates = (changes: Partial<ObligationTerm>, context: Partial<TrackContext> = {}) => run(changes, context).map((one) => one.due?.worked?.due.date ?? null);

describe('who owes and who is owed', () => {
  test.each([
    [{ kind: 'each-party' }, { kind: 'each-other-party' }, ['Alpha: Beta and Gamma', 'Beta: Alpha and Gamma', 'Gamma: Alpha and Beta']],
    [{ kind: 'each-party' }, { kind: 'parties', ids: ['beta'] }, ['Alpha: Beta', 'Gamma: Beta']],
    [{ kind: 'each-other-party' }, { kind: 'parties', ids: ['beta'] }, ['Alpha: Beta', 'Gamma: Beta']],
    [{ kind: 'each-other-party' }, { kind: 'each-other-party' }, ['Alpha: Beta and Gamma', 'Beta: Alpha and Gamma', 'Gamma: Alpha and Beta']],
    [{ kind: 'parties', ids: ['beta', 'beta'] }, { kind: 'each-party' }, ['Beta: Alpha and Gamma']],
    [{ kind: 'parties', ids: ['beta', 'gamma'] }, { kind: 'parties', ids: ['alpha', 'gamma'] }, ['Beta: Alpha and Gamma', 'Gamma: Alpha']],
    [{ kind: 'described', text: 'party in breach' }, { kind: 'each-other-party' }, ['party in breach: Alpha, Beta and Gamma']],
    [{ kind: 'parties', ids: ['alpha'] }, { kind: 'described', text: 'the funder' }, ['Alpha: the funder']],
    [{ kind: 'parties', ids: ['delta'] }, { kind: 'parties', ids: ['alpha'] }, ['delta: Alpha']],
  ] as [ObligationTerm['debtor'], ObligationTerm['creditor'], string[]][])('%o to %o', (debtor, creditor, expected) => {
    expect(run({ debtor, creditor }).map((one) => `${actorInWords(one.debtor)}: ${creditorsInWords(one)}`)).toEqual(expected);
  });
  test('an open debtor stays open', () => {
    expect(run({ debtor: { kind: 'blank', path: 'work.lead' } })[0]).toMatchObject({ debtor: { open: 'work.lead' }, id: 'x.y:~open' });
  });
});

describe('when it is due', () => {
  test.each([
    [{ on: '2027-05-31' }, {}, '2027-05-31'],
    [{ on: '2027-03-06' }, {}, '2027-03-08'],
    [{ after: 'end', period: { n: 30, unit: 'day' } }, {}, '2029-01-30'],
    [{ after: 'the end of this agreement', period: { n: 1, unit: 'month' } }, {}, '2029-01-31'],
    [{ before: 'end date', period: { n: 30, unit: 'day' } }, {}, '2028-12-01'],
    [{ after: 'effective date', period: { n: 10, unit: 'business-day' } }, {}, '2027-01-15'],
    [{ after: 'start', period: { n: 2, unit: 'week' } }, {}, '2027-01-15'],
    [{ after: 'signature', period: { n: 5, unit: 'day' } }, {}, '2026-12-21'],
    [{ after: 'written request or end', period: { n: 14, unit: 'day' } }, {}, '2029-01-15'],
    [{ after: 'receipt of the notice', period: { n: 14, unit: 'day' } }, {}, null],
    [{ after: 'end', period: { n: 30, unit: 'day' } }, { end: undefined }, null],
    [{ on: null, path: 'a.b' }, {}, null],
    [{ on: 'soon' }, {}, null],
    [{ after: 'end', period: null, path: 'a.b' }, {}, null],
  ] as [ObligationTerm['due'], Partial<TrackContext>, string | null][])('%o %o: %s', (due, context, expected) => {
    expect(dates({ due }, context)).toEqual([expected]);
  });
  test('a payment ends at the closing time, a report at midnight', () => {
    const on = { calendar: calendar({ closingTime: '17:00' }) };
    expect(run({ action: 'pay', due: { on: '2027-05-31' } }, on)[0]?.due?.worked?.due.instant).toBe('2027-05-31T15:00:00Z');
    expect(run({ due: { on: '2027-05-31' } }, on)[0]?.due?.worked?.due.instant).toBe('2027-05-31T22:00:00Z');
  });
  test.each([
    [{ after: 'receipt of the notice', period: { n: 14, unit: 'day' } }, 'waits for receipt of the notice; then 14 days after it'],
    [{ after: 'end', period: { n: 1, unit: 'day' } }, 'waits for the end of this agreement, whose date is open; then 1 day after it'],
    [{ on: 'soon' }, '"soon" is no date; write it as 2027-03-01'],
    [{ after: 'receipt of the notice', period: null, path: 'term.exits.cure' }, 'waits for an answer: [cure period: open], which runs after this event: receipt of the notice'],
    [{ on: null, path: 'term.core.longStop' }, 'waits for an answer: [long-stop date: open]'],
  ] as [ObligationTerm['due'], string][])('%o says: %s', (due, says) => {
    expect(timingInWords(run({ due }, { end: undefined })[0]?.due ?? {})).toBe(says);
  });
  test('a duty that has only a trigger waits for it', () => {
    expect(timingInWords(run({ trigger: 'change of address' })[0]?.due ?? {})).toBe('waits for change of address');
    expect(run({ trigger: 'start' })[0]?.due).toBeUndefined();
  });
  test('how it was worked out', () => {
    const [one] = run({ due: { after: 'written request or end', period: { n: 5, unit: 'business-day' } } }, { end: '2027-03-01' });
    expect(timingInWords(one?.due ?? {})).toBe(
      '5 business days after the end of this agreement on 1 March 2027; the day of the end of this agreement does not count; 6 March is a Saturday, 7 March is a Sunday; falls on 8 March 2027 (calendar Germany 2027, gazette 1; rules 2, 3 and 9). It may fall earlier, counted from this event: written request',
    );
  });
});

describe('what comes back', () => {
  test.each([
    [{ recurs: 'each calendar year', due: { after: 'end of calendar year', period: { n: 60, unit: 'day' } } }, {}, ['2028-02-29', '2029-03-01']],
    [{ recurs: 'each calendar year', due: { after: 'end of calendar year', period: { n: 60, unit: 'day' } } }, { start: '2027-07-01', end: '2027-09-30' }, ['2028-02-29']],
    [{ recurs: 'each quarter' }, { end: '2027-07-01' }, ['2027-03-31', '2027-06-30', '2027-09-30']],
    [{ recurs: 'each month', due: { after: 'end of each month', period: { n: 5, unit: 'business-day' } } }, { end: '2027-03-10' }, ['2027-02-05', '2027-03-05', '2027-04-07']],
    [{ recurs: 'each quarter', due: { before: 'end of the quarter', period: { n: 10, unit: 'day' } } }, { end: '2027-06-30' }, ['2027-03-19', '2027-06-18']],
    [{ recurs: 'every 6 months' }, {}, ['2027-07-01', '2028-01-03', '2028-07-03']],
    [{ recurs: 'each year of this agreement' }, { start: '2027-02-01' }, ['2028-02-01']],
    [{ recurs: 'each month', due: { on: '2027-01-31' } }, { end: '2027-05-01' }, ['2027-02-01', '2027-03-01', '2027-03-31', '2027-04-30']],
    [{ recurs: 'each report' }, {}, [null]],
    [{ recurs: 'each calendar year' }, { start: undefined }, [null]],
    [{ recurs: 'each quarter', due: { after: 'receipt of the invoice', period: { n: 30, unit: 'day' } } }, {}, [null]],
    [{ recurs: 'each quarter' }, { start: '2028-01-01', end: '2027-01-01' }, [null]],
  ] as [Partial<ObligationTerm>, Partial<TrackContext>, (string | null)[]][])('%o %o', (changes, context, expected) => {
    expect(dates(changes, context)).toEqual(expected);
  });
  test('turns have names that last', () => {
    expect(run({ recurs: 'each quarter' }, { end: '2027-06-30' }).map((one) => one.id)).toEqual(['x.y:alpha@2027-Q1', 'x.y:alpha@2027-Q2']);
    expect(run({ recurs: 'each month' }, { end: '2027-02-01' }).map((one) => one.turn)).toEqual(['2027-01', '2027-02']);
    expect(run({ recurs: 'each calendar year' }).map((one) => one.turn)).toEqual(['2027', '2028']);
    expect(run({ recurs: 'every 6 months' }).map((one) => one.turn)).toEqual(['1', '2', '3']);
  });
  test('an agreement without an end is listed two years ahead and says that it goes on', () => {
    const turns = run({ recurs: 'each calendar year' }, { end: undefined });
    expect(turns.map((one) => [one.turn, one.continues ?? false])).toEqual([['2027', false], ['2028', false], ['2029', true]]);
  });
  test('an end in the year 9999 does not fill the list', () => {
    const turns = run({ recurs: 'each month' }, { end: '9999-12-31' });
    expect(turns).toHaveLength(listed.turns);
    expect(turns.at(-1)?.continues).toBe(true);
    expect(run({ recurs: 'every 1 week' }, { end: '2040-12-31' })).toHaveLength(listed.turns);
  });
});

describe('where it stands', () => {
  test.each([
    [{ due: { on: '2027-06-16' } }, {}, 'in-force'],
    [{ due: { on: '2027-06-15' } }, {}, 'due'],
    [{ due: { on: '2027-06-14' } }, {}, 'overdue'],
    [{ due: { on: '2027-06-12' } }, { today: '2027-06-14' }, 'due'],
    [{ due: { on: '2027-06-14' } }, { signedOn: undefined }, 'draft'],
    [{ due: { on: '2027-06-14' } }, { signedOn: '2027-06-16' }, 'draft'],
    [{ due: { on: '2027-07-14' } }, { start: '2027-07-01' }, 'conditional'],
    [{ due: { after: 'receipt', period: { n: 1, unit: 'day' } } }, {}, 'conditional'],
    [{ trigger: 'change of address' }, {}, 'conditional'],
    [{ trigger: 'end' }, {}, 'conditional'],
    [{ trigger: 'start' }, {}, 'in-force'],
    [{ action: 'refrain' }, {}, 'in-force'],
    [{ action: 'refrain' }, { today: '2029-01-01' }, 'ended'],
    [{ action: 'refrain', survives: true }, { today: '2029-01-01' }, 'in-force'],
    [{ action: 'refrain', until: { after: 'end', period: { n: 5, unit: 'year' } } }, { today: '2033-12-30' }, 'in-force'],
    [{ action: 'refrain', until: { after: 'end', period: { n: 5, unit: 'year' } } }, { today: '2034-01-03' }, 'ended'],
    [{ action: 'refrain', until: { on: '2027-06-12' } }, { today: '2027-06-13' }, 'ended'],
    [{ action: 'refrain' }, { end: undefined, today: '2050-01-01' }, 'in-force'],
    [{ due: { on: '2028-12-29' } }, { today: '2029-01-01' }, 'overdue'],
  ] as [Partial<ObligationTerm>, Partial<TrackContext>, string][])('%o %o is %s', (changes, context, state) => {
    expect(run(changes, context)[0]?.state).toBe(state);
  });
  test('no state speaks of breach', () => {
    for (const state of ['draft', 'conditional', 'in-force', 'due', 'overdue', 'ended'] as const) expect(stateInWords(state)).not.toMatch(/breach|default/);
  });
});

test('dated first, by date; then what waits; then what lasts', () => {
  const term = (id: string, changes: Partial<ObligationTerm>): ObligationTerm => ({ ...base, id, ...changes });
  const all = track([
    { id: 'a', heading: 'A', number: '1', obligations: [term('lasts', { action: 'refrain' }), term('waits', { due: { after: 'receipt', period: { n: 1, unit: 'day' } } })] },
    { id: 'b', heading: 'B', number: '2', obligations: [term('late', { due: { on: '2028-01-03' } }), term('until', { action: 'refrain', until: { on: '2028-01-03' } }), term('early', { due: { on: '2027-01-04' } })] },
  ], about);
  expect(all.map((one) => one.term)).toEqual(['early', 'late', 'waits', 'until', 'lasts']);
  expect(sourceInWords(all[0] ?? all[0]!)).toBe('section 2, B');
});

test('everything of the term is carried over', () => {
  const [one] = run({ id: 'm.n.i1', block: 'm.n', item: 'i1', trigger: 'start', evidence: 'minutes', survives: true, due: { on: '2027-07-01' } });
  expect(one).toMatchObject({ id: 'm.n.i1:alpha', term: 'm.n.i1', block: 'm.n', item: 'i1', trigger: 'start', evidence: 'minutes', survives: true, clause: { id: 'x', heading: 'Heading', number: '7' } });
  expect(obligationInWords(one!)).toBe('Alpha must report costs');
});

test('the same input gives the same list, and nothing of the input changes', () => {
  const clauses = [{ id: 'x', heading: 'H', number: '1', obligations: [{ ...base, recurs: 'each quarter' }] }];
  const before = JSON.stringify(clauses);
  expect(track(clauses, about)).toEqual(track(clauses, about));
  expect(JSON.stringify(clauses)).toBe(before);
});

test.each(['start', 'end', 'signedOn', 'today'] as const)('a %s that is no date is refused', (key) => {
  expect(() => run({}, { [key]: '2027-02-30' })).toThrow(RangeError);
});

test.each([
  ['End of this Agreement', { kind: 'point', point: 'end' }],
  ['the effective date', { kind: 'point', point: 'start' }],
  ['end of each calendar quarter', { kind: 'period-end', unit: 'quarter' }],
  ['end of the last step', { kind: 'event' }],
  ['receipt or refusal', { kind: 'event' }],
  ['end or written request', { kind: 'point', point: 'end', or: 'written request' }],
  ['toString', { kind: 'event' }],
])('event "%s"', (words, meaning) => expect(meaningOf(words)).toEqual(meaning));

test.each([
  ['each calendar year', { kind: 'calendar', unit: 'year' }],
  ['Every month', { kind: 'calendar', unit: 'month' }],
  ['every 3 months', { kind: 'every', period: { n: 3, unit: 'month' } }],
  ['every 0 months', { kind: 'events' }],
  ['each meeting', { kind: 'events' }],
])('rhythm "%s"', (words, rhythm) => expect(rhythmOf(words)).toEqual(rhythm));
