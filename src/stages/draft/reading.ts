import type { FactReader } from '#agreement/condition';
import type { Answers } from '#agreement/facts/answers';
import { fieldPath, itemsAt, valueAt, type Item } from '#agreement/facts/read';
import { sectionList, termList } from '#library/slots';

/** Pseudo-paths that a clause may depend on beside facts. */
const partyCount = 'parties.count';
const partyIds = 'parties.ids';

/** Reads facts and remembers every path, so that a redraft knows which clauses an answer touches. */
export class Reading implements FactReader {
  readonly paths = new Set<string>();

  /** `terms` are the defined terms of the text around the clause, `sections` the ids of the clauses there, for a clause that speaks of them. */
  constructor(
    readonly answers: Answers,
    readonly terms: readonly Item[] = [],
    readonly sections: readonly string[] = [],
  ) {}

  /** The agreed value at a path, or undefined. */
  value(path: string): unknown {
    if (path === sectionList) return this.sections;
    this.paths.add(path);
    return valueAt(this.answers, path);
  }

  /** The items of a list, undefined where the question was not answered. */
  items(path: string): readonly Item[] | undefined {
    if (path === termList) return this.terms;
    this.paths.add(path === 'parties' ? partyIds : path);
    return itemsAt(this.answers, path);
  }

  /** The path of an item's field, where fields kept under the same id elsewhere count as its own. */
  field(item: Item, field: string): string {
    return field === '' ? item.path : fieldPath(item, field);
  }

  /** How many parties there are. */
  count(): number {
    this.paths.add(partyCount);
    return this.answers.parties.length;
  }

  /** The ids of all parties. */
  ids(): string[] {
    this.paths.add(partyIds);
    return this.answers.parties.map((party) => party.id);
  }
}

/** The name of an item within its list. Items of all parties may share an id, so the party stands in front of theirs. */
export function keyOf(item: Item): string {
  const { party } = item.value;
  return item.path.startsWith('parties.') && typeof party === 'string' ? `${party}-${item.id}` : item.id;
}

function at(answers: Answers, path: string): unknown {
  if (path === partyCount) return answers.parties.length;
  if (path === partyIds) return answers.parties.map((party) => party.id);
  return itemsOrValue(answers, path);
}

function itemsOrValue(answers: Answers, path: string): unknown {
  return valueAt(answers, path) ?? itemsAt(answers, path)?.map((item) => item.value);
}

/** True if none of the paths reads differently in the two sets of answers. */
export function readsTheSame(paths: readonly string[], before: Answers, after: Answers): boolean {
  return before === after || paths.every((path) => same(at(before, path), at(after, path)));
}

/** Structural equality of plain data. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((value, index) => same(value, b[index]));
  if (Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
