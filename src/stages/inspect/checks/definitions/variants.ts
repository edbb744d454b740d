import type { Capital } from '#stages/inspect/capitals';
import { keyOf, type Definition } from '#stages/inspect/definitions';
import { groupBy, type Subject, type Text } from '#stages/inspect/subject';

/** Another form of a defined term, with all places where it stands. */
export interface Variant {
  definition: Definition;
  words: string;
  kind: 'synonym' | 'hyphen' | 'capitals' | 'number';
  places: { in: Text; from: number; to: number }[];
}

/** Words for one concept; the first that is defined counts, the others are its variants. Small letters. */
export const synonyms: readonly (readonly string[])[] = [
  ['results', 'foreground', 'foreground ip', 'project ip', 'project results', 'arising ip', 'foreground intellectual property'],
  ['background', 'background ip', 'pre-existing ip', 'existing ip', 'prior ip', 'pre-existing rights', 'background intellectual property', 'pre-existing intellectual property'],
  ['confidential information', 'proprietary information', 'secret information', 'confidential data', 'confidential material'],
  ['effective date', 'commencement date', 'start date'],
  ['net revenue', 'net revenues', 'net sales', 'net income'],
  ['business day', 'working day', 'banking day'],
  ['deliverables', 'work products', 'work product'],
  ['affiliate', 'group company', 'associated company'],
  ['personal data', 'personal information'],
  ['steering committee', 'project board', 'management board', 'joint steering committee'],
];

/** Terms that have no other number: a “Result” beside “Results”, “Backgrounds” beside “Background”. Regular plurals of other terms are no fault. */
const massTerms: ReadonlySet<string> = new Set(['results', 'background', 'foreground', 'confidential information', 'information', 'software', 'know-how', 'data', 'personal data', 'net revenue', 'net sales', 'intellectual property', 'equipment', 'expenses']);

const cache = new WeakMap<Subject, Variant[]>();

/** Every phrase that is another form of a defined term: a synonym, a hyphen more or less, other capitals, the other number. */
export function variantsOf(subject: Subject): Variant[] {
  let known = cache.get(subject);
  if (known === undefined) cache.set(subject, (known = find(subject)));
  return known;
}

function find(subject: Subject): Variant[] {
  const definitions = new Map<string, Definition>();
  for (const definition of subject.definitions) if (!definition.party && !definitions.has(definition.key)) definitions.set(definition.key, definition);
  if (definitions.size === 0) return [];
  const variants: Variant[] = [];
  const plain = new Map<string, Definition>();
  for (const [key, definition] of definitions) plain.set(key.replace(/[- ]/g, ''), definition);
  const synonymOf = new Map<string, Definition>();
  for (const group of synonyms) {
    const used = group.find((word) => definitions.has(word));
    if (used !== undefined) for (const word of group) if (!definitions.has(word)) synonymOf.set(word, definitions.get(used) as Definition);
  }
  for (const [words, all] of groupBy(subject.capitals, (capital) => capital.words)) {
    const key = keyOf(words);
    if (definitions.has(key)) continue;
    const places = all.map((capital: Capital) => ({ in: capital.in, from: capital.from, to: capital.to }));
    const synonym = synonymOf.get(key);
    const hyphen = plain.get(key.replace(/[- ]/g, ''));
    const other = definitions.get(otherNumber(key));
    if (synonym !== undefined) variants.push({ definition: synonym, words, kind: 'synonym', places });
    else if (hyphen !== undefined && isCapitalised(hyphen)) variants.push({ definition: hyphen, words, kind: 'hyphen', places });
    else if (other !== undefined && massTerms.has(other.key)) variants.push({ definition: other, words, kind: 'number', places });
  }
  variants.push(...mixedCapitals(subject, definitions), ...smallSynonyms(subject, synonymOf, variants));
  return variants;
}

function isCapitalised(definition: Definition): boolean {
  return /^\p{Lu}/u.test(definition.term);
}

function otherNumber(key: string): string {
  if (key.endsWith('ies')) return `${key.slice(0, -3)}y`;
  return key.endsWith('s') ? key.slice(0, -1) : key.endsWith('y') ? `${key.slice(0, -1)}ies` : `${key}s`;
}

/** “Confidential information” where “Confidential Information” is defined. Small letters throughout are common words. */
function mixedCapitals(subject: Subject, definitions: ReadonlyMap<string, Definition>): Variant[] {
  const long = [...definitions.values()].filter((definition) => isCapitalised(definition) && /[ -]\p{Lu}/u.test(definition.term) && /\p{Ll}/u.test(definition.term));
  const variants: Variant[] = [];
  for (const definition of long) {
    const hits = subject.find([definition.key]).filter((hit) => {
      const words = hit.in.text.text.slice(hit.from, hit.to).replace(/\s/g, ' ');
      // “Breaching party” may be the defined “Party” with a common word beside it.
      if ((words.match(/\p{Lu}[\p{L}-]*/gu) ?? []).some((word) => definitions.has(word.toLowerCase()))) return false;
      return words !== definition.term && words !== definition.term.toUpperCase() && words !== definition.key && !(words.toLowerCase().slice(1) === words.slice(1) && startsText(hit.in.text.text, hit.from));
    });
    for (const [words, all] of groupBy(hits, (hit) => hit.in.text.text.slice(hit.from, hit.to))) variants.push({ definition, words, kind: 'capitals', places: all.map((hit) => ({ in: hit.in, from: hit.from, to: hit.to })) });
  }
  return variants;
}

function startsText(words: string, offset: number): boolean {
  const before = words.slice(0, offset).trimEnd();
  return before === '' || /[.!?:;“"(]$/.test(before);
}

/** A synonym in small letters, of two words or more: “working day” where “business day” is defined. */
function smallSynonyms(subject: Subject, synonymOf: ReadonlyMap<string, Definition>, found: readonly Variant[]): Variant[] {
  const variants: Variant[] = [];
  for (const [word, definition] of synonymOf) {
    if (!/[ -]/.test(word) || isCapitalised(definition)) continue;
    const plural = word.endsWith('y') && !/[aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
    for (const [phrase, all] of groupBy(subject.find([word, plural]), (hit) => hit.phrase)) {
      if (found.some((variant) => keyOf(variant.words) === phrase)) continue;
      variants.push({ definition, words: phrase, kind: 'synonym', places: all.map((hit) => ({ in: hit.in, from: hit.from, to: hit.to })) });
    }
  }
  return variants;
}
