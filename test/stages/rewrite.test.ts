import { describe, expect, test } from 'vitest';
import { printDocument, textsOf, type PrintedSection } from '#agreement/document/print';
import { clauseAttrs, wordingOf } from '#agreement/document/schema';
import { plainClause, rewriteClause, type PlainClause } from '#stages/draft/rewrite';
import { bold, clause, documentOf, fact, item, p, ref, signature, table, term } from '../agreement/little-document';

const days = fact('term.exits.cure', { n: 30, unit: 'day' }, 'period');
const party = fact('parties', 'alpha', 'party');
const blocks = [
  p('x.a', [party, ' must pay within ', days, ' after section ', ref('y'), ' is met.']),
  item('x.i', ['the ', term('results', 'Results'), ' of Alpha;']),
  p('x.b', ['A ', bold('second'), ' paragraph.']),
  table('x.t', [['Head'], ['Cell']]),
  signature('x.s', ['Name:']),
];
const document = documentOf([clause('x', blocks), clause('y', [p('y.a', ['Words.'])])]);
const section = printDocument(document).sections[0] as PrintedSection;
const plain = plainClause(section);

let count = 0;
const newId = (): string => `new-${(count += 1)}`;
const rewrite = (change: (plain: PlainClause) => PlainClause) => rewriteClause(document.child(0), section, change(structuredClone(plain)), newId);
const words = (to: string, at = 0) => rewrite((one) => ({ ...one, blocks: one.blocks.map((block, index) => (index === at ? { ...block, text: to } : block)) }));

/** What is bound in a rewritten block: types and targets in order. */
function bound(node: ReturnType<typeof rewrite>, at = 0): string[] {
  return wordingOf(node).child(at + 1).children.flatMap((child) => (child.isText ? [] : [`${child.type.name} ${String(child.attrs.path ?? child.attrs.id)}`]));
}
const printed = (node: ReturnType<typeof rewrite>): string[] => [...textsOf(printDocument(documentOf([node, document.child(1)])).sections[0]!)].map((text) => text.text);

test('the plain form holds paragraphs and items, not tables and lines to sign on', () =>
  expect(plain).toEqual({ heading: 'x', blocks: [{ id: 'x.a', kind: 'paragraph', text: 'Alpha must pay within 30 days after section 2 is met.' }, { id: 'x.i', kind: 'item', text: 'the Results of Alpha;' }, { id: 'x.b', kind: 'paragraph', text: 'A second paragraph.' }] }));

test('nothing changed is the very same clause', () => expect(rewrite((one) => one)).toBe(document.child(0)));
test('a changed clause is marked as people’s', () => expect(clauseAttrs(words('Other words.')).edited).toBe(true));
test('blocks that were not touched stay the same objects', () => expect(wordingOf(words('Other words.')).child(3)).toBe(wordingOf(document.child(0)).child(3)));

describe('what was bound stays bound where its words stand', () => {
  const all = ['fact parties', 'fact term.exits.cure', 'ref y'];
  test.each<[string, string, string[]]>([
    ['words put in between', 'Alpha must always pay within 30 days after section 2 is met.', all],
    ['words taken out', 'Alpha pays within 30 days after section 2.', all],
    ['words before and after', 'From now on Alpha must pay within 30 days after section 2 is met in full.', all],
    ['another number', 'Alpha must pay within 60 days after section 2 is met.', ['fact parties', 'ref y']],
    ['another party', 'Beta must pay within 30 days after section 2 is met.', ['fact term.exits.cure', 'ref y']],
    ['part of the value gone', 'Alpha must pay within days after section 2 is met.', ['fact parties', 'ref y']],
    ['nothing left', 'Nobody pays.', []],
    ['the value alone', '30 days', ['fact term.exits.cure']],
    ['the name with another ending', 'Alphabet must pay within 30 days after section 2 is met.', ['fact term.exits.cure', 'ref y']],
  ])('%s', (_, text, expected) => {
    const node = words(text);
    expect(bound(node)).toEqual(expected);
    expect(printed(node)[1]).toBe(text);
  });
  test('a term in an item', () => expect(bound(words('all Results;', 1), 1)).toEqual(['term results']));
});

