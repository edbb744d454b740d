import { placeIn, type Check } from '#stages/inspect/check';
import { allowedCapitals } from '#stages/inspect/checks/definitions/allowed-capitals';
import { cycles } from '#stages/inspect/cycles';
import type { Definition } from '#stages/inspect/definitions';
import { groupBy, type Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './circular-definition.md';

/** DEF-004: a term is explained by itself, straight or by way of other terms. */
export const circularDefinition: Check = {
  code: 'DEF-004',
  rule: 'circular-definition',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    const terms = new Map<string, Definition>();
    for (const definition of subject.definitions) {
      if (definition.body !== null && !definition.party && !definition.pointer && /^\p{Lu}/u.test(definition.term) && !terms.has(definition.key)) terms.set(definition.key, definition);
    }
    if (terms.size === 0) return;
    const uses = usesOf(subject, terms);
    for (const cycle of cycles(terms.keys(), (key) => uses.get(key) ?? [])) {
      const definition = terms.get(cycle[0] as string) as Definition;
      const others = cycle.slice(1).map((key) => terms.get(key) as Definition);
      yield {
        place: placeIn(definition.in, definition.from, definition.to),
        params: { term: definition.term, kind: others.length === 0 ? 'self' : 'ring', others: others.map((one) => one.term).join(', ') },
        related: others.map((one) => placeIn(one.in, one.from, one.to)),
      };
    }
  },
};

/** A definition says what a term is in its first words; what comes later adds examples and exceptions. */
const core = 60;

/** Which terms the first words of each definition use, with their capitals. */
function usesOf(subject: Subject, terms: ReadonlyMap<string, Definition>): ReadonlyMap<string, string[]> {
  const uses = new Map<string, string[]>();
  // Bodies by where they start, so that each hit is compared with those near it only.
  const starts = groupBy(terms, ([, { in: text, body }]) => slot(text.index, body?.from ?? 0));
  for (const [key, { term }] of terms) {
    for (const hit of subject.find([key, `${key}s`])) {
      const words = hit.in.text.text.slice(hit.from, hit.to);
      // Small letters are a common word; quotes name the term; “the United States of America” is a name.
      if (!words.startsWith(term) || '“"('.includes(hit.in.text.text.charAt(hit.from - 1) || ' ') || key.split(' ').every((word) => allowedCapitals.has(word)) || isPart(hit)) continue;
      for (const near of [hit.from, hit.from - core]) {
        for (const [other, { body }] of starts.get(slot(hit.in.index, near)) ?? []) {
          if (body === null || hit.from < body.from || hit.to > body.to || hit.from - body.from >= core) continue;
          const known = uses.get(other);
          if (known === undefined) uses.set(other, [key]);
          else if (!known.includes(key)) known.push(key);
        }
      }
    }
  }
  return uses;
}

/** True if the words are a part of a longer name: “the Initial Price”, “Master Trust Agreement”. */
function isPart(hit: Hit): boolean {
  const words = hit.in.text.text;
  return /\p{Lu}[\p{L}-]* $/u.test(words.slice(Math.max(0, hit.from - 24), hit.from)) || /^ \p{Lu}/u.test(words.slice(hit.to, hit.to + 2));
}

function slot(text: number, offset: number): string {
  return `${text} ${Math.floor(offset / core)}`;
}
