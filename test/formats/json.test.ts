import { describe, expect, test } from 'vitest';
import { printDocument } from '#agreement/document/print';
import { readAnswers, type Answers } from '#agreement/facts/answers';
import { InputError } from '#agreement/input-error';
import { canonical } from '#agreement/record/canonical';
import { formats } from '#formats/index';
import { readJson } from '#formats/json/read';
import { writeJson } from '#formats/json/write';
import { agreement, clause, fact, longAgreement, p, people, tidemark } from './sample';

const answers = ((): Answers => {
  const read = readAnswers('entente: 1\ntype: RD\nparties:\n  - { id: northwind, shortName: Northwind }\n  - { id: aldermoor, shortName: Aldermoor }\n');
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.answers;
})();
const parts = { document: tidemark, answers, version: 3, library: 'sha256:0' };
const text = writeJson(parts);

/** The JSON with one value changed, by path. */
function changed(path: readonly (string | number)[], value: unknown): string {
  const json = JSON.parse(text) as Record<string | number, unknown>;
  let place = json;
  for (const step of path.slice(0, -1)) place = place[step] as Record<string | number, unknown>;
  const last = path.at(-1)!;
  if (value === undefined) delete place[last];
  else place[last] = value;
  return JSON.stringify(json);
}

describe('writing and reading', () => {
  test.each([['a small agreement', tidemark], ['a long one', longAgreement()], ['an empty one', agreement(null)]])('gives back %s', (_, document) => {
    const read = readJson(writeJson({ ...parts, document }));
    expect(read.document.eq(document)).toBe(true);
    expect(printDocument(read.document, { people })).toEqual(printDocument(document, { people }));
    expect(read).toMatchObject({ answers, version: 3, library: 'sha256:0' });
  });
  test('is canonical, and so the same each time', () => {
    expect(text).toBe(canonical(JSON.parse(text)));
    expect(text.startsWith('{"answers":{')).toBe(true);
    expect(writeJson(readJson(text))).toBe(text);
  });
  test('names its form', () => expect(JSON.parse(text)).toMatchObject({ entente: 1, kind: 'agreement' }));
  test('does without answers', () => {
    const bare = writeJson({ document: tidemark, version: 1, library: null });
    expect(JSON.parse(bare)).toMatchObject({ answers: null, library: null });
    expect(readJson(bare).answers).toBeUndefined();
  });
  test('carries text, obligations and findings for others', () => expect(JSON.parse(writeJson({ ...parts, printedText: 'x', obligations: [], findings: [] }))).toMatchObject({ text: 'x', obligations: [], findings: [] }));
  test('reads a byte order mark and other spacing', () => expect(readJson(`\uFEFF${JSON.stringify(JSON.parse(text), null, 2)}`).version).toBe(3));
  test('ignores members that it does not know', () => expect(readJson(changed(['later'], 1)).version).toBe(3));
});

describe('what is no agreement', () => {
  const clauseAttrs = ['document', 'content', 0, 'attrs'] as const;
  test.each<[string, string, RegExp]>([
    ['nothing', '', /is not JSON, or it is cut off/],
    ['half of it', text.slice(0, 1000), /is not JSON/],
    ['a list', '[]', /is no agreement/],
    ['null', 'null', /is no agreement/],
    ['answers', '{"entente":1,"parties":[]}', /is no agreement/],
    ['a later form', changed(['entente'], 2), /entente: This agreement is in form 2, and this program reads form 1\. Open it with the newer program/],
    ['no version', changed(['version'], undefined), /^version: /],
    ['version 0', changed(['version'], 0), /^version: /],
    ['a library that is no text', changed(['library'], 5), /^library: /],
    ['no document', changed(['document'], undefined), /^document: /],
    ['a document that is text', changed(['document'], 'x'), /^document: /],
    ['another top node', changed(['document', 'type'], 'clause'), /^document\.type: /],
    ['an unknown node', changed(['document', 'content', 0, 'type'], 'script'), /Unknown node type: script/],
    ['a node in the wrong place', changed(['document', 'content', 0, 'content', 0, 'type'], 'paragraph'), /^document/],
    ['content that is no list', changed(['document', 'content', 0, 'content'], {}), /^document\.content\[0\]\.content: The content of a node must be a list/],
    ['a node that is null', changed(['document', 'content', 0], null), /^document\.content\[0\]: Something here is no part of a document/],
    ['an id with a space', changed([...clauseAttrs, 'id'], 'a b'), /^document\.content\[0\]\.attrs\.id: /],
    ['an id that is a number', changed([...clauseAttrs, 'id'], 7), /attrs\.id/],
    ['an unknown part', changed([...clauseAttrs, 'part'], 'side'), /attrs\.part/],
    ['an obligation without a debtor', changed([...clauseAttrs, 'obligations'], [{ id: 'x' }]), /attrs\.obligations\.0/],
    ['a language that is none', changed(['document', 'attrs', 'languages'], ['"><']), /attrs\.languages\.0/],
    ['parties that are none', changed(['document', 'attrs', 'parties'], [1]), /attrs\.parties\.0/],
    ['answers that are misspelt', changed(['answers', 'partys'], []), /^answers: partys: "partys" is not a part of an answers file/],
    ['answers that are a list', changed(['answers'], []), /^answers: /],
    ['text that is no text', changed(['document', 'content', 0, 'content', 0, 'content', 0, 'content', 0], { type: 'text', text: 5 }), /^document/],
    ['a mark that we do not know', changed(['document', 'content', 0, 'content', 0, 'content', 0, 'content', 0], { type: 'text', text: 'x', marks: [{ type: 'blink' }] }), /There is no mark type blink/],
  ])('is refused: %s', (_, json, message) => {
    expect(() => readJson(json)).toThrow(InputError);
    expect(() => readJson(json)).toThrow(message);
  });
  test.each<[string, unknown, string]>([['money', 'x', 'money'], ['date', { a: 1 }, 'date'], ['period', null, 'period'], ['total', 7, 'total'], ['list-and', [null], 'list-and'], ['registry', 3, 'registry']])('is refused or printed, never an error of ours: %s with a value of another kind', (_, value, format) => {
    const json = writeJson({ ...parts, document: agreement('T', clause('a', 'body', 'A', p('a.1', fact('x.y', value, format)))) });
    try {
      printDocument(readJson(json).document);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
    }
  });
  test('is refused: 30 million characters', () => expect(() => readJson('1'.repeat(30_000_001))).toThrow(/one agreement at a time/));
  test('is refused: a document as deep as a well', () => expect(() => readJson(`{"entente":1,"kind":"agreement","version":1,"library":null,"document":${'{"type":"agreement","content":['.repeat(50_000)}${']}'.repeat(50_000)}}`)).toThrow(InputError));
});

describe('the table of formats', () => {
  test('names each format once', () => expect(new Set(formats.map(({ id }) => id)).size).toBe(6));
  test.each(formats)('$id has a file ending and a media type', ({ extension, mediaType }) => {
    expect(extension).toMatch(/^[a-z]{2,4}$/);
    expect(mediaType).toMatch(/^[a-z]+\/[a-z.-]+(?:; charset=utf-8)?$/);
  });
});
