import type { Answers } from '#agreement/facts/answers';
import { sections, type Section } from '#agreement/facts/define';
import { itemsAt, statusAt, valueAt } from '#agreement/facts/read';
import { factRows, type FactRow } from '#agreement/facts/table';
import { signsPath } from '#stages/traps';
import { isAllowed, type ClauseTemplate, type Library } from '#library/library';
import { requiredIn } from '#library/memorandum';

/** How far a question is: `unknown` is an answer too. */
export type Progress = 'open' | 'unknown' | 'done';

/** One question of the interview: a fact, or an inseparable group of facts, on a page of its own. */
export interface Question {
  /** `term.exits`, or for what each party says of itself `party.seat`. */
  path: string;
  row: FactRow;
  /** True if a clause that the type requires uses it. */
  needed: boolean;
  /** Clauses whose words the answer changes. */
  clauses: string[];
  progress: Progress;
}

/** A section of the interview. */
export interface InterviewSection {
  id: Section;
  title: string;
  questions: Question[];
  progress: 'not-started' | 'started' | 'done';
}

/** Titles of the sections as people read them. */
export const sectionTitles: Readonly<Record<Section, string>> = {
  parties: 'The parties', goals: 'Goals', scope: 'Scope', work: 'Work', contributions: 'Contributions', money: 'Money', governance: 'Governance', ip: 'Results and rights',
  confidentiality: 'Confidentiality', data: 'Data', risk: 'Liability', compliance: 'Compliance', term: 'Duration and exit', disputes: 'Disputes',
  'law-and-notices': 'Law and notices', signing: 'Signing', drafting: 'Drafting choices',
};

/** The path of the question that a fact belongs to: `work.items.wp1.end` is answered at `work.items`, `parties.alpha.seat` at `party.seat`. */
export function questionOf(path: string): string {
  const parts = path.split('.');
  if (parts[0] === 'parties') return parts.length < 3 ? 'parties' : `party.${parts[2]}`;
  return parts.slice(0, 2).join('.');
}

/** The questions of an agreement in the order in which they are asked: only what a clause of its type uses, scope before boilerplate. */
export function interview(library: Library, answers: Answers): InterviewSection[] {
  const type = answers.type;
  const uses = new Map<string, ClauseTemplate[]>();
  for (const clause of library.clauses) {
    if (type === undefined || !isAllowed(clause, type)) continue;
    for (const path of [...clause.paths, ...keptUnderItems(clause)]) {
      const question = questionOf(path.startsWith('party.') ? path.replace('party.', 'parties.x.') : path);
      const known = uses.get(question) ?? [];
      if (!known.includes(clause)) uses.set(question, [...known, clause]);
    }
  }
  const questions = new Map<Section, Question[]>();
  for (const row of questionRows()) {
    const asked = asQuestion(row, uses, type, answers);
    if (asked !== undefined) questions.set(row.section, [...(questions.get(row.section) ?? []), asked]);
  }
  return sections.flatMap((id) => {
    const list = questions.get(id);
    return list === undefined || id === 'drafting' ? [] : [{ id, title: sectionTitles[id], questions: list, progress: progressOf(list) }];
  });
}

const underItems = new WeakMap<ClauseTemplate, string[]>();

/** Facts that a clause reads as fields of items but that are asked elsewhere: `raci.a` of a work item is `work.raci`, `addresses` of a party `party.addresses`. */
function keptUnderItems(clause: ClauseTemplate): string[] {
  let paths = underItems.get(clause);
  if (paths === undefined) {
    const maps = factRows().filter((row) => row.kind === 'map');
    paths = clause.blocks.flatMap((block) => {
      const heads = new Set(itemFields(block.words).map((field) => field.split('.')[0]));
      if (block.repeat === 'parties') return [...heads].map((head) => `party.${head}`);
      return maps.filter((row) => row.refers === block.repeat && heads.has(row.path.split('.').at(-1))).map((row) => row.path);
    });
    underItems.set(clause, paths);
  }
  return paths;
}

/** The fields of items that words print. */
function itemFields(words: unknown): string[] {
  if (typeof words !== 'object' || words === null) return [];
  const { item } = words as { item?: unknown };
  return [...(typeof item === 'string' ? [item] : []), ...Object.values(words).flatMap(itemFields)];
}

function progressOf(questions: readonly Question[]): InterviewSection['progress'] {
  const answered = questions.filter((question) => question.progress !== 'open').length;
  return answered === 0 ? 'not-started' : questions.every((question) => question.progress !== 'open' || !question.needed) ? 'done' : 'started';
}

let rows: readonly FactRow[] | undefined;

/** Rows that carry a question of their own: the facts two levels deep, and what each party says of itself. */
function questionRows(): readonly FactRow[] {
  rows ??= factRows().filter((row) => row.question !== undefined && row.derived !== true);
  return rows;
}

/** Facts that every agreement needs whatever its clauses say. */
const always = new Set(['agreement.type', 'agreement.title', 'party.legalName', 'party.shortName', 'party.kind', 'party.legalForm', 'party.seat', 'party.registryIds', 'party.signatories', signsPath]);

/** Facts that no clause reads and that are asked all the same, because other things follow from them. */
const besides = new Set(['agreement.modules']);

function asQuestion(row: FactRow, uses: ReadonlyMap<string, ClauseTemplate[]>, type: string | undefined, answers: Answers): Question | undefined {
  const path = row.path.startsWith('parties.*.') ? row.path.replace('parties.*.', 'party.') : row.path;
  if (path.includes('*') || path === 'parties') return undefined;
  if (path.split('.').length !== 2) return undefined;
  const clauses = uses.get(path) ?? [];
  if (clauses.length === 0 && !always.has(path) && !besides.has(path)) return undefined;
  const facts = { value: (at: string) => valueAt(answers, at), items: (at: string) => itemsAt(answers, at) };
  const needed = always.has(path) || clauses.some((clause) => type !== undefined && clause.required.when === null && requiredIn(clause, [type], facts) !== undefined);
  return { path, row, needed, clauses: clauses.map((clause) => clause.id), progress: progress(path, answers) };
}

function progress(path: string, answers: Answers): Progress {
  if (path.startsWith('party.')) {
    const field = path.slice('party.'.length);
    const each = answers.parties.map((party) => one(`parties.${party.id}.${field}`, answers));
    if (each.length === 0 || each.includes('open')) return 'open';
    return each.includes('unknown') ? 'unknown' : 'done';
  }
  return one(path, answers);
}

function one(path: string, answers: Answers): Progress {
  if (valueAt(answers, path) !== undefined) return 'done';
  return statusAt(answers, path) === 'unknown' ? 'unknown' : 'open';
}
