import type { Node } from 'prosemirror-model';
import { printLeaflet, runsOf, type LeafletSection } from '#agreement/document/leaflet';
import { numberDocument, type Numbers } from '#agreement/document/number';
import { capital, printDocument, type Printed, type Run } from '#agreement/document/print';
import { agreementAttrs, clauseAttrs, clausesOf, schedulesOf, schema, wordingOf, type Document, type FactAttrs } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import { itemsAt, valueAt } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import type { Action, Obligation, ObligationTerm, Timing } from '#agreement/obligation';
import { anchorInWords } from '#agreement/act-words';
import { digestOf, type Digest } from '#agreement/record/canonical';
import { formatDate } from '#agreement/time/format-date';
import { blankInWords, countInWords, listInWords, partyName, periodInWords } from '#agreement/words/en';
import { peopleFrom } from '#agreement/words/people';
import { clauseTemplate, type Inline, type Library, type Summary } from '#library/library';
import { inlineNodes } from '#stages/draft/inline';
import { Reading } from '#stages/draft/reading';

/** The four questions that the page answers. */
export type PageKind = Summary['kind'];

/** Where the agreement says what a line of the page says. */
export interface PagePlace {
  clause: string;
  /** Id of the node to go to: the block, else the clause. */
  target: string;
  /** "7", "7.2", "B" for a schedule, '' for a part without number. */
  number: string;
  schedule: boolean;
  heading: string;
}

/** A line of the page: words with what is bound in them, and the place in the agreement. */
export interface PageLine {
  runs: Run[];
  place: PagePlace;
  /** True for what stands on the page itself; the rest follows behind it. */
  front: boolean;
}

/** Acts of one kind that the party owes, or that are owed to it by name: for each what it is about, and by when. */
export interface PageDuty extends PageLine {
  /** `about` is '' where the line says it all; `when` is empty where the duty has no time of its own. */
  turns: { about: string; when: Run[] }[];
}

/** What an agreement means for one party: plain data, the same for screens and files. */
export interface PartyPage {
  party: string;
  name: string;
  title: string;
  /** "research and development agreement, with Beta and Gamma". */
  about: string;
  parts: Record<PageKind, PageLine[]>;
  /** What the party must do, by date; then what has no date yet. */
  duties: PageDuty[];
  /** What named others must do for this party. */
  owed: PageDuty[];
  /** Sections that people wrote or rewrote: no summary of ours describes them. */
  unread: PagePlace[];
  /** Facts that are still open on this page. */
  open: string[];
  /** Changes with the words of the page, not with numbers of sections; a confirmation names it. */
  digest: Digest;
}

/** The headings of the page. */
export const pageHeadings: Readonly<Record<PageKind | 'duties' | 'owed' | 'unread', string>> = {
  give: 'What you give', duties: 'What you do, and by when', get: 'What you get', owed: 'What others do for you, and by when',
  wrong: 'If things go wrong', out: 'How you get out', unread: 'Read these yourself',
};

/** The last line of every page. */
export const pageNotice = 'This page explains; the agreement decides. It does not say what is good for you: ask your attorney.';

/** Said over sections that no summary describes. */
export const unreadNotice = 'People wrote or changed the words of these sections, so no summary describes them here:';

/** The order in which the parts are read. */
export const pageKinds = ['give', 'get', 'wrong', 'out'] as const satisfies readonly PageKind[];

/**
 * The page of one party: the summary lines of the clauses that stand in the text, filled from the same facts and said to "you", and
 * the duties of that party with their times. `obligations` are those that `track` lists for this text before anybody has signed.
 * A line that is tied to a block is there only if the block is printed; what is unknown shows as a blank. Throws a RangeError where
 * the agreement has no such party.
 */
