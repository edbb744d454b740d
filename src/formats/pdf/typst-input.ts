import type { Printed, PrintedBlock, PrintedSection, PrintedTable, PrintedText, Run } from '#agreement/document/print';
import { textsOf } from '#agreement/document/print';
import { columnWidths, type ColumnNeed } from '#formats/columns';
import { furnitureFor, type Furniture } from '#formats/furniture';
import type { PrintMeta } from '#formats/meta';
import { textWidth } from '#formats/text-width';
import { figureColumns } from '#formats/figure-columns';
import { scheduleUses } from '#formats/schedule-uses';
import { signatureParts } from '#formats/signature-parts';
import { versionsOf, type PairedSection } from '#formats/versions';
import { showHidden } from '#formats/visible';

/** Plain text; ["b", bold]; ["k", kept on one line]; ["x", blank], ["X", bold blank]; ["l", linked text, id of the target, word that stays before it]. */
export type TypstRun = string | ['b' | 'k' | 'x' | 'X', string] | ['l', string, string, string];

/** A number of a section and the id it stands for, for a link. */
type Used = [string, string];

/** One block as the template lays it out; `id` is there only where something refers to it. */
export type TypstBlock =
  | { kind: 'paragraph'; id: string | null; number: string; indented: boolean; opens: boolean; runs: TypstRun[] }
  | { kind: 'items'; indented: boolean; wide: boolean; items: { id: string | null; number: string; runs: TypstRun[] }[] }
  | { kind: 'table'; widths: number[]; right: boolean[]; dense: boolean; tight: boolean; headers: number; height: number; head: TypstRun[][]; cells: TypstRun[][] }
  /** The same in two languages, side by side. */
  | { kind: 'pair'; lang: [string, string]; left: TypstBlock[]; right: TypstBlock[] }
  /** Lines to write on, or, in a text that is signed as a file, the sentence that says so. */
  | { kind: 'signature'; id: string | null; runs: TypstRun[]; lines: string[]; inFile: string | null };

/** A clause or schedule as the template lays it out. */
export interface TypstSection {
  schedule: boolean;
  id: string | null;
  number: string;
  heading: TypstRun[];
  /** The heading in the other language, and what stands before it. */
  beside: { lang: string; heading: TypstRun[] } | null;
  used: Used[];
  /** True for a schedule that stands on pages turned sideways, because a table in it has too many columns. */
  wide: boolean;
  blocks: TypstBlock[];
}

/** All that `agreement.typ` prints, as JSON can hold it. */
export interface TypstInput {
  title: string;
  subtitle: string | null;
  lang: string;
  region: string | null;
  authors: string[];
  keywords: string[];
  date: [number, number, number];
  paper: 'a4' | 'us-letter';
  draft: boolean;
  /** Smaller type and margins, for a leaflet, and in how many columns; null for an agreement. */
  columns: 1 | 2 | null;
  /** Title and version as the footer says them. */
  running: string;
  version: string;
  notice: string | null;
  words: Furniture;
  schedules: { id: string; letter: string; heading: TypstRun[]; used: Used[] }[];
  front: TypstSection[];
  sections: TypstSection[];
}

/** Width of the text in points, by paper, upright and turned sideways: the page without margins of 25 mm. */
const measure = { a4: { upright: 453.5, sideways: 700.1 }, letter: { upright: 470.2, sideways: 650.2 } } as const;

/** The margins of a leaflet are 18 mm: 39.7 points more for its text. */
function closer({ upright, sideways }: { upright: number; sideways: number }): { upright: number; sideways: number } {
  return { upright: upright + 39.7, sideways: sideways + 39.7 };
}

