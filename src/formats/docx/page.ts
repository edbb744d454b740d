import { isRightToLeft } from '#formats/docx/language';
import { textArea } from '#formats/docx/layout';
import { margin, papers, type Paper } from '#formats/docx/measures';
import { simpleField, writeText } from '#formats/docx/runs';
import { declaration, oneLine, wordNames } from '#formats/docx/xml';
import type { Furniture } from '#formats/furniture';

/** The running parts with the ids of their relations: for the first page, for upright pages, and for pages turned to the side. */
export const runningParts = [
  { file: 'header1', id: 'rIdHeader', kind: 'header', page: 'upright' },
  { file: 'header2', id: 'rIdHeaderFirst', kind: 'header', page: 'first' },
  { file: 'header3', id: 'rIdHeaderTurned', kind: 'header', page: 'turned' },
  { file: 'footer1', id: 'rIdFooter', kind: 'footer', page: 'upright' },
  { file: 'footer2', id: 'rIdFooterFirst', kind: 'footer', page: 'first' },
  { file: 'footer3', id: 'rIdFooterTurned', kind: 'footer', page: 'turned' },
] as const;

/** What the running parts print. */
export interface Running {
  title: string;
  version: string;
  draft: boolean;
  /** The number of pages that is shown until Word has counted them. */
  pages: number;
  paper: Paper;
  words: Furniture;
}

/** Paper, margins and running parts of a stretch of pages; the first stretch begins with a page of its own kind. */
export function sectionProperties(paper: Paper, lang: string, turned: boolean, first: boolean): string {
  const { width, height } = papers[paper];
  const running = runningParts.flatMap(({ id, kind, page }) => {
    if (page === 'first') return first ? [`<w:${kind}Reference w:type="first" r:id="${id}"/>`] : [];
    return (page === 'turned') === turned ? [`<w:${kind}Reference w:type="default" r:id="${id}"/>`] : [];
  });
  const size = turned ? `w:w="${height}" w:h="${width}" w:orient="landscape"` : `w:w="${width}" w:h="${height}"`;
  return `<w:sectPr>${running.join('')}<w:pgSz ${size}/><w:pgMar w:top="${margin}" w:right="${margin}" w:bottom="${margin}" w:left="${margin}" w:header="680" w:footer="680" w:gutter="0"/><w:cols w:space="708"/>${first ? '<w:titlePg/>' : ''}${isRightToLeft(lang) ? '<w:bidi/>' : ''}</w:sectPr>`;
}

/** A title that leaves room on its line. */
function shortened(title: string): string {
  return title.length > 60 ? `${title.slice(0, 59).trimEnd()}…` : title;
}

/** A running part: the title and "Draft" at the head, the version and "Page 3 of 15", both numbers as fields, at the foot. */
export function runningXml({ kind, page }: (typeof runningParts)[number], { title, version, draft, pages, paper, words }: Running): string {
  const right = textArea(paper, page === 'turned').width;
  const tabs = page === 'turned' ? `<w:tabs><w:tab w:val="clear" w:pos="${textArea(paper, false).width}"/><w:tab w:val="right" w:pos="${right}"/></w:tabs>` : '';
  const paragraph = (style: string, content: string): string => `<w:p><w:pPr><w:pStyle w:val="${style}"/>${tabs}</w:pPr>${content}</w:p>`;
  const tab = '<w:r><w:tab/></w:r>';
  if (kind === 'header') {
    // The first page prints the title large instead.
    const shown = page === 'first' ? '' : writeText(shortened(oneLine(title)));
    return `${declaration}<w:hdr ${wordNames}>${paragraph('Header', shown + (draft ? tab + writeText(words.draft, 'strong') : ''))}</w:hdr>`;
  }
  const counted = `${writeText(`${words.page} `)}${simpleField('PAGE', '1')}${writeText(` ${words.of} `)}${simpleField('NUMPAGES', String(pages))}`;
  return `${declaration}<w:ftr ${wordNames}>${paragraph('Footer', writeText(oneLine(version)) + tab + counted)}</w:ftr>`;
}
