import { describe, expect, test } from 'vitest';
import { clausesOf, type Document } from '#agreement/document/schema';
import { setAnswer, type Answers } from '#agreement/facts/answers';
import { draft } from '#stages/draft/draft';
import { libraryFrom, packOf, type LittleClause } from '../library/little-pack';
import { bareAnswers } from '../agreement/sample-answers';

const field = 'required: all\nslots: { f: scope.field }';
const x = (words: string): LittleClause => ({ yaml: field, en: `# X\n\n{#a} ${words} {f}.` });
const y: LittleClause = { yaml: field, en: '# Y\n\n{#a} Same words for {f}.' };
const older = libraryFrom(packOf({ x: x('Older words for'), y, gone: {} }));
const newer = libraryFrom(packOf({ x: x('Newer words for'), y, added: {}, asked: { yaml: 'optional: { types: all, when: { present: term.core.end } }' } }));

function answered(answers: Answers, path: string, value: unknown): Answers {
  const set = setAnswer(answers, path, value);
  if (!set.ok) throw new Error(JSON.stringify(set.problems));
  return set.answers;
}

const before = answered(bareAnswers(2), 'scope.field', 'rivers');
const after = answered(before, 'scope.field', 'lakes');
const text = draft(older, before).document;
const wordsOf = (document: Document, id: string): string | undefined => clausesOf(document).find((node) => node.attrs.id === id)?.textContent;
const value = (document: Document, id: string): string[] => {
  const found: string[] = [];
  clausesOf(document).find((node) => node.attrs.id === id)?.descendants((node) => void (node.type.name === 'fact' && found.push(String(node.attrs.value))));
  return found;
};

describe('a text of words that are not at hand', () => {
  const went = draft(newer, after, { document: text, answers: before, library: newer });
  test('keeps what its own library would not have drafted, and offers the redraft', () => {
    expect(wordsOf(went.document, 'x')).toContain('Older words');
    expect(value(went.document, 'x')).toEqual(['rivers']);
    expect(went.redrafts.map((redraft) => redraft.clause)).toEqual(['x']);
    expect(went.redrafts[0]?.drafted.clause.textContent).toContain('Newer words');
  });
  test('follows the answers where both have the same words', () => expect(value(went.document, 'y')).toEqual(['lakes']));
  test('keeps a clause that is not in the library at hand, and gets none that no answer brings in', () => expect(clausesOf(went.document).map((node) => node.attrs.id as string)).toEqual(['gone', 'x', 'y']));
  test('gets one that an answer brings in', () => expect(clausesOf(draft(newer, answered(before, 'term.core.end', '2028-03-01'), { document: text, answers: before, library: newer }).document).map((node) => node.attrs.id)).toContain('asked'));
  test('still names the library that it came from', () => expect(went.document.attrs.library).toBe(older.digest));
  test('is the same object where nothing changed but the library', () => {
    const same = draft(libraryFrom(packOf({ x: x('Newer words for'), y })), before, { document: text, answers: before, library: libraryFrom(packOf({ x: x('Newer words for'), y })) });
    expect(same.document).toBe(text);
    expect(same.redrafts).toEqual([]);
  });
});

describe('words that are taken', () => {
  const taken = (...clauses: string[]): Document => draft(newer, before, { document: text, answers: before, take: new Set(clauses) }).document;
  test('are those of the clauses named', () => {
    const document = taken('x');
    expect(wordsOf(document, 'x')).toContain('Newer words');
    expect(clausesOf(document).find((node) => node.attrs.id === 'y')).toBe(clausesOf(text).find((node) => node.attrs.id === 'y'));
    expect(clausesOf(document).map((node) => node.attrs.id)).not.toContain('added');
    expect(document.attrs.library).toBe(newer.digest);
  });
  test('may be none: the text is of the newer library and reads as before', () => {
    expect(clausesOf(taken()).map((node) => node.textContent)).toEqual(clausesOf(text).map((node) => node.textContent));
    expect(taken().attrs.library).toBe(newer.digest);
  });
  test('bring clauses in and take them out', () => {
    expect(clausesOf(taken('added', 'gone')).map((node) => node.attrs.id)).toEqual(expect.arrayContaining(['added']));
    expect(clausesOf(taken('added', 'gone')).map((node) => node.attrs.id)).not.toContain('gone');
  });
});