/** What the template needs to print an agreement: numbers and targets resolved, runs merged, widths of columns chosen. Pure. */
export function typstInput(printed: Printed, meta: PrintMeta): TypstInput {
  const words = furnitureFor(printed.lang);
  const paper = meta.paper ?? 'a4';
  const shape = new Shape(printed, meta.leaflet !== undefined ? closer(measure[paper]) : measure[paper], meta.state === 'final');
  const [lang = 'en', region] = printed.lang.split('-');
  const versions = versionsOf(printed);
  const sections = printed.sections.map((section, index) => shape.section(section, words, versions?.[index]));
  const front = printed.sections.findIndex((section) => section.part !== 'front' || section.kind === 'schedule');
  const opening = front === -1 ? sections.length : front;
  const title = clean(printed.title);
  return {
    title,
    subtitle: meta.subtitle === undefined ? null : clean(meta.subtitle),
    lang,
    region: region !== undefined && /^[A-Z]{2}$/.test(region) ? region : null,
    authors: (meta.authors ?? []).map(clean),
    keywords: (meta.keywords ?? []).map(clean),
    date: dateParts(meta.date),
    paper: paper === 'a4' ? 'a4' : 'us-letter',
    draft: meta.state === 'draft',
    columns: meta.leaflet === undefined ? null : meta.leaflet === 'two-columns' ? 2 : 1,
    running: title.length > 50 ? `${title.slice(0, 49).trimEnd()}…` : title,
    version: clean(meta.version),
    notice: meta.notice === undefined ? null : clean(meta.notice),
    words,
    schedules: printed.sections.flatMap((section, index) => (section.kind === 'schedule' ? [{ id: section.id, letter: section.number, heading: shape.runs(section.heading.runs), used: sections[index]!.used }] : [])),
    front: sections.slice(0, opening),
    sections: sections.slice(opening),
  };
}

function dateParts(date: string): [number, number, number] {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (parts === null) throw new RangeError(`the date of a PDF must read like 2027-03-01, not ${date}`);
  return [Number(parts[1]), Number(parts[2]), Number(parts[3])];
}

function clean(text: string): string {
  return showHidden(text.normalize('NFC').replace(/[\n\t]/g, ' '));
}

/** The word in front of a reference that must not be parted from its number. */
const named = /(?:^|\s)((?:section|sections|schedule|clause|paragraph|article|articles|annexe)\s)$/i;

/** Width in points that the label of an item has before it needs more room. */
const roomForLabel = 21;

/** What stands at a signature line of a file that is signed electronically: nobody writes on it by hand. */
const signedInFile = 'Signed electronically. The signature, its time and its certificate are in this file: see the signatures that your PDF program lists, or check the file with Entente.';

class Shape {
  readonly #widths: { upright: number; sideways: number };
  /** Ids that something refers to and that are printed: only these become anchors. */
  readonly #targets: ReadonlySet<string>;
  readonly #uses: ReturnType<typeof scheduleUses>;
  readonly #anchored = new Set<string>();
  readonly #final: boolean;