export function partyPage(library: Library, document: Document, answers: Answers, party: string, obligations: readonly Obligation[]): PartyPage {
  const { parties, type } = agreementAttrs(document);
  if (!parties.some((one) => one.id === party)) throw new RangeError(`the agreement has no party ${party}`);
  const name = partyName(party, { parties });
  const others = parties.filter((one) => one.id !== party).map((one) => partyName(one.id, { parties }));
  const places = placesOf(document);
  const lines = summaryLines(library, document, answers, party, places);
  const terms = new Map(clausesOf(document).flatMap((clause) => clauseAttrs(clause).obligations.map((term) => [term.id, term] as const)));
  const saidIn = new Set(lines.filter((line) => line.kind === 'give').map((line) => line.place.clause));
  const first = firstTurns(obligations);
  const mineToDo = first.filter((one) => 'party' in one.debtor && one.debtor.party === party && isTold(one, terms.get(one.term), party, saidIn));
  const toDo = grouped(mineToDo, (one) => `You ${doing[one.action]} ${toReader(one.object)}`, places, room.duties);
  const doneForMe = first.filter((one) => namesCreditor(terms.get(one.term), party) && 'party' in one.debtor && one.debtor.party !== party);
  const toGet = grouped(doneForMe, (one) => `${'name' in one.debtor ? one.debtor.name : ''} must ${forYou[one.action]} ${one.object}`, places, room.owed);
  const unread = clausesOf(document).filter((clause) => clauseAttrs(clause).edited || clauseAttrs(clause).library === null).map((clause) => places.of(clause.attrs.id as string));
  const chosen = pageKinds.map((kind) => inFront(lines.filter((line) => line.kind === kind), room[kind]));
  const [duties = [], owed = [], ...told] = fitted([toDo, toGet, ...chosen]) as [PageDuty[], PageDuty[], ...PageLine[][]];
  const parts = Object.fromEntries(pageKinds.map((kind, index) => [kind, (told[index] ?? []).map(({ runs, place, front }) => ({ runs, place, front }))])) as PartyPage['parts'];
  const kind = type === null ? 'agreement' : (factAt('agreement.type')?.options?.[type] ?? 'agreement');
  const page = { party, name, title: `${name}: what this agreement means for you`, about: `${capital(kind)}, with ${listInWords(others, 'and')}`, parts, duties, owed, unread };
  const all = [...lines.map((line) => line.runs), ...[...duties, ...owed].flatMap((duty) => [duty.runs, ...duty.turns.map((turn) => turn.when)])].flat();
  return { ...page, open: [...new Set(all.flatMap((run) => (run.kind === 'blank' && run.target !== undefined ? [run.target] : [])))], digest: digestOfPage(page) };
}

/** What each act is called when it is said to whoever owes it. */
const doing: Readonly<Record<Action, string>> = {
  pay: 'pay', deliver: 'deliver', provide: 'provide', perform: 'carry out', report: 'report', notify: 'give notice of', decide: 'decide on', 'give-access': 'give access to',
  grant: 'grant', refrain: 'refrain from', cooperate: 'cooperate in', 'keep-records': 'keep records of', return: 'return',
};

/** The same when it is said to whom it is owed. */
const forYou: Readonly<Record<Action, string>> = {
  pay: 'pay you', deliver: 'deliver to you', provide: 'provide you with', perform: 'carry out for you', report: 'report to you', notify: 'give you notice of', decide: 'decide on',
  'give-access': 'give you access to', grant: 'grant you', refrain: 'refrain from', cooperate: 'cooperate with you in', 'keep-records': 'keep records of', return: 'return to you',
};

interface Places {
  of: (clause: string, block?: string | null) => PagePlace;
  /** True if the block is printed in this clause or as a schedule of it. */
  has: (clause: string, block: string) => boolean;
}

