import fc from 'fast-check';
import type { Node } from 'prosemirror-model';
import { describe, expect, test } from 'vitest';
import { printDocument, textsOf, type Printed } from '#agreement/document/print';
import { clausesOf, schema, type Document } from '#agreement/document/schema';
import { InputError } from '#agreement/input-error';
import { readMarkdown, readMarkdownLines } from '#formats/markdown/read';
import { writeMarkdown } from '#formats/markdown/write';
import type { PrintMeta } from '#formats/meta';
import { agreement, blank, clause, define, fact, letter, longAgreement, number, p, people, plain, ref, rowNumber, schedule, signature, strong, table, tidemark, type Piece } from './sample';

const final: PrintMeta = { state: 'final', version: 'Version 3', date: '2026-11-01' };
const write = (document: Document, meta: PrintMeta = final): string => writeMarkdown(printDocument(document, { people }), meta);
const body = (...pieces: Piece[]): string => write(agreement(null, clause('a', 'front', '', plain('a.1', ...pieces)))).split('\n\n')[2]!.trimEnd();

/** What a person sees: numbers, headings and words, without how they are bound. */
function seen(printed: Printed): unknown {
  return {
    title: printed.title,
    sections: printed.sections.map((section) => [
      section.kind, section.number, section.heading.text,
      section.blocks.map((block) => (block.kind === 'table' ? block.rows.map((row) => [row.header, ...row.cells.map((cell) => cell.text)]) : [block.kind, block.label, block.text])),
    ]),
  };
}
const again = (document: Document): Printed => printDocument(readMarkdown(write(document)), { people });
const printRead = (text: string): Printed => printDocument(readMarkdown(text));
const words = (text: string): string[] => printRead(text).sections.flatMap((section) => [...textsOf(section)].map((each) => [section.kind === 'schedule' && each.kind === 'heading' ? `${section.number}:` : '', each.kind === 'heading' ? section.number : each.label, each.text].filter((part) => part !== '').join(' ')).filter((text) => text !== ''));
const nodesOf = (text: string, type: string): Node[] => {
  const found: Node[] = [];
  readMarkdown(text).descendants((node) => void (node.type.name === type && found.push(node)));
  return found;
};
const refs = (text: string): string[] => nodesOf(text, 'ref').map((node) => node.attrs.id as string);
const terms = (text: string): string[] => nodesOf(text, 'term').map((node) => `${node.attrs.id as string}=${node.attrs.words as string}`);

describe('writing', () => {
  const text = write(tidemark, { ...final, state: 'draft', notice: 'No advice.', subtitle: 'Nitrate' });
  test.each([
    '# Tidemark collaboration agreement\n\n> Nitrate\n>\n> Version 3\n>\n> No advice.\n\n## Parties\n\nThis agreement is made between:\n\n   (1) **Northwind Instruments GmbH**, a limited company',
    'called “**Northwind**” in this agreement;',
    '\n\n## 1 Purpose\n\n1.1 The parties wish',
    '\n\n   (a) “**Background**” means what a party held',
    '\n\n## 3 Work plan\n\nEach party must do the tasks that Schedule B gives it',
    '4.2 A party in delay with a payment has [cure period: open] after',
    '\n\n> For **Vesterhav Vand A/S**: Søren Østergård, managing director. Signature: ____ Date: ____ Place: ____\n\n',
    '\n\n## Schedule C: Budget\n\n| Line | Item | Party | Amount | Year | Ceiling for the party |\n| --- | --- | --- | --- | --- | --- |\n| 1 | Sensor heads | Northwind | EUR 120,000 | 2027 | EUR 130,000 |\n| 2 | Laboratory \\| samples |',
    '   (b) the calibration method.\n',
  ])('holds %j', (part) => expect(text).toContain(part));
  test('is the same each time', () => expect(write(tidemark)).toBe(write(tidemark)));

  const escapes: [string, string][] = [
    ['a * b', 'a \\* b'], ['**x**', '\\*\\*x\\*\\*'], ['<b>', '\\<b>'], ['[x: open]', '\\[x: open]'], ['[a](b)', '\\[a](b)'], ['`x`', '\\`x\\`'], ['a\\b', 'a\\\\b'],
    ['&amp; & b', '\\&amp; & b'], ['snake_case', 'snake\\_case'], ['sign: ____ here', 'sign: ____ here'], ['# x', '\\# x'], ['> x', '\\> x'], ['- x', '\\- x'], ['| x', '\\| x'], ['---', '\\---'],
    ['1. x', '&#49;. x'], ['7.2 x', '&#55;.2 x'], ['(a) x', '&#40;a) x'], ['2026 was', '2026 was'], ['a\nb', 'a<br>b'], ['a\tb', 'a&#9;b'], [' a ', '&#32;a&#32;'], ['a\u202Eb', 'a&#8238;b'], ['a\u200Bb', 'a&#8203;b'],
    ['"X" means', '\\"X\\" means'], ['a "quote".', 'a "quote".'], ['~~x~~', '\\~~x\\~~'], ['', '<!-- -->'],
  ];
  test.each(escapes)('writes %j as %j', (plainText, expected) => expect(body(plainText)).toBe(expected));
  test('keeps the spaces of bold words outside', () => expect(body('a', strong(' b '), 'c')).toBe('a **b** c'));
  test('guards a heading that only looks numbered', () => expect(write(agreement(null, clause('a', 'front', '7 dwarfs')))).toContain('## &#55; dwarfs'));
});

