import type { PrintedTable, PrintedText } from '#agreement/document/print';
import { colours } from '#formats/docx/measures';
import { writeRuns, type RunContext } from '#formats/docx/runs';
import { columnWidths, type ColumnNeed } from '#formats/pdf/columns';
import { textWidth } from '#formats/pdf/text-width';

const gap = 160;

/**
 * A table with three rules: under its heading, a hairline under each row, and at its end. The heading repeats on each page,
 * no row is split, and columns take the width that their words need. `mark` sets the bookmark into the first cell.
 */
export function writeTable(table: PrintedTable, width: number, context: RunContext, mark: (content: string) => string): string {
  const count = Math.max(...table.rows.map((row) => row.cells.length));
  const columns = columnWidths(Array.from({ length: count }, (_, column) => needOf(table, column)), width / 20);
  const widths = inTwips(columns.widths, width);
  const small = columns.dense;
  const numeric = widths.map((_, column) => isNumeric(table, column));
  const rows = table.rows.map((row, index) => {
    const last = index === table.rows.length - 1;
    const line = row.header || last ? `w:sz="6" w:space="0" w:color="${colours.ink}"` : `w:sz="4" w:space="0" w:color="${colours.hairline}"`;
    const style = `${row.header ? 'TableHead' : 'TableText'}${small ? 'Small' : ''}`;
    const cells = widths.map((cellWidth, column) => {
      const end = column === count - 1;
      const margin = end ? '<w:tcMar><w:right w:w="0" w:type="dxa"/></w:tcMar>' : '';
      const properties = `<w:tcPr><w:tcW w:w="${cellWidth}" w:type="dxa"/><w:tcBorders><w:bottom w:val="single" ${line}/></w:tcBorders>${margin}${row.header ? '<w:vAlign w:val="bottom"/>' : ''}</w:tcPr>`;
      const cell = row.cells[column];
      const runs = cell === undefined ? '' : writeRuns(cell.runs, context);
      const content = index === 0 && column === 0 ? mark(runs) : runs;
      return `<w:tc>${properties}<w:p><w:pPr><w:pStyle w:val="${style}"/>${numeric[column] === true ? '<w:jc w:val="right"/>' : ''}</w:pPr>${content}</w:p></w:tc>`;
    });
    return `<w:tr><w:trPr><w:cantSplit/>${row.header ? '<w:tblHeader/>' : ''}</w:trPr>${cells.join('')}</w:tr>`;
  });
  const grid = widths.map((cellWidth) => `<w:gridCol w:w="${cellWidth}"/>`).join('');
  const margins = `<w:tblCellMar><w:top w:w="80" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="80" w:type="dxa"/><w:right w:w="${gap}" w:type="dxa"/></w:tblCellMar>`;
  return `<w:tbl><w:tblPr><w:tblW w:w="${width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>${margins}<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${rows.join('')}</w:tbl>`;
}

/** Amounts, counts and percentages stand to the right so that their digits align; a column of row numbers stays left. */
function isNumeric(table: PrintedTable, column: number): boolean {
  let found = false;
  for (const row of table.rows) {
    const cell = row.cells[column];
    if (row.header || cell === undefined || cell.text === '' || cell.runs.every((run) => run.kind === 'blank')) continue;
    if (cell.runs.some((run) => run.kind === 'row')) return false;
    if (!/^(?:[A-Z]{3} ?|[€£$¥] ?)?[-−]?\d[\d.,   ]*(?: ?[A-Z]{3}| ?[€£$¥%])?$/.test(cell.text)) return false;
    found = true;
  }
  return found && column > 0;
}

/** Wider faces take the place of ours where it is not installed; Georgia is the widest that we name. */
const wider = 1.1;

/** No piece claims more room than this (type sizes): a web address may be broken. */
const longestPiece = 12;

function needOf(table: PrintedTable, column: number): ColumnNeed {
  const need = { longest: 0, piece: 0 };
  for (const row of table.rows) {
    const cell = row.cells[column];
    if (cell === undefined) continue;
    const bold = row.header;
    // A blank may break, so that a missing date does not widen its column for all.
    const whole = cell.runs.every((run) => run.kind === 'blank') ? 0.6 : 1;
    need.longest = Math.max(need.longest, textWidth(cell.text, bold) * wider * whole);
    for (const piece of piecesOf(cell)) need.piece = Math.max(need.piece, Math.min(textWidth(piece, bold) * wider, longestPiece));
  }
  return need;
}

/** What should stand on one line: each word, and each short value such as a date or an amount. */
function piecesOf(cell: PrintedText): string[] {
  const values = cell.runs.filter((run) => run.kind === 'fact' && run.text.length <= 18).map((run) => run.text);
  return [...cell.text.split(/[\s/]+/), ...values];
}

/** Whole twips that add up to the width; the widest column takes what rounding leaves. */
function inTwips(points: readonly number[], width: number): number[] {
  const whole = points.map((one) => Math.floor(one * 20));
  const widest = whole.indexOf(Math.max(...whole));
  whole[widest] = (whole[widest] as number) + width - whole.reduce((total, one) => total + one, 0);
  return whole;
}
