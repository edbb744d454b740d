import type { Node } from 'prosemirror-model';
import { numberDocument, type Numbers } from '#agreement/document/number';
import { agreementAttrs, clauseAttrs, clausesOf, schedulesOf, wordingOf, type ClausePart, type Document, type FactAttrs } from '#agreement/document/schema';
import type { Naming } from '#agreement/words/en';
import { wordsIn, type Words } from '#agreement/words/language';

/** What a stretch of printed text is: plain words, or the atom that it was printed from. */
export type RunKind = 'words' | 'fact' | 'blank' | 'ref' | 'term' | 'definition' | 'person' | 'row';

/** A stretch of one kind. `from` is its offset in the block's printed text, `at` its position in the block's content. */
export interface Run {
  kind: RunKind;
  text: string;
  strong?: boolean;
  /** Path of the fact behind a `fact` or `blank`, id of the target of a `ref`, of a `term` or `definition`, of a `person`. */
  target?: string;
  from: number;
  at: number;
  /** An address outside this text, such as the section of another file that a leaflet names; formats without such links print the words alone. */
  href?: string;
}

/** A printed paragraph, list item or signature line. */
export interface PrintedText {
  kind: 'heading' | 'paragraph' | 'item' | 'signature' | 'cell';
  id: string;
  label: string;
  runs: Run[];
  text: string;
  /** The party of a signature line. */
  party?: string | null;
  /** The document position of the block's content. */
  position: number;
}

/** A printed table: rows of cells; the first row is the heading. */
export interface PrintedTable {
  kind: 'table';
  id: string;
  rows: { id: string; header: boolean; cells: PrintedText[] }[];
}

/** One block of a section. */
export type PrintedBlock = PrintedText | PrintedTable;

/** A printed clause or schedule. */
export interface PrintedSection {
  kind: 'clause' | 'schedule';
  /** The language of these words: the first one of the clause where it has none in the language that was asked for. */
  lang: string;
  id: string;
  /** The clause that a schedule belongs to, else its own id. */
  clause: string;
  part: ClausePart;
  /** "7" for a clause, "B" for a schedule, '' for a front clause. */
  number: string;
  heading: PrintedText;
  blocks: PrintedBlock[];
}

/** A whole Document in one language, numbered and in words: the one input of every format, of the screen and of the checks. */
export interface Printed {
  lang: string;
  title: string;
  sections: PrintedSection[];
  numbers: Numbers;
  /** The other language versions in their order, section by section as this one; absent where there is one language. */
  beside?: { lang: string; sections: PrintedSection[] }[];
}

/** A Document with all its language versions, for formats and screens that set them beside each other. */
export function printVersions(document: Document, naming?: Pick<Naming, 'people'>): Printed {
  const first = printDocument(document, naming);
  const others = agreementAttrs(document).languages.slice(1);
  return others.length === 0 ? first : { ...first, beside: others.map((lang) => ({ lang, sections: printDocument(document, naming, lang).sections })) };
}

/** Prints a Document; pure, so the same Document and naming always give the same words. */
export function printDocument(document: Document, naming?: Pick<Naming, 'people'>, lang?: string): Printed {
  const attrs = agreementAttrs(document);
  const numbers = numberDocument(document);
  const printer: Printer = { naming: { parties: attrs.parties, people: naming?.people }, numbers, words: wordsIn(attrs.languages[0] ?? 'en') };
  const sections: PrintedSection[] = [];
  let position = 0;
  for (const node of [...clausesOf(document), ...schedulesOf(document)]) {
    sections.push(printSection(node, position, printer, lang));
    position += node.nodeSize;
  }
  return { lang: lang ?? attrs.languages[0] ?? 'en', title: attrs.title ?? '', sections, numbers };
}

interface Printer {
  naming: Naming;
  numbers: Numbers;
  words: Words;
}

function printSection(node: Node, position: number, { naming, numbers }: Printer, lang: string | undefined): PrintedSection {
  const wording = wordingOf(node, lang);
  const own = wording.attrs.lang as string;
  const printer: Printer = { naming, numbers, words: wordsIn(own) };
  const clause = node.type.name === 'clause';
  const id = node.attrs.id as string;
  let start = position + 1;
  for (const sibling of node.children) {
    if (sibling === wording) break;
    start += sibling.nodeSize;
  }
  start += 1;
  const section: PrintedSection = {
    kind: clause ? 'clause' : 'schedule',
    lang: own,
    id,
    clause: clause ? id : (node.attrs.clause as string),
    part: clause ? clauseAttrs(node).part : 'back',
    number: printer.numbers.get(id)?.label ?? '',
    heading: printText(wording.child(0), 'heading', `${id}#heading`, start + 1, printer),
    blocks: [],
  };
  start += wording.child(0).nodeSize;
  for (const block of wording.children.slice(1)) {
    section.blocks.push(block.type.name === 'table' ? printTable(block, start, printer) : printBlock(block, start + 1, printer));
    start += block.nodeSize;
  }
  return section;
}