describe('writing and reading', () => {
  test.each([['a small agreement', tidemark], ['a long one', longAgreement()]])('gives the same text for %s', (_, document) => expect(seen(again(document))).toEqual(seen(printDocument(document, { people }))));
  test('gives the same file', () => expect(writeMarkdown(again(tidemark), final)).toBe(write(tidemark)));
  test('finds references again', () => expect(refs(write(tidemark))).toEqual(['s6', 'schedule-a', 'schedule-d', 'schedule-b', 'schedule-b', 'schedule-c', 's4.1', 's2.1.b']));
  test('finds terms and blanks again', () => {
    expect(terms(write(tidemark))).toEqual(['northwind=Northwind', 'aldermoor=Aldermoor', 'vesterhav=Vesterhav', 'background=Background', 'results=Results', 'work-plan=Work Plan']);
    expect(nodesOf(write(tidemark), 'blank').map((node) => node.attrs.path as string)).toHaveLength(4);
  });
  test('gives bold words again', () => expect(printDocument(readMarkdown(write(agreement(null, clause('a', 'body', 'A', p('a.1', 'x ', strong('y z'), ' w')))))).sections[0]!.blocks[0]).toMatchObject({ runs: [{ text: 'x ' }, { text: 'y z', strong: true }, { text: ' w' }] }));
  test('does not read the notes at the top', () => expect(seen(printDocument(readMarkdown(write(tidemark, { ...final, state: 'draft', notice: 'No advice.' })), { people }))).toEqual(seen(printDocument(tidemark, { people }))));

  test.each<[string, Piece[]]>([
    ['an exclamation mark before a blank', ['!', blank('law.governing')]],
    ['a definition in two runs', [fact('f', '"X"'), ' means']],
    ['an entity in two runs', ['&', fact('f', 'amp;')]],
    ['bold words with quotes in quotes', ['“', strong('"X" means'), '”']],
    ['a backslash and a quote before bold', ['a\\"', strong('X'), '"']],
    ['lines to fill in around a blank', ['___', blank('law.governing'), '___']],
    ['a character of private use', ['\uE000']],
    ['a number and nothing else', ['7.2']],
  ])('gives the same text for %s', (_, pieces) => {
    const document = agreement(null, clause('a', 'body', 'A', p('a.1', 'x'), p('a.2', 'y'), plain('a.3', ...pieces)));
    expect(seen(again(document))).toEqual(seen(printDocument(document)));
  });

  const hostile = fc.oneof(
    fc.constantFrom('section 1', 'Sections 1 and 2', 'Schedule A', '7.2 x', '(a) x', '1. x', '**b**', '[x: open]', '"X" means', '“X” means y', '“', '”', '"', '\\', '\\|', '|', '<br>', '&#32;', '&amp;', '# h', '> q', '- l', '---', '===', '```', '____', '__', '_a_', '*a*', '\n', '\t', ' ', '  ', '\u202E', '\u00A0', '<!-- -->', '[a](b)', '![a](b)', 'Schedule B: x', 'Article 3', 'a', 'é', '😀', '.', ':', '#', '![', '!', '(', '___', '"t"', ' means', '&', 'amp;', '7.2', '(b)', '7', '2'),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  );
  const phrase = fc.array(hostile, { maxLength: 5 }).map((parts) => parts.join('').replaceAll('\0', ''));
  const some = phrase.filter((text) => text !== '');
  const bold = [schema.mark('strong')];
  const atom = fc.oneof(fc.constantFrom(blank('law.governing'), blank('no.such_path'), define('x', 'Results'), ref('c1'), ref('nowhere'), fact('f', 'a_b*c')), some.map((text) => fact('f', text)), some.map((text) => define('y', text)), some.map(blank));
  const piece = fc.oneof(phrase, some.map(strong), atom, atom.map((node) => node.mark(bold)));
  const pieces = fc.array(piece, { maxLength: 4 });
  const block = fc.tuple(fc.nat({ max: 9999 }), fc.constantFrom('p', 'p', 'plain', 'letter', 'number', 'signature', 'table'), pieces, pieces).map(([id, kind, one, two]): Node => {
    const at = `b${id}`;
    if (kind === 'p') return p(at, ...one);
    if (kind === 'plain') return plain(at, ...one);
    if (kind === 'letter') return letter(at, ...one);
    if (kind === 'number') return number(at, ...one);
    if (kind === 'signature') return signature(at, null, ...one);
    return table(at, [[['No.'], ['x', ...one]], [[rowNumber()], two], [two, one]]);
  });
  const sections = fc.array(fc.tuple(fc.constantFrom('front', 'body', 'body', 'back'), phrase, fc.array(block, { maxLength: 6 })), { minLength: 1, maxLength: 4 });
  const documents = fc.tuple(phrase, sections, fc.array(fc.tuple(phrase, fc.array(block, { maxLength: 3 })), { maxLength: 2 })).map(([title, clauses, schedules]) =>
    agreement(title, ...clauses.map(([part, heading, blocks], index) => clause(`c${index}`, part as 'front', heading, ...withOwnIds(blocks, `c${index}`))), ...schedules.map(([heading, blocks], index) => schedule(`schedule-${index}`, 'c0', heading, ...withOwnIds(blocks, `s${index}`)))),
  );
  test('gives the same text for any words', () => {
    fc.assert(fc.property(documents, (document) => {
      expect(seen(again(document))).toEqual(seen(printDocument(document, { people })));
    }), { numRuns: 500 });
  });

  // Rows with as many cells as their heading: what is read of others is written as wide as the widest row.
  const lines = fc.oneof(fc.constantFrom('\n', '\n\n', '\n# ', '\n## ', '\n> ', '\n- ', '\n| a | b |\n|---|---|\n| c | d |\n', '\n```\n', '\n---\n', '\n===\n', '\n\n   (a) ', '\n\n1.1 ', '\n\n1.2 ', '\n## 1 ', '\n## 2. ', '\n## Schedule A: ', '**1. ', '\\\n', '**', '`', '[', ']', '](', '<', '>', '*', '_'), hostile.filter((text) => !text.includes('|')));
  test('gives the same text for whatever was read', () => {
    fc.assert(fc.property(fc.array(lines, { maxLength: 30 }), (parts) => {
      const document = readMarkdown(parts.join('').replaceAll('\0', ''));
      expect(seen(again(document))).toEqual(seen(printDocument(document)));
    }), { numRuns: 1000 });
  });
});

