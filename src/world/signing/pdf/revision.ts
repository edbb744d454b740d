import { PdfFault } from '#world/signing/pdf/fault';
import { nameOf, type PdfEntry, type PdfSection, readSections, startxrefBefore, streamData, wholeOf } from '#world/signing/pdf/sections';
import { SyntaxReader } from '#world/signing/pdf/syntax';
import { isSpace, latin1, type PdfDict, type PdfRef, type PdfValue, refsIn } from '#world/signing/pdf/values';
import { unpack } from '#world/signing/pdf/unpack';

/** An object of a PDF: its value, its packed bytes when it is a stream, and its bytes in the file, if it stands there itself. */
export interface PdfObject {
  number: number;
  value: PdfValue;
  data: Uint8Array | undefined;
  place: { start: number; end: number } | undefined;
  /** The bytes its value was read from: the file, or an unpacked object stream. */
  source: Uint8Array;
}

/** A PDF as it stood when it ended at one byte: what its cross-reference sections up to there make of it. */
export class PdfRevision {
  readonly bytes: Uint8Array;
  /** The revision is the bytes from 0 to here. */
  readonly end: number;
  /** Its sections, the newest first. */
  readonly sections: readonly PdfSection[];
  /** Every object number in use, with its place. */
  readonly entries: ReadonlyMap<number, PdfEntry>;
  readonly #objects = new Map<number, PdfObject>();
  readonly #streams = new Map<number, { source: Uint8Array; numbers: number[]; offsets: number[] }>();
  #opening = 0;

  private constructor(bytes: Uint8Array, end: number, sections: readonly PdfSection[]) {
    this.bytes = bytes;
    this.end = end;
    this.sections = sections;
    const entries = new Map<number, PdfEntry>();
    for (const section of sections.toReversed()) for (const [number, entry] of section.entries) entries.set(number, entry);
    for (const [number, entry] of entries) if (entry.kind === 'free') entries.delete(number);
    this.entries = entries;
    if (this.trailer.entries.has('Encrypt')) throw new PdfFault('the file is encrypted');
  }

  /** The revision that ends at `end`, normally the whole file; a PdfFault where no PDF ends there. */
  static open(bytes: Uint8Array, end = bytes.length): PdfRevision {
    if (latin1(bytes, 0, 5) !== '%PDF-') throw new PdfFault('the file does not start as a PDF starts', 0);
    return new PdfRevision(bytes, end, readSections(bytes, startxrefBefore(bytes, end)));
  }

  /** An earlier revision of the same file, which must be one of the steps this one is built on. */
  earlier(end: number): PdfRevision {
    const offset = startxrefBefore(this.bytes, end);
    const place = this.sections.findIndex((section) => section.offset === offset);
    if (place < 0) throw new PdfFault('an earlier state of the file is not part of the present one', end);
    return new PdfRevision(this.bytes, end, this.sections.slice(place));
  }

  /** The newest trailer. */
  get trailer(): PdfDict {
    const newest = this.sections[0];
    if (newest === undefined) throw new PdfFault('the file has no cross-reference section');
    return newest.trailer;
  }

  /** The document catalog and its object number. */
  get catalog(): { number: number; dict: PdfDict } {
    const root = this.trailer.entries.get('Root');
    const dict = this.resolve(root);
    if (root?.kind !== 'ref' || dict?.kind !== 'dict') throw new PdfFault('the file has no catalog');
    return { number: root.number, dict };
  }

  /** The object of a number, or undefined when there is none. */
  object(number: number): PdfObject | undefined {
    const known = this.#objects.get(number);
    if (known !== undefined) return known;
    const entry = this.entries.get(number);
    if (entry === undefined || entry.kind === 'free') return undefined;
    if (this.#opening > 8) throw new PdfFault(`object ${number} cannot be reached`);
    this.#opening += 1;
    try {
      const object = entry.kind === 'offset' ? this.#plain(number, entry.offset, entry.generation) : this.#packed(number, entry.stream, entry.index);
      this.#objects.set(number, object);
      return object;
    } finally {
      this.#opening -= 1;
    }
  }

