import Database from 'libsql';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { linkAll } from '#agreement/record/chain';
import { localSeat } from '#agreement/record/seat';
import { partyStream } from '#agreement/record/stream';
import { dataVersion, steps } from '#world/store/sqlite/migrations';
import type { Database as OurDatabase } from '#world/store/database';
import { openDatabase } from '#world/store/open-database';
import { rowOf } from '#world/store/sql/rows';
import { verifyStream } from '#world/store/verify-stream';
import { processorTime } from '../timed';
import { handClock, partyRow } from '../suites/store-conformance';

const root = mkdtempSync(join(tmpdir(), 'entente-migrations-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
const clock = handClock('2026-11-23T10:00:00.000Z');

/** A database as the first release left it, with agreements that each have two events; "o1" is of another party, as no release wrote it. */
function versionOne(agreements: number): string {
  const file = join(root, `v1-${++count}.db`);
  const database = new Database(file);
  database.exec('pragma journal_mode = WAL');
  database.exec('create table migrations (version integer primary key, at text not null) strict');
  for (const statement of steps[0] ?? []) database.exec(statement);
  database.exec(`insert into migrations values (1, '2026-10-01T00:00:00.000Z'); begin`);
  const member = database.prepare('insert into members values (?, ?, ?, ?, ?, ?, ?)');
  const agreement = database.prepare('insert into agreements values (?, ?)');
  const event = database.prepare('insert into events values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (let index = 0; index < agreements; index++) {
    const id = `a${index}`;
    const at = `2026-10-02T00:00:00.${String(index % 1000).padStart(3, '0')}Z`;
    agreement.run(id, '2026-10-01T12:00:00.000Z');
    member.run(id, 'local', index === 0 ? null : `Title ${index}`, 'RD', JSON.stringify(['Müller', 'Vand']), 'drafted', at);
    const drafts = ['One', 'Two'].map((title) => ({ kind: 'agreement-named' as const, body: { type: 'RD', title } }));
    const stream = partyStream(id, 'local');
    for (const one of linkAll(drafts, { stream, at, actor: { person: 'local' }, onBehalfOf: 'local' }, null)) event.run(...Object.values(rowOf(one, id, 'party:local')));
  }
  agreement.run('o1', '2026-10-01T12:00:00.000Z');
  member.run('o1', 'other', 'Other', 'RD', '[]', 'created', '2026-10-02T00:00:00.000Z');
  database.exec('commit');
  database.close();
  return file;
}

async function withDatabase<T>(file: string, work: (database: OurDatabase) => Promise<T>): Promise<T> {
  const database = await openDatabase(file, clock);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

describe('data of the first release', () => {
  test('opens, and whoever runs the program has the seat in every agreement', async () => {
    await withDatabase(versionOne(3), async ({ store, kysely }) => {
      expect((await store.listAgreements(localSeat, { limit: 9 })).items).toEqual([
        { id: 'a2', title: 'Title 2', type: 'RD', parties: ['Müller', 'Vand'], status: 'drafted', updatedAt: '2026-10-02T00:00:00.002Z' },
        { id: 'a1', title: 'Title 1', type: 'RD', parties: ['Müller', 'Vand'], status: 'drafted', updatedAt: '2026-10-02T00:00:00.001Z' },
        { id: 'a0', title: null, type: 'RD', parties: ['Müller', 'Vand'], status: 'drafted', updatedAt: '2026-10-02T00:00:00.000Z' },
      ]);
      expect(await kysely.selectFrom('seats').selectAll().where('agreement', '=', 'a1').execute()).toEqual([
        expect.objectContaining({ person: 'local', party: 'local', role: 'lead', organisation: null, granted_at: '2026-10-01T12:00:00.000Z', ended_at: null, archived_at: null, needs: null }),
      ]);
      expect(await kysely.selectFrom('seats').select('person').where('agreement', '=', 'o1').execute()).toEqual([]);
    });
  });
  test('keeps its chains and goes on', async () => {
    await withDatabase(versionOne(3), async ({ store }) => {
      const stream = partyStream('a1', 'local');
      expect(await verifyStream(store, localSeat, stream)).toMatchObject({ ok: true, head: { seq: 2 } });
      const more = { agreement: 'a1', writes: [{ stream, expectedSeq: 2, drafts: [{ kind: 'agreement-named' as const, body: { type: 'RD', title: 'Three' } }] }], rows: [partyRow('local', { title: 'Three', words: 'tidal rivers' })] };
      expect(await store.append(localSeat, more)).toMatchObject({ kind: 'appended' });
      expect(await verifyStream(store, localSeat, stream)).toMatchObject({ ok: true, head: { seq: 3 } });
      expect(await store.getAgreement(localSeat, 'a1')).toMatchObject({ title: 'Three', updatedAt: '2026-11-23T10:00:00.000Z' });
    });
  });
  test('is found by title and parties', async () => {
    await withDatabase(versionOne(12), async ({ directory }) => {
      expect((await directory.search('local', 'title 7', { limit: 9 })).items.map((item) => item.id)).toEqual(['a7']);
      expect((await directory.search('local', 'muller', { limit: 20 })).items).toHaveLength(12);
    });
  });
  test('is what a fresh database is, table by table', async () => {
    const schema = (file: string): Promise<unknown> =>
      withDatabase(file, async ({ kysely }) => {
        const tables = await kysely.introspection.getTables();
        const shape = tables.map(({ name, columns }) => [name, columns.map((column) => [column.name, column.dataType, column.isNullable])]);
        return [shape, await kysely.selectFrom('migrations').select('version').execute()];
      });
    expect(await schema(versionOne(1))).toEqual(await schema(join(root, 'fresh.db')));
    expect(dataVersion).toBe(3);
  });
  test('opens a second time without another step', async () => {
    const file = versionOne(2);
    const versions = (): Promise<unknown> => withDatabase(file, ({ kysely }) => kysely.selectFrom('migrations').selectAll().execute());
    expect(await versions()).toEqual(await versions());
    expect(await withDatabase(file, async ({ store }) => (await store.listAgreements(localSeat, { limit: 9 })).items)).toHaveLength(2);
  });
  test('of a step that fails nothing is kept', async () => {
    const file = versionOne(2);
    const before = tablesOf(file);
    const database = new Database(file);
    database.exec('create table outbox (mine integer)');
    database.close();
    await expect(openDatabase(file, clock)).rejects.toThrow('outbox');
    expect(tablesOf(file).filter((name) => name !== 'outbox')).toEqual(before);
  });
  test('ten thousand agreements are brought over within a few seconds', async () => {
    const file = versionOne(10_000);
    const open = (): Promise<void> => withDatabase(file, async ({ store }) => expect((await store.listAgreements(localSeat, { limit: 200 })).items).toHaveLength(200));
    expect(await processorTime(open)).toBeLessThan(5_000);
  });
});

function tablesOf(file: string): string[] {
  const database = new Database(file);
  const rows = database.prepare('select name from sqlite_master order by name').all() as { name: string }[];
  database.close();
  return rows.map((row) => row.name);
}
