import type { Node } from 'prosemirror-model';
import { InputError } from '#agreement/input-error';
import { letters, numberDocument } from '#agreement/document/number';
import { schema, type Document, type ItemStyle } from '#agreement/document/schema';
import { markdownBlocks, type MarkdownBlock } from '#formats/markdown/blocks';
import { plainWords, readInline } from '#formats/markdown/inline';
import type { Targets } from '#formats/markdown/references';

/** A Document read from Markdown, and the line (from 1) on which each of its clauses, schedules, blocks and table rows starts, by id. */
export interface ReadMarkdown {
  document: Document;
  lines: ReadonlyMap<string, number>;
}

/** The largest text that is read, in UTF-16 units. */
const limit = 10_000_000;

/** Reads an agreement in Markdown, ours or not; the README of this folder says what becomes of what. Throws InputError for what is not text. */
export function readMarkdown(text: string): Document {
  return readMarkdownLines(text).document;
}

/** The same with line numbers, for findings. */
export function readMarkdownLines(text: string): ReadMarkdown {
  if (text.length > limit) throw new InputError('The Markdown is longer than 10 million characters.', 'Hand in one agreement at a time.');
  if (text.includes('\0')) throw new InputError('This is not a text file: it holds zero bytes.', 'Hand in Markdown, or the agreement as JSON or PDF.');
  const { title, sections } = outline(markdownBlocks(text));
  const first = new Builder(title, sections, none);
  // References print the number of their target, so the numbers come first.
  const second = new Builder(title, sections, first.targets());
  return { document: second.document, lines: second.lines };
}

const none: Targets = { sections: new Map(), schedules: new Map() };

/** A part of the text under one heading. */
interface Section {
  /** Number of a clause, letter of a schedule, '' where there is none. */
  number: string;
  schedule: boolean;
  /** The heading without and with its number, as Markdown. */
  heading: string;
  whole: string;
  line: number;
  blocks: MarkdownBlock[];
}

const clauseNumber = /^(?:(?:article|section|clause)\s+)?(\d{1,3})(?:[.:)](?=\s|$)|\s*[–—-](?=\s)|(?=\s|$))\s*(.*)$/is;
const scheduleLetter = /^schedule\s+([A-Z]{1,2})(?:\s*[:.–—-]\s*|\s+|$)(.*)$/is;
const deeper = /^(?:(?:article|section|clause)\s+)?\d{1,3}\.\d/i;

/** Sorts blocks into sections. The first heading is the title if it is the only one of its level and has no number. */
function outline(blocks: readonly MarkdownBlock[]): { title: string | null; sections: Section[] } {
  let title: string | null = null;
  const sections: Section[] = [];
  const top = blocks.find((block) => block.kind === 'heading');
  const isTitle = top !== undefined && top.level === 1 && !clauseNumber.test(top.text) && !scheduleLetter.test(top.text);
  const level = Math.min(2, ...blocks.flatMap((block) => (block.kind === 'heading' && !(isTitle && block === top) ? [block.level] : [])));
  for (const block of blocks) {
    if (isTitle && block === top) {
      title = plainWords(block.text);
      continue;
    }
    const last = sections[sections.length - 1];
    if (block.kind === 'note' && last === undefined) continue;
    if (block.kind !== 'heading' || (last !== undefined && startsNoSection(block.text, block.level, level))) {
      if (last !== undefined) last.blocks.push(block);
      else sections.push({ number: '', schedule: false, heading: '', whole: '', line: block.line, blocks: [block] });
      continue;
    }
    const schedule = scheduleLetter.exec(block.text);
    const clause = deeper.test(block.text) ? null : clauseNumber.exec(block.text);
    const number = schedule?.[1]?.toUpperCase() ?? clause?.[1] ?? '';
    sections.push({ number, schedule: schedule !== null, heading: schedule?.[2] ?? clause?.[2] ?? block.text, whole: block.text, line: block.line, blocks: [] });
  }
  return { title, sections };
}

/** True for a heading inside a section: one with a number such as 7.2, or a deep one without any. */
function startsNoSection(text: string, level: number, top: number): boolean {
  if (deeper.test(text)) return true;
  return level > Math.max(2, top) && !clauseNumber.test(text) && !scheduleLetter.test(text);
}

class Builder {
  readonly document: Document;
  readonly lines = new Map<string, number>();
  readonly #targets: Targets;
  readonly #ids = new Set<string>();