  /** The value itself, or what it refers to; undefined when that does not exist. */
  resolve(value: PdfValue | undefined): PdfValue | undefined {
    if (value?.kind !== 'ref') return value;
    const entry = this.entries.get(value.number);
    if (entry?.kind === 'offset' ? entry.generation !== value.generation : value.generation !== 0) return undefined;
    const found = this.object(value.number)?.value;
    if (found?.kind === 'ref') throw new PdfFault(`object ${value.number} is only a reference`, found.start);
    return found;
  }

  /** The value under a key of a dictionary, references followed. */
  get(dict: PdfDict, key: string): PdfValue | undefined {
    return this.resolve(dict.entries.get(key));
  }

  /** The dictionary under a key of a dictionary, references followed. */
  dict(dict: PdfDict, key: string): PdfDict | undefined {
    const value = this.get(dict, key);
    return value?.kind === 'dict' ? value : undefined;
  }

  /** The items of the array under a key of a dictionary, not resolved. */
  items(dict: PdfDict, key: string): PdfValue[] {
    const value = this.get(dict, key);
    return value?.kind === 'array' ? value.items : [];
  }

  /** The unpacked bytes of a stream, at most `most` of them. */
  unpacked(ref: PdfValue | undefined, most?: number): Uint8Array | undefined {
    if (ref?.kind !== 'ref') return undefined;
    const object = this.object(ref.number);
    if (object?.data === undefined || object.value.kind !== 'dict') return undefined;
    return unpack(object.value, object.data, most);
  }

  /** Every reference in the revision, by the number of the object it stands in (0 for the trailer); reads the whole file. */
  references(): Map<number, PdfRef[]> {
    const all = new Map<number, PdfRef[]>([[0, [...refsIn(this.trailer)]]]);
    for (const number of this.entries.keys()) {
      const object = this.object(number);
      if (object !== undefined) all.set(number, [...refsIn(object.value)]);
    }
    return all;
  }

  /** The objects that an object stream of this revision holds, by number. */
  heldBy(stream: number): number[] {
    return this.#stream(stream).numbers;
  }

  #plain(number: number, offset: number, generation: number): PdfObject {
    const reader = new SyntaxReader(this.bytes, offset, this.end);
    if (offset >= this.end || isSpace(this.bytes[offset]) || reader.count() !== number || reader.count() !== generation) {
      throw new PdfFault(`object ${number} is not where it should be`, offset);
    }
    reader.word('obj');
    const value = reader.value();
    reader.skip();
    let data: Uint8Array | undefined;
    if (value.kind === 'dict' && latin1(this.bytes, reader.at, reader.at + 6) === 'stream') {
      const length = value.entries.get('Length');
      const resolved = this.resolve(length);
      if (resolved?.kind !== 'number' || !resolved.integer || resolved.value < 0) throw new PdfFault(`stream ${number} does not say its length`, offset);
      data = streamData(reader, resolved.value);
    } else reader.word('endobj');
    return { number, value, data, place: { start: offset, end: reader.at }, source: this.bytes };
  }

  #packed(number: number, stream: number, index: number): PdfObject {
    const { source, numbers, offsets } = this.#stream(stream);
    const offset = offsets[index];
    if (numbers[index] !== number || offset === undefined) throw new PdfFault(`object ${number} is not where it should be`);
    const value = new SyntaxReader(source, offset, offsets[index + 1] ?? source.length).value();
    return { number, value, data: undefined, place: undefined, source };
  }

  #stream(number: number): { source: Uint8Array; numbers: number[]; offsets: number[] } {
    const known = this.#streams.get(number);
    if (known !== undefined) return known;
    const object = this.entries.get(number)?.kind === 'offset' ? this.object(number) : undefined;
    if (object?.data === undefined || object.value.kind !== 'dict' || nameOf(object.value, 'Type') !== 'ObjStm') {
      throw new PdfFault(`object stream ${number} is missing`);
    }
    const first = wholeOf(object.value, 'First');
    const count = wholeOf(object.value, 'N');
    if (first === undefined || count === undefined) throw new PdfFault(`object stream ${number} is not described`, object.place?.start);
    const source = unpack(object.value, object.data);
    const reader = new SyntaxReader(source, 0, first);
    const numbers: number[] = [];
    const offsets: number[] = [];
    for (let n = 0; n < count; n += 1) {
      numbers.push(reader.count());
      offsets.push(first + reader.count());
    }
    const made = { source, numbers, offsets };
    this.#streams.set(number, made);
    return made;
  }
}
