import { describe, expect, test } from 'vitest';
import { letters, numberDocument } from '#agreement/document/number';
import { bilingual, clause, documentOf, item, p, schedule, signature, table } from './little-document';

const numbers = (...content: Parameters<typeof documentOf>[0]): Record<string, string> => Object.fromEntries([...numberDocument(documentOf(content))].map(([id, { label, full }]) => [id, `${label} = ${full}`]));

test.each([[0, 'a'], [25, 'z'], [26, 'aa'], [27, 'ab'], [51, 'az'], [52, 'ba'], [701, 'zz'], [702, 'aaa']] as const)('letter %i is %s', (index, text) => expect(letters(index)).toBe(text));

describe('clauses', () => {
  test('count from 1 in their order', () => expect(numbers(clause('x', []), clause('y', []))).toEqual({ x: '1 = 1', y: '2 = 2' }));
  test('in front carry no number and do not count', () => expect(numbers(clause('parties', [p('parties.a', ['One.'])], { part: 'front' }), clause('x', []))).toEqual({ parties: ' = ', 'parties.a': ' = ', x: '1 = 1' }));
  test('at the back count on', () => expect(numbers(clause('x', []), clause('end', [], { part: 'back' }))).toMatchObject({ end: '2 = 2' }));
});

describe('paragraphs', () => {
  test('several are numbered', () => expect(numbers(clause('x', [p('a', ['One.']), p('b', ['Two.'])]))).toMatchObject({ a: '1.1 = 1.1', b: '1.2 = 1.2' }));
  test('one alone has no number of its own and is called by its clause', () => expect(numbers(clause('x', [p('a', ['One.'])]))).toMatchObject({ a: ' = 1' }));
  test('one alone with words that go on stays alone', () => expect(numbers(clause('x', [p('a', ['One:']), p('b', ['More.'], false)]))).toMatchObject({ a: ' = 1', b: ' = 1' }));
  test('what goes on is called by the paragraph before', () => expect(numbers(clause('x', [p('a', ['One.']), p('b', ['more'], false), p('c', ['Two.'])]))).toMatchObject({ b: ' = 1.1', c: '1.2 = 1.2' }));
  test('lines to sign on and tables have none', () => expect(numbers(clause('x', [p('a', ['One.']), signature('s', ['Name:']), table('t', [['Head'], ['Cell']])]))).toMatchObject({ s: ' = 1', t: ' = 1' }));
});

describe('items', () => {
  test('are lettered under their paragraph', () => expect(numbers(clause('x', [p('a', ['One:']), item('i', ['a;']), item('j', ['b.']), p('b', ['Two.'])]))).toMatchObject({ i: '(a) = 1.1(a)', j: '(b) = 1.1(b)' }));
  test('start again after the next paragraph', () => expect(numbers(clause('x', [p('a', ['One:']), item('i', ['a.']), p('b', ['Two:']), item('j', ['b.'])]))).toMatchObject({ i: '(a) = 1.1(a)', j: '(a) = 1.2(a)' }));
  test('under a paragraph alone are called by the clause', () => expect(numbers(clause('x', [p('a', ['One:']), item('i', ['a.'])]))).toMatchObject({ i: '(a) = 1(a)' }));
  test('where the order counts they are numbered', () => expect(numbers(clause('x', [p('a', ['One:']), item('i', ['a;'], 'number'), item('j', ['b.'], 'number')]))).toMatchObject({ i: '(1) = 1(1)', j: '(2) = 1(2)' }));
  test('the 27th is (aa)', () => expect(numbers(clause('x', [p('a', ['One:']), ...Array.from({ length: 27 }, (_, i) => item(`i${i}`, ['a;']))]))).toMatchObject({ i26: '(aa) = 1(aa)' }));
});

describe('schedules', () => {
  test('are lettered', () => expect(numbers(clause('x', []), schedule('s', 'x', []), schedule('t', 'x', []))).toMatchObject({ s: 'A = A', t: 'B = B' }));
  test('30 of them go on with AA', () => expect(numbers(clause('x', []), ...Array.from({ length: 30 }, (_, i) => schedule(`s${i}`, 'x', [])))).toMatchObject({ s25: 'Z = Z', s26: 'AA = AA', s29: 'AD = AD' }));
  test('their paragraphs are not numbered, their items are', () => expect(numbers(clause('x', []), schedule('s', 'x', [p('a', ['One.']), p('b', ['Two:']), item('i', ['a.'])]))).toMatchObject({ a: ' = ', b: ' = ', i: '(a) = (a)' }));
});

test('a second language changes no number', () => expect(numbers(bilingual('x', [p('a', ['One.']), p('b', ['Two.'])], [p('a', ['Un.']), p('b', ['Deux.'])]))).toMatchObject({ a: '1.1 = 1.1', b: '1.2 = 1.2' }));
test('an agreement without clauses has no numbers', () => expect(numbers()).toEqual({}));
