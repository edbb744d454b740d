import { checkFact, isRecord, type Checking } from '#agreement/facts/check';
import { valueAt } from '#agreement/facts/read';
import type { Answer, Answers } from '#agreement/facts/schema/answers-file';
import { canonicalPath, factTree, type FactNode } from '#agreement/facts/table';
import { mergeOrder } from '#stages/negotiate/order';

/** A party's unsent answers on top of a newer turn. */
export interface RebasedAnswers {
  answers: Answers;
  /** Paths at which the party's own answer stands, and not the one of the newer turn. */
  kept: string[];
  /** Paths that both answered anew, and not alike; the party's own answer stands. */
  both: string[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * What a party answered since `base`, in its own answers `mine`, carried over to `theirs`, the answers of the newest turn; fact by
 * fact, lists item by item. Mine stands wherever it changed. A party that the newer turn took out stays as long as an answer of
 * mine still names it.
 */
export function rebaseAnswers(base: Answers, mine: Answers, theirs: Answers): RebasedAnswers {
  const merging: Merging = { kept: [], both: [] };
  const tree = factTree();
  const child = (name: string): FactNode => tree.children.get(name) as FactNode;
  const type = mergeValue(base.type, mine.type, theirs.type, 'agreement.type', merging) as Answers['type'];
  const parties = (mergeFact(child('parties'), base.parties, mine.parties, theirs.parties, 'parties', merging) ?? []) as Answers['parties'];
  const facts: Record<string, unknown> = {};
  for (const name of namesOf(theirs.facts, mine.facts)) {
    const merged = mergeFact(child(name), (base.facts as Fields)[name], (mine.facts as Fields)[name], (theirs.facts as Fields)[name], name, merging);
    if (merged !== undefined) facts[name] = merged;
  }
  const plain: Answers = { ...theirs, parties, facts: facts as Answers['facts'], answers: [] };
  if (type === undefined) delete plain.type;
  else plain.type = type;
  const named = keepNamedParties(plain, [mine, theirs, base], merging);
  const answers = { ...named, answers: mergeOpen(base, mine, theirs, named, merging) };
  return { answers, kept: unique(merging.kept), both: unique(merging.both) };
}

interface Merging {
  kept: string[];
  both: string[];
}

const unique = (paths: readonly string[]): string[] => [...new Set(paths)];

function namesOf(...records: readonly (Fields | undefined)[]): string[] {
  return unique(records.flatMap((record) => Object.keys(record ?? {})));
}

/** Structural equality of plain data, where a field that is undefined counts as absent. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((value, index) => same(value, b[index]));
  if (!isRecord(a) || !isRecord(b)) return false;
  return namesOf(a, b).every((name) => same(a[name], b[name]));
}

/** One of three values: theirs where mine is as it was, else mine. */
function mergeValue(base: unknown, mine: unknown, theirs: unknown, path: string, merging: Merging): unknown {
  if (same(mine, base) || same(mine, theirs)) return theirs;
  merging.kept.push(path);
  if (!same(theirs, base)) merging.both.push(path);
  return mine;
}

function mergeFact(node: FactNode | undefined, base: unknown, mine: unknown, theirs: unknown, path: string, merging: Merging): unknown {
  if (same(mine, base) || same(mine, theirs)) return theirs;
  if (same(theirs, base)) {
    merging.kept.push(...changedPaths(node, base, mine, path));
    return mine;
  }
  const kind = node?.row.kind;
  if (kind === 'list') return mergeList(node as FactNode, base, mine, theirs, path, merging);
  if (kind !== 'group' && kind !== 'map') return mergeValue(base, mine, theirs, path, merging);
  const [b, m, t] = [base, mine, theirs].map((value) => (isRecord(value) ? value : {})) as [Fields, Fields, Fields];
  const merged: Record<string, unknown> = {};
  for (const name of namesOf(t, m)) {
    const below = kind === 'map' ? node?.children.get('*') : node?.children.get(name);
    const value = mergeFact(below, b[name], m[name], t[name], `${path}.${name}`, merging);
    if (value !== undefined) merged[name] = value;
  }
  // What each of them took out alone may leave nothing.
  return Object.keys(merged).length === 0 ? undefined : merged;
}

/** Paths of the single answers in which mine differs from the base; an item that came or went is one. */
function changedPaths(node: FactNode | undefined, base: unknown, mine: unknown, path: string): string[] {
  if (same(base, mine)) return [];
  const kind = node?.row.kind;
  if (kind === 'list' && Array.isArray(base) && Array.isArray(mine) && mine.length > 0) {
    const [b, m] = [itemsById(base), itemsById(mine)];
    const paths = unique([...m.keys(), ...b.keys()]).flatMap((id) => (m.has(id) && b.has(id) ? changedPaths(node?.children.get('*'), b.get(id), m.get(id), `${path}.${id}`) : [`${path}.${id}`]));
    return paths.length > 0 ? paths : [path];
  }
  if ((kind === 'group' || kind === 'map') && isRecord(base) && isRecord(mine)) {
    return namesOf(mine, base).flatMap((name) => changedPaths(kind === 'map' ? node?.children.get('*') : node?.children.get(name), base[name], mine[name], `${path}.${name}`));
  }
  return [path];
}

function itemsById(list: unknown): Map<string, Fields> {
  return new Map((Array.isArray(list) ? (list as Fields[]) : []).map((item) => [item.id as string, item]));
}

function mergeList(node: FactNode, base: unknown, mine: unknown, theirs: unknown, path: string, merging: Merging): unknown {
  const [b, m, t] = [itemsById(base), itemsById(mine), itemsById(theirs)];
  const merged: unknown[] = [];
  for (const id of mergeOrder([...b.keys()], [...m.keys()], [...t.keys()])) {
    const value = mergeItem(node.children.get('*'), b.get(id), m.get(id), t.get(id), `${path}.${id}`, merging);
    if (value !== undefined) merged.push(value);
  }
  if (merged.length > 0) return merged;
  // A list that somebody gave empty means "none"; one that became empty goes.
  const empty = (list: unknown): [] | undefined => (Array.isArray(list) && list.length === 0 ? [] : undefined);
  return mergeValue(empty(base), empty(mine), empty(theirs), path, merging);
}

/** An item is there or not as a whole; where it is there in both, field by field. */
function mergeItem(node: FactNode | undefined, base: Fields | undefined, mine: Fields | undefined, theirs: Fields | undefined, path: string, merging: Merging): unknown {
  if (mine === undefined || theirs === undefined) return mergeValue(base, mine, theirs, path, merging);
  return mergeFact(node, base, mine, theirs, path, merging);
}

/** A party that something names must be there: it comes back from where it still is. */
function keepNamedParties(answers: Answers, from: readonly Answers[], merging: Merging): Answers {
  const tree = factTree();
  let now = answers;
  for (;;) {
    const checking: Checking = { named: [], report: () => undefined };
    checkFact(tree.children.get('parties') as FactNode, now.parties, { path: 'parties', keys: [] }, checking);
    for (const [group, facts] of Object.entries(now.facts)) if (facts !== undefined) checkFact(tree.children.get(group) as FactNode, facts, { path: group, keys: [] }, checking);
    const here = new Set(now.parties.map((party) => party.id));
    const missing = unique(checking.named.map((one) => one.party)).filter((id) => !here.has(id));
    const found = missing.flatMap((id) => from.flatMap((one) => one.parties.filter((party) => party.id === id)).slice(0, 1));
    if (found.length === 0) return now;
    merging.both.push(...found.map((party) => `parties.${party.id}`));
    now = { ...now, parties: [...now.parties, ...found] };
  }
}

/** Answers that are not agreed, one by one: by path and by the party for which they were given. */
function mergeOpen(base: Answers, mine: Answers, theirs: Answers, plain: Answers, merging: Merging): Answer[] {
  const [b, m, t] = [base, mine, theirs].map((answers) => openOf(answers.answers)) as [Map<string, Answer>, Map<string, Answer>, Map<string, Answer>];
  const parties = new Set(plain.parties.map((party) => party.id));
  return mergeOrder([...b.keys()], [...m.keys()], [...t.keys()]).flatMap((key) => {
    const path = ((m.get(key) ?? t.get(key) ?? b.get(key)) as Answer).path;
    const answer = mergeValue(b.get(key), m.get(key), t.get(key), path, merging) as Answer | undefined;
    if (answer === undefined) return [];
    const of = /^parties\.([^.]+)/.exec(answer.path)?.[1];
    if ((of !== undefined && !parties.has(of)) || (answer.onBehalfOf !== undefined && !parties.has(answer.onBehalfOf))) return [];
    // What one of them did not know, the other one answered.
    return answer.status === 'unknown' && valueAt(plain, answer.path) !== undefined ? [] : [answer];
  });
}

function openOf(answers: readonly Answer[]): Map<string, Answer> {
  const counts = new Map<string, number>();
  return new Map(
    answers.map((answer) => {
      const name = `${canonicalPath(answer.path)} ${answer.onBehalfOf ?? ''}`;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return [`${name} ${count}`, answer];
    }),
  );
}
