import { isRecord } from '#agreement/facts/check';
import { valueAt } from '#agreement/facts/read';
import { setAnswer } from '#agreement/facts/set-answer';
import type { Answers } from '#agreement/facts/schema/answers-file';
import { canonicalPath, factAt, factTree, type FactNode } from '#agreement/facts/table';
import type { PersonRef } from '#agreement/record/person';
import type { Shared, Turn } from '#agreement/record/shared';
import { agreesNow, answersEntry } from '#stages/turns';
import { same } from '#stages/negotiate/rebase-answers';

/** How one party answers a joint question. */
export interface Side {
  party: string;
  value: unknown;
  /** In a turn that it sent, by agreeing to the answers of one, or said for this question alone. */
  said: 'sent' | 'agreed' | 'stated';
  /** The turn that it stands in, or that was newest when it was said. */
  turn: number;
  /** Null where agreeing to a turn was enough. */
  by: PersonRef | null;
  at: string | null;
}

/** A joint question that parties answer differently, or that they have settled and whose answer waits for the next turn. */
export interface FactDifference {
  /** Path of one fact, never of a whole list. */
  path: string;
  sides: Side[];
  /** Parties that have given no answer. */
  waits: string[];
  /** What stands on the table. */
  table: unknown;
  /** True once all that answered answer alike. */
  settled: boolean;
}

/** What one party says, all questions together. */
interface Position {
  party: string;
  answers: Answers;
  turn: Turn | undefined;
  agreed: boolean;
}

/**
 * The joint questions that parties answer differently. A party's answers are those of the turn that it last sent, or of the newest
 * turn where it agreed to the answers behind it; what it stated since for a question alone comes over them. What a party never
 * answered is no difference, and what each party says of itself is its own. `answersIn` gives the answers of a turn.
 */
export function differences(all: Shared, parties: readonly string[], answersIn: (turn: Turn) => Answers): FactDifference[] {
  const newest = all.turns.at(-1);
  if (newest === undefined) return [];
  const table = answersIn(newest);
  const shared = { ...all, stated: statedOn(table, all.stated) };
  const positions = parties.map((party) => positionOf(shared, party, answersIn, table));
  const paths = new Set(Object.keys(shared.stated).filter((path) => Object.keys(shared.stated[path] ?? {}).some((party) => counts(shared, party, path))));
  positions.forEach((one, index) => {
    for (const other of positions.slice(0, index)) for (const path of differingPaths(one.answers, other.answers)) paths.add(path);
  });
  return [...paths].flatMap((path) => {
    const sides = positions.flatMap((position) => sideOf(shared, position, path) ?? []);
    const [first] = sides;
    const settled = sides.every((side) => same(side.value, first?.value));
    const now = valueAt(table, path);
    if (first === undefined || (settled && (sides.length < 2 || same(first.value, now)))) return [];
    return [{ path, sides, waits: parties.filter((party) => !sides.some((side) => side.party === party)), table: now, settled }];
  });
}

/** True for a question that parties answer together and can settle by itself: one fact or a list, nothing that a party says of itself. */
export function isJoint(path: string): boolean {
  const row = factAt(path);
  const settles = row !== undefined && row.derived !== true && (row.kind === 'value' || row.kind === 'list' || row.main !== undefined);
  return settles && !path.includes('*') && !/^(?:party|parties|drafting)(?:\.|$)/.test(path) && path !== 'agreement.type';
}

/** What was said of questions that can be settled, where it fits into the answers on the table: a record from elsewhere may say anything. */
function statedOn(table: Answers, stated: Shared['stated']): Shared['stated'] {
  return Object.fromEntries(
    Object.entries(stated)
      .filter(([path]) => isJoint(path))
      .map(([path, sides]) => [path, Object.fromEntries(Object.entries(sides).filter(([, { value }]) => setAnswer(table, path, value).ok))]),
  );
}

/** What a party answers for itself and has told nobody, where the table has another answer: joint questions only. */
export function unsaid(own: Answers, table: Answers, said: readonly FactDifference[], party: string): string[] {
  return differingPaths(own, table).filter((path) => !said.some((one) => one.path === path && one.sides.some((side) => side.party === party && same(side.value, valueAt(own, path)))));
}

function positionOf(shared: Shared, party: string, answersIn: (turn: Turn) => Answers, table: Answers): Position {
  const newest = shared.turns.at(-1) as Turn;
  const agreed = newest.party !== party && agreesNow(shared, answersEntry, party);
  const turn = agreed ? newest : shared.turns.findLast((one) => one.party === party);
  let answers: Answers = agreed ? table : turn === undefined ? { ...table, facts: {}, answers: [] } : answersIn(turn);
  for (const [path, by] of Object.entries(shared.stated)) {
    const stated = by[party];
    if (stated === undefined || !counts(shared, party, path)) continue;
    const set = setAnswer(answers, path, stated.value);
    if (set.ok) answers = set.answers;
  }
  return { party, answers, turn, agreed };
}

/** Whether what a party stated still counts: until it sends a turn or agrees to the answers of one after it. */
function counts(shared: Shared, party: string, path: string): boolean {
  const stated = shared.stated[path]?.[party];
  if (stated === undefined) return false;
  const sent = shared.turns.findLast((one) => one.party === party)?.turn ?? 0;
  const agreedAt = agreesNow(shared, answersEntry, party) ? (shared.answers[answersEntry]?.[party]?.at ?? '') : '';
  return stated.turn >= sent && (agreedAt === '' || stated.at > agreedAt);
}

function sideOf(shared: Shared, { party, answers, turn, agreed }: Position, path: string): Side | undefined {
  const stated = shared.stated[path]?.[party];
  if (stated !== undefined && counts(shared, party, path)) return { party, value: stated.value, said: 'stated', turn: stated.turn, by: stated.by, at: stated.at };
  const value = valueAt(answers, path);
  if (value === undefined || turn === undefined) return undefined;
  return agreed ? { party, value, said: 'agreed', turn: turn.turn, by: null, at: null } : { party, value, said: 'sent', turn: turn.turn, by: turn.by, at: turn.at };
}

/** Paths of the single joint facts that both have answered, and not alike; lists are compared item by item. */
function differingPaths(one: Answers, other: Answers): string[] {
  const paths: string[] = [];
  for (const [name, node] of factTree().children) {
    if (name === 'parties' || name === 'drafting') continue;
    compare(node, (one.facts as Record<string, unknown>)[name], (other.facts as Record<string, unknown>)[name], name, paths);
  }
  return paths.map(canonicalPath);
}

function compare(node: FactNode | undefined, one: unknown, other: unknown, path: string, paths: string[]): void {
  if (one === other || one === undefined || other === undefined || node === undefined || same(one, other)) return;
  const { kind } = node.row;
  if (kind === 'list' && Array.isArray(one) && Array.isArray(other)) {
    // An empty list is the answer "none", which differs from any entry.
    if ((one.length === 0) !== (other.length === 0)) return void paths.push(path);
    for (const item of one as Record<string, unknown>[]) compare(node.children.get('*'), item, (other as Record<string, unknown>[]).find((held) => held['id'] === item['id']), `${path}.${String(item['id'])}`, paths);
    return;
  }
  if ((kind === 'group' || kind === 'map' || kind === 'list') && isRecord(one) && isRecord(other)) {
    for (const key of Object.keys(one)) compare(kind === 'map' ? node.children.get('*') : node.children.get(key), one[key], other[key], `${path}.${key}`, paths);
    return;
  }
  paths.push(path);
}
