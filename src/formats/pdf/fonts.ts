import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The faces that the template uses: text, and half-bold for headings, numbers of clauses and defined terms. */
const faces = ['400Regular/SourceSerif4_400Regular', '600SemiBold/SourceSerif4_600SemiBold'] as const;

/** The bytes of every face of Source Serif 4 that a PDF may use; throws where one is missing, since another face must never be printed instead. */
export function fontFiles(): Buffer[] {
  return faces.map((face) => {
    const file = `@expo-google-fonts/source-serif-4/${face}.ttf`;
    try {
      return readFileSync(require.resolve(file));
    } catch {
      throw new Error(`The typeface ${file} is missing. Run "npm ci", then try again.`);
    }
  });
}

let covered: ReadonlySet<number> | undefined;

/** True if every face of the PDF has a shape for the character. */
export function hasShape(codePoint: number): boolean {
  covered ??= intersection(fontFiles().map(codePointsOf));
  return covered.has(codePoint);
}

function intersection(sets: readonly Set<number>[]): Set<number> {
  const [first = new Set<number>(), ...others] = sets;
  return new Set([...first].filter((one) => others.every((other) => other.has(one))));
}

/** The code points that a TrueType file maps to a glyph, read from its `cmap` (formats 4 and 12; OpenType specification, chapter cmap). */
export function codePointsOf(font: Buffer): Set<number> {
  const tables = font.readUInt16BE(4);
  for (let index = 0; index < tables; index += 1) {
    const entry = 12 + index * 16;
    if (font.toString('latin1', entry, entry + 4) === 'cmap') return readCmap(font, font.readUInt32BE(entry + 8));
  }
  throw new Error('The typeface has no table of characters.');
}

function readCmap(font: Buffer, start: number): Set<number> {
  const points = new Set<number>();
  const count = font.readUInt16BE(start + 2);
  for (let index = 0; index < count; index += 1) {
    const record = start + 4 + index * 8;
    const platform = font.readUInt16BE(record);
    if (platform !== 0 && platform !== 3) continue;
    const table = start + font.readUInt32BE(record + 4);
    const format = font.readUInt16BE(table);
    if (format === 4) readSegments(font, table, points);
    else if (format === 12) readGroups(font, table, points);
  }
  return points;
}

function readSegments(font: Buffer, table: number, points: Set<number>): void {
  const doubled = font.readUInt16BE(table + 6);
  const ends = table + 14;
  const starts = ends + doubled + 2;
  const deltas = starts + doubled;
  const ranges = deltas + doubled;
  for (let at = 0; at < doubled; at += 2) {
    const end = font.readUInt16BE(ends + at);
    const first = font.readUInt16BE(starts + at);
    const delta = font.readUInt16BE(deltas + at);
    const range = font.readUInt16BE(ranges + at);
    for (let point = first; point <= end && point !== 0xffff; point += 1) {
      const glyph = range === 0 ? point + delta : font.readUInt16BE(ranges + at + range + (point - first) * 2);
      if ((glyph & 0xffff) !== 0) points.add(point);
    }
  }
}

function readGroups(font: Buffer, table: number, points: Set<number>): void {
  const groups = font.readUInt32BE(table + 12);
  for (let index = 0; index < groups; index += 1) {
    const group = table + 16 + index * 12;
    const end = font.readUInt32BE(group + 4);
    for (let point = font.readUInt32BE(group); point <= end; point += 1) points.add(point);
  }
}
