import type { ItemStyle } from '#agreement/document/schema';
import type { Faults } from '#library/fault';
import type { Summary } from '#library/library';

/** A slot or plain words, as written; the compiler gives slots their meaning. */
export type Token = { text: string; strong?: true } | { braces: string; strong?: true };

/** A paragraph as written in a language file. */
export type WrittenParagraph =
  | { kind: 'paragraph' | 'continued' | 'heading' | 'signature'; tokens: Token[]; line: number }
  | { kind: 'item'; style: ItemStyle; tokens: Token[]; line: number }
  | { kind: 'table'; header: Token[][]; rows: Token[][][]; line: number };

/** A block as written: its name, where it starts, its paragraphs. */
export interface WrittenBlock {
  id: string;
  line: number;
  paragraphs: WrittenParagraph[];
}

/** A language file of a clause: heading, summary lines, blocks. */
export interface WrittenWords {
  /** What a translation says of itself in its first line; null where it says nothing. */
  translates: Translation | null;
  /** Empty where a pack lays over another one and keeps its heading. */
  heading: Token[];
  headingLine: number;
  summaries: { kind: Summary['kind']; block: string | null; tokens: Token[]; line: number }[];
  blocks: WrittenBlock[];
}

/** From which English words a translation was made, and who reviewed it. */
export interface Translation {
  /** The first 12 hexadecimal digits of the SHA-256 of the `en.md` that was translated. */
  of: string;
  /** The lawyer's name and the day, null while the translation awaits review. */
  review: string | null;
}