  constructor(title: string | null, sections: readonly Section[], targets: Targets) {
    this.#targets = targets;
    const numbered = sections.filter((section) => section.number !== '' && !section.schedule).every((section, index) => section.number === String(index + 1));
    const firstSchedule = sections.findIndex((section) => section.schedule);
    const tail = firstSchedule === -1 ? [] : sections.slice(firstSchedule);
    const lettered = tail.every((section, index) => section.schedule && section.number === letters(index).toUpperCase());
    const nodes = sections.map((section) => (section.schedule && lettered ? this.#schedule(section) : this.#clause(section, numbered && !section.schedule)));
    this.document = schema.nodes.agreement!.create({ title, languages: ['en'], parties: [] }, nodes);
    this.document.check();
  }

  /** What references may lead to: everything that prints a number. */
  targets(): Targets {
    const sections = new Map<string, string>();
    const schedules = new Map<string, string>();
    const ofSchedules = new Set<string>();
    this.document.forEach((section) => {
      if (section.type.name === 'schedule') section.descendants((node) => void ofSchedules.add(node.attrs.id as string));
    });
    for (const [id, { label, full }] of numberDocument(this.document)) {
      if (full === '' || label === '' || ofSchedules.has(id)) continue;
      const map = /^[A-Z]/.test(full) ? schedules : sections;
      if (!map.has(full)) map.set(full, id);
    }
    return { sections, schedules };
  }

  #clause(section: Section, counts: boolean): Node {
    const number = counts ? section.number : '';
    const id = this.#id(number === '' ? slug(section.whole) : `s${number}`, section.line);
    const signed = section.blocks.some((block) => block.kind === 'note');
    const part = number === '' ? 'front' : signed ? 'back' : 'body';
    return schema.nodes.clause!.create({ id, part }, this.#wording(counts ? section.heading : section.whole, section.blocks, number, id));
  }

  #schedule(section: Section): Node {
    const id = this.#id(`schedule-${section.number.toLowerCase()}`, section.line);
    return schema.nodes.schedule!.create({ id, clause: '' }, this.#wording(section.heading, section.blocks, '', id));
  }

  #wording(heading: string, blocks: readonly MarkdownBlock[], number: string, id: string): Node {
    const nodes = numbersFit(blocks, number) ? this.#blocks(blocks, number, id) : this.#blocks(blocks, '', id);
    return schema.nodes.wording!.create({ lang: 'en' }, [schema.nodes.heading!.create(null, this.#inline(heading)), ...nodes]);
  }

  #blocks(blocks: readonly MarkdownBlock[], number: string, section: string): Node[] {
    let items = 0;
    let alone = number !== '' && !blocks.some((block) => paragraphLabel(block) !== undefined);
    let above = section;
    let plain = 0;
    return blocks.map((block): Node => {
      const item = itemLabel(block, items);
      if (item !== undefined && block.kind !== 'table') {
        items += 1;
        const id = this.#id(`${above}.${item.label.slice(1, -1)}`, block.line);
        return schema.nodes.item!.create({ id, style: item.style }, this.#inline(block.text.slice(item.label.length).trimStart()));
      }
      items = 0;
      plain += 1;
      if (block.kind === 'table') return this.#table(block, this.#id(`${section}.t${plain}`, block.line));
      if (block.kind === 'note') return schema.nodes.signature!.create({ id: this.#id(`${section}.n${plain}`, block.line) }, this.#inline(block.text));
      const label = number === '' ? undefined : paragraphLabel(block);
      const text = block.kind === 'heading' ? bold(block.text) : block.text;
      if (label !== undefined) {
        above = `s${label}`;
        return schema.nodes.paragraph!.create({ id: this.#id(above, block.line), numbered: true }, this.#inline(text.replace(block.kind === 'heading' ? headingNumber : typedNumber, '$1')));
      }
      const numbered = alone;
      alone = false;
      return schema.nodes.paragraph!.create({ id: this.#id(`${section}.p${plain}`, block.line), numbered }, this.#inline(text));
    });
  }

  #table(table: MarkdownBlock & { kind: 'table' }, id: string): Node {
    const row = (cells: readonly string[], index: number, header: boolean): Node => {
      const rowId = `${id}.${header ? 'head' : index}`;
      this.lines.set(rowId, table.line + (header ? 0 : index + 1));
      return schema.nodes.row!.create({ id: rowId, header }, cells.map((cell) => schema.nodes.cell!.create(null, this.#inline(cell))));
    };
    const head = table.head.some((cell) => cell !== '') || table.rows.length === 0 ? [row(table.head, 0, true)] : [];
    return schema.nodes.table!.create({ id }, [...head, ...table.rows.map((cells, index) => row(cells, index + 1, false))]);
  }

  #inline(text: string): Node[] {
    return readInline(text, this.#targets);
  }

  /** An id that no other node has. */
  #id(wanted: string, line: number): string {
    let id = wanted;
    for (let again = 2; this.#ids.has(id); again += 1) id = `${wanted}-${again}`;
    this.#ids.add(id);
    this.lines.set(id, line);
    return id;
  }
}

const typedNumber = /^(\*\*)?(\d{1,3}\.\d{1,3})[.:)]?(?:\s+|$)/;
const headingNumber = /^(\*\*)?(?:(?:article|section|clause)\s+)?(\d{1,3}\.\d{1,3})[.:)]?(?:\s+|$)/i;

/** The number 7.2 that a paragraph or inner heading opens with. */
function paragraphLabel(block: MarkdownBlock): string | undefined {
  if (block.kind === 'heading') return headingNumber.exec(block.text)?.[2];
  return block.kind === 'paragraph' ? typedNumber.exec(block.text)?.[2] : undefined;
}

/** True if the numbers of a clause's paragraphs are those we would count. A paragraph alone in its clause has none in our count. */
function numbersFit(blocks: readonly MarkdownBlock[], number: string): boolean {
  if (number === '') return false;
  const labels = blocks.map(paragraphLabel).filter((label): label is string => label !== undefined);
  return labels.length !== 1 && labels.every((label, index) => label === `${number}.${index + 1}`);
}

/** The label of a list item, where it is the next one of its list. */
function itemLabel(block: MarkdownBlock, before: number): { label: string; style: ItemStyle } | undefined {
  if (block.kind !== 'paragraph') return undefined;
  const label = /^\((?:[a-z]{1,2}|\d{1,3})\)(?=\s|$)/.exec(block.text)?.[0];
  if (label === `(${letters(before)})`) return { label, style: 'letter' };
  return label === `(${before + 1})` ? { label, style: 'number' } : undefined;
}

function bold(text: string): string {
  return text === '' || text.includes('**') ? text : `**${text}**`;
}

/** The id of a section without a number: its heading in small letters and hyphens. */
function slug(heading: string): string {
  const words = plainWords(heading).toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return words.slice(0, 30).replace(/-$/, '') || 'part';
}
