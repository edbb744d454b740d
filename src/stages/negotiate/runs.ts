import { diff } from 'fast-myers-diff';
import type { PrintedText } from '#agreement/document/print';
import { markOf, showHidden } from '#agreement/words/visible';
import { isWord, tokensOf, tokenText, type Keys, type Tokens } from '#stages/negotiate/tokens';

/** A stretch of words that stayed, came or went. Runs with `deleted` left out read as the text after, those with `inserted` left out as the text before. */
export interface ChangeRun {
  /** As shown: hidden characters stand as marks such as "[U+202E]". */
  text: string;
  change: 'same' | 'inserted' | 'deleted';
  /** True for the mark of a hidden character. */
  mark?: true;
  /** True for a counted number (of a reference, of a row) that moved while its target stayed. */
  number?: true;
}

/** How many words came, went, and stand in place of others. */
export interface WordCounts {
  inserted: number;
  deleted: number;
  /** Words replaced, added or removed: of each change the larger of what came and what went. */
  changed: number;
  /** Of `changed`, those that no bound value prints. */
  typed: number;
}

/** What one comparison shares: keys of words, and the work that is left for it, in pairs of words. */
export interface Work {
  keys: Keys;
  left: number;
}

/** A comparison's memory; 40 million pairs are some hundred times what two versions of 30 pages need. */
export function newWork(): Work {
  return { keys: new Map(), left: 40_000_000 };
}

/** Runs of one text, and how many words changed in it. */
export interface Compared {
  runs: ChangeRun[];
  counts: WordCounts;
}

/** Where two lists differ: [from, to) of the first stand against [from, to) of the second. */
type Change = [fromA: number, toA: number, fromB: number, toB: number];

/** More pairs than this are compared sentence by sentence first. */
const mostPairs = 4_000_000;

/** Two printed texts word by word; null for a text that is not there. Nothing that differs in print is left out. */
export function compareTexts(before: PrintedText | null, after: PrintedText | null, work: Work): Compared {
  if (before === null && after === null) return { runs: [], counts: noWords() };
  if (before === null) return wholly(noTokens, tokensOf(after as PrintedText, work.keys));
  if (after === null) return wholly(tokensOf(before, work.keys), noTokens);
  if (before.text === after.text) return { runs: sameRuns(before.text), counts: noWords() };
  const [start, end] = sameEnds(before.text, after.text);
  const a = tokensOf(before, work.keys, start, before.text.length - end);
  const b = tokensOf(after, work.keys, start, after.text.length - end);
  return writeRuns(a, b, replacedWhole(tidy(wordChanges(a, b, work), a, b), a, b, start + end));
}

const noTokens: Tokens = { text: '', keys: [], starts: [0], kinds: [], bound: [] };
const noWords = (): WordCounts => ({ inserted: 0, deleted: 0, changed: 0, typed: 0 });

function wholly(a: Tokens, b: Tokens): Compared {
  return writeRuns(a, b, [[0, a.keys.length, 0, b.keys.length]]);
}

/** A text that stayed. */
function sameRuns(text: string): ChangeRun[] {
  if (text === '') return [];
  if (showHidden(text) === text) return [{ text, change: 'same' }];
  const tokens = tokensOf({ text, runs: [] }, new Map());
  const runs: ChangeRun[] = [];
  write(runs, tokens, 0, tokens.keys.length, 'same');
  return runs;
}

/** How many characters of whole sentences two texts have in common at their start and at their end: these need not be looked at again. */
function sameEnds(a: string, b: string): [start: number, end: number] {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a.charCodeAt(start) === b.charCodeAt(start)) start += 1;
  while (start > 0 && !isSentenceStart(a, start)) start -= 1;
  let end = 0;
  while (end < most - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end += 1;
  while (end > 0 && !(isSentenceStart(a, a.length - end) && isSentenceStart(b, b.length - end))) end -= 1;
  return [start, end];
}

const isSentenceStart = (text: string, at: number): boolean => text.charCodeAt(at - 1) === 32 && '.;:!?'.includes(text.charAt(at - 2)) && text.charCodeAt(at) !== 32;

/** The words that differ, at first by length alone: what is equal at both ends is never looked at again. */
function wordChanges(a: Tokens, b: Tokens, work: Work): Change[] {
  return between(a.keys, b.keys, 0, a.keys.length, 0, b.keys.length, work, () => bySentence(a, b, work));
}

