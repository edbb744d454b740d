import { describe, expect, test } from 'vitest';
import { canonical } from '#agreement/record/canonical';
import { linkAll } from '#agreement/record/chain';
import type { EventDraft } from '#agreement/record/event';
import { namedIn } from '#world/audit/named';
import { StreamCheck } from '#world/audit/stream-check';
import type { EventCells } from '#world/store/audit/rows';

const drafts: EventDraft[] = ['one', 'two', 'three', 'four'].map((title) => ({ kind: 'agreement-named', body: { type: null, title } }));
const rows = linkAll(drafts, { stream: 'a1/shared', at: '2026-11-24T10:00:00.000Z', actor: { person: 'ada' }, onBehalfOf: 'alpha' }, null).map(({ seq, v, kind, at, actor, onBehalfOf, body, prev, hash }): EventCells => ['a1', 'shared', seq, v, kind, at, canonical(actor), onBehalfOf, canonical(body), prev, hash]);
const cell = (row: EventCells, place: number, value: unknown): EventCells => row.map((one, index) => (index === place ? value : one)) as unknown as EventCells;
const seen = (list: readonly EventCells[]): { check: StreamCheck; answers: boolean[] } => {
  const check = new StreamCheck('a1', 'shared');
  return { check, answers: list.map((row) => check.see(row)) };
};
const other = `sha256:${'0'.repeat(64)}`;

describe('a stream whose rows pass by', () => {
  test('holds as it was written', () => {
    const { check, answers } = seen(rows);
    expect(answers).toEqual([true, true, true, true]);
    expect(check).toMatchObject({ name: 'a1/shared', local: 'shared', length: 4, broken: undefined });
  });
  test('holds where a body is spelt in another way, which only costs time', () => expect(seen(rows.with(1, cell(rows[1]!, 8, ' {"type": null, "title": "two"}')))).toMatchObject({ answers: [true, true, true, true] }));
  test.each<[string, readonly EventCells[], boolean[], object]>([
    ['the first is missing', rows.slice(1), [false, false, false], { seq: 1, words: 'it is missing' }],
    ['one is missing', rows.toSpliced(2, 1), [true, true, false], { seq: 3, words: 'it is missing' }],
    ['one is there twice', rows.toSpliced(1, 0, rows[0]!), [true, false, false, false, false], { seq: 2, words: 'it is missing' }],
    ['another body', rows.with(2, cell(rows[2]!, 8, '{"title":"x","type":null}')), [true, true, false, false], { seq: 3, words: 'its content is not what was written' }],
    ['another actor', rows.with(2, cell(rows[2]!, 6, '{"person":"eve"}')), [true, true, false, false], { seq: 3 }],
    ['a body that is no JSON', rows.with(2, cell(rows[2]!, 8, '{')), [true, true, false, false], { seq: 3, words: 'its content can no longer be read' }],
    ['a quotation mark in a time', rows.with(2, cell(rows[2]!, 5, '"')), [true, true, false, false], { seq: 3 }],
    ['another hash', rows.with(2, cell(rows[2]!, 10, other)), [true, true, false, false], { seq: 3, words: 'its content is not what was written' }],
    ['another link', rows.with(2, cell(rows[2]!, 9, other)), [true, true, false, false], { seq: 3, words: 'its content is not what was written' }],
    ['a format that nobody knows', rows.with(2, cell(rows[2]!, 3, 2)), [true, true, false, false], { seq: 3, words: 'it has a form that this program does not know' }],
  ])('%s: its first broken event is named, and nothing after it counts', (_, list, answers, broken) => {
    const result = seen(list);
    expect(result.answers).toEqual(answers);
    expect(result.check.broken).toMatchObject(broken);
  });
  test('belongs to its own stream alone', () => {
    const check = new StreamCheck('a2', 'shared');
    expect(check.see(rows[0]!)).toBe(false);
    expect(check.broken).toMatchObject({ seq: 1 });
  });
});

describe('what an event names', () => {
  test('files, by the fields of its kind', () => expect(namedIn('document-drafted', `{"digest":"${other}","library":"l","version":1}`).files).toEqual([other]));
  test('people with what was promised of them, however deep', () => expect([...namedIn('facts-answered', `{"answers":[{"value":{"person":{"person":"p1","commitment":"${other}"}}}]}`).people]).toEqual([['p1', new Set([other])]]));
  test('somebody who was erased', () => expect(namedIn('person-erased', '{"person":{"person":"p1"}}').erased).toBe('p1'));
  test('nothing', () => expect(namedIn('agreement-named', '{"title":"x","type":null}')).toEqual({ files: [], people: new Map() }));
});
