import { existsSync, mkdtempSync, readdirSync, rmSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '#agreement/record/canonical';
import type { Seat } from '#agreement/record/seat';
import { sharedStream } from '#agreement/record/stream';
import { openWorld } from '#world/open-world';
import type { Database } from '#world/store/database';
import { newId, systemClock } from '#world/store/ids';
import { openDatabase } from '#world/store/open-database';
import { readAddress } from '#world/store/postgres/address';
import { dataVersion } from '#world/store/postgres/migrations';
import type { Appended } from '#world/store/store';
import { verifyStream } from '#world/store/verify-stream';
import { startPostgres, type OwnPostgres } from '../../scripts/postgres.mjs';
import { postgresDatabase, postgresMissing, type TestDatabase } from '../postgres';
import { partyRow } from '../suites/store-conformance';

const ada: Seat = { person: 'ada', party: 'alpha', role: 'lead', caucuses: [] };
const shared = sharedStream('a1');

function append(database: Database, expectedSeq: number, title = `Title ${expectedSeq}`): Promise<Appended> {
  return database.store.append(ada, { agreement: 'a1', create: expectedSeq === 0, writes: [{ stream: shared, expectedSeq, drafts: [{ kind: 'agreement-named', body: { type: 'RD', title } }] }], rows: [partyRow('alpha', { title })] });
}

describe('the address of a server', () => {
  test.each([
    ['postgres://localhost/entente', 'postgres://localhost/entente'],
    ['postgresql://u:p@127.0.0.1:5433/entente', 'postgres://127.0.0.1:5433/entente'],
    ['postgres://u@localhost/entente?host=/run/postgresql', 'postgres:///run/postgresql/entente'],
    ['postgres://u:p@[::1]/entente', 'postgres://[::1]/entente'],
    ['postgres://u:p%40x@db.example/entente?sslmode=verify-full', 'postgres://db.example/entente'],
    ['postgres://u:p@db.example/entente?sslmode=disable', 'postgres://db.example/entente'],
    ['postgres://u:p@db.example/entente?sslmode=no-verify', 'postgres://db.example/entente'],
  ])('%s is shown as %s', (url, shown) => expect(readAddress(url).shown).toBe(shown));
  test.each(['require', 'verify-ca'])('sslmode=%s checks the certificate and its name', (mode) => {
    expect(new URL(readAddress(`postgres://u:p@db.example/entente?sslmode=${mode}`).url).searchParams.get('sslmode')).toBe('verify-full');
  });
  test.each([
    ['no database', 'postgres://u:secret@localhost'],
    ['a path for a database', 'postgres://u:secret@localhost/a/b'],
    ['another protocol', 'mysql://u:secret@localhost/entente'],
    ['a password with an open slash', 'postgres://u:sec/ret@localhost/entente/x'],
    ['words', 'secret'],
    ['another machine without a word on encryption', 'postgres://u:secret@db.example/entente'],
    ['one that may go without', 'postgres://u:secret@db.example/entente?sslmode=prefer'],
    ['another machine named as a parameter', 'postgres://u:secret@localhost/entente?host=db.example'],
  ])('%s is refused, and not quoted', (_, url) => {
    let error: unknown;
    try {
      readAddress(url);
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ name: 'InputError' });
    expect(inspect(error)).not.toContain('secret');
  });
});

