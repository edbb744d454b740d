import type { PrintedText } from '#agreement/document/print';

/** The most words that a fact of ordinary length has: a name, an amount, a period, "care of a company". */
export const ordinaryFact = 4;

/** The words of a text for counting: a fact with its first words only, a blank as the two words that will usually stand there. */
export function draftedWords(text: PrintedText): string {
  return text.runs.map((run) => (run.kind === 'blank' ? 'two words' : run.kind === 'fact' || run.kind === 'person' ? ordinary(run.text) : run.text)).join('');
}

function ordinary(fact: string): string {
  return fact.split(/\s+/u).slice(0, ordinaryFact).join(' ').replace(/[.!?;:,]/gu, '');
}

/** The sentences of a text; a line that opens a list ends one. */
export function sentencesIn(words: string): string[] {
  return words.split(/(?<=[.!?][”’)]?)\s+(?=[“‘(]?[\p{Lu}\d])|\n+/u).map((one) => one.trim()).filter((one) => one !== '');
}

/** How many words a sentence has; a number, an amount or a date counts by its parts. */
export function wordCount(sentence: string): number {
  return sentence.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
