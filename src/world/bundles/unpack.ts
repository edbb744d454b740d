import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { bundleNames, isBundledName } from '#agreement/record/bundle';
import { spelled } from '#world/signing/words';

/** Where an entry's packed bytes lie in the archive, and how to unpack them. */
export interface PackedEntry {
  name: string;
  method: 0 | 8;
  /** Offset of its first packed byte. */
  start: number;
  /** Packed bytes. */
  packed: number;
  /** Unpacked bytes. */
  bytes: number;
}

/** Why an archive is not unpacked; `tooLarge` where it may be right but is more than is read here. */
export class ArchiveFault extends Error {
  override readonly name = 'ArchiveFault';
  readonly tooLarge: boolean;

  constructor(message: string, tooLarge = false) {
    super(message);
    this.tooLarge = tooLarge;
  }
}

/**
 * What is read of a bundle. A long life has many small files (every version of a text is one), so there may be more entries than in other
 * archives, and they may unpack to more: a version has some 280 kB and packs to 40, so that 50 MB hold about 1,200 versions. What an entry
 * unpacks to is counted as it comes out, and only one is held unpacked at a time.
 */
export const bundleLimits = { bytes: 50_000_000, unpacked: 400_000_000, entries: 20_000, ratio: 200, ratioAbove: 1_000_000 } as const;

const endLength = 22;
const sealLength = 'sha256:'.length + 64;

/**
 * The entries of a bundle's archive. Every byte must belong to something: entries one after the other without gaps, the directory, the end,
 * and the digest of all of that as comment; no name twice, none that a bundle does not have. Throws an ArchiveFault.
 */
export async function unpackBundle(archive: Uint8Array): Promise<PackedEntry[]> {
  const buffer = Buffer.from(archive.buffer, archive.byteOffset, archive.length);
  const end = buffer.length - endLength - sealLength;
  if (end < 0 || buffer.readUInt32LE(end) !== 0x06054b50 || buffer.readUInt16LE(end + 20) !== sealLength) {
    throw new ArchiveFault('it does not end as a bundle ends; if another program packed it, unpack it and check the folder with its verify.mjs');
  }
  const sealed = buffer.subarray(0, end + endLength);
  if (buffer.toString('latin1', end + endLength) !== `sha256:${createHash('sha256').update(sealed).digest('hex')}`) throw new ArchiveFault('its bytes do not have the digest at its end');
  const zip = await fromBufferPromise(buffer, { decodeStrings: false, lazyEntries: true }).catch((error: unknown) => {
    throw new ArchiveFault(error instanceof Error ? error.message : String(error));
  });
  try {
    return await entriesOf(zip, buffer, end);
  } catch (error) {
    if (error instanceof ArchiveFault) throw error;
    throw new ArchiveFault(error instanceof Error ? error.message : String(error));
  }
}

async function entriesOf(zip: ZipFile, buffer: Buffer, end: number): Promise<PackedEntry[]> {
  const directory = buffer.readUInt32LE(end + 16);
  if (directory + buffer.readUInt32LE(end + 12) !== end || buffer.readUInt32LE(end + 4) !== 0) throw new ArchiveFault('its directory is not where it should be');
  if (zip.entryCount > bundleLimits.entries) throw new ArchiveFault(`it has more than ${spelled(bundleLimits.entries)} entries`, true);
  const entries: PackedEntry[] = [];
  const names = new Set<string>();
  let [offset, at, total] = [0, directory, 0];
  for await (const entry of zip.eachEntry()) {
    const packed = packedEntry(entry, buffer, { at, offset, directory });
    if (names.has(packed.name)) throw new ArchiveFault(`it has two entries called ${packed.name}`);
    names.add(packed.name);
    if (packed.bytes > bundleLimits.ratioAbove && packed.bytes > packed.packed * bundleLimits.ratio) throw new ArchiveFault(`the entry ${packed.name} unpacks to more than ${bundleLimits.ratio} times its size`, true);
    total += packed.bytes;
    if (total > bundleLimits.unpacked) throw new ArchiveFault(`it unpacks to more than ${spelled(bundleLimits.unpacked / 1_000_000)} MB`, true);
    entries.push(packed);
    offset = packed.start + packed.packed;
    at += 46 + entry.fileNameRaw.length;
  }
  if (offset !== directory || at !== end) throw new ArchiveFault('there are bytes that belong to nothing');
  return entries;
}

/** An entry whose header before the content says what the directory says. */
function packedEntry({ fileNameRaw, fileNameLength, extraFieldLength, fileCommentLength, relativeOffsetOfLocalHeader, compressionMethod, compressedSize, uncompressedSize }: Entry, buffer: Buffer, { at, offset, directory }: { at: number; offset: number; directory: number }): PackedEntry {
  const name = fileNameRaw.toString('latin1');
  if (name !== bundleNames.list && !isBundledName(name)) throw new ArchiveFault('it has an entry with a name that no file of a bundle has');
  const start = offset + 30 + fileNameLength;
  const same =
    relativeOffsetOfLocalHeader === offset && extraFieldLength === 0 && fileCommentLength === 0 && start + compressedSize <= directory &&
    buffer.readUInt32LE(offset) === 0x04034b50 && buffer.subarray(offset + 4, offset + 30).equals(buffer.subarray(at + 6, at + 32)) && buffer.toString('latin1', offset + 30, start) === name;
  if (!same) throw new ArchiveFault(`the entry ${name} is not what the directory says`);
  if (compressionMethod !== 0 && compressionMethod !== 8) throw new ArchiveFault(`the entry ${name} is packed in an unknown way`);
  return { name, method: compressionMethod, start, packed: compressedSize, bytes: uncompressedSize };
}

/** The content of an entry; never more than it says comes out. Throws an ArchiveFault where something else would. */
export function unpackEntry(archive: Uint8Array, { name, method, start, packed, bytes }: PackedEntry): Uint8Array {
  const content = archive.subarray(start, start + packed);
  let unpacked: Uint8Array;
  try {
    unpacked = method === 0 ? content : inflateRawSync(content, { maxOutputLength: Math.max(bytes, 1) });
  } catch {
    throw new ArchiveFault(`the entry ${name} cannot be unpacked`);
  }
  if (unpacked.length !== bytes) throw new ArchiveFault(`the entry ${name} has another length`);
  return unpacked;
}