describe.skipIf(postgresMissing !== undefined)(postgresMissing ?? 'tables in PostgreSQL', () => {
  let place: TestDatabase;
  beforeEach(async () => {
    place = await postgresDatabase();
    await place.query('drop schema public cascade; create schema public');
  });
  // With its tables gone it is of no use to others.
  const open = (url = place.url): Promise<Database> => openDatabase(url, systemClock);
  const versions = async (): Promise<unknown> => (await place.query('select version from migrations order by version')).map((row) => row['version']);
  const tables = async (): Promise<unknown> => (await place.query('select tablename from pg_tables where schemaname = current_schema() order by 1')).map((row) => row['tablename']);
  const complete = Array.from({ length: dataVersion }, (_, index) => index + 1);

  test('are made once by several programs that start at once', async () => {
    const opened = await Promise.all([open(), open(), open(), open()]);
    expect(await versions()).toEqual(complete);
    expect((await append(opened[3], 0)).kind).toBe('appended');
    expect(await opened[0].store.read(ada, shared)).toHaveLength(1);
    for (const one of opened) await one.close();
  });
  test('are the same as in SQLite, column by column, but for the index of words', async () => {
    const shapeOf = async (database: Database): Promise<Map<string, string[]>> => {
      // SQLite alone needs to know in which row the words of a party are, and to check its rows itself.
      const own = new Set(['search', 'search_rows', 'searchers', 'migrations', 'migration_lock']);
      const found = (await database.kysely.introspection.getTables()).filter(({ name }) => !own.has(name) && !name.startsWith('search_'));
      const shape = found.map(({ name, columns }): [string, string[]] => [name, columns.filter((column) => column.name !== 'row_check').map((column) => `${column.name} ${kind(column.dataType)}${column.isNullable ? '' : ' not null'}`).sort()]);
      await database.close();
      return new Map(shape.sort(([a], [b]) => (a < b ? -1 : 1)));
    };
    const kind = (type: string): string => (/^int/i.test(type) ? 'integer' : /^(blob|bytea)$/i.test(type) ? 'bytes' : type.toLowerCase());
    expect(await shapeOf(await open())).toEqual(await shapeOf(await openDatabase(':memory:', systemClock)));
  });
  test('compare texts byte by byte', async () => {
    await (await open()).close();
    expect(await place.query(`select table_name, column_name from information_schema.columns where table_schema = current_schema() and data_type = 'text' and collation_name is distinct from 'C'`)).toEqual([]);
  });
  test('of a step that fails nothing is kept, and the next start goes on', async () => {
    await place.query('create schema other; create type views as enum ()');
    await expect(open()).rejects.toThrow('views');
    expect(await tables()).toEqual(['migration_lock']);
    await place.query('drop type views');
    await (await open()).close();
    expect(await versions()).toEqual(complete);
  });
  test('of a newer program are refused and left as they are', async () => {
    await (await open()).close();
    await place.query(`insert into migrations values (${dataVersion + 1}, 'x')`);
    await expect(open()).rejects.toMatchObject({ name: 'InputError', what: expect.stringContaining(`data version ${dataVersion + 1}`) });
  });
  test('of another program are refused and left as they are', async () => {
    await place.query('create table songs (id integer)');
    await expect(open()).rejects.toMatchObject({ name: 'InputError', what: expect.stringContaining('another program') });
    expect(await tables()).toEqual(['songs']);
  });
  test('may lie in a schema of their own, beside those of others', async () => {
    await place.query('create table songs (id integer); create schema ours');
    const database = await open(`${place.url}&options=-csearch_path%3Dours`);
    expect((await append(database, 0)).kind).toBe('appended');
    await database.close();
    expect(await place.query('select id from ours.agreements')).toEqual([{ id: 'a1' }]);
  });
});

