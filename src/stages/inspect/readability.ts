import type { Subject } from '#stages/inspect/subject';

/** How easily a text reads: counts over its operative sentences, and the school grade that they ask for. */
export interface Readability {
  sentences: number;
  words: number;
  /** Words of a sentence on average. */
  average: number;
  /** Flesch-Kincaid grade: years of school in the United States. Source: Kincaid and others, Naval Technical Training Command report 8-75 (1975). */
  grade: number;
}

/** Measures the operative English words of an agreement, facts included; headings, tables and blanks are left out. Zero sentences measure zero. */
export function readabilityOf(subject: Subject): Readability {
  let sentences = 0;
  let words = 0;
  let syllables = 0;
  for (const text of subject.texts) {
    if (!text.operative || text.text.kind === 'signature') continue;
    for (const sentence of subject.sentencesOf(text)) {
      const found = sentence.lower.replaceAll('…', ' ').match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu) ?? [];
      if (found.length === 0) continue;
      sentences += 1;
      words += found.length;
      for (const word of found) syllables += syllablesOf(word);
    }
  }
  if (sentences === 0) return { sentences, words, average: 0, grade: 0 };
  const average = words / sentences;
  return { sentences, words, average, grade: 0.39 * average + (11.8 * syllables) / words - 15.59 };
}

/** Syllables of an English word in small letters, by its groups of vowels: a silent e at the end and in "-es", "-ed" counts none. */
export function syllablesOf(word: string): number {
  const plain = word.replace(/(?:[^laeiouy]es|ed|[^laeiouy]e)$/, '').replace(/^y/, '');
  return Math.max(1, plain.match(/[aeiouyäöüéèáíóúâêô]+/g)?.length ?? 1);
}
