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
import { writeTable } from '#formats/docx/table';
import type { TableLayout } from '#formats/docx/table-layout';
import { declaration, wordNames } from '#formats/docx/xml';
import type { Furniture } from '#formats/furniture';

/** What the main part is written from, beside the plan. */
export interface BodyInput extends FirstPage {
  lang: string;
  words: Furniture;
  layout: Layout;
  /** Page numbers of the sections for the table of contents, by section id. */
  pages: ReadonlyMap<string, number>;
}

interface Writer extends RunContext {
  plan: Plan;
  layout: Layout;
  /** Width of the text on the pages of the present section, in twips. */
  width: number;
}

/** The main part: title, contents and all sections. */
export function bodyXml(plan: Plan, { title, subtitle, notice, lang, words, layout, pages }: BodyInput): string {
  const writer: Writer = { plan, layout, scheduleWord: words.schedule, rightToLeft: isRightToLeft(lang), width: textArea(layout.paper, false).width };
  const contents = writeContents(plan.sections, words, pages, writer.width);
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
    stretch += writeSection(planned, index === 0 && contents !== '', changes, { ...writer, width: textArea(layout.paper, turns).width });
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
function writeSection({ section, bookmark, placement, blocks }: PlannedSection, onNewPage: boolean, alreadyThere: boolean, writer: Writer): string {
  const style = section.kind === 'schedule' ? 'ScheduleHeading' : section.number === '' ? 'FrontHeading' : 'Heading1';
  const opens = alreadyThere ? '<w:pageBreakBefore w:val="0"/>' : onNewPage ? '<w:pageBreakBefore/>' : '';
  // At the top of a page the space above a heading would push it below the text of other pages.
  const spacing = onNewPage && section.kind === 'clause' ? '<w:spacing w:before="0"/>' : '';
  const properties = `<w:pStyle w:val="${style}"/>${opens}${listProperties(placement)}${spacing}${literalIndent(section, placement)}`;
  const heading = writer.plan.bookmarks.around(bookmark, writeRuns(section.heading.runs, writer));
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
