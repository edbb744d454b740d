import { describe, expect, test } from 'vitest';
import { countLines } from '#formats/docx/line-count';
import { paginate, type Piece } from '#formats/docx/paginate';

const body = { size: 10, leading: 10, before: 0, after: 0 };
const piece = (lines: number, more: Partial<Piece> = {}): Piece => ({ lines, leading: 10, before: 0, after: 0, ...more });
const starts = (height: number, ...pieces: Piece[]): number[] => paginate(pieces, height).starts;

describe('pages', () => {
  test('fill from the top', () => expect(starts(30, piece(1), piece(1), piece(1), piece(1))).toEqual([1, 1, 1, 2]));
  test('count the larger of two spaces', () => expect(starts(35, piece(1, { after: 10 }), piece(1, { before: 15 }), piece(1))).toEqual([1, 1, 2]));
  test('have no space at their top', () => expect(starts(20, piece(2), piece(2, { before: 10 }), piece(1))).toEqual([1, 2, 3]));
  test('keep a heading with what follows', () => expect(starts(40, piece(2), piece(1, { keep: true }), piece(3))).toEqual([1, 2, 2]));
  test('keep a heading with two lines of what follows', () => expect(starts(50, piece(2), piece(1, { keep: true }), piece(4))).toEqual([1, 1, 1]));
  test('keep a chain together', () => expect(starts(40, piece(1), piece(1, { keep: true }), piece(1, { keep: true }), piece(2))).toEqual([1, 2, 2, 2]));
  test('split a paragraph, two lines on each side', () => expect(starts(30, piece(1), piece(4), piece(1))).toEqual([1, 1, 2]));
  test('do not leave one line behind', () => expect(paginate([piece(2), piece(4)], 30).starts).toEqual([1, 2]));
  test('let no line over stand alone', () => expect(starts(40, piece(1), piece(4), piece(2), piece(1))).toEqual([1, 1, 2, 3]));
  test('start where a piece opens one', () => expect(starts(100, piece(1), piece(1, { opens: 100 }))).toEqual([1, 2]));
  test('are not doubled by an opening piece at the top', () => expect(starts(100, piece(1, { opens: 100 }))).toEqual([1]));
  test('take the height of the piece that opens them', () => expect(starts(100, piece(1), piece(2, { opens: 20 }), piece(1), piece(5, { opens: 100 }))).toEqual([1, 2, 3, 4]));
  test('repeat the heading of a table', () => expect(starts(30, piece(1, { keep: true }), piece(1, { headed: 10 }), piece(1, { headed: 10 }), piece(1, { headed: 10 }), piece(1, { headed: 10 }), piece(1, { headed: 10 }))).toEqual([1, 1, 1, 2, 2, 3]));
  test('hold a piece that is higher than they are', () => expect(paginate([piece(1, { leading: 500 }), piece(1)], 100)).toEqual({ starts: [1, 2], count: 2 }));
  test('are one where there is nothing', () => expect(paginate([], 100)).toEqual({ starts: [], count: 1 }));
});

describe('lines', () => {
  const lines = (width: number, ...texts: string[]): number => countLines(texts.map((text) => ({ text })), width, body);
  test('of nothing are one', () => expect(lines(100)).toBe(1));
  test('break between words', () => expect(lines(60, 'nnnnnnnnn nnnnnnnn')).toBe(2));
  test('do not break between runs', () => expect(lines(70, 'nnnnn', 'nnnnn')).toBe(1));
  test('break a word that is too long', () => expect(lines(50, 'n'.repeat(20))).toBe(3));
  test('break where the text says so', () => expect(lines(500, 'a\nb\nc')).toBe(3));
  test('of bold text are wider', () => expect(countLines([{ text: 'nnnnn nnnnn', strong: true }], 66.5, body)).toBe(2));
  test('of plain text are not', () => expect(countLines([{ text: 'nnnnn nnnnn' }], 67, body)).toBe(1));
});
