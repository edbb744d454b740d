import type { Node } from 'prosemirror-model';
import { printDocument, textsOf, type Printed, type PrintedBlock, type PrintedSection, type PrintedTable, type PrintedText } from '#agreement/document/print';
import { agreementAttrs, clausesOf, schedulesOf, wordingOf, type Document, type DocumentParty } from '#agreement/document/schema';
import { inOrder, pairUp, type Pair, type Pairable } from '#stages/negotiate/pairs';
import { compareTexts, newWork, type ChangeRun, type Work } from '#stages/negotiate/runs';
import { factChanges, summaryOf, type FactChange } from '#stages/negotiate/summary';

export type { ChangeRun } from '#stages/negotiate/runs';
export type { FactChange } from '#stages/negotiate/summary';

/** What became of a thing; `moved` means that it stands elsewhere with the same words. */
export type ChangeKind = 'same' | 'changed' | 'added' | 'removed' | 'moved';

/** What else differs where the words do not show it: bold words, the form of a block, or the values and references behind the words. */
export type Also = 'emphasis' | 'form' | 'binding';

/** Where a thing stands among its siblings in each version; null where it does not stand. */
interface Places {
  kind: ChangeKind;
  moved: boolean;
  before: number | null;
  after: number | null;
}

/** A heading, paragraph, list item, signature line or table cell, word by word. */
export interface TextChange extends Places {
  form: PrintedText['kind'];
  id: string;
  /** What stands in the margin now, or stood there where it was removed. */
  label: string;
  /** What stood in the margin before; null where it was added. */
  was: string | null;
  runs: ChangeRun[];
  also: Also[];
}

/** A row of a table. */
export interface RowChange extends Places {
  id: string;
  header: boolean;
  cells: TextChange[];
}

/** A table, cell by cell. */
export interface TableChange extends Places {
  form: 'table';
  id: string;
  rows: RowChange[];
}

/** A block of a clause. */
export type BlockChange = TextChange | TableChange;

/** How much changed in a clause: words that came, went, and that differ at all; of these, words that nobody bound to an answer. */
export interface ChangeCounts {
  inserted: number;
  deleted: number;
  changed: number;
  typed: number;
}

/** A clause or schedule in one language, block by block. */
export interface SectionChange {
  what: 'clause' | 'schedule';
  id: string;
  /** The clause that a schedule belongs to, else its own id. */
  clause: string;
  lang: string;
  /** "7" for a clause, "B" for a schedule, '' for a clause in front; of a removed one, its number before. */
  number: string;
  /** Its number before; null where it was added. */
  was: string | null;
  kind: ChangeKind;
  /** True if others keep their order and it does not, whether or not its words changed too. */
  moved: boolean;
  /** True if numbers of references or rows differ and nothing else; people agreed to the same words. */
  renumbered: boolean;
  heading: TextChange;
  blocks: BlockChange[];
  counts: ChangeCounts;
  /** Bound values that print otherwise than before. */
  facts: FactChange[];
  /** Terms it uses whose definition changed elsewhere: its words are the same, their meaning may not be. */
  definitions: string[];
  /** Ids of schedules of a clause in which something changed, or that came to it or left it: they share its approvals. */
  schedules: string[];
  /** One short sentence of what changed, null where nothing did. */
  summary: string | null;
}

/** The name of the person whom a text refers to by this id. */
export type NameOf = (id: string) => string | undefined;

/** Two versions of an agreement compared; plain data for screens. */
export interface Changes {
  title: TextChange;
  /** Clauses, then schedules, in the order of the version after; what was removed stands behind what it followed. */
  sections: SectionChange[];
  /** Sections by kind, and words that changed in all of them. */
  counts: Record<ChangeKind, number> & { words: number };
}

/** A version to compare: its text, and the words for the people that it names, as for printing. */
export interface Version {
  document: Document;
  people?: (id: string) => string | undefined;
}

interface Side {
  clauses: Node[];
  schedules: Node[];
  prints: Map<string, Printed>;
}

/**
 * What a reader of one version finds otherwise in another: clauses and schedules by id, blocks by id and words, words one by one, in every
 * language. It compares what is printed, so values are as people read them.
 * With the inserted runs left out the result reads as `before`, with the deleted ones left out as `after`.
 */