  constructor(printed: Printed, widths: { upright: number; sideways: number }, final: boolean) {
    this.#final = final;
    this.#widths = widths;
    this.#uses = scheduleUses(printed);
    const there = new Set<string>();
    for (const section of printed.sections) {
      there.add(section.id);
      for (const block of section.blocks) if (block.kind !== 'table') there.add(block.id);
    }
    const targets = new Set<string>(this.#uses.keys());
    for (const uses of this.#uses.values()) for (const use of uses) targets.add(use.id);
    for (const section of printed.sections) {
      for (const text of textsOf(section)) {
        for (const run of text.runs) if (run.kind === 'ref' && run.target !== undefined && there.has(run.target)) targets.add(run.target);
      }
    }
    this.#targets = targets;
  }

  section(section: PrintedSection, words: Furniture, paired?: PairedSection): TypstSection {
    const schedule = section.kind === 'schedule';
    const wide = schedule && section.blocks.some((block) => block.kind === 'table' && isCrowded(columnNeeds(block), this.#widths.upright));
    const heading = this.runs(section.heading.runs);
    return {
      schedule,
      id: this.#anchor(section.id),
      number: section.number,
      heading: schedule ? merge([`${words.schedule} ${section.number}${heading.length === 0 ? '' : ': '}`, ...heading]) : heading,
      used: (this.#uses.get(section.id) ?? []).map(({ number, id }): Used => [number, id]),
      wide,
      beside: paired === undefined || paired.other === null ? null : { lang: paired.other.lang, heading: this.#besideHeading(paired.other) },
      blocks: paired === undefined || paired.other === null ? this.#blocks(section, wide ? this.#widths.sideways : this.#widths.upright) : this.#pairs(paired, paired.other, wide ? this.#widths.sideways : this.#widths.upright),
    };
  }

  #besideHeading(other: PrintedSection): TypstRun[] {
    const heading = this.runs(other.heading.runs);
    return other.kind === 'schedule' ? merge([`${furnitureFor(other.lang).schedule} ${other.number}${heading.length === 0 ? '' : ': '}`, ...heading]) : heading;
  }

  /** A section row by row in two columns; tables and signatures take the whole width. */
  #pairs({ section, rows }: PairedSection, other: PrintedSection, width: number): TypstBlock[] {
    return rows.flatMap((row): TypstBlock[] => {
      if (row.kind === 'whole') return this.#blocks({ ...section, blocks: [row.block] }, width);
      const side = (block: PrintedText | null): TypstBlock[] => (block === null ? [] : this.#blocks({ ...section, part: 'front', blocks: [block] }, width / 2));
      const left = side(row.left);
      return [{ kind: 'pair', lang: [section.lang, other.lang], left, right: side(row.right) }];
    });
  }

  #blocks(section: PrintedSection, width: number): TypstBlock[] {
    const indented = section.kind === 'clause' && section.part !== 'front';
    const blocks: TypstBlock[] = [];
    section.blocks.forEach((block, index) => {
      if (block.kind === 'table') blocks.push(this.#table(block, width));
      else if (block.kind === 'item') this.#item(block, indented, blocks);
      else if (block.kind === 'signature') blocks.push(this.#signature(block));
      else {
        const runs = this.runs(block.runs);
        blocks.push({ kind: 'paragraph', id: this.#anchor(block.id), number: block.label, indented, opens: opensList(section.blocks[index + 1]), runs });
      }
    });
    return blocks;
  }

  #item(block: PrintedText, indented: boolean, blocks: TypstBlock[]): void {
    const item = { id: this.#anchor(block.id), number: block.label, runs: this.runs(block.runs) };
    const wide = !indented || textWidth(block.label) * 11 > roomForLabel;
    const before = blocks[blocks.length - 1];
    if (before?.kind === 'items' && block.label !== '(a)' && block.label !== '(1)') {
      before.items.push(item);
      before.wide ||= wide;
    } else blocks.push({ kind: 'items', indented, wide, items: [item] });
  }

  #signature(block: PrintedText): TypstBlock {
    const { runs, places } = signatureParts(block);
    return { kind: 'signature', id: this.#anchor(block.id), runs: this.runs(runs), lines: this.#final ? [] : places.map(clean), inFile: this.#final && places.length > 0 ? signedInFile : null };
  }

  #table(table: PrintedTable, width: number): TypstBlock {
    const needs = columnNeeds(table);
    // The header of a table is its leading heading rows: only those can repeat on each page.
    const first = table.rows.findIndex((row) => !row.header);
    const headers = first === -1 ? 0 : first;
    const padded = (row: PrintedTable['rows'][number]): TypstRun[][] => Array.from({ length: needs.length }, (_, column) => this.runs(row.cells[column]?.runs ?? [], false));
    return {
      kind: 'table',
      ...columnWidths(needs, width),
      right: figureColumns(table),
      headers,
      height: table.rows.length,
      head: table.rows.slice(0, headers).flatMap(padded),
      cells: table.rows.slice(headers).flatMap(padded),
    };
  }

  /** Runs for the template: neighbours of plain text merged, references turned into links, dates and amounts kept whole unless in a narrow cell. */
  runs(list: readonly Run[], keep = true): TypstRun[] {
    const runs: TypstRun[] = [];
    for (const run of list) {
      const text = clean(run.text);
      if (text === '') continue;
      if (run.kind === 'blank') runs.push([run.strong === true ? 'X' : 'x', text]);
      else if (run.kind === 'ref' && run.target !== undefined) runs.push(...this.#reference(text, run.target, runs));
      else if (run.kind === 'definition' && run.strong !== true) runs.push(...boldInQuotes(text));
      else if (run.strong === true) runs.push(['b', text]);
      else if (keep && run.kind === 'fact' && isShortValue(text)) runs.push(['k', text]);
      else runs.push(text);
    }
    return merge(runs);
  }

  #reference(text: string, target: string, before: TypstRun[]): TypstRun[] {
    if (!this.#targets.has(target)) return [['x', text]];
    const last = before[before.length - 1];
    const word = typeof last === 'string' ? named.exec(last)?.[1] : undefined;
    if (word === undefined) return [['l', text, target, '']];
    before[before.length - 1] = (last as string).slice(0, -word.length);
    return [['l', text, target, word]];
  }

  /** The id where it is an anchor; once only, since a second anchor of one name would be an error of the page. */
  #anchor(id: string): string | null {
    if (!this.#targets.has(id) || this.#anchored.has(id)) return null;
    this.#anchored.add(id);
    return id;
  }
}

function merge(runs: readonly TypstRun[]): TypstRun[] {
  const merged: TypstRun[] = [];
  for (const run of runs) {
    const last = merged[merged.length - 1];
    if (run === '') continue;
    if (typeof run === 'string' && typeof last === 'string') merged[merged.length - 1] = last + run;
    else if (typeof run !== 'string' && run[0] === 'b' && typeof last === 'object' && last[0] === 'b') last[1] += run[1];
    else merged.push(run);
  }
  return merged;
}

/** A defined term is bold, its quotes are not. */
function boldInQuotes(text: string): TypstRun[] {
  const parts = /^(“|«\u00A0)(.+)(”|\u00A0»)$/s.exec(text);
  return parts === null ? [['b', text]] : [parts[1]!, ['b', parts[2]!], parts[3]!];
}

function opensList(next: PrintedBlock | undefined): boolean {
  return next !== undefined && (next.kind === 'item' || next.kind === 'table');
}

/** No piece claims more room than this (type sizes): an address of the net may be broken. */
const longestAllowed = 12;

/** Values up to this length are kept on one line: a date, an amount, a name. */
const shortValue = 18;

/** True for a date, an amount, a period: figures that a line must not part from their words. */
function isShortValue(text: string): boolean {
  return text.length <= shortValue && /\d/.test(text) && text.includes(' ');
}

function isBold(run: Run): boolean {
  return run.strong === true || run.kind === 'definition';
}

function columnNeeds(table: PrintedTable): ColumnNeed[] {
  const count = Math.max(...table.rows.map((row) => row.cells.length));
  return Array.from({ length: count }, (_, column) => {
    const cells = table.rows.flatMap((row) => row.cells[column] ?? []);
    return { longest: Math.max(0, ...cells.map(cellWidth)), piece: Math.max(0, ...cells.map((cell) => Math.min(longestAllowed, longestPiece(cell)))) };
  });
}

/** Cells of more lines than this make a table of many columns hard to read. */
const mostLines = 7;

/** True for a table that would need small type on an upright page, or whose many columns would make its rows tall. */
function isCrowded(needs: readonly ColumnNeed[], width: number): boolean {
  const { widths, dense } = columnWidths(needs, width);
  return dense || (needs.length > 5 && needs.some((need, column) => need.longest * 10 > widths[column]! * mostLines));
}

/** Width of a cell on one line; a blank may break over two, so that a missing date does not widen its column for all. */
function cellWidth(cell: PrintedText): number {
  return cell.runs.reduce((width, run) => width + textWidth(run.text, isBold(run)) * (run.kind === 'blank' ? 0.6 : 1), 0);
}

/** Width of what must stand together: the longest word, or a short value such as a date or an amount. */
function longestPiece(cell: PrintedText): number {
  const words = cell.text.split(/[\s/]+/).map((word) => textWidth(word, cell.runs.some(isBold)));
  const values = cell.runs.map((run) => (run.kind === 'fact' && run.text.length <= shortValue ? textWidth(run.text, isBold(run)) : 0));
  return Math.max(...words, ...values);
}
