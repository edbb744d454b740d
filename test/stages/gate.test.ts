import { describe, expect, test } from 'vitest';
import { coverage, coversAll, whyLapsed } from '#stages/review/clearance';
import { gate, isOpen, type GateInput, type GateItem } from '#stages/review/gate';
import { sentenceOf } from '#stages/review/words';
import { hashOf, partiesOf, tableOf, type Table } from './table';

const agreed = (count: number): Table => tableOf(count).turn('alpha', { a: '1', b: '1' }).agreeAll();
const through = (table: Table, input: Partial<GateInput> = {}): GateItem[] =>
  gate({ shared: table.shared, parties: table.parties, errors: [], withCounsel: [], withSignatory: table.parties, unsent: null, ...input });
const missing = (table: Table, input?: Partial<GateInput>): GateItem[] => through(table, input).filter((item) => !item.met);
const upper = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1);
const said = (table: Table, input?: Partial<GateInput>): string[] => missing(table, input).map((item) => sentenceOf(item, upper, (id) => `Clause ${id}`));
const error = { fingerprint: 'f1', code: 'XRF-001', clause: 'a' };
const waive = (table: Table, hash: string | null, party = 'beta', code = 'XRF-001'): Table => table.event(party, { kind: 'finding-waived', body: { fingerprint: 'f1', code, reason: 'It is meant so.', clauseHash: hash === null ? null : hashOf(hash) } }, 'counsel');

describe('what a clearance covers', () => {
  const table = (): Table => tableOf(2).seat('beta', 'counsel').turn('alpha', { a: '1', b: '1', c: '1' });
  test('nothing at first', () => expect(coverage(table().shared, 'beta')).toEqual({ covered: [], lapsed: [], open: ['a', 'b', 'c'] }));
  test('what was cleared', () => expect(coverage(table().clear('beta', 'a', 'b').shared, 'beta')).toEqual({ covered: ['a', 'b'], lapsed: [], open: ['c'] }));
  test('exactly what moved lapses', () => expect(coverage(table().clear('beta').turn('alpha', { a: '1', b: '2', c: '1' }).shared, 'beta')).toEqual({ covered: ['a', 'c'], lapsed: ['b'], open: [] }));
  test('a clause that is new is open', () => expect(coverage(table().clear('beta').turn('alpha', { a: '1', b: '1', c: '1', d: '1' }).shared, 'beta').open).toEqual(['d']));
  test('a clause that goes lapses', () => expect(coverage(table().clear('beta').turn('alpha', { a: '1', b: '1', c: 'gone' }).shared, 'beta').lapsed).toEqual(['c']));
  test('what was taken back is open', () => expect(coverage(table().clear('beta').event('beta', { kind: 'clearance-withdrawn', body: { clauses: ['a'] } }, 'counsel').shared, 'beta')).toEqual({ covered: ['b', 'c'], lapsed: [], open: ['a'] }));
  test('the same words back are covered again', () => expect(coverage(table().clear('beta').turn('alpha', { a: '2', b: '1', c: '1' }).turn('alpha', { a: '1', b: '1', c: '1' }).shared, 'beta').covered).toEqual(['a', 'b', 'c']));
  test('another party’s clearance covers nothing of it', () => expect(coverage(table().clear('beta').shared, 'alpha').covered).toEqual([]));
  test('all', () => expect([coversAll(table().shared, 'beta'), coversAll(table().clear('beta').shared, 'beta'), coversAll(tableOf(2).shared, 'beta')]).toEqual([false, true, false]));
  test('why it lapsed', () => {
    const moved = table().clear('beta').turn('alpha', { a: '1', b: '2', c: '1' }).turn('alpha', { a: '1', b: '2', c: '2' });
    expect(whyLapsed(moved.shared, 'beta', 'b')).toMatchObject({ cleared: { turn: 1, by: { person: 'beta-counsel' } }, moved: { turn: 2, party: 'alpha' } });
  });
  test('what did not lapse has no reason', () => expect([whyLapsed(table().clear('beta').shared, 'beta', 'a'), whyLapsed(table().shared, 'beta', 'a'), whyLapsed(table().shared, 'beta', 'zz')]).toEqual([null, null, null]));
});

