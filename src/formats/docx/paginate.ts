/** A paragraph, or something that is never split, as it takes room on a page; lengths in points. */
export interface Piece {
  lines: number;
  leading: number;
  before: number;
  after: number;
  /** Stands on the page of the first lines of the next piece. */
  keep?: boolean;
  /** Starts a page, of this height; pages stay so high until another piece says otherwise. */
  opens?: number;
  /** Height of the table heading that is repeated above this row on a new page. */
  headed?: number;
}

/** Fills pages from top to bottom, the first of a given height, and gives the page (from 1) on which each piece starts. */
export function paginate(pieces: readonly Piece[], first: number): { starts: number[]; count: number } {
  const starts: number[] = [];
  let height = first;
  let page = 1;
  let at = 0;
  let after = 0;
  let held = 0;
  pieces.forEach((piece, index) => {
    if (piece.opens !== undefined) {
      height = piece.opens;
      if (at > 0) page += 1;
      at = 0;
    }
    let gap = at === 0 ? 0 : Math.max(piece.before, after);
    // Of pieces that keep together only the first one decides, since the rest then fits.
    if (held === 0) {
      const { needed, count } = together(pieces, index);
      if (at > 0 && at + gap + needed > height) {
        page += 1;
        at = piece.headed ?? 0;
        gap = 0;
      }
      held = count;
    } else held -= 1;
    starts.push(page);
    at += gap;
    for (let left = piece.lines; left > 0;) {
      const room = Math.floor((height - at) / piece.leading + 0.001);
      // Two lines at least go over, so that none stands alone at the top of a page.
      const fits = Math.max(left <= room ? left : left - room === 1 ? room - 1 : room, 1);
      left -= fits;
      at += fits * piece.leading;
      if (left > 0) {
        page += 1;
        at = 0;
      }
    }
    after = piece.after;
  });
  return { starts, count: page };
}

/** The height that must fit where a piece starts, and how many pieces after it this covers. */
function together(pieces: readonly Piece[], from: number): { needed: number; count: number } {
  let needed = 0;
  let index = from;
  for (; pieces[index]?.keep === true && pieces[index + 1] !== undefined; index += 1) {
    const piece = pieces[index] as Piece;
    needed += piece.lines * piece.leading + Math.max(piece.after, (pieces[index + 1] as Piece).before);
  }
  const last = pieces[index] as Piece;
  // A paragraph of two or three lines is not split either: one line may not stand alone on either side.
  needed += (last.lines <= 3 ? last.lines : 2) * last.leading;
  return { needed, count: index - from };
}