export function changesBetween(before: Version, after: Version): Changes {
  const a = sideOf(before);
  const b = sideOf(after);
  const work = newWork();
  const parties = [...agreementAttrs(after.document).parties, ...agreementAttrs(before.document).parties];
  const titleOf = ({ document }: Version): PrintedText => ({ kind: 'heading', id: 'title', label: '', runs: [], text: agreementAttrs(document).title ?? '', position: 0 });
  const title = compareText(titleOf(before), titleOf(after), null, null, { before: 0, after: 0, moved: false }, work, newTally());
  const sections = [...compareSections(a, b, 'clauses', work, parties), ...compareSections(a, b, 'schedules', work, parties)];
  noteDefinitions(sections);
  noteSchedules(sections);
  const letters = new Map(sections.flatMap(({ change }) => (change.what === 'schedule' ? [[change.id, change.number] as const] : [])));
  const counts = { same: 0, changed: 0, added: 0, removed: 0, moved: 0, words: 0 };
  const changes = sections.map(({ change }) => {
    change.summary = summaryOf(change, letters);
    counts[change.kind] += 1;
    counts.words += change.counts.changed;
    return change;
  });
  return { title, sections: changes, counts };
}

function sideOf({ document, people }: Version): Side {
  const clauses = clausesOf(document);
  const schedules = schedulesOf(document);
  const langs = new Set([...clauses, ...schedules].flatMap((node) => node.children.map((wording) => wording.attrs.lang as string)));
  const prints = new Map([...langs].map((lang) => [lang, printDocument(document, people === undefined ? undefined : { people }, lang)]));
  return { clauses, schedules, prints };
}

/** A compared section with the two it was made from, for what has to look at all of them. */
interface Compared {
  change: SectionChange;
  old: PrintedSection | null;
  new: PrintedSection | null;
  tally: Tally;
}

/** What adds up over the texts of a section: words, and the texts that came, went or changed. */
interface Tally {
  counts: ChangeCounts;
  before: PrintedText[];
  after: PrintedText[];
}

const newTally = (): Tally => ({ counts: { inserted: 0, deleted: 0, changed: 0, typed: 0 }, before: [], after: [] });

function compareSections(a: Side, b: Side, list: 'clauses' | 'schedules', work: Work, parties: readonly DocumentParty[]): Compared[] {
  // Two nodes should never share an id; where they do, the first is compared with the first and the second with the second.
  const keysOf = (nodes: readonly Node[]): string[] => {
    const seen = new Map<string, number>();
    return nodes.map((node) => {
      const id = node.attrs.id as string;
      const count = (seen.get(id) ?? 0) + 1;
      seen.set(id, count);
      return `${id} ${count}`;
    });
  };
  const old = new Map(keysOf(a[list]).map((key, index) => [key, index]));
  const pairs = inOrder(keysOf(b[list]).map((key) => old.get(key) ?? -1), a[list].length);
  return pairs.flatMap((pair) => {
    const [oldNode, newNode] = [pair.before === null ? null : (a[list][pair.before] as Node), pair.after === null ? null : (b[list][pair.after] as Node)];
    const langs = new Set([newNode, oldNode].flatMap((node) => (node === null ? [] : node.children.map((wording) => wording.attrs.lang as string))));
    return [...langs].map((lang) => compareSection(pair, { node: oldNode, side: a }, { node: newNode, side: b }, list, lang, work, parties));
  });
}

interface Half {
  node: Node | null;
  side: Side;
}

function compareSection(pair: Pair, a: Half, b: Half, list: 'clauses' | 'schedules', lang: string, work: Work, parties: readonly DocumentParty[]): Compared {
  const half = ({ node, side }: Half, index: number | null): { section: PrintedSection | null; wording: Node | null } => {
    const wording = node === null || index === null ? null : wordingOf(node, lang);
    if (wording === null || wording.attrs.lang !== lang || index === null) return { section: null, wording: null };
    return { section: side.prints.get(lang)?.sections[list === 'clauses' ? index : side.clauses.length + index] ?? null, wording };
  };
  const old = half(a, pair.before);
  const now = half(b, pair.after);
  const one = (now.section ?? old.section) as PrintedSection;
  const tally = newTally();
  const heading = compareText(old.section?.heading ?? null, now.section?.heading ?? null, old.wording?.child(0) ?? null, now.wording?.child(0) ?? null, { before: 0, after: 0, moved: false }, work, tally);
  const blocks = compareBlocks(old.section?.blocks ?? [], now.section?.blocks ?? [], blocksOf(old.wording), blocksOf(now.wording), work, tally);
  const sameWords = heading.kind === 'same' && blocks.every((block) => block.kind === 'same') && old.section?.clause === now.section?.clause;
  const change: SectionChange = {
    what: one.kind,
    id: one.id,
    clause: one.clause,
    lang,
    number: one.number,
    was: old.section?.number ?? null,
    kind: old.section === null ? 'added' : now.section === null ? 'removed' : !sameWords ? 'changed' : pair.moved ? 'moved' : 'same',
    moved: pair.moved,
    renumbered: sameWords && [heading, ...blocks].some(hasMovedNumber),
    heading,
    blocks,
    counts: tally.counts,
    facts: old.section === null || now.section === null || sameWords ? [] : factChanges(tally.before, tally.after, parties),
    definitions: [],
    schedules: [],
    summary: null,
  };
  return { change, old: old.section, new: now.section, tally };
}

