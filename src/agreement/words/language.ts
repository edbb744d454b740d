import type { FactAttrs } from '#agreement/document/schema';
import { blankInWords, factInWords, helperInWords, type Naming } from '#agreement/words/en';
import { blankInFrench, factInFrenchWords, helperInFrench, joinFrench } from '#agreement/words/fr';

/** How one language prints what is bound in a text. */
export interface Words {
  /** A bound value in one of the formats of the library. */
  fact(attrs: FactAttrs, naming: Naming): string;
  /** A blank, by the path of the fact that is open. */
  blank(path: string): string;
  /** A helper slot, undefined for a name that is none. */
  helper(name: string, parties: number, form?: string): string | undefined;
  /** The quotes around a defined term, where it is defined. */
  quoted(words: string): string;
  /** Two stretches of a sentence as they meet. */
  join(before: string, after: string): [string, string];
  /** What a reference prints whose target is gone, or has no number. */
  missing(id: string): string;
  numberless(id: string): string;
}

const english: Words = {
  fact: factInWords,
  blank: blankInWords,
  helper: helperInWords,
  quoted: (words) => `“${words}”`,
  join: (before, after) => [before, after],
  missing: (id) => `[missing: ${id}]`,
  numberless: (id) => `[no number: ${id}]`,
};

const french: Words = {
  fact: factInFrenchWords,
  blank: blankInFrench,
  helper: helperInFrench,
  quoted: (words) => `«\u00A0${words}\u00A0»`,
  join: joinFrench,
  missing: (id) => `[manque\u00A0: ${id}]`,
  numberless: (id) => `[sans numéro\u00A0: ${id}]`,
};

/** The languages that agreements can be drafted in, by their tag. */
export const languagesKnown = ['en', 'fr'] as const;

/** The words of a language by its tag; a language without words of its own prints English ones. */
export function wordsIn(lang: string): Words {
  return lang === 'fr' || lang.startsWith('fr-') ? french : english;
}
