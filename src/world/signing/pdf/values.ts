/** A value read from a PDF with its place: `start` to `end` are byte offsets in the bytes it was read from. */
export type PdfValue = { start: number; end: number } & (
  | { kind: 'null' }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'number'; value: number; integer: boolean }
  | { kind: 'name'; value: string }
  | { kind: 'string'; bytes: Uint8Array; hex: boolean }
  | { kind: 'array'; items: PdfValue[] }
  | { kind: 'dict'; entries: Map<string, PdfValue> }
  | { kind: 'ref'; number: number; generation: number }
);

/** A dictionary value. */
export type PdfDict = Extract<PdfValue, { kind: 'dict' }>;

/** A reference value. */
export type PdfRef = Extract<PdfValue, { kind: 'ref' }>;

/** Whether a byte is PDF white space. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x0c || byte === 0x00;
}

/** The value of a hexadecimal digit, or -1. */
export function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  if (byte >= 0x41 && byte <= 0x46) return byte - 0x37;
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x57;
  return -1;
}

/** Bytes as text, one character per byte. */
export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', start, end);
}

/** A text string of a PDF: UTF-16 or UTF-8 behind their marks, else one character per byte. A second mark is a character of the text. */
export function pdfText(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be', { ignoreBOM: true }).decode(bytes.subarray(2));
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(3));
  return latin1(bytes);
}

/** Whether two values are the same, place in the file and spelling aside; references are the same when they name the same object. */
export function sameValue(a: PdfValue, b: PdfValue): boolean {
  if (a.kind === 'array' && b.kind === 'array') return a.items.length === b.items.length && a.items.every((item, n) => sameValue(item, b.items[n] as PdfValue));
  if (a.kind === 'dict' && b.kind === 'dict') {
    if (a.entries.size !== b.entries.size) return false;
    return [...a.entries].every(([key, value]) => {
      const other = b.entries.get(key);
      return other !== undefined && sameValue(value, other);
    });
  }
  if (a.kind === 'string' && b.kind === 'string') return Buffer.compare(a.bytes, b.bytes) === 0;
  if (a.kind === 'ref' && b.kind === 'ref') return a.number === b.number && a.generation === b.generation;
  if (a.kind === 'number' && b.kind === 'number') return a.value === b.value;
  if ((a.kind === 'name' && b.kind === 'name') || (a.kind === 'boolean' && b.kind === 'boolean')) return a.value === b.value;
  return a.kind === 'null' && b.kind === 'null';
}

/** All references inside a value. */
export function* refsIn(value: PdfValue): Generator<PdfRef> {
  if (value.kind === 'ref') yield value;
  else if (value.kind === 'array') for (const item of value.items) yield* refsIn(item);
  else if (value.kind === 'dict') for (const item of value.entries.values()) yield* refsIn(item);
}
