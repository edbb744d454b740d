/** Twentieths of a point, the unit of lengths in OOXML, from millimetres. */
export function twips(millimetres: number): number {
  return Math.round((millimetres * 1440) / 25.4);
}

/** Paper sizes that an agreement is printed on. */
export type Paper = 'a4' | 'letter';

/** Width and height of the paper in twips. */
export const papers: Readonly<Record<Paper, { width: number; height: number }>> = {
  a4: { width: 11906, height: 16838 },
  letter: { width: 12240, height: 15840 },
};

/** The margin on all four sides: 25 mm. */
export const margin = twips(25);

/** How far the text of a clause, an item, a schedule heading hangs behind its number, and entries of the contents, in twips. */
export const indents = { clause: twips(12), item: twips(20), schedule: twips(34), contents: twips(12), contentsSchedule: twips(26) } as const;

/** Colours of ink, quiet text, hairlines, and of the box of a blank. */
export const colours = { ink: '1B1F24', quiet: '4A5260', hairline: 'D8D6D0', blankFill: 'FFF3CC', blankLine: '8A5A00' } as const;

/** A size of type and its leading, with the space before and after a paragraph in it, all in points. */
export interface Setting {
  size: number;
  leading: number;
  before: number;
  after: number;
  bold?: boolean;
}

/**
 * How paragraphs are set, by style. Leading is a least value, since other scripts stand higher; it is never below 1.37 times
 * the size, the natural line of the typeface, so that lines are as high as stated here.
 */
export const settings = {
  Normal: { size: 11, leading: 15.5, before: 0, after: 6 },
  Title: { size: 20, leading: 28, before: 0, after: 4, bold: true },
  Subtitle: { size: 11, leading: 15.5, before: 0, after: 10 },
  Notice: { size: 9, leading: 12.5, before: 6, after: 10 },
  Heading: { size: 11, leading: 15.5, before: 15.5, after: 4, bold: true },
  ScheduleHeading: { size: 15, leading: 21, before: 0, after: 15.5, bold: true },
  TableText: { size: 10, leading: 14, before: 0, after: 0 },
  TableHead: { size: 9, leading: 14, before: 0, after: 0, bold: true },
  TableTextDense: { size: 9, leading: 12.5, before: 0, after: 0 },
  TableHeadDense: { size: 8.5, leading: 12.5, before: 0, after: 0, bold: true },
  Signature: { size: 11, leading: 15.5, before: 0, after: 0 },
  Contents: { size: 11, leading: 15.5, before: 0, after: 2 },
  Small: { size: 9, leading: 12.5, before: 0, after: 0 },
  Gap: { size: 6, leading: 14, before: 0, after: 0 },
} as const satisfies Record<string, Setting>;

/** Points above and below the text of a table cell, and between its columns. */
export const cellPadding = { vertical: 4, between: 8 } as const;

/** Points before a paragraph that follows a table. */
export const afterTable = 12;

/** The signature panel: share of the width that names who signs, width of the labels in twips, heights of its rows in points. */
export const panel = { who: 0.5, label: twips(22), firstRow: 34, row: 26 } as const;
