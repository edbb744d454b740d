/**
 * Conditions on clauses and blocks: a small closed vocabulary that a lawyer can read and that never executes.
 * Three-valued: null means that a fact it depends on is not known.
 */
export type Condition =
  | { is: [path: string, value: string | number | boolean] }
  | { in: [path: string, values: (string | number | boolean)[]] }
  | { over: [path: string, limit: number] }
  | { under: [path: string, limit: number] }
  | { before: [path: string, date: string] }
  | { after: [path: string, date: string] }
  | { present: string }
  | { count: [path: string, n: number] }
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition };

/** True, false, or null where a fact that decides it is unknown. */
export type Truth = boolean | null;

/** How conditions and drafting read facts; undefined means unknown. */
export interface FactReader {
  value(path: string): unknown;
  items(path: string): readonly unknown[] | undefined;
}

function empty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** A number for comparing: plain numbers, decimal strings, Money by its amount, Period by its count; undefined for anything else. */
function magnitude(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (typeof value === 'object' && value !== null) {
    const { amount, n } = value as { amount?: string; n?: number };
    return amount === undefined ? n : Number(amount);
  }
  return undefined;
}

/** Lists match if one of their entries does: `{ is: [money.model, fee] }` is true for `[fee, own-costs]`. */
function matches(value: unknown, wanted: string | number | boolean): boolean {
  return Array.isArray(value) ? value.includes(wanted) : value === wanted;
}

function compare<T>(value: T | undefined, test: (value: T) => boolean): Truth {
  return value === undefined ? null : test(value);
}

/** A list of items, or a plain list of values. */
function listAt(path: string, facts: FactReader): readonly unknown[] | undefined {
  const value = facts.items(path) ?? facts.value(path);
  return Array.isArray(value) ? value : undefined;
}

/** Evaluates a condition against facts. `present` is never unknown: a fact that was not given is not present. */
export function evaluate(condition: Condition, facts: FactReader): Truth {
  if ('is' in condition) return compare(facts.value(condition.is[0]), (value) => matches(value, condition.is[1]));
  if ('in' in condition) return compare(facts.value(condition.in[0]), (value) => condition.in[1].some((wanted) => matches(value, wanted)));
  if ('over' in condition) return compare(magnitude(facts.value(condition.over[0])), (value) => value > condition.over[1]);
  if ('under' in condition) return compare(magnitude(facts.value(condition.under[0])), (value) => value < condition.under[1]);
  if ('before' in condition) return compare(facts.value(condition.before[0]), (value) => String(value) < condition.before[1]);
  if ('after' in condition) return compare(facts.value(condition.after[0]), (value) => String(value) > condition.after[1]);
  if ('present' in condition) return !empty(facts.value(condition.present));
  if ('count' in condition) return compare(listAt(condition.count[0], facts), (items) => items.length === condition.count[1]);
  if ('not' in condition) {
    const inner = evaluate(condition.not, facts);
    return inner === null ? null : !inner;
  }
  const parts = 'all' in condition ? condition.all : condition.any;
  const decisive = 'any' in condition;
  let unknown = false;
  for (const part of parts) {
    const truth = evaluate(part, facts);
    if (truth === decisive) return decisive;
    if (truth === null) unknown = true;
  }
  return unknown ? null : !decisive;
}

/** Every fact path that a condition reads. */
export function pathsOf(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(pathsOf);
  if ('any' in condition) return condition.any.flatMap(pathsOf);
  if ('not' in condition) return pathsOf(condition.not);
  if ('present' in condition) return [condition.present];
  return [(Object.values(condition)[0] as [string])[0]];
}

/** The paths whose being unknown leaves the condition undecided; empty where it is decided. */
export function undecidedBy(condition: Condition, facts: FactReader): string[] {
  if (evaluate(condition, facts) !== null) return [];
  if ('all' in condition) return condition.all.flatMap((part) => undecidedBy(part, facts));
  if ('any' in condition) return condition.any.flatMap((part) => undecidedBy(part, facts));
  if ('not' in condition) return undecidedBy(condition.not, facts);
  return pathsOf(condition);
}
