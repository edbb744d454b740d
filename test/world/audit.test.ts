import Database from 'libsql';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { canonical } from '#agreement/record/canonical';
import { hashOf } from '#agreement/record/chain';
import type { NotedCheckpoint } from '#agreement/record/checkpoint';
import type { Event } from '#agreement/record/event';
import { runProgram } from '#doors/cli/program';
import { importBundle } from '#operations/import-bundle';
import { localContext } from '#operations/operation';
import { perform } from '#operations/perform';
import { openWorld } from '#world/open-world';
import { auditPlace } from '#world/audit/open-audit';
import type { AuditReport } from '#world/audit/report';
import { openAuthority } from '#world/signing/authority';
import { openCheckpointer } from '#world/signing/checkpoint-key';
import { openPeopleKeys } from '#world/people-keys';
import { eventsOf } from '#world/store/sql/rows';
import { openDatabase } from '#world/store/open-database';
import { systemClock } from '#world/store/ids';
import { postgresDatabase, postgresMissing, type TestDatabase } from '../postgres';
import { makeTown, type Town } from './audit-town';

type Row = Record<string, string | number | null | Uint8Array>;

/** A database as somebody else has it open: no triggers of ours. */
interface Outside {
  /** Names of all tables, those inside the full-text index too. */
  tables(): Promise<string[]>;
  rows(table: string): Promise<Row[]>;
  /** Gives one column of one row another value. */
  set(table: string, row: Row, column: string, value: Row[string]): Promise<void>;
}