describe.skipIf(postgresMissing !== undefined)(postgresMissing ?? 'several programs on one database', () => {
  let place: TestDatabase;
  let one: Database;
  let two: Database;
  beforeEach(async () => {
    place = await postgresDatabase();
    [one, two] = [await openDatabase(place.url, systemClock), await openDatabase(place.url, systemClock)];
  });
  afterEach(async () => {
    await Promise.all([one.close(), two.close()]);
    place.release();
  });
  test('make one chain of what both write at once', async () => {
    await append(one, 0);
    const writes = async (database: Database, count: number): Promise<number> => {
      let kept = 0;
      while (kept < count) if ((await append(database, (await database.store.read(ada, shared)).length, `by ${kept}`)).kind === 'appended') kept++;
      return kept;
    };
    expect(await Promise.all([writes(one, 8), writes(two, 8), writes(two, 8)])).toEqual([8, 8, 8]);
    expect(await verifyStream(one.store, ada, shared)).toMatchObject({ ok: true, head: { seq: 25 } });
  });
  test('carry out a request once that comes to both', async () => {
    await append(one, 0);
    const once = { key: 'k', request: digestOf('x'), answer: 'done' };
    const ask = (database: Database): Promise<Appended> => database.store.append(ada, { agreement: 'a1', writes: [{ stream: shared, expectedSeq: 1, drafts: [{ kind: 'agreement-named', body: { type: 'RD', title: 'Two' } }] }], once });
    const kinds = (await Promise.all([ask(one), ask(two), ask(one), ask(two)])).map((outcome) => outcome.kind).sort();
    expect([kinds, (await two.store.read(ada, shared)).length]).toEqual([['appended', 'repeated', 'repeated', 'repeated'], 2]);
  });
  test('make two agreements of one request no more than once', async () => {
    const once = { key: 'k', request: digestOf('x') };
    const begin = (database: Database, agreement: string): Promise<Appended> => database.store.append(ada, { agreement, create: true, writes: [{ stream: sharedStream(agreement), expectedSeq: 0, drafts: [{ kind: 'agreement-named', body: { type: 'RD', title: 'One' } }] }], once });
    const kinds = (await Promise.all([begin(one, 'a1'), begin(two, 'a2'), begin(two, 'a3')])).map((outcome) => outcome.kind).sort();
    expect([kinds, (await place.query('select id from agreements')).length]).toEqual([['appended', 'repeated', 'repeated'], 1]);
  });
  test('send each mail from one of them', async () => {
    const ids = Array.from({ length: 60 }, () => newId());
    await one.outbox.put(ids.map((id) => ({ id, dedupe: id, kind: 'turn', to: { email: 'x@y.example' }, agreement: null, data: {} })));
    const now = systemClock();
    const claimed = await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : two).outbox.claim(now, 4, 60_000)));
    expect(claimed.flat().map((mail) => mail.id).sort()).toEqual(ids.sort());
  });
  test('leave an organisation one manager where both go at once', async () => {
    const id = await one.directory.createOrganisation('ada', 'Alpha');
    await place.query(`insert into organisation_members values ('${id}', 'ben', 'manager', 'x')`);
    const left = await Promise.all([one.directory.removeMember('ada', id, 'ada'), two.directory.removeMember('ben', id, 'ben')]);
    expect(left.map((outcome) => outcome.kind).sort()).toEqual(['done', 'last-manager']);
  });
  test('decide on seats as they are: who saw them before they changed begins anew', async () => {
    await append(one, 0);
    const seen: number[] = [];
    await two.engine.write(async (db) => {
      seen.push((await db.selectFrom('seats').select('person').where('agreement', '=', 'a1').where('ended_at', 'is', null).execute()).length);
      if (seen.length === 1) await one.store.append(ada, { agreement: 'a1', writes: [], grants: [{ person: 'ben', party: 'alpha', role: 'reader', organisation: null }] });
      await two.engine.holding(db.selectFrom('agreements').select('id').where('id', '=', 'a1')).execute();
    });
    expect(seen).toEqual([1, 2]);
  });
});

