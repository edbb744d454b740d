import { checkFact, checkNamedParties, isRecord, pathTrouble, type Checking } from '#agreement/facts/check';
import { problemLimit, type InputProblem } from '#agreement/facts/problem';
import type { Answer, Answers } from '#agreement/facts/schema/answers-file';
import { canonicalPath, factRows, factTree, resolvePath, type FactNode, type ResolvedPath, type Step } from '#agreement/facts/table';

/** The answers after a change, sharing all that did not change; or why the change was not made. */
export type SetResult = { ok: true; answers: Answers } | { ok: false; problems: InputProblem[] };

type Entry = Readonly<Record<string, unknown>>;

const refused = (path: string, what: string, expected = ''): SetResult => ({ ok: false, problems: [{ path, what, expected, example: '' }] });

/**
 * Sets the agreed value at a path, or removes it with `undefined`; open answers at that path are settled by it.
 * A path into an item that does not exist yet adds the item at the end of its list; `parties.beta` with fields adds a party.
 * Removing the last field of a group removes the group; an item goes with what is kept under its id elsewhere.
 * The answers handed in are not changed.
 */
export function setAnswer(answers: Answers, path: string, value: unknown): SetResult {
  const target = targetOf(answers, path, value);
  if ('ok' in target) return target;
  const steps = listSteps(target);
  const tidied = value === undefined ? undefined : withId(normalise(value), steps);
  if (tidied !== undefined) {
    const problems = problemsWith(answers, target, steps, tidied);
    if (problems.length > 0) return { ok: false, problems };
  }
  let changed = replace(answers, steps, tidied);
  if (tidied === undefined) changed = withoutSiblings(changed, target);
  if (target.path === 'parties' || (tidied === undefined && /^parties\.[^.]+$/.test(target.path))) {
    const dangling = stillNamed(changed);
    if (dangling.length > 0) return { ok: false, problems: dangling };
  }
  const open = changed.answers.filter((answer) => canonicalPath(answer.path) !== target.path);
  return { ok: true, answers: open.length === changed.answers.length ? changed : { ...changed, answers: open } };
}

/** Records that a fact is not known yet: the plain value goes, and the fact stands among the open answers once. */
export function setUnknown(answers: Answers, path: string, said: Pick<Answer, 'by' | 'onBehalfOf' | 'at'> = {}): SetResult {
  const cleared = setAnswer(answers, path, undefined);
  if (!cleared.ok) return cleared;
  const entry: Answer = { path: canonicalPath(path), ...said, status: 'unknown' };
  return { ok: true, answers: { ...cleared.answers, answers: [...cleared.answers.answers, entry] } };
}

function targetOf(answers: Answers, path: string, value: unknown): ResolvedPath | Extract<SetResult, { ok: false }> {
  const ids = new Set(answers.parties.map((party) => party.id));
  const adds = /^parties\.([a-z0-9-]{1,30})$/.exec(path)?.[1];
  if (adds !== undefined && value !== undefined) ids.add(adds);
  const trouble = pathTrouble(path, ids);
  const target = resolvePath(path);
  if (trouble !== undefined || target === undefined) return refused(path, trouble ?? 'There is no such fact.', 'the path of a fact') as Extract<SetResult, { ok: false }>;
  if (target.steps.at(-1) !== undefined && 'field' in (target.steps.at(-1) as Step) && path.endsWith('.id')) return refused(path, 'An id never changes, because paths use it.') as Extract<SetResult, { ok: false }>;
  return target;
}

/** A list set at a group with a main list goes into that list: `money.budget` is `money.budget.lines`. */
function listSteps(target: ResolvedPath): readonly Step[] {
  const { main } = target.node.row;
  return main === undefined ? target.steps : [...target.steps, { field: main }];
}

function nodeOf(target: ResolvedPath): FactNode {
  const { main } = target.node.row;
  return main === undefined ? target.node : (target.node.children.get(main) as FactNode);
}

/** Fields of an item need not repeat the id that the path already names. */
function withId(value: unknown, steps: readonly Step[]): unknown {
  const last = steps.at(-1);
  return last !== undefined && 'item' in last && isRecord(value) && value.id === undefined ? { id: last.item, ...value } : value;
}