function printBlock(block: Node, position: number, printer: Printer): PrintedText {
  const printed = printText(block, block.type.name as PrintedText['kind'], block.attrs.id as string, position, printer);
  if (block.type.name === 'signature') printed.party = block.attrs.party as string | null;
  return printed;
}

function printTable(table: Node, position: number, printer: Printer): PrintedTable {
  let start = position + 1;
  let count = 0;
  const rows = table.children.map((row) => {
    const header = row.attrs.header === true;
    if (!header) count += 1;
    let inside = start + 1;
    const cells = row.children.map((cell, column) => {
      const printed = printText(cell, 'cell', `${row.attrs.id as string}.${column + 1}`, inside + 1, printer, count);
      inside += cell.nodeSize;
      return printed;
    });
    start += row.nodeSize;
    return { id: row.attrs.id as string, header, cells };
  });
  return { kind: 'table', id: table.attrs.id as string, rows };
}

function printText(node: Node, kind: PrintedText['kind'], id: string, position: number, printer: Printer, row = 0): PrintedText {
  const runs: Run[] = [];
  let text = '';
  let at = 0;
  // Our own words since the last atom: a full stop that ends a name ("Acme Inc.") ends no sentence.
  let said = '';
  const children = node.children;
  for (let index = 0; index < children.length; index += 1) {
    const child = children[index]!;
    const run = printInline(child, printer, row, text === '' ? kind !== 'cell' : sentenceEnd.test(said));
    const last = runs[runs.length - 1];
    if (last?.kind === 'words' && run.kind === 'fact') {
      const [before, after] = printer.words.join(last.text, run.text);
      text = text.slice(0, text.length - last.text.length) + before;
      last.text = before;
      run.text = after;
    }
    if (run.kind === 'fact' && run.text.endsWith('.') && (children[index + 1]?.text ?? '').startsWith('.')) run.text = run.text.slice(0, -1);
    if (child.marks.some((mark) => mark.type.name === 'strong')) run.strong = true;
    run.from = text.length;
    run.at = at;
    runs.push(run);
    text += run.text;
    said = run.kind === 'words' ? said + run.text : '';
    at += child.nodeSize;
  }
  return { kind, id, label: printer.numbers.get(id)?.label ?? '', runs, text, position };
}

/** Text after which a new sentence starts; an opening quote or bracket may stand in between. */
const sentenceEnd = /[.!?](?:["”)]|\s»)?\s+(?:["“(]|«\s)?$/;

/** Formats whose words are ours and so take a capital at the start of a sentence; names keep their spelling. */
const prose = new Set(['others', 'label', 'actor', 'list-and', 'list-or', 'deadline', 'place', 'law', 'registry', 'count']);

function printInline(node: Node, printer: Printer, row: number, starts: boolean): Run {
  const run = (kind: RunKind, text: string, target?: string): Run => ({ kind, text, target, from: 0, at: 0 });
  switch (node.type.name) {
    case 'text':
      return run('words', node.text ?? '');
    case 'fact': {
      const attrs = node.attrs as FactAttrs;
      const words = printer.words.fact(attrs, printer.naming);
      return run('fact', starts && prose.has(attrs.format) ? capital(words) : words, attrs.path);
    }
    case 'blank':
      return run('blank', printer.words.blank(node.attrs.path as string), node.attrs.path as string);
    case 'ref': {
      const id = node.attrs.id as string;
      const number = printer.numbers.get(id);
      return run('ref', number === undefined ? printer.words.missing(id) : number.full === '' ? printer.words.numberless(id) : number.full, id);
    }
    case 'term': {
      const words = node.attrs.words as string;
      // A term stands in quotes where it is defined and bare where it is used.
      return node.attrs.defines === true ? run('definition', printer.words.quoted(words), node.attrs.id as string) : run('term', words, node.attrs.id as string);
    }
    case 'person': {
      const id = node.attrs.id as string;
      const words = printer.naming.people?.(id);
      return words === undefined ? run('blank', printer.words.blank(id), id) : run('person', words, id);
    }
    case 'row_number':
      return run('row', String(row));
    default:
      throw new RangeError(`no way to print a node of type ${node.type.name}`);
  }
}

/** The text with its first letter as a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** All texts of a section in reading order: heading, paragraphs, items, signature lines and table cells. */
export function* textsOf(section: PrintedSection): Generator<PrintedText> {
  yield section.heading;
  for (const block of section.blocks) {
    if (block.kind !== 'table') yield block;
    else for (const row of block.rows) yield* row.cells;
  }
}