/** The blocks with ids that no other block of the sample has. */
function withOwnIds(blocks: readonly Node[], prefix: string): Node[] {
  return blocks.map((node, index) => node.type.create({ ...node.attrs, id: `${prefix}.${index}` }, node.content, node.marks));
}

describe('reading a text that we did not draft', () => {
  test('takes numbers that fit as structure', () => expect(words('# T\n\n## 1. Term\n\n1.1 One.\n\n1.2. Two:\n\n(a) x;\n(b) y.\n\n## Article 2: Law\n\nEnglish law.')).toEqual(['1 Term', '1.1 One.', '1.2 Two:', '(a) x;', '(b) y.', '2 Law', 'English law.']));
  test('keeps numbers that do not fit as words', () => expect(words('## 1 A\n\nx\n\n## 3 B\n\n3.1 y\n\n3.2 z')).toEqual(['1 A', 'x', '3 B', '3.1 y', '3.2 z']));
  test('keeps a single numbered paragraph as words', () => expect(words('## 1 A\n\n1.1 x')).toEqual(['1 A', '1.1 x']));
  test('keeps a gap in a clause as words, and counts on after it', () => expect(printRead('## 1 A\n\n1.1 x\n\n1.3 y\n\n## 2 B\n\n2.1 x\n\n2.2 y').sections.map((section) => section.blocks.map((block) => (block.kind === 'table' ? '' : block.label)))).toEqual([['', ''], ['2.1', '2.2']]));
  test('keeps a third level and roman numerals as words', () => expect(words('## 1 A\n\n1.1 x\n\n1.1.1 y\n\n(i) v\n\n(ii) w\n\n1.2 z')).toEqual(['1 A', '1.1 x', '1.1.1 y', '(i) v', '(ii) w', '1.2 z']));
  test('keeps exhibits and other annexes as words', () => expect(printRead('## 1 A\n\nx\n\n## Exhibit 1: Prices\n\ny').sections.map((section) => [section.kind, section.heading.text])).toEqual([['clause', 'A'], ['clause', 'Exhibit 1: Prices']]));
  test('reads schedules at the end', () => expect(printRead('## 1 A\n\nx\n\n## Schedule A - Prices\n\ny\n\n## Schedule B\n\nz').sections.map((section) => [section.kind, section.number, section.heading.text])).toEqual([['clause', '1', 'A'], ['schedule', 'A', 'Prices'], ['schedule', 'B', '']]));
  test('keeps a schedule before a clause as words', () => expect(printRead('## Schedule A: Prices\n\ny\n\n## 1 A\n\nx').sections.map((section) => [section.kind, section.heading.text])).toEqual([['clause', 'Schedule A: Prices'], ['clause', 'A']]));
  test('reads headings of any level and with lines under them', () => expect(words('Contract\n========\n\n1. Term\n-------\n\nx\n\n### 2. Law\n\ny')).toEqual(['1 Term', 'x', '2 Law', 'y']));
  test('reads first-level headings as clauses when they have numbers', () => expect(words('# 1. Term\n\nx\n\n# 2. Law\n\n## 2.1 Which\n\ny\n\n## 2.2 Where\n\nz')).toEqual(['1 Term', 'x', '2 Law', '2.1 Which', 'y', '2.2 Where', 'z']));
  test('takes bold lines with a number as headings', () => expect(words('**1. Term**\n\nx\n\n**2. Law**\n\ny')).toEqual(['1 Term', 'x', '2 Law', 'y']));
  test('keeps words before the first heading', () => expect(words('Made between A and B.\n\n## 1 A\n\nx')).toEqual(['Made between A and B.', '1 A', 'x']));
  test('reads a text without any heading', () => expect(words('One.\n\nTwo.')).toEqual(['One.', 'Two.']));
  test('reads nothing', () => expect(readMarkdown('').childCount).toBe(0));
  test('joins the lines of a paragraph and keeps breaks that are meant', () => expect(words('a\nb  \nc\\\nd')).toEqual(['a b\nc\nd']));
  test('turns bullets into paragraphs', () => expect(words('- a\n- b\n* c')).toEqual(['• a', '• b', '• c']));
  test('loses marks and keeps words', () => expect(words('*a* _b_ `c*d` [e](http://x.y) ![f](g) <http://h.i> a_b_c &sect; &#8364;')).toEqual(['a b c*d e f http://h.i a_b_c § €']));
  test('keeps tags and brackets as words', () => expect(words('<script>x</script> [sic] [1]')).toEqual(['<script>x</script> [sic] [1]']));
  test('keeps what stands between fences', () => expect(words('```\na *b*\n## c\n```')).toEqual(['a *b*', '## c']));
  test('skips front matter and comments', () => expect(words('---\ntitle: x\n---\n\n<!-- y -->\n\nz')).toEqual(['z']));
  test('reads a table', () => expect(printRead('| A | B |\n|:--|--:|\n| 1 | x \\| y |\n| 2 |').sections[0]!.blocks[0]).toMatchObject({ kind: 'table', rows: [{ header: true, cells: [{ text: 'A' }, { text: 'B' }] }, { header: false, cells: [{ text: '1' }, { text: 'x | y' }] }, { cells: [{ text: '2' }, { text: '' }] }] }));
  test('reads Windows lines and a byte order mark', () => expect(words('\uFEFF## 1 A\r\n\r\nx\r\ny')).toEqual(['1 A', 'x y']));
  test('makes ids of numbers', () => expect(clausesOf(readMarkdown('## 1 A\n\n1.1 x\n\n(a) y\n\n1.2 z\n\n## Odds & ends')).flatMap((node) => [node.attrs.id as string, ...node.child(0).children.slice(1).map((block) => block.attrs.id as string)])).toEqual(['s1', 's1.1', 's1.1.a', 's1.2', 'odds-ends']));
  test('gives every node an id of its own', () => {
    const ids: string[] = [];
    readMarkdown('## A\n\nx\n\n(a) y\n\nz\n\n(a) w\n\n## A\n\nx').descendants((node) => void (node.attrs.id !== undefined && ids.push(node.attrs.id as string)));
    expect(new Set(ids).size).toBe(ids.length);
  });
  test('says on which line things stand', () => expect(Object.fromEntries(readMarkdownLines('# T\n\n## 1 A\n\n1.1 x\ny\n1.2 z\n\n| a |\n|---|\n| b |').lines)).toEqual({ s1: 3, 's1.1': 5, 's1.2': 7, 's1.t3': 9, 's1.t3.head': 9, 's1.t3.1': 11 }));
  test('refuses what is no text', () => expect(() => readMarkdown('a\0b')).toThrow(InputError));
  test('refuses what is far too long', () => expect(() => readMarkdown('a'.repeat(10_000_001))).toThrow(/one agreement at a time/));
});

