import type { Document } from '#agreement/document/schema';
import { printDocument, textsOf, type Printed, type PrintedSection, type PrintedText, type Run } from '#agreement/document/print';
import type { Answers } from '#agreement/facts/answers';
import type { Library } from '#library/library';

/** One printed text with the section that it stands in. */
export interface Text {
  section: PrintedSection;
  text: PrintedText;
  /** True for words of the body: paragraphs, items and signature lines; false for headings and table cells. */
  operative: boolean;
}

/** A sentence of a text, by offsets into it. */
export interface Sentence {
  in: Text;
  from: number;
  to: number;
  words: string;
}

/** What checks look at. Everything derived is computed once, when the first check asks for it. */
export class Subject {
  readonly printed: Printed;
  readonly texts: readonly Text[];
  #sentences: Sentence[] | undefined;
  #runs: { in: Text; run: Run }[] | undefined;

  constructor(
    readonly document: Document,
    /** Absent for a text that we did not draft; checks that need facts are then not run. */
    readonly answers: Answers | undefined,
    readonly library: Library,
    /** The day for which dates are judged, ISO. */
    readonly today: string,
  ) {
    this.printed = printDocument(document);
    const texts: Text[] = [];
    for (const section of this.printed.sections) {
      for (const text of textsOf(section)) texts.push({ section, text, operative: text.kind !== 'heading' && text.kind !== 'cell' });
    }
    this.texts = texts;
  }

  /** All runs of all texts in reading order. */
  get runs(): readonly { in: Text; run: Run }[] {
    this.#runs ??= this.texts.flatMap((text) => text.text.runs.map((run) => ({ in: text, run })));
    return this.#runs;
  }

  /** All sentences of operative texts in reading order. */
  get sentences(): readonly Sentence[] {
    this.#sentences ??= this.texts.filter((text) => text.operative).flatMap(sentencesOf);
    return this.#sentences;
  }

  /** Clause sections only. */
  get clauses(): readonly PrintedSection[] {
    return this.printed.sections.filter((section) => section.kind === 'clause');
  }
}

/** Ends of sentences that are none: "No. 4", "art. 2", "e.g. x". */
const abbreviation = /(?:\b(?:No|Nos|Art|Arts|art|arts|para|paras|sec|Inc|Ltd|Co|Corp|v|vs|e\.g|i\.e|Dr|Mr|Ms|St)|\b[A-Z])\.$/;

function sentencesOf(text: Text): Sentence[] {
  const words = text.text.text;
  const sentences: Sentence[] = [];
  let from = 0;
  for (const match of words.matchAll(/[.!?][”"’)]*(?=\s+[“"(]?[\p{Lu}\p{N}[])/gu)) {
    const to = match.index + match[0].length;
    if (abbreviation.test(words.slice(from, match.index + 1))) continue;
    sentences.push({ in: text, from, to, words: words.slice(from, to) });
    from = to + (/^\s+/.exec(words.slice(to))?.[0].length ?? 0);
  }
  if (from < words.length) sentences.push({ in: text, from, to: words.length, words: words.slice(from) });
  return sentences;
}
