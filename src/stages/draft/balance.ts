import type { Node } from 'prosemirror-model';
import { printLeaflet, type LeafletBlock } from '#agreement/document/leaflet';
import { numberDocument } from '#agreement/document/number';
import { printDocument, textsOf, type Printed, type PrintedText } from '#agreement/document/print';
import { agreementAttrs, clauseAttrs, clausesOf, schedulesOf, schema, wordingOf, type ClauseAttrs, type Document, type FactAttrs } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import { valueAt } from '#agreement/facts/read';
import type { Action, ObligationTerm } from '#agreement/obligation';
import { actInWords } from '#agreement/act-words';
import { countInWords, listInWords, partyName } from '#agreement/words/en';
import { peopleFrom } from '#agreement/words/people';
import { clauseTemplate, type Library } from '#library/library';

/** Why a clause treats one side differently from the others. */
export type BalanceReason =
  /** The chosen wording protects a party, null while it is open which; `quote` is the first sentence that names it, '' where none does. */
  | { kind: 'position'; position: 'contributor' | 'recipient'; party: string | null; quote: string }
  /** The words say what these parties may do or decide, and of nobody else; `quote` is the first sentence that says so. */
  | { kind: 'right'; parties: string[]; block: string; quote: string }
  /** The words lay a duty on these parties and on nobody else by name. */
  | { kind: 'duty'; parties: string[]; block: string; quote: string }
  /** One party alone has duties of its own here. */
  | { kind: 'debtor'; party: string; actions: Action[]; count: number };

/** Which way a clause leans: to parties, on parties that bear more, both ways, or neither. */
export type Lean = { kind: 'even' } | { kind: 'to'; parties: string[] } | { kind: 'on'; parties: string[] } | { kind: 'both' };

/** One clause of the text. */
export interface ClauseBalance {
  clause: string;
  number: string;
  heading: string;
  lean: Lean;
  /** What speaks for a party (above zero) or weighs on it (below), in the order of the parties. */
  points: Record<string, number>;
  reasons: BalanceReason[];
}

/** One party over the whole text. */
export interface PartyBalance {
  party: string;
  name: string;
  /** Numbers of clauses that lean to it, and that weigh on it. */
  leansTo: number;
  weighsOn: number;
  /** Clauses in which the words give something to it alone. */
  rights: number;
  /** Duties that name it, and duties that every party has. */
  own: number;
  shared: number;
  /** Its own duties by kind of act, most frequent first. */
  acts: { action: Action; count: number }[];
}

/** The balance of an agreement: plain data, in the order of the text and of its parties. */
export interface Balance {
  clauses: ClauseBalance[];
  parties: PartyBalance[];
}

/**
 * Weighs each clause by what can be counted: which wording was chosen and whom it protects, what a single party alone may do or must do
 * by the words of the text (a party's name, then "alone", "may" or "must"), and whether one party alone has duties of its own there.
 * Each of these counts as one, however strong it is. It says nothing about what is fair or usual. Pure.
 */
export function balance(library: Library, document: Document, answers: Answers): Balance {
  const ids = agreementAttrs(document).parties.map((party) => party.id);
  const { sections } = printDocument(document, { people: peopleFrom(answers) });
  const headings = new Map(sections.map((section) => [section.id, section.heading.text]));
  const texts = new Map(sections.flatMap((section) => [...textsOf(section)].map((text) => [text.id, text] as const)));
  const numbers = numberDocument(document);
  const clauses = clausesOf(document).map((node): ClauseBalance => {
    const { id, obligations } = clauseAttrs(node);
    const own = [node, ...schedulesOf(document).filter((schedule) => schedule.attrs.clause === id)];
    const reasons = [...positionReasons(library, clauseAttrs(node), answers, own, texts), ...saidReasons(own, ids, texts), ...debtorReasons(obligations, ids)];
    const points = pointsOf(reasons, ids);
    return { clause: id, number: numbers.get(id)?.full ?? '', heading: headings.get(id) ?? '', lean: leanOf(points), points, reasons };
  });
  const terms = clausesOf(document).flatMap((node) => clauseAttrs(node).obligations);
  return { clauses, parties: ids.map((party) => ofParty(party, partyName(party, { parties: agreementAttrs(document).parties }), clauses, terms)) };
}