function placesOf(document: Document): Places {
  const numbers = numberDocument(document);
  const headings = new Map(printDocument(document).sections.map((section) => [section.id, section.heading.text]));
  const ids = new Map<string, string[]>();
  for (const clause of clausesOf(document)) ids.set(clause.attrs.id as string, idsBelow(clause));
  const schedules = new Set(schedulesOf(document).map((schedule) => schedule.attrs.id as string));
  const nodeOf = (clause: string, block: string): string | undefined => {
    if (schedules.has(block)) return block;
    const full = `${clause}.${block}`;
    return ids.get(clause)?.find((id) => id === full || id.startsWith(`${full}.`));
  };
  return {
    has: (clause, block) => nodeOf(clause, block) !== undefined,
    of: (clause, block = null) => {
      const target = (block === null ? undefined : nodeOf(clause, block)) ?? clause;
      const schedule = schedules.has(target);
      const section = numbers.get(clause)?.full ?? '';
      // An item of a list stands for all of them, and a part without number has none for its items either.
      const number = schedule ? (numbers.get(target)?.full ?? '') : section === '' ? '' : (numbers.get(target)?.full ?? section).replace(/\([^)]*\)$/, '');
      return { clause, target, number, schedule, heading: headings.get(schedule ? target : clause) ?? '' };
    },
  };
}

function idsBelow(clause: Node): string[] {
  const ids: string[] = [];
  wordingOf(clause).descendants((node) => void (typeof node.attrs.id === 'string' && node.attrs.id !== '' && !node.isInline && ids.push(node.attrs.id)));
  return ids;
}

/**
 * Clauses whose choices belong on the page even where their line holds no figure or name: who owns and may use what comes out, who
 * pays for harm, what one may not do, how it ends and where it is fought out.
 */
const decisive = new Set([
  'results-ownership', 'background-ip', 'project-access-rights', 'exploitation-licence', 'liability-cap', 'several-liability', 'indemnities', 'exclusivity', 'restraints', 'revenue-share',
  'termination-convenience', 'withdrawal-exclusion', 'exit-plan', 'arbitration', 'courts', 'funder-flow-down',
]);

/** How many lines of each part fit on one page of paper. */
const room: Readonly<Record<PageKind | 'duties' | 'owed', number>> = { give: 12, get: 10, wrong: 10, out: 6, duties: 9, owed: 4 };

/** Keeps the weightiest lines in front, as many as there is room for, in the order of the text. */
function inFront<T extends { front: boolean; weight: number }>(lines: readonly T[], most: number): T[] {
  const chosen = new Set(lines.filter((line) => line.front).sort((a, b) => b.weight - a.weight).slice(0, most));
  return lines.map((line) => ({ ...line, front: chosen.has(line) }));
}

/** A sheet of A4 holds so many lines of half its width, a heading counting for two; and so many letters fit on such a line. */
const sheet = { lines: 124, letters: 46 } as const;

type Weighted = (PageLine | PageDuty) & { weight: number };

function linesOf(line: PageLine | PageDuty): number {
  return Math.ceil(('turns' in line ? dutyRuns(line) : withPlace(line)).reduce((sum, run) => sum + run.text.length, 0) / sheet.letters);
}

/** Puts the lightest lines behind the page, from the longest part first, until the rest fits on one sheet. */
function fitted(lists: readonly (readonly Weighted[])[]): (PageLine | PageDuty)[][] {
  const left = lists.map((list) => list.filter((line) => line.front));
  const height = (): number => left.reduce((sum, list) => sum + (list.length === 0 ? 0 : 2) + list.reduce((inner, line) => inner + linesOf(line), 0), 0);
  while (height() > sheet.lines) {
    const least = Math.min(...left.flat().map((line) => line.weight));
    const longest = left.filter((list) => list.some((line) => line.weight === least)).sort((a, b) => b.length - a.length)[0] as Weighted[];
    longest.splice(longest.findLastIndex((line) => line.weight === least), 1);
  }
  const front = new Set(left.flat());
  return lists.map((list) => list.map(({ weight: _weight, ...line }, index) => ({ ...line, front: front.has(list[index] as Weighted) })));
}

