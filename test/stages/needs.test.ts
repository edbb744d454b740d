import { describe, expect, test } from 'vitest';
import { blankShared } from '#agreement/record/shared';
import { needsOf, type Needs, type Workspace } from '#stages/negotiate/needs';
import { partiesOf, tableOf, type Table } from './table';

const of = (table: Table, workspace: Partial<Workspace> = {}): Needs => needsOf(table.shared, { party: 'alpha', unsent: false, phase: 'drafted', parties: table.parties, ...workspace });
const needs = (table: Table, party: string, workspace?: Partial<Workspace>): string[] => of(table, workspace).needs[party]!.map((need) => `${need.role} ${need.what}`);
const waits = (table: Table, party: string, workspace?: Partial<Workspace>): string[] => of(table, workspace).waits[party]!.map((wait) => `${wait.party} ${wait.what}`);

describe('before the first turn', () => {
  test('who drafted sends', () => expect(needs(tableOf(2), 'alpha', { unsent: true })).toEqual(['lead send']));
  test('not before there is a text', () => expect(needs(tableOf(2), 'alpha', { unsent: true, phase: 'answered' })).toEqual([]));
  test('nobody else knows of it', () => expect(waits(tableOf(2), 'beta', { unsent: true })).toEqual([]));
  test('a party that has not come in', () => expect(needs(tableOf(1), 'beta', { parties: partiesOf(2) })).toEqual(['lead join']));
  test('is waited for', () => expect(waits(tableOf(1), 'alpha', { parties: partiesOf(3) })).toEqual(['beta join', 'gamma join']));
  test('counsel has nothing to clear', () => expect(needs(tableOf(2).seat('beta', 'counsel'), 'beta')).toEqual([]));
  test('an agreement that one person drafts for all needs nothing', () => expect(needsOf(blankShared, { party: 'local', unsent: true, phase: 'drafted' })).toEqual({ needs: { local: [] }, waits: { local: [] } }));
});

describe('with a turn on the table', () => {
  const sent = (count: number): Table => tableOf(count).turn('alpha', { a: '1', b: '1' });
  test.each([2, 3, 5, 7])('each of the others of %i answers', (count) => {
    for (const party of partiesOf(count).slice(1)) expect(needs(sent(count), party)).toEqual(['lead answer']);
  });
  test.each([2, 3, 5, 7])('the sender among %i waits for all of them', (count) => {
    expect(needs(sent(count), 'alpha')).toEqual([]);
    expect(waits(sent(count), 'alpha')).toEqual(partiesOf(count).slice(1).map((party) => `${party} answer`));
  });
  test('one clause unanswered is not answered', () => expect(needs(sent(2).agree('beta', 'a'), 'beta')).toEqual(['lead answer']));
  test('all answered with an objection', () => expect(needs(sent(2).agree('beta', 'a').object('beta', 'b'), 'beta')).toEqual(['lead agree']));
  test('and the others wait for it', () => expect(waits(sent(3).agree('gamma').agree('beta', 'a').object('beta', 'b'), 'gamma')).toEqual(['beta agree']));
  test('an answer taken back', () => expect(needs(sent(2).agree('beta').answer('beta', 'open', ['a']), 'beta')).toEqual(['lead answer']));
  test('a newer turn asks again', () => expect(needs(sent(2).agree('beta').turn('beta', { a: '1', b: '2' }), 'alpha')).toEqual(['lead answer']));
  test('a party that never came in is asked to come in, not to answer', () => expect(needs(tableOf(1).turn('alpha', { a: '1' }), 'beta', { parties: partiesOf(2) })).toEqual(['lead join']));
  test('own unsent changes come beside the answer', () => expect(needs(sent(2), 'beta', { party: 'beta', unsent: true })).toEqual(['lead answer', 'lead send']));
  test('parties come from the turn where nobody names them', () => expect(Object.keys(of(sent(3), { parties: undefined }).needs)).toEqual(partiesOf(3)));
});

describe('counsel', () => {
  const sent = (): Table => tableOf(3).seat('beta', 'counsel').turn('alpha', { a: '1', b: '1' }).agreeAll();
  test('clears', () => expect(needs(sent(), 'beta')).toEqual(['counsel clear']));
  test('is waited for', () => expect(waits(sent(), 'alpha')).toEqual(['beta clear']));
  test('does not wait for itself', () => expect(waits(sent(), 'beta')).toEqual([]));
  test('of one clause alone is not enough', () => expect(needs(sent().clear('beta', 'a'), 'beta')).toEqual(['counsel clear']));
  test('of all is', () => expect(needs(sent().clear('beta'), 'beta')).toEqual(['lead seal']));
  test('clears again when words moved', () => expect(needs(sent().clear('beta').turn('beta', { a: '2', b: '1' }), 'beta')).toEqual(['counsel clear']));
  test('of a party without counsel nothing is asked', () => expect(needs(sent(), 'gamma')).toEqual([]));
});

describe('settled', () => {
  test.each([2, 3, 5, 7])('any lead of %i seals', (count) => {
    const table = tableOf(count).turn('alpha', { a: '1' }).agreeAll();
    for (const party of partiesOf(count)) expect(needs(table, party)).toEqual(['lead seal']);
    expect(waits(table, 'alpha')).toEqual([]);
  });
  test('but who has unsent changes sends them first', () => expect(needs(tableOf(2).turn('alpha', { a: '1' }).agreeAll(), 'alpha', { unsent: true })).toEqual(['lead send']));
  test('not while a party has not come in', () => expect(needs(tableOf(2).turn('alpha', { a: '1' }).agreeAll(), 'alpha', { parties: partiesOf(3) })).toEqual([]));
  test('not while a clause that goes is not agreed to', () => expect(needs(tableOf(2).turn('alpha', { a: '1', b: '1' }).agreeAll().turn('alpha', { a: '1', b: 'gone' }), 'beta')).toEqual(['lead answer']));
});

describe('sealed', () => {
  const sealed = (): Table => tableOf(3).seat('beta', 'signatory').turn('alpha', { a: '1' }).agreeAll().seal();
  test('the lead signs where nobody else does', () => expect(needs(sealed(), 'alpha')).toEqual(['lead sign']));
  test('the signatory signs where there is one', () => expect(needs(sealed(), 'beta')).toEqual(['signatory sign']));
  test('each waits for the others', () => expect(waits(sealed().sign('alpha'), 'alpha')).toEqual(['beta sign', 'gamma sign']));
  test('who signed is done', () => expect(needs(sealed().sign('beta'), 'beta')).toEqual([]));
  test('unsent changes ask nothing any more', () => expect(needs(sealed(), 'alpha', { unsent: true, phase: 'sealed' })).toEqual(['lead sign']));
  test('all signed, nothing left', () => expect(of(sealed().sign('alpha').sign('beta').sign('gamma'))).toEqual({ needs: { alpha: [], beta: [], gamma: [] }, waits: { alpha: [], beta: [], gamma: [] } }));
});