describe.skipIf(postgresMissing !== undefined)(postgresMissing ?? 'the keys of an installation', () => {
  let place: TestDatabase;
  let root: string;
  beforeEach(async () => {
    place = await postgresDatabase();
    root = mkdtempSync(join(tmpdir(), 'entente-keys-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
    place.release();
  });
  const open = (folder: string) => openWorld({ data: join(root, folder), database: place.url });
  test('are made once by two programs that start at once, in a folder that holds nothing else and is not locked', async () => {
    const [one, two] = await Promise.all([open('data'), open('data')]);
    const [sealing, reading] = [one.mail.secrets.seal('token', 'm1'), two.mail.secrets];
    expect([reading.open(sealing, 'm1'), readdirSync(join(root, 'data'))]).toEqual(['token', ['keys']]);
    await Promise.all([one.close(), two.close()]);
  });
  test('go with every machine: others are refused, a copy is not', async () => {
    await (await open('data')).close();
    await expect(open('empty')).rejects.toMatchObject({ name: 'InputError', next: expect.stringContaining('keys') });
    expect(readdirSync(join(root, 'empty', 'keys'))).toEqual([]);
    cpSync(join(root, 'data', 'keys'), join(root, 'copy', 'keys'), { recursive: true });
    await (await open('copy')).close();
    rmSync(join(root, 'copy', 'keys', 'accounts.secret'));
    await expect(open('copy')).rejects.toMatchObject({ name: 'InputError', what: expect.stringContaining('accounts') });
  });
  test('a folder with data of its own is refused beside a server', async () => {
    await (await openWorld({ data: join(root, 'data') })).close();
    await expect(open('data')).rejects.toMatchObject({ name: 'InputError', what: expect.stringContaining('not moved') });
    expect(existsSync(join(root, 'data', 'entente.db'))).toBe(true);
  });
});

describe.skipIf(postgresMissing !== undefined || process.env['TEST_DATABASE_URL'])(postgresMissing ?? 'a server that fails', () => {
  let server: OwnPostgres;
  let database: Database;
  beforeAll(async () => {
    server = await startPostgres({ settings: ['max_connections = 12', 'superuser_reserved_connections = 0'] });
  });
  afterAll(() => server.end());
  beforeEach(async () => {
    database = await openDatabase(await server.create(), systemClock);
    await append(database, 0);
  });
  afterEach(() => database.close());
  const read = () => database.store.read(ada, shared);
  const name = async (): Promise<string> => String((await database.engine.run((db) => db.selectNoFrom(({ fn }) => fn<string>('current_database').as('name')).execute()))[0]?.name);

  test.each(['stop', 'kill'] as const)('by %s is said to be out of reach, and all goes on by itself once it is back', async (how) => {
    await server[how]();
    await expect(read()).rejects.toMatchObject({ name: 'StoreError', trouble: 'unreachable' });
    await expect(append(database, 1)).rejects.toMatchObject({ name: 'StoreError', trouble: 'unreachable', message: expect.stringContaining('Nothing of this write was kept') });
    await server.start();
    expect(await append(database, 1)).toMatchObject({ kind: 'appended' });
    expect(await read()).toHaveLength(2);
  });
  test('by cutting idle connections is not even noticed', async () => {
    await server.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${await name()}' and pid <> pg_backend_pid()`);
    await expect.poll(() => read().catch(() => [])).toHaveLength(1);
  });
  test.each([
    ['before the end of a change leaves nothing of it', false, 'Nothing of this write was kept'],
    ['while a change is being kept says that nobody knows', true, 'may have been kept or not'],
  ])('by cutting a connection %s', async (_, late, message) => {
    const work = database.engine.write(async (db) => {
      const [row] = await db.selectNoFrom(({ fn }) => fn<number>('pg_backend_pid').as('pid')).execute();
      await server.query(`select pg_terminate_backend(${row?.pid})`);
      if (!late) await db.selectFrom('agreements').selectAll().execute();
    });
    await expect(work).rejects.toMatchObject({ name: 'StoreError', trouble: 'unreachable', message: expect.stringContaining(message) });
    expect(await read()).toHaveLength(1);
  });
  test('by taking no more writes is said to be read-only, and reading goes on', async () => {
    await server.query(`alter database "${await name()}" set default_transaction_read_only = on`);
    await server.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${await name()}' and pid <> pg_backend_pid()`);
    await expect.poll(() => append(database, 1).catch((error: unknown) => error)).toMatchObject({ name: 'StoreError', trouble: 'read-only' });
    expect(await read()).toHaveLength(1);
  });
  test('by having no connection left is said to have too much to do', async () => {
    const url = server.url(await name());
    await database.close();
    database = await openDatabase(url, systemClock);
    const held = Array.from({ length: 11 }, () => new pg.Client({ connectionString: url }));
    for (const client of held) await client.connect();
    const both = Promise.all([database.engine.write((db) => db.selectFrom('agreements').select('id').execute()), read()]);
    await expect(both).rejects.toMatchObject({ name: 'StoreError', trouble: 'crowded' });
    for (const client of held) await client.end();
    await expect.poll(() => Promise.all([read(), read()]).catch(() => [])).toHaveLength(2);
  });
  test.each([
    ['nobody listens', () => `postgres://u:s3cret@localhost/x?host=${tmpdir()}/nowhere`],
    ['there is no such database', () => server.url('absent').replace('entente@', 'entente:s3cret@')],
    ['there is no such user', () => server.url('postgres').replace('entente@', 'stranger:s3cret@')],
  ])('where %s a start is refused with the reason, without the password', async (_, url) => {
    const error: unknown = await openDatabase(url(), systemClock).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'InputError' });
    expect(inspect(error, { depth: 12, showHidden: true })).not.toContain('s3cret');
  });
  test('troubles and connections never show the password', async () => {
    const url = server.url(await name()).replace('entente@', 'entente:s3cret@');
    const other = await openDatabase(url, systemClock);
    await server.stop();
    const error: unknown = await other.store.read(ada, shared).catch((caught: unknown) => caught);
    await server.start();
    expect(error).toMatchObject({ name: 'StoreError' });
    expect(inspect([error, other], { depth: 12 })).not.toContain('s3cret');
    await other.close();
  });
});