interface SummaryLine extends PageLine {
  kind: PageKind;
  /** 0 for what every agreement says alike; more for figures and names, for what decides most, for blanks and one-sided wordings. */
  weight: number;
}

/** The summary lines that hold for this text, in its order, printed for the reading party. */
function summaryLines(library: Library, document: Document, answers: Answers, party: string, places: Places): SummaryLine[] {
  const { parties } = agreementAttrs(document);
  // The page itself speaks English, whatever the languages of the agreement.
  const lang = 'en';
  const numbers = numberDocument(document);
  const positions = new Map(clausesOf(document).map((clause) => [clause.attrs.id as string, clauseAttrs(clause).position]));
  const told = clausesOf(document).flatMap((clause) => {
    const { library: from, edited } = clauseAttrs(clause);
    const template = from === null || edited ? undefined : clauseTemplate(library, from);
    return (template?.summaries ?? []).filter((summary) => summary.lang === lang && (summary.block === null || places.has(from as string, summary.block))).map((summary) => ({ summary, clause: from as string }));
  });
  const reading = new Reading(answers);
  const lines = told.map(({ summary, clause }) => {
    const nodes = summary.inline.flatMap((piece) => inlineNodes([mine(piece, party, answers, numbers)], { reading, clause, lang, item: null, cell: true }));
    return { clause, block: summary.block, ...toYou(summary.kind, nodes, party) };
  });
  if (lines.length === 0) return [];
  const paragraphs = lines.map((line, index) => schema.nodes.paragraph!.create({ id: `line.${index}`, numbered: false }, line.nodes));
  const clause = schema.nodes.clause!.create({ id: 'page', part: 'front' }, schema.nodes.wording!.create({ lang }, [schema.nodes.heading!.create(), ...paragraphs]));
  const printed = printDocument(schema.nodes.agreement!.create({ parties, languages: [lang] }, clause), { people: peopleFrom(answers) });
  return (printed.sections[0]?.blocks ?? []).flatMap((block, index) => {
    const line = lines[index];
    if (block.kind === 'table' || line === undefined) return [];
    const runs = line.quoted ? runsOf(`${listInWords(parties.filter((one) => one.id !== party).map((one) => partyName(one.id, { parties })), 'and')} ${parties.length === 2 ? 'reads' : 'read'} here: “`, block.runs, '”') : block.runs;
    const position = positions.get(line.clause) ?? null;
    const chosen = position === 'contributor' || position === 'recipient';
    const weight = runs.some((run) => run.kind === 'blank') || (chosen && line.block !== null) ? 3 : decisive.has(line.clause) && (line.block !== null || runs.some((run) => run.kind === 'fact')) ? 2 : runs.some((run) => run.kind === 'fact') || chosen ? 1 : 0;
    return [{ kind: line.kind, runs: capitalised(runs), place: places.of(line.clause, line.block), front: weight > 0, weight }];
  });
}

/** A piece that picks what concerns the reader becomes that reader's own fact; a reference becomes its number. */
function mine(piece: Inline, party: string, answers: Answers, numbers: Numbers): Inline {
  if ('ref' in piece) return { text: numbers.get(piece.ref)?.full ?? '' };
  if (!('slot' in piece) || piece.format !== 'mine') return piece;
  const own = piece.path.startsWith('party.') ? `parties.${party}.${piece.path.slice('party.'.length)}` : ownEntry(piece.path, party, answers);
  return { ...piece, path: own, format: null };
}

/** What stands for the party in a map or a list: its entry, or of a list that names parties the field that holds the value. */
function ownEntry(path: string, party: string, answers: Answers): string {
  if (factAt(path)?.kind !== 'list' && itemsAt(answers, path) === undefined) return valueAt(answers, `${path}.${party}`) === undefined && factAt(`${path}.${party}`) === undefined ? path : `${path}.${party}`;
  const item = itemsAt(answers, path)?.find((one) => one.value.party === party);
  if (item === undefined) return path;
  const field = ['percent', 'amount', 'value', 'description', 'text', 'title', 'name'].find((key) => item.value[key] !== undefined);
  return field === undefined ? item.path : `${item.path}.${field}`;
}

