/** A piece of DER: its tag byte, its bytes with and without tag and length, and the pieces inside when it is constructed. */
export interface DerPiece {
  tag: number;
  bytes: Uint8Array;
  content: Uint8Array;
  children: readonly DerPiece[];
}

/** Bytes that are not strict DER. */
export class DerFault extends Error {
  override readonly name = 'DerFault';
}

/** Tag bytes. */
export const tag = {
  boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, null: 0x05, oid: 0x06, utf8: 0x0c, printable: 0x13, teletex: 0x14, ia5: 0x16,
  utcTime: 0x17, generalTime: 0x18, universal: 0x1c, bmp: 0x1e, sequence: 0x30, set: 0x31,
} as const;

const deepest = 32;
const mostPieces = 50_000;

/** Reads one strict DER value that fills the bytes: definite and shortest lengths, canonical numbers, truth values, bit strings and identifiers; at most 32 deep. */
export function parseDer(bytes: Uint8Array): DerPiece {
  const { piece, end } = read(bytes, 0, 0, { pieces: 0 });
  if (end !== bytes.length) throw new DerFault('bytes follow the value');
  return piece;
}

/** How many bytes the DER value at the start of the bytes takes. */
export function derLength(bytes: Uint8Array): number {
  const { contentStart, length } = header(bytes, 0);
  return contentStart + length;
}

function header(bytes: Uint8Array, at: number): { tagByte: number; contentStart: number; length: number } {
  const tagByte = bytes[at];
  const first = bytes[at + 1];
  if (tagByte === undefined || first === undefined) throw new DerFault('a value is cut short');
  if ((tagByte & 0x1f) === 0x1f) throw new DerFault('a tag is not known');
  if (first < 0x80) return { tagByte, contentStart: at + 2, length: first };
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new DerFault('a length is not definite');
  let length = 0;
  for (let n = 0; n < count; n += 1) length = length * 256 + (bytes[at + 2 + n] ?? 0);
  if (length < 0x80 || length < 256 ** (count - 1)) throw new DerFault('a length is not the shortest');
  return { tagByte, contentStart: at + 2 + count, length };
}

function read(bytes: Uint8Array, at: number, depth: number, budget: { pieces: number }): { piece: DerPiece; end: number } {
  budget.pieces += 1;
  if (depth > deepest || budget.pieces > mostPieces) throw new DerFault('values are nested too deeply or too many');
  const { tagByte, contentStart, length } = header(bytes, at);
  const end = contentStart + length;
  if (end > bytes.length) throw new DerFault('a value is cut short');
  const content = bytes.subarray(contentStart, end);
  const children: DerPiece[] = [];
  if ((tagByte & 0x20) !== 0) {
    for (let next = contentStart; next < end;) {
      const child = read(bytes.subarray(0, end), next, depth + 1, budget);
      children.push(child.piece);
      next = child.end;
    }
  }
  checkUniversal(tagByte, content);
  return { piece: { tag: tagByte, bytes: bytes.subarray(at, end), content, children }, end };
}

function checkUniversal(tagByte: number, content: Uint8Array): void {
  if ((tagByte & 0xc0) !== 0) return;
  const constructed = (tagByte & 0x20) !== 0;
  const number = tagByte & 0x1f;
  if (constructed !== (number === 0x10 || number === 0x11)) throw new DerFault('a value is built in a way that DER does not know');
  const [first, second] = content;
  switch (tagByte) {
    case tag.boolean:
      if (content.length !== 1 || (first !== 0 && first !== 0xff)) throw new DerFault('a truth value is not canonical');
      return;
    case tag.integer:
    case 0x0a:
      if (first === undefined || (content.length > 1 && ((first === 0 && (second ?? 0) < 0x80) || (first === 0xff && (second ?? 0) >= 0x80)))) {
        throw new DerFault('a number is not canonical');
      }
      return;
    case tag.bits:
      if (first === undefined || first > 7 || (content.length === 1 && first > 0) || ((content.at(-1) ?? 0) & ((1 << first) - 1)) !== 0) {
        throw new DerFault('a bit string is not canonical');
      }
      return;
    case tag.null:
      if (content.length !== 0) throw new DerFault('a null is not empty');
      return;
    case tag.oid:
      oidOf(content);
      return;
    case tag.utcTime:
      if (!/^\d{12}Z$/.test(ascii(content))) throw new DerFault('a time is not canonical');
      return;
    case tag.generalTime:
      if (!/^\d{14}(\.\d*[1-9])?Z$/.test(ascii(content))) throw new DerFault('a time is not canonical');
      return;
    case 0x00:
      throw new DerFault('a tag is not known');
    default:
  }
}

/** The dotted form of the content of an object identifier. */
export function oidOf(content: Uint8Array): string {
  const parts: number[] = [];
  let value = 0;
  let fresh = true;
  for (const byte of content) {
    if (fresh && byte === 0x80) throw new DerFault('an object identifier is not canonical');
    value = value * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(value)) throw new DerFault('an object identifier is too long');
    fresh = byte < 0x80;
    if (!fresh) continue;
    if (parts.length > 0) parts.push(value);
    else if (value < 80) parts.push(Math.floor(value / 40), value % 40);
    else parts.push(2, value - 80);
    value = 0;
  }
  if (!fresh || parts.length === 0) throw new DerFault('an object identifier is cut short');
  return parts.join('.');
}

/** The identifier a piece holds; a DerFault when it is another kind of piece. */
export function oidIn(piece: DerPiece | undefined): string {
  if (piece?.tag !== tag.oid) throw new DerFault('an object identifier is missing');
  return oidOf(piece.content);
}

/** The text a piece holds, or undefined when it is not a text. */
export function textIn(piece: DerPiece): string | undefined {
  if (piece.tag === tag.utf8) return new TextDecoder().decode(piece.content);
  if (piece.tag === tag.printable || piece.tag === tag.ia5 || piece.tag === tag.teletex) return Buffer.from(piece.content).toString('latin1');
  if (piece.tag === tag.bmp) return new TextDecoder('utf-16be').decode(piece.content);
  return undefined;
}

/** The instant a piece holds; a DerFault when it is another kind of piece. */
export function instantIn(piece: DerPiece | undefined): Date {
  const digits = piece === undefined ? '' : ascii(piece.content);
  const full = piece?.tag === tag.utcTime ? `${Number(digits.slice(0, 2)) < 50 ? 20 : 19}${digits}` : digits;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(full);
  if (parts === null || (piece?.tag !== tag.utcTime && piece?.tag !== tag.generalTime)) throw new DerFault('a time is missing');
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [number, number, number, number, number, number];
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}

function ascii(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
