import type { Cell, TableShape } from '#world/store/copy';

/**
 * Rows as an archive holds them: for each a line of JSON, a list with the cells in the order of the table's columns, followed by
 * the bytes of its binary cells. Such a cell is `{"bytes": <count>}` in the line.
 */
export function writeRows(rows: readonly (readonly Cell[])[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let lines = '';
  for (const row of rows) {
    lines += `${JSON.stringify(row.map((cell) => (cell instanceof Uint8Array ? { bytes: cell.byteLength } : cell)))}\n`;
    const binary = row.filter((cell) => cell instanceof Uint8Array);
    if (binary.length === 0) continue;
    parts.push(Buffer.from(lines), ...binary);
    lines = '';
  }
  parts.push(Buffer.from(lines));
  return Buffer.concat(parts);
}

/** The rows again; null where the bytes are not exactly `count` rows of this table. */
export function readRows(bytes: Uint8Array, table: TableShape, count: number): Cell[][] | null {
  const rows: Cell[][] = [];
  const held = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < held.length) {
    if (rows.length === count) return null;
    const end = held.indexOf(10, at);
    if (end === -1) return null;
    const line = parse(held.toString('utf8', at, end));
    at = end + 1;
    if (!Array.isArray(line) || line.length !== table.columns.length) return null;
    const row: Cell[] = [];
    for (const value of line as unknown[]) {
      const size = bytesIn(value);
      if (size !== null) {
        if (at + size > held.length) return null;
        row.push(new Uint8Array(held.buffer, held.byteOffset + at, size));
        at += size;
      } else if (value === null || typeof value === 'string' || typeof value === 'number') row.push(value);
      else return null;
    }
    rows.push(row);
  }
  return rows.length === count ? rows : null;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function bytesIn(value: unknown): number | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || Object.keys(value).join() !== 'bytes') return null;
  const size = (value as { bytes: unknown }).bytes;
  return Number.isSafeInteger(size) && (size as number) >= 0 ? (size as number) : null;
}
