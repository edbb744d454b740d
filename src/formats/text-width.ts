/** Widths of the characters from space to tilde in Source Serif 4, in thousandths of the type size; a test reads them again from the typeface. */
const widths = [
  237, 289, 381, 525, 518, 932, 728, 182, 362, 362, 458, 534, 302, 320, 302, 341, 529, 529, 529, 529, 529, 529, 529, 529, 529, 529, 302, 302, 534,
  534, 534, 414, 834, 712, 653, 662, 739, 638, 612, 723, 814, 376, 381, 710, 618, 935, 768, 738, 621, 738, 690, 544, 632, 758, 709, 1005, 672, 667,
  586, 335, 341, 335, 534, 514, 400, 541, 619, 520, 614, 533, 369, 557, 641, 329, 303, 594, 329, 955, 643, 579, 622, 601, 456, 465, 359, 628, 579,
  836, 569, 586, 490, 359, 290, 359, 534,
] as const;

/** What a character outside that range is taken to need: a little more than most letters do. */
const other = 700;

/** Half-bold text is this much wider. */
const bolder = 1.04;

/** Width of a line of text for a type size of 1, near enough to choose widths of columns. */
export function textWidth(text: string, bold = false): number {
  let width = 0;
  for (const character of text) width += widths[(character.codePointAt(0) as number) - 32] ?? other;
  return (width / 1000) * (bold ? bolder : 1);
}
