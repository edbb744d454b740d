import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linkAll } from '#agreement/record/chain';
import { partyStream } from '#agreement/record/stream';
import { readArchive, writeArchive, type Archive, type ArchiveHeader, type KeyFile } from '#world/backup/archive';
import { FrameWriter, type FrameHead } from '#world/backup/frames';
import type { Cell, RowPage, TableShape } from '#world/store/copy';
import { RecordCheck } from '#world/store/record-check';
import { rowOf } from '#world/store/sql/rows';

const notes: TableShape = { name: 'notes', columns: ['id', 'text', 'count', 'bytes'] };
const events: TableShape = { name: 'events', columns: ['agreement', 'stream', 'seq', 'v', 'kind', 'at', 'actor', 'on_behalf_of', 'body', 'prev', 'hash'] };
const header: ArchiveHeader = { data: 3, made: '2026-11-24T09:00:00.000Z', product: '0.1.0', from: 'sqlite', tables: [events, notes] };
const keys: KeyFile[] = [{ name: 'authority.pem', bytes: Buffer.from('a key') }, { name: 'people.key', bytes: Buffer.alloc(32, 7) }];

const drafts = ['One', 'Two', 'Three'].map((title) => ({ kind: 'agreement-named' as const, body: { type: 'RD', title } }));
const chain = linkAll(drafts, { stream: partyStream('a1', 'local'), at: '2026-11-24T08:00:00.000Z', actor: { person: 'local' }, onBehalfOf: 'local' }, null).map((event) => Object.values(rowOf(event, 'a1', 'party:local')) as Cell[]);
const pages: RowPage[] = [
  { table: events, rows: chain },
  { table: notes, rows: [['n1', 'ünï "q" \\ \n 雪', 0, new Uint8Array([0, 10, 255])], ['n2', '', -1.5, null]] },
  { table: notes, rows: [['n3', 'x'.repeat(200), Number.MAX_SAFE_INTEGER, new Uint8Array()]] },
];

async function* all<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function archiveOf(given: readonly RowPage[], files = keys): Promise<Buffer> {
  const check = new RecordCheck();
  const watched = async function* (): AsyncGenerator<RowPage> {
    for (const page of given) {
      check.see(page);
      yield page;
    }
  };
  const parts: Uint8Array[] = [];
  for await (const part of writeArchive(header, files, watched(), () => check.summary())) parts.push(part);
  return Buffer.concat(parts);
}

const open = (bytes: Uint8Array, size = 4096): Promise<Archive> => readArchive(all(Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size))), 'x.entente');

async function read(bytes: Uint8Array, size?: number): Promise<{ archive: Archive; rows: Record<string, (readonly Cell[])[]> }> {
  const archive = await open(bytes, size);
  const rows: Record<string, (readonly Cell[])[]> = {};
  for await (const page of archive.pages()) (rows[page.table.name] ??= []).push(...page.rows);
  return { archive, rows };
}

const whole = await archiveOf(pages);
const refused = async (bytes: Uint8Array, what: RegExp): Promise<void> => {
  await expect(read(bytes)).rejects.toMatchObject({ name: 'InputError', path: 'x.entente', what: expect.stringMatching(what) });
};

