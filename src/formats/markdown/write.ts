import type { Printed, PrintedBlock, PrintedSection, PrintedTable, PrintedText, Run } from '#agreement/document/print';
import { furnitureFor, type Furniture } from '#formats/furniture';
import { escapeWords, guardDash, guardEdges, guardHashes, guardHeading, guardLine } from '#formats/markdown/escape';
import type { PrintMeta } from '#formats/meta';
import { versionsOf, type PairedSection } from '#formats/versions';

/** An agreement as Markdown in the dialect of this folder's README: one line per paragraph, numbers as text, nothing that depends on the day. Pure. */
export function writeMarkdown(printed: Printed, meta: PrintMeta): string {
  const words = furnitureFor(printed.lang);
  const note = [meta.subtitle, meta.version, meta.notice].filter((line): line is string => line !== undefined && line !== '');
  const lines = [
    printed.title === '' ? '' : `# ${guardHeading(guardHashes(escapeWords(printed.title)))}`,
    note.map((line) => `> ${escapeWords(line)}`).join('\n>\n'),
    ...(versionsOf(printed)?.flatMap((paired) => writePaired(paired, words)) ?? printed.sections.flatMap((section) => writeSection(section, words))),
  ];
  return `${lines.filter((line) => line !== '').join('\n\n')}\n`;
}

function writeSection(section: PrintedSection, words: Furniture): string[] {
  return [`## ${headingLine(section, words)}`.trimEnd(), ...section.blocks.map((block) => writeBlock(block))];
}

/** A section in two columns: one row of a table for each block; a table of the agreement and signature lines stand on their own. */
function writePaired({ section, other, rows }: PairedSection, words: Furniture): string[] {
  if (other === null) return writeSection(section, words);
  const lines = [`## ${headingLine(section, words)}`.trimEnd()];
  let open: string[] = [];
  const cell = (text: string): string => guardEdges(text.replaceAll('|', '\\|'));
  const textOf = (block: PrintedText | null): string => (block === null ? '' : cell(`${block.label === '' ? '' : `${block.label} `}${writeRuns(block.runs)}`));
  const close = (): void => {
    if (open.length > 0) lines.push([`| ${cell(writeRuns(section.heading.runs))} | ${cell(writeRuns(other.heading.runs))} |`, '| --- | --- |', ...open].join('\n'));
    open = [];
  };
  for (const row of rows) {
    if (row.kind === 'pair') open.push(`| ${textOf(row.left)} | ${textOf(row.right)} |`);
    else {
      close();
      lines.push(writeBlock(row.block));
    }
  }
  close();
  return lines;
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
  const part = (text: string, strong = run.strong === true): Stretch => ({ text, strong, blank: run.kind === 'blank' && /^\[[^[\]\n]*: (?:open|à compléter)\]$/.test(run.text) });
  if (run.kind !== 'definition' || run.strong === true) return [part(run.text)];
  const quoted = /^(“|«\u00A0)(.+)(”|\u00A0»)$/s.exec(run.text);
  return quoted === null ? [part(run.text, true)] : [part(quoted[1]!), part(quoted[2]!, true), part(quoted[3]!)];
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