function between(a: readonly number[], b: readonly number[], fromA: number, toA: number, fromB: number, toB: number, work: Work, instead: (() => Change[]) | null): Change[] {
  let start = 0;
  while (fromA + start < toA && fromB + start < toB && a[fromA + start] === b[fromB + start]) start += 1;
  let endA = toA;
  let endB = toB;
  while (endA > fromA + start && endB > fromB + start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const startA = fromA + start;
  const startB = fromB + start;
  if (startA === endA && startB === endB) return [];
  const pairs = (endA - startA) * (endB - startB);
  if (pairs === 0) return [[startA, endA, startB, endB]];
  if (pairs > Math.min(mostPairs, work.left)) return instead === null ? [[startA, endA, startB, endB]] : instead();
  work.left -= pairs;
  return Array.from(diff(a.slice(startA, endA), b.slice(startB, endB)), ([sa, ea, sb, eb]): Change => [sa + startA, ea + startA, sb + startB, eb + startB]);
}

/** Long texts: sentences first, then the words of those that differ. */
function bySentence(a: Tokens, b: Tokens, work: Work): Change[] {
  const names = new Map<string, number>();
  const [cutsA, keysA] = sentencesOf(a, names);
  const [cutsB, keysB] = sentencesOf(b, names);
  const coarse = between(keysA, keysB, 0, keysA.length, 0, keysB.length, work, null);
  return coarse.flatMap(([sa, ea, sb, eb]) => between(a.keys, b.keys, cutsA[sa] as number, cutsA[ea] as number, cutsB[sb] as number, cutsB[eb] as number, work, null));
}

function sentencesOf(tokens: Tokens, names: Map<string, number>): [cuts: number[], keys: number[]] {
  const cuts = [0];
  const keys: number[] = [];
  const push = (to: number): void => {
    const name = tokens.keys.slice(cuts.at(-1), to).join(' ');
    let key = names.get(name);
    if (key === undefined) names.set(name, (key = names.size));
    keys.push(key);
    cuts.push(to);
  };
  for (let index = 1; index < tokens.keys.length; index += 1) if (startsSentence(tokens, index)) push(index);
  push(tokens.keys.length);
  return [cuts, keys];
}

function startsSentence(tokens: Tokens, index: number): boolean {
  if (index === 0) return true;
  return tokens.kinds[index - 1] === 'space' && index > 1 && /[.;:!?]$/.test(tokenText(tokens, index - 2));
}

/** Letters of the words in a stretch. */
function lettersIn(tokens: Tokens, from: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index += 1) if (isWord(tokens, index)) sum += (tokens.starts[index + 1] as number) - (tokens.starts[index] as number);
  return sum;
}

/** Makes changes readable: they begin and end where words and sentences do, and a scrap that stayed between two replaced stretches goes with them. */
function tidy(changes: readonly Change[], a: Tokens, b: Tokens): Change[] {
  const tidied: Change[] = [];
  changes.forEach((change, index) => {
    let current = slide(change, tidied.at(-1), changes[index + 1], a, b);
    for (let last = tidied.at(-1); last !== undefined && isScrap(last, current, a, b); last = tidied.at(-1)) {
      tidied.pop();
      current = [last[0], current[1], last[2], current[3]];
    }
    tidied.push(current);
  });
  return tidied;
}

function isScrap(left: Change, right: Change, a: Tokens, b: Tokens): boolean {
  const from = left[1];
  const to = right[0];
  const goes = left[1] > left[0] || right[1] > right[0];
  const comes = left[3] > left[2] || right[3] > right[2];
  if (!goes || !comes) return false;
  const kept = lettersIn(a, from, to);
  if (kept === 0) return to - from <= 3 && !a.kinds.slice(from, to).includes('number');
  const size = (change: Change): number => Math.max(lettersIn(a, change[0], change[1]), lettersIn(b, change[2], change[3]));
  return kept * 2 <= Math.min(size(left), size(right));
}

/** Words that only came, or only went, may often stand one place further on with the same result; the place that reads best is taken. */
function slide(change: Change, before: Change | undefined, next: Change | undefined, a: Tokens, b: Tokens): Change {
  const [sa, ea, sb, eb] = change;
  if ((sa === ea) === (sb === eb)) return change;
  const inserted = sa === ea;
  const tokens = inserted ? b : a;
  const [from, to] = inserted ? [sb, eb] : [sa, ea];
  const leftmost = before === undefined ? 0 : inserted ? before[3] : before[1];
  const rightmost = next === undefined ? tokens.keys.length : inserted ? next[2] : next[0];
  let best = 0;
  let score = readsWell(tokens, from, to);
  const consider = (by: number): void => {
    const there = readsWell(tokens, from + by, to + by);
    if (there <= score) return;
    best = by;
    score = there;
  };
  for (let by = -1; from + by >= leftmost && tokens.keys[from + by] === tokens.keys[to + by]; by -= 1) consider(by);
  for (let by = 1; to + by <= rightmost && tokens.keys[from + by - 1] === tokens.keys[to + by - 1]; by += 1) consider(by);
  return [sa + best, ea + best, sb + best, eb + best];
}

