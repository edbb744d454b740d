import { promisify } from 'node:util';
import { deflate, inflate, type ZlibOptions } from 'node:zlib';
import { InputError } from '#agreement/input-error';
import { isDigest } from '#agreement/record/canonical';
import { FrameWriter, readFrames, type Frame, type FrameHead } from '#world/backup/frames';
import { readRows, writeRows } from '#world/backup/rows';
import type { RowPage, TableShape } from '#world/store/copy';
import type { RecordSummary } from '#world/store/record-check';

/** What the first frame of an archive says. */
export interface ArchiveHeader {
  /** Version of the data in it. */
  data: number;
  /** When its rows were read; RFC 3339. */
  made: string;
  /** Version of the program that wrote it. */
  product: string;
  from: 'sqlite' | 'postgres';
  /** The tables whose rows follow, in that order. */
  tables: readonly TableShape[];
}

/** A file of the folder for keys. */
export interface KeyFile {
  /** Its name, without a folder. */
  name: string;
  bytes: Uint8Array;
}

/** What the last frame says. */
export interface ArchiveEnd {
  /** Rows by table. */
  rows: Readonly<Record<string, number>>;
  record: RecordSummary;
}

/** An archive that is being read. */
export interface Archive {
  header: ArchiveHeader;
  keys: readonly KeyFile[];
  /** All rows, each block checked before it is given; after the last one the counts of the archive's end have been compared too. To be read once. */
  pages(): AsyncGenerator<RowPage>;
  /** The archive's end; there once all pages were read. */
  end(): ArchiveEnd;
  /** Lets go of the file; also where the archive was not read to its end. */
  close(): Promise<void>;
}

const format = 'entente-archive';
const version = 1;

/** Blocks are packed on other threads, a few at once. */
const packedAtOnce = 4;

/** More than a key or a certificate ever needs. */
const mostKeys = 100;
const mostKeyBytes = 1_000_000;

/** A block unpacked holds a row with the largest file there may be, and some. */
const mostBytes = 300_000_000;

/** A file name in one folder that every system can have, and that is not hidden. */
const keyName = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

const packing: ZlibOptions = { level: 3, chunkSize: 1 << 18 };
const pack = promisify<Uint8Array, ZlibOptions, Uint8Array>(deflate);
const unpack = promisify<Uint8Array, ZlibOptions, Uint8Array>(inflate);

/** True for a name that a file of keys can have in an archive. */
export function isKeyName(name: string): boolean {
  return keyName.test(name);
}

/** The bytes of an archive, in pieces. `record` is asked for once all pages were taken. */
export async function* writeArchive(header: ArchiveHeader, keys: readonly KeyFile[], pages: AsyncIterable<RowPage>, record: () => RecordSummary): AsyncGenerator<Uint8Array> {
  const writer = new FrameWriter();
  yield* writer.frame({ format, v: version, ...header });
  for (const { name, bytes } of keys) yield* writer.frame({ key: name, size: bytes.byteLength }, await pack(bytes, packing));
  const counts = Object.fromEntries(header.tables.map(({ name }) => [name, 0]));
  const waiting: { head: FrameHead; packed: Promise<Uint8Array> }[] = [];
  for await (const { table, rows } of pages) {
    const bytes = writeRows(rows);
    if (bytes.byteLength > mostBytes) throw new Error(`a row of ${table.name} has ${bytes.byteLength} bytes, more than an archive can hold`);
    counts[table.name] = (counts[table.name] ?? 0) + rows.length;
    const packed = pack(bytes, packing);
    // It is awaited later; until then a failure must not count as one that nobody sees.
    packed.catch(() => undefined);
    waiting.push({ head: { table: table.name, rows: rows.length, size: bytes.byteLength }, packed });
    const first = waiting.length < packedAtOnce ? undefined : waiting.shift();
    if (first !== undefined) yield* writer.frame(first.head, await first.packed);
  }
  for (const { head, packed } of waiting) yield* writer.frame(head, await packed);
  yield* writer.frame({ end: { rows: counts, record: record() } });
}

/** Whether a file that begins so may be an archive, not encrypted. */
export function looksLikeArchive(beginning: Uint8Array): boolean {
  return Buffer.from(beginning).toString('latin1').startsWith(`{"format":"${format}"`);
}

/**
 * Reads the beginning of an archive, its keys included. What cannot be one, or is damaged, or says what no archive of ours says, is an InputError
 * with `path`; nothing in an archive is believed before it was counted.
 */
export async function readArchive(chunks: AsyncIterable<Uint8Array>, path: string): Promise<Archive> {
  let tables: readonly TableShape[] = [];
  const frames = readFrames(chunks, path, (head) => nameOf(head, tables));
  try {
    return await archiveIn(frames, path, (listed) => (tables = listed));
  } catch (error) {
    await frames.return(undefined);
    throw error;
  }
}

