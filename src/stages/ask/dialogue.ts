import { itemsAt, itemTitle, statusAt, valueAt } from '#agreement/facts/read';
import { setAnswer } from '#agreement/facts/set-answer';
import type { InputProblem } from '#agreement/facts/problem';
import type { Answers } from '#agreement/facts/schema/answers-file';
import { factAt, resolvePath, type FactNode, type FactRow } from '#agreement/facts/table';
import type { Library } from '#library/library';
import { firstDraft, firstPages } from '#stages/ask/first-draft';
import { interview, sectionTitles } from '#stages/ask/interview';
import { idFrom } from '#stages/ask/id-from';

/** One line to ask for: the value of a fact, or the first field of another entry of a list. */
export interface Prompt {
  /** Where the answer goes; for another entry, the path of the list. */
  path: string;
  kind: 'value' | 'another';
  /** The row whose form the line has. */
  row: FactRow;
  /** Path of the question that it belongs to, as a row of the facts table has it. */
  question: string;
  /** The section or page that it stands in. */
  part: string;
  /** What is asked, with the party or entry that it is about. */
  label: string;
}

/** What a conversation remembers beside the answers: what was passed over, and which lists may still grow. */
export interface Talk {
  /** Paths that stay open for now. */
  passed: ReadonlySet<string>;
  /** Lists to which something was added and that were not closed. */
  growing: ReadonlySet<string>;
}

/** A conversation that has just begun. */
export const newTalk: Talk = { passed: new Set(), growing: new Set() };

/**
 * All lines of the interview in order, answered or not. With `blanks` (the facts for which the drafted text shows a blank) only what a
 * first complete draft needs, in the order of its pages; usual answers are not among them.
 */
export function prompts(library: Library, answers: Answers, blanks?: readonly string[]): Prompt[] {
  if (blanks === undefined) {
    const rest = interview(library, answers).flatMap((section) => section.questions.flatMap(({ path }) => (path === 'agreement.type' ? [] : of(path, answers, sectionTitles[section.id]))));
    return [...linesAt('parties', 'parties', 'The parties', answers), ...rest.filter((one) => !/^parties\.[^.]+\.(?:shortName)$/.test(one.path))];
  }
  const printed = new Set(blanks);
  return firstDraft(answers, blanks).steps.flatMap(({ page, fields }) =>
    fields.flatMap(({ path }) => linesAt(path, questionAt(path), page.title, answers).filter((one) => one.kind === 'another' || one.path === path || isBlank(one.path, printed) || isCore(one.path))),
  );
}

/** True for what a first draft asks of every party and every entry, whatever the text prints. */
function isCore(path: string): boolean {
  return /^parties\.[^.]+\.legalName$/.test(path) || firstPages.some((page) => page.asks.includes(path.replace(/^parties\.[^.]+\./, 'party.')));
}

function isBlank(path: string, printed: ReadonlySet<string>): boolean {
  return printed.has(path) || printed.has(path.replace(/^parties\.[^.]+\./, 'party.'));
}

/** The first line that has no answer and was not passed over. */
export function nextPrompt(all: readonly Prompt[], answers: Answers, talk: Talk): Prompt | undefined {
  return all.find((prompt) => !talk.passed.has(keyOf(prompt)) && isOpen(prompt, answers, talk));
}

/** What tells a line from all others. */
export const keyOf = (prompt: Pick<Prompt, 'path' | 'kind'>): string => `${prompt.kind} ${prompt.path}`;

function isOpen(prompt: Prompt, answers: Answers, talk: Talk): boolean {
  if (isUnknown(prompt.path, answers)) return false;
  if (prompt.kind === 'value') return valueAt(answers, prompt.path) === undefined;
  const items = itemsAt(answers, prompt.path);
  if (prompt.path === 'parties') return (items?.length ?? 0) < 2 || talk.growing.has('parties');
  return items === undefined || talk.growing.has(prompt.path);
}

/** "I do not know" holds for a fact and for all in it. */
function isUnknown(path: string, answers: Answers): boolean {
  const parts = path.split('.');
  return parts.some((_, index) => index > 0 && statusAt(answers, parts.slice(0, index + 1).join('.')) === 'unknown');
}

/** The lines of a question; what each party says of itself is asked party by party. */
function of(path: string, answers: Answers, part: string): Prompt[] {
  if (!path.startsWith('party.')) return linesAt(path, path, part, answers);
  return answers.parties.flatMap((party) => linesAt(`parties.${party.id}.${path.slice('party.'.length)}`, path, part, answers));
}

function questionAt(path: string): string {
  const parts = path.split('.');
  return parts[0] === 'parties' ? (parts.length < 3 ? 'parties' : `party.${parts[2]}`) : parts.slice(0, 2).join('.');
}

