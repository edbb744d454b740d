import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Encrypter } from 'age-encryption';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localSeat } from '#agreement/record/seat';
import { partyStream } from '#agreement/record/stream';
import { backUp, type BackedUp, type BackupOptions } from '#world/backup/backup';
import { move, undoMove } from '#world/backup/move';
import { restore, type Restored, type RestoreOptions } from '#world/backup/restore';
import { openDataFolder } from '#world/data-folder';
import { openWorld } from '#world/open-world';
import { unpackFolder } from '../fixtures/unpack';
import { postgresDatabase, postgresMissing } from '../postgres';
import { everythingAt, everythingIn, fillTables } from './every-table';

const root = mkdtempSync(join(tmpdir(), 'entente-backup-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const now = (): string => '2026-11-24T09:00:00.000Z';
let count = 0;
const fresh = (name = 'place'): string => join(root, `${name}-${++count}`);

/** A data folder in use, brought to this program's version, with a backup of it; `synthetic` has rows in every table besides. */
let used = '';
let synthetic = '';
let written: BackedUp & { file: string };

const quiet = { database: null, now, progress: () => undefined };
const backup = async (data: string, more: Partial<BackupOptions> = {}): Promise<BackedUp & { file: string }> => {
  const to = fresh('backup');
  return { file: more.to ?? to, ...(await backUp({ data, to, force: false, passphrase: null, product: '0.1.0', ...quiet, ...more })) };
};
const restoring = (file: string, data: string, more: Partial<RestoreOptions> = {}): Promise<Restored> =>
  restore({ file, data, passphrase: async () => 'four quiet horses', sendMails: true, signOut: false, faultsToo: false, ...quiet, ...more });
const copyOf = (folder: string): string => {
  const copy = fresh();
  cpSync(folder, copy, { recursive: true });
  return copy;
};
const inFile = (folder: string, work: (database: Database.Database) => void): void => {
  const database = new Database(join(folder, 'entente.db'));
  work(database);
  database.close();
};
const opens = async (data: string): Promise<void> => (await openWorld({ data, clock: now })).close();
const refuses = async (work: Promise<unknown>, what: RegExp, path?: string): Promise<void> => {
  await expect(work).rejects.toMatchObject({ name: 'InputError', what: expect.stringMatching(what), ...(path !== undefined && { path }) });
};

beforeAll(async () => {
  used = fresh('used');
  unpackFolder('data-version-2', used);
  await opens(used);
  synthetic = copyOf(used);
  fillTables(join(synthetic, 'entente.db'));
  written = await backup(used);
});

describe('a backup restored into an empty folder', () => {
  test('is the record that was backed up, with its keys', async () => {
    const data = fresh();
    const restored = await restoring(written.file, data);
    expect(restored.record).toEqual(written.record);
    expect(restored.record).toMatchObject({ faulty: 0 });
    expect(restored.record.events).toBeGreaterThan(20);
    expect(restored.record.files).toBeGreaterThan(3);
    for (const name of readdirSync(join(used, 'keys'))) expect(readFileSync(join(data, 'keys', name))).toEqual(readFileSync(join(used, 'keys', name)));
    expect([statSync(data).mode & 0o777, statSync(join(data, 'keys')).mode & 0o777, statSync(join(data, 'entente.db')).mode & 0o077]).toEqual([0o700, 0o700, 0]);
    await opens(data);
  });
  test('has every row of every table', async () => {
    const data = fresh();
    await restoring((await backup(synthetic)).file, data, { faultsToo: true });
    const before = everythingIn(join(synthetic, 'entente.db'));
    expect(Object.keys(before).length).toBeGreaterThan(20);
    for (const [table, { rows }] of Object.entries(before)) expect(rows.length, `rows of ${table} to compare`).toBeGreaterThan(0);
    expect(everythingIn(join(data, 'entente.db'))).toEqual(before);
  });
  test('backed up again is the same file but for its time', async () => {
    const data = fresh();
    await restoring(written.file, data);
    expect(readFileSync((await backup(data)).file).equals(readFileSync(written.file))).toBe(true);
  });
  test('may be written over a folder with settings and what volumes hold', async () => {
    const data = fresh();
    mkdirSync(join(data, 'lost+found'), { recursive: true });
    writeFileSync(join(data, 'entente.yaml'), 'port: 80\n');
    await restoring(written.file, data);
    await opens(data);
  });
  test('may have its keys already', async () => {
    const data = fresh();
    cpSync(join(used, 'keys'), join(data, 'keys'), { recursive: true });
    await restoring(written.file, data);
    await opens(data);
  });
  test('of an older program is what that program wrote, and the first start brings it up to date', async () => {
    const [old, data] = [fresh(), fresh()];
    unpackFolder('data-version-2', old);
    const restored = await restoring((await backup(old)).file, data);
    expect(restored.data.was).toBe(2);
    expect(restored.data.is).toBeGreaterThan(2);
    expect(everythingIn(join(data, 'entente.db'))).toEqual(everythingIn(join(old, 'entente.db')));
    await opens(data);
    expect((await backup(data)).record).toEqual(written.record);
  });
});

describe('while a server goes on', () => {
  test('the backup is of one moment', async () => {
    const data = copyOf(used);
    const folder = await openDataFolder(data, now);
    try {
      let events = 0;
      const writing: Promise<unknown>[] = [];
      // Each time some rows were read the server writes another event.
      const progress = (): void => {
        const append = { agreement: 'busy', create: events === 0, writes: [{ stream: partyStream('busy', 'local'), expectedSeq: events++, drafts: [{ kind: 'agreement-named' as const, body: { type: null, title: `${events}` } }], blobs: [Buffer.from(`${events}`)] }] };
        writing.push(folder.database.store.append(localSeat, append));
      };
      const during = await backup(data, { progress });
      expect((await Promise.all(writing)).length).toBeGreaterThan(10);
      expect(during.record).toEqual(written.record);
      expect((await backup(data)).record.events).toBe(written.record.events + events);
    } finally {
      await folder.close();
    }
  });
});

describe('the file of a backup', () => {
  test('is readable by its owner alone and leaves nothing beside it', async () => {
    const folder = fresh();
    mkdirSync(folder);
    const { file, size } = await backup(used, { to: join(folder, 'b.entente') });
    expect([readdirSync(folder), statSync(file).mode & 0o777, statSync(file).size]).toEqual([['b.entente'], 0o600, size]);
  });
  test('that is there is left as it is, unless it is to be replaced', async () => {
    const to = fresh();
    writeFileSync(to, 'mine');
    await refuses(backup(used, { to }), /left as it is/, to);
    expect(readFileSync(to, 'utf8')).toBe('mine');
    await backup(used, { to, force: true });
    await restoring(to, fresh());
  });
  test('leaves nothing when it cannot be finished', async () => {
    const folder = fresh();
    mkdirSync(folder);
    const progress = (): void => {
      throw new Error('cut');
    };
    await expect(backup(used, { to: join(folder, 'b.entente'), progress })).rejects.toThrow('cut');
    expect(readdirSync(folder)).toEqual([]);
  });
  test('takes away what a killed one left, and nothing else', async () => {
    const folder = fresh();
    mkdirSync(folder);
    const part = (pid: number): string => `.b.entente.${hostname().replaceAll(/[^A-Za-z0-9-]/g, '-').slice(0, 60)}.${pid}.00000000.part`;
    for (const name of [part(2 ** 22 + 1), part(process.pid), '.c.entente.part']) writeFileSync(join(folder, name), '');
    await backup(used, { to: join(folder, 'b.entente') });
    expect(readdirSync(folder).sort()).toEqual(['.c.entente.part', part(process.pid), 'b.entente'].sort());
  });
  test.each([['that is a folder', () => root, /is a folder/], ['in no folder', () => join(root, 'no', 'b.entente'), /no such file or folder/]])('%s is refused', async (_, to, what) => refuses(backup(used, { to: to() }), what));
});

describe('what cannot be backed up', () => {
  test('a folder without a database', () => refuses(backup(fresh()), /no database/));
  test('a file that is no database', async () => {
    const data = fresh();
    mkdirSync(data);
    writeFileSync(join(data, 'entente.db'), 'x'.repeat(5000));
    await refuses(backup(data), /not a database/);
  });
  test('a database of another program', async () => {
    const data = fresh();
    mkdirSync(data);
    inFile(data, (database) => database.exec('create table theirs (a)'));
    await refuses(backup(data), /no data of ours/);
  });
  test('data of a newer program', async () => {
    const data = copyOf(used);
    inFile(data, (database) => database.exec(`insert into migrations (version, at) values (1000, '')`));
    await refuses(backup(data), /newer program/);
  });
  test('keys that are none', async () => {
    const data = copyOf(used);
    mkdirSync(join(data, 'keys', 'old'));
    await refuses(backup(data), /no key/, join(data, 'keys', 'old'));
  });
  test('but keys that are just being made are left out', async () => {
    const data = copyOf(used);
    for (const name of ['.authority.pem.1.00000000', 'outbox.key.1.00000000', 'accounts.secret.new']) writeFileSync(join(data, 'keys', name), '');
    expect((await backup(data)).keys).toBe(readdirSync(join(used, 'keys')).length);
  });
});

describe('a record with faults', () => {
  const broken = async (change: string): Promise<BackedUp & { file: string }> => {
    const data = copyOf(used);
    inFile(data, (database) => database.exec(change));
    return backup(data);
  };
  test('is backed up and the first broken event is named', async () => {
    const { record } = await broken(`update events set at = '2026-01-01T00:00:00.000Z' where seq = 2 and stream = 'shared'`);
    expect(record.faulty).toBeGreaterThan(0);
    expect(record.faults[0]).toEqual({ where: expect.stringMatching(/^event 2 of .*\/shared$/), why: 'its content is not what was written' });
  });
  test.each([
    ['an event that is gone', `delete from events where seq = 2 and stream = 'shared'`, 'event 2 of', 'missing'],
    ['a first event that is gone', `delete from events where seq = 1 and stream = 'shared'`, 'event 1 of', 'missing'],
    ['content that is no JSON', `update events set body = '{' where seq = 3 and stream = 'shared'`, 'event 3 of', 'content'],
    ['a hash without its form', `update events set hash = 'sha256:x' where seq = 1 and stream = 'shared'`, 'event 1 of', 'content'],
    ['a row that another program changed', `update user set name = 'Mallory' where email = (select min(email) from user)`, 'row id', 'another program'],
    ['words that another program changed', `update texts set words = 'evil' where rowid = 1`, 'row agreement', 'another program'],
    ['a file with other bytes', `update blobs set bytes = x'00'`, 'file sha256:', 'digest'],
  ])('%s is named', async (_, change, where, why) => {
    const { record } = await broken(change);
    expect(record.faults[0]?.where).toContain(where);
    expect(record.faults[0]?.why).toContain(why);
  });
  test('is not made without the keys that open it', async () => {
    const data = copyOf(used);
    rmSync(join(data, 'keys', 'people.key'));
    await refuses(backup(data), /people\.key is missing/);
  });
  test('is restored only where that is asked for', async () => {
    const { file, record } = await broken(`update events set kind = 'x' where seq = 1`);
    const data = fresh();
    await refuses(restoring(file, data), /which it had when the backup was made: event 1 of/, file);
    expect(existsSync(data)).toBe(false);
    expect((await restoring(file, data, { faultsToo: true })).record).toEqual(record);
  });
});

describe('a folder to restore into', () => {
  test('must not have data', async () => {
    const data = copyOf(used);
    await refuses(restoring(written.file, data), /not empty \(entente\.db/, data);
    await opens(data);
  });
  test('must not have anything else', async () => {
    const data = fresh();
    mkdirSync(data);
    writeFileSync(join(data, 'thesis.odt'), 'x');
    chmodSync(data, 0o755);
    await refuses(restoring(written.file, data), /thesis\.odt/, data);
    expect([readdirSync(data), statSync(data).mode & 0o777]).toEqual([['thesis.odt'], 0o755]);
  });
  test('must not have other keys', async () => {
    const data = fresh();
    mkdirSync(join(data, 'keys'), { recursive: true });
    writeFileSync(join(data, 'keys', 'authority.pem'), 'another');
    await refuses(restoring(written.file, data), /not those of this installation/);
    expect(readdirSync(join(data, 'keys'))).toEqual(['authority.pem']);
    expect(existsSync(join(data, 'entente.db'))).toBe(false);
  });
  test('is not opened before it is whole, and may be restored into again', async () => {
    const data = fresh();
    mkdirSync(join(data, 'entente.restoring'), { recursive: true });
    writeFileSync(join(data, 'entente.restoring', 'entente.db'), 'half');
    await refuses(openDataFolder(data, now), /has not finished/, data);
    expect(readdirSync(data).filter((name) => !name.startsWith('entente.lock')).sort()).toEqual(expect.arrayContaining(['entente.restoring']));
    await restoring(written.file, data);
    await opens(data);
  });
  test('is opened where only the last tidying was missing', async () => {
    const data = copyOf(used);
    mkdirSync(join(data, 'entente.restoring'));
    await opens(data);
    expect(existsSync(join(data, 'entente.restoring'))).toBe(false);
  });
  test('is as before when the backup is damaged', async () => {
    const bytes = readFileSync(written.file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    const file = fresh();
    writeFileSync(file, bytes);
    const [absent, empty] = [fresh(), fresh()];
    mkdirSync(empty);
    for (const data of [absent, empty]) await refuses(restoring(file, data), /damaged: block \d+ \(rows of \w+\)/, file);
    expect([existsSync(absent), readdirSync(empty).filter((name) => name !== 'entente.lock')]).toEqual([false, []]);
  });
  test('is for one program at a time', async () => {
    const data = fresh();
    let second: Promise<void> | undefined;
    await restoring(written.file, data, { progress: () => void (second ??= refuses(restoring(written.file, data), /open in another program/, data)) });
    await second;
  });
});

describe('what is no backup', () => {
  const file = (content: string | Buffer): string => {
    const path = fresh();
    writeFileSync(path, content);
    return path;
  };
  test.each([['nothing', ''], ['a page', '%PDF-1.7 …'], ['an archive of others', 'PK\u0003\u0004'], ['JSON of others', '{"format":"other"}\n']])('%s', (_, content) => refuses(restoring(file(content), fresh()), /no backup made by Entente/));
  test('no file', () => refuses(restoring(join(root, 'none'), fresh()), /no such file/));
  test('a folder', () => refuses(restoring(root, fresh()), /folder/));
});

describe('an encrypted backup', () => {
  test('is in the age format and opens with its passphrase', async () => {
    const { file } = await backup(used, { passphrase: 'four quiet horses' });
    expect(readFileSync(file).subarray(0, 60).toString('latin1')).toMatch(/^age-encryption\.org\/v1\n-> scrypt \S{22} 18\n/);
    expect((await restoring(file, fresh())).record).toEqual(written.record);
  });
  test('opens with no other passphrase, and damage of it is found', async () => {
    // As another program may write it, in a form that is quicker to open.
    const encrypter = new Encrypter();
    encrypter.setPassphrase('four quiet horses');
    encrypter.setScryptWorkFactor(8);
    const bytes = await encrypter.encrypt(readFileSync(written.file));
    const file = fresh();
    writeFileSync(file, bytes);
    expect((await restoring(file, fresh())).record).toEqual(written.record);
    await refuses(restoring(file, fresh(), { passphrase: async () => 'five quiet horses' }), /passphrase does not open/, file);
    for (const at of [60, 150, 300, bytes.length >> 1, bytes.length - 1]) {
      writeFileSync(file, bytes.map((byte, index) => (index === at ? byte ^ 4 : byte)));
      await refuses(restoring(file, fresh()), /damaged: .* cannot be decrypted|passphrase does not open/, file);
    }
    for (const length of [20, 150, 300, bytes.length >> 1, bytes.length - 1]) {
      writeFileSync(file, bytes.subarray(0, length));
      await refuses(restoring(file, fresh()), /damaged|no backup/, file);
    }
  });
});

describe('mails and sessions', () => {
  const prepared = (): string => {
    const data = copyOf(used);
    inFile(data, (database) => {
      for (const state of ['waiting', 'sending', 'sent', 'held', 'dead', 'discarded']) {
        database.prepare(`insert into outbox (id, dedupe, kind, to_email, data, made_at, due_at, state) values (?, ?, 'turn', 'a@b.example', '{}', '2026-11-24T08:00:00.000Z', ?, ?)`).run([state, state, state === 'waiting' || state === 'sending' ? '2026-11-24T08:00:00.000Z' : null, state]);
      }
    });
    return data;
  };
  const mails = (data: string, id: string): unknown => {
    let found: unknown;
    inFile(data, (database) => (found = database.prepare('select state, due_at, last_error from outbox where id = ?').raw().get([id])));
    return found;
  };
  test('mails that waited are held with the reason, others stay as they are', async () => {
    const [source, data] = [prepared(), fresh()];
    const waiting = everythingIn(join(source, 'entente.db'))['outbox']?.rows.filter((row) => row.includes('waiting') || row.includes('sending')).length;
    const restored = await restoring((await backup(source)).file, data, { sendMails: false, faultsToo: true });
    expect(restored.held).toBe(waiting);
    for (const id of ['waiting', 'sending']) expect(mails(data, id)).toEqual(['held', null, expect.stringContaining('may have been sent since')]);
    for (const id of ['sent', 'held', 'dead', 'discarded']) expect(mails(data, id)).toEqual([id, null, null]);
  });
  test('mails wait again where nothing was sent since', async () => {
    const data = fresh();
    expect((await restoring((await backup(prepared())).file, data, { faultsToo: true })).held).toBe(0);
    expect(mails(data, 'waiting')).toEqual(['waiting', '2026-11-24T08:00:00.000Z', null]);
  });
  test('sessions are kept, or all ended', async () => {
    const sessions = (data: string): number => everythingIn(join(data, 'entente.db'))['session']?.rows.length ?? 0;
    const [kept, ended] = [fresh(), fresh()];
    await restoring(written.file, kept);
    await restoring(written.file, ended, { signOut: true });
    expect(sessions(kept)).toBeGreaterThan(0);
    expect(sessions(ended)).toBe(0);
  });
});

describe('a move', () => {
  describe.skipIf(postgresMissing !== undefined)(`to PostgreSQL and back${postgresMissing === undefined ? '' : ` (${postgresMissing})`}`, () => {
    test('has every row of every table', async () => {
      const server = await postgresDatabase();
      const data = copyOf(synthetic);
      const before = everythingIn(join(data, 'entente.db'));
      const there = await move({ ...quiet, data, to: { url: server.url }, faultsToo: true });
      expect(there.copied).toBe(true);
      expect(await everythingAt(server.query)).toEqual(before);
      const back = fresh();
      const here = await move({ ...quiet, data, database: server.url, to: { folder: back }, faultsToo: true });
      expect(here.record.digest).toBe(there.record.digest);
      expect(everythingIn(join(back, 'entente.db'))).toEqual(before);
      expect(readdirSync(join(back, 'keys'))).toEqual(readdirSync(join(data, 'keys')));
      server.release();
    });
    test('leaves the old data marked, and nobody writes there by mistake', async () => {
      const server = await postgresDatabase();
      const data = copyOf(used);
      const { to, record } = await move({ ...quiet, data, to: { url: server.url }, faultsToo: false });
      expect(record).toEqual(written.record);
      expect(to).toMatch(/^postgres:\/\/[^@]*$/);
      await refuses(opens(data), /was moved to postgres:/);
      await refuses(backup(data), /was moved to postgres:.*what is here is old/);
      // Run again it finds everything there; to another place it does not go.
      expect(await move({ ...quiet, data, to: { url: server.url }, faultsToo: false })).toMatchObject({ copied: false, record: { digest: record.digest } });
      await refuses(move({ ...quiet, data, to: { folder: fresh() }, faultsToo: false }), /was moved to postgres:/);
      const moved = await openWorld({ data, database: server.url, clock: now });
      const append = { agreement: 'more', create: true, writes: [{ stream: partyStream('more', 'local'), expectedSeq: 0, drafts: [{ kind: 'agreement-named' as const, body: { type: null, title: 'More' } }] }] };
      expect((await moved.store.append(localSeat, append)).kind).toBe('appended');
      // A database in use is not moved.
      await refuses(move({ ...quiet, data, database: server.url, to: { folder: fresh() }, faultsToo: false }), /is in use/);
      await moved.close();
      await refuses(move({ ...quiet, data, to: { url: server.url }, faultsToo: false }), /no longer the same/);
      expect(await undoMove({ data, database: null, now })).toBe(true);
      expect(await undoMove({ data, database: null, now })).toBe(false);
      await opens(data);
      await refuses(move({ ...quiet, data, to: { url: server.url }, faultsToo: false }), /not empty/);
      await opens(data);
      server.release();
    });
    test('that was killed before the copy was there is run again', async () => {
      const server = await postgresDatabase();
      const data = copyOf(used);
      const cut = (): void => {
        throw new Error('cut');
      };
      await expect(move({ ...quiet, data, to: { url: server.url }, faultsToo: false, progress: cut })).rejects.toThrow('cut');
      // What fails without a kill takes its mark away by itself.
      await opens(data);
      inFile(data, (database) => database.exec(`insert into installation (name, value) values ('moved-to', '{"to":"${new URL(server.url).pathname}","at":"2026-11-24T09:00:00.000Z"}')`));
      await refuses(move({ ...quiet, data, to: { url: server.url }, faultsToo: false }), /was moved to/);
      expect(await undoMove({ data, database: null, now })).toBe(true);
      expect((await move({ ...quiet, data, to: { url: server.url }, faultsToo: false })).copied).toBe(true);
      server.release();
    });
    test('of a broken record is refused unless it is asked for', async () => {
      const server = await postgresDatabase();
      const data = copyOf(used);
      inFile(data, (database) => database.exec(`update events set kind = 'x' where seq = 1`));
      await refuses(move({ ...quiet, data, to: { url: server.url }, faultsToo: false }), /Nothing was moved/);
      await opens(data);
      expect((await move({ ...quiet, data, to: { url: server.url }, faultsToo: true })).record.faulty).toBeGreaterThan(0);
      server.release();
    });
    test('a backup of a server is restored into a folder and into another server', async () => {
      const [server, second] = [await postgresDatabase(), await postgresDatabase()];
      const [data, third, fourth] = [copyOf(used), fresh(), fresh()];
      await move({ ...quiet, data, to: { url: server.url }, faultsToo: false });
      const there = await backup(data, { database: server.url });
      expect(there.record).toEqual(written.record);
      expect((await restoring(there.file, third)).record).toEqual(written.record);
      await opens(third);
      expect((await restoring(there.file, fourth, { database: second.url })).record).toEqual(written.record);
      expect(await everythingAt(second.query)).toEqual(await everythingAt(server.query));
      await refuses(restoring(there.file, fresh(), { database: second.url }), /not empty/);
      for (const one of [server, second]) one.release();
    });
  });
  test('is refused while a server has the folder', async () => {
    const data = copyOf(used);
    const folder = await openDataFolder(data, now);
    await refuses(move({ ...quiet, data, to: { folder: fresh() }, faultsToo: false }), /open in another program/, data);
    await folder.close();
  });
  test('of data of an older program is refused', async () => {
    const data = fresh();
    unpackFolder('data-version-2', data);
    await refuses(move({ ...quiet, data, to: { folder: fresh() }, faultsToo: false }), /older program/);
  });
});