function normalise(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return value.map(normalise);
  return isRecord(value) ? Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === undefined || key === '__proto__' ? [] : [[key, normalise(inner)]]))) : value;
}

function problemsWith(answers: Answers, target: ResolvedPath, steps: readonly Step[], value: unknown): InputProblem[] {
  const problems: InputProblem[] = [];
  const checking: Checking = { named: [], report: (problem) => void (problems.length < problemLimit && problems.push(problem)) };
  checkFact(nodeOf(target), value, { path: target.path, keys: [] }, checking);
  const last = steps.at(-1);
  if (last !== undefined && 'item' in last && isRecord(value) && value.id !== last.item) problems.push({ path: target.path, what: 'The id of the item differs from the id in its path.', expected: last.item, example: '' });
  const parties = target.path === 'parties' && Array.isArray(value) ? (value as Entry[]).map((party) => party.id as string) : answers.parties.map((party) => party.id);
  const added = /^parties\.([a-z0-9-]+)$/.exec(target.path)?.[1];
  checkNamedParties(new Set(added === undefined ? parties : [...parties, added]), checking);
  return problems;
}

/** What is kept under the id of an item that is gone goes with it: the responsibilities and the standard of a work item. */
function withoutSiblings(answers: Answers, target: ResolvedPath): Answers {
  const last = target.steps.at(-1);
  if (last === undefined || !('item' in last)) return answers;
  const list = target.path.slice(0, target.path.lastIndexOf('.'));
  const maps = factRows().filter((row) => row.kind === 'map' && row.refers === list);
  return maps.reduce((rest, row) => replace(rest, (resolvePath(`${row.path}.${last.item}`) as ResolvedPath).steps, undefined), answers);
}

/** Everything that names a party which is gone. */
function stillNamed(answers: Answers): InputProblem[] {
  const problems: InputProblem[] = [];
  const checking: Checking = { named: [], report: (problem) => void (problems.length < problemLimit && problems.push(problem)) };
  const tree = factTree();
  checkFact(tree.children.get('parties') as FactNode, answers.parties, { path: 'parties', keys: [] }, checking);
  for (const [group, facts] of Object.entries(answers.facts)) if (facts !== undefined) checkFact(tree.children.get(group) as FactNode, facts, { path: group, keys: [] }, checking);
  checkNamedParties(new Set(answers.parties.map((party) => party.id)), checking);
  return problems.map((problem) => ({ ...problem, what: `${problem.what} Name another party there first.` }));
}

/** The answers with another value at the end of the steps; facts and parties stay in them even when they are empty. */
function replace(answers: Answers, steps: readonly Step[], value: unknown): Answers {
  const changed = place(answers, steps, value) as Answers & { facts?: Answers['facts']; parties?: Answers['parties'] };
  return changed.facts === undefined || changed.parties === undefined ? { ...changed, facts: changed.facts ?? {}, parties: changed.parties ?? [] } : changed;
}

/** Puts a value at the end of the steps; only what lies on the way is copied, and a group that becomes empty goes. */
function place(start: unknown, steps: readonly Step[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if ('item' in step) return placeItem((start ?? []) as readonly Entry[], step.item, rest, value);
  const key = 'field' in step ? step.field : step.entry;
  const record = (start ?? {}) as Entry;
  const before = Object.hasOwn(record, key) ? record[key] : undefined;
  const after = place(before, rest, value);
  if (after === before) return start;
  if (after !== undefined && !(rest.length > 0 && isEmpty(after))) return { ...record, [key]: after };
  const { [key]: gone, ...others } = record;
  void gone;
  return others;
}

function isEmpty(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}

/** An emptied list goes too: only an empty list that somebody gives on purpose means "none". */
function placeItem(list: readonly Entry[], id: string, rest: readonly Step[], value: unknown): readonly Entry[] | undefined {
  const index = list.findIndex((item) => item.id === id);
  const before = index < 0 ? undefined : list[index];
  if (before === undefined && value === undefined) return list;
  const after = place(before ?? { id }, rest, value) as Entry | undefined;
  if (after === before) return list;
  if (after === undefined) return list.length === 1 ? undefined : list.filter((item) => item.id !== id);
  return before === undefined ? [...list, after] : list.map((item) => (item === before ? after : item));
}