/** Formats that print the name of one party. */
const naming = new Set(['party', 'party-full', 'possessive', 'actor']);

/**
 * A summary speaks to whoever reads it. Where it names the reader by a fact it says "(you)". A line that names the reader and speaks to
 * "you" as somebody else is what the others read, and stands here as their line. A line that opens with what the reader alone may do is
 * something that the reader gets.
 */
function toYou(kind: PageKind, nodes: readonly Node[], party: string): { kind: PageKind; nodes: Node[]; quoted: boolean } {
  const isReader = (node: Node): boolean => node.type.name === 'fact' && naming.has((node.attrs as FactAttrs).format) && nameOf((node.attrs as FactAttrs).value) === party;
  if (!nodes.some(isReader)) return { kind, nodes: [...nodes], quoted: false };
  const quoted = nodes.some((node) => node.isText && /\b[Yy]ou(r|rs)?\b/.test(node.text as string));
  const opens = isReader(nodes[0] as Node) && /^ (alone|may)\b/.test(nodes[1]?.text ?? '');
  const marked = quoted ? [...nodes] : nodes.flatMap((node) => (isReader(node) ? [node, schema.text((node.attrs as FactAttrs).format === 'possessive' ? ' (your)' : ' (you)')] : [node]));
  return { kind: (opens || quoted) && kind !== 'out' ? 'get' : kind, nodes: joined(marked), quoted };
}

/** The party that a bound value names; an office of a party ("Alpha's director") is not the party. */
function nameOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { party, role } = value as { party?: string; role?: string };
  return role === undefined ? party : undefined;
}

function joined(nodes: readonly Node[]): Node[] {
  return nodes.reduce<Node[]>((list, node) => {
    const last = list.at(-1);
    if (last?.isText === true && node.isText && last.sameMarkup(node)) return [...list.slice(0, -1), schema.text((last.text as string) + (node.text as string), node.marks)];
    return [...list, node];
  }, []);
}

function capitalised(runs: readonly Run[]): Run[] {
  const [first, ...rest] = runs;
  return first === undefined || first.kind === 'blank' || first.kind === 'fact' ? [...runs] : [{ ...first, text: capital(first.text) }, ...rest];
}

