import type { Answers } from '#agreement/facts/answers';
import { statusAt, valueAt } from '#agreement/facts/read';
import { factAt, resolvePath } from '#agreement/facts/table';
import { signsPath } from '#stages/traps';
import { suggestionFor } from '#stages/ask/suggestions';

/** A page of the short way to a first complete draft. */
export interface FirstPage {
  id: string;
  title: string;
  /** One sentence: what the page is about. */
  intro: string;
  /** Facts that are asked here whatever the text says; `party.x` is asked of each party. */
  asks: readonly string[];
  /** Where a blank of the text belongs: it is asked on the first page that names the fact or something around it. */
  takes: readonly string[];
}

/** What a first draft asks of people, a few pages in the order of the deal; all else that the text needs has a usual answer to choose. */
export const firstPages: readonly FirstPage[] = [
  { id: 'parties', title: 'Who takes part', intro: 'The names and seats that the text is about.', asks: ['parties', 'party.kind', 'party.legalForm', 'party.seat'], takes: [] },
  { id: 'aim', title: 'What it is for', intro: 'The goals and the limits of the cooperation.', asks: ['agreement.title', 'goal.statement', 'scope.out'], takes: ['agreement.title', 'goal', 'scope'] },
  { id: 'work', title: 'Who does what', intro: 'Three to seven pieces of work are enough; what is handed over can follow later.', asks: ['work.items', 'scope.in'], takes: ['work', 'party.dealRole', 'gov'] },
  { id: 'money', title: 'What each party brings, and the money', intro: 'Contributions, how money flows, and how far each party is liable.', asks: ['contribution.items', 'money.model'], takes: ['contribution', 'money', 'risk'] },
  { id: 'results', title: 'Results and data', intro: 'Who owns what is created, what was there before, and what the data is.', asks: ['ip.resultsOwnership.rule'], takes: ['ip', 'conf', 'data'] },
  { id: 'signs', title: 'What to look out for', intro: 'Facts only you know; each can bring sections with it.', asks: [signsPath, 'party.marketPosition.competesWith'], takes: ['compliance', 'party.marketPosition', 'restraint'] },
  { id: 'time-and-law', title: 'Dates and law', intro: 'Start, end, and the law that decides.', asks: ['term.core.effective', 'term.core.end', 'law.governing', 'dispute.final.kind'], takes: ['term', 'law', 'dispute', 'time', 'sign.method', 'notice', 'general', 'agreement'] },
];

/** A fact on a page: where its answer goes, whether it has one, and whether there is a usual answer for it. */
export interface FirstField {
  path: string;
  answered: boolean;
  usual: boolean;
}

/** A page with what it asks now. */
export interface FirstStep {
  page: FirstPage;
  fields: FirstField[];
  /** How many of its facts have no answer and no usual answer that could be chosen. */
  open: number;
}

/** The short way as it stands: the pages with their facts, the usual answers that still have to be chosen, and what each party adds before signing. */
export interface FirstDraft {
  steps: FirstStep[];
  /** Paths with a usual answer that the text needs and that nobody has given. */
  usual: string[];
  /** Paths of what parties add about themselves before signing; a draft is complete without them. */
  later: string[];
}

/** What a party says of itself that signing needs and a first draft does not. */
const beforeSigning = new Set(['registryIds', 'addresses', 'signatories', 'approvals', 'counsel', 'controlAndScreening', 'sizeClass']);

/**
 * The short way to a first complete draft. `blanks` are the facts for which the text drafted from these answers shows a blank;
 * the type, the answers so far and the words of the library decide them, and not a list of ours.
 */
export function firstDraft(answers: Answers, blanks: readonly string[]): FirstDraft {
  const needed = [...new Set(blanks.flatMap((path) => askedAt(path, answers)))];
  const later = needed.filter((path) => path.startsWith('parties.') && beforeSigning.has(path.split('.')[2] ?? ''));
  const open = needed.filter((path) => !later.includes(path));
  const core = new Set(firstPages.flatMap((page) => page.asks.flatMap((path) => eachParty(path, answers))));
  const usual = open.filter((path) => !core.has(path) && statusAt(answers, path) === 'not-asked' && suggestionFor(path, answers) !== undefined);
  const steps = firstPages.map((page): FirstStep => {
    const asked = page.asks.flatMap((path) => eachParty(path, answers));
    const taken = open.filter((path) => !core.has(path) && !usual.includes(path) && pageOf(path) === page);
    const fields = [...asked, ...taken].map((path) => ({ path, answered: isAnswered(path, answers, needed), usual: suggestionFor(path, answers) !== undefined }));
    return { page, fields, open: fields.filter((field) => !field.answered).length };
  });
  return { steps, usual, later };
}

function isAnswered(path: string, answers: Answers, needed: readonly string[]): boolean {
  if (path === 'parties') return answers.parties.length >= 2 && answers.parties.every((party) => party.legalName !== undefined && party.shortName !== undefined);
  if (statusAt(answers, path) === 'unknown') return true;
  // An entry with a blank in it still needs a look.
  return valueAt(answers, path) !== undefined && !needed.includes(path);
}

function eachParty(path: string, answers: Answers): string[] {
  return path.startsWith('party.') ? answers.parties.map((party) => `parties.${party.id}.${path.slice('party.'.length)}`) : [path];
}

/** The page that takes a fact; the last one takes what no other does. */
function pageOf(path: string): FirstPage {
  const general = path.replace(/^parties\.[^.]+\./, 'party.');
  return firstPages.find((page) => page.takes.some((prefix) => general === prefix || general.startsWith(`${prefix}.`))) ?? (firstPages.at(-1) as FirstPage);
}

/** Where a blank is answered: at the list or table that it stands in, at the group's list, or at the fact itself; for each party that has not answered. */
function askedAt(blank: string, answers: Answers): string[] {
  // Who coordinates or acts for the others follows from the roles.
  if (blank.startsWith('party.dealRole.') && factAt(blank)?.derived === true) return eachParty('party.dealRole.roles', answers);
  if (blank.startsWith('party.')) return eachParty(blank, answers).filter((path) => valueAt(answers, path) === undefined).flatMap((path) => askedAt(path, answers));
  const parts = blank.split('.');
  if (parts[0] === 'parties' && ['legalName', 'shortName'].includes(parts[2] ?? '')) return ['parties'];
  for (let length = parts[0] === 'parties' ? 3 : 2; length <= parts.length; length += 1) {
    const path = parts.slice(0, length).join('.');
    const row = factAt(path);
    if (row === undefined) return [];
    if (row.derived === true) return [];
    if (row.kind === 'list' || row.kind === 'map') return [path];
    // The list of a group is answered under its own name, so that its other fields are not asked with it.
    if (row.main !== undefined && (length === parts.length || resolvePath(blank)?.path.startsWith(`${path}.${row.main}.`) === true)) return [suggestionFor(path, answers) === undefined ? `${path}.${row.main}` : path];
    if (row.kind === 'value') return [path];
  }
  return [blank];
}