describe('the shape of a clause', () => {
  test('a block that is left out is deleted', () => expect(printed(rewrite((one) => ({ ...one, blocks: one.blocks.slice(0, 1) })))).toEqual(['x', 'Alpha must pay within 30 days after section 2 is met.', 'Head', 'Cell', 'Name:']));
  test('an empty block is deleted', () => expect(printed(words('  ', 2)).includes('A second paragraph.')).toBe(false));
  test('a new block gets an id of its own', () => {
    const node = rewrite((one) => ({ ...one, blocks: [...one.blocks, { id: null, kind: 'paragraph', text: 'A new one.' }] }));
    expect(wordingOf(node).children.map((block) => block.attrs.id as string | undefined)).toEqual([undefined, 'x.a', 'x.i', 'x.b', expect.stringMatching(/^x\.new-/), 'x.t', 'x.s']);
  });
  test('an unknown id becomes a new block', () => expect(wordingOf(rewrite((one) => ({ ...one, blocks: [{ id: 'stranger', kind: 'paragraph', text: 'Words.' }] }))).child(1).attrs.id).toMatch(/^x\.new-/));
  test('one id twice becomes two blocks', () => {
    const ids = wordingOf(rewrite((one) => ({ ...one, blocks: [...one.blocks, { id: 'x.a', kind: 'paragraph', text: 'Again.' }] }))).children.map((block) => block.attrs.id as string | undefined);
    expect(new Set(ids).size).toBe(ids.length);
  });
  test('blocks can change places', () => expect(printed(rewrite((one) => ({ ...one, blocks: one.blocks.toReversed() })))[1]).toBe('A second paragraph.'));
  test('a paragraph can become an item', () => expect(wordingOf(rewrite((one) => ({ ...one, blocks: one.blocks.map((block) => ({ ...block, kind: 'item' as const })) }))).child(1).type.name).toBe('item'));
  test('the heading can change', () => expect(printed(rewrite((one) => ({ ...one, heading: 'Payment' })))[0]).toBe('Payment'));
  test('an empty heading is refused by keeping the old one', () => expect(printed(rewrite((one) => ({ ...one, heading: ' ' })))[0]).toBe('x'));
  test('a text of 20,000 words is rewritten', () => expect(printed(words('word '.repeat(20_000).trim()))[1]).toHaveLength(99_999));
  test('what looks like markup stays words', () => expect(printed(words('A {slot} **bold** <b>tag</b> [blank: open].'))[1]).toBe('A {slot} **bold** <b>tag</b> [blank: open].'));
});

describe('a clause as long as it can be, written anew', () => {
  const long = (of: string): string => Array.from({ length: 3500 }, (_, at) => `${of}${at}`).join(' ');
  const many = Array.from({ length: 40 }, (_, at) => p(`x.${at}`, [long('a'), ' within ', days, '.']));
  const old = documentOf([clause('x', many)]);
  const shown = printDocument(old).sections[0] as PrintedSection;
  const renew = (to: (text: string) => string) => rewriteClause(old.child(0), shown, { heading: 'x', blocks: plainClause(shown).blocks.map((block) => ({ ...block, text: to(block.text) })) }, newId);

  test('costs no more than a moment, and the words are those that were written', () => {
    const began = performance.now();
    const written = renew(() => `${long('b')} within 30 days.`);
    expect(performance.now() - began).toBeLessThan(5000);
    expect(wordingOf(written).lastChild?.textContent).toBe(`${long('b')} within 30 days.`);
  });
  test('keeps what is bound in each paragraph of which a word was changed', () => {
    const written = renew((text) => text.replace('a7 ', 'seven '));
    expect(many.map((_, at) => bound(written, at))).toEqual(many.map(() => ['fact term.exits.cure']));
  });
});