const frontLine = /^<!--\s*en:\s*([0-9a-f]{12})\s*(?:;\s*review:\s*([^;>]+?)\s*)?-->$/;
const summaryLine = /^>\s*(give|get|wrong|out):\s*(?:\{#([a-z0-9-]+)\}\s*)?(.*)$/;
const blockStart = /^\{#([a-z0-9-]+)\}\s*(.*)$/;
const itemLine = /^(?:-|(\{n\})\.)\s+(.*)$/;

/** Reads the words of a clause (`en.md`, `fr.md`): `# Heading`, `> give:` lines, then blocks that open with `{#name}`. A translation opens with `<!-- en: 0123456789ab -->`. */
export function readWords(text: string, file: string, faults: Faults, lang = 'en'): WrittenWords {
  const words: WrittenWords = { translates: null, heading: [], headingLine: 1, summaries: [], blocks: [] };
  const tokens = (line: string, number: number) => tokenize(line, file, number, faults, lang);
  let block: WrittenBlock | undefined;
  let table: (WrittenParagraph & { kind: 'table' }) | undefined;
  text.split(/\r?\n/).forEach((raw, index) => {
    const number = index + 1;
    let line = raw.trim();
    if (!line.startsWith('|')) table = undefined;
    if (line === '') return;
    const front = frontLine.exec(line);
    if (front !== null && index === 0) {
      words.translates = { of: front[1] as string, review: front[2] === undefined || front[2] === 'none' ? null : front[2] };
      return;
    }
    if (line.startsWith('# ')) {
      if (words.heading.length > 0) faults.add(file, number, 'A second heading.', 'A clause has one line that starts with "# ".');
      words.heading = tokens(line.slice(2).trim(), number);
      words.headingLine = number;
      return;
    }
    if (line.startsWith('>')) {
      const match = summaryLine.exec(line);
      if (match === null) faults.add(file, number, `This summary line has no known kind: "${line}".`, 'Start it with "> give:", "> get:", "> wrong:" or "> out:".');
      else words.summaries.push({ kind: match[1] as Summary['kind'], block: match[2] ?? null, tokens: tokens(match[3] as string, number), line: number });
      return;
    }
    const start = blockStart.exec(line);
    if (start !== null) {
      block = { id: start[1] as string, line: number, paragraphs: [] };
      words.blocks.push(block);
      line = start[2] as string;
      if (line === '') return;
    }
    if (block === undefined) {
      faults.add(file, number, 'These words stand before the first block.', 'Open the paragraph with a block name such as {#intro}.');
      return;
    }
    const foreign = /^(#+|[*+]|\d+[.)])(?=\s|$)/.exec(line)?.[1];
    if (foreign !== undefined && foreign !== '##') {
      faults.add(file, number, `A line cannot start with "${foreign}".`, 'A heading in a schedule starts with "## ", a list item with "- " or "{n}. ".');
      return;
    }
    if (line.startsWith('## ')) {
      block.paragraphs.push({ kind: 'heading', tokens: tokens(line.slice(3), number), line: number });
      return;
    }
    if (line.startsWith('|')) {
      if (/^\|[\s|:-]+\|$/.test(line)) return;
      const cells = line.slice(1, line.endsWith('|') ? -1 : undefined);
      const row = splitCells(cells).map((cell) => tokens(cell.trim(), number));
      if (table === undefined) {
        table = { kind: 'table', header: row, rows: [], line: number };
        block.paragraphs.push(table);
      } else {
        if (row.length !== table.header.length) faults.add(file, number, `This row has ${row.length} cells and the first row has ${table.header.length}.`, 'Give every row the same number of cells.');
        table.rows.push(row);
      }
      return;
    }
    const item = itemLine.exec(line);
    if (item !== null) block.paragraphs.push({ kind: 'item', style: item[1] === undefined ? 'letter' : 'number', tokens: tokens(item[2] as string, number), line: number });
    else {
      const kind = block.id === 'signature' || block.id === 'witness' ? 'signature' : block.paragraphs.length === 0 ? 'paragraph' : 'continued';
      block.paragraphs.push({ kind, tokens: tokens(line, number), line: number });
    }
  });
  return words;
}

/** Splits a table line at bars that are not inside braces. */
function splitCells(line: string): string[] {
  const cells: string[] = [];
  let depth = 0;
  let cell = '';
  for (const char of line) {
    if (char === '{') depth += 1;
    if (char === '}') depth -= 1;
    if (char === '|' && depth === 0) {
      cells.push(cell);
      cell = '';
    } else cell += char;
  }
  cells.push(cell);
  return cells;
}

function tokenize(line: string, file: string, number: number, faults: Faults, lang: string): Token[] {
  const tokens: Token[] = [];
  let strong = false;
  let last = 0;
  const push = (token: Token): void => {
    tokens.push(strong ? { ...token, strong: true } : token);
  };
  const words = (text: string): void => {
    if (text !== '') push({ text });
  };
  line = lang === 'fr' ? typographicFrench(line) : typographic(line);
  for (const match of line.matchAll(/\*\*|\{([^{}]*)\}/g)) {
    words(line.slice(last, match.index));
    last = match.index + match[0].length;
    if (match[0] === '**') strong = !strong;
    else push({ braces: (match[1] as string).trim() });
  }
  words(line.slice(last));
  if (strong) faults.add(file, number, 'A "**" is not closed.', 'Close it on the same line.');
  if (tokens.some((token) => 'text' in token && /[{}]/.test(token.text))) faults.add(file, number, 'A brace is not closed.', 'Write a slot as {name} or {name|format}.');
  return tokens;
}

/** Typewriter quotes become printed ones: “word”, party’s. */
export function typographic(text: string): string {
  return text
    .replace(/(^|[\s([|*—–-])"(?=[\p{L}\p{N}{*])/gu, '$1“')
    .replace(/"/g, '”')
    .replace(/(^|[\s([{])'/g, '$1‘')
    .replace(/'/g, '’');
}

/** The same in French: « word », l’accord, and a space that does not break before a colon, a semicolon and other high marks. */
export function typographicFrench(text: string): string {
  return text
    .replace(/(^|[\s([|*—–-])"(?=[\p{L}\p{N}{*])/gu, '$1«\u00A0')
    .replace(/"/g, '\u00A0»')
    .replace(/'/g, '’')
    .replace(/« /g, '«\u00A0')
    .replace(/ (?=[:;!?»](?:\s|$|[).,]))/g, '\u00A0');
}
