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

/** How far the text of clauses hangs behind its number: 12 mm, and items 8 mm further. */
export const indents = { clause: twips(12), item: twips(20), schedule: twips(34), contents: twips(12), contentsSchedule: twips(26) } as const;

/** Colours of ink, quiet text, hairlines, and of the box of a blank. */
export const colours = { ink: '1B1F24', quiet: '4A5260', hairline: 'D8D6D0', blankFill: 'FFF3CC', blankLine: '8A5A00' } as const;

/** Width of the text area in twips. */
export function textWidth(paper: Paper): number {
  return papers[paper].width - 2 * margin;
}
