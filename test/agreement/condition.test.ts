import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, pathsOf, undecidedBy, type Condition, type FactReader, type Truth } from '#agreement/condition';

const known: Record<string, unknown> = {
  kind: 'court', share: '33.5', count: 3, models: ['fee', 'own-costs'], none: [], empty: '', on: '2027-03-01', price: { amount: '40000.00', currency: 'EUR' },
  period: { n: 30, unit: 'day' }, yes: true, no: false, list: [{ id: 'a' }, { id: 'b' }], text: 'seven',
};
const facts: FactReader = {
  value: (path) => known[path],
  items: (path) => (path.endsWith('list') || path === 'none' ? (known[path] as unknown[]) : undefined),
};

const yes: Condition = { is: ['kind', 'court'] };
const no: Condition = { is: ['kind', 'arbitration'] };
const open: Condition = { is: ['missing', 'x'] };

const cases: [string, Condition, Truth][] = [
  ['is: equal', yes, true],
  ['is: other', no, false],
  ['is: unknown', open, null],
  ['is: one entry of a list', { is: ['models', 'fee'] }, true],
  ['is: no entry of a list', { is: ['models', 'loan'] }, false],
  ['is: an empty list holds nothing', { is: ['none', 'fee'] }, false],
  ['is: true', { is: ['yes', true] }, true],
  ['is: a text is not a number', { is: ['share', 33.5] }, false],
  ['in: among', { in: ['kind', ['court', 'expert']] }, true],
  ['in: not among', { in: ['kind', ['expert']] }, false],
  ['in: unknown', { in: ['missing', ['expert']] }, null],
  ['in: a list that shares an entry', { in: ['models', ['loan', 'own-costs']] }, true],
  ['over: number', { over: ['count', 2] }, true],
  ['over: the limit itself is not over', { over: ['count', 3] }, false],
  ['over: decimal string', { over: ['share', 33] }, true],
  ['over: money by its amount', { over: ['price', 39_999] }, true],
  ['over: period by its count', { over: ['period', 30] }, false],
  ['over: a text that is no number stays open', { over: ['text', 1] }, null],
  ['over: unknown', { over: ['missing', 1] }, null],
  ['under: number', { under: ['count', 4] }, true],
  ['under: the limit itself is not under', { under: ['count', 3] }, false],
  ['under: unknown', { under: ['missing', 1] }, null],
  ['before: earlier', { before: ['on', '2027-03-02'] }, true],
  ['before: the same day is not before', { before: ['on', '2027-03-01'] }, false],
  ['before: unknown', { before: ['missing', '2027-03-01'] }, null],
  ['after: later', { after: ['on', '2027-02-28'] }, true],
  ['after: the same day is not after', { after: ['on', '2027-03-01'] }, false],
  ['present: a value', { present: 'kind' }, true],
  ['present: false is a value', { present: 'no' }, true],
  ['present: what was not given is not present', { present: 'missing' }, false],
  ['present: an empty list is not present', { present: 'none' }, false],
  ['present: an empty text is not present', { present: 'empty' }, false],
  ['count: as many', { count: ['list', 2] }, true],
  ['count: not as many', { count: ['list', 1] }, false],
  ['count: a plain list', { count: ['models', 2] }, true],
  ['count: one value is no list', { count: ['kind', 1] }, null],
  ['count: none', { count: ['none', 0] }, true],
  ['count: unknown', { count: ['missing', 0] }, null],
  ['not: turned round', { not: no }, true],
  ['not: open stays open', { not: open }, null],
  ['all: every one', { all: [yes, { present: 'kind' }] }, true],
  ['all: one false decides, whatever is open', { all: [open, no] }, false],
  ['all: open where nothing is false', { all: [yes, open] }, null],
  ['any: one true decides, whatever is open', { any: [open, yes] }, true],
  ['any: open where nothing is true', { any: [no, open] }, null],
  ['any: all false', { any: [no, no] }, false],
  ['all of any of not', { all: [{ any: [no, { not: no }] }, yes] }, true],
];

test.each(cases)('%s', (_, condition, truth) => expect(evaluate(condition, facts)).toBe(truth));

describe('the paths of a condition', () => {
  test.each<[Condition, string[]]>([
    [yes, ['kind']],
    [{ present: 'a.b' }, ['a.b']],
    [{ all: [yes, { not: { over: ['count', 1] } }] }, ['kind', 'count']],
    [{ any: [{ count: ['list', 1] }, { before: ['on', '2027-01-01'] }] }, ['list', 'on']],
  ])('%j', (condition, paths) => expect(pathsOf(condition)).toEqual(paths));
});

describe('what leaves a condition open', () => {
  test.each<[string, Condition, string[]]>([
    ['nothing where it is decided', { all: [open, no] }, []],
    ['the unknown fact', open, ['missing']],
    ['only the open part of a whole', { all: [yes, open] }, ['missing']],
    ['each open part', { any: [no, open, { over: ['other', 1] }] }, ['missing', 'other']],
    ['inside a not', { not: open }, ['missing']],
  ])('%s', (_, condition, paths) => expect(undecidedBy(condition, facts)).toEqual(paths));
});

const anyCondition = fc.letrec<{ one: Condition }>((tie) => ({
  one: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Condition>(yes, no, open, { present: 'missing' }, { over: ['count', 1] }, { count: ['missing', 1] }),
    fc.record({ not: tie('one') }),
    fc.record({ all: fc.array(tie('one'), { minLength: 1, maxLength: 4 }) }),
    fc.record({ any: fc.array(tie('one'), { minLength: 1, maxLength: 4 }) }),
  ) as fc.Arbitrary<Condition>,
})).one;

describe('algebra', () => {
  test('twice not is the same', () => fc.assert(fc.property(anyCondition, (one) => void expect(evaluate({ not: { not: one } }, facts)).toBe(evaluate(one, facts)))));
  test('de Morgan', () => fc.assert(fc.property(fc.array(anyCondition, { minLength: 1, maxLength: 4 }), (parts) => void expect(evaluate({ not: { all: parts } }, facts)).toBe(evaluate({ any: parts.map((not) => ({ not })) }, facts)))));
  test('the order of parts does not matter', () => fc.assert(fc.property(fc.array(anyCondition, { minLength: 1, maxLength: 4 }), (parts) => void expect(evaluate({ any: parts.toReversed() }, facts)).toBe(evaluate({ any: parts }, facts)))));
  test('open exactly where a fact is named that decides it', () => fc.assert(fc.property(anyCondition, (one) => void expect(undecidedBy(one, facts).length > 0).toBe(evaluate(one, facts) === null))));
});