/** The lines of a fact: itself, its fields, or its entries and one more. */
function linesAt(path: string, question: string, part: string, answers: Answers, about = ''): Prompt[] {
  const node = resolvePath(path)?.node;
  if (node === undefined) return [];
  const { row } = node;
  const party = /^parties\.([^.]+)\./.exec(path)?.[1];
  const whose = about !== '' || party === undefined ? about : nameOf(party, answers);
  const field = (key: string, at: string, who: string): Prompt[] => (key === 'id' || key === '*' ? [] : linesAt(`${at}.${key}`, question, part, answers, who));
  // Entries of another list can be named once there are some.
  if (row.kind === 'value' && row.refers !== undefined && row.refers !== 'parties' && (itemsAt(answers, row.refers) ?? []).length === 0) return [];
  if (row.kind === 'value') return [{ path, kind: 'value', row, question, part, label: whose === '' ? row.label : `${whose}, ${row.label}` }];
  if (row.kind === 'group') return [...node.children.keys()].flatMap((key) => field(key, path, whose));
  const entry = node.children.get('*') as FactNode;
  if (row.kind === 'map') {
    return (itemsAt(answers, row.refers ?? '') ?? []).flatMap((item) => [...entry.children.keys()].flatMap((key) => field(key, `${path}.${item.id}`, itemTitle(item) ?? item.id)));
  }
  const first = firstField(entry);
  const items = itemsAt(answers, path) ?? [];
  // What parties say of themselves has questions of its own.
  const fields = path === 'parties' ? ['legalName'] : [...entry.children.keys()];
  const entries = items.flatMap((item) => fields.flatMap((key) => field(key, `${path}.${item.id}`, path === 'parties' ? nameOf(item.id, answers) : `${row.label} “${itemTitle(item) ?? item.id}”`)));
  if (first === undefined) return entries;
  const count = items.length + 1;
  return [...entries, { path, kind: 'another', row: first.row, question, part, label: `${whose === '' ? '' : `${whose}, `}${row.label === 'parties' ? 'party' : row.label} ${count}: ${first.row.label}` }];
}

/** The field that is asked to begin an entry: of a party its short name, else the first that is a plain value. */
function firstField(entry: FactNode): FactNode | undefined {
  return entry.children.get('shortName') ?? [...entry.children].find(([key, child]) => key !== 'id' && child.row.kind === 'value')?.[1];
}

function nameOf(party: string, answers: Answers): string {
  const one = answers.parties.find((held) => held.id === party);
  return one?.shortName ?? one?.legalName ?? party;
}

/** The answers after a line, with what the conversation remembers now; or why the line does not fit. */
export type Step = { ok: true; answers: Answers; talk: Talk } | { ok: false; problems: InputProblem[] };

/** Puts a value where a line asks for it; a line for another entry begins one, under an id made from the value. */
export function answerPrompt(prompt: Prompt, value: unknown, answers: Answers, talk: Talk): Step {
  const without = (set: ReadonlySet<string>, key: string): ReadonlySet<string> => new Set([...set].filter((one) => one !== key));
  if (prompt.kind === 'value') {
    const set = setAnswer(answers, prompt.path, value);
    return set.ok ? { ok: true, answers: set.answers, talk: { ...talk, passed: without(talk.passed, keyOf(prompt)) } } : set;
  }
  if (Array.isArray(value) && value.length === 0 && (itemsAt(answers, prompt.path) ?? []).length === 0) {
    const set = setAnswer(answers, prompt.path, []);
    return set.ok ? { ok: true, answers: set.answers, talk: { ...talk, growing: without(talk.growing, prompt.path) } } : set;
  }
  const taken = (itemsAt(answers, prompt.path) ?? []).map((item) => item.id);
  const id = idFrom(typeof value === 'string' ? value.split(/\s+/).slice(0, 3).join(' ') : (factAt(prompt.path)?.label ?? 'entry'), taken);
  const field = prompt.row.path.slice(prompt.row.path.lastIndexOf('.') + 1);
  const set = prompt.path === 'parties' ? setAnswer(answers, `parties.${id}`, { [field]: value }) : setAnswer(answers, `${prompt.path}.${id}.${field}`, value);
  return set.ok ? { ok: true, answers: set.answers, talk: { passed: without(talk.passed, keyOf(prompt)), growing: new Set([...talk.growing, prompt.path]) } } : set;
}

/** Leaves a line open for now, and takes a list as finished. */
export function passPrompt(prompt: Prompt, talk: Talk): Talk {
  return { passed: new Set([...talk.passed, keyOf(prompt)]), growing: new Set([...talk.growing].filter((path) => path !== prompt.path)) };
}
