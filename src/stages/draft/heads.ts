import { printLeaflet, runsOf, type LeafletBlock, type LeafletSection, type LeafletWords } from '#agreement/document/leaflet';
import { capital, type Printed, type Run } from '#agreement/document/print';
import type { Answers } from '#agreement/facts/answers';
import { boundValue } from '#agreement/facts/bound';
import { differences as differencesIn, fieldPath, itemTitle, type Difference, type Item } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import { blankInWords, factInWords, listInWords, partyName } from '#agreement/words/en';
import type { Library } from '#library/library';
import { draft } from '#stages/draft/draft';
import { isLeftOut } from '#stages/draft/inline';
import { Reading } from '#stages/draft/reading';

/** What heads of terms are, in our own words; it stands at the top and says that nothing here binds. */
export const headsNotice =
  'These heads of terms show where the talks stand. They bind nobody: no party must sign an agreement, and each party may stop talking at any time. ' +
  'What is to bind before the agreement is signed, for example secrecy, needs an agreement of its own. In some laws promises and conduct during talks can bind all the same: ' +
  'have an attorney confirm this text before anyone relies on it.';

/** Headings of the parts, in their order. */
const headings = {
  parties: 'Parties', purpose: 'Purpose', scope: 'What the cooperation covers', excluded: 'What it does not cover', roles: 'Who does what', contributions: 'What each party brings',
  money: 'Money', results: 'Results and rights', term: 'Start, end and ways out', law: 'Law and disputes', open: 'Still open', differ: 'Where the parties differ',
} as const;

/** Heads of terms: the text, and how much of it is open or differs. */
export interface Heads {
  printed: Printed;
  /** Facts that the full draft would leave as blanks. */
  open: string[];
  differ: number;
}

/**
 * Heads of terms from the answers alone: parties, purpose, scope, roles, contributions, money, results, term and law, then what is open
 * (the blanks of the draft that the same answers would give) and where the parties put forward different values. Pure.
 */
export function headsOfTerms(library: Library, answers: Answers, title: string, differences: readonly Difference[] = differencesIn(answers)): Heads {
  const reading = new Reading(answers);
  const open = blanksOf(library, answers);
  const tell = new Teller(reading, answers);
  const parts: [keyof typeof headings, LeafletBlock[]][] = [
    ['parties', tell.parties()],
    ['purpose', tell.list('goal.statement', (item) => [tell.field(item, 'text'), tell.optional(item, 'by', ', on or before ')])],
    ['scope', [...tell.list('scope.in', (item) => [tell.field(item, 'text')]), ...tell.known(['scope.territory', 'scope.field'])]],
    ['excluded', tell.list('scope.out', (item) => [tell.field(item, 'text')])],
    ['roles', tell.table('work.items', ['Work item', 'Answers for it', 'Starts', 'Ends'], (item) => [tell.field(item, 'title'), tell.field(item, item.value.lead === undefined ? 'raci.a' : 'lead'), tell.field(item, 'start'), tell.field(item, 'end')])],
    ['contributions', tell.table('contribution.items', ['Party', 'Contribution', 'Value', 'When'], (item) => [tell.field(item, 'party'), tell.field(item, 'description'), tell.field(item, 'value'), tell.field(item, 'when')])],
    ['money', tell.money()],
    ['results', tell.pairs(['ip.resultsOwnership.rule', 'ip.resultsOwnership.owner', 'ip.background.rule', 'ip.resultsOwnership.licence'])],
    ['term', tell.pairs(['term.core.effective', 'term.core.effectiveEvent', 'term.core.end', 'term.core.endEvent', 'term.core.renewal', 'term.exits.convenience.notice', 'term.exits.withdrawal.notice', 'term.exits.cure'])],
    ['law', tell.pairs(['law.governing', 'dispute.final.kind', 'dispute.final.court', 'dispute.final.seat', 'dispute.final.rules'])],
    ['open', open.length === 0 ? [{ text: 'Every fact that the draft needs is answered.' }] : openLines(open)],
    ['differ', differences.length === 0 ? [{ text: 'No party has put forward another value than the others.' }] : differences.map((one) => ({ line: tell.difference(one) }))],
  ];
  const sections = parts.map(([id, blocks], index): LeafletSection => ({ id: `heads-${id}`, number: String(index + 1), heading: headings[id], blocks }));
  return { printed: printLeaflet(`${title}: heads of terms`, 'en', [{ id: 'heads-notice', heading: '', blocks: [{ text: headsNotice }] }, ...sections]), open, differ: differences.length };
}