const blocksOf = (wording: Node | null): readonly Node[] => wording?.children.slice(1) ?? [];

function hasMovedNumber(block: BlockChange): boolean {
  if (block.form === 'table') return block.rows.some((row) => row.cells.some(hasMovedNumber));
  return block.label !== block.was || block.runs.some((run) => run.number === true);
}

const rowWords = (row: PrintedTable['rows'][number]): string => row.cells.map((cell) => cell.text).join('\t');
const pairableBlock = (block: PrintedBlock): Pairable => ({ id: block.id, kind: block.kind === 'table' ? 'table' : 'text', text: () => (block.kind === 'table' ? block.rows.map(rowWords).join('\n') : block.text) });
const pairableRow = (row: PrintedTable['rows'][number]): Pairable => ({ id: row.id, kind: row.header ? 'head' : 'row', text: () => rowWords(row) });

function compareBlocks(old: readonly PrintedBlock[], now: readonly PrintedBlock[], oldNodes: readonly Node[], newNodes: readonly Node[], work: Work, tally: Tally): BlockChange[] {
  return pairUp(old.map(pairableBlock), now.map(pairableBlock)).flatMap((pair): BlockChange[] => {
    const [a, b] = [pair.before === null ? null : (old[pair.before] as PrintedBlock), pair.after === null ? null : (now[pair.after] as PrintedBlock)];
    const [nodeA, nodeB] = [pair.before === null ? null : (oldNodes[pair.before] as Node), pair.after === null ? null : (newNodes[pair.after] as Node)];
    const gone = (): BlockChange => compareBlock(a, null, nodeA, null, { ...pair, after: null, moved: false }, work, tally);
    const come = (): BlockChange => compareBlock(null, b, null, nodeB, { ...pair, before: null, moved: false }, work, tally);
    // A table under the id of a paragraph is another thing.
    if (a !== null && b !== null && (a.kind === 'table') !== (b.kind === 'table')) return [gone(), come()];
    return [compareBlock(a, b, nodeA, nodeB, pair, work, tally)];
  });
}

function compareBlock(a: PrintedBlock | null, b: PrintedBlock | null, nodeA: Node | null, nodeB: Node | null, pair: Pair, work: Work, tally: Tally): BlockChange {
  if ((b ?? a)?.kind === 'table') return compareTable(a as PrintedTable | null, b as PrintedTable | null, nodeA, nodeB, pair, work, tally);
  return compareText(a as PrintedText | null, b as PrintedText | null, nodeA, nodeB, pair, work, tally);
}

function kindOf(a: unknown, b: unknown, differs: boolean, moved: boolean): ChangeKind {
  return a === null ? 'added' : b === null ? 'removed' : differs ? 'changed' : moved ? 'moved' : 'same';
}

function compareText(a: PrintedText | null, b: PrintedText | null, nodeA: Node | null, nodeB: Node | null, pair: Pair, work: Work, tally: Tally): TextChange {
  const one = (b ?? a) as PrintedText;
  const compared = compareTexts(a, b, work);
  const { counts } = tally;
  counts.inserted += compared.counts.inserted;
  counts.deleted += compared.counts.deleted;
  counts.changed += compared.counts.changed;
  counts.typed += compared.counts.typed;
  const also = a === null || b === null ? [] : alsoOf(a, b, nodeA, nodeB);
  const differs = also.length > 0 || compared.runs.some((run) => run.change !== 'same' && run.number !== true);
  if (differs && a !== null) tally.before.push(a);
  if (differs && b !== null) tally.after.push(b);
  return { form: one.kind, id: one.id, label: one.label, was: a?.label ?? null, kind: kindOf(a, b, differs, pair.moved), moved: pair.moved, runs: compared.runs, also, before: a === null ? null : pair.before, after: b === null ? null : pair.after };
}

function alsoOf(a: PrintedText, b: PrintedText, nodeA: Node | null, nodeB: Node | null): Also[] {
  const sameText = a.text === b.text;
  if (nodeA === null || nodeB === null || nodeA === nodeB || (sameText && nodeA.eq(nodeB))) return [];
  const also: Also[] = [];
  if (strongIn(a, sameText) !== strongIn(b, sameText)) also.push('emphasis');
  if (!sameForm(nodeA, nodeB)) also.push('form');
  if (sameText && boundIn(nodeA) !== boundIn(nodeB)) also.push('binding');
  return also;
}

/** Bold words, if asked for with the places at which they stand. */
function strongIn({ runs }: PrintedText, places: boolean): string {
  return runs.flatMap((run) => (run.strong === true ? [places ? `${run.from} ${run.text}` : run.text] : [])).join(' ');
}

