import { InputError } from '#agreement/input-error';

/** A word that is looked for. */
export interface Term {
  /** As typed, composed (NFC). */
  text: string;
  /** Without marks on its letters and in lower case. */
  folded: string;
  /** Whether it may be the beginning of a longer word. */
  open: boolean;
}

/** Words around a match: plain text, and which parts of it match, in UTF-16 offsets. */
export interface Excerpt {
  text: string;
  marks: { from: number; to: number }[];
}

/** Most characters of a search, and most words of it that count. */
const limits = { text: 1000, terms: 16 };

/** Most characters of an excerpt before the match, and in all. */
const lead = 60;
const span = 220;

/** How much of a text is looked through for an excerpt. */
const reach = 400_000;

// The same letters make up a word as in the index of SQLite (`categories` in its migrations), but for private characters, which
// only our own marks in the index use.
const word = /[\p{L}\p{N}\p{M}]+/gu;

/** The words of a search; the last one may be the beginning of a longer one. */
export function termsOf(text: string): Term[] {
  if (text.length > limits.text) throw new InputError(`A search has ${limits.text} characters at most.`, 'Look for fewer words.', 'text');
  const words = (text.normalize('NFC').match(word) ?? []).filter((one) => fold(one) !== '').slice(0, limits.terms);
  return words.map((one, index) => ({ text: one, folded: fold(one), open: index === words.length - 1 }));
}

/** The words of a text without marks on their letters and in lower case, each once. */
export function foldedWords(text: string): Set<string> {
  // Most words come again and again; each is folded once.
  const folded = new Set([...new Set(text.match(word))].map(fold));
  folded.delete('');
  return folded;
}

/** Whether a text holds all the terms. */
export function holds(text: string, terms: readonly Term[]): boolean {
  const found = text.match(word) ?? [];
  return terms.every((term) => found.some((one) => isMatch(one, term)));
}

/** Words around the first place of the longest term, null if none of the terms is there. */
export function excerptOf(words: string, terms: readonly Term[]): Excerpt | null {
  const searched = words.slice(0, reach);
  for (const term of [...terms].sort((a, b) => b.folded.length - a.folded.length)) {
    for (const { 0: found, index } of searched.matchAll(word)) if (isMatch(found, term)) return cutAround(searched, index, terms);
  }
  return null;
}

function cutAround(words: string, at: number, terms: readonly Term[]): Excerpt {
  const early = Math.max(0, at - lead);
  const late = Math.min(words.length, early + span);
  // At spaces, where there are any; never between the halves of a character.
  const from = early === 0 ? 0 : startOfWord(words, early, at);
  const to = late === words.length ? late : endOfWord(words, late, at);
  const inner = words.slice(from, to).replace(/\s+/gu, ' ').trim();
  const text = `${from > 0 ? '… ' : ''}${inner}${to < words.length ? ' …' : ''}`;
  const marks = [...text.matchAll(word)].filter(({ 0: found }) => terms.some((term) => isMatch(found, term))).map(({ 0: found, index }) => ({ from: index, to: index + found.length }));
  return { text, marks };
}

function startOfWord(words: string, early: number, at: number): number {
  const space = words.slice(early, at).search(/\s/u);
  return space >= 0 ? early + space : isSecondHalf(words, early) ? early + 1 : early;
}

function endOfWord(words: string, late: number, at: number): number {
  const space = words.slice(at, late).search(/\s\S*$/u);
  return space > 0 ? at + space : isSecondHalf(words, late) ? late - 1 : late;
}

function isSecondHalf(words: string, index: number): boolean {
  const code = words.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff;
}

function isMatch(found: string, { folded, open }: Term): boolean {
  // Folding makes no word longer, and most are told apart by that alone.
  if (found.length < folded.length) return false;
  const same = fold(found);
  return open ? same.startsWith(folded) : same === folded;
}

function fold(text: string): string {
  return /^[ -~]*$/.test(text) ? text.toLowerCase() : text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
}
