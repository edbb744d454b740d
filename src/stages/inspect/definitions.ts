import type { Run } from '#agreement/document/print';
import { isCapital } from '#stages/inspect/letters';
import type { Sentence } from '#stages/inspect/sentences';
import type { Subject, Text } from '#stages/inspect/subject';

/** A place where the text says what a term means. */
export interface Definition {
  /** The term as it is written there; a common word that a sentence opens with in small letters. */
  term: string;
  /** The term in small letters: two definitions with one key define the same term. */
  key: string;
  /** The id of a bound term, null where it is typed. */
  id: string | null;
  in: Text;
  /** Where the term stands, without its quotes. */
  from: number;
  to: number;
  sentence: Sentence;
  /** The words that say what it means, by offsets; null where the term only names what stands before it. */
  body: { from: number; to: number } | null;
  /** True for the name by which a party is called. */
  party: boolean;
  /** True if it only says where the definition stands: “X” has the meaning set out in section 2. */
  pointer: boolean;
}

/** Words that may stand between a bracket and the term that it introduces: (each a “Party”). */
const bracketWords = new Set(
  'the a an each every any all both this that such its their and or individually collectively jointly severally together with hereinafter hereafter herein hereunder referred to as called defined also in singularly as-applicable'.split(' '),
);

/** A definition has at most this many units between its quotes; longer quotes are quotations. */
const longestTerm = 80;

const none: readonly Run[] = [];

const alternatives = / or | and\/or /;

/** Everything that a text defines: bound terms, “X” means, (the “X”), called “X”, and X means at the start of a sentence. */
export function definitionsOf(subject: Subject): Definition[] {
  const found: Definition[] = [];
  const names = new Set(subject.parties.flatMap((party) => [party.shortName, party.legalName]).filter((name): name is string => name !== null).map((name) => name.toLowerCase()));
  for (const text of subject.operative) {
    const start = found.length;
    // “A or B” explains how words are read; it is no term.
    const bound = text.text.runs.some((run) => run.kind === 'definition') ? text.text.runs.filter((run) => run.kind === 'definition' && !alternatives.test(run.text)) : none;
    for (const run of bound) found.push(boundDefinition(subject, text, run));
    for (const typed of typedTerms(subject, text)) {
      if (bound.some((run) => typed.from <= run.from + run.text.length && typed.to >= run.from)) continue;
      const words = text.text.text.slice(typed.from, typed.to);
      const term = typed.common === true ? words.toLowerCase() : words;
      const key = keyOf(term);
      const pointer = typed.body !== null && pointing.test(text.lower.slice(typed.body.from, typed.body.from + 60));
      found.push({ term, key, id: null, in: text, from: typed.from, to: typed.to, sentence: subject.sentenceAt(text, typed.from), body: typed.body, party: names.has(key), pointer });
    }
    if (found.length - start > 1) found.push(...found.splice(start).sort((a, b) => a.from - b.from));
  }
  return found;
}

/** A definition that is given elsewhere. */
const pointing = /^,? ?(?:as )?(?:set (?:out|forth)|given|assigned|ascribed|attributed|stated|specified|provided|defined|described)\b/;

/** The key of a term: small letters, single spaces, “Product(s)” as “product”. */
export function keyOf(term: string): string {
  return term.toLowerCase().replace(/\(s\)|\(ies\)/g, '').replace(/\s+/g, ' ').trim();
}