describe('an archive', () => {
  test.each([1, 7, 64, 1_000_000])('gives back what was put into it, in pieces of %i bytes', async (size) => {
    const { archive, rows } = await read(whole, size);
    expect(archive.header).toEqual(header);
    expect(archive.keys.map(({ name, bytes }) => [name, Buffer.from(bytes)])).toEqual(keys.map(({ name, bytes }) => [name, bytes]));
    expect(rows).toEqual({ events: chain, notes: pages.slice(1).flatMap((page) => page.rows) });
    expect(archive.end()).toMatchObject({ rows: { events: 3, notes: 3 }, record: { streams: 1, events: 3, faulty: 0 } });
  });
  test('may be empty', async () => expect((await read(await archiveOf([], []))).rows).toEqual({}));
  test('is the same bytes for the same rows', async () => expect(await archiveOf(pages)).toEqual(whole));
  test('says in its first line what it is', () => expect(whole.toString('latin1').split('\n')[0]).toMatch(/^\{"format":"entente-archive","v":1,"data":3,"made":"2026-11-24T09:00:00.000Z"/));
  test('holds many pages', async () => {
    const many = Array.from({ length: 50 }, (_, at): RowPage => ({ table: notes, rows: [[`n${at}`, 'x', at, null]] }));
    expect((await read(await archiveOf(many))).rows['notes']).toHaveLength(50);
  });
});

describe('damage', () => {
  const flipped = (bit: number): Buffer => {
    const bytes = Buffer.from(whole);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return bytes;
  };
  test('of any one bit is found', () => fc.assert(fc.asyncProperty(fc.nat(whole.length * 8 - 1), (bit) => refused(flipped(bit), /damaged|form/)), { numRuns: 500 }));
  test('of any end is found', () => fc.assert(fc.asyncProperty(fc.nat(whole.length - 1), (length) => refused(whole.subarray(0, length), /too early|damaged/)), { numRuns: 100 }));
  test('is named with its block and table', async () => {
    const at = whole.indexOf('"table":"notes"');
    await refused(flipped((whole.indexOf('\n', at) + 3) * 8), /block 4 \(rows of notes\)/);
  });
  test('of a key is named', () => refused(flipped((whole.indexOf('\n', whole.indexOf('"key":"people.key"')) + 3) * 8), /block 2 \(key people\.key\)/));
  test('by something behind the end is found', () => refused(Buffer.concat([whole, Buffer.from('x')]), /goes on after its end/));
  test('by blocks in another order is found', async () => {
    const lines = await framesOf([pages[1] as RowPage, pages[2] as RowPage]);
    await refused(Buffer.concat([lines[0], lines[2], lines[1], lines[3]].flat() as Uint8Array[]), /damaged: block 1/);
  });
  test('by a block left out is found', async () => {
    const lines = await framesOf([pages[1] as RowPage, pages[2] as RowPage]);
    await refused(Buffer.concat([lines[0], lines[2], lines[3]].flat() as Uint8Array[]), /damaged: block 1/);
  });
});

/** The parts of an archive without keys, frame by frame. */
async function framesOf(given: readonly RowPage[]): Promise<Uint8Array[][]> {
  const parts: Uint8Array[] = [];
  const check = new RecordCheck();
  for await (const part of writeArchive(header, [], all(given), () => check.summary())) parts.push(part);
  return Array.from({ length: parts.length / 3 }, (_, at) => parts.slice(at * 3, at * 3 + 3));
}

describe('an archive that somebody made up', () => {
  const start = { format: 'entente-archive', v: 1, ...header };
  const end = { end: { rows: { events: 0, notes: 0 }, record: { agreements: 0, streams: 0, events: 0, files: 0, bytes: 0, digest: `sha256:${'0'.repeat(64)}`, faulty: 0, faults: [] } } };
  const made = (...frames: readonly (FrameHead | [FrameHead, Uint8Array])[]): Buffer => {
    const writer = new FrameWriter();
    return Buffer.concat(frames.flatMap((frame) => (Array.isArray(frame) ? writer.frame(...(frame as [FrameHead, Uint8Array])) : writer.frame(frame as FrameHead))));
  };
  const rows = (table: string, lines: string, more: FrameHead = {}): [FrameHead, Uint8Array] => [{ table, rows: lines.split('\n').length - 1, size: Buffer.byteLength(lines), ...more }, deflateSync(lines)];
  const key = (name: unknown, size = 1, content = 'k'): [FrameHead, Uint8Array] => [{ key: name, size }, deflateSync(content)];

  test('of nothing is fine', async () => expect((await read(made(start, end))).rows).toEqual({}));
  const cases: [string, Buffer, RegExp][] = [
    ['of a newer form', made({ ...start, v: 2 }, end), /form 2/],
    ['of another kind', made({ format: 'other' }, end), /form undefined/],
    ['with a table twice', made({ ...start, tables: [notes, notes] }, end), /first block/],
    ['with a column twice', made({ ...start, tables: [{ name: 'notes', columns: ['a', 'a'] }] }, end), /first block/],
    ['with a table whose name is SQL', made({ ...start, tables: [{ name: 'notes"; drop table x; --', columns: ['a'] }] }, end), /first block/],
    ['with a column whose name is SQL', made({ ...start, tables: [{ name: 'notes', columns: ['a") values (1); --'] }] }, end), /first block/],
    ['without tables', made({ ...start, tables: 'all' }, end), /first block/],
    ['with rows of a table that is not listed', made(start, rows('user', '[1]\n'), end), /not in its list/],
    ['with a table out of order', made(start, rows('notes', '["n","",0,null]\n'), rows('events', ''), end), /out of order/],
    ['with a row of too few cells', made(start, rows('notes', '["n"]\n'), end), /block 1 \(rows of notes\) does not hold/],
    ['with a row that is no list', made(start, rows('notes', '{"id":1}\n'), end), /does not hold/],
    ['with a cell that is a list', made(start, rows('notes', '["n",[],0,null]\n'), end), /does not hold/],
    ['with a truth value', made(start, rows('notes', '["n",true,0,null]\n'), end), /does not hold/],
    ['with more bytes than there are', made(start, rows('notes', '["n","",0,{"bytes":9}]\n'), end), /does not hold/],
    ['with fewer rows than it says', made(start, rows('notes', '["n","",0,null]\n', { rows: 2 }), end), /does not hold/],
    ['with more rows than it says', made(start, rows('notes', '["n","",0,null]\n["m","",0,null]\n', { rows: 1 }), end), /does not hold/],
    ['with rows that are no number', made(start, rows('notes', '["n","",0,null]\n', { rows: '1' }), end), /does not hold/],
    ['that unpacks to more than it says', made(start, [{ table: 'notes', rows: 1, size: 100 }, deflateSync(Buffer.alloc(50_000_000))], end), /does not hold/],
    ['that unpacks to less than it says', made(start, rows('notes', '["n","",0,null]\n', { size: 1000 }), end), /does not hold/],
    ['that says it unpacks to a gigabyte', made(start, rows('notes', '["n","",0,null]\n', { size: 1e9 }), end), /does not hold/],
    ['that is not packed', made(start, [{ table: 'notes', rows: 1, size: 16 }, Buffer.from('["n","",0,null]\n')], end), /does not hold/],
    ['with a block of a gigabyte', Buffer.from(made(start, end).toString('latin1').replace('"packed":0}\n', '"packed":1000000000}\n'), 'latin1'), /size that no backup has/],
    ['with a key in another folder', made(start, key('../authority.pem'), end), /name that no key has/],
    ['with a key in a folder', made(start, key('a/b'), end), /name that no key has/],
    ['with a key in a folder of Windows', made(start, key('a\\b'), end), /name that no key has/],
    ['with a hidden key', made(start, key('.authority'), end), /name that no key has/],
    ['with a key without a name', made(start, key(''), end), /name that no key has/],
    ['with a key whose name is a number', made(start, key(7), end), /name that no key has/],
    ['with a key twice', made(start, key('a'), key('a'), end), /name that no key has/],
    ['with a key of megabytes', made(start, key('a', 2_000_000, 'k'.repeat(2_000_000)), end), /key a\) does not hold/],
    ['with keys after rows', made(start, rows('notes', '["n","",0,null]\n'), key('a'), end), /not in its list/],
    ['with a thousand keys', made(start, ...Array.from({ length: 101 }, (_, at) => key(`k${at}`)), end), /more keys/],
    ['with other counts at its end', made(start, rows('notes', '["n","",0,null]\n'), end), /should have 0 rows of notes and has 1/],
    ['with a table at its end that is not listed', made(start, { end: { ...end.end, rows: { ...end.end.rows, user: 3 } } }), /should have 3 rows of user/],
    ['with an end that says nothing', made(start, { end: true }), /last block/],
    ['with a record digest that is none', made(start, { end: { ...end.end, record: { ...end.end.record, digest: 'sha256:0' } } }), /last block/],
    ['with a negative count', made(start, { end: { ...end.end, record: { ...end.end.record, faulty: -1 } } }), /last block/],
    ['whose first line never ends', Buffer.from(`{"format":"entente-archive"${' '.repeat(2_000_000)}`), /no beginning/],
  ];
  test.each(cases)('%s is refused', (_, bytes, what) => refused(bytes, what));
});
