/** What a column has to hold, as widths for a type size of 1: its longest cell, and the longest piece that must not be broken. */
export interface ColumnNeed {
  longest: number;
  piece: number;
}

/** Widths in points for the columns of a table; `dense` asks for the small type, `tight` for hyphens since even there a word does not fit. */
export interface ColumnWidths {
  widths: number[];
  dense: boolean;
  tight: boolean;
}

/** Space between columns in points. */
const gap = 8;

/** Room in points against rounding, so that a cell that just fits is not broken. */
const spare = 1.5;

/**
 * Shares out the width of a table (points): no column gets less than its longest piece, short columns get their longest cell,
 * and long ones share what is left in proportion to what they hold.
 */
export function columnWidths(needs: readonly ColumnNeed[], available: number): ColumnWidths {
  const inPoints = (size: number, part: keyof ColumnNeed): number[] => needs.map((need, column) => Math.max(need[part], 0.6) * size + spare + (column === needs.length - 1 ? 0 : gap));
  const dense = sum(inPoints(10, 'piece')) > available;
  const size = dense ? 9 : 10;
  const least = inPoints(size, 'piece');
  const room = sum(least);
  const wanted = inPoints(size, 'longest');
  const total = sum(wanted);
  if (room >= available) {
    // Not even the pieces fit: all shrink, those with much to hold less than the others.
    const weights = least.map((width, column) => width + Math.max(0, wanted[column]! - width) * 0.15);
    return { widths: weights.map((weight) => (weight * available) / sum(weights)), dense, tight: true };
  }
  if (total <= available) {
    const widest = wanted.indexOf(Math.max(...wanted));
    return { widths: wanted.map((width, column) => (column === widest ? width + available - total : width)), dense, tight: false };
  }
  const more = shareOut(wanted.map((width, column) => width - least[column]!), available - room);
  return { widths: least.map((width, column) => width + more[column]!), dense, tight: false };
}

/** Gives each wish up to an equal share in full, and divides the rest among the larger ones in proportion. */
function shareOut(wishes: readonly number[], left: number): number[] {
  const given = [...wishes];
  let open = wishes.map((_, index) => index);
  let rest = left;
  for (;;) {
    const equal = rest / open.length;
    const large = open.filter((index) => wishes[index]! > equal);
    if (large.length === open.length || large.length === 0) break;
    for (const index of open) if (wishes[index]! <= equal) rest -= wishes[index]!;
    open = large;
  }
  const total = sum(open.map((index) => wishes[index]!));
  for (const index of open) given[index] = total === 0 ? 0 : Math.min(wishes[index]!, (wishes[index]! * rest) / total);
  return given;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
