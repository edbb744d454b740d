import type { PrintedTable, PrintedText } from '#agreement/document/print';
import { countLines, type Measured } from '#formats/docx/line-count';
import { textArea, type Layout } from '#formats/docx/layout';
import { afterTable, cellPadding, indents, panel, settings, type Setting } from '#formats/docx/measures';
import { paginate, type Piece } from '#formats/docx/paginate';
import { introduces, isIndented, isSetAsTable, needsGapAfter, needsGapBefore, type Plan, type PlannedSection } from '#formats/docx/plan';
import type { PairedSection } from '#formats/versions';
import { readSignature } from '#formats/docx/signature-panel';
import { layoutTable, type TableLayout } from '#formats/docx/table-layout';

/** On which page each section starts, by section id, and how many pages there are. */
export interface PageEstimate {
  pages: ReadonlyMap<string, number>;
  count: number;
}

/** What stands on the first page beside the table of contents. */
export interface FirstPage {
  title: string;
  subtitle?: string;
  notice?: string;
  /** Whether there is a table of contents where there is something to list. */
  contents: boolean;
}

/**
 * Works out on which page Word will print each section: the table of contents must hold page numbers before Word has seen
 * the file. Measured with the widths of our typeface; where another takes its place a number may be off by one until the
 * reader updates the table.
 */
export function estimatePages(plan: Plan, layout: Layout, first: FirstPage, versions?: readonly PairedSection[]): PageEstimate {
  const upright = textArea(layout.paper, false);
  const width = upright.width / 20;
  const pieces: Piece[] = [];
  const line = (text: string | undefined, setting: Setting, room = width, keep = false): void => {
    if (text !== undefined && text !== '') pieces.push(paragraph([{ text }], room, setting, keep));
  };
  line(first.title, settings.Title);
  line(first.subtitle, settings.Subtitle);
  line(first.notice, settings.Notice, width - 10);
  const listed = first.contents ? plan.sections.filter(({ section }) => section.number !== '') : [];
  if (listed.length > 1) {
    pieces.push({ lines: 1, ...settings.Heading, keep: true });
    for (const { section } of listed) line(section.heading.text, settings.Contents, width - (section.kind === 'schedule' ? indents.contentsSchedule : indents.contents) / 20);
  }
  const firsts = plan.sections.map((planned, index) => {
    const at = pieces.length;
    const paired = versions?.[index];
    pieces.push(...(paired === undefined || paired.other === null ? sectionPieces(planned, index === 0 && listed.length > 1, layout) : pairedPieces(planned, paired, index === 0 && listed.length > 1, layout)));
    return [planned.section.id, at] as const;
  });
  const { starts, count } = paginate(pieces, upright.height / 20);
  return { pages: new Map(firsts.map(([id, at]) => [id, starts[at] as number])), count };
}

function paragraph(runs: readonly Measured[], width: number, setting: Setting, keep: boolean): Piece {
  return { lines: countLines(runs, width, setting), leading: setting.leading, before: setting.before, after: setting.after, keep };
}

function sectionPieces({ section, bookmark, blocks }: PlannedSection, opens: boolean, { paper, tables, wide }: Layout): Piece[] {
  const schedule = section.kind === 'schedule';
  const area = textArea(paper, wide.has(bookmark));
  const width = area.width / 20;
  const hanging = schedule ? indents.schedule : section.number === '' ? 0 : indents.clause;
  const pieces: Piece[] = [{ ...paragraph(section.heading.runs, width - hanging / 20, schedule ? settings.ScheduleHeading : settings.Heading, true), opens: opens || schedule ? area.height / 20 : undefined }];
  blocks.forEach((planned, index) => {
    const { block, placement } = planned;
    const next = blocks[index + 1];
    if (block.kind === 'table') pieces.push(...tablePieces(block, tables.get(planned.bookmark) as TableLayout));
    else if (block.kind === 'signature') {
      if (needsGapBefore(block, blocks[index - 1])) pieces.push({ lines: 1, ...settings.Gap, keep: true });
      pieces.push(signaturePiece(block, width));
    }
    else {
      const left = placement?.inClauses === true && placement.level > 1 ? indents.item : placement !== undefined || isIndented(section, block) ? indents.clause : 0;
      const setting = { ...settings.Normal, before: isSetAsTable(blocks[index - 1]) ? afterTable : 0 };
      pieces.push(paragraph(block.runs, width - left / 20, setting, introduces(block, next)));
      return;
    }
    if (needsGapAfter(next)) pieces.push({ lines: 1, ...settings.Gap });
  });
  return pieces;
}

/** A section in two columns: each row is as high as the longer of its two versions. */
function pairedPieces({ section, bookmark, blocks }: PlannedSection, { rows }: PairedSection, opens: boolean, { paper, tables, wide }: Layout): Piece[] {
  const schedule = section.kind === 'schedule';
  const area = textArea(paper, wide.has(bookmark));
  const width = area.width / 20;
  const column = width / 2 - 12 - indents.clause / 20;
  const pieces: Piece[] = [{ ...paragraph(section.heading.runs, width - indents.clause / 20, schedule ? settings.ScheduleHeading : settings.Heading, true), opens: opens || schedule ? area.height / 20 : undefined }];
  const planned = new Map(blocks.map((one) => [one.block, one]));
  for (const row of rows) {
    if (row.kind === 'pair') {
      const lines = [row.left, row.right].map((block) => (block === null ? 1 : countLines(block.runs, column, settings.Normal)));
      pieces.push({ lines: Math.max(...lines), leading: settings.Normal.leading, before: 0, after: settings.Normal.after });
    } else if (row.block.kind === 'table') {
      const own = planned.get(row.block);
      pieces.push(...tablePieces(row.block, (own === undefined ? undefined : tables.get(own.bookmark)) ?? layoutTable(row.block, area.width)));
    } else if (row.block.kind === 'signature') pieces.push(signaturePiece(row.block, width));
    else pieces.push(paragraph(row.block.runs, width, settings.Normal, false));
  }
  return pieces;
}

function tablePieces(table: PrintedTable, layout: TableLayout): Piece[] {
  let headed = 0;
  return table.rows.map((row) => {
    const setting = settings[`${row.header ? 'TableHead' : 'TableText'}${layout.dense ? 'Dense' : ''}`];
    const last = layout.widths.length - 1;
    const lines = row.cells.map((cell, column) => countLines(cell.runs, (layout.widths[column] as number) / 20 - (column === last ? 0 : cellPadding.between), setting));
    const height = Math.max(1, ...lines) * setting.leading + 2 * cellPadding.vertical + 0.5;
    const piece = { lines: 1, leading: height, before: 0, after: 0, keep: row.header, headed };
    if (row.header) headed += height;
    return piece;
  });
}

function signaturePiece(block: PrintedText, width: number): Piece {
  const { who, labels } = readSignature(block);
  const lines = who.reduce((sum, runs) => sum + countLines(runs, width * panel.who - 20, settings.Signature), 0);
  const height = Math.max(lines * settings.Signature.leading, panel.firstRow + (labels.length - 1) * panel.row);
  return { lines: 1, leading: height, before: 0, after: 0 };
}
