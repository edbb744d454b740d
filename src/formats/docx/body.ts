import type { PrintedSection, PrintedText } from '#agreement/document/print';
import { writeContents } from '#formats/docx/contents';
import { isRightToLeft } from '#formats/docx/language';
import { textArea, type Layout } from '#formats/docx/layout';
import { afterTable, indents } from '#formats/docx/measures';
import type { Placement } from '#formats/docx/numbering';
import { sectionProperties } from '#formats/docx/page';
import type { FirstPage } from '#formats/docx/page-estimate';
import { introduces, isIndented, isSetAsTable, needsGapAfter, needsGapBefore, type Plan, type PlannedBlock, type PlannedSection } from '#formats/docx/plan';
import { writeRuns, writeText, type RunContext } from '#formats/docx/runs';
import { writeSignature } from '#formats/docx/signature-panel';
import { cellMargins, closeTable, openTable, writeTable } from '#formats/docx/table';
import { layoutTable, type TableLayout } from '#formats/docx/table-layout';
import { declaration, wordNames } from '#formats/docx/xml';
import type { Furniture } from '#formats/furniture';
import type { PairedSection } from '#formats/versions';

/** What the main part is written from, beside the plan. */
export interface BodyInput extends FirstPage {
  lang: string;
  words: Furniture;
  layout: Layout;
  /** Page numbers of the sections for the table of contents, by section id. */
  pages: ReadonlyMap<string, number>;
  /** The sections in two languages, row by row; absent where there is one. */
  versions?: readonly PairedSection[];
}

interface Writer extends RunContext {
  plan: Plan;
  layout: Layout;
  /** Width of the text on the pages of the present section, in twips. */
  width: number;
}

/** The main part: title, contents and all sections. */
export function bodyXml(plan: Plan, { title, subtitle, notice, contents: listed, lang, words, layout, pages, versions }: BodyInput): string {
  const writer: Writer = { plan, layout, scheduleWord: words.schedule, rightToLeft: isRightToLeft(lang), width: textArea(layout.paper, false).width };
  const contents = listed ? writeContents(plan.sections, words, pages, writer.width) : '';
  let stretch = opener('Title', title) + opener('Subtitle', subtitle) + opener('Notice', notice) + contents;
  let xml = '';
  let turned = false;
  plan.sections.forEach((planned, index) => {
    const turns = layout.wide.has(planned.bookmark);
    const changes = turns !== turned && stretch + xml !== '';
    if (changes) {
      xml += closeStretch(stretch, sectionProperties(layout.paper, lang, turned, xml === ''));
      stretch = '';
    }
    turned = turns;
    stretch += writeSection(planned, index === 0 && contents !== '', changes, { ...writer, width: textArea(layout.paper, turns).width }, versions?.[index]);
  });
  return `${declaration}<w:document ${wordNames}><w:body>${xml}${stretch}${sectionProperties(layout.paper, lang, turned, xml === '')}</w:body></w:document>`;
}

/** Ends a stretch of pages: its last paragraph carries their properties. Each paragraph of ours has properties to put them into. */
function closeStretch(stretch: string, properties: string): string {
  const at = stretch.lastIndexOf('</w:pPr>');
  return stretch.slice(0, at) + properties + stretch.slice(at);
}

function gap(keep: string): string {
  return `<w:p><w:pPr><w:pStyle w:val="Gap"/>${keep}</w:pPr></w:p>`;
}

function opener(style: string, text: string | undefined): string {
  return text === undefined || text === '' ? '' : `<w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr>${writeText(text)}</w:p>`;
}

/** `onNewPage` starts a page before the section, `alreadyThere` says that the stretch of pages before it has ended. */
function writeSection({ section, bookmark, placement, blocks }: PlannedSection, onNewPage: boolean, alreadyThere: boolean, writer: Writer, paired?: PairedSection): string {
  const style = section.kind === 'schedule' ? 'ScheduleHeading' : section.number === '' ? 'FrontHeading' : 'Heading1';
  const opens = alreadyThere ? '<w:pageBreakBefore w:val="0"/>' : onNewPage ? '<w:pageBreakBefore/>' : '';
  // At the top of a page the space above a heading would push it below the text of other pages.
  const spacing = onNewPage && section.kind === 'clause' ? '<w:spacing w:before="0"/>' : '';
  const properties = `<w:pStyle w:val="${style}"/>${opens}${listProperties(placement)}${spacing}${literalIndent(section, placement)}`;
  const heading = writer.plan.bookmarks.around(bookmark, writeRuns(section.heading.runs, writer));
  if (paired !== undefined && paired.other !== null) {
    const beside = writeText(' / ') + writeRuns(paired.other.heading.runs, writer);
    return `<w:p><w:pPr>${properties}</w:pPr>${heading}${beside}</w:p>${writeRows(section, blocks, paired, writer)}`;
  }
  const written = blocks.map((planned, index) => writeBlock(section, planned, blocks[index - 1], blocks[index + 1], writer));
  return `<w:p><w:pPr>${properties}</w:pPr>${heading}</w:p>${written.join('')}`;
}

