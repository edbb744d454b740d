import { describe, expect, test } from 'vitest';
import type { Answers } from '#agreement/facts/answers';
import { newestTurn } from '#agreement/record/shared';
import { answersEntry } from '#stages/turns';
import { differences, unsaid } from '#stages/negotiate/differences';
import { bareAnswers, type FactOverrides } from '../agreement/sample-answers';
import { partiesOf, Table } from './table';

const days = (n: number) => ({ n, unit: 'day' });
const cure = 'term.exits.cure';

/** A table whose turns have answers behind them. */
class Answered extends Table {
  readonly #answers: Answers[] = [];
  put(party: string, facts: FactOverrides): this {
    this.#answers.push(bareAnswers(this.parties.length, facts));
    return this.turn(party, { terms: JSON.stringify(facts), [answersEntry]: JSON.stringify(facts) });
  }
  state(party: string, path: string, value: unknown): this {
    return this.event(party, { kind: 'answer-stated', body: { path, value: value as never, turn: newestTurn(this.shared)!.turn } });
  }
  get rows() {
    return differences(this.shared, this.parties, (turn) => this.#answers[turn.turn - 1]!);
  }
  /** Path, settled, and each side's value. */
  get short() {
    return this.rows.map((row) => [row.path, row.settled, Object.fromEntries(row.sides.map((side) => [side.party, side.value]))]);
  }
}
const table = (n: number) => new Answered(partiesOf(n));

describe('a record from elsewhere', () => {
  test.each<[string, string, unknown]>([
    ['a value that does not fit', cure, 'soon'],
    ['a law that is a list', 'law.governing', [[[]]]],
    ['no fact', 'no.such', { a: [1] }],
    ['what another party says of itself', 'parties.alpha.seat', 'FR'],
    ['all parties', 'parties', []],
    ['a whole group', 'work', {}],
    ['a choice of words', 'drafting.positions', {}],
    ['a party that is none', 'ip.resultsOwnership.owner', 'nobody'],
    ['a name of every object', 'constructor', 1],
  ])('may state %s, and it counts for nothing', (_, path, value) => expect(table(2).put('alpha', { [cure]: days(30) }).state('beta', path, value).rows).toEqual([]));
  test('what was said goes with the next version or when it is taken back, and leaves nothing behind', () => {
    const said = table(2).put('alpha', { [cure]: days(30) }).state('beta', cure, days(60));
    expect(Object.keys(said.shared.stated)).toEqual([cure]);
    expect(said.put('beta', { [cure]: days(90) }).shared.stated).toEqual({});
    expect(said.state('beta', cure, days(60)).state('beta', cure, null).shared.stated).toEqual({});
  });
});

describe('two parties', () => {
  test('nothing differs before the second has answered', () => expect(table(2).put('alpha', { [cure]: days(30) }).rows).toEqual([]));
  test('both answers side by side, with who said what in which turn', () => {
    const rows = table(2).put('alpha', { [cure]: days(30) }).put('beta', { [cure]: days(60) }).rows;
    expect(rows).toMatchObject([{ path: cure, settled: false, table: days(60), waits: [], sides: [{ party: 'alpha', value: days(30), said: 'sent', turn: 1, by: { person: 'alpha-lead' } }, { party: 'beta', value: days(60), said: 'sent', turn: 2 }] }]);
  });
  test('the second can say so without sending a version', () => expect(table(2).put('alpha', { [cure]: days(30) }).state('beta', cure, days(60)).short).toEqual([[cure, false, { alpha: days(30), beta: days(60) }]]));
  test('taking theirs settles it; it is gone where the table says so already', () => {
    expect(table(2).put('alpha', { [cure]: days(30) }).put('beta', { [cure]: days(60) }).state('alpha', cure, days(60)).rows).toEqual([]);
    expect(table(2).put('alpha', { [cure]: days(30) }).state('beta', cure, days(60)).state('alpha', cure, days(60)).short).toEqual([[cure, true, { alpha: days(60), beta: days(60) }]]);
  });
  test('keeping ours leaves it open, said anew', () => expect(table(2).put('alpha', { [cure]: days(30) }).put('beta', { [cure]: days(60) }).state('alpha', cure, days(30)).rows).toMatchObject([{ settled: false, sides: [{ said: 'stated', turn: 2 }, {}] }]));
  test('a third answer is settled once the other takes it', () => {
    const third = table(2).put('alpha', { [cure]: days(30) }).put('beta', { [cure]: days(60) }).state('alpha', cure, days(45));
    expect(third.short).toEqual([[cure, false, { alpha: days(45), beta: days(60) }]]);
    expect(third.state('beta', cure, days(45)).short).toEqual([[cure, true, { alpha: days(45), beta: days(45) }]]);
    expect(third.put('beta', { [cure]: days(45) }).rows).toEqual([]);
  });
  test('what was said can be taken back', () => expect(table(2).put('alpha', { [cure]: days(30) }).state('beta', cure, days(60)).state('beta', cure, null).rows).toEqual([]));
  test('a later turn of the same party counts more than what it said before', () => expect(table(2).put('alpha', { [cure]: days(30) }).state('beta', cure, days(60)).put('beta', { [cure]: days(90) }).short).toEqual([[cure, false, { alpha: days(30), beta: days(90) }]]));
  test('agreeing to the answers behind the text is an answer to all of them', () => {
    const agreed = table(2).put('alpha', { [cure]: days(30) }).put('beta', { [cure]: days(60) }).agree('alpha', answersEntry);
    expect(agreed.rows).toEqual([]);
    expect(agreed.state('alpha', cure, days(45)).short).toEqual([[cure, false, { alpha: days(45), beta: days(60) }]]);
  });
  test('lists are compared item by item; what only one has is no difference', () => {
    const item = (end: string) => ({ id: 'wp1', title: 'Robot', end });
    expect(table(2).put('alpha', { 'work.items': [item('2028-01-01')] }).put('beta', { 'work.items': [item('2028-06-30'), { id: 'wp2', title: 'Pilot' }] }).short).toEqual([['work.items.wp1.end', false, { alpha: '2028-01-01', beta: '2028-06-30' }]]);
    expect(table(2).put('alpha', { 'scope.out': [] }).put('beta', { 'scope.out': [{ id: 'x', text: 'Sales' }] }).short.map(([path]) => path)).toEqual(['scope.out']);
  });
  test('what a party says of itself is its own', () => expect(table(2).put('alpha', { 'parties.beta.seat': 'FR' }).put('beta', { 'parties.beta.seat': 'DE' }).rows).toEqual([]));
});

test.each([3, 7])('%i parties: who has not answered waits, and all who answered must answer alike', (n) => {
  const some = table(n).put('alpha', { [cure]: days(30) }).state('beta', cure, days(60));
  expect(some.rows).toMatchObject([{ settled: false, waits: partiesOf(n).slice(2) }]);
  for (const party of partiesOf(n)) some.state(party, cure, days(60));
  expect(some.rows).toMatchObject([{ settled: true, waits: [] }]);
});

test('a different own answer that nobody was told', () => {
  const at = table(2).put('alpha', { [cure]: days(30), 'scope.field': 'robots' });
  const own = bareAnswers(2, { [cure]: days(60), 'scope.field': 'robots', 'parties.beta.seat': 'FR' });
  expect(unsaid(own, bareAnswers(2, { [cure]: days(30), 'scope.field': 'robots' }), at.rows, 'beta')).toEqual([cure]);
  expect(unsaid(own, bareAnswers(2, { [cure]: days(30) }), at.state('beta', cure, days(60)).rows, 'beta')).toEqual([]);
});
