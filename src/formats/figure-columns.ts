import type { PrintedTable } from '#agreement/document/print';

const figures = /^(?:[A-Z]{3}\s|[€£$¥]\s?)?[-+−]?\d[\d,.\s]*(?:%|\s?[A-Z]{3})?$/;
const date = /^\d{1,2} \p{L}+ \d{4}$/u;

/** For each column of a table, true where it stands to the right so that digits align: amounts, shares, counts, and dates at the right edge. Numbers of rows stay left. */
export function figureColumns(table: PrintedTable): boolean[] {
  const count = Math.max(...table.rows.map((row) => row.cells.length));
  return Array.from({ length: count }, (_, column) => {
    let seen = false;
    for (const { header, cells } of table.rows) {
      const cell = cells[column];
      if (header || cell === undefined || cell.text === '' || cell.runs.every((run) => run.kind === 'blank')) continue;
      if (cell.runs.some((run) => run.kind === 'row')) return false;
      if (!figures.test(cell.text) && !(column === count - 1 && date.test(cell.text))) return false;
      seen = true;
    }
    return seen;
  });
}
