import { derivedFacts } from '#agreement/facts/derived';
import type { Answer, Answers } from '#agreement/facts/schema/answers-file';
import { canonicalPath, factAt, resolvePath, type ResolvedPath, type Step } from '#agreement/facts/table';

/** One item of a list: its id, its path (`work.items.wp1`) and its fields. */
export interface Item {
  id: string;
  path: string;
  value: Readonly<Record<string, unknown>>;
}

type Entry = Readonly<Record<string, unknown>>;

/** The id that stands for the first signatory of a party that has named none yet. */
export const firstItem = 'first';

function follow(start: unknown, steps: readonly Step[]): unknown {
  let value = start;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null) return undefined;
    if ('field' in step) value = (value as Entry)[step.field];
    else if ('item' in step) value = find(value as readonly Entry[], step.item);
    else value = Object.hasOwn(value, step.entry) ? (value as Entry)[step.entry] : undefined;
  }
  return value;
}

function find(list: readonly Entry[], id: string): Entry | undefined {
  for (const item of list) if (item.id === id) return item;
  return undefined;
}

/** An empty group says nothing; a group with a main list is that list. */
function tidy(value: unknown, path: ResolvedPath): unknown {
  const { kind, main } = path.node.row;
  if (kind === 'value' || value === undefined) return value;
  if (main !== undefined) return (value as Entry)[main];
  if (kind === 'group' || kind === 'map') for (const key in value as Entry) if (key !== 'id') return value;
  return kind === 'list' ? value : undefined;
}

/**
 * The agreed value at a path, or undefined where it is unknown, not agreed or not asked, or where there is no such path.
 * `party.seat` is the list of the seats of all parties once every party has answered; over a list of items it is their items.
 */
export function valueAt(answers: Answers, path: string): unknown {
  const derived = derivedFacts.get(path);
  if (derived !== undefined) return derived.value(answers);
  const target = resolvePath(path);
  if (target === undefined) return undefined;
  if (!target.eachParty) return tidy(follow(answers, target.steps), target);
  if (target.node.row.kind === 'list') return itemsAt(answers, path)?.map((item) => item.value);
  const values = answers.parties.map((party) => tidy(follow(party, target.steps), target));
  return values.length === 0 || values.includes(undefined) ? undefined : values;
}

const itemLists = new WeakMap<object, Map<string, readonly Item[]>>();

/** Items are made once for each list that does not change, so that equal answers give identical items. */
function remember(list: object, path: string, make: () => readonly Item[]): readonly Item[] {
  let known = itemLists.get(list);
  if (known === undefined) itemLists.set(list, (known = new Map()));
  let items = known.get(path);
  if (items === undefined) known.set(path, (items = make()));
  return items;
}

const toItems = (list: readonly Entry[], path: string): readonly Item[] => list.map((value) => ({ id: value.id as string, path: `${path}.${String(value.id)}`, value }));

/** The items of a list, undefined where it is not answered, empty where the answer is "none". `party.signatories` gives those of all parties, each with its `party`. */
export function itemsAt(answers: Answers, path: string): readonly Item[] | undefined {
  const derived = derivedFacts.get(path);
  if (derived !== undefined) {
    const list = derived.list?.(answers);
    return list === undefined ? undefined : itemsAt(answers, list);
  }
  const target = resolvePath(path);
  if (target === undefined) return undefined;
  if (target.eachParty) return itemsOfParties(answers, target);
  const { kind, main } = target.node.row;
  const value = tidy(follow(answers, target.steps), target);
  if (!Array.isArray(value) || (kind !== 'list' && main === undefined)) return undefined;
  const list = value as readonly Entry[];
  return remember(list, target.path, () => toItems(list, main === undefined ? target.path : `${target.path}.${main}`));
}

