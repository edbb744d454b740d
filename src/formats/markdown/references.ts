/** Ids by number, for what a text may refer to. */
export interface Targets {
  /** Clauses, paragraphs and items by full number: "7", "7.2", "7.2(a)". */
  sections: ReadonlyMap<string, string>;
  /** Schedules by letter. */
  schedules: ReadonlyMap<string, string>;
}

/** A number in a text that leads somewhere: the node `id` prints the same number. */
export interface FoundReference {
  from: number;
  to: number;
  id: string;
}

const word = /(?<![\p{L}\p{N}])(sections?|clauses?|articles?|paragraphs?|schedules?)[ \u00A0]/giu;
const sectionNumber = /^\d{1,3}(?:\.\d{1,3})?(?:\((?:[a-z]{1,2}|\d{1,3})\))?(?![\w(]|\.\d)/;
const scheduleLetter = /^[A-Z]{1,2}(?![\p{L}\p{N}])/u;
/** What may stand between two numbers of one reference: "sections 4, 5 and 6". */
const link = /^(?:, (?:and |or )?| and | or | to |–|-)(?=[\dA-Z])/;
/** What shows that the number belongs to another text: "section 4 of the Companies Act", "Article 26 GDPR". */
const elsewhere = /^(?:(?: ?\([^)]{1,12}\))* of (?!this |these |the Agreement\b|the agreement\b)|,? (?:[A-Z]{2,}\b|§|T[FE]EU|U\.S\.C|Regulation\b|Directive\b))/;

/** Finds the references of a text into its own sections and schedules; numbers that nothing has, and numbers of other texts, are left out. */
export function findReferences(text: string, targets: Targets): FoundReference[] {
  const found: FoundReference[] = [];
  word.lastIndex = 0;
  for (let hit = word.exec(text); hit !== null; hit = word.exec(text)) {
    const schedule = /^schedule/i.test(hit[1]!);
    // In small letters "schedule A" may be anything; a letter needs the capital word.
    if (schedule && hit[1]!.startsWith('s')) continue;
    const list: FoundReference[] = [];
    let at = hit.index + hit[0].length;
    for (;;) {
      const number = (schedule ? scheduleLetter : sectionNumber).exec(text.slice(at, at + 16))?.[0];
      if (number === undefined) break;
      const id = (schedule ? targets.schedules : targets.sections).get(number);
      if (id !== undefined) list.push({ from: at, to: at + number.length, id });
      at += number.length;
      const next = link.exec(text.slice(at, at + 8));
      if (next === null || !hit[1]!.toLowerCase().endsWith('s')) break;
      at += next[0].length;
    }
    if (!elsewhere.test(text.slice(at, at + 60))) found.push(...list);
    word.lastIndex = Math.max(word.lastIndex, at);
  }
  return found;
}