const root = mkdtempSync(join(tmpdir(), 'entente-audited-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let copies = 0;

/** A copy of a town that a test may spoil. */
function copyOf({ data }: Town): string {
  const copy = join(root, `copy-${++copies}`);
  mkdirSync(copy);
  cpSync(join(data, 'keys'), join(copy, 'keys'), { recursive: true });
  for (const name of ['entente.db', 'entente.db-wal'].filter((one) => one !== 'entente.db-wal')) copyFileSync(join(data, name), join(copy, name));
  return copy;
}

/** Changes a database from outside. */
function tamper(data: string, ...statements: string[]): void {
  const database = new Database(join(data, 'entente.db'));
  database.pragma('foreign_keys = off');
  try {
    for (const statement of statements) database.exec(statement);
  } finally {
    database.close();
  }
}

/** One bit of a value changed. */
function flipped(value: string | number | Uint8Array): string | number | Uint8Array {
  // Not the lowest bit of a number: the number beside it may be taken.
  if (typeof value === 'number') return value ^ (1 << 20);
  if (typeof value === 'string') return value.length === 0 ? '\u0001' : value.slice(0, -1) + String.fromCharCode(value.charCodeAt(value.length - 1) ^ 1);
  const bytes = Uint8Array.from(value);
  bytes[bytes.length - 1]! ^= 1;
  return bytes;
}

/** The first and the last of the columns of a row that hold something. */
function someColumns(row: Row): string[] {
  const columns = Object.keys(row).filter((column) => row[column] !== null && column !== 'row_check');
  return [...new Set([columns[0], columns.at(-1)].filter((column) => column !== undefined))];
}

const short = ({ faults }: AuditReport): string[] => faults.map(({ table, place, words, against }) => `${table} | ${place} | ${words}${against === undefined ? '' : ` | ${against}`}`);

let town: Town;
beforeAll(async () => {
  town = await makeTown();
});
afterAll(() => town.end());

describe('an installation that nobody touched', () => {
  test('is as it was written', async () => {
    const report = await auditPlace(town);
    expect(report).toMatchObject({ ok: true, faults: [], faulty: 0, unchecked: [] });
    expect(report.counts).toMatchObject({ agreements: 2, streams: 5, checkpoints: 3, compared: 0 });
    expect(report.counts.events).toBeGreaterThan(15);
    expect(report.counts.files).toBeGreaterThan(4);
    expect(report.counts.people).toBeGreaterThan(10);
  });
  test('is checked beside the program that has it open, which goes on writing', async () => {
    const data = copyOf(town);
    const database = await openDatabase(join(data, 'entente.db'), systemClock, { peopleKeys: openPeopleKeys(join(data, 'keys')) });
    await database.kysely.insertInto('organisations').values({ id: 'new', name: 'New', created_at: systemClock() }).execute();
    expect((await auditPlace({ data })).ok).toBe(true);
    await database.kysely.updateTable('organisations').set({ name: 'Newer' }).where('id', '=', 'new').execute();
    expect((await auditPlace({ data })).ok).toBe(true);
    await database.close();
  });
  test('without its keys is checked as far as it goes, and says what it did not check', async () => {
    const data = copyOf(town);
    rmSync(join(data, 'keys'), { recursive: true });
    expect(await auditPlace({ data })).toMatchObject({ ok: true, unchecked: [expect.stringContaining('authority'), expect.stringContaining('people')] });
  });
  test('what came from another installation, with its history and its checkpoints, is no fault', async () => {
    const data = join(root, 'elsewhere');
    const world = await openWorld({ data });
    await perform(importBundle, localContext, { file: { name: 'all.entente.zip', mediaType: 'application/zip', bytes: town.bundle } }, world);
    await world.close();
    const { ok, faults, counts } = await auditPlace({ data });
    expect(faults).toEqual([]);
    expect({ ok, checkpoints: counts.checkpoints }).toEqual({ ok: true, checkpoints: 3 });
  });
  test('a person who was erased is no fault', async () => {
    const data = copyOf(town);
    const database = await openDatabase(join(data, 'entente.db'), systemClock, { peopleKeys: openPeopleKeys(join(data, 'keys')) });
    const { person, key } = await database.kysely.selectFrom('people').select(['person', 'key']).where('agreement', '=', town.open).executeTakeFirstOrThrow();
    await database.kysely.updateTable('people').set({ details: '' }).where('person', '=', person).execute();
    await database.kysely.updateTable('person_keys').set({ key: null, erased_at: systemClock() }).where('person', '=', key ?? '').execute();
    await database.close();
    expect(await auditPlace({ data })).toMatchObject({ ok: true });
  });
});

/** The events of a stream as somebody with the file reads them. */
function eventsIn(data: string, agreement: string, stream: string): Event[] {
  const database = new Database(join(data, 'entente.db'), { readonly: true });
  try {
    return eventsOf(database.prepare('select * from events where agreement = ? and stream = ? order by seq').all(agreement, stream) as Parameters<typeof eventsOf>[0]);
  } finally {
    database.close();
  }
}

/** The same events, numbered and linked anew: a chain that holds by itself. */
function relinked(events: readonly Event[]): Event[] {
  let last: Event | null = null;
  return events.map((event, index) => {
    const { hash: _, ...rest } = { ...event, seq: index + 1, prev: last?.hash ?? null };
    return (last = { ...rest, hash: hashOf(rest) } as Event);
  });
}

/** Puts other events in the place of a stream. */
function replace(data: string, agreement: string, stream: string, events: readonly Event[]): void {
  const database = new Database(join(data, 'entente.db'));
  database.pragma('foreign_keys = off');
  database.prepare('delete from events where agreement = ? and stream = ?').run(agreement, stream);
  const insert = database.prepare('insert into events (agreement, stream, seq, v, kind, at, actor, on_behalf_of, body, prev, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (const event of events) insert.run(agreement, stream, event.seq, event.v, event.kind, event.at, canonical(event.actor), event.onBehalfOf, canonical(event.body), event.prev, event.hash);
  database.close();
}

describe('a history that was changed', () => {
  const later = '2026-11-24T09:30:00.000Z';
  const edit = (event: Event): Event => ({ ...event, at: later });
  type Change = (events: Event[]) => readonly Event[];
  // The shared stream of the signed agreement: sealed, signed, signed; what is before is in the stream of the one who drafted it.
  test.each<[string, Change, RegExp[]]>([
    ['an event edited', (events) => events.with(1, edit(events[1]!)), [/^events \| event 2 of .*content is not what was written/]],
    ['an event edited and hashed anew', (events) => events.with(1, relinked(events.with(1, edit(events[1]!)))[1]!), [/^events \| event 3 of .*does not follow/, /^events \| event 2 of .*checkpoint 2 tells of another history: event 2 is another one now/]],
    ['all written anew from there', (events) => relinked(events.with(1, edit(events[1]!))), [/^events \| event 2 of .*checkpoint 2 .*event 2 is another one now, and what was done lies between|^events \| event 2 of .*checkpoint 2 .*event 2 is another one now/]],
    ['an event removed', (events) => events.toSpliced(1, 1), [/^events \| event 2 of .*it is missing/]],
    ['an event removed, the rest written anew', (events) => relinked(events.toSpliced(1, 1)), [/^events \| event 2 of .*checkpoint 2/]],
    ['an event put in', (events) => relinked([edit(events[0]!), ...events]), [/^events \| event 2 of .*checkpoint 2/]],
    ['two swapped', (events) => relinked([events[0]!, events[2]!, events[1]!]), [/^events \| event 2 of .*checkpoint 2/]],
    ['the end cut off', (events) => events.slice(0, 2), [/^events \| event 3 of .*checkpoint 3 .*ends with event 2$/]],
    ['everything gone', () => [], [/^events \| event 2 of .*checkpoint 2 .*ends with event 0; what was done lies from event 1 on|^events \| event 2 of .*checkpoint 2 .*ends with event 0$/]],
    ['a number that is another one', (events) => events.with(0, { ...events[0]!, seq: 7 }), [/^events \| event 1 of .*it is missing/]],
    ['a format that nobody knows', (events) => events.with(0, { ...events[0]!, v: 2 as 1 }), [/^events \| event 1 of .*form that this program does not know/]],
  ])('%s', async (_, change, found) => {
    const data = copyOf(town);
    replace(data, town.signed, 'shared', change(eventsIn(data, town.signed, 'shared')));
    const report = await auditPlace({ data });
    const faults = short(report);
    expect(report.ok).toBe(false);
    for (const pattern of found) expect(faults.some((fault) => pattern.test(fault)), `${String(pattern)}\n${faults.join('\n')}`).toBe(true);
    // The other streams are as they were.
    expect(report.faults.filter((fault) => fault.stream !== undefined && fault.stream !== `${town.signed}/shared`)).toEqual([]);
  });

  const shared = (): string => `agreement = '${town.signed}' and stream = 'shared'`;
  test.each<[string, () => string[], RegExp]>([
    ['a body that is no JSON', () => [`update events set body = '{' where ${shared()} and seq = 2`], /^events \| event 2 of .*can no longer be read/],
    ['a body spelt in another way is the same', () => [`update events set body = replace(body, ',', ', ') where ${shared()} and seq = 2`], /^$/],
    ['a hash that has lost its form', () => [`update events set hash = 'x' where ${shared()} and seq = 2`], /^events \| event 2 of .*can no longer be read/],
    ['a stream under another name', () => [`update events set stream = 'sharee' where ${shared()}`], /^events \| event 1 of .*\/sharee \| this is not the name of a stream/],
    ['an agreement that is gone', () => [`delete from agreements where id = '${town.signed}'`], /^agreements \| row id .* it is missing/],
    ['a file with other bytes', () => [`update blobs set bytes = cast('x' as blob) where digest = (select max(digest) from blobs)`], /^blobs \| file sha256:.*bytes are not those/],
    ['a file that is gone', () => [`delete from blobs where digest = (select json_extract(body, '$.pdf') from events where ${shared()} and seq = 3)`], /^blobs \| file sha256:.* it is missing, and event 3 of/],
    ['a file that nobody may read any more', () => [`delete from blob_places where digest = (select json_extract(body, '$.pdf') from events where ${shared()} and seq = 3)`], /^blob_places \| file sha256:.* no stream gives it/],
    ['a person’s record that is gone', () => [`delete from people where agreement = '${town.signed}' and person = (select json_extract(body, '$.person.person') from events where ${shared()} and seq = 3)`], /^people \| row agreement .* it is missing/],
    ['the records of two people exchanged', () => [`update people set details = (select details from people as other where other.person != people.person and other.agreement = people.agreement limit 1) where agreement = '${town.signed}'`], /^people \| row agreement .* it is not what was kept/],
    ['a checkpoint that is gone', () => [`delete from checkpoints where n = 2`], /^checkpoints \| checkpoint 3 of .*does not follow/],
    ['a checkpoint with another time', () => [`update checkpoints set at = '2026-11-24T09:00:00.000Z' where n = 2`], /^checkpoints \| checkpoint 2 of .*is not a checkpoint any more/],
    ['a checkpoint that says another time', () => [`update checkpoints set at = '2026-11-24T09:00:00.000Z', body = json_set(body, '$.at', '2026-11-24T09:00:00.000Z') where n = 2`], /^checkpoints \| checkpoint 2 of .*signature does not hold/],
    ['a checkpoint that is no JSON', () => [`update checkpoints set body = 'x' where n = 2`], /^checkpoints \| checkpoint 2 of .*is not a checkpoint any more/],
    ['openings taken away', () => [`update checkpoints set openings = json_remove(openings, '$[0]') where n = 2`], /^checkpoints \| checkpoint 2 of .*not complete/],
    ['an opening of something else', () => [`update checkpoints set openings = json_set(openings, '$[0].seq', 9) where n = 2`], /^checkpoints \| checkpoint 2 of .*what opens .* does not fit/],
    ['a row put in by hand', () => [`insert into organisations (id, name, created_at) values ('o', 'Other', 'x')`], /^organisations \| row id o \|/],
    ['a row and its copy changed in step is found by its index', () => [`insert into seats (agreement, person, party, role, granted_at, updated_at) values ('${town.signed}', 'eve', 'alpha', 'lead', 'x', 'x')`], /^seats \| row agreement .*, person eve/],
    ['words of an agreement', () => [`update search set words = 'other' where rowid = (select min(place) from search_rows)`], /^search \| row of person .*words are not those/],
    ['words that are gone', () => [`delete from search where rowid = (select min(place) from search_rows)`], /^search \| row of person .* it is missing/],
    ['words of nobody', () => [`insert into search (title, parties, words) values ('', '', '')`], /^search \|  \| 1 rows belong to nobody/],
    ['words for somebody without a seat', () => [`update search_rows set person = 'eve' where place = (select min(place) from search_rows)`], /^search \| row of person eve .*not for the person who has a seat/],
    ['an index that lost a row', () => [`create table t as select sql from sqlite_schema where name = 'seats_newest'`, `drop index seats_newest`, `create index seats_newest on seats (person) where 0`, `pragma writable_schema = on`, `update sqlite_schema set sql = (select sql from t) where name = 'seats_newest'`, `drop table t`], /^seats \|  \| SQLite says: .*seats_newest/],
  ])('%s', async (_, statements, found) => {
    const data = copyOf(town);
    tamper(data, ...statements());
    const { ok, ...report } = await auditPlace({ data });
    const faults = short({ ok, ...report });
    if (found.source === '^$') expect(faults).toEqual([]);
    else expect(faults.some((fault) => found.test(fault)), `${String(found)}\n${faults.join('\n')}`).toBe(true);
  });

  test('bits of the file itself, wherever a word of ours stands in it', async () => {
    const data = copyOf(town);
    const file = join(data, 'entente.db');
    const bytes = readFileSync(file);
    let found = 0;
    for (const word of ['anna@acme.example', 'A first draft.', 'Ask for one.', 'ecdsa-p256-sha256', 'agreement-sealed']) {
      for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + 1)) {
        const spoiled = Buffer.from(bytes);
        spoiled[at + 3]! ^= 4;
        writeFileSync(file, spoiled);
        const { ok } = await auditPlace({ data });
        // Pages keep what was deleted or moved until they are used again: a bit there is nobody's.
        if (!ok) found += 1;
      }
    }
    expect(found).toBeGreaterThan(8);
  });
});

describe('against what left the server earlier', () => {
  const noted = async (data: string, agreement: string): Promise<NotedCheckpoint[]> => {
    const database = new Database(join(data, 'entente.db'), { readonly: true });
    const rows = database.prepare('select body, openings from checkpoints where agreement = ? order by n').all(agreement) as { body: string; openings: string }[];
    database.close();
    return rows.map(({ body, openings }) => ({ checkpoint: JSON.parse(body), openings: JSON.parse(openings) }) as NotedCheckpoint);
  };
  const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const against = (path: string, bytes: Uint8Array) => ({ against: [{ path, bytes }] });

  test('what is still there holds: the sealed and the signed PDF, a checkpoint, a list of them, a bundle', async () => {
    const list = await noted(town.data, town.signed);
    for (const [path, bytes] of [['sealed.pdf', town.sealedPdf], ['signed.pdf', town.signedPdf], ['checkpoint-3.json', bytesOf(list[2])], ['checkpoint.json', bytesOf(list[2]!.checkpoint)], ['checkpoints.json', bytesOf(list)], ['all.entente.zip', town.bundle]] as const) {
      const report = await auditPlace({ ...town, ...against(path, bytes) });
      expect(report).toMatchObject({ ok: true });
      expect(report.counts.compared).toBeGreaterThan(0);
    }
  });

  test('a rollback that nothing here tells of is found and located', async () => {
    const data = copyOf(town);
    tamper(data, `delete from events where agreement = '${town.signed}' and stream = 'shared' and seq = 3`, `delete from checkpoints where n = 3`);
    expect(await auditPlace({ data })).toMatchObject({ ok: true });
    const list = await noted(town.data, town.signed);
    const faults = short(await auditPlace({ data, ...against('mail.json', bytesOf(list[2])) }));
    expect(faults).toEqual([expect.stringMatching(/^checkpoints \| checkpoint 3 of .* not there any more.* \| mail\.json$/), expect.stringMatching(/^events \| event 3 of .*\/shared \| checkpoint 3 .* ends with event 2.* \| mail\.json$/)]);
    expect(short(await auditPlace({ data, ...against('signed.pdf', town.signedPdf) }))).toEqual([expect.stringMatching(/^events \| agreement .* \| no event names this PDF any more \| signed\.pdf$/)]);
  });

  test('a history written anew as a whole, checkpoints and all, with the keys of the server', async () => {
    const data = copyOf(town);
    const keys = join(data, 'keys');
    const authority = await openAuthority(keys, new Date());
    const { make } = await openCheckpointer(keys, authority, new Date());
    const before = await noted(data, town.signed);
    const events = relinked(eventsIn(data, town.signed, 'shared').map((event, index) => (index === 0 ? { ...event, at: '2026-11-24T08:00:00.000Z' } : event)));
    replace(data, town.signed, 'shared', events);
    let last: NotedCheckpoint | null = null;
    const made = before.map(({ checkpoint, openings }) => {
      const heads = openings.filter(({ stream }) => stream !== '').map(({ stream, seq, hash }) => ({ stream, seq, hash: stream.endsWith('/shared') ? events[seq - 1]!.hash : hash }));
      return (last = make({ agreement: town.signed, heads, parties: 1, last }, checkpoint.at));
    });
    const database = new Database(join(data, 'entente.db'));
    for (const { checkpoint, openings } of made) database.prepare('update checkpoints set body = ?, openings = ? where agreement = ? and n = ?').run(canonical(checkpoint), canonical(openings), town.signed, checkpoint.n);
    database.close();
    expect(await auditPlace({ data })).toMatchObject({ ok: true });
    const faults = short(await auditPlace({ data, ...against('checkpoint-3.json', bytesOf(before[2])) }));
    expect(faults).toEqual([expect.stringMatching(/^checkpoints \| checkpoint 3 of .* another one than the one that was handed out.* \| checkpoint-3\.json$/), expect.stringMatching(/^events \| event 3 of .* checkpoint 3 .* event 3 is another one now, and what was changed lies between event 1 and it \| checkpoint-3\.json$/)]);
    // The sealed PDF was made before anything was shared: its own checkpoint shows it.
    expect(short(await auditPlace({ data, ...against('sealed.pdf', town.sealedPdf) }))).toEqual([expect.stringMatching(/^checkpoints \| checkpoint 1 of .* another one/)]);
  });

  test.each<[string, (events: Event[]) => Event[], RegExp]>([
    ['changed', (events) => events.with(1, { ...events[1]!, at: '2026-11-24T09:30:00.000Z' }), /event 2 of .*\/shared \| it was changed after this file was made/],
    ['taken out', (events) => events.toSpliced(1, 1), /event 2 of .*\/shared \| it was taken out after this file was made/],
    ['put in', (events) => [events[0]!, { ...events[0]!, at: '2026-11-24T09:30:00.000Z' }, ...events.slice(1)], /event 2 of .*\/shared \| it was put in after this file was made/],
    ['in another order', (events) => [events[1]!, events[0]!, ...events.slice(2)], /event 1 of .*\/shared \| events from here on stand in another order/],
  ])('a bundle shows the very event that was %s', async (_, change, found) => {
    const data = copyOf(town);
    replace(data, town.signed, 'shared', relinked(change(eventsIn(data, town.signed, 'shared'))));
    expect(short(await auditPlace({ data, ...against('all.entente.zip', town.bundle) }))).toContainEqual(expect.stringMatching(found));
  });

  test('an agreement that is gone altogether', async () => {
    const data = copyOf(town);
    tamper(data, `delete from search where rowid in (select place from search_rows where agreement = '${town.signed}')`, ...['events', 'blobs', 'blob_places', 'people', 'checkpoints', 'members', 'seats', 'invitations', 'dates', 'notes_due', 'idempotency', 'search_rows', 'texts'].map((table) => `delete from ${table} where agreement = '${town.signed}'`), `delete from agreements where id = '${town.signed}'`);
    expect((await auditPlace({ data })).faults.filter((fault) => fault.table !== 'outbox')).toEqual([]);
    expect(short(await auditPlace({ data, ...against('signed.pdf', town.signedPdf) }))).toContainEqual(expect.stringMatching(/^agreements \| agreement .* not there any more \| signed\.pdf$/));
  });

  test.each<[string, () => Promise<Uint8Array>, RegExp]>([
    ['something else', async () => bytesOf({ hello: 1 }), /neither a checkpoint nor/],
    ['an empty list', async () => bytesOf([]), /neither a checkpoint nor/],
    ['no JSON', async () => new Uint8Array([1, 2, 3]), /neither a checkpoint nor/],
    ['a checkpoint that was changed', async () => bytesOf({ ...(await noted(town.data, town.signed))[2]!.checkpoint, at: '2026-11-24T00:00:00.000Z' }), /does not hold: it was changed/],
    ['openings that were changed', async () => { const [one] = await noted(town.data, town.signed); return bytesOf({ ...one, openings: [{ ...one!.openings[0], seq: 99 }] }); }, /does not hold: it was changed/],
    ['a PDF that was changed', async () => { const bytes = Uint8Array.from(town.signedPdf); bytes[bytes.length >> 1]! ^= 1; return bytes; }, /PDF/],
    ['a bundle that is none', async () => new TextEncoder().encode('PK and nothing'), /bundle proves nothing/],
  ])('%s is refused', async (_, make, what) => {
    await expect(auditPlace({ ...town, ...against('given', await make()) })).rejects.toMatchObject({ name: 'InputError', what: expect.stringMatching(what), path: 'given' });
  });
  test('the checkpoint of another installation is refused', async () => {
    const data = copyOf(town);
    rmSync(join(data, 'keys'), { recursive: true });
    await openAuthority(join(data, 'keys'), new Date());
    const [one] = await noted(town.data, town.signed);
    await expect(auditPlace({ data, ...against('given', bytesOf(one)) })).rejects.toMatchObject({ what: expect.stringContaining('another installation') });
    // Nor are the checkpoints of this data its own then.
    expect(short(await auditPlace({ data }))).toContainEqual(expect.stringMatching(/^checkpoints \| checkpoint 1 of .*not signed by this installation/));
  });
});

describe('entente audit', () => {
  const run = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
    let [out, err] = ['', ''];
    const streams = [vi.spyOn(process.stdout, 'write').mockImplementation((part) => Boolean((out += String(part)))), vi.spyOn(process.stderr, 'write').mockImplementation((part) => Boolean((err += String(part))))];
    try {
      return { code: await runProgram(['audit', ...args]), out, err };
    } finally {
      for (const stream of streams) stream.mockRestore();
    }
  };
  test('says that everything is as it was written', async () => {
    const { code, out } = await run('--data', town.data);
    expect(code).toBe(0);
    expect(out).toMatch(/^Checked \d+ events in 5 streams of 2 agreements, .* 3 checkpoints\.\nEverything is as it was written\.\n$/);
  });
  test('names what is not, and ends with 1', async () => {
    const data = copyOf(town);
    tamper(data, `update events set at = '2026-11-24T08:00:00.000Z' where agreement = '${town.open}' and stream = 'shared' and seq = 2`);
    const { code, out } = await run('--data', data);
    expect(code).toBe(1);
    expect(out).toContain(`Table events, event 2 of ${town.open}/shared: its content is not what was written\n`);
    expect(out).toMatch(/1 fault\. Nothing was changed/);
  });
  test('writes JSON', async () => {
    const { code, out } = await run('--data', town.data, '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, faults: [], counts: { agreements: 2 } });
  });
  test('takes files from outside', async () => {
    const pdf = join(root, 'signed.pdf');
    writeFileSync(pdf, town.signedPdf);
    const { code, out } = await run('--data', town.data, '--against', pdf);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('and 1 from outside') });
  });
  test.each<[string, () => string[], RegExp]>([
    ['a folder without data', () => ['--data', join(root, 'nowhere')], /no database in this data folder/],
    ['a file that is no database', () => { const data = join(root, 'text'); mkdirSync(data); writeFileSync(join(data, 'entente.db'), 'facts: {}\n'.repeat(500)); return ['--data', data]; }, /not a database/],
    ['a database of another program', () => { const data = join(root, 'other'); mkdirSync(data); const database = new Database(join(data, 'entente.db')); database.exec('create table t (x)'); database.close(); return ['--data', data]; }, /no data of ours/],
    ['a file that is not there', () => ['--data', town.data, '--against', join(root, 'nowhere.json')], /cannot be read/],
  ])('refuses %s with 2', async (_, args, what) => {
    const { code, err } = await run(...args());
    expect(code).toBe(2);
    expect(err).toMatch(what);
  });
  test('data of another version is not checked, and it says what to do', async () => {
    const data = copyOf(town);
    const database = new Database(join(data, 'entente.db'));
    const { version } = database.prepare('select max(version) as version from migrations').get() as { version: number };
    // As a newer program would have written it, with its copy.
    database.exec(`insert into migrations (version, at, row_check) values (${version + 1}, 'x', json_array('x', ${version + 1}))`);
    database.close();
    expect(await run('--data', data)).toMatchObject({ code: 2, err: expect.stringContaining('Check it with the program that wrote it.') });
  });
});

