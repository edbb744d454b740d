import { isCapital, isWordUnit, wordAfter, wordBefore, wordsOf } from '#stages/inspect/letters';
import type { Subject, Text } from '#stages/inspect/subject';

/** A capitalised phrase inside a sentence, as defined terms and names are written. */
export interface Capital {
  in: Text;
  from: number;
  to: number;
  words: string;
  /** True if an article or another determiner stands before it, as before a common noun. */
  determined: boolean;
  /** True if the sentence starts with it, so that its first capital says nothing. */
  first: boolean;
  /** True if a sign, a verb or a link word follows, so that it is not the first part of a longer name. */
  complete: boolean;
}

/** Words that stand before a noun. */
const determiners = new Set('the a an each every any all no such this that these those its their his her our your other another said both either neither some'.split(' '));

/** Words that often start a sentence: their capital belongs to the sentence. */
const openers = new Set(
  ('the a an each every any all no none such this that these those its their his her our your other another both either neither some if when where while whereas once until unless although because ' +
    'in on under after before for to by with without within as at from upon during except subject despite notwithstanding and or but not nor only it they he she there here what which who how whether ' +
    'is are does do may must shall will can together section schedule article clause annex appendix exhibit following otherwise however therefore furthermore also then').split(' '),
);

/** What may follow a whole noun phrase: link words, verbs of duty and the commonest verbs of contracts. */
const followers = new Set(
  ('and or nor but of in on at by to for from with without under within after before until during unless if when where while as than that which who whose is are was were be been being has have had ' +
    'shall must may will can cannot does do did not only also means mean includes include including remains remain stays ends starts begins applies apply becomes become belongs takes falls comes passes ' +
    'provided pursuant except subject together into onto over through upon between among against about per via whether hereunder herein thereof hereof').split(' '),
);

/** Finds capitalised phrases in typed words; names in facts, and phrases that touch a bound value, are left out. */
export function capitalsOf(subject: Subject): Capital[] {
  const found: Capital[] = [];
  for (const text of subject.operative) {
    if (text.text.kind === 'signature') continue;
    const start = captionEnd(text.text.text);
    for (const run of text.text.runs) if (run.kind === 'words' && run.from + run.text.length > start) scan(text, Math.max(run.from, start), run.from + run.text.length, start, found);
  }
  return found;
}

/** Where the words of a paragraph start behind its number and its own caption: “8.2 Withholding Taxes. If …”. A line of a table of contents is all caption. */
function captionEnd(words: string): number {
  const label = /^(?:\(?[\p{L}\d]{1,4}(?:\.\d{1,3}){0,4}[.)]{1,2}|\d{1,3}(?:\.\d{1,3}){1,4})\s+/u.exec(words.slice(0, 24))?.[0].length ?? 0;
  const stop = words.indexOf('.', label);
  const end = stop < 0 ? words.length : stop + 1;
  if (end - label > 100) return label;
  let long = 0;
  let capital = 0;
  const bounds = wordsOf(words.slice(label, end));
  for (let index = 0; index < bounds.length; index += 2) {
    const from = bounds[index] as number;
    if ((bounds[index + 1] as number) - from < 4) continue;
    long += 1;
    if (isCapital(words.charCodeAt(label + from))) capital += 1;
  }
  return long > 0 && long < 12 && capital / long > 0.7 && (stop < 0 || /^\.\s/.test(words.slice(stop, stop + 2))) ? end : label;
}

function scan(text: Text, start: number, end: number, opening: number, found: Capital[]): void {
  const words = text.text.text;
  let at = start;
  while (at < end) {
    if (!isWordUnit(words.charCodeAt(at))) {
      at += 1;
      continue;
    }
    if (!isCapital(words.charCodeAt(at)) || (at > 0 && (words.charAt(at - 1) === '-' || words.charAt(at - 1) === '.' || words.charAt(at - 1) === '’' || words.charAt(at - 1) === "'"))) {
      at = wordEnd(words, at, end);
      continue;
    }
    const phrase = phraseAt(words, at, end);
    at = phrase.to;
    if (!touchesValue(text, phrase.from, phrase.to, start, end)) push(text, phrase, opening, found);
  }
}

interface Phrase {
  from: number;
  to: number;
  /** Where each of its words starts. */
  starts: number[];
}

/** A word with the hyphens inside it. */
function wordEnd(words: string, from: number, end: number): number {
  let to = from;
  while (to < end && (isWordUnit(words.charCodeAt(to)) || (words.charCodeAt(to) === 45 && isWordUnit(words.charCodeAt(to + 1))))) to += 1;
  return to;
}

function phraseAt(words: string, from: number, end: number): Phrase {
  const starts = [from];
  let to = wordEnd(words, from, end);
  for (;;) {
    let next = words.charCodeAt(to) === 32 ? to + 1 : -1;
    if (next > 0 && words.startsWith('of ', next)) next += 3;
    if (next < 0 || next >= end || !isCapital(words.charCodeAt(next))) return { from, to, starts };
    starts.push(next);
    to = wordEnd(words, next, end);
  }
}

/** True if a bound value stands right before or after: the phrase is then a part of it. */
function touchesValue(text: Text, from: number, to: number, start: number, end: number): boolean {
  const words = text.text.text;
  const before = start > 0 && words.slice(start, from).trim() === '' && from - start <= 1;
  const after = end < words.length && words.slice(to, end).trim() === '' && end - to <= 1;
  return before || after;
}

function push(text: Text, phrase: Phrase, opening: number, found: Capital[]): void {
  const words = text.text.text;
  let { from } = phrase;
  const { to, starts } = phrase;
  let first = startsSentence(words, from, opening);
  let opener = '';
  if (first) {
    const firstWord = words.slice(from, starts[1] ?? to).trim().toLowerCase();
    if (openers.has(firstWord)) {
      if (starts.length === 1) return;
      opener = firstWord;
      from = starts[1] as number;
      first = false;
    }
  }
  const phraseWords = words.slice(from, to);
  // Capitals alone are an abbreviation, and a single first word carries the capital of its sentence.
  if (!/\p{Ll}/u.test(phraseWords) || (first && starts.length === 1)) return;
  const follower = wordAfter(text.lower, to);
  const determined = opener === '' ? determiners.has(wordBefore(text.lower, from)) : determiners.has(opener);
  const complete = follower === '' || followers.has(follower) || words.charCodeAt(to) !== 32;
  found.push({ in: text, from, to, words: phraseWords, determined, first, complete });
}

/** True if only quotes, brackets and spaces stand between an offset and the start of a sentence, an item or a line. */
function startsSentence(words: string, offset: number, opening: number): boolean {
  let at = offset - 1;
  while (at >= 0 && ' “"‘(['.includes(words.charAt(at))) at -= 1;
  return at < opening || '.!?:;\n—–'.includes(words.charAt(at)) || (words.charAt(at) === ')' && at < 6);
}