/** Of a duty that comes back the first turn stands for all. */
function firstTurns(obligations: readonly Obligation[]): Obligation[] {
  const seen = new Set<string>();
  return obligations.filter((one) => {
    const key = `${one.term} ${JSON.stringify(one.debtor)}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Of the duties those that name the party, have a day or come back; the rest is what its clause says in a summary. */
function isTold(one: Obligation, term: ObligationTerm | undefined, party: string, saidIn: ReadonlySet<string>): boolean {
  return namesDebtor(term, party) || hasDay(one) || one.recurs !== undefined || !saidIn.has(one.clause.id);
}

function namesDebtor(term: ObligationTerm | undefined, party: string): boolean {
  return term?.debtor.kind === 'parties' && term.debtor.ids.includes(party);
}

function namesCreditor(term: ObligationTerm | undefined, party: string): boolean {
  return term?.creditor.kind === 'parties' && term.creditor.ids.includes(party);
}

function hasDay({ due }: Obligation): boolean {
  return due?.worked?.due.date !== undefined && due.worked.due.date !== null;
}

/** Acts that prepare or tell of others: they stand behind the page. */
const besides: ReadonlySet<Action> = new Set(['report', 'notify', 'keep-records', 'cooperate']);

function isWeighty(one: Obligation): boolean {
  return one.action === 'pay' ? one.due !== undefined : hasDay(one) && one.recurs === undefined && !besides.has(one.action);
}

/** An object of a duty says "its" of whoever owes it; after the colon stand words of the parties, which stay as they are. */
function toReader(object: string): string {
  const colon = object.indexOf(':');
  const ours = colon < 0 ? object : object.slice(0, colon);
  return ours.replace(/\bits\b/g, 'your') + object.slice(ours.length);
}

/** Duties of one kind become one line: what they are, then each with its time. */
function grouped(obligations: readonly Obligation[], say: (one: Obligation) => string, places: Places, most: number): (PageDuty & { weight: number })[] {
  const groups = new Map<string, { one: Obligation; what: string; turns: PageDuty['turns']; front: boolean }>();
  for (const one of obligations) {
    const said = say(one);
    const colon = one.item === undefined ? -1 : said.indexOf(': ');
    const what = colon < 0 ? said : said.slice(0, colon);
    const key = `${one.block} ${what}`;
    const group = groups.get(key) ?? { one, what, turns: [], front: false };
    groups.set(key, { ...group, turns: [...group.turns, { about: colon < 0 ? '' : said.slice(colon + 2), when: whenOf(one) }], front: group.front || isWeighty(one) });
  }
  const lines = [...groups.values()].map(({ one, what, turns, front }) => ({ runs: runsOf(what), turns, front, weight: one.action === 'pay' ? 2 : 1, place: places.of(one.clause.id, one.block.split('.')[1] ?? null) }));
  return inFront(lines, most);
}

/** The last day, in short: a day, a period that runs from an event, or a blank. */
function whenOf({ due, until, recurs, trigger }: Obligation): Run[] {
  if (due !== undefined) {
    const words = timeOf(due);
    return recurs === undefined ? words : runsOf(`${recurs}${due.worked === undefined ? ', ' : ', first '}`, words);
  }
  if (trigger !== undefined) return runsOf(`after this event: ${trigger}`);
  const last = until?.worked?.due.date;
  return runsOf(recurs ?? (last === undefined || last === null ? '' : `up to and including ${formatDate(last, 'en')}`));
}

function timeOf({ worked, waitsFor, runs }: Timing): Run[] {
  const date = worked?.due.date;
  if (date !== undefined && date !== null) return [{ kind: 'fact', text: formatDate(date, 'en'), from: 0, at: 0 }];
  if (waitsFor === undefined) return [];
  const event = waitsFor.code === 'event' ? waitsFor.event : waitsFor.code === 'anchor' ? anchorInWords(waitsFor.anchor) : undefined;
  if (event !== undefined) return runsOf(runs === undefined ? `after this event: ${event}` : runs.direction === 'after' ? `within ${periodInWords(runs.period)} after ${event}` : `at least ${periodInWords(runs.period)} before ${event}`);
  if (waitsFor.code === 'not-a-date') return runsOf(`“${waitsFor.text}”, which is no date`);
  if (waitsFor.code !== 'open') return [];
  const blank: Run = { kind: 'blank', text: blankInWords(waitsFor.path), target: waitsFor.path, from: 0, at: 0 };
  return runsOf([blank], waitsFor.runs === undefined ? '' : ` ${waitsFor.runs.direction} ${waitsFor.runs.event}`);
}

function digestOfPage(page: Omit<PartyPage, 'digest' | 'open'>): Digest {
  const words = (runs: readonly Run[]): string => runs.map((run) => run.text).join('');
  const duties = (list: readonly PageDuty[]) => list.map((duty) => [words(duty.runs), duty.turns.map((turn) => [turn.about, words(turn.when)]), duty.place.clause]);
  return digestOf({
    party: page.party,
    about: page.about,
    parts: Object.fromEntries(pageKinds.map((kind) => [kind, page.parts[kind].map((line) => [words(line.runs), line.place.clause])])),
    duties: duties(page.duties),
    owed: duties(page.owed),
    unread: page.unread.map((place) => place.clause),
  });
}

/** A place of the agreement in words: "section 7.2", "Schedule B", or the heading of a part without number. */
export function placeInWords({ number, schedule, heading }: PagePlace): string {
  return schedule ? `Schedule ${number}` : number === '' ? `“${heading}”` : `section ${number}`;
}

/** "2 points are open" or nothing. */
export function openInWords(count: number): string {
  return count === 0 ? '' : `${count} ${count === 1 ? 'point is' : 'points are'} open`;
}

/** The place in brackets; its words stay on one line, and lead into the agreement where `file` names its web page. */
function bracketed(place: PagePlace, file: string | undefined): Run[] {
  const text = place.number === '' ? placeInWords(place) : placeInWords(place).replace(' ', '\u00A0');
  return runsOf(' (', [{ kind: 'words', text, from: 0, at: 0, ...(file !== undefined && { href: `${file}#${encodeURIComponent(place.target)}` }) }], ')');
}

/** A sentence with the place behind it, before its full stop. */
function withPlace({ runs, place }: PageLine, file?: string): Run[] {
  const last = runs.at(-1);
  const ends = last?.kind === 'words' && last.text.endsWith('.');
  const open = ends ? [...runs.slice(0, -1), { ...last, text: last.text.slice(0, -1) }] : runs;
  return runsOf(open, bracketed(place, file), ends ? '.' : '');
}

/** A duty in one line: what it is, each act with its last day, and where the agreement says so. */
export function dutyRuns({ runs, turns, place }: PageDuty, file?: string): Run[] {
  const acts = turns.map((turn, index) => runsOf(index === 0 ? '' : '; ', turn.about, turn.about === '' || turn.when.length === 0 ? '' : ', ', turn.when));
  const said = turns.some((turn) => turn.about !== '' || turn.when.length > 0);
  return runsOf(runs, said ? ': ' : '', ...acts, bracketed(place, file), '.');
}

/** How many lines stand behind the page. */
export function behindPage(page: PartyPage): number {
  return [...pageKinds.flatMap((kind) => page.parts[kind]), ...page.duties, ...page.owed].filter((line) => !line.front).length;
}

/** The page in the form that every format takes; `whole` puts the lines of lesser weight behind it, `file` is the web page of the agreement beside it. */
export function printPartyPage(page: PartyPage, { whole = false, file }: { whole?: boolean | undefined; file?: string } = {}): Printed {
  const told = (front: boolean): LeafletSection[] => {
    const section = (id: keyof typeof pageHeadings, lines: Run[][]): LeafletSection[] =>
      lines.length === 0 ? [] : [{ id: `${front ? 'page' : 'more'}-${id}`, heading: `${pageHeadings[id]}${front ? '' : ': more'}`, blocks: lines.map((line) => ({ line })) }];
    const part = (kind: PageKind): LeafletSection[] => section(kind, page.parts[kind].filter((line) => line.front === front).map((line) => withPlace(line, file)));
    const duties = (id: 'duties' | 'owed'): LeafletSection[] => section(id, page[id].filter((duty) => duty.front === front).map((duty) => dutyRuns(duty, file)));
    return [...part('give'), ...duties('duties'), ...part('get'), ...duties('owed'), ...part('wrong'), ...part('out')];
  };
  const unread = page.unread.map((place) => ({ line: `${capital(placeInWords(place))}${place.number === '' ? '' : `, ${place.heading}`}` }));
  const behind = behindPage(page);
  const left = behind === 0 || whole ? [] : [{ text: `${countInWords(behind)[0]!.toUpperCase()}${countInWords(behind).slice(1)} ${behind === 1 ? 'line' : 'lines'} of lesser weight ${behind === 1 ? 'is' : 'are'} left out here; the long form of this page has them.` }];
  return printLeaflet(page.title, 'en', [
    ...told(true),
    ...(unread.length === 0 ? [] : [{ id: 'page-unread', heading: pageHeadings.unread, blocks: [{ text: unreadNotice }, ...unread] }]),
    { id: 'page-end', heading: '', blocks: [...left, { text: pageNotice }] },
    ...(whole ? told(false) : []),
  ]);
}