describe('references', () => {
  const base = (text: string): string => `## 1 A\n\n1.1 ${text}\n\n1.2 y:\n\n(a) z.\n\n## 2 B\n\nw\n\n## Schedule A: P\n\nv`;
  test.each([
    ['See section 1.2.', ['s1.2']], ['Sections 1.1, 1.2 and 2 apply.', ['s1.1', 's1.2', 's2']], ['clause 1.2(a)', ['s1.2.a']], ['Article 2 of this Agreement', ['s2']], ['Schedule A', ['schedule-a']],
    ['section 4', []], ['Sections 1 and 4', ['s1']], ['section 2 of the Companies Act 2006', []], ['Article 2 GDPR', []], ['section 1.2.3', []], ['a schedule A', []], ['Schedule At', []], ['subsection 1', []], ['section 2 (a)', ['s2']], ['section 1.2(b)', []],
  ])('finds those of %j', (text, ids) => expect(refs(base(text))).toEqual(ids));
  test.each(['See section 19.4.', 'Sections 1.1, 1.2 and 7', 'Schedule C', 'section 2 (a) and Article 5(1)'])('prints %j as it stood', (text) => expect(words(base(text))[1]).toBe(`1.1 ${text}`));
});

describe('definitions', () => {
  test.each([
    ['“Results” means x.', ['results=Results']], ['"Results" means x.', ['results=Results']], ['“**Net Revenue**” is x.', ['net-revenue=Net Revenue']], ['(the "**Félix Data**")', ['felix-data=Félix Data']], ['“A” and “B” refers to x', ['b=B']],
    ['**Results** means x.', []], ['He said “no” twice.', []], ['\\"Results\\" means x.', []],
  ])('finds those of %j', (text, found) => expect(terms(text)).toEqual(found));
});

describe('blanks', () => {
  test.each([['[governing law: open]', 1], ['**[x: open]**', 1], ['\\[x: open]', 0], ['[x: closed]', 0], ['[ : open]', 1]])('finds those of %j', (text, count) => expect(nodesOf(text, 'blank')).toHaveLength(count));
  test('finds the fact of a blank by its label', () => expect(nodesOf('[governing law: open] [a thing: open]', 'blank').map((node) => node.attrs.path as string)).toEqual(['law.governing', 'a thing']));
  test('prints an open thing that it does not know as it stood', () => expect(words('[a thing: open]')).toEqual(['[a thing: open]']));
});
