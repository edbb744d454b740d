import { z } from 'zod';
import { factMeta, type FactMeta, type Section, type Who } from '#agreement/facts/define';
import { derivedFacts } from '#agreement/facts/derived';
import { answersSchema } from '#agreement/facts/schema/answers-file';
import type { ValueFormat } from '#agreement/facts/values';

/** One row of the facts table: what can be answered at a path, and what people are told about it. */
export interface FactRow {
  /** The path with `*` in place of ids: `work.items.*.end`, `parties.*.seat`. */
  path: string;
  label: string;
  /** The format that prints the value when a slot names none; undefined for groups and maps, which print nothing. */
  format: ValueFormat | undefined;
  /** The format of each entry of a plain list. */
  of?: ValueFormat;
  example: unknown;
  /** What is expected, where the format alone does not say it. */
  expected?: string;
  who: readonly Who[];
  section: Section;
  question?: string;
  /** Why we ask. */
  help?: string;
  /** How to answer. */
  how?: string;
  /** When an answer is needed. */
  when?: string;
  /** Value → label for the reader. */
  options?: Readonly<Record<string, string>>;
  personal?: boolean;
  name?: boolean;
  /** The list whose ids these values are: `parties`, `work.items`. */
  refers?: string;
  /** `list` has items with ids, `map` has records under the ids of another list, `group` has fields, `value` is one answer. */
  kind: 'value' | 'list' | 'map' | 'group';
  /** For a group that stands for one of its lists: the key of that list. */
  main?: string;
  eachParty?: boolean;
  /** Leaving it out is an answer too, unless that field of the same item has one of the values. */
  optional?: FactMeta['optional'];
  /** True for a fact that follows from others and cannot be set. */
  derived?: boolean;
}

/** A node of the facts tree; its children are fields of a group, `*` the entries of a list or map. */
export interface FactNode {
  row: FactRow;
  schema: z.ZodType;
  children: ReadonlyMap<string, FactNode>;
}

/** One step from the answers to a value: a field, an item of a list by id, or an entry of a map by key. */
export type Step = { field: string } | { item: string } | { entry: string };

/** A path made ready for reading: where it leads, how to get there, and its one canonical spelling. */
export interface ResolvedPath {
  node: FactNode;
  path: string;
  steps: readonly Step[];
  /** True for `party.…`, which reads the field of every party; steps then start at a party. */
  eachParty: boolean;
}

interface Inherited {
  who: readonly Who[];
  section: Section;
}

let tree: FactNode | undefined;
let rows: readonly FactRow[] | undefined;
const resolved = new Map<string, ResolvedPath | null>();
const derivedRows = new Map<string, FactRow>();

function unwrap(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) inner = inner.unwrap() as z.ZodType;
  return inner;
}

function isItemList(schema: z.ZodType): schema is z.ZodArray<z.ZodObject> {
  return schema instanceof z.ZodArray && schema.element instanceof z.ZodObject && 'id' in schema.element.shape;
}

/** A value that is written as an object (money, a period, an address) has a format of its own and no rows below it. */
function isGroup(schema: z.ZodType, meta: FactMeta): schema is z.ZodObject {
  return schema instanceof z.ZodObject && meta.format === undefined;
}

function build(outer: z.ZodType, path: string, above: Inherited): FactNode {
  const schema = unwrap(outer);
  const meta = factMeta.get(schema);
  if (meta === undefined) throw new Error(`the schema at ${path === '' ? 'the top' : path} has no meaning; describe it`);
  const inherited: Inherited = { who: meta.who ?? above.who, section: meta.section ?? above.section };
  const children = new Map<string, FactNode>();
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
  let kind: FactRow['kind'] = 'value';
  if (isItemList(schema)) {
    kind = 'list';
    children.set('*', build(schema.element, below('*'), inherited));
  } else if (schema instanceof z.ZodRecord && meta.format === undefined) {
    kind = 'map';
    children.set('*', build(schema.valueType as z.ZodType, below('*'), inherited));
  } else if (isGroup(schema, meta)) {
    kind = 'group';
    for (const [key, child] of Object.entries(schema.shape)) {
      children.set(key, key === 'id' ? idNode(below(key), meta.label, path === 'parties.*', inherited) : build(child as z.ZodType, below(key), inherited));
    }
  }
  const { label, example, main } = meta;
  const format = main === undefined ? (path === 'parties.*' ? 'party' : meta.format) : 'list-and';
  return { row: { ...meta, path, label, format, example, ...inherited, kind }, schema, children };
}

