import type { Reference } from '#stages/inspect/references';
import type { Section, Subject } from '#stages/inspect/subject';

/** The caption in brackets after a reference: the heading that its writer had in mind. */
export interface Caption {
  words: string;
  from: number;
  to: number;
}

/** “9 (Term)”: the words in brackets after a reference, if they look like a heading; item signs, dates and short names do not. */
export function captionAfter(reference: Reference): Caption | undefined {
  const words = reference.in.text.text;
  const match = /^ ?\(([\p{Lu}][^()“”"\d]{2,60})\)/u.exec(words.slice(reference.to, reference.to + 66));
  if (match === null) return undefined;
  const caption = match[1] as string;
  const from = reference.to + match[0].indexOf('(') + 1;
  return { words: caption, from, to: from + caption.length };
}

/** A heading or caption for comparing: small letters, words only. */
export function plain(words: string): string {
  return words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').replace(/^(?:the|a|an) /, '').trim();
}

/** The clause whose heading is these words. */
export function sectionWithHeading(subject: Subject, words: string): Section | undefined {
  const wanted = plain(words);
  return subject.clauses.find((section) => plain(section.printed.heading.text) === wanted);
}