async function archiveIn(frames: AsyncGenerator<Frame>, path: string, list: (tables: readonly TableShape[]) => void): Promise<Archive> {
  const wrong = (what: string): InputError => new InputError(`This backup cannot be used: ${what}. Nothing of it was taken over.`, 'Use a backup that Entente made.', path);
  const next = async (): Promise<Frame> => {
    const { done, value } = await frames.next();
    if (done === true) throw wrong('it ends too early');
    return value;
  };
  const first = await next();
  if (first.head['v'] !== version) throw new InputError(`This backup has form ${String(first.head['v']).slice(0, 20)}, which this program does not know. Nothing of it was taken over.`, 'Use the program that made it, or a newer one.', path);
  const header = headerIn(first.head);
  if (header === null) throw wrong('its first block does not say what is in it');
  const { tables } = header;
  list(tables);

  const keys: KeyFile[] = [];
  let frame = await next();
  for (; frame.head['key'] !== undefined; frame = await next()) {
    const { key: name, size } = frame.head;
    if (typeof name !== 'string' || !isKeyName(name) || keys.some((one) => one.name === name)) throw wrong(`it has a key with a name that no key has (block ${frame.number})`);
    if (keys.length === mostKeys) throw wrong('it has more keys than an installation can have');
    const bytes = await unpacked(frame.bytes, size, mostKeyBytes);
    if (bytes === null) throw wrong(`block ${frame.number} (key ${name}) does not hold what it says`);
    keys.push({ name, bytes });
  }

  const counts: Record<string, number> = Object.fromEntries(tables.map(({ name }) => [name, 0]));
  let end: ArchiveEnd | null = null;
  const pages = async function* (): AsyncGenerator<RowPage> {
    let place = 0;
    for (; frame.head['end'] === undefined; frame = await next()) {
      const { table: name, rows: count, size } = frame.head;
      const index = tables.findIndex((table) => table.name === name);
      const table = tables[index];
      if (table === undefined) throw wrong(`block ${frame.number} holds rows of a table that is not in its list`);
      if (index < place) throw wrong(`block ${frame.number} (rows of ${table.name}) is out of order`);
      place = index;
      const bytes = await unpacked(frame.bytes, size, mostBytes);
      const rows = bytes === null || typeof count !== 'number' ? null : readRows(bytes, table, count);
      if (rows === null) throw wrong(`block ${frame.number} (rows of ${table.name}) does not hold what it says`);
      counts[table.name] = (counts[table.name] ?? 0) + rows.length;
      yield { table, rows };
    }
    end = endIn(frame.head);
    if (end === null) throw wrong('its last block does not say what should have been in it');
    const said = end.rows;
    const other = [...new Set([...Object.keys(said), ...Object.keys(counts)])].find((table) => said[table] !== counts[table]);
    if (other !== undefined) throw wrong(`it should have ${said[other] ?? 0} rows of ${other} and has ${counts[other] ?? 0}`);
    // Reads on to where the file must end.
    await frames.next();
  };
  return {
    header,
    keys,
    pages,
    end: () => {
      if (end === null) throw new Error('the archive was not read to its end');
      return end;
    },
    close: async () => void (await frames.return(undefined)),
  };
}

async function unpacked(bytes: Uint8Array, size: unknown, most: number): Promise<Uint8Array | null> {
  if (!Number.isSafeInteger(size) || (size as number) < 0 || (size as number) > most) return null;
  try {
    // At least one byte, which is the least that may be asked for.
    const content = await unpack(bytes, { maxOutputLength: Math.max(1, size as number), chunkSize: Math.max(64, Math.min(1 << 18, size as number)) });
    return content.byteLength === size ? content : null;
  } catch {
    return null;
  }
}

function nameOf(head: FrameHead, tables: readonly TableShape[]): string | null {
  if (head['format'] === format) return 'the list of what is in it';
  if (head['end'] !== undefined) return 'the end';
  if (typeof head['key'] === 'string' && isKeyName(head['key'])) return `key ${head['key']}`;
  const table = tables.find(({ name }) => name === head['table']);
  return table === undefined ? null : `rows of ${table.name}`;
}

const tableName = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;

function headerIn(head: FrameHead): ArchiveHeader | null {
  const { format: kind, data, made, product, from, tables } = head;
  if (kind !== format || !Number.isSafeInteger(data) || typeof made !== 'string' || Number.isNaN(Date.parse(made)) || typeof product !== 'string') return null;
  if ((from !== 'sqlite' && from !== 'postgres') || !Array.isArray(tables)) return null;
  const shapes: TableShape[] = [];
  for (const table of tables as unknown[]) {
    if (table === null || typeof table !== 'object' || !('name' in table) || !('columns' in table)) return null;
    const { name, columns } = table;
    if (typeof name !== 'string' || !tableName.test(name) || shapes.some((other) => other.name === name)) return null;
    if (!Array.isArray(columns) || columns.length === 0 || new Set(columns).size !== columns.length) return null;
    if (!columns.every((column): column is string => typeof column === 'string' && tableName.test(column))) return null;
    shapes.push({ name, columns });
  }
  return { data: data as number, made, product, from, tables: shapes };
}

function endIn(head: FrameHead): ArchiveEnd | null {
  const end = objectIn(head['end']);
  const rows = objectIn(end?.['rows']);
  const record = objectIn(end?.['record']);
  if (rows === null || record === null || !Object.values(rows).every(isCount)) return null;
  const { agreements, streams, events, files, bytes, digest, faulty, faults } = record;
  if (![agreements, streams, events, files, bytes, faulty].every(isCount) || typeof digest !== 'string' || !isDigest(digest) || !Array.isArray(faults)) return null;
  const wellFormed = faults.every((fault) => typeof objectIn(fault)?.['where'] === 'string' && typeof objectIn(fault)?.['why'] === 'string');
  return wellFormed ? { rows: rows as Record<string, number>, record: record as unknown as RecordSummary } : null;
}

function objectIn(value: unknown): Record<string, unknown> | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