function writeBlock(section: PrintedSection, { block, bookmark, placement }: PlannedBlock, before: PlannedBlock | undefined, next: PlannedBlock | undefined, writer: Writer): string {
  const mark = (content: string): string => writer.plan.bookmarks.around(bookmark, content);
  if (block.kind === 'table' || block.kind === 'signature') {
    const table = block.kind === 'table' ? writeTable(block, writer.layout.tables.get(bookmark) as TableLayout, writer, mark) : writeSignature(block, writer.width, writer, mark);
    return (needsGapBefore(block, before) ? gap('<w:keepNext/>') : '') + table + (needsGapAfter(next) ? gap('') : '');
  }
  const keeps = introduces(block, next) ? '<w:keepNext/>' : '';
  const spacing = isSetAsTable(before) ? `<w:spacing w:before="${afterTable * 20}"/>` : '';
  const properties = `<w:pStyle w:val="${styleOf(section, block, placement)}"/>${keeps}${listProperties(placement)}${spacing}${looseIndent(section, block, placement)}`;
  return `<w:p><w:pPr>${properties}</w:pPr>${mark(writeRuns(block.runs, writer))}</w:p>`;
}

/** The rows of two languages: neighbouring paragraphs in one table of two columns, the second with its numbers as plain words; tables and signatures on the whole width. */
function writeRows(section: PrintedSection, blocks: readonly PlannedBlock[], { rows }: PairedSection, writer: Writer): string {
  const planned = new Map(blocks.map((one) => [one.block, one]));
  const half = Math.floor(writer.width / 2);
  let xml = '';
  let open: string[] = [];
  const close = (): void => {
    if (open.length > 0) xml += openTable(half * 2, [half, half], cellMargins(0, 240), writer) + open.join('') + closeTable + gap('');
    open = [];
  };
  const cell = (content: string): string => `<w:tc><w:tcPr><w:tcW w:w="${half}" w:type="dxa"/></w:tcPr>${content}</w:tc>`;
  for (const row of rows) {
    if (row.kind === 'pair') {
      const left = row.left === null ? undefined : planned.get(row.left);
      open.push(`<w:tr>${cell(left === undefined ? gap('') : writeBlock(section, left, undefined, undefined, writer))}${cell(row.right === null ? gap('') : writeBeside(section, row.right, writer))}</w:tr>`);
      continue;
    }
    close();
    const own = planned.get(row.block);
    if (own !== undefined) xml += writeBlock(section, own, undefined, undefined, writer);
    else if (row.block.kind === 'table') xml += writeTable(row.block, layoutTable(row.block, writer.width), writer, (content) => content) + gap('');
  }
  close();
  return xml;
}

/** A paragraph of the second language: Word counts the first one only, so its number stands in words. */
function writeBeside(section: PrintedSection, block: PrintedText, writer: Writer): string {
  const left = block.kind === 'item' ? indents.item : isIndented(section, block) || block.label !== '' ? indents.clause : 0;
  const hanging = block.label === '' ? 0 : block.kind === 'item' ? indents.item - indents.clause : indents.clause;
  const label = block.label === '' ? '' : `${writeText(block.label)}<w:r><w:tab/></w:r>`;
  return `<w:p><w:pPr><w:pStyle w:val="Normal"/>${left === 0 ? '' : `<w:ind w:left="${left}" w:hanging="${hanging}"/>`}</w:pPr>${label}${writeRuns(block.runs, writer)}</w:p>`;
}

function styleOf(section: PrintedSection, block: PrintedText, placement: Placement | undefined): string {
  if (placement?.inClauses === true) return `Clause${placement.level + 1}`;
  if (placement !== undefined) return 'ListItem';
  return isIndented(section, block) ? 'ClauseText' : 'Normal';
}

function listProperties(placement: Placement | undefined): string {
  return placement === undefined ? '' : `<w:numPr><w:ilvl w:val="${placement.level}"/><w:numId w:val="${placement.numId}"/></w:numPr>`;
}

/** A heading that prints its label as it stands keeps the indent of its kind. */
function literalIndent(section: PrintedSection, placement: Placement | undefined): string {
  if (placement === undefined || placement.inClauses || section.kind === 'clause') return '';
  return `<w:ind w:left="${indents.schedule}" w:hanging="${indents.schedule}"/>`;
}

/** A list of its own inside a clause stands where the clause's own items stand. */
function looseIndent(section: PrintedSection, block: PrintedText, placement: Placement | undefined): string {
  if (placement === undefined || placement.inClauses || block.kind !== 'item' || !isIndented(section, block)) return '';
  return `<w:ind w:left="${indents.item}" w:hanging="${indents.item - indents.clause}"/>`;
}
