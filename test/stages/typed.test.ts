import { describe, expect, test } from 'vitest';
import { sentences, setAnswer } from '#agreement/facts/answers';
import { factAt, factRows } from '#agreement/facts/table';
import { readTyped, typedForm } from '#stages/ask/typed';
import { sampleAnswers } from '../agreement/sample-answers';

const answers = sampleAnswers(3);
const at = (path: string, line: string) => readTyped(factAt(path)!, line, answers);

describe('a typed line', () => {
  test.each<[string, string, unknown]>([
    ['parties.alpha.legalName', ' Alpha Robotics GmbH ', 'Alpha Robotics GmbH'],
    ['agreement.title', '"-"', '-'],
    ['parties.alpha.kind', '3', 'public-body'],
    ['parties.alpha.kind', 'Public body', 'public-body'],
    ['parties.alpha.seat', 'Germany', 'DE'],
    ['parties.alpha.seat', 'the Netherlands', 'NL'],
    ['parties.alpha.seat', 'Bavaria', 'DE-BY'],
    ['parties.alpha.seat', 'fr', 'FR'],
    ['work.items.wp1.lead', 'Beta', 'beta'],
    ['work.items.wp1.end', '2027-12-15', '2027-12-15'],
    ['term.exits.cure', '30 days', { n: 30, unit: 'day' }],
    ['term.exits.cure', '20 business days', { n: 20, unit: 'business-day' }],
    ['term.exits.cure', '1 year', { n: 1, unit: 'year' }],
    ['work.milestones.m1.due', '2027-12-15', '2027-12-15'],
    ['work.milestones.m1.due', '30 days after receipt of the report', { after: 'receipt of the report', period: { n: 30, unit: 'day' } }],
    ['contribution.items.cash.value', '1500.00 eur', { amount: '1500.00', currency: 'EUR' }],
    ['contribution.items.cash.value', 'EUR 1500', { amount: '1500', currency: 'EUR' }],
    ['money.shares.share-alpha.percent', '33.3333 %', '33.3333'],
    ['money.model', '1, 3', ['own-costs', 'cost-share']],
    ['money.model', 'costs are shared', ['cost-share']],
    ['compliance.signs', 'none', []],
    ['compliance.profile.sanctions', 'no', false],
    ['scope.territory', 'DE; France', ['DE', 'FR']],
    ['law.governing', 'England and Wales', 'gb-eaw'],
    ['law.language', 'EN-gb', 'en-GB'],
    ['work.raci.wp1.r', 'Alpha; role: the engineers', ['alpha', { role: 'the engineers' }]],
    ['gov.bodies.board.chair', 'other: the mayor', { other: 'the mayor' }],
    ['money.tax.crossBorder', 'Yes', true],
    ['parties.alpha.addresses.notice', '1 Quay Street; 10115; Berlin; Germany', { street: '1 Quay Street', postcode: '10115', city: 'Berlin', country: 'DE' }],
    ['work.deliverables.d1.criteria', 'passes test T1; manual in French', ['passes test T1', 'manual in French']],
  ])('at %s: %s', (path, line, value) => {
    expect(at(path, line)).toEqual({ ok: true, value });
    const set = setAnswer(answers, path, value);
    expect(set.ok ? [] : sentences(set.problems)).toEqual([]);
  });
  test.each([
    ['term.exits.cure', '30', /whole number and a unit/],
    ['contribution.items.cash.value', '1500', /currency is missing/],
    ['contribution.items.cash.value', '1,500 EUR', /digits with a point/],
    ['parties.alpha.kind', '99', /none of the choices/],
    ['compliance.profile.sanctions', 'maybe', /neither yes nor no/],
    ['gov.bodies.board.chair', 'Nobody', /is no party/],
    ['parties.alpha.addresses.notice', 'Berlin', /four parts/],
  ])('at %s: %s is told to be none', (path, line, what) => expect(at(path, line)).toMatchObject({ ok: false, what: expect.stringMatching(what) }));
});

test('every value says how it is typed', () => {
  for (const row of factRows()) if (row.kind === 'value') expect(typedForm(row), row.path).toMatch(/\S/);
});
