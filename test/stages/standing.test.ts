import { describe, expect, test } from 'vitest';
import { blankShared } from '#agreement/record/shared';
import { standing, type Standing } from '#stages/negotiate/standing';
import { partiesOf, tableOf, type Table } from './table';

const stand = (table: Table, order?: string[]): Standing => standing(table.shared, table.parties, order);
/** The states of a clause, party by party. */
const row = (table: Table, clause: string): string => {
  const found = stand(table).rows.find((one) => one.clause === clause);
  return found === undefined ? 'no row' : table.parties.map((party) => found.cells[party]!.state).join(' ');
};
const group = (table: Table, clause: string): string => stand(table).rows.find((one) => one.clause === clause)!.group;

describe('before the first turn', () => {
  test('nothing stands', () => expect(standing(blankShared, partiesOf(3))).toMatchObject({ turn: null, rows: [], settled: false }));
  test('every party is counted with nothing', () => expect(standing(blankShared, ['alpha']).counts).toEqual({ alpha: { agreed: 0, proposes: 0, objects: 0, answer: 0, agrees: 0 } }));
});

describe('one clause', () => {
  test('whoever sends words proposes them', () => expect(row(tableOf(3).turn('alpha', { a: '1' }), 'a')).toBe('proposes answer answer'));
  test('another agrees', () => expect(row(tableOf(3).turn('alpha', { a: '1' }).agree('beta'), 'a')).toBe('proposes agreed answer'));
  test('another objects', () => expect(row(tableOf(3).turn('alpha', { a: '1' }).object('gamma', 'a'), 'a')).toBe('proposes answer objects'));
  test('once all agreed nobody proposes', () => expect(row(tableOf(3).turn('alpha', { a: '1' }).agreeAll(), 'a')).toBe('agreed agreed agreed'));
  test('an answer can be taken back', () => expect(row(tableOf(2).turn('alpha', { a: '1' }).agree('beta').answer('beta', 'open'), 'a')).toBe('proposes answer'));
  test('the sender may object to its own words later', () => expect(row(tableOf(2).turn('alpha', { a: '1' }).object('alpha', 'a'), 'a')).toBe('objects answer'));
  test('other words make every answer lapse but the sender’s', () => expect(row(tableOf(3).turn('alpha', { a: '1' }).agreeAll().turn('beta', { a: '2' }), 'a')).toBe('answer proposes answer'));
  test('an objection lapses too', () => expect(row(tableOf(2).turn('alpha', { a: '1' }).object('beta', 'a').turn('alpha', { a: '2' }), 'a')).toBe('proposes answer'));
  test('the same words in a later turn keep every answer', () => expect(row(tableOf(3).turn('alpha', { a: '1', b: '1' }).agree('beta', 'a').turn('gamma', { a: '1', b: '2' }), 'a')).toBe('proposes agreed answer'));
  test('the first words back make the first answers count again', () => expect(row(tableOf(4).turn('alpha', { a: '1' }).agree('beta').turn('gamma', { a: '2' }).turn('gamma', { a: '1' }), 'a')).toBe('agreed agreed proposes answer'));
  test('a clause that is new', () => expect(row(tableOf(2).turn('alpha', { a: '1' }).agreeAll().turn('beta', { a: '1', b: '1' }), 'b')).toBe('answer proposes'));
  test('a name that every object has', () => expect(row(tableOf(2).turn('alpha', { constructor: '1', toString: '2' }), 'constructor')).toBe('proposes answer'));
});

describe('a cell', () => {
  const table = tableOf(3).turn('alpha', { a: '1' }).agree('beta').object('gamma', 'a', 'Too long.').turn('beta', { a: '2' }).agree('alpha');
  const cells = stand(table).rows[0]!.cells;
  test('an agreement says who and when', () => expect(cells['alpha']).toMatchObject({ state: 'agreed', by: { person: 'alpha-lead' }, since: table.shared.answers['a']!['alpha']!.at, lapsed: null }));
  test('a missing answer says since when', () => expect(cells['gamma']).toMatchObject({ state: 'answer', since: table.shared.turns[1]!.at, by: null }));
  test('and what was said to the earlier words', () => expect(cells['gamma']!.lapsed).toMatchObject({ answer: 'objected', turn: 1, reason: 'Too long.', by: { person: 'gamma-lead' } }));
  test('what was taken back did not lapse', () => expect(stand(tableOf(2).turn('alpha', { a: '1' }).answer('beta', 'open').turn('alpha', { a: '2' })).rows[0]!.cells['beta']!.lapsed).toBeNull());
  test('an objection keeps its reason', () => expect(stand(tableOf(2).turn('alpha', { a: '1' }).object('beta', 'a', 'No.')).rows[0]!.cells['beta']).toMatchObject({ state: 'objects', reason: 'No.' }));
  test('words stand since the turn that brought them', () => expect(stand(tableOf(2).turn('alpha', { a: '1', b: '1' }).turn('beta', { a: '1', b: '2' })).rows[0]).toMatchObject({ turn: 1, party: 'alpha' }));
});