function idNode(path: string, label: string, ofParty: boolean, inherited: Inherited): FactNode {
  const row: FactRow = { path, label: ofParty ? label : `id of the ${label}`, format: ofParty ? 'party' : 'text', example: ofParty ? 'alpha' : 'wp1', ...inherited, kind: 'value' };
  return { row, schema: z.string(), children: new Map() };
}

/** The tree of all facts: `parties`, the groups of facts, and `agreement.type`, which the file keeps at its top. */
export function factTree(): FactNode {
  if (tree !== undefined) return tree;
  const top: Inherited = { who: ['J'], section: 'parties' };
  const shape = answersSchema.shape;
  const facts = build(shape.facts, '', top);
  const groups = new Map(facts.children);
  const agreement = groups.get('agreement');
  if (agreement === undefined) throw new Error('the facts have no group "agreement"');
  groups.set('agreement', { ...agreement, children: new Map([['type', build(shape.type, 'agreement.type', top)], ...agreement.children]) });
  tree = { ...facts, children: new Map([['parties', build(shape.parties, 'parties', top)], ...groups]) };
  return tree;
}

/** Reads a path, concrete or with `*`, into steps; undefined where the facts have no such path. */
export function resolvePath(path: string): ResolvedPath | undefined {
  const known = resolved.get(path);
  if (known !== undefined) return known ?? undefined;
  // Ids come from people, so the memory of paths must not grow without end.
  if (resolved.size > 50_000) resolved.clear();
  const found = walk(path);
  resolved.set(path, found ?? null);
  return found;
}

function walk(path: string): ResolvedPath | undefined {
  const segments = path.split('.');
  const eachParty = segments[0] === 'party';
  let node = factTree();
  let index = 0;
  if (eachParty) {
    const parties = node.children.get('parties')?.children.get('*');
    if (parties === undefined || segments.length === 1) return undefined;
    node = parties;
    index = 1;
  }
  const canonical: string[] = eachParty ? ['party'] : [];
  const steps: Step[] = [];
  for (; index < segments.length; index += 1) {
    const segment = segments[index] as string;
    const entry = node.children.get('*');
    if (entry !== undefined) {
      if (segment !== '*' && !/^[a-z0-9-]{1,40}$/.test(segment)) return undefined;
      steps.push(node.row.kind === 'list' ? { item: segment } : { entry: segment });
      node = entry;
      canonical.push(segment);
      continue;
    }
    const child = segment === '*' ? undefined : node.children.get(segment);
    if (child !== undefined) {
      steps.push({ field: segment });
      node = child;
      canonical.push(segment);
      continue;
    }
    const { main } = node.row;
    const list = main === undefined ? undefined : node.children.get(main);
    if (main === undefined || list === undefined) return undefined;
    // `money.budget.b1` is short for `money.budget.lines.b1`.
    steps.push({ field: main });
    canonical.push(main);
    node = list;
    index -= 1;
  }
  const spelling = canonical.join('.');
  if (eachParty) return { node, path: spelling, steps, eachParty };
  // The file keeps the type and the parties beside the facts, because every reader needs them first.
  if (spelling === 'agreement.type') return { node, path: spelling, steps: [{ field: 'type' }], eachParty };
  return { node, path: spelling, steps: canonical[0] === 'parties' ? steps : [{ field: 'facts' }, ...steps], eachParty };
}

/** The row at a path, concrete (`work.items.wp1.end`), with `*`, or over all parties (`party.seat`); undefined where there is none. */
export function factAt(path: string): FactRow | undefined {
  const derived = derivedFacts.get(path);
  if (derived !== undefined) {
    const known = derivedRows.get(path);
    if (known !== undefined) return known;
    const { meta, list } = derived;
    const row: FactRow = { ...meta, path, format: meta.format, example: meta.example, kind: list === undefined ? 'value' : 'list', derived: true };
    derivedRows.set(path, row);
    return row;
  }
  return resolvePath(path)?.node.row;
}

/** The one spelling of a path: `money.budget.b1.amount` and `money.budget.lines.b1.amount` are the same fact. */
export function canonicalPath(path: string): string {
  return resolvePath(path)?.path ?? path;
}

/** All rows in the order of the file; derived facts stand last. */
export function factRows(): readonly FactRow[] {
  if (rows !== undefined) return rows;
  const found: FactRow[] = [];
  const collect = (node: FactNode): void => {
    if (node.row.path !== '') found.push(node.row);
    for (const child of node.children.values()) collect(child);
  };
  collect(factTree());
  for (const path of derivedFacts.keys()) found.push(factAt(path) as FactRow);
  rows = found;
  return rows;
}
