import { PdfFault } from '#world/signing/pdf/fault';
import { unpack } from '#world/signing/pdf/unpack';
import { SyntaxReader } from '#world/signing/pdf/syntax';
import { isSpace, latin1, type PdfDict, type PdfValue } from '#world/signing/pdf/values';

/** Where an object stands: at a byte offset of the file, in an object stream, or nowhere any more. */
export type PdfEntry =
  | { kind: 'offset'; offset: number; generation: number }
  | { kind: 'packed'; stream: number; index: number }
  | { kind: 'free' };

/** One cross-reference section: what one saving of the file added. */
export interface PdfSection {
  /** Byte offset of the section. */
  offset: number;
  /** Byte offset behind the line of its `%%EOF`, or behind its trailer where none follows. */
  end: number;
  /** Whether `startxref`, the offset of this very section, and `%%EOF` follow. */
  closed: boolean;
  entries: Map<number, PdfEntry>;
  trailer: PdfDict;
  /** Number of the object that is the section itself, when it is a stream. */
  stream: number | undefined;
  /** Whether a table also points at a stream for newer readers. */
  hybrid: boolean;
}

const mostSections = 1000;
const mostObjects = 2_000_000;

/** The offset behind `startxref` in the lines that end at `end`; a PdfFault where the bytes before `end` do not close a file. */
export function startxrefBefore(bytes: Uint8Array, end: number): number {
  const tail = latin1(bytes, Math.max(0, end - 64), end);
  const found = /startxref[ \t]*(?:\r\n|\r|\n)(\d{1,12})[ \t]*(?:\r\n|\r|\n)%%EOF(?:\r\n|\r|\n)?$/.exec(tail);
  if (found === null) throw new PdfFault('the file does not end as a PDF ends', end);
  return Number(found[1]);
}

/** All sections from the newest, which stands at `offset`, to the oldest. */
export function readSections(bytes: Uint8Array, offset: number): PdfSection[] {
  const sections: PdfSection[] = [];
  const seen = new Set<number>();
  for (let next: number | undefined = offset; next !== undefined;) {
    if (seen.has(next) || seen.size > mostSections) throw new PdfFault('the cross-reference sections run in a circle', next);
    seen.add(next);
    const section = readSection(bytes, next);
    sections.push(section);
    const prev: PdfValue | undefined = section.trailer.entries.get('Prev');
    if (prev !== undefined && (prev.kind !== 'number' || !prev.integer)) throw new PdfFault('the previous cross-reference section is not named by a number', prev.start);
    next = prev?.value;
  }
  return sections;
}

function readSection(bytes: Uint8Array, offset: number): PdfSection {
  if (!Number.isSafeInteger(offset) || offset < 0 || offset >= bytes.length) throw new PdfFault('a cross-reference section is named outside the file', offset);
  const reader = new SyntaxReader(bytes, offset);
  const section = reader.take('xref') ? readTable(reader, offset) : readStream(reader, offset);
  close(reader, section);
  return section;
}

function readTable(reader: SyntaxReader, offset: number): PdfSection {
  const entries = new Map<number, PdfEntry>();
  if (!isSpace(reader.bytes[reader.at])) reader.fail('a cross-reference table is misspelt');
  for (;;) {
    reader.skip();
    if (reader.take('trailer')) break;
    const first = reader.count();
    const count = reader.count();
    if (first + count > mostObjects) reader.fail('a cross-reference table is too long');
    while (reader.bytes[reader.at] === 0x20) reader.at += 1;
    if (!reader.line()) reader.fail('a cross-reference table is misspelt');
    for (let n = first; n < first + count; n += 1) {
      const line = latin1(reader.bytes, reader.at, reader.at + 20);
      const parts = /^(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)$/.exec(line);
      if (parts === null) reader.fail('a line of a cross-reference table is misspelt');
      reader.at += 20;
      if (entries.has(n)) reader.fail(`object ${n} stands twice in a cross-reference table`);
      entries.set(n, parts[3] === 'f' ? { kind: 'free' } : { kind: 'offset', offset: Number(parts[1]), generation: Number(parts[2]) });
    }
  }
  const trailer = reader.value();
  if (trailer.kind !== 'dict') reader.fail('a trailer is not a dictionary');
  const xrefStm = trailer.entries.get('XRefStm');
  if (xrefStm?.kind === 'number') {
    for (const [n, entry] of readStream(new SyntaxReader(reader.bytes, xrefStm.value), xrefStm.value).entries) {
      const known = entries.get(n);
      if (known === undefined || known.kind === 'free') entries.set(n, entry);
    }
  }
  return { offset, end: reader.at, closed: false, entries, trailer, stream: undefined, hybrid: xrefStm !== undefined };
}

