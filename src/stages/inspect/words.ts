import { isWordUnit, wordsOf } from '#stages/inspect/letters';
import type { Text } from '#stages/inspect/subject';

/** Words found in a text, by offsets. */
export interface Hit {
  in: Text;
  from: number;
  to: number;
  /** The phrase that was looked for, in small letters. */
  phrase: string;
}

/** Words so common that looking a phrase up by them would help nothing; they are not indexed. */
const common = new Set(['the', 'of', 'to', 'a', 'and', 'in', 'or', 'that', 'it', 'is', 'for', 'this', 'by', 's']);

const phrases = new Map<string, { words: string[]; starts: number[] }>();

function takeApart(phrase: string): { words: string[]; starts: number[] } {
  let known = phrases.get(phrase);
  if (known === undefined) {
    const bounds = wordsOf(phrase);
    known = { words: [], starts: [] };
    for (let index = 0; index < bounds.length; index += 2) {
      known.words.push(phrase.slice(bounds[index], bounds[index + 1]));
      known.starts.push(bounds[index] as number);
    }
    phrases.set(phrase, known);
  }
  return known;
}

/**
 * Where each word of a text stands, the commonest ones left out. Built once; every word list is then a look-up by its rarest word,
 * so that many checks cost little more than one reading of the text.
 */
export class WordIndex {
  /** Text index and offset, one after the other, by word. */
  readonly #places = new Map<string, number[]>();

  /** `texts` are all texts in reading order; only those that pass `read` are indexed. */
  constructor(
    private readonly texts: readonly Text[],
    read: (text: Text) => boolean,
  ) {
    for (const text of texts) {
      if (!read(text)) continue;
      const { lower } = text;
      const bounds = wordsOf(lower);
      for (let index = 0; index < bounds.length; index += 2) {
        const word = lower.slice(bounds[index], bounds[index + 1]);
        if (common.has(word)) continue;
        const places = this.#places.get(word);
        if (places === undefined) this.#places.set(word, [text.index, bounds[index] as number]);
        else places.push(text.index, bounds[index] as number);
      }
    }
  }

  /** True if the word (in small letters) stands anywhere. */
  has(word: string): boolean {
    return this.#places.has(word);
  }

  /** How often a word stands in the texts. */
  count(word: string): number {
    return (this.#places.get(word)?.length ?? 0) / 2;
  }

  /** All places of phrases (in small letters, with at least one word that is not among the commonest) as whole words, in reading order; where two overlap, the first and longest counts. */
  find(wanted: readonly string[]): Hit[] {
    const hits: Hit[] = [];
    for (const phrase of wanted) this.#find(phrase, hits);
    if (wanted.length === 1) return hits;
    hits.sort((a, b) => a.in.index - b.in.index || a.from - b.from || b.to - a.to);
    let last: Hit | undefined;
    return hits.filter((hit) => {
      if (last !== undefined && last.in === hit.in && last.to > hit.from) return false;
      last = hit;
      return true;
    });
  }

  #find(phrase: string, hits: Hit[]): void {
    const { words, starts } = takeApart(phrase);
    let rarest: number[] | undefined;
    let offset = 0;
    for (let index = 0; index < words.length; index += 1) {
      if (common.has(words[index] as string)) continue;
      const places = this.#places.get(words[index] as string);
      if (places === undefined) return;
      if (rarest === undefined || places.length < rarest.length) {
        rarest = places;
        offset = starts[index] as number;
      }
    }
    for (let index = 0; rarest !== undefined && index < rarest.length; index += 2) {
      const text = this.texts[rarest[index] as number] as Text;
      const from = (rarest[index + 1] as number) - offset;
      const to = from + phrase.length;
      if (from < 0 || !text.lower.startsWith(phrase, from)) continue;
      if (from > 0 && isWordUnit(text.lower.charCodeAt(from - 1)) && isWordUnit(phrase.charCodeAt(0))) continue;
      if (isWordUnit(text.lower.charCodeAt(to)) && isWordUnit(phrase.charCodeAt(phrase.length - 1))) continue;
      hits.push({ in: text, from, to, phrase });
    }
  }
}
