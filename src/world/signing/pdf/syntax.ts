import { PdfFault } from '#world/signing/pdf/fault';
import { hexDigit, isSpace, latin1, type PdfDict, type PdfRef, type PdfValue } from '#world/signing/pdf/values';

const deepest = 64;

const [open, close] = [0x5b, 0x5d];
const [less, greater, slash, hash, percent] = [0x3c, 0x3e, 0x2f, 0x23, 0x25];
const [roundOpen, roundClose, backslash] = [0x28, 0x29, 0x5c];
const [lineFeed, carriageReturn] = [0x0a, 0x0d];

function isDelimiter(byte: number): boolean {
  return byte === roundOpen || byte === roundClose || byte === less || byte === greater || byte === open || byte === close
    || byte === slash || byte === percent || byte === 0x7b || byte === 0x7d;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Reads PDF values strictly, from a place in some bytes: what two programs could read differently is a PdfFault. */
export class SyntaxReader {
  readonly bytes: Uint8Array;
  /** Where reading goes on. */
  at: number;
  /** Reading stops here: the offset behind the last byte. */
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Throws a PdfFault at the present place. */
  fail(message: string): never {
    throw new PdfFault(message, this.at);
  }

  /** Passes white space and comments. */
  skip(): void {
    const { bytes, end } = this;
    for (; this.at < end; this.at += 1) {
      const byte = bytes[this.at];
      if (byte === percent) {
        while (this.at < end && bytes[this.at] !== lineFeed && bytes[this.at] !== carriageReturn) this.at += 1;
        this.at -= 1;
      } else if (!isSpace(byte)) return;
    }
  }

  /** Passes one end of line (LF, CR LF or CR) and says whether there was one. */
  line(): boolean {
    if (this.bytes[this.at] === carriageReturn) {
      this.at += this.bytes[this.at + 1] === lineFeed ? 2 : 1;
      return true;
    }
    if (this.bytes[this.at] !== lineFeed) return false;
    this.at += 1;
    return true;
  }

  /** Whether this word stands here; if so passes it. */
  take(word: string): boolean {
    if (this.at + word.length > this.end) return false;
    for (let n = 0; n < word.length; n += 1) {
      if (this.bytes[this.at + n] !== word.charCodeAt(n)) return false;
    }
    this.at += word.length;
    return true;
  }

  /** Passes white space and then this word, which must stand there and be a whole word. */
  word(word: string): void {
    this.skip();
    if (!this.take(word) || this.#inWord(this.bytes[this.at])) this.fail(`"${word}" is missing`);
  }

  /** Passes white space and reads a whole number without sign. */
  count(): number {
    this.skip();
    const start = this.at;
    while (isDigit(this.bytes[this.at]) && this.at < this.end) this.at += 1;
    if (this.at === start || this.at - start > 15) this.fail('a whole number is missing');
    return Number(latin1(this.bytes, start, this.at));
  }

  #inWord(byte: number | undefined): boolean {
    return byte !== undefined && !isSpace(byte) && !isDelimiter(byte);
  }

  /** Reads one value. */
  value(depth = 0): PdfValue {
    if (depth > deepest) this.fail('values are nested too deeply');
    this.skip();
    const start = this.at;
    const byte = this.bytes[start];
    if (byte === undefined || start >= this.end) this.fail('the file ends inside a value');
    if (byte === slash) return { kind: 'name', value: this.#name(), start, end: this.at };
    if (byte === roundOpen) return { kind: 'string', bytes: this.#text(), hex: false, start, end: this.at };
    if (byte === less && this.bytes[start + 1] === less) return this.#dict(depth);
    if (byte === less) return { kind: 'string', bytes: this.#hex(), hex: true, start, end: this.at };
    if (byte === open) return this.#array(depth);
    if (isDigit(byte) || byte === 0x2b || byte === 0x2d || byte === 0x2e) return this.#number();
    for (const [word, made] of [['true', true], ['false', false], ['null', null]] as const) {
      if (!this.take(word)) continue;
      if (this.#inWord(this.bytes[this.at])) break;
      return made === null ? { kind: 'null', start, end: this.at } : { kind: 'boolean', value: made, start, end: this.at };
    }
    this.at = start;
    return this.fail('this is not a value');
  }

  #name(): string {
    let name = '';
    this.at += 1;
    for (; this.at < this.end; this.at += 1) {
      const byte = this.bytes[this.at];
      if (byte === undefined || isSpace(byte) || isDelimiter(byte)) break;
      if (byte !== hash) {
        name += String.fromCharCode(byte);
        continue;
      }
      const value = hexDigit(this.bytes[this.at + 1]) * 16 + hexDigit(this.bytes[this.at + 2]);
      if (hexDigit(this.bytes[this.at + 1]) < 0 || hexDigit(this.bytes[this.at + 2]) < 0 || value === 0) this.fail('a name is misspelt');
      name += String.fromCharCode(value);
      this.at += 2;
    }
    return name;
  }

  #text(): Uint8Array {
    const out: number[] = [];
    let depth = 1;
    this.at += 1;
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte === undefined || this.at >= this.end) this.fail('the file ends inside a text');
      this.at += 1;
      if (byte === backslash) this.#escape(out);
      else if (byte === carriageReturn) {
        if (this.bytes[this.at] === lineFeed) this.at += 1;
        out.push(lineFeed);
      } else {
        if (byte === roundOpen) depth += 1;
        if (byte === roundClose) depth -= 1;
        if (depth === 0) return Uint8Array.from(out);
        out.push(byte);
      }
    }
  }

  #escape(out: number[]): void {
    const byte = this.bytes[this.at];
    if (byte === undefined) this.fail('the file ends inside a text');
    if (this.line()) return;
    this.at += 1;
    if (byte >= 0x30 && byte <= 0x37) {
      let value = byte - 0x30;
      for (let n = 0; n < 2; n += 1) {
        const next = this.bytes[this.at];
        if (next === undefined || next < 0x30 || next > 0x37) break;
        value = value * 8 + next - 0x30;
        this.at += 1;
      }
      out.push(value & 0xff);
      return;
    }
    const place = 'nrtbf'.indexOf(String.fromCharCode(byte));
    out.push(place < 0 ? byte : ([0x0a, 0x0d, 0x09, 0x08, 0x0c][place] ?? byte));
  }

  #hex(): Uint8Array {
    const digits: number[] = [];
    this.at += 1;
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte === undefined || this.at >= this.end) this.fail('the file ends inside a text');
      const digit = hexDigit(byte);
      if (digit < 0 && byte !== greater && !isSpace(byte)) this.fail('a hexadecimal text has another character in it');
      this.at += 1;
      if (byte === greater) break;
      if (digit >= 0) digits.push(digit);
    }
    if (digits.length % 2 === 1) digits.push(0);
    const out = new Uint8Array(digits.length / 2);
    for (let n = 0; n < out.length; n += 1) out[n] = (digits[2 * n] ?? 0) * 16 + (digits[2 * n + 1] ?? 0);
    return out;
  }

  #array(depth: number): PdfValue {
    const start = this.at;
    const items: PdfValue[] = [];
    this.at += 1;
    for (;;) {
      this.skip();
      if (this.at < this.end && this.bytes[this.at] === close) break;
      items.push(this.value(depth + 1));
    }
    this.at += 1;
    return { kind: 'array', items, start, end: this.at };
  }

  #dict(depth: number): PdfDict {
    const start = this.at;
    const entries = new Map<string, PdfValue>();
    this.at += 2;
    for (;;) {
      this.skip();
      if (this.take('>>')) break;
      if (this.bytes[this.at] !== slash || this.at >= this.end) this.fail('a key of a dictionary is missing');
      const key = this.#name();
      if (entries.has(key)) this.fail(`the key /${key} stands twice in a dictionary`);
      entries.set(key, this.value(depth + 1));
    }
    return { kind: 'dict', entries, start, end: this.at };
  }

  #number(): PdfValue {
    const start = this.at;
    while (this.#inWord(this.bytes[this.at]) && this.at < this.end) this.at += 1;
    const text = latin1(this.bytes, start, this.at);
    if (!/^[+-]?(\d{1,18}|\d{0,18}\.\d{0,18})$/.test(text) || !/\d/.test(text)) {
      this.at = start;
      this.fail('a number is misspelt');
    }
    const integer = !text.includes('.');
    if (integer && isDigit(this.bytes[start])) {
      const ref = this.#refAfter(start, Number(text));
      if (ref !== undefined) return ref;
    }
    return { kind: 'number', value: Number(text), integer, start, end: this.at };
  }

  #refAfter(start: number, number: number): PdfRef | undefined {
    const back = this.at;
    this.skip();
    const from = this.at;
    while (isDigit(this.bytes[this.at]) && this.at - from < 6 && this.at < this.end) this.at += 1;
    if (this.at > from && isSpace(this.bytes[this.at])) {
      const generation = Number(latin1(this.bytes, from, this.at));
      this.skip();
      if (this.at < this.end && this.take('R') && !this.#inWord(this.bytes[this.at])) return { kind: 'ref', number, generation, start, end: this.at };
    }
    this.at = back;
    return undefined;
  }
}
