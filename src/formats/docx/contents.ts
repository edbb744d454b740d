import { indents } from '#formats/docx/measures';
import type { PlannedSection } from '#formats/docx/plan';
import { longField, writeText } from '#formats/docx/runs';
import { oneLine } from '#formats/docx/xml';
import type { Furniture } from '#formats/furniture';

/**
 * The table of contents: one field over all numbered clauses and schedules, its result written by us with a link and a page
 * number per entry. Nothing marks it for updating: Word would then ask each reader, with a warning, before it shows the file.
 */
export function writeContents(sections: readonly PlannedSection[], words: Furniture, pages: ReadonlyMap<string, number>, right: number): string {
  const listed = sections.filter(({ section }) => section.number !== '');
  if (listed.length < 2) return '';
  const begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-1" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>';
  const end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>';
  const entries = listed.map(({ section, bookmark }, index) => {
    const schedule = section.kind === 'schedule';
    const number = schedule ? `${words.schedule} ${section.number}` : section.number;
    const page = longField(`PAGEREF ${bookmark} \\h`, String(pages.get(section.id) ?? 1));
    const link = `<w:hyperlink w:anchor="${bookmark}" w:history="1">${writeText(number)}<w:r><w:tab/></w:r>${writeText(oneLine(section.heading.text))}<w:r><w:tab/></w:r>${page}</w:hyperlink>`;
    const { contents, contentsSchedule } = indents;
    const wider = schedule
      ? `<w:tabs><w:tab w:val="clear" w:pos="${contents}"/><w:tab w:val="left" w:pos="${contentsSchedule}"/><w:tab w:val="right" w:leader="dot" w:pos="${right}"/></w:tabs><w:ind w:left="${contentsSchedule}" w:hanging="${contentsSchedule}"/>`
      : '';
    return `<w:p><w:pPr><w:pStyle w:val="TOC1"/>${wider}</w:pPr>${index === 0 ? begin : ''}${link}${index === listed.length - 1 ? end : ''}</w:p>`;
  });
  return `<w:p><w:pPr><w:pStyle w:val="ContentsHeading"/></w:pPr>${writeText(words.contents)}</w:p>${entries.join('')}`;
}
