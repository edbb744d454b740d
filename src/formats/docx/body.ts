import type { PrintedSection, PrintedText } from '#agreement/document/print';
import { writeContents } from '#formats/docx/contents';
import { indents, textWidth, type Paper } from '#formats/docx/measures';
import type { Placement } from '#formats/docx/numbering';
import { isIndented, type Plan, type PlannedBlock, type PlannedSection } from '#formats/docx/plan';
import { writeRuns, writeText, type RunContext } from '#formats/docx/runs';
import { sectionProperties } from '#formats/docx/page';
import { writeSignature } from '#formats/docx/signature-panel';
import { writeTable } from '#formats/docx/table';
import { declaration, wordNames } from '#formats/docx/xml';
import { furnitureFor } from '#formats/furniture';

/** What stands on the first page, and on what paper. */
export interface Cover {
  title: string;
  /** One line under the title. */
  subtitle?: string;
  lang: string;
  paper: Paper;
  /** Printed small under the title; absent where nothing is to be printed. */
  notice?: string;
  /** Page numbers of the sections for the table of contents, by section id. */
  pages: ReadonlyMap<string, number>;
}

interface Writer extends RunContext {
  plan: Plan;
  width: number;
}

/** The main part: title, contents and all sections. */
export function bodyXml(plan: Plan, cover: Cover): string {
  const words = furnitureFor(cover.lang);
  const writer: Writer = { plan, scheduleWord: words.schedule, width: textWidth(cover.paper) };
  const contents = writeContents(plan.sections, words.contents, words.schedule, cover.pages, writer.width);
  const parts = [
    cover.title === '' ? '' : `<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>${writeText(cover.title)}</w:p>`,
    cover.subtitle === undefined || cover.subtitle === '' ? '' : `<w:p><w:pPr><w:pStyle w:val="Subtitle"/></w:pPr>${writeText(cover.subtitle)}</w:p>`,
    cover.notice === undefined || cover.notice === '' ? '' : `<w:p><w:pPr><w:pStyle w:val="Notice"/></w:pPr>${writeText(cover.notice)}</w:p>`,
    contents,
  ];
  plan.sections.forEach((planned, index) => parts.push(writeSection(planned, index === 0 && contents !== '', writer)));
  return `${declaration}<w:document ${wordNames}><w:body>${parts.join('')}${sectionProperties(cover.paper, cover.lang)}</w:body></w:document>`;
}

function writeSection({ section, bookmark, placement, blocks }: PlannedSection, onNewPage: boolean, writer: Writer): string {
  const style = section.kind === 'schedule' ? 'ScheduleHeading' : section.number === '' ? 'FrontHeading' : 'Heading1';
  const breaks = onNewPage ? '<w:pageBreakBefore/>' : '';
  const properties = `<w:pStyle w:val="${style}"/>${breaks}${listProperties(placement)}${literalIndent(section, placement)}`;
  const heading = writer.plan.bookmarks.around(bookmark, writeRuns(section.heading.runs, writer));
  let xml = `<w:p><w:pPr>${properties}</w:pPr>${heading}</w:p>`;
  blocks.forEach((planned, index) => {
    const before = blocks[index - 1]?.block.kind;
    xml += writeBlock(section, planned, before === 'table' || before === 'signature', blocks[index + 1], writer);
  });
  return xml;
}

/** A heading that prints its label as it stands keeps the indent of its kind. */
function literalIndent(section: PrintedSection, placement: Placement | undefined): string {
  if (placement === undefined || placement.numId <= 2) return '';
  const left = section.kind === 'schedule' ? indents.schedule : indents.clause;
  return `<w:ind w:left="${left}" w:hanging="${left}"/>`;
}

function writeBlock(section: PrintedSection, { block, bookmark, placement }: PlannedBlock, afterTable: boolean, next: PlannedBlock | undefined, writer: Writer): string {
  const mark = (content: string): string => writer.plan.bookmarks.around(bookmark, content);
  if (block.kind === 'table' || block.kind === 'signature') {
    const table = block.kind === 'table' ? writeTable(block, writer.width, writer, mark) : writeSignature(block, writer.width, writer, mark);
    // Word joins tables that follow each other, and its body must not end with one.
    const apart = next === undefined || next.block.kind === 'table' || next.block.kind === 'signature';
    return table + (apart ? '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>' : '');
  }
  const leads = next !== undefined && block.kind !== 'item' && (next.block.kind === 'item' || next.block.kind === 'table' || next.block.kind === 'signature');
  const properties = `<w:pStyle w:val="${styleOf(section, block, placement)}"/>${leads ? '<w:keepNext/>' : ''}${listProperties(placement)}${afterTable ? '<w:spacing w:before="240"/>' : ''}${looseIndent(section, block, placement)}`;
  return `<w:p><w:pPr>${properties}</w:pPr>${mark(writeRuns(block.runs, writer))}</w:p>`;
}

function styleOf(section: PrintedSection, block: PrintedText, placement: Placement | undefined): string {
  if (placement?.inClauses === true) return `Clause${placement.level + 1}`;
  if (placement !== undefined) return 'ListItem';
  return isIndented(section, block) ? 'ClauseText' : 'Normal';
}

function listProperties(placement: Placement | undefined): string {
  return placement === undefined ? '' : `<w:numPr><w:ilvl w:val="${placement.level}"/><w:numId w:val="${placement.numId}"/></w:numPr>`;
}

/** A list of its own inside a clause stands where the clause's own items stand. */
function looseIndent(section: PrintedSection, block: PrintedText, placement: Placement | undefined): string {
  if (placement === undefined || placement.inClauses || !isIndented(section, block) || block.kind !== 'item') return '';
  return `<w:ind w:left="${indents.item}" w:hanging="${indents.item - indents.clause}"/>`;
}
