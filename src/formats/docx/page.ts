import type { Furniture } from '#formats/furniture';
import { isRightToLeft } from '#formats/docx/language';
import { margin, papers, type Paper } from '#formats/docx/measures';
import { simpleField, writeText } from '#formats/docx/runs';
import { declaration, oneLine, wordNames } from '#formats/docx/xml';

/** The running parts, with the ids of their relations. */
export const runningParts = [
  { file: 'header1', id: 'rIdHeader', kind: 'header', type: 'default' },
  { file: 'header2', id: 'rIdFirstHeader', kind: 'header', type: 'first' },
  { file: 'footer1', id: 'rIdFooter', kind: 'footer', type: 'default' },
  { file: 'footer2', id: 'rIdFirstFooter', kind: 'footer', type: 'first' },
] as const;

/** Paper, margins and running heads of the whole file. */
export function sectionProperties(paper: Paper, lang: string): string {
  const { width, height } = papers[paper];
  const running = runningParts.map((part) => `<w:${part.kind}Reference w:type="${part.type}" r:id="${part.id}"/>`).join('');
  return `<w:sectPr>${running}<w:pgSz w:w="${width}" w:h="${height}"/><w:pgMar w:top="${margin}" w:right="${margin}" w:bottom="${margin}" w:left="${margin}" w:header="680" w:footer="680" w:gutter="0"/><w:cols w:space="708"/><w:titlePg/>${isRightToLeft(lang) ? '<w:bidi/>' : ''}</w:sectPr>`;
}

/** The head of a page: the title, which the first page prints large instead; and "Draft" while it is one. */
export function headerXml(title: string, words: Furniture, draft: boolean): string {
  const mark = draft ? `<w:r><w:tab/></w:r>${writeText(words.draft, 'strong')}` : '';
  return `${declaration}<w:hdr ${wordNames}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>${writeText(oneLine(title))}${mark}</w:p></w:hdr>`;
}

/** The foot of a page: the version, and "Page 3 of 15" with both numbers as fields. */
export function footerXml(version: string, words: Furniture, pages: number): string {
  const counted = `${writeText(`${words.page} `)}${simpleField('PAGE', '1')}${writeText(` ${words.of} `)}${simpleField('NUMPAGES', String(pages))}`;
  return `${declaration}<w:ftr ${wordNames}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>${writeText(oneLine(version))}<w:r><w:tab/></w:r>${counted}</w:p></w:ftr>`;
}
