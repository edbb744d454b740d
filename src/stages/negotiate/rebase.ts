import type { Node } from 'prosemirror-model';
import { clausesOf, schedulesOf, schema, type Document } from '#agreement/document/schema';
import { mergeOrder } from '#stages/negotiate/order';

export { rebaseAnswers, type RebasedAnswers } from '#stages/negotiate/rebase-answers';

/** A party's unsent text on top of a newer turn. */
export interface Rebased {
  document: Document;
  /** Ids of the clauses that stand as the party has them (or stay away as it wants), and not as the newer turn has them. */
  kept: string[];
  /**
   * Ids of the clauses that both changed, and not alike. The party's words stay, because nobody's words are ever overwritten;
   * a clause that it took out and that changed meanwhile is back with the new words.
   */
  both: string[];
}

/** A clause with its schedules, or a schedule whose clause is not there. */
interface Unit {
  clauses: Node[];
  schedules: Node[];
}

/**
 * What a party changed since `base`, its own drafting `mine`, carried over to `theirs`, the newest turn; clause by clause, a
 * clause together with its schedules. The order is theirs unless only mine changed it; what mine added keeps its place.
 */
export function rebaseDocument(base: Document, mine: Document, theirs: Document): Rebased {
  const [inBase, inMine, inTheirs] = [unitsOf(base), unitsOf(mine), unitsOf(theirs)];
  const kept: string[] = [];
  const both: string[] = [];
  const takes = new Map<string, Unit>();
  for (const id of new Set([...inTheirs.keys(), ...inMine.keys(), ...inBase.keys()])) {
    const [b, m, t] = [inBase.get(id), inMine.get(id), inTheirs.get(id)];
    const iChanged = !sameUnit(b, m) && !sameUnit(m, t);
    const theyChanged = !sameUnit(b, t);
    const back = iChanged && theyChanged && m === undefined;
    if (iChanged && theyChanged) both.push(id);
    if (iChanged && !back) kept.push(id);
    const taken = iChanged && !back ? m : t;
    if (taken !== undefined) takes.set(id, taken);
  }
  const nodes = (list: (document: Document) => Node[], of: (unit: Unit) => Node[]): Node[] => {
    const [names, byName] = namesIn([...takes.values()].flatMap(of));
    const order = mergeOrder(namesIn(list(base))[0], namesIn(list(mine))[0], namesIn(list(theirs))[0]);
    const ordered = order.flatMap((name) => byName.get(name) ?? []);
    const placed = new Set(order);
    return [...ordered, ...names.flatMap((name) => (placed.has(name) ? [] : (byName.get(name) as Node)))];
  };
  const content = [...nodes(clausesOf, (unit) => unit.clauses), ...nodes(schedulesOf, (unit) => unit.schedules)];
  const attrs = Object.fromEntries(Object.keys(theirs.attrs).map((key): [string, unknown] => [key, mineIfChanged(base.attrs[key], mine.attrs[key], theirs.attrs[key])]));
  const same = content.length === theirs.childCount && content.every((node, index) => node === theirs.child(index)) && Object.keys(attrs).every((key) => attrs[key] === theirs.attrs[key]);
  const document = same ? theirs : schema.nodes.agreement!.create(attrs, content);
  document.check();
  return { document, kept, both };
}

function unitsOf(document: Document): Map<string, Unit> {
  const units = new Map<string, Unit>();
  const unit = (id: string): Unit => {
    let held = units.get(id);
    if (held === undefined) units.set(id, (held = { clauses: [], schedules: [] }));
    return held;
  };
  for (const node of clausesOf(document)) unit(node.attrs.id as string).clauses.push(node);
  for (const node of schedulesOf(document)) {
    const owner = node.attrs.clause as string;
    unit(units.has(owner) ? owner : (node.attrs.id as string)).schedules.push(node);
  }
  return units;
}

function sameUnit(a: Unit | undefined, b: Unit | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && sameNodes(a.clauses, b.clauses) && sameNodes(a.schedules, b.schedules);
}

function sameNodes(a: readonly Node[], b: readonly Node[]): boolean {
  return a.length === b.length && a.every((node, index) => node === b[index] || node.eq(b[index] as Node));
}

/** A name for each node that no other has, though two nodes may share an id. */
function namesIn(nodes: readonly Node[]): [names: string[], byName: Map<string, Node>] {
  const counts = new Map<string, number>();
  const names = nodes.map((node) => {
    const name = `${(node.attrs.clause as string | undefined) ?? ''} ${node.attrs.id as string}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return `${name} ${count}`;
  });
  return [names, new Map(names.map((name, index) => [name, nodes[index] as Node]))];
}

/** Type, title, languages, parties and library follow the answers; these are rebased beside the text, and the text is drafted anew from them. */
function mineIfChanged(base: unknown, mine: unknown, theirs: unknown): unknown {
  return JSON.stringify(mine) === JSON.stringify(base) ? theirs : mine;
}
