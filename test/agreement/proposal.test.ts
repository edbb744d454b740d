import fc from 'fast-check';
import type { Node } from 'prosemirror-model';
import { describe, expect, test } from 'vitest';
import { applySteps, markSteps, positionOf, replaceClauseSteps } from '#agreement/proposal';
import type { Document } from '#agreement/document/schema';
import { clause, documentOf, fact, p, schedule } from './little-document';

const x = clause('x', [p('x.a', ['One.'])]);
const y = clause('y', [p('y.a', ['Two ', fact('scope.field', 'robots'), '.'])]);
const z = clause('z', [p('z.a', ['Three.'])]);
const sx = schedule('sx', 'x', [p('sx.a', ['List.'])]);
const sz = schedule('sz', 'z', [p('sz.a', ['List.'])]);
const text = documentOf([x, y, z, sx, sz]);
const changed = (id: string, words = 'Changed.'): Node => clause(id, [p(`${id}.a`, [words])]);

const ids = (document: Document): string[] => document.children.map((node) => node.attrs.id as string);

function applied(steps: readonly unknown[], document = text): Document {
  const result = applySteps(document, JSON.parse(JSON.stringify(steps)) as unknown[]);
  if (!result.ok) throw new Error(result.why);
  return result.document;
}

describe('replacing a clause', () => {
  test('puts the new one in its place', () => expect(applied(replaceClauseSteps(text, 'y', changed('y'), [])).child(1).eq(changed('y'))).toBe(true));
  test('leaves the others the same objects', () => {
    const after = applied(replaceClauseSteps(text, 'y', changed('y'), []));
    for (const index of [0, 2, 3, 4]) expect(after.child(index)).toBe(text.child(index));
  });
  test('replaces its schedules', () => {
    const other = schedule('sx', 'x', [p('sx.b', ['Other list.'])]);
    const after = applied(replaceClauseSteps(text, 'x', changed('x'), [other]));
    expect(ids(after)).toEqual(['x', 'y', 'z', 'sx', 'sz']);
    expect(after.child(3).eq(other)).toBe(true);
  });
  test('takes away schedules that it has no more', () => expect(ids(applied(replaceClauseSteps(text, 'x', changed('x'), [])))).toEqual(['x', 'y', 'z', 'sz']));
  test('puts new schedules where its place among the clauses is', () => expect(ids(applied(replaceClauseSteps(text, 'y', changed('y'), [schedule('sy', 'y', [])])))).toEqual(['x', 'y', 'z', 'sx', 'sy', 'sz']));
});

describe('inserting a clause', () => {
  test('after another', () => expect(ids(applied(replaceClauseSteps(text, 'new', changed('new'), [], 'x')))).toEqual(['x', 'new', 'y', 'z', 'sx', 'sz']));
  test('first', () => expect(ids(applied(replaceClauseSteps(text, 'new', changed('new'), [])))).toEqual(['new', 'x', 'y', 'z', 'sx', 'sz']));
  test('with its schedule in order', () => expect(ids(applied(replaceClauseSteps(text, 'new', changed('new'), [schedule('sn', 'new', [])], 'x')))).toEqual(['x', 'new', 'y', 'z', 'sx', 'sn', 'sz']));
  test('into an empty text', () => expect(ids(applied(replaceClauseSteps(documentOf([]), 'new', changed('new'), [schedule('sn', 'new', [])]), documentOf([])))).toEqual(['new', 'sn']));
});

describe('deleting a clause', () => {
  test('takes its schedules with it', () => expect(ids(applied(replaceClauseSteps(text, 'x', null, [])))).toEqual(['y', 'z', 'sz']));
  test('that is not there changes nothing', () => expect(replaceClauseSteps(text, 'gone', null, [])).toEqual([]));
});

describe('marking a clause as people’s', () => {
  test('changes nothing else', () => {
    const after = applied(markSteps(text, new Map([['y', true], ['gone', true]])));
    expect(after.children.map((node) => node.attrs.edited as unknown)).toEqual([false, true, false, undefined, undefined]);
    expect(after.child(1).content.eq(y.content)).toBe(true);
  });
  test('and taking the mark away is nothing', () => expect(applied(markSteps(text, new Map([['y', false]])), applied(markSteps(text, new Map([['y', true]])))).eq(text)).toBe(true));
});

describe('positions', () => {
  test.each([['x', 0], ['y', x.nodeSize], ['sx', x.nodeSize + y.nodeSize + z.nodeSize]] as const)('%s stands at %i', (id, at) => expect(positionOf(text, id)).toBe(at));
  test('what is not there has none', () => expect(positionOf(text, 'gone')).toBeUndefined());
});

describe('steps that do not fit', () => {
  const replace = (from: unknown, to: unknown, slice?: unknown): unknown => ({ stepType: 'replace', from, to, ...(slice !== undefined && { slice }) });
  test.each<[string, unknown[]]>([
    ['no step', [null]],
    ['a text', ['replace']],
    ['an unknown step', [{ stepType: 'explode', from: 0, to: 1 }]],
    ['a place outside the text', [replace(0, 100_000)]],
    ['a negative place', [replace(-4, 2)]],
    ['a place that is no number', [replace('0', '1')]],
    ['half a place', [replace(0.5, 2.5)]],
    ['the end before the start', [replace(5, 2)]],
    ['a node that the schema does not know', [replace(0, 0, { content: [{ type: 'script', text: 'x' }] })]],
    ['a paragraph between clauses', [replace(0, 0, { content: [{ type: 'paragraph', attrs: { id: 'a' } }] })]],
    ['a clause without wording', [replace(0, 0, { content: [{ type: 'clause', attrs: { id: 'a' } }] })]],
    ['content that is no list', [replace(0, 0, { content: 5 })]],
    ['an empty text node', [replace(3, 3, { content: [{ type: 'text', text: '' }] })]],
    ['a mark that the schema does not know', [{ stepType: 'addMark', from: 3, to: 4, mark: { type: 'blink' } }]],
    ['a fitting step and then one that does not', [...replaceClauseSteps(text, 'x', null, []), replace(0, 100_000)]],
  ])('%s: refused, and nothing is changed', (_, steps) => {
    const before = JSON.stringify(text.toJSON());
    expect(applySteps(text, steps)).toMatchObject({ ok: false, why: expect.stringMatching(/./) });
    expect(JSON.stringify(text.toJSON())).toBe(before);
  });
});

const anyStep = fc.oneof(
  fc.record({ stepType: fc.constantFrom('replace', 'replaceAround', 'addMark', 'removeMark', 'addNodeMark', 'attr', 'docAttr', 'x'), from: fc.oneof(fc.integer({ min: -5, max: 80 }), fc.anything()), to: fc.integer({ min: -5, max: 80 }), gapFrom: fc.nat({ max: 80 }), gapTo: fc.nat({ max: 80 }), insert: fc.nat({ max: 5 }), pos: fc.integer({ min: -5, max: 200 }), attr: fc.string(), value: fc.jsonValue(), structure: fc.boolean(), mark: fc.jsonValue(), slice: fc.jsonValue() }),
  fc.jsonValue(),
);

test('whatever is handed in as steps, the outcome is a text that fits the schema or a refusal', () =>
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 3 }), (steps) => {
      const result = applySteps(text, steps);
      if (result.ok) result.document.check();
    }),
    { numRuns: 2000 },
  ));