/** What two or more parties answer differently, beside what is only proposed; the answers of parties come from their turns and statements. */
export function allDifferences(answers: Answers, said: readonly { path: string; settled: boolean; sides: readonly { party: string; value?: unknown }[] }[]): Difference[] {
  const own = differencesIn(answers);
  const more = said.filter((one) => !one.settled && !own.some((other) => other.path === one.path));
  return [...own, ...more.map(({ path, sides }): Difference => ({ path, agreed: undefined, proposals: sides.map(({ party, value }) => ({ path, value, onBehalfOf: party, status: 'proposed' })) }))];
}

/** The open facts of the draft that these answers give, in the order of the text. */
function blanksOf(library: Library, answers: Answers): string[] {
  const paths = new Set<string>();
  draft(library, answers).document.descendants((node) => void (node.type.name === 'blank' && paths.add(node.attrs.path as string)));
  return [...paths];
}

/** Open facts by the group that they belong to: "Liability: cap for each claim; …". Of facts that many items leave open one name stands for all. */
function openLines(paths: readonly string[]): LeafletBlock[] {
  const groups = new Map<string, Map<string, string>>();
  for (const path of paths) {
    const name = factAt(path.split('.')[0] as string)?.label ?? 'other';
    const label = factAt(path)?.label ?? path;
    const group = groups.get(name) ?? new Map<string, string>();
    groups.set(name, group);
    if (!group.has(label)) group.set(label, path);
  }
  return [...groups].map(([name, labels]) => ({
    line: runsOf(`${capital(name)}: `, ...[...labels].map(([label, path], index): LeafletWords => [...runsOf(index === 0 ? '' : '; '), { kind: 'blank', text: label, target: path, from: 0, at: 0 }]), '.'),
  }));
}

/** Prints facts of one set of answers: bound where they are known, a blank where they are not. */
class Teller {
  readonly #reading: Reading;
  readonly #parties: { id: string; shortName: string | null; legalName: string | null }[];

  constructor(reading: Reading, answers: Answers) {
    this.#reading = reading;
    this.#parties = answers.parties.map(({ id, shortName, legalName }) => ({ id, shortName: shortName ?? null, legalName: legalName ?? null }));
  }

