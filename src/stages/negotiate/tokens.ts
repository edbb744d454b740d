import type { PrintedText } from '#agreement/document/print';
import { hiddenIn } from '#agreement/words/visible';

/** A stretch of a printed text cut into words, stretches of spaces and single signs. Tokens are equal where their keys are. */
export interface Tokens {
  /** The whole text, which the stretch is a part of. */
  text: string;
  /** One number for one token; a reference to the same target has the same key whatever number it prints. */
  keys: number[];
  /** Offset of each token in the text, and behind the last one the end of the stretch. */
  starts: number[];
  kinds: TokenKind[];
  /** True for a token that a bound value or a blank prints. */
  bound: boolean[];
}

/** What a token is: a word, spaces, another sign, a hidden character, or a number that is counted and not written. */
export type TokenKind = 'word' | 'space' | 'sign' | 'hidden' | 'number';

/** Gives equal tokens equal numbers; one for each comparison. */
export type Keys = Map<string, number>;

const space = 0;
const word = 1;
const digit = 2;
const sign = 3;
/** Scripts without spaces between words: each letter counts as one. */
const lone = 4;
type Letter = typeof space | typeof word | typeof digit | typeof sign | typeof lone;

const spaces = /^[\s\u0085]$/u;
const letters = /^[\p{L}\p{M}_]$|^\u200C$|^\u200D$/u;
const digits = /^\p{N}$/u;
const loneScripts = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Tibetan}]$/u;

function classify(code: number): Letter {
  const character = String.fromCodePoint(code);
  if (spaces.test(character)) return space;
  if (digits.test(character)) return digit;
  if (!letters.test(character)) return sign;
  return loneScripts.test(character) && !/\p{M}/u.test(character) ? lone : word;
}

const latin: readonly Letter[] = Array.from({ length: 0x250 }, (_, code) => classify(code));

function letterOf(code: number): Letter {
  return latin[code] ?? classify(code);
}

const width = (code: number): number => (code > 0xffff ? 2 : 1);

/** Whether a sign holds a word or a figure together: "500,000", "2027-03-01", "party’s", "non-profit". */
function joins(character: string, before: Letter, after: Letter): boolean {
  if ('’\'-‐‑'.includes(character)) return (before === word || before === digit) && (after === word || after === digit);
  return '.,:/'.includes(character) && before === digit && after === digit;
}

const noneHidden: ReadonlySet<number> = new Set();

/** Cuts a printed text, or [start, end) of it, into tokens; neither end may lie inside a number that is counted. */
export function tokensOf(printed: Pick<PrintedText, 'text' | 'runs'>, keys: Keys, start = 0, end = printed.text.length): Tokens {
  const { text } = printed;
  const tokens: Tokens = { text, keys: [], starts: [], kinds: [], bound: [] };
  const offsets = hiddenIn(text);
  const hidden = offsets.length === 0 ? noneHidden : new Set(offsets);
  const push = (from: number, key: string, kind: TokenKind, bound: boolean): void => {
    let number = keys.get(key);
    if (number === undefined) keys.set(key, (number = keys.size));
    tokens.keys.push(number);
    tokens.starts.push(from);
    tokens.kinds.push(kind);
    tokens.bound.push(bound);
  };
  const scan = (from: number, to: number, bound: boolean): void => {
    let at = from;
    while (at < to) {
      const shapeless = hidden.has(at);
      const first = text.codePointAt(at) as number;
      const next = shapeless ? at + width(first) : endOf(text, at, to, hidden);
      push(at, text.slice(at, next), shapeless ? 'hidden' : kinds[letterOf(first)], bound);
      at = next;
    }
  };
  let from = start;
  let bound = false;
  for (const run of printed.runs) {
    if (run.from + run.text.length <= start) continue;
    if (run.from >= end) break;
    const counted = (run.kind === 'ref' && !run.text.startsWith('[')) || run.kind === 'row';
    const value = run.kind === 'fact' || run.kind === 'blank';
    if (!counted && value === bound) continue;
    scan(from, run.from, bound);
    from = Math.max(from, run.from);
    bound = value;
    if (!counted || run.text === '') continue;
    // A character that is hidden stands alone, so no word of a text has such a key.
    push(from, `\u0000${run.kind} ${run.target ?? ''}`, 'number', false);
    from += run.text.length;
  }
  scan(from, end, bound);
  tokens.starts.push(end);
  return tokens;
}

const kinds: Record<Letter, TokenKind> = { [space]: 'space', [word]: 'word', [digit]: 'word', [sign]: 'sign', [lone]: 'word' };

/** Where the token that starts at an offset ends. */
function endOf(text: string, from: number, to: number, hidden: ReadonlySet<number>): number {
  const first = text.codePointAt(from) as number;
  let last = letterOf(first);
  let at = from + width(first);
  if (last === sign) return at;
  if (last === lone) {
    while (at < to && /\p{M}/u.test(String.fromCodePoint(text.codePointAt(at) as number))) at += width(text.codePointAt(at) as number);
    return at;
  }
  while (at < to && !hidden.has(at)) {
    const code = text.codePointAt(at) as number;
    const letter = letterOf(code);
    const next = at + width(code);
    if (last === space ? letter === space : letter === word || letter === digit) {
      last = letter;
      at = next;
      continue;
    }
    if (last === space || letter !== sign || next >= to || hidden.has(next) || !joins(text.charAt(at), last, letterOf(text.codePointAt(next) as number))) break;
    at = next;
  }
  return at;
}

/** The words of one token. */
export function tokenText(tokens: Tokens, index: number): string {
  return tokens.text.slice(tokens.starts[index], tokens.starts[index + 1]);
}

/** True for a token that counts as a word of the text: not a space, a sign or a counted number. */
export function isWord(tokens: Tokens, index: number): boolean {
  return tokens.kinds[index] === 'word';
}