function readStream(reader: SyntaxReader, offset: number): PdfSection {
  const number = reader.count();
  reader.count();
  reader.word('obj');
  const dict = reader.value();
  if (dict.kind !== 'dict' || nameOf(dict, 'Type') !== 'XRef') reader.fail('there is no cross-reference section where one is named');
  const length = wholeOf(dict, 'Length') ?? reader.fail('a cross-reference stream does not say its length');
  const data = streamData(reader, length);
  const widths = wholesOf(dict, 'W');
  const size = wholeOf(dict, 'Size');
  if (widths?.length !== 3 || widths.some((width) => width > 6) || size === undefined) reader.fail('a cross-reference stream is not described');
  const rows = unpack(dict, data);
  const index = wholesOf(dict, 'Index') ?? [0, size];
  const entries = readRows(reader, rows, widths, index);
  return { offset, end: reader.at, closed: false, entries, trailer: dict, stream: number, hybrid: false };
}

function readRows(reader: SyntaxReader, rows: Uint8Array, widths: number[], index: number[]): Map<number, PdfEntry> {
  const entries = new Map<number, PdfEntry>();
  let at = 0;
  const field = (width: number, missing: number): number => {
    let value = width === 0 ? missing : 0;
    for (let n = 0; n < width; n += 1) value = value * 256 + (rows[at + n] ?? reader.fail('a cross-reference stream is too short'));
    at += width;
    return value;
  };
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    const first = index[pair] ?? 0;
    const count = index[pair + 1] ?? 0;
    if (first + count > mostObjects) reader.fail('a cross-reference stream is too long');
    for (let n = first; n < first + count; n += 1) {
      const type = field(widths[0] ?? 0, 1);
      const second = field(widths[1] ?? 0, 0);
      const third = field(widths[2] ?? 0, 0);
      if (entries.has(n)) reader.fail(`object ${n} stands twice in a cross-reference stream`);
      if (type === 1) entries.set(n, { kind: 'offset', offset: second, generation: third });
      else if (type === 2) entries.set(n, { kind: 'packed', stream: second, index: third });
      else if (type === 0) entries.set(n, { kind: 'free' });
      else reader.fail(`object ${n} stands in a cross-reference stream in an unknown way`);
    }
  }
  if (at !== rows.length) reader.fail('a cross-reference stream is too long');
  return entries;
}

/** Reads what stands between `stream` and `endobj` behind a dictionary, and passes it. */
export function streamData(reader: SyntaxReader, length: number): Uint8Array {
  reader.word('stream');
  if (!reader.take('\r\n') && !reader.take('\n')) reader.fail('a stream does not start on a line of its own');
  const start = reader.at;
  if (start + length > reader.end) reader.fail('a stream is longer than the file');
  reader.at = start + length;
  reader.line();
  if (!reader.take('endstream')) reader.fail('a stream does not end where it says');
  reader.word('endobj');
  return reader.bytes.subarray(start, start + length);
}

function close(reader: SyntaxReader, section: PdfSection): void {
  const back = reader.at;
  section.end = back;
  reader.skip();
  if (!reader.take('startxref')) return;
  try {
    const named = reader.count();
    while (isSpace(reader.bytes[reader.at])) reader.at += 1;
    if (named !== section.offset || !reader.take('%%EOF')) return;
    reader.line();
    section.closed = true;
    section.end = reader.at;
  } catch (error) {
    if (!(error instanceof PdfFault)) throw error;
  }
}

/** The name under a key of a dictionary. */
export function nameOf(dict: PdfDict, key: string): string | undefined {
  const value = dict.entries.get(key);
  return value?.kind === 'name' ? value.value : undefined;
}

/** The whole number, not below zero, under a key of a dictionary. */
export function wholeOf(dict: PdfDict, key: string): number | undefined {
  const value = dict.entries.get(key);
  return value?.kind === 'number' && value.integer && value.value >= 0 ? value.value : undefined;
}

/** The list of whole numbers, none below zero, under a key of a dictionary. */
export function wholesOf(dict: PdfDict, key: string): number[] | undefined {
  const value = dict.entries.get(key);
  if (value?.kind !== 'array') return undefined;
  const numbers = value.items.map((item) => (item.kind === 'number' && item.integer && item.value >= 0 ? item.value : undefined));
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
}