  /** A fact in its own format; a blank where it is unknown. */
  fact(path: string, value: unknown = undefined): Run[] {
    const row = factAt(path);
    const format = row?.format ?? 'text';
    const known = value ?? boundValue(path, format, this.#reading);
    if (known === undefined || (Array.isArray(known) && known.length === 0)) return [{ kind: 'blank', text: blankInWords(path), target: path, from: 0, at: 0 }];
    return [{ kind: 'fact', text: this.#inWords(path, format, known), target: path, from: 0, at: 0 }];
  }

  #inWords(path: string, format: string, value: unknown): string {
    if (Array.isArray(value) && factAt(path)?.kind === 'list') return listInWords((value as Record<string, unknown>[]).map((one) => itemTitle({ value: one }) ?? String(one.id)), 'and');
    if (typeof value === 'object' && value !== null && factAt(path)?.format === undefined) return 'see the answers';
    return factInWords({ path, value, format }, { parties: this.#parties });
  }

  /** A field of an item; a dash where it may be left out and is. */
  field(item: Item, field: string): Run[] {
    const path = fieldPath(item, field);
    return isLeftOut(path, this.#reading) ? runsOf('–') : this.fact(path);
  }

  /** A field that is told only where it is known. */
  optional(item: Item, field: string, before: string): Run[] {
    const path = fieldPath(item, field);
    return this.#reading.value(path) === undefined ? [] : runsOf(before, this.fact(path));
  }

  /** The lines of a list: a blank where it is not answered, "none" where the answer is none. */
  list(path: string, words: (item: Item) => LeafletWords[]): LeafletBlock[] {
    const items = this.#reading.items(path);
    if (items === undefined) return [{ text: this.fact(path) }];
    if (items.length === 0) return [{ text: 'None.' }];
    return items.map((item) => ({ line: runsOf(...words(item)) }));
  }

  /** A list as a table. */
  table(path: string, head: string[], cells: (item: Item) => LeafletWords[]): LeafletBlock[] {
    const items = this.#reading.items(path);
    if (items === undefined) return [{ text: this.fact(path) }];
    return items.length === 0 ? [{ text: 'None.' }] : [{ table: [head, ...items.map(cells)] }];
  }

  /** Facts with their names, one to a line; what nobody asked for and may be absent is left out, the rest shows as a blank. */
  pairs(paths: readonly string[]): LeafletBlock[] {
    const [first = '', ...more] = paths;
    return [this.#pair(first), ...this.known(more)];
  }

  known(paths: readonly string[]): LeafletBlock[] {
    return paths.filter((path) => this.#reading.value(path) !== undefined).map((path) => this.#pair(path));
  }

  #pair(path: string): LeafletBlock {
    return { line: runsOf(`${capital(factAt(path)?.label ?? path)}: `, this.fact(path)) };
  }

  parties(): LeafletBlock[] {
    const parties = this.#reading.items('parties') ?? [];
    if (parties.length === 0) return [{ text: 'No party is named yet.' }];
    const place = (item: Item): LeafletWords => runsOf(this.field(item, 'kind'), ', ', this.field(item, 'seat'));
    return [{ table: [['Party', 'Full name', 'Kind and seat', 'Its part'], ...parties.map((item) => [partyName(item.id, { parties: this.#parties }), this.field(item, 'legalName'), place(item), this.field(item, 'dealRole.tasks')])] }];
  }

  money(): LeafletBlock[] {
    const payments = this.#reading.items('money.payment.payments') ?? [];
    const shares = this.#reading.items('money.shares') ?? [];
    const lines = this.#reading.items('money.budget.lines') ?? [];
    return [
      { line: runsOf('Model: ', this.fact('money.model')) },
      ...payments.map((item) => ({ line: runsOf(this.field(item, 'payer'), ' pays ', this.field(item, 'payee'), ' ', this.field(item, 'amount'), ' (', this.field(item, 'purpose'), ')') })),
      ...(shares.length === 0 ? [] : [{ line: runsOf('Shares: ', ...shares.map((item, index): LeafletWords => runsOf(index === 0 ? '' : '; ', this.field(item, 'party'), ' ', this.field(item, 'percent')))) }]),
      ...(lines.length === 0 ? [] : [{ line: runsOf('Budget: ', this.#budget()) }]),
    ];
  }

  #budget(): LeafletWords {
    const value = boundValue('money.budget.lines', 'total', this.#reading);
    return value === undefined ? this.fact('money.budget.lines') : factInWords({ path: 'money.budget.lines', value, format: 'total' }, { parties: this.#parties });
  }

  /** "Cure period: Alpha says 30 days; Beta says 60 days." */
  difference({ path, agreed, proposals }: Difference): Run[] {
    const said = proposals.map((one) => runsOf(one.onBehalfOf === undefined ? 'proposed: ' : `${partyName(one.onBehalfOf, { parties: this.#parties })} says `, this.fact(path, one.value)));
    const all = agreed === undefined ? said : [runsOf('agreed so far: ', this.fact(path, agreed)), ...said];
    return runsOf(`${capital(factAt(path)?.label ?? path)}: `, ...all.map((one, index) => runsOf(index === 0 ? '' : '; ', one)), '.');
  }
}