describe('the gate', () => {
  test.each([2, 3, 5, 7])('is open when all %i parties agree', (count) => expect(isOpen(through(agreed(count)))).toBe(true));
  test.each([2, 3, 5, 7])('has one item for each of %i parties and rule', (count) => expect(through(agreed(count)).length).toBe(2 + 3 * count));
  test('is shut before the first turn', () => expect(said(tableOf(2))).toEqual(['No version is on the table yet. A lead must send the first turn.', 'Alpha has agreed to nothing yet, because there is no version to agree to.', 'Beta has agreed to nothing yet, because there is no version to agree to.']));
  test('is shut for a party that has not come in', () => expect(said(agreed(2), { parties: partiesOf(3), withSignatory: partiesOf(3) })).toEqual(['Nobody has come in for Gamma yet. Invite somebody who acts for Gamma.', 'Gamma has not answered 2 clauses: Clause a and Clause b. Its lead must agree, object or send other words.']));
  test('is shut for a clause that is not answered', () => expect(said(tableOf(2).turn('alpha', { a: '1', b: '1' }).agree('beta', 'a'))).toEqual(['Beta has not answered 1 clause: Clause b. Its lead must agree, object or send other words.']));
  test('counts where clauses have no names', () => expect(sentenceOf(missing(tableOf(2).turn('alpha', { a: '1', b: '1' }))[0]!, upper)).toBe('Beta has not answered 2 clauses. Its lead must agree, object or send other words.'));
  test('names four clauses and counts the others', () => expect(said(tableOf(2).turn('alpha', { a: '1', b: '1', c: '1', d: '1', e: '1', f: '1' }))[0]).toMatch(/6 clauses: Clause a, Clause b, Clause c, Clause d and 2 more\./));
  test('is shut for an objection, told once', () => expect(said(agreed(3).object('gamma', 'b'))).toEqual(['Gamma objects to 1 clause: Clause b. Send words that Gamma can agree to, or ask it to agree to these.']));
  test('tells what is open beside an objection', () => expect(missing(tableOf(2).turn('alpha', { a: '1', b: '1' }).object('beta', 'a')).map((item) => [item.code, item.clauses])).toEqual([['agreed', ['b']], ['objections', ['a']]]));
  test('is shut for own unsent changes', () => expect(said(agreed(2), { unsent: 'alpha' })).toEqual(['Alpha has changes that it has not sent. Its lead must send them as a turn, or go on from the newest turn without them.']));
  test('is shut while nobody is named who signs', () => expect(said(agreed(2), { withSignatory: ['alpha'] })).toEqual(['Beta has named nobody who signs. Its lead must name a signatory in the answers about Beta.']));
  test('shuts again when words move', () => expect(missing(agreed(3).turn('beta', { a: '1', b: '2' })).map((item) => [item.code, item.party, item.clauses])).toEqual([['agreed', 'alpha', ['b']], ['agreed', 'gamma', ['b']]]));
});

describe('errors', () => {
  test('shut it', () => expect(said(agreed(2), { errors: [error] })).toEqual(['1 problem blocks signing. Mend it and send a turn, or have counsel of a party waive it with a reason.']));
  test('several', () => expect(said(agreed(2), { errors: [error, { ...error, fingerprint: 'f2' }] })[0]).toBe('2 problems block signing. Mend them and send a turn, or have counsel of a party waive each with a reason.'));
  test('waived for these words', () => expect(missing(waive(agreed(2), '1'), { errors: [error] })).toEqual([]));
  test('and told', () => expect(sentenceOf(through(waive(agreed(2), '1'), { errors: [error] }).find((item) => item.code === 'findings')!, upper)).toBe('No problem blocks signing. 1 problem was waived by counsel.'));
  test('a waiver for other words does not count', () => expect(missing(waive(agreed(2), '0'), { errors: [error] })).toHaveLength(1));
  test('nor after the words moved', () => expect(missing(waive(agreed(2), '1').turn('alpha', { a: '2', b: '1' }).agreeAll(), { errors: [error] })).toHaveLength(1));
  test('nor for no words at all', () => expect(missing(waive(agreed(2), null), { errors: [error] })).toHaveLength(1));
  test('nor under another code', () => expect(missing(waive(agreed(2), '1', 'beta', 'XRF-002'), { errors: [error] })).toHaveLength(1));
  test('nor after it ended', () => expect(missing(waive(agreed(2), '1').event('beta', { kind: 'waiver-ended', body: { fingerprint: 'f1' } }, 'counsel'), { errors: [error] })).toHaveLength(1));
  test('an error about the whole is waived as such', () => expect(missing(waive(agreed(2), null), { errors: [{ ...error, clause: null }] })).toEqual([]));
  test('a fingerprint that every object has is waived by nobody', () => expect(missing(agreed(2), { errors: [{ ...error, fingerprint: 'constructor' }] })).toHaveLength(1));
});

describe('counsel', () => {
  const table = (): Table => agreed(3).seat('beta', 'counsel');
  test('must clear', () => expect(said(table(), { withCounsel: ['beta'] })).toEqual(['Counsel of Beta has not signed off 2 clauses: Clause a and Clause b. Counsel must read and sign off them.']));
  test('cleared', () => expect(missing(table().clear('beta'), { withCounsel: ['beta'] })).toEqual([]));
  test('lapsed', () => expect(said(table().clear('beta').turn('beta', { a: '2', b: '1' }).agreeAll(), { withCounsel: ['beta'] })).toEqual(['Counsel of Beta has not signed off 1 clause: Clause a. It was signed off before the words moved. Counsel must read and sign off it.']));
  test('some lapsed, some never cleared', () => expect(said(table().clear('beta', 'a').turn('beta', { a: '2', b: '1' }).agreeAll(), { withCounsel: ['beta'] })[0]).toMatch(/1 of them was signed off before the words moved\. Counsel must read and sign off them\.$/));
  test('nothing to clear yet', () => expect(said(tableOf(2), { withCounsel: ['beta'] }).at(-1)).toBe('Counsel of Beta has signed off nothing yet, because there is no version to sign off.'));
  test('a party without counsel clears nothing', () => expect(missing(table(), { withCounsel: [] })).toEqual([]));
});

test('every item has words, met or not', () => {
  const tables = [tableOf(2), agreed(2), tableOf(3).turn('alpha', { a: '1' }), agreed(2).object('beta', 'a')];
  for (const table of tables) for (const item of through(table, { errors: [error], withCounsel: ['beta'], withSignatory: ['alpha'], unsent: 'alpha' })) expect(sentenceOf(item, upper)).toMatch(/^[A-Z0-9].*\.$/);
  expect(through(agreed(2)).map((item) => sentenceOf(item, upper))).toEqual(['A version is on the table.', 'Alpha has come in.', 'Beta has come in.', 'Alpha agrees to every clause.', 'Beta agrees to every clause.', 'No problem blocks signing.', 'Alpha has named who signs.', 'Beta has named who signs.']);
});
