import { describe, expect, test } from 'vitest';
import type { Inline, Library, Paragraph } from '#library/library';
import { linkTerms } from '#library/link-terms';

const terms: Library['terms'] = {
  results: { clause: 'x', words: { en: 'Results' } },
  joint: { clause: 'x', words: { en: 'Joint Results' } },
  day: { clause: 'x', words: { en: 'business day', fr: 'jour ouvrable' } },
  odd: { clause: 'x', words: { en: '^[odd].' } },
};

const link = (inline: Inline[], kind: 'paragraph' | 'heading' | 'signature' = 'paragraph', lang = 'en'): Inline[] => (linkTerms([{ kind, inline }], lang, terms, new Map())[0] as { inline: Inline[] }).inline;
const linked = (text: string): string => link([{ text }]).map((piece) => ('term' in piece ? `[${piece.term}:${piece.words}]` : (piece as { text: string }).text)).join('');

describe('bare words of a defined term become a use of it', () => {
  test.each([
    ['The Results stay.', 'The [results:Results] stay.'],
    ['Results stay.', '[results:Results] stay.'],
    ['the results stay.', 'the results stay.'],
    ['Resultsheet and Sub-Results', 'Resultsheet and Sub-Results'],
    ['The Joint Results stay.', 'The [joint:Joint Results] stay.'],
    ['one business day, two business days', 'one [day:business day], two [day:business days]'],
    ['Business days count.', '[day:Business days] count.'],
    ['business daylight', 'business daylight'],
    ['“Results”', '“[results:Results]”'],
    ['an ^[odd]. word', 'an [odd:^[odd].] word'],
    ['nothing', 'nothing'],
  ])('%s', (text, expected) => expect(linked(text)).toBe(expected));
});

test('slots stay slots', () => expect(link([{ slot: 'f', path: 'scope.field', format: null }])).toEqual([{ slot: 'f', path: 'scope.field', format: null }]));
test('bold words stay words', () => expect(link([{ text: 'Results', strong: true }])).toEqual([{ text: 'Results', strong: true }]));
test.each(['heading', 'signature'] as const)('a %s stays as it is', (kind) => expect(link([{ text: 'Results' }], kind)).toEqual([{ text: 'Results' }]));
test('in another language only its words count', () => expect(link([{ text: 'un jour ouvrable, Results' }], 'paragraph', 'fr')).toMatchObject([{ text: 'un ' }, { term: 'day' }, { text: ', Results' }]));
test('a language without terms links nothing', () => expect(link([{ text: 'Results' }], 'paragraph', 'de')).toEqual([{ text: 'Results' }]));
test('cells of a table are linked, its heading is not', () => {
  const table: Paragraph = { kind: 'table', header: [[{ text: 'Results' }]], rows: [[[{ text: 'Results' }]]] };
  expect(linkTerms([table], 'en', terms, new Map())[0]).toMatchObject({ header: [[{ text: 'Results' }]], rows: [[[{ term: 'results' }]]] });
});