describe('one bit flipped in each table in turn', () => {
  const stores: [string, string | undefined, () => Promise<{ town: Town; outside: Outside; end: () => void }>][] = [
    ['in a file', undefined, async () => ({ town: { ...town, data: copyOf(town) }, outside: inFile(), end: () => undefined })],
    [
      'on a server',
      postgresMissing,
      async () => {
        const database = await postgresDatabase();
        const made = await makeTown(database.url);
        return { town: made, outside: onServer(database), end: () => (database.release(), made.end()) };
      },
    ],
  ];
  let file = '';
  const inFile = (): Outside => {
    const open = <T>(work: (database: Database.Database) => T): T => {
      const database = new Database(file);
      try {
        return work(database);
      } finally {
        database.close();
      }
    };
    const rowid = (database: Database.Database, table: string): string => (database.prepare(`select wr from pragma_table_list where name = ?`).get(table) as { wr: number }).wr === 1 ? '' : 'rowid, ';
    return {
      tables: async () => open((database) => (database.prepare(`select name from pragma_table_list where schema = 'main' and type in ('table', 'shadow') and name not like 'sqlite\\_%' escape '\\'`).all() as { name: string }[]).map(({ name }) => name)),
      rows: async (table) => open((database) => (database.prepare(`select ${table.startsWith('search_') && table !== 'search_rows' ? '' : rowid(database, table)}* from "${table}"`).all() as Row[]).map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, (value as unknown) instanceof ArrayBuffer ? new Uint8Array(value as unknown as ArrayBuffer) : value])))),
      set: async (table, row, column, value) =>
        open((database) => {
          database.pragma('foreign_keys = off');
          const keys = Object.keys(row).filter((name) => name !== 'rowid' && !(row[name] instanceof Uint8Array));
          const byRow = row['rowid'] !== undefined;
          const done = database.prepare(`update "${table}" set "${column}" = ? where ${byRow ? 'rowid = ?' : keys.map((name) => `"${name}" is ?`).join(' and ')}`).run(value, ...(byRow ? [row['rowid']] : keys.map((name) => row[name])));
          expect(done.changes).toBe(1);
        }),
    };
  };
  const onServer = (database: TestDatabase): Outside => {
    const literal = (value: Row[string]): string => (value === null ? 'null' : value instanceof Uint8Array ? `'\\x${Buffer.from(value).toString('hex')}'` : typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`);
    return {
      tables: async () => (await database.query('select tablename from pg_tables where schemaname = current_schema()')).map((row) => String(row['tablename'])),
      rows: async (table) => (await database.query(`select *, ctid::text as ctid from "${table}"`)) as Row[],
      set: async (table, row, column, value) => {
        await database.query(`set session_replication_role = ${table === 'agreements' || table === 'blobs' || table === 'user' || table === 'organisations' || column === 'agreement' || column === 'organisation' || column === 'digest' || column === 'userId' ? 'replica' : 'origin'}`);
        const [current] = (await database.query(`update "${table}" set "${column}" = ${literal(value)} where ctid = '${String(row['ctid'])}' returning ctid::text`)) as Row[];
        expect(current).toBeDefined();
        row['ctid'] = current!['ctid']!;
      },
    };
  };

  describe.each(stores)('%s', (_, missing, open) => {
    describe.skipIf(missing !== undefined)(missing ?? 'is found', () => {
      let place: Awaited<ReturnType<typeof open>>;
      beforeAll(async () => {
        place = await open();
        file = join(place.town.data, 'entente.db');
      });
      afterAll(() => place.end());
      test('in every table there is, and located', async () => {
        const { outside } = place;
        expect((await auditPlace(place.town)).faults).toEqual([]);
        const flips: string[] = [];
        for (const table of await outside.tables()) {
          const row = (await outside.rows(table)).at(-1);
          // A table that is empty would be protected by nothing that this test could see.
          expect(row, `a row in ${table}`).toBeDefined();
          const { rowid: _rowid, ctid, ...held } = row!;
          const inner = /^search_(?!rows)/.test(table) ? 'search' : table;
          const columns = someColumns(held);
          for (const column of ctid === undefined ? columns : columns.slice(-1)) {
            const before = held[column]!;
            // The vectors of the index are text to the outside; what they hold is tried by the words they come from.
            if (column.startsWith('in_')) continue;
            // A separator between two pages of the index of words may be any text between them: another one finds the same.
            if (table === 'search_idx' && column === 'term') continue;
            const at = { ...row! };
            await outside.set(table, at, column, flipped(before as string | number | Uint8Array));
            const { ok, faults } = await auditPlace(place.town);
            expect(ok, `${table}.${column}`).toBe(false);
            expect(faults.some((fault) => fault.table === inner && (fault.place !== '' || inner === 'search')), `${table}.${column}: ${JSON.stringify(faults)}`).toBe(true);
            flips.push(`${table}.${column}`);
            await outside.set(table, { ...at, [column]: flipped(before as string | number | Uint8Array) }, column, before);
            if (row!['ctid'] !== undefined) row!['ctid'] = (await outside.rows(table)).find((one) => Object.keys(held).every((name) => String(one[name]) === String(held[name])))!['ctid']!;
          }
        }
        expect(flips.length).toBeGreaterThan(25);
        expect((await auditPlace(place.town)).faults).toEqual([]);
      });
    });
  });
});
