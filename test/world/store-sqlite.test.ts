import Database from 'libsql';
import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { localSeat } from '#agreement/record/seat';
import { partyStream } from '#agreement/record/stream';
import { asStoreError } from '#world/store/sqlite/connect';
import { dataVersion } from '#world/store/sqlite/migrations';
import { openDatabase } from '#world/store/open-database';
import { DamageError, StoreError, type Appended, type Store } from '#world/store/store';
import { verifyStream } from '#world/store/verify-stream';
import { handClock, partyRow, tokenDigest } from '../suites/store-conformance';

const root = mkdtempSync(join(tmpdir(), 'entente-sqlite-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
const freshFile = (): string => join(root, `store-${++count}.db`);

const clock = handClock();
const stream = partyStream('a1', 'local');

async function withStore<T>(file: string, work: (store: Store) => Promise<T>): Promise<T> {
  const { store } = await openDatabase(file, clock);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

function title(text: string, store: Store, expectedSeq: number, create = false): Promise<Appended> {
  return store.append(localSeat, {
    agreement: 'a1',
    writes: [{ stream, expectedSeq, drafts: [{ kind: 'agreement-named', body: { type: null, title: text } }], blobs: [new TextEncoder().encode(text)] }],
    create,
    rows: [partyRow('local', { title: text })],
  });
}

/** A database with six events whose titles are "title 0" to "title 5". */
async function six(): Promise<string> {
  const file = freshFile();
  await withStore(file, async (store) => {
    for (let index = 0; index < 6; index++) await title(`title ${index}`, store, index, index === 0);
  });
  return file;
}

function tamper(file: string, statement: string): void {
  const database = new Database(file);
  database.exec('pragma foreign_keys = off');
  database.exec(statement);
  database.close();
}

describe('tampering is located', () => {
  test.each([
    ['a word in a body', `update events set body = replace(body, 'title 3', 'title 9') where seq = 4`, 4, 'content-changed'],
    ['one bit of a body', `update events set body = replace(body, 'title 3', 'title 2') where seq = 4`, 4, 'content-changed'],
    ['a body that is JSON no more', `update events set body = 'x' || body where seq = 4`, 4, 'content-changed'],
    ['broken JSON after an earlier change', `update events set body = case seq when 5 then '{' else replace(body, 'title 1', 'title 7') end where seq in (2, 5)`, 2, 'content-changed'],
    ['the actor', `update events set actor = '{"person":"eve"}' where seq = 2`, 2, 'content-changed'],
    ['the party', `update events set on_behalf_of = 'eve' where seq = 2`, 2, 'content-changed'],
    ['the time', `update events set at = '2026-11-20T10:00:00.001Z' where seq = 3`, 3, 'content-changed'],
    ['the kind', `update events set kind = 'agreement-created' where seq = 5`, 5, 'content-changed'],
    ['the version', `update events set v = 2 where seq = 5`, 5, 'unknown-format'],
    ['the hash', `update events set hash = 'sha256:' || substr(hash, 9) || '0' where seq = 6`, 6, 'content-changed'],
    ['the hash’s form', `update events set hash = 'x' where seq = 6`, 6, 'content-changed'],
    ['the link', `update events set prev = (select hash from events where seq = 1) where seq = 4`, 4, 'content-changed'],
    ['a row taken out', `delete from events where seq = 3`, 3, 'number-missing'],
    ['the first row taken out', `delete from events where seq = 1`, 1, 'number-missing'],
    ['two rows exchanged', `update events set seq = case seq when 2 then 30 when 3 then 2 end where seq in (2, 3); update events set seq = 3 where seq = 30`, 2, 'content-changed'],
    ['a row put in', `update events set seq = 17 where seq = 6; update events set seq = 7 where seq = 17; insert into events select agreement, stream, 6, v, kind, at, actor, on_behalf_of, body, prev, hash from events where seq = 5`, 6, 'content-changed'],
  ] as const)('%s', async (_, statement, brokenAt, why) => {
    const file = await six();
    tamper(file, statement);
    expect(await withStore(file, (store) => verifyStream(store, localSeat, stream))).toEqual({ ok: false, brokenAt, why });
  });

  test('an end cut off is found by a checkpoint', async () => {
    const file = await six();
    const head = await withStore(file, async (store) => (await store.read(localSeat, stream)).at(-1));
    tamper(file, 'delete from events where seq > 4');
    const [alone, noted] = await withStore(file, async (store) => [await verifyStream(store, localSeat, stream), await verifyStream(store, localSeat, stream, head)]);
    expect(alone).toMatchObject({ ok: true });
    expect(noted).toEqual({ ok: false, brokenAt: 5, why: 'number-missing' });
  });

  test('a changed blob is named when it is read', async () => {
    const file = await six();
    tamper(file, `update blobs set bytes = cast('title 8' as blob) where bytes = cast('title 3' as blob)`);
    await withStore(file, async (store) => {
      const { digestOfBytes } = await import('#agreement/record/canonical');
      const digest = digestOfBytes(new TextEncoder().encode('title 3'));
      await expect(store.getBlob(localSeat, 'a1', digest)).rejects.toThrow(DamageError);
      await expect(store.getBlob(localSeat, 'a1', digest)).rejects.toThrow(digest);
    });
  });
});

describe('the outside breaks', () => {
  // A trigger fails the transaction at a statement of our choice, after those before it were carried out.
  test.each(['agreements', 'members', 'seats', 'dates', 'invitations', 'outbox', 'events', 'blobs', 'blob_places', 'people', 'idempotency'])('a failing insert into %s leaves nothing half-written', async (table) => {
    const file = freshFile();
    await withStore(file, async () => undefined);
    tamper(file, `create trigger broken before insert on ${table} begin select raise(abort, 'broken on purpose'); end`);
    const everything = (store: Store): Promise<Appended> =>
      store.append(localSeat, {
        agreement: 'a1',
        create: true,
        writes: [{ stream, expectedSeq: 0, drafts: [{ kind: 'agreement-created', body: { type: null, title: null } }], blobs: [new Uint8Array([1])], people: [{ id: 'p', salt: '', details: {} }] }],
        rows: [partyRow('local', { words: 'all the words' })],
        dates: [{ party: 'local', on: '2027-03-31', obligation: 'o', what: 'Report', clause: '5.1' }],
        invitations: { make: [{ id: 'i', party: 'local', role: 'reader', email: 'x@y.example', name: null, tokenDigest: tokenDigest('i'), expiresAt: '2027-01-01T00:00:00.000Z' }] },
        mails: [{ id: 'm', dedupe: 'm', kind: 'invitation', to: { email: 'x@y.example' }, agreement: 'a1', data: {} }],
        once: { key: 'k', request: `sha256:${'0'.repeat(64)}` },
      });
    await withStore(file, async (store) => {
      await expect(everything(store)).rejects.toThrow('broken on purpose');
      expect(await store.listAgreements(localSeat, { limit: 5 })).toEqual({ items: [], next: null });
    });
    tamper(file, 'drop trigger broken');
    expect(rowsOf(file)).toEqual([]);
    expect(await withStore(file, everything)).toMatchObject({ kind: 'appended' });
  });

  test('a full disk is said to be one, and reading goes on', async () => {
    const file = freshFile();
    const database = new Database(file);
    database.exec('create table t (b blob); pragma max_page_count = 3');
    const insert = database.prepare('insert into t values (zeroblob(100000))');
    let error: unknown;
    try {
      insert.run();
    } catch (caught) {
      error = asStoreError(caught);
    }
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ trouble: 'full' });
    expect(database.prepare('select count(*) as n from t').get()).toMatchObject({ n: 0 });
    database.close();
  });

  test('a page of the file that was overwritten is said to be damage', async () => {
    const file = await six();
    const database = new Database(file);
    const { page } = database.prepare(`select rootpage as page from sqlite_master where name = 'events'`).get() as { page: number };
    database.close();
    const whole = readFileSync(file);
    writeFileSync(file, whole.fill(0xa5, (page - 1) * 4096, page * 4096));
    await expect(withStore(file, (store) => store.read(localSeat, stream))).rejects.toMatchObject({ name: 'StoreError', trouble: 'damaged' });
  });

  test('a database held by another program is said to be busy and works once it is let go', async () => {
    const file = await six();
    await withStore(file, async (store) => {
      const other = new Database(file);
      other.exec('begin immediate');
      await expect(title('late', store, 6)).rejects.toMatchObject({ name: 'StoreError', trouble: 'busy' });
      expect(await store.read(localSeat, stream)).toHaveLength(6);
      other.exec('rollback');
      other.close();
      expect(await title('late', store, 6)).toMatchObject({ kind: 'appended' });
    });
  });
});

describe('opening', () => {
  test('data of a newer program is refused and left as it is', async () => {
    const file = await six();
    tamper(file, `insert into migrations (version, at) values (${dataVersion + 1}, '2027-01-01T00:00:00.000Z')`);
    await expect(openDatabase(file, clock)).rejects.toMatchObject({ name: 'InputError', path: file, what: expect.stringContaining(`data version ${dataVersion + 1}`) });
    tamper(file, `delete from migrations where version > ${dataVersion}`);
    expect(await withStore(file, (store) => store.read(localSeat, stream))).toHaveLength(6);
  });
  test('another program’s database is refused and left as it is', async () => {
    const file = freshFile();
    tamper(file, 'create table songs (id integer)');
    await expect(openDatabase(file, clock)).rejects.toMatchObject({ name: 'InputError', path: file });
  });
  test('a file that is no database is refused', async () => {
    const file = freshFile();
    writeFileSync(file, 'facts: {}\n'.repeat(500));
    await expect(openDatabase(file, clock)).rejects.toMatchObject({ name: 'InputError', path: file });
  });
  test('a path that cannot be opened is refused', async () => {
    await expect(openDatabase(join(root, 'no-such-folder', 'x.db'), clock)).rejects.toMatchObject({ name: 'InputError' });
  });
  test('opening and closing a hundred times leaves no file open once memory is collected', async (context) => {
    if (process.platform !== 'linux') return context.skip('open files are counted in /proc');
    const file = await six();
    const open = (): number => readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).startsWith(file)).length;
    for (let index = 0; index < 100; index++) await withStore(file, (store) => store.read(localSeat, stream));
    setFlagsFromString('--expose-gc');
    await vi.waitFor(() => {
      runInNewContext('gc()');
      expect(open()).toBe(0);
    }, { timeout: 60_000 });
  });
});

function rowsOf(file: string): unknown[] {
  const database = new Database(file);
  const tables = ['agreements', 'members', 'seats', 'dates', 'invitations', 'outbox', 'texts', 'search', 'events', 'blobs', 'blob_places', 'people', 'idempotency'];
  const rows = tables.flatMap((table) => database.prepare(`select * from ${table}`).all());
  database.close();
  return rows;
}

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}