describe('a clause that is taken out', () => {
  const table = tableOf(3).turn('alpha', { a: '1', b: '1' }).agreeAll().turn('beta', { a: '1', b: 'gone' });
  test('stays on the table until all agree that it goes', () => expect(row(table, 'b')).toBe('answer proposes answer'));
  test('and is told apart', () => expect(stand(table).rows.map((one) => one.removed)).toEqual([false, true]));
  test('so nothing is settled', () => expect(stand(table).settled).toBe(false));
  test('until they do', () => expect(stand(tableOf(3).turn('alpha', { a: '1', b: '1' }).agreeAll().turn('beta', { a: '1', b: 'gone' }).agreeAll()).settled).toBe(true));
});

describe('groups', () => {
  test.each<[number, number, string]>([
    [2, 0, 'close'],
    [2, 1, 'agreed'],
    [3, 0, 'holds-up'],
    [3, 1, 'close'],
    [3, 2, 'agreed'],
    [5, 1, 'holds-up'],
    [5, 2, 'close'],
    [5, 3, 'close'],
    [5, 4, 'agreed'],
    [7, 3, 'holds-up'],
    [7, 4, 'close'],
    [7, 6, 'agreed'],
  ])('of %i parties %i agree with the sender: %s', (count, others, expected) => {
    const table = tableOf(count).turn('alpha', { a: '1' });
    for (const party of partiesOf(count).slice(1, 1 + others)) table.agree(party);
    expect(group(table, 'a')).toBe(expected);
  });
  test.each([2, 3, 5, 7])('one objection among %i parties holds everything up', (count) => {
    const table = tableOf(count).turn('alpha', { a: '1' }).agreeAll().object(partiesOf(count).at(-1)!, 'a');
    expect(group(table, 'a')).toBe('holds-up');
  });
  test('clauses by group', () => expect(stand(tableOf(2).turn('alpha', { a: '1', b: '1', c: '1' }).agree('beta', 'a').object('beta', 'b')).groups).toEqual({ agreed: ['a'], close: ['c'], 'holds-up': ['b'] }));
  test('rows in the order of the text', () => expect(stand(tableOf(2).turn('alpha', { a: '1', b: '1', c: '1' }), ['c', 'a', 'b']).rows.map((one) => one.clause)).toEqual(['c', 'a', 'b']));
  test('what the text does not name comes last', () => expect(stand(tableOf(2).turn('alpha', { a: '1', b: '1', c: 'gone' }), ['b', 'a']).rows.map((one) => one.clause)).toEqual(['b', 'a', 'c']));
});

describe('counts', () => {
  const table = tableOf(3).turn('alpha', { a: '1', b: '1', c: '1' }).agree('beta', 'a').object('beta', 'b').agree('gamma', 'a');
  test('by party', () =>
    expect(stand(table).counts).toEqual({
      alpha: { agreed: 1, proposes: 2, objects: 0, answer: 0, agrees: 3 },
      beta: { agreed: 1, proposes: 0, objects: 1, answer: 1, agrees: 1 },
      gamma: { agreed: 1, proposes: 0, objects: 0, answer: 2, agrees: 1 },
    }));
  test.each([2, 3, 5, 7])('%i parties that all agree are settled', (count) => expect(stand(tableOf(count).turn('beta', { a: '1', b: '2' }).agreeAll()).settled).toBe(true));
  test.each([2, 3, 5, 7])('%i parties of which the last has not come in are not', (count) => {
    const table = tableOf(count - 1).turn('alpha', { a: '1' }).agreeAll();
    expect(standing(table.shared, partiesOf(count)).settled).toBe(false);
  });
  test('a clause objected to after everyone agreed unsettles', () => expect(stand(tableOf(2).turn('alpha', { a: '1' }).agreeAll().object('alpha', 'a')).settled).toBe(false));
  test('a party that is none of the parties counts for nothing', () => expect(standing(tableOf(3).turn('gamma', { a: '1' }).agreeAll().shared, ['alpha', 'beta']).rows[0]!.open).toEqual([]));
});