type Texts = ReadonlyMap<string, PrintedText>;

function positionReasons(library: Library, { library: from, position }: ClauseAttrs, answers: Answers, nodes: readonly Node[], texts: Texts): BalanceReason[] {
  const template = from === null ? undefined : clauseTemplate(library, from);
  if (template === undefined || template.positions.by !== null || (position !== 'contributor' && position !== 'recipient')) return [];
  const favoured = valueAt(answers, `drafting.positions.${template.id}.favoured`);
  const quote = [...boundIn(nodes)].find(({ fact }) => fact.path === `drafting.positions.${template.id}.favoured`);
  return [{ kind: 'position', position, party: typeof favoured === 'string' ? favoured : null, quote: quote === undefined ? '' : sentenceWith(quote, texts) }];
}

/** A bound value in a paragraph of a clause: where it stands, and the words behind it. */
interface Bound {
  fact: FactAttrs;
  block: string;
  index: number;
  after: string;
}

function* boundIn(nodes: readonly Node[]): Generator<Bound> {
  for (const node of nodes) {
    const blocks: Node[] = [];
    wordingOf(node).descendants((block) => {
      if (!block.isTextblock) return true;
      if (block.type !== schema.nodes.heading) blocks.push(block);
      return false;
    });
    for (const block of blocks) {
      for (const [index, child] of block.children.entries()) {
        if (child.type === schema.nodes.fact) yield { fact: child.attrs as FactAttrs, block: (block.attrs.id as string | undefined) ?? '', index, after: block.maybeChild(index + 1)?.text ?? '' };
      }
    }
  }
}

function sentenceWith({ block, index }: Bound, texts: Texts): string {
  const text = texts.get(block);
  return text === undefined ? '' : sentenceAt(text.text, text.runs[index]?.from ?? 0);
}

const naming = new Set(['party', 'party-full', 'actor', 'others']);

/** House verbs of what a party may do or decide, and of what it must do, right behind its name. */
const verb = /^ (?:(alone|may|decides|chooses|chairs|leads|names)\b|(must)\b)/;

/** What the words say of named parties: "Alpha alone decides", "Alpha may", "Beta must". Only what does not hold for all parties is a reason. */
function saidReasons(nodes: readonly Node[], ids: readonly string[], texts: Texts): BalanceReason[] {
  const said = [...boundIn(nodes)].flatMap((bound) => {
    const { format, value } = bound.fact;
    const party = typeof value === 'object' && value !== null ? (value as { party?: unknown }).party : value;
    const match = verb.exec(bound.after);
    if (!naming.has(format) || typeof party !== 'string' || !ids.includes(party) || match === null) return [];
    const rest = format === 'others';
    return [{ kind: match[2] === undefined ? ('right' as const) : ('duty' as const), parties: rest ? ids.filter((one) => one !== party) : [party], rest, bound }];
  });
  return (['right', 'duty'] as const).flatMap((kind): BalanceReason[] => {
    const found = said.filter((one) => one.kind === kind);
    const parties = ids.filter((id) => found.some((one) => one.parties.includes(id)));
    const first = found[0];
    // Duties of several named parties share out work; they lean only where one party has them or one is spared.
    if (first === undefined || parties.length === ids.length || (kind === 'duty' && parties.length > 1 && !found.some((one) => one.rest))) return [];
    return [{ kind, parties, block: first.bound.block, quote: sentenceWith(first.bound, texts) }];
  });
}

