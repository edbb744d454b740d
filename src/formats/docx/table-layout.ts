import type { PrintedTable, PrintedText } from '#agreement/document/print';
import { columnWidths, type ColumnNeed } from '#formats/columns';
import { cellPadding, settings } from '#formats/docx/measures';
import { textWidth } from '#formats/text-width';

/** How a table is set: widths of its columns in twips, which of them stand to the right, and whether in the smaller type. */
export interface TableLayout {
  widths: number[];
  numeric: boolean[];
  dense: boolean;
}

/** Chooses the columns of a table so that they fill the width (twips) and hold their words. */
export function layoutTable(table: PrintedTable, width: number): TableLayout {
  const count = Math.max(...table.rows.map((row) => row.cells.length));
  const columns = Array.from({ length: count }, (_, column) => column);
  const needs = columns.map((column) => needOf(table, column));
  const { widths, dense, tight } = columnWidths(needs, width / 20);
  return { widths: inTwips(tight ? squeeze(needs, width / 20) : widths, width), numeric: columns.map((column) => isNumeric(table, column, column === count - 1)), dense };
}

/** Other faces take the place of ours where it is not installed; Georgia, the widest that we name, needs this much more. */
const wider = 1.1;

/** No piece claims more room than this (in type sizes): a web address may be broken. */
const longestPiece = 12;

function needOf(table: PrintedTable, column: number): ColumnNeed {
  const need = { longest: 0, piece: 0 };
  for (const row of table.rows) {
    const cell = row.cells[column];
    if (cell === undefined) continue;
    // A blank may break, so that a missing date does not widen its column for all.
    const share = cell.runs.every((run) => run.kind === 'blank') ? 0.6 : 1;
    need.longest = Math.max(need.longest, textWidth(cell.text, row.header) * wider * share);
    for (const piece of piecesOf(cell)) need.piece = Math.max(need.piece, Math.min(textWidth(piece, row.header) * wider, longestPiece));
  }
  return need;
}

/** What should stand on one line: each word, and each short value such as a date or an amount. */
function piecesOf(cell: PrintedText): string[] {
  const pieces = cell.text.split(/[\s/]+/);
  for (const run of cell.runs) if (run.kind === 'fact' && run.text.length <= 18) pieces.push(run.text);
  return pieces;
}

/** Where not even the words fit: narrow columns keep theirs whole, and the widest ones are cut to the same width. */
function squeeze(needs: readonly ColumnNeed[], available: number): number[] {
  const wanted = needs.map((need) => Math.max(need.piece, 1.5) * settings.TableTextDense.size + cellPadding.between);
  let open = wanted.map((_, column) => column);
  let left = available;
  for (;;) {
    const share = left / open.length;
    const small = open.filter((column) => (wanted[column] as number) <= share);
    if (small.length === 0 || small.length === open.length) return wanted.map((width, column) => (open.includes(column) ? share : width));
    for (const column of small) left -= wanted[column] as number;
    open = open.filter((column) => !small.includes(column));
  }
}

/** Whole twips that add up to the width; the widest column takes what rounding leaves. */
function inTwips(points: readonly number[], width: number): number[] {
  const whole = points.map((one) => Math.floor(one * 20));
  const widest = whole.indexOf(Math.max(...whole));
  whole[widest] = (whole[widest] as number) + width - whole.reduce((total, one) => total + one, 0);
  return whole;
}

const figures = /^(?:[A-Z]{3} ?|[€£$¥] ?)?[-−]?\d[\d., \u00A0\u202F]*(?: ?[A-Z]{3}| ?[€£$¥%])?$/;

const date = /^\d{1,2} \p{L}+ \d{4}$/u;

/** Amounts, counts and percentages, and dates at the right edge, stand to the right so that digits align; the numbers of rows stay left. */
function isNumeric(table: PrintedTable, column: number, last: boolean): boolean {
  let found = false;
  for (const row of table.rows) {
    const cell = row.cells[column];
    if (row.header || cell === undefined || cell.text === '' || cell.runs.every((run) => run.kind === 'blank')) continue;
    if (cell.runs.some((run) => run.kind === 'row') || !(figures.test(cell.text) || (last && date.test(cell.text)))) return false;
    found = true;
  }
  return found;
}