function boundDefinition(subject: Subject, text: Text, run: Run): Definition {
  // A bound term prints with its quotes.
  const quoted = /^[“"]/.test(run.text);
  const from = run.from + (quoted ? 1 : 0);
  const to = run.from + run.text.length - (quoted ? 1 : 0);
  const term = text.text.text.slice(from, to);
  const sentence = subject.sentenceAt(text, run.from);
  const after = run.from + run.text.length;
  const link = meansAfter.exec(text.lower.slice(after, after + 40)) ?? isAfter.exec(text.lower.slice(after, after + 12));
  const bracket = inBracket(text.lower.slice(Math.max(sentence.from, run.from - 160), run.from));
  // “A notice that ends this agreement is a formal notice”: what it means stands in front.
  const body = bracket ? null : link === null ? { from: sentence.from, to: run.from } : { from: after + link[0].length, to: sentence.to };
  const pointer = body !== null && pointing.test(text.lower.slice(body.from, body.from + 60));
  return { term, key: keyOf(term), id: run.target ?? null, in: text, from, to, sentence, body, party: false, pointer };
}

interface Typed {
  from: number;
  to: number;
  /** True for a common word that a sentence opens with. */
  common?: boolean;
  body: { from: number; to: number } | null;
}

function typedTerms(subject: Subject, text: Text): Typed[] {
  const found: Typed[] = [];
  const quotes = quotesOf(text.text.text);
  // From the last to the first, because “A” or “B” means … defines both.
  let next: Typed | undefined;
  for (let index = quotes.length - 1; index >= 0; index -= 1) {
    next = readQuote(subject, text, quotes[index] as Quote, next);
    if (next !== undefined) found.push(next);
  }
  const plain = plainTerm(subject, text);
  if (plain !== undefined && !found.some((one) => one.from <= plain.to && one.to >= plain.from)) found.push(plain);
  return found.reverse();
}

interface Quote {
  /** Offset of the opening quote, and after the closing one. */
  from: number;
  to: number;
}

function quotesOf(words: string): Quote[] {
  const quotes: Quote[] = [];
  if (!words.includes('“') && !words.includes('"')) return quotes;
  let open = -1;
  for (let at = 0; at < words.length; at += 1) {
    const sign = words.charAt(at);
    if (sign === '“' || (sign === '"' && open < 0)) open = at;
    else if ((sign === '”' || sign === '"') && open >= 0) {
      if (at - open > 1 && at - open <= longestTerm) quotes.push({ from: open, to: at + 1 });
      open = -1;
    }
  }
  return quotes;
}

const meansAfter = /^,?\)?,? (?:(?:shall|will|must) )?(?:means?|has the (?:same )?meaning|have the (?:same )?meaning|refers? to|is defined|are defined)(?![a-z])/;
const isAfter = /^ (?:is|are|includes?) /;
const orAfter = /^,? (?:and|or|and\/or) (?:the )?[“"]/;
const calledBefore = /(?:called|known as|referred to as|defined as|designated as|hereinafter|hereafter)(?: the| an?| each)?,? $/;
const isBefore = /(?:is|are|be) (?:each )?(?:an?|the) $/;

function readQuote(subject: Subject, text: Text, quote: Quote, next: Typed | undefined): Typed | undefined {
  const { lower } = text;
  const from = quote.from + 1;
  let to = quote.to - 1;
  if (lower.charAt(to - 1) === ',' || lower.charAt(to - 1) === '.') to -= 1;
  const term = lower.slice(from, to);
  if (to <= from || alternatives.test(term) || !/[a-z]/.test(term)) return undefined;
  const after = lower.slice(quote.to, quote.to + 40);
  const sentence = subject.sentenceAt(text, quote.from);
  const means = meansAfter.exec(after);
  if (means !== null) return { from, to, body: { from: quote.to + means[0].length, to: sentence.to } };
  const before = lower.slice(Math.max(sentence.from, quote.from - 160), quote.from);
  if (next?.body != null && orAfter.test(after)) return { from, to, body: next.body };
  const first = /^(?:an? |the |each )?$/.test(before) && quote.from - before.length === sentence.from;
  const capital = isCapital(text.text.text.charCodeAt(from));
  if (first && isAfter.test(after)) return { from, to, body: { from: quote.to + 1, to: sentence.to } };
  if (calledBefore.test(before) || (capital && isBefore.test(before)) || inBracket(before)) return { from, to, body: null };
  return undefined;
}

/** True for (“X”), (the “X”), (each a “X” and together the “Xs”): only binding words between the bracket and the quote. */
function inBracket(before: string): boolean {
  const open = before.lastIndexOf('(');
  if (open < 0 || before.indexOf(')', open) >= 0) return false;
  const between = before.slice(open + 1).replace(/[“"][^”"]*[”"]/g, ' ');
  return between.split(/[\s,;:]+/).every((word) => word === '' || bracketWords.has(word));
}

/** Background means what …; in a section of definitions also Background: what … */
function plainTerm(subject: Subject, text: Text): Typed | undefined {
  const words = text.text.text;
  const head = text.lower.slice(0, 160);
  if (!head.includes(' mean') && !head.includes(':') && !head.includes(' refers to ')) return undefined;
  const listed = /defin/.test(text.section.heading.text.toLowerCase());
  const strong = text.text.runs[0]?.strong === true;
  const match = /^(?:In this [Aa]greement, )?(\p{Lu}[\p{L}\p{N}-]*(?: (?:of |and |for )?\p{Lu}[\p{L}\p{N}-]*){0,5})(:| means? | shall mean | has the meaning | refers to )/u.exec(words.slice(0, 160));
  if (match === null) return undefined;
  const [whole, term = '', link] = match;
  const from = whole.length - term.length - (link as string).length;
  if (link === ':' && !listed) return undefined;
  const single = !/[ -]/.test(term);
  // “Control means …” explains a common word: its capital belongs to the sentence.
  const common = single && !listed && !strong && !usedInside(subject, term, text);
  return { from, to: from + term.length, common, body: { from: whole.length, to: subject.sentenceAt(text, from).to } };
}

/** True if the word stands with its capital inside a sentence somewhere, in any number, so that it is used as a term. */
function usedInside(subject: Subject, term: string, text: Text): boolean {
  return subject.capitals.some(({ words, in: other, from }) => (words === term || `${words}s` === term || words === `${term}s`) && !(other === text && from === 0));
}
