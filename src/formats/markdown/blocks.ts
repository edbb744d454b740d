/** A stretch of Markdown between blank lines, by what it is; `line` counts from 1. */
export type MarkdownBlock =
  | { kind: 'heading'; level: number; text: string; line: number }
  | { kind: 'paragraph' | 'note'; text: string; line: number }
  | { kind: 'table'; head: string[]; rows: string[][]; line: number };

const atx = /^ {0,3}(#{1,6})(?:\s(.*))?$/;
const rule = /^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/;
const underline = /^ {0,3}(=+|-+)\s*$/;
const fence = /^ {0,3}(`{3,}|~{3,})/;
const note = /^ {0,3}>\s?(.*)$/;
const bullet = /^\s*[-*+]\s+(?=\S)/;
const separator = /^\|?\s*:?-+:?(?:\s*\|\s*:?-+:?)*(?:\s*\|)?$/;
/** A line that opens with a number of its own, and so starts a paragraph even without a blank line before it. */
const numbered = /^\s*(?:\d{1,3}(?:\.\d{1,3})+\.?\s|\d{1,3}[.)]\s|\((?:[a-z]{1,4}|\d{1,3})\)\s)/;
const boldNumber = /^\*\*((?:article |section |clause )?\d{1,3}[.:)]?\s[^*]*)\*\*$/i;

/** Splits Markdown into blocks: the part of CommonMark and its tables that agreements use; anything else stays a paragraph with its words. */
export function markdownBlocks(text: string): MarkdownBlock[] {
  return new Splitter(text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)).split();
}

class Splitter {
  readonly #lines: string[];
  readonly #blocks: MarkdownBlock[] = [];
  #open: { lines: string[]; line: number } | undefined;
  #at = 0;

  constructor(lines: string[]) {
    this.#lines = lines;
  }

  split(): MarkdownBlock[] {
    this.#skipFrontMatter();
    while (this.#at < this.#lines.length) {
      this.#step(this.#lines[this.#at]!);
      this.#at += 1;
    }
    this.#close();
    return this.#blocks;
  }

  #step(line: string): void {
    const heading = atx.exec(line);
    if (line.trim() === '') this.#close();
    else if (fence.test(line)) this.#fenced(line);
    else if (heading !== null) this.#heading(heading[1]!.length, heading[2] ?? '');
    else if (this.#open !== undefined && underline.test(line)) this.#setext(line);
    else if (rule.test(line)) this.#close();
    else if (/^\s*<!--.*-->\s*$/.test(line)) this.#comment(line);
    else if (note.test(line)) this.#note();
    else if (line.includes('|') && isSeparator(this.#lines[this.#at + 1] ?? '')) this.#table();
    else this.#text(line);
  }

  #skipFrontMatter(): void {
    if (this.#lines[0]?.trim() !== '---') return;
    const end = this.#lines.findIndex((line, index) => index > 0 && /^(?:---|\.\.\.)\s*$/.test(line));
    if (end > 0 && this.#lines.slice(1, end).every((line) => line.trim() === '' || /^\s|^[\w-]+:|^- |^#/.test(line))) this.#at = end + 1;
  }

  #heading(level: number, text: string): void {
    this.#close();
    this.#blocks.push({ kind: 'heading', level, text: withoutHashes(text.trim()), line: this.#at + 1 });
  }

  #setext(line: string): void {
    const { lines, line: from } = this.#open as { lines: string[]; line: number };
    this.#open = undefined;
    this.#blocks.push({ kind: 'heading', level: line.trim().startsWith('=') ? 1 : 2, text: joined(lines), line: from });
  }

  #fenced(opening: string): void {
    this.#close();
    const mark = fence.exec(opening)![1]!;
    for (this.#at += 1; this.#at < this.#lines.length; this.#at += 1) {
      const line = this.#lines[this.#at]!;
      if (line.trim().startsWith(mark)) break;
      if (line.trim() !== '') this.#blocks.push({ kind: 'paragraph', text: line.trim().replace(/[\\`*_<[&]/g, '\\$&'), line: this.#at + 1 });
    }
  }

  #comment(line: string): void {
    this.#close();
    if (/^\s*<!--\s*-->\s*$/.test(line)) this.#blocks.push({ kind: 'paragraph', text: '', line: this.#at + 1 });
  }

  #note(): void {
    this.#close();
    const start = this.#at;
    const before = this.#blocks.length;
    let open: string[] = [];
    const end = (): void => {
      if (open.length > 0) this.#blocks.push({ kind: 'note', text: joined(open), line: this.#at - open.length + 1 });
      open = [];
    };
    for (; this.#at < this.#lines.length; this.#at += 1) {
      const inside = note.exec(this.#lines[this.#at]!);
      if (inside === null) break;
      if (inside[1]!.trim() === '') end();
      else open.push(inside[1]!);
    }
    end();
    if (this.#blocks.length === before) this.#blocks.push({ kind: 'note', text: '', line: start + 1 });
    this.#at -= 1;
  }

  #table(): void {
    this.#close();
    const line = this.#at + 1;
    const head = cells(this.#lines[this.#at]!);
    const rows: string[][] = [];
    for (this.#at += 2; this.#at < this.#lines.length && this.#lines[this.#at]!.includes('|'); this.#at += 1) {
      const row = cells(this.#lines[this.#at]!);
      rows.push(Array.from({ length: Math.max(head.length, row.length) }, (_, column) => row[column] ?? ''));
    }
    this.#at -= 1;
    this.#blocks.push({ kind: 'table', head, rows, line });
  }

  #text(line: string): void {
    const dotted = bullet.test(line);
    if (this.#open !== undefined && (dotted || numbered.test(line))) this.#close();
    this.#open ??= { lines: [], line: this.#at + 1 };
    this.#open.lines.push(dotted ? line.replace(bullet, '• ') : line);
  }

  #close(): void {
    if (this.#open === undefined) return;
    const { lines, line } = this.#open;
    this.#open = undefined;
    const text = joined(lines);
    // Texts from a word processor often have bold lines where headings were meant.
    const bold = boldNumber.exec(text);
    this.#blocks.push(bold === null ? { kind: 'paragraph', text, line } : { kind: 'heading', level: 2, text: bold[1]!, line });
  }
}

function isSeparator(line: string): boolean {
  return line.includes('|') && separator.test(line.trim());
}

/** A heading without the hashes that close it; hashes that follow a word or a backslash are words. */
function withoutHashes(text: string): string {
  let end = text.length;
  while (end > 0 && text.charAt(end - 1) === '#') end -= 1;
  return end === 0 || /\s/.test(text.charAt(end - 1)) ? text.slice(0, end).trimEnd() : text;
}

/** Lines of one paragraph: a backslash or two spaces at an end keep the break, any other break is a space. */
function joined(lines: readonly string[]): string {
  return lines
    .map((line, index) => {
      const trimmed = line.trim();
      if (index === lines.length - 1) return trimmed;
      if (endsInBreak(trimmed)) return `${trimmed.slice(0, -1)}<br>`;
      return line.endsWith('  ') ? `${trimmed}<br>` : `${trimmed} `;
    })
    .join('');
}

/** True for an odd number of backslashes at the end: the last of them is no escaped one. */
function endsInBreak(line: string): boolean {
  let count = 0;
  while (line.charAt(line.length - 1 - count) === '\\') count += 1;
  return count % 2 === 1;
}

/** The cells of a table line; a bar after a backslash belongs to its cell. */
function cells(line: string): string[] {
  const inside = line.trim().replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
  return inside.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').trim());
}
