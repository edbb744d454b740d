import { nearest } from '#agreement/facts/problem';
import { schema } from '#agreement/document/schema';
import { placeIn, restOf, type Check } from '#stages/inspect/check';
import type { Capital } from '#stages/inspect/capitals';
import { allowedCapitals, termNouns } from '#stages/inspect/checks/definitions/allowed-capitals';
import { variantsOf } from '#stages/inspect/checks/definitions/variants';
import { keyOf } from '#stages/inspect/definitions';
import { replaceWords } from '#stages/inspect/fix';
import { groupBy, type Subject } from '#stages/inspect/subject';
import page from './undefined-term.md';

/** DEF-001: a phrase is capitalised as a defined term, and nothing defines it. */
export const undefinedTerm: Check = {
  code: 'DEF-001',
  rule: 'undefined-term',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    const known = knownWords(subject);
    const variants = new Set(variantsOf(subject).map((variant) => keyOf(variant.words)));
    const open = subject.capitals.filter((capital) => !variants.has(keyOf(capital.words)) && isTerm(capital) && !isKnown(capital, known) && !isQuoted(capital));
    for (const all of groupBy(open, (capital) => keyOf(capital.words)).values()) {
      const first = all[0] as Capital;
      const { words } = first;
      const near = nearest(words, [...new Set(subject.definitions.filter((definition) => !definition.party).map((definition) => definition.term))]);
      const definition = near === undefined ? undefined : subject.definitions.find((one) => one.term === near);
      yield {
        place: placeIn(first.in, first.from, first.to),
        params: { words },
        related: restOf(all),
        fixes: [
          definition === undefined
            ? undefined
            : replaceWords(subject, `Use “${definition.term}”`, all, definition.id === null ? definition.term : schema.nodes.term!.create({ id: definition.id, words: definition.term, defines: false }), { after: definition.term }),
          replaceWords(subject, 'Write it in small letters', all, (span) => lowered(span.in.text.text.slice(span.from, span.to))),
        ],
        confidence: first.determined ? 'high' : 'medium',
      };
    }
  },
};

/** Defined terms, party names and headings, as single phrases and as the words that they are made of. */
interface Known {
  phrases: ReadonlySet<string>;
  names: ReadonlySet<string>;
  longest: number;
}

function knownWords(subject: Subject): Known {
  const phrases = new Set<string>();
  const add = (phrase: string): void => {
    const key = keyOf(phrase);
    phrases.add(key);
    // A regular plural or singular is the same term.
    phrases.add(key.endsWith('y') ? `${key.slice(0, -1)}ies` : `${key}s`);
    if (key.endsWith('ies')) phrases.add(`${key.slice(0, -3)}y`);
    else if (key.endsWith('s')) phrases.add(key.slice(0, -1));
  };
  for (const definition of subject.definitions) add(definition.term);
  for (const section of subject.sections) phrases.add(keyOf(section.printed.heading.text));
  const names = new Set<string>();
  for (const party of subject.parties) for (const name of [party.shortName, party.legalName]) for (const word of name?.toLowerCase().split(/[^\p{L}\p{N}-]+/u) ?? []) names.add(word);
  let longest = 1;
  for (const phrase of phrases) longest = Math.max(longest, phrase.split(' ').length);
  return { phrases, names, longest };
}

/** True if the phrase stands as a common noun does, or ends in a noun that contracts define. */
function isTerm(capital: Capital): boolean {
  const last = lastWord(capital.words);
  if (termNouns.has(last)) return capital.determined || !capital.first;
  return capital.determined && capital.complete && !capital.first;
}

function lastWord(words: string): string {
  return words.slice(words.lastIndexOf(' ') + 1).toLowerCase();
}

/** True if the phrase can be put together from defined terms, names and words that need no definition. */
function isKnown(capital: Capital, { phrases, names, longest }: Known): boolean {
  const words = keyOf(capital.words).split(' ');
  if (words.some((word) => allowedCapitals.has(word) || names.has(word))) return true;
  // The first word of a sentence carries a capital of its own.
  let at = 0;
  const start = capital.first && words.length > 1 ? 1 : 0;
  for (const from of new Set([0, start])) {
    at = from;
    while (at < words.length) {
      let step = 0;
      for (let length = Math.min(longest, words.length - at); length > 0; length -= 1) {
        if (phrases.has(words.slice(at, at + length).join(' '))) {
          step = length;
          break;
        }
      }
      if (step === 0 && words[at] === 'of') step = 1;
      if (step === 0 && !/^[\p{L}]*\d/u.test(words[at] as string)) break;
      at += Math.max(step, 1);
    }
    if (at >= words.length) return true;
  }
  return false;
}

/** True inside quotes: the words are then named, not used. */
function isQuoted({ in: text, from, to }: Capital): boolean {
  const words = text.text.text;
  const before = words.charAt(from - 1);
  const after = words.charAt(to);
  return (before !== '' && '“"‘'.includes(before)) || (after !== '' && '”"'.includes(after));
}

/** The phrase in small letters; abbreviations keep their capitals. */
function lowered(words: string): string {
  return words.replace(/\p{L}[\p{L}\p{N}-]*/gu, (word) => (/\p{Ll}/u.test(word) ? word.toLowerCase() : word));
}