/** The sentence around an offset of a text; one that breaks off at a list ends with its colon. */
function sentenceAt(text: string, at: number): string {
  const before = text.slice(0, at).search(/[.!?]["”)]?\s+(?:[^.!?]|[.!?](?!\s))*$/);
  const from = before < 0 ? 0 : before + (/^[.!?]["”)]?\s+/.exec(text.slice(before))?.[0].length ?? 0);
  const end = text.slice(at).search(/[.!?]["”)]?(?:\s|$)/);
  return text.slice(from, end < 0 ? text.length : at + end + 1).trim();
}

function debtorReasons(obligations: readonly ObligationTerm[], ids: readonly string[]): BalanceReason[] {
  const named = obligations.filter((term) => term.debtor.kind === 'parties');
  const debtors = ids.filter((id) => named.some((term) => term.debtor.kind === 'parties' && term.debtor.ids.includes(id)));
  const [party] = debtors;
  if (party === undefined || debtors.length > 1 || ids.length < 2) return [];
  return [{ kind: 'debtor', party, actions: [...new Set(named.map((term) => term.action))], count: named.length }];
}

function pointsOf(reasons: readonly BalanceReason[], ids: readonly string[]): Record<string, number> {
  const points = Object.fromEntries(ids.map((id) => [id, 0]));
  const add = (party: string, value: number): void => void (points[party] = (points[party] ?? 0) + value);
  // A duty in words is mostly an obligation too: that is one burden, not two.
  const burdened = new Set<string>();
  for (const reason of reasons) {
    if (reason.kind === 'position' && reason.party !== null) add(reason.party, 1);
    else if (reason.kind === 'right') for (const party of reason.parties) add(party, 1);
    else if (reason.kind === 'duty') for (const party of reason.parties) burdened.add(party);
    else if (reason.kind === 'debtor') burdened.add(reason.party);
  }
  for (const party of burdened) add(party, -1);
  return points;
}

function leanOf(points: Readonly<Record<string, number>>): Lean {
  const entries = Object.entries(points);
  const most = Math.max(0, ...entries.map(([, value]) => value));
  const least = Math.min(0, ...entries.map(([, value]) => value));
  const up = entries.filter(([, value]) => value > 0 && value === most).map(([party]) => party);
  const down = entries.filter(([, value]) => value < 0 && value === least).map(([party]) => party);
  if (up.length === entries.length || (up.length > 1 && entries.length === 2)) return { kind: 'both' };
  if (up.length > 0) return { kind: 'to', parties: up };
  return down.length === 0 || down.length === entries.length ? { kind: 'even' } : { kind: 'on', parties: down };
}

function ofParty(party: string, name: string, clauses: readonly ClauseBalance[], terms: readonly ObligationTerm[]): PartyBalance {
  const own = terms.filter((term) => term.debtor.kind === 'parties' && term.debtor.ids.includes(party));
  const counts = new Map<Action, number>();
  for (const term of own) counts.set(term.action, (counts.get(term.action) ?? 0) + 1);
  return {
    party,
    name,
    leansTo: clauses.filter(({ lean }) => lean.kind === 'to' && lean.parties.includes(party)).length,
    weighsOn: clauses.filter(({ lean }) => lean.kind === 'on' && lean.parties.includes(party)).length,
    rights: clauses.filter(({ reasons }) => reasons.some((reason) => reason.kind === 'right' && reason.parties.includes(party))).length,
    own: own.length,
    shared: terms.filter((term) => term.debtor.kind === 'each-party' || term.debtor.kind === 'each-other-party').length,
    acts: [...counts].map(([action, count]) => ({ action, count })).sort((a, b) => b.count - a.count),
  };
}

/** What stands under every balance. */
export const balanceNotice =
  'This counts what can be counted: the wording that was chosen, what a party alone may or must do, and who has duties of its own. It does not weigh them against each other, or against what a party is paid. A section that leans can be what the parties want.';

/** "leans to Alpha", "weighs on Beta", "leans both ways", "even". */
export function leanInWords(lean: Lean, nameOf: (party: string) => string): string {
  switch (lean.kind) {
    case 'even':
      return 'even';
    case 'both':
      return 'leans both ways';
    case 'to':
      return `leans to ${listInWords(lean.parties.map(nameOf), 'and')}`;
    case 'on':
      return `weighs on ${listInWords(lean.parties.map(nameOf), 'and')}`;
  }
}

/** Why, in one sentence without its full stop: "the chosen wording protects Alpha". */
export function reasonInWords(reason: BalanceReason, nameOf: (party: string) => string): string {
  const names = (parties: readonly string[]): string => listInWords(parties.map(nameOf), 'and');
  switch (reason.kind) {
    case 'position':
      return reason.party === null ? 'the chosen wording protects one party, and it is open which' : `the chosen wording protects ${nameOf(reason.party)}${reason.quote === '' ? '' : `: “${reason.quote}”`}`;
    case 'right':
      return `the words give this to ${names(reason.parties)}: “${reason.quote}”`;
    case 'duty':
      return `the words ask this of ${names(reason.parties)}: “${reason.quote}”`;
    case 'debtor':
      return `only ${nameOf(reason.party)} has ${reason.count === 1 ? 'a duty' : `${countInWords(reason.count)} duties`} of its own here (to ${listInWords(reason.actions.map((action) => actInWords(action).replace(/ (?:of|on|to|from|in)$/, '')), 'and')})`;
  }
}

/** The reasons of a clause without those that another one says already. */
export function reasonsOf({ reasons }: ClauseBalance): BalanceReason[] {
  return reasons.filter((one) => {
    if (one.kind === 'duty') return !reasons.some((other) => other.kind === 'debtor' && one.parties.length === 1 && one.parties[0] === other.party);
    return one.kind !== 'right' || !reasons.some((other) => other.kind === 'position' && other.quote === one.quote);
  });
}

/** The whole in one sentence. */
export function wholeInWords({ clauses, parties }: Balance): string {
  const even = clauses.filter(({ lean }) => lean.kind === 'even').length;
  const both = clauses.filter(({ lean }) => lean.kind === 'both').length;
  const count = (n: number): string => `${countInWords(n)} ${n === 1 ? 'section' : 'sections'}`;
  const verb = (n: number, one: string, many: string): string => (n === 1 ? one : many);
  const said = parties.flatMap(({ name, leansTo, weighsOn }) => [
    ...(leansTo === 0 ? [] : [`${count(leansTo)} ${verb(leansTo, 'leans', 'lean')} to ${name}`]),
    ...(weighsOn === 0 ? [] : [`${count(weighsOn)} ${verb(weighsOn, 'weighs', 'weigh')} on ${name}`]),
  ]);
  const all = [...said, ...(both === 0 ? [] : [`${count(both)} ${verb(both, 'leans', 'lean')} both ways`]), `${count(even)} ${verb(even, 'is', 'are')} even`];
  const text = listInWords(all, 'and');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The balance in the form that every format takes. */
export function printBalance(found: Balance, title: string): Printed {
  const nameOf = (party: string): string => found.parties.find((one) => one.party === party)?.name ?? party;
  const leaning = found.clauses.filter(({ lean, reasons }) => lean.kind !== 'even' || reasons.length > 0);
  const parties: LeafletBlock = {
    table: [
      ['Party', 'Sections that lean to it', 'Sections that weigh on it', 'Duties of its own', 'Duties that all have'],
      ...found.parties.map((one) => [one.name, String(one.leansTo), String(one.weighsOn), String(one.own), String(one.shared)]),
    ],
  };
  const clauses: LeafletBlock[] = leaning.length === 0 ? [] : [{ table: [['Section', 'Balance', 'Why'], ...leaning.map((one) => [`${one.number} ${one.heading}`.trim(), leanInWords(one.lean, nameOf), reasonsOf(one).map((reason) => reasonInWords(reason, nameOf)).join('; ')])] }];
  return printLeaflet(`${title}: balance`, 'en', [
    { id: 'balance-whole', heading: 'The whole', blocks: [{ text: wholeInWords(found) }, parties] },
    ...(clauses.length === 0 ? [] : [{ id: 'balance-sections', heading: 'Section by section', blocks: clauses }]),
    { id: 'balance-end', heading: '', blocks: [{ text: balanceNotice }] },
  ]);
}