function itemsOfParties(answers: Answers, target: ResolvedPath): readonly Item[] | undefined {
  const { kind, eachParty } = target.node.row;
  if (kind !== 'list') return undefined;
  const items = remember(answers.parties, target.path, () =>
    answers.parties.flatMap((party) => {
      const value = follow(party, target.steps) as readonly Entry[] | undefined;
      const path = `parties.${party.id}${target.path.slice('party'.length)}`;
      // A party that has named no signatory still needs a line to sign on.
      const list = eachParty === true && (value === undefined || value.length === 0) ? [{ id: firstItem }] : (value ?? []);
      return toItems(list.map((item) => ({ ...item, party: party.id })), path);
    }),
  );
  return items.length > 0 || answers.parties.some((party) => follow(party, target.steps) !== undefined) ? items : undefined;
}

const fieldPaths = new WeakMap<Item, Map<string, string>>();

/** The path of an item's field: its own, or that of a map kept under the same id (`raci.a` of `work.items.wp1` is `work.raci.wp1.a`). */
export function fieldPath(item: Item, field: string): string {
  let known = fieldPaths.get(item);
  if (known === undefined) fieldPaths.set(item, (known = new Map()));
  let path = known.get(field);
  if (path === undefined) known.set(field, (path = findFieldPath(item, field)));
  return path;
}

function findFieldPath(item: Item, field: string): string {
  const [head = '', ...rest] = field.split('.');
  // Items of all parties carry the party that they were found with.
  if (field === 'party' && item.path.startsWith('parties.') && item.value.party !== undefined) return `parties.${item.value.party as string}.id`;
  const list = item.path.slice(0, item.path.lastIndexOf('.'));
  const group = list.slice(0, Math.max(0, list.lastIndexOf('.')));
  const beside = factAt(`${item.path}.${head}`) === undefined && factAt(`${group}.${head}`)?.kind === 'map';
  return beside ? [group, head, item.id, ...rest].join('.') : `${item.path}.${field}`;
}

/** The agreed value of an item's field, undefined where it is unknown. */
export function itemField(answers: Answers, item: Item, field: string): unknown {
  const own = item.value[field];
  return own !== undefined ? own : valueAt(answers, fieldPath(item, field));
}

/** How an item is called in the text: its title, name or words; undefined where it has none yet. */
export function itemTitle(item: Pick<Item, 'value'>): string | undefined {
  for (const key of ['title', 'shortName', 'name', 'text', 'label', 'item', 'metric', 'report', 'statement', 'description', 'legalName'] as const) {
    const title = item.value[key];
    if (typeof title === 'string' && title !== '') return title;
  }
  return undefined;
}

/** How far the parties are with a fact. */
export type Status = 'agreed' | 'proposed' | 'disputed' | 'unknown' | 'not-asked';

/** The status of a fact: agreed if it has a plain value, else what the answers at exactly this path say. */
export function statusAt(answers: Answers, path: string): Status {
  if (valueAt(answers, path) !== undefined) return 'agreed';
  const said = answersAt(answers, path).map((answer) => answer.status);
  return (['disputed', 'proposed', 'unknown'] as const).find((status) => said.includes(status)) ?? 'not-asked';
}

/** All answers at a path that are not agreed, in the order in which they were given. */
export function answersAt(answers: Answers, path: string): readonly Answer[] {
  const canonical = canonicalPath(path);
  return answers.answers.filter((answer) => canonicalPath(answer.path) === canonical);
}

/** A fact about which the parties have put forward values that are not agreed. */
export interface Difference {
  path: string;
  /** The agreed value beside which the proposals stand, if there is one. */
  agreed: unknown;
  proposals: readonly Answer[];
}

/** What is proposed or disputed, by path in the order of the first proposal. */
export function differences(answers: Answers): readonly Difference[] {
  const byPath = new Map<string, Answer[]>();
  for (const answer of answers.answers) {
    if (answer.status === 'unknown') continue;
    const path = canonicalPath(answer.path);
    byPath.set(path, [...(byPath.get(path) ?? []), answer]);
  }
  return [...byPath].map(([path, proposals]) => ({ path, agreed: valueAt(answers, path), proposals }));
}