function readsWell(tokens: Tokens, from: number, to: number): number {
  const last = tokens.keys.length;
  if (startsSentence(tokens, from) && (to === last || startsSentence(tokens, to))) return 4;
  if (tokens.kinds[from] === 'space' && startsSentence(tokens, from + 1) && (to === last || startsSentence(tokens, to + 1))) return 3;
  const opens = tokens.kinds[from] === 'space';
  const closes = tokens.kinds[to - 1] === 'space';
  return opens === closes ? 1 : 2;
}

/** A text of which next to nothing stayed is shown as one that went and one that came. */
function replacedWhole(changes: readonly Change[], a: Tokens, b: Tokens, around: number): readonly Change[] {
  if (changes.length < 3) return changes;
  const smaller = Math.min(lettersIn(a, 0, a.keys.length), lettersIn(b, 0, b.keys.length));
  if (smaller === 0) return changes;
  const gone = changes.reduce((sum, [from, to]) => sum + lettersIn(a, from, to), 0);
  const stayed = lettersIn(a, 0, a.keys.length) - gone;
  return (stayed + around) * 4 < smaller ? [[0, a.keys.length, 0, b.keys.length]] : changes;
}

function writeRuns(a: Tokens, b: Tokens, changes: readonly Change[]): Compared {
  const runs: ChangeRun[] = sameRuns(a.text.slice(0, a.starts[0]));
  const counts = noWords();
  const same = (from: number, to: number, shift: number): void => {
    let start = from;
    for (let index = from; index < to; index += 1) {
      if (a.kinds[index] !== 'number' || tokenText(a, index) === tokenText(b, index + shift)) continue;
      write(runs, a, start, index, 'same');
      add(runs, { text: tokenText(a, index), change: 'deleted', number: true });
      add(runs, { text: tokenText(b, index + shift), change: 'inserted', number: true });
      start = index + 1;
    }
    write(runs, a, start, to, 'same');
  };
  let at = 0;
  let shift = 0;
  for (const [fromA, toA, fromB, toB] of changes) {
    same(at, fromA, shift);
    write(runs, a, fromA, toA, 'deleted');
    write(runs, b, fromB, toB, 'inserted');
    const gone = wordsIn(a, fromA, toA);
    const come = wordsIn(b, fromB, toB);
    counts.deleted += gone.all;
    counts.inserted += come.all;
    counts.changed += Math.max(gone.all, come.all);
    counts.typed += Math.max(gone.typed, come.typed);
    at = toA;
    shift = toB - toA;
  }
  same(at, a.keys.length, shift);
  for (const run of sameRuns(a.text.slice(a.starts.at(-1)))) add(runs, run);
  return { runs, counts };
}

function wordsIn(tokens: Tokens, from: number, to: number): { all: number; typed: number } {
  let all = 0;
  let typed = 0;
  for (let index = from; index < to; index += 1) {
    if (!isWord(tokens, index)) continue;
    all += 1;
    if (tokens.bound[index] !== true) typed += 1;
  }
  return { all, typed };
}

function write(runs: ChangeRun[], tokens: Tokens, from: number, to: number, change: ChangeRun['change']): void {
  let start = from;
  for (let index = from; index < to; index += 1) {
    if (tokens.kinds[index] !== 'hidden') continue;
    add(runs, { text: tokens.text.slice(tokens.starts[start], tokens.starts[index]), change });
    add(runs, { text: markOf(tokenText(tokens, index)), change, mark: true });
    start = index + 1;
  }
  add(runs, { text: tokens.text.slice(tokens.starts[start], tokens.starts[to]), change });
}

function add(runs: ChangeRun[], run: ChangeRun): void {
  if (run.text === '') return;
  const last = runs.at(-1);
  if (last !== undefined && last.change === run.change && last.mark === run.mark && last.number === run.number && run.mark === undefined) last.text += run.text;
  else runs.push(run);
}
