import { createHash } from 'node:crypto';
import { InputError } from '#agreement/input-error';

/**
 * An archive is a row of frames. A frame is a line of JSON (its head), as many bytes as the head's `packed` says, and a line with
 * the SHA-256, in hexadecimal digits, of the digest line before it, the head with its line feed, and the bytes. So each digest
 * covers everything from the start of the file on, and what is changed, left out or put elsewhere is found where it begins. The last frame's head has `end`.
 */
export interface Frame {
  /** 0 for the first frame of a file. */
  number: number;
  head: FrameHead;
  bytes: Uint8Array;
}

/** What the head of every frame says; which frame says more, the archive knows. */
export type FrameHead = Readonly<Record<string, unknown>> & { readonly packed?: number };

/** A head is shorter than this, so that a file without line ends is not taken into memory. */
const longestHead = 1_000_000;

/** The bytes of a frame are fewer than this: a row with the largest file there may be, and some. */
const mostBytes = 300_000_000;

const feed = 10;

/** Writes frames one after the other; gives the bytes of each. */
export class FrameWriter {
  #last = '';

  frame(head: FrameHead, bytes: Uint8Array = new Uint8Array()): Uint8Array[] {
    const line = Buffer.from(`${JSON.stringify({ ...head, packed: bytes.byteLength })}\n`);
    this.#last = `${digestAfter(this.#last, line, bytes)}\n`;
    return [line, bytes, Buffer.from(this.#last)];
  }
}

/**
 * Reads frames and checks each before it is given. Damage is an InputError that says which block it is in; `named` gives words for
 * a block that says what it holds. A file that ends before its last frame, or goes on after it, is damaged too.
 */
export async function* readFrames(chunks: AsyncIterable<Uint8Array>, path: string, named: (head: FrameHead) => string | null): AsyncGenerator<Frame> {
  const bytes = new ByteReader(chunks);
  try {
    yield* checkedFrames(bytes, path, named);
  } finally {
    await bytes.close();
  }
}

async function* checkedFrames(bytes: ByteReader, path: string, named: (head: FrameHead) => string | null): AsyncGenerator<Frame> {
  let last = '';
  let after = 'the beginning';
  for (let number = 0; ; number++) {
    const damaged = (what: string, place = `after ${after}`): InputError => new InputError(`This backup is damaged: block ${number} (${place}) ${what}. Nothing of it was taken over.`, 'Use another backup; if it is a copy, copy it again.', path);
    const line = await bytes.line(longestHead);
    if (line === null) throw damaged(bytes.ended ? 'is missing: the file ends too early' : 'has no beginning that can be read');
    const head = headIn(line);
    if (head === null) throw damaged('has no beginning that can be read');
    const size = head.packed ?? -1;
    if (!Number.isSafeInteger(size) || size < 0 || size > mostBytes) throw damaged('has a size that no backup has');
    const place = named(head) ?? `after ${after}`;
    const content = await bytes.take(size);
    const digest = content === null ? null : await bytes.line(65);
    if (content === null || (digest === null && bytes.ended)) throw damaged('is cut short: the file ends too early', place);
    const expected = digestAfter(last, line, content);
    if (digest === null || Buffer.compare(digest, Buffer.from(`${expected}\n`)) !== 0) throw damaged('does not have the digest that was noted with it', place);
    last = `${expected}\n`;
    after = place;
    yield { number, head, bytes: content };
    if (head['end'] === undefined) continue;
    if (!(await bytes.atEnd())) throw new InputError('This backup is damaged: the file goes on after its end. Nothing of it was taken over.', 'Use another backup; if it is a copy, copy it again.', path);
    return;
  }
}

function digestAfter(last: string, line: Uint8Array, bytes: Uint8Array): string {
  return createHash('sha256').update(last).update(line).update(bytes).digest('hex');
}

function headIn(line: Uint8Array): FrameHead | null {
  try {
    const head: unknown = JSON.parse(Buffer.from(line).toString('utf8'));
    return head !== null && typeof head === 'object' && !Array.isArray(head) ? (head as FrameHead) : null;
  } catch {
    return null;
  }
}

/** Takes lines and counted bytes from chunks, and keeps no more than the next of them needs. */
class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array[] = [];
  #size = 0;
  /** True once the chunks have ended; what is held may still be taken. */
  ended = false;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next line with its line feed; null where it has more than `most` bytes, or at the end. */
  async line(most: number): Promise<Uint8Array | null> {
    let searched = 0;
    for (;;) {
      const found = this.#indexOf(feed, searched);
      if (found >= most) return null;
      if (found !== -1) return this.#cut(found + 1);
      searched = this.#size;
      if (searched > most || !(await this.#more())) return null;
    }
  }

  /** The next `size` bytes, null where there are fewer. */
  async take(size: number): Promise<Uint8Array | null> {
    while (this.#size < size) if (!(await this.#more())) return null;
    return this.#cut(size);
  }

  async atEnd(): Promise<boolean> {
    while (this.#size === 0) if (!(await this.#more())) return true;
    return false;
  }

  /** Lets go of where the chunks come from. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#chunks.next();
    if (done === true) {
      this.ended = true;
      return false;
    }
    if (value.byteLength > 0) this.#held.push(value);
    this.#size += value.byteLength;
    return true;
  }

  #indexOf(byte: number, from: number): number {
    let start = 0;
    for (const chunk of this.#held) {
      const at = start + chunk.byteLength <= from ? -1 : chunk.indexOf(byte, Math.max(0, from - start));
      if (at !== -1) return start + at;
      start += chunk.byteLength;
    }
    return -1;
  }

  #cut(size: number): Uint8Array {
    let first = this.#held[0];
    if (first === undefined || first.byteLength < size) {
      first = Buffer.concat(this.#held);
      this.#held = [first];
    }
    const taken = first.subarray(0, size);
    if (first.byteLength === size) this.#held.shift();
    else this.#held[0] = first.subarray(size);
    this.#size -= size;
    return taken;
  }
}
