import type { Printed, PrintedBlock, PrintedSection, PrintedText, Run } from '#agreement/document/print';

/** Words of a leaflet: plain text, or runs that were printed from facts. */
export type LeafletWords = string | readonly Run[];

/** A piece of a leaflet: a paragraph, a line of a list, or a table whose first row is the heading. */
export type LeafletBlock = { text: LeafletWords } | { line: LeafletWords } | { table: readonly (readonly LeafletWords[])[] };

/** A part of a leaflet under a heading; `number` is '' where the parts are not counted. */
export interface LeafletSection {
  id: string;
  number?: string;
  heading: string;
  blocks: readonly LeafletBlock[];
}

/**
 * A text that stands beside an agreement (a page for one party, heads of terms, a table of its balance), in the form that every
 * format takes. It has no clauses of its own, so it prints no references: a section of the agreement is named in plain words.
 */
export function printLeaflet(title: string, lang: string, sections: readonly LeafletSection[]): Printed {
  return { lang, title, numbers: new Map(), sections: sections.map(sectionOf) };
}

function sectionOf({ id, number = '', heading, blocks }: LeafletSection): PrintedSection {
  return { kind: 'clause', lang: 'en', id, clause: id, part: 'front', number, heading: textOf('heading', `${id}#heading`, heading), blocks: blocks.map((block, index) => blockOf(block, `${id}.${index + 1}`)) };
}

function blockOf(block: LeafletBlock, id: string): PrintedBlock {
  if ('text' in block) return textOf('paragraph', id, block.text);
  if ('line' in block) return { ...textOf('item', id, block.line), label: '–' };
  return {
    kind: 'table',
    id,
    rows: block.table.map((cells, row) => ({ id: `${id}.r${row}`, header: row === 0, cells: cells.map((cell, column) => textOf('cell', `${id}.r${row}.${column + 1}`, cell)) })),
  };
}

function textOf(kind: PrintedText['kind'], id: string, words: LeafletWords): PrintedText {
  const runs = runsOf(words);
  return { kind, id, label: '', runs, text: runs.map((run) => run.text).join(''), position: 0 };
}

/** Words as runs that follow one another, with the offset of each in their text. */
export function runsOf(...pieces: readonly LeafletWords[]): Run[] {
  const runs = pieces.flatMap((piece): readonly Run[] => (typeof piece === 'string' ? (piece === '' ? [] : [plain(piece)]) : piece));
  let from = 0;
  return runs.map((run) => {
    const placed = { ...run, from, at: from };
    from += run.text.length;
    return placed;
  });
}

function plain(text: string): Run {
  return { kind: 'words', text, from: 0, at: 0 };
}
