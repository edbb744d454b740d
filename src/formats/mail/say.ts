import { plainName } from '#formats/mail/plain';

/** A piece of a sentence: our words, or plain words that a person gave. */
export interface Part {
  text: string;
  given: boolean;
}

/** A sentence in which our words and those of people stay apart. */
export type Sentence = readonly Part[];

/** Makes a sentence: every text put into it counts as given by a person and is made plain, so that none can be forgotten. */
export function say(words: TemplateStringsArray, ...values: readonly (string | number | Sentence)[]): Sentence {
  return words.flatMap((text, index): Part[] => {
    const value = values[index];
    const own = { text, given: false };
    if (value === undefined) return [own];
    if (typeof value === 'number') return [own, { text: String(value), given: false }];
    return typeof value === 'string' ? [own, { text: plainName(value), given: true }] : [own, ...value];
  });
}

/** Our own words as a sentence, such as a date or the name of a role. */
export function ours(text: string): Sentence {
  return [{ text, given: false }];
}

/** Words that a person gave, longer than a name may be. */
export function given(text: string, limit: number): Sentence {
  return [{ text: plainName(text, limit), given: true }];
}

/** A sentence as a line of text. */
export function lineOf(sentence: Sentence): string {
  return sentence.map((part) => part.text).join('');
}
