import type { PrintedTable } from '#agreement/document/print';
import { cellPadding, colours } from '#formats/docx/measures';
import { writeRuns, type RunContext } from '#formats/docx/runs';
import type { TableLayout } from '#formats/docx/table-layout';

/**
 * A table with three rules: under its heading, a hairline under each row, and at its end. The heading repeats on each page
 * and no row is split. `mark` sets the bookmark into the first cell.
 */
export function writeTable(table: PrintedTable, { widths, numeric, dense }: TableLayout, context: RunContext, mark: (content: string) => string): string {
  const last = widths.length - 1;
  const total = widths.reduce((sum, width) => sum + width, 0);
  const rows = table.rows.map((row, index) => {
    const line = row.header || index === table.rows.length - 1 ? `w:sz="6" w:space="0" w:color="${colours.ink}"` : `w:sz="4" w:space="0" w:color="${colours.hairline}"`;
    const style = `${row.header ? 'TableHead' : 'TableText'}${dense ? 'Dense' : ''}`;
    const cells = widths.map((width, column) => {
      const margin = column === last ? '<w:tcMar><w:right w:w="0" w:type="dxa"/></w:tcMar>' : '';
      const properties = `<w:tcPr><w:tcW w:w="${width}" w:type="dxa"/><w:tcBorders><w:bottom w:val="single" ${line}/></w:tcBorders>${margin}${row.header ? '<w:vAlign w:val="bottom"/>' : ''}</w:tcPr>`;
      const runs = writeRuns(row.cells[column]?.runs ?? [], context);
      const align = numeric[column] === true ? '<w:jc w:val="right"/>' : '';
      return `<w:tc>${properties}<w:p><w:pPr><w:pStyle w:val="${style}"/>${align}</w:pPr>${index === 0 && column === 0 ? mark(runs) : runs}</w:p></w:tc>`;
    });
    return `<w:tr><w:trPr><w:cantSplit/>${row.header ? '<w:tblHeader/>' : ''}</w:trPr>${cells.join('')}</w:tr>`;
  });
  return openTable(total, widths, cellMargins(cellPadding.vertical * 20, cellPadding.between * 20), context) + rows.join('') + closeTable;
}

/** The start of a table of fixed columns, in twips, with its cell margins; in scripts from right to left the first column stands right. */
export function openTable(width: number, columns: readonly number[], margins: string, { rightToLeft }: RunContext): string {
  const grid = columns.map((column) => `<w:gridCol w:w="${column}"/>`).join('');
  return `<w:tbl><w:tblPr>${rightToLeft ? '<w:bidiVisual/>' : ''}<w:tblW w:w="${width}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/><w:tblLayout w:type="fixed"/>${margins}<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>`;
}

/** The end of a table. */
export const closeTable = '</w:tbl>';

/** Margins of all cells in twips: above and below, and to the right, so that the first column stands at the edge of the text. */
export function cellMargins(vertical: number, right: number): string {
  return `<w:tblCellMar><w:top w:w="${vertical}" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="${vertical}" w:type="dxa"/><w:right w:w="${right}" w:type="dxa"/></w:tblCellMar>`;
}