/** The same kind of block with the same style, numbering and party. */
function sameForm(a: Node, b: Node): boolean {
  return a.type === b.type && Object.keys(a.attrs).every((key) => key === 'id' || a.attrs[key] === b.attrs[key]);
}

function boundIn(node: Node): string {
  return JSON.stringify(node.children.flatMap((child) => (child.isText ? [] : [[child.type.name, child.attrs]])));
}

function compareTable(a: PrintedTable | null, b: PrintedTable | null, nodeA: Node | null, nodeB: Node | null, pair: Pair, work: Work, tally: Tally): TableChange {
  const one = (b ?? a) as PrintedTable;
  const columns = columnPairs(a, b);
  const rows = pairUp(a?.rows.map(pairableRow) ?? [], b?.rows.map(pairableRow) ?? []).map((place): RowChange => {
    const [rowA, rowB] = [place.before === null ? null : (a?.rows[place.before] ?? null), place.after === null ? null : (b?.rows[place.after] ?? null)];
    const cells = columns.flatMap((column): TextChange[] => {
      const [cellA, cellB] = [column.before === null ? undefined : rowA?.cells[column.before], column.after === null ? undefined : rowB?.cells[column.after]];
      if (cellA === undefined && cellB === undefined) return [];
      const cellNode = (table: Node | null, row: number | null, cell: number | null): Node | null => (table === null || row === null || cell === null ? null : (table.child(row).maybeChild(cell) ?? null));
      return [compareText(cellA ?? null, cellB ?? null, cellNode(nodeA, place.before, column.before), cellNode(nodeB, place.after, column.after), column, work, tally)];
    });
    const header = (rowB ?? rowA)?.header === true;
    const differs = cells.some((cell) => cell.kind !== 'same') || (rowA !== null && rowB !== null && rowA.header !== rowB.header);
    return { id: ((rowB ?? rowA) as PrintedTable['rows'][number]).id, header, kind: kindOf(rowA, rowB, differs, place.moved), moved: place.moved, cells, before: place.before, after: place.after };
  });
  return { form: 'table', id: one.id, kind: kindOf(a, b, rows.some((row) => row.kind !== 'same'), pair.moved), moved: pair.moved, rows, before: a === null ? null : pair.before, after: b === null ? null : pair.after };
}

/** Which column is which: by place where there are as many as before, else by the words of the first row. */
function columnPairs(a: PrintedTable | null, b: PrintedTable | null): Pair[] {
  const width = (table: PrintedTable | null): number => Math.max(0, ...(table?.rows.map((row) => row.cells.length) ?? []));
  const [before, after] = [width(a), width(b)];
  if (a === null || b === null || before === after) return Array.from({ length: Math.max(before, after) }, (_, index) => ({ before: index < before ? index : null, after: index < after ? index : null, moved: false }));
  const heads = (table: PrintedTable, count: number): Pairable[] => Array.from({ length: count }, (_, index) => ({ id: String(index), kind: 'head', text: () => table.rows[0]?.cells[index]?.text ?? '' }));
  const pairs = pairUp(heads(a, before), heads(b, after));
  // Columns that would cross are shown as gone and come, so that a row always reads in the order of its cells.
  return pairs.flatMap((pair): Pair[] => (pair.moved ? [{ ...pair, after: null, moved: false }, { ...pair, before: null, moved: false }] : [pair]));
}

/** A clause means something else when a word it uses is defined otherwise, though its own words stand. */
function noteDefinitions(sections: readonly Compared[]): void {
  const redefined = new Map<string, string>();
  for (const { tally } of sections) {
    for (const text of [...tally.before, ...tally.after]) for (const run of text.runs) if (run.kind === 'definition' && run.target !== undefined) redefined.set(run.target, run.text.slice(1, -1));
  }
  if (redefined.size === 0) return;
  for (const { change, new: now } of sections) {
    if (now === null || (change.kind !== 'same' && change.kind !== 'moved')) continue;
    const used = new Set([...textsOf(now)].flatMap((text) => text.runs).flatMap((run) => (run.kind === 'term' && run.target !== undefined ? [run.target] : [])));
    change.definitions = [...used].flatMap((term) => redefined.get(term) ?? []);
  }
}

/** A schedule is a part of what is agreed with its clause. */
function noteSchedules(sections: readonly Compared[]): void {
  const touched = new Map<string, Set<string>>();
  for (const { change, old, new: now } of sections) {
    if (change.what !== 'schedule' || (change.kind === 'same' && change.definitions.length === 0)) continue;
    for (const owner of [old?.clause, now?.clause]) if (owner !== undefined) touched.set(owner, (touched.get(owner) ?? new Set()).add(change.id));
  }
  for (const { change } of sections) if (change.what === 'clause') change.schedules = [...(touched.get(change.id) ?? [])];
}
