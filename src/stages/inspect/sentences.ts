import { isCapital, isWordUnit } from '#stages/inspect/letters';
import type { Text } from '#stages/inspect/subject';

/** A sentence of a text, by offsets into it. */
export interface Sentence {
  in: Text;
  from: number;
  to: number;
  words: string;
  /** The words in small letters. */
  lower: string;
}

/** Words before a full stop that do not end a sentence: "No. 4", "art. 2", "Inc. and". */
const abbreviations = new Set(['no', 'nos', 'art', 'arts', 'para', 'paras', 'sec', 'secs', 'inc', 'ltd', 'co', 'corp', 'v', 'vs', 'dr', 'mr', 'mrs', 'ms', 'st', 'approx', 'e', 'g', 'i', 'cf', 'lit', 'al']);

/** A sentence is cut at the next space behind this many units: what checks do for each hit stays bounded, whatever the text. */
const longest = 2000;

/** Splits a text into sentences; a full stop after an abbreviation or a single letter ends none. */
export function sentencesOf(text: Text): Sentence[] {
  const words = text.text.text;
  const sentences: Sentence[] = [];
  let from = 0;
  const push = (to: number): void => {
    sentences.push({ in: text, from, to, words: words.slice(from, to), lower: text.lower.slice(from, to) });
  };
  for (let at = 0; at < words.length; at += 1) {
    const unit = words.charCodeAt(at);
    if (at - from > longest && (unit === 32 || at - from > 2 * longest)) {
      push(at);
      from = unit === 32 ? at + 1 : at;
      continue;
    }
    if (unit !== 46 && unit !== 33 && unit !== 63) continue;
    let end = at + 1;
    while (end < words.length && '”’")]'.includes(words.charAt(end))) end += 1;
    let next = end;
    while (words.charCodeAt(next) === 32 || words.charCodeAt(next) === 160 || words.charCodeAt(next) === 10) next += 1;
    if (next === end || next >= words.length) continue;
    let start = next;
    while ('“‘"(['.includes(words.charAt(start)) && start < words.length) start += 1;
    const first = words.charCodeAt(start);
    if (!isCapital(first) && !(first > 47 && first < 58)) continue;
    if (unit === 46 && isAbbreviation(text.lower, at)) continue;
    push(end);
    from = next;
    at = next - 1;
  }
  if (from < words.length) push(words.length);
  return sentences;
}

function isAbbreviation(lower: string, stop: number): boolean {
  let from = stop;
  while (from > 0 && isWordUnit(lower.charCodeAt(from - 1))) from -= 1;
  if (from === stop) return false;
  return stop - from === 1 ? !(lower.charCodeAt(from) > 47 && lower.charCodeAt(from) < 58) : abbreviations.has(lower.slice(from, stop));
}
