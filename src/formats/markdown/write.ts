import type { Printed, PrintedBlock, PrintedSection, PrintedTable, PrintedText, Run } from '#agreement/document/print';
import { furnitureFor, type Furniture } from '#formats/furniture';
import { escapeWords, guardDash, guardEdges, guardHashes, guardHeading, guardLine } from '#formats/markdown/escape';
import type { PrintMeta } from '#formats/meta';

/** An agreement as Markdown in the dialect of this folder's README: one line per paragraph, numbers as text, nothing that depends on the day. Pure. */
export function writeMarkdown(printed: Printed, meta: PrintMeta): string {
  const words = furnitureFor(printed.lang);
  const note = [meta.subtitle, meta.version, meta.notice].filter((line): line is string => line !== undefined && line !== '');
  const lines = [
    printed.title === '' ? '' : `# ${guardHeading(guardHashes(escapeWords(printed.title)))}`,
    note.map((line) => `> ${escapeWords(line)}`).join('\n>\n'),
    ...printed.sections.flatMap((section) => writeSection(section, words)),
  ];
  return `${lines.filter((line) => line !== '').join('\n\n')}\n`;
}

function writeSection(section: PrintedSection, words: Furniture): string[] {
  return [`## ${headingLine(section, words)}`.trimEnd(), ...section.blocks.map((block) => writeBlock(block))];
}

function headingLine(section: PrintedSection, words: Furniture): string {
  const heading = guardHashes(writeRuns(section.heading.runs));
  if (section.kind === 'schedule') return `${words.schedule} ${section.number}${heading === '' ? '' : `: ${guardEdges(heading)}`}`;
  return section.number === '' ? guardHeading(heading) : `${section.number} ${guardEdges(guardDash(heading))}`;
}

function writeBlock(block: PrintedBlock): string {
  if (block.kind === 'table') return writeTable(block);
  const words = writeRuns(block.runs);
  if (block.kind === 'signature') return `> ${guardEdges(words)}`.trimEnd();
  const line = block.label === '' ? guardLine(words) : `${block.label} ${guardEdges(words)}`.trimEnd();
  // A paragraph without words still stands in the agreement.
  if (line === '') return '<!-- -->';
  return block.kind === 'item' ? `   ${line}` : line;
}

function writeTable(table: PrintedTable): string {
  const count = Math.max(...table.rows.map((row) => row.cells.length));
  const line = (cells: readonly PrintedText[]): string =>
    `| ${Array.from({ length: count }, (_, column) => guardEdges(writeRuns(cells[column]?.runs ?? []).replaceAll('|', '\\|'))).join(' | ')} |`;
  const [first, ...rest] = table.rows;
  // Markdown has no table without a heading row: one that has none gets an empty one.
  const head = first?.header === true ? first.cells : [];
  const rows = first?.header === true ? rest : table.rows;
  return [line(head), `|${' --- |'.repeat(count)}`, ...rows.map((row) => line(row.cells))].join('\n');
}

/** A stretch of a line that is read as one: words of one weight, or a blank. */
interface Stretch {
  text: string;
  strong: boolean;
  blank: boolean;
}

function writeRuns(runs: readonly Run[]): string {
  const stretches = stretchesOf(runs);
  let text = '';
  for (let index = 0; index < stretches.length; ) {
    const { strong } = stretches[index]!;
    let words = '';
    for (; stretches[index]?.strong === strong; index += 1) words += writeStretch(stretches[index]!, words);
    // A straight quote before bold would open a definition.
    if (!strong && index < stretches.length) words = words.replace(/"$/, '\\"');
    text += strong ? embolden(words) : words;
  }
  return text;
}

/** Words that stand side by side are escaped as one: a tag or a definition may be made of two runs that are neither. */
function stretchesOf(runs: readonly Run[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const next of runs.flatMap(partsOf)) {
    const last = stretches[stretches.length - 1];
    if (last === undefined || last.blank || next.blank || last.strong !== next.strong) stretches.push(next);
    else last.text += next.text;
  }
  return stretches;
}

function partsOf(run: Run): Stretch[] {
  const part = (text: string, strong = run.strong === true): Stretch => ({ text, strong, blank: run.kind === 'blank' && /^\[[^[\]\n]*: open\]$/.test(run.text) });
  if (run.kind !== 'definition' || run.strong === true) return [part(run.text)];
  const quoted = /^“(.+)”$/s.exec(run.text);
  return quoted === null ? [part(run.text, true)] : [part('“'), part(quoted[1]!, true), part('”')];
}

/** A stretch after the words `before` of its weight: a bracket after a blank would make a link of it. */
function writeStretch({ text, blank }: Stretch, before: string): string {
  if (blank) return `[${escapeWords(text.slice(1, -1))}]`;
  const words = escapeWords(text);
  return before.endsWith(']') && words.startsWith('(') ? `\\${words}` : words;
}

/** Bold text; Markdown wants the spaces at its ends outside. */
function embolden(words: string): string {
  const inside = words.trim();
  if (inside === '') return words;
  const start = words.indexOf(inside);
  return `${words.slice(0, start)}**${inside}**${words.slice(start + inside.length)}`;
}
