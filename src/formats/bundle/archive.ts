import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { setImmediate as turn } from 'node:timers/promises';
import { Deflate } from 'fflate';

interface Packed {
  name: string;
  method: 0 | 8;
  bytes: Uint8Array;
  /** How many bytes it has unpacked. */
  size: number;
  crc: number;
}

// Version 2.0, names in UTF-8, and 1 January 1980, so that the same content gives the same bytes on any day and machine.
const version = 20;
const unix = 3 << 8;
const utf8 = 0x0800;
const dosDate = 0x0021;
const mode = 0o100644;

/** Bytes that are packed in one go, in some ten milliseconds. */
const piece = 256 * 1024;

/** A ZIP file that grows entry by entry: what is added is packed at once, so that never all of it is held unpacked. */
export class Archive {
  readonly #entries: Packed[] = [];

  /** Packs one file, a piece at a time, so that others get their turn; the same bytes always give the same packed bytes. */
  async add(name: string, bytes: Uint8Array): Promise<void> {
    const packed: Uint8Array[] = [];
    const deflate = new Deflate({ level: 6 }, (part) => packed.push(part));
    for (let at = 0; at === 0 || at < bytes.length; at += piece) {
      deflate.push(bytes.subarray(at, at + piece), at + piece >= bytes.length);
      await turn();
    }
    const deflated = Buffer.concat(packed);
    const shorter = deflated.length < bytes.length;
    this.#entries.push({ name, method: shorter ? 8 : 0, bytes: shorter ? deflated : bytes, size: bytes.length, crc: crc32(bytes) });
  }

  /**
   * The whole file: entries sorted by name, except that `last` comes last, without gaps, and as its comment "sha256:" with the digest of all
   * bytes before the comment, so that one flipped bit anywhere is seen.
   */
  end(last: string): Uint8Array {
    const order = this.#entries.toSorted((a, b) => Number(a.name === last) - Number(b.name === last) || (a.name < b.name ? -1 : 1));
    const parts: Uint8Array[] = [];
    const directory: Uint8Array[] = [];
    let offset = 0;
    for (const entry of order) {
      const name = Buffer.from(entry.name, 'utf8');
      const common = commonFields(entry, name.length);
      const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name]);
      const central = Buffer.alloc(46);
      central.write('PK\x01\x02', 'latin1');
      central.writeUInt16LE(unix | version, 4);
      common.copy(central, 6);
      central.writeUInt32LE((mode << 16) >>> 0, 38);
      central.writeUInt32LE(offset, 42);
      directory.push(central, name);
      parts.push(local, entry.bytes);
      offset += local.length + entry.bytes.length;
    }
    const index = Buffer.concat(directory);
    const end = Buffer.alloc(22);
    end.write('PK\x05\x06', 'latin1');
    end.writeUInt16LE(order.length, 8);
    end.writeUInt16LE(order.length, 10);
    end.writeUInt32LE(index.length, 12);
    end.writeUInt32LE(offset, 16);
    end.writeUInt16LE(sealLength, 20);
    const whole = Buffer.concat([...parts, index, end]);
    return Buffer.concat([whole, Buffer.from(`sha256:${createHash('sha256').update(whole).digest('hex')}`, 'latin1')]);
  }
}

const sealLength = 'sha256:'.length + 64;

/** The 26 bytes that an entry has alike before its content and in the directory. */
function commonFields({ method, bytes, size, crc }: Packed, nameLength: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(version, 0);
  fields.writeUInt16LE(utf8, 2);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt16LE(0, 6);
  fields.writeUInt16LE(dosDate, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(bytes.length, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(nameLength, 22);
  fields.writeUInt16LE(0, 24);
  return fields;
}
