import { factAt } from '#agreement/facts/table';

/** Reads facts by path; undefined means unknown. */
export interface BoundReader {
  value(path: string): unknown;
  items(path: string): readonly { id: string; value: Record<string, unknown> }[] | undefined;
}

/**
 * The value that a fact atom holds for a path and format: the fact itself, but what needs other facts to be read is made
 * plain here, so that a text prints the same without them. A total holds its amounts, a list what names each item, a body
 * its name. Undefined where the fact is unknown. Drafting binds with it and CON-001 compares with it.
 */
export function boundValue(path: string, format: string, facts: BoundReader): unknown {
  const value = facts.value(path) ?? facts.items(path)?.map((item) => item.value);
  if (value === undefined || value === '') return undefined;
  switch (format) {
    case 'total': {
      const amounts = (value as readonly { amount?: unknown }[]).map((line) => line.amount);
      return amounts.length === 0 || amounts.includes(undefined) ? undefined : amounts;
    }
    case 'list-and':
    case 'list-or': {
      const items = Array.isArray(value) ? value : [value];
      if (items.length === 0) return undefined;
      if (items.some((item: unknown) => isUnnamed(item, path))) return undefined;
      const refers = factAt(path)?.refers;
      return items.map((item: unknown) => nameOf(item, refers, facts));
    }
    case 'actor':
    case 'party':
      return Array.isArray(value) ? value.map((one: unknown) => withBody(one, facts)) : withBody(value, facts);
    default:
      return value;
  }
}

/** True for an item that says nothing of itself yet, or has a role without its party: the list is open as long as it holds one. */
function isUnnamed(item: unknown, path: string): boolean {
  if (typeof item !== 'object' || item === null) return false;
  const { party, role, ...said } = item as Record<string, unknown>;
  if (factAt(`${path}.*.role`) !== undefined) return party === undefined || role === undefined;
  return party === undefined && role === undefined && Object.entries(said).every(([key, value]) => key === 'id' || value === undefined);
}

/** An entry of a list by its own words; an id that refers to another list is replaced by that item's title. */
function nameOf(item: unknown, refers: string | undefined, facts: BoundReader): unknown {
  if (typeof item === 'object' && item !== null) {
    const named = item as { text?: unknown; name?: unknown; title?: unknown };
    return named.text ?? named.name ?? named.title ?? withBody(item, facts);
  }
  if (refers === undefined || refers === 'parties' || typeof item !== 'string') return item;
  const target = facts.items(refers)?.find((other) => other.id === item)?.value;
  return target?.title ?? target?.name ?? target?.text ?? item;
}

/** `{ body: board }` with the name of that body beside it. */
function withBody(value: unknown, facts: BoundReader): unknown {
  if (typeof value !== 'object' || value === null || !('body' in value) || typeof value.body !== 'string') return value;
  const body = value.body;
  const name = facts.items('gov.bodies')?.find((one) => one.id === body)?.value.name;
  return name === undefined ? value : { body, name };
}
