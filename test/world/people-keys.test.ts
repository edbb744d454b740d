import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { referTo, standing, type PersonRef } from '#agreement/record/person';
import { openWorld } from '#world/open-world';
import { openPeopleKeys, SealError, type PeopleKeys } from '#world/people-keys';
import { sealPlain } from '#world/store/sql/person-rows';
import { openSqlite } from '#world/store/sqlite/engine';
import { openDatabase } from '#world/store/open-database';
import { DamageError } from '#world/store/store';
import { localSeat, type Seat } from '#agreement/record/seat';
import { verifyStream } from '#world/store/verify-stream';
import { unpackFolder, type Facts } from '../fixtures/unpack';
import { bundleChild } from '../suites/bundle-child';
import { eachStore } from '../stores';
import { handClock } from '../suites/store-conformance';

const root = mkdtempSync(join(tmpdir(), 'entente-keys-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = (): string => mkdtempSync(join(root, 'keys-'));
const clock = handClock();

describe('a text under a person’s key', () => {
  const keys = openPeopleKeys(undefined);
  const jo = { name: 'jo', wrapped: keys.make('jo') };
  const sealed = keys.seal(jo, 'here', 'Jo Ruiz');
  const refused = (work: () => string): void => expect(work).toThrow(SealError);

  test('opens where it was sealed', () => expect(keys.open(jo, 'here', sealed)).toBe('Jo Ruiz'));
  test('says how it was sealed, and nothing of what', () => expect(sealed).toMatch(/^1\.aes-256-gcm\.[\w-]{47,}$/));
  test('is another each time', () => expect(keys.seal(jo, 'here', 'Jo Ruiz')).not.toBe(sealed));
  test('opens at no other place', () => refused(() => keys.open(jo, 'there', sealed)));
  test('opens under no other person’s key', () => refused(() => keys.open({ name: 'sam', wrapped: keys.make('sam') }, 'here', sealed)));
  test('opens under no key of another name', () => refused(() => keys.open({ ...jo, name: 'sam' }, 'here', sealed)));
  test('opens under no other master key', () => refused(() => openPeopleKeys(undefined).open(jo, 'here', sealed)));
  test.each(Array.from({ length: 7 }, (_, index) => 16 + 6 * index))('opens no more once letter %d is another', (index) => {
    refused(() => keys.open(jo, 'here', `${sealed.slice(0, index)}${sealed[index] === 'A' ? 'B' : 'A'}${sealed.slice(index + 1)}`));
  });
  test.each(['', '1.aes-256-gcm.', '2.aes-256-gcm.AAAA', 'Jo Ruiz', `1.aes-256-gcm.${'A'.repeat(20)}`])('is not %j', (text) => refused(() => keys.open(jo, 'here', text)));
});

describe('the master key', () => {
  test('is made once, for this user alone', () => {
    const keys = folder();
    const made = openPeopleKeys(keys).fingerprint(true);
    expect(made).toMatch(/^[0-9a-f]{64}$/);
    expect(openPeopleKeys(keys).fingerprint(false)).toBe(made);
    expect(readdirSync(keys)).toEqual(['people.key']);
    expect([statSync(join(keys, 'people.key')).size, statSync(join(keys, 'people.key')).mode & 0o777]).toEqual([32, 0o600]);
  });
  test('is the same for several programs that start at once', async () => {
    const child = await bundleChild('test/world/children/make-people-key.ts');
    const keys = folder();
    const all = await Promise.all(Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, [child, keys])));
    expect(new Set(all.map(({ stdout }) => stdout))).toEqual(new Set([openPeopleKeys(keys).fingerprint(false)]));
    expect(readdirSync(keys)).toEqual(['people.key']);
  });
  test('is not made where it must be there', () => expect(openPeopleKeys(folder()).fingerprint(false)).toBeNull());
  test('that others can read is refused', () => {
    const keys = folder();
    openPeopleKeys(keys).fingerprint(true);
    chmodSync(join(keys, 'people.key'), 0o644);
    expect(() => openPeopleKeys(keys).fingerprint(true)).toThrow('other users');
  });
  test('that was cut off is refused', () => {
    const keys = folder();
    writeFileSync(join(keys, 'people.key'), 'short', { mode: 0o600 });
    expect(() => openPeopleKeys(keys).fingerprint(true)).toThrow('damaged');
  });
  test('of another installation, or none, does not open a database', async () => {
    const file = join(root, 'other.db');
    const keys = folder();
    await (await openDatabase(file, clock, { peopleKeys: openPeopleKeys(keys) })).close();
    for (const peopleKeys of [openPeopleKeys(folder()), openPeopleKeys(undefined)]) await expect(openDatabase(file, clock, { peopleKeys })).rejects.toMatchObject({ name: 'InputError', next: expect.stringContaining('from the same backup') });
    rmSync(join(keys, 'people.key'));
    await expect(openDatabase(file, clock, { peopleKeys: openPeopleKeys(keys) })).rejects.toMatchObject({ name: 'InputError' });
    expect(readdirSync(keys)).toEqual([]);
  });
});

describe.each(eachStore.filter((store) => store.missing === undefined))('records of people $name', ({ fresh }) => {
  const ada: Seat = { person: 'ada', party: 'alpha', role: 'lead', caucuses: [] };
  const shared = 'a1/shared';
  const record = (id: string) => ({ id, salt: 'ab'.repeat(32), details: { name: `${id} Ruiz` } });
  const withStore = async (work: (database: Awaited<ReturnType<typeof openDatabase>>, keys: PeopleKeys) => Promise<void>): Promise<void> => {
    const place = await fresh();
    const keys = openPeopleKeys(undefined);
    const database = await openDatabase(place.at, clock, { peopleKeys: keys });
    try {
      await database.store.append(ada, { agreement: 'a1', writes: [{ stream: shared, expectedSeq: 0, drafts: [{ kind: 'agreement-named', body: { type: null, title: 'T' } }], people: ['jo', 'sam'].map(record) }], create: true });
      await work(database, keys);
    } finally {
      await database.close();
      place.release();
    }
  };

  test('lie sealed, salt included', () =>
    withStore(async ({ kysely, store }) => {
      const rows = await kysely.selectFrom('people').selectAll().orderBy('person').execute();
      expect(rows.map((row) => [row.person, row.key, row.salt, row.details.startsWith('1.aes-256-gcm.')])).toEqual([['jo', 'a1/jo', '', true], ['sam', 'a1/sam', '', true]]);
      expect(JSON.stringify(rows)).not.toMatch(/Ruiz|abab/);
      expect((await store.people(ada, 'a1'))?.get('jo')).toEqual(record('jo'));
    }));
  test('that were moved to another row are refused', () =>
    withStore(async ({ kysely, store }) => {
      const jo = await kysely.selectFrom('people').selectAll().where('person', '=', 'jo').executeTakeFirstOrThrow();
      await kysely.updateTable('people').set({ details: jo.details }).where('person', '=', 'sam').execute();
      await expect(store.readPerson(ada, 'a1', 'sam')).rejects.toThrow(DamageError);
      // With the key of that row beside it, too.
      await kysely.updateTable('people').set({ key: jo.key }).where('person', '=', 'sam').execute();
      await expect(store.people(ada, 'a1')).rejects.toThrow('record of person sam of a1 is damaged');
      expect(await store.readPerson(ada, 'a1', 'jo')).toEqual(record('jo'));
    }));
  test('that were taken from another key are refused', () =>
    withStore(async ({ kysely, store }) => {
      const key = await kysely.selectFrom('person_keys').selectAll().where('person', '=', 'a1/jo').executeTakeFirstOrThrow();
      await kysely.updateTable('person_keys').set({ key: key.key }).where('person', '=', 'a1/sam').execute();
      await expect(store.readPerson(ada, 'a1', 'sam')).rejects.toThrow(DamageError);
    }));
  test('are gone with their key, which is never made again', () =>
    withStore(async ({ kysely, store }) => {
      const erased = { id: 'jo', salt: '', details: {}, erased: true };
      await kysely.updateTable('person_keys').set({ key: null, erased_at: clock() }).where('person', '=', 'a1/jo').execute();
      expect(await store.readPerson(ada, 'a1', 'jo')).toEqual(erased);
      expect(await store.savePerson(ada, shared, record('jo'))).toBe(true);
      expect([...((await store.people(ada, 'a1')) ?? []).values()]).toEqual([erased, record('sam')]);
      expect((await kysely.selectFrom('people').select('details').where('person', '=', 'jo').executeTakeFirst())?.details).toBe('');
    }));
  test('are told apart by marks as they change', () =>
    withStore(async ({ store }) => {
      const before = (await store.marks(ada, 'a1'))?.people ?? '';
      expect((await store.marks(ada, 'a1'))?.people).toBe(before);
      await store.savePerson(ada, shared, record('jo'));
      expect((await store.marks(ada, 'a1'))?.people).not.toBe(before);
      expect(before.length).toBeLessThan(200);
    }));
});

test('sealing goes on where it was interrupted', async () => {
  const interrupted = join(root, 'interrupted');
  unpackFolder('data-version-2', interrupted);
  const [file, keys] = [join(interrupted, 'entente.db'), openPeopleKeys(join(interrupted, 'keys'))];
  keys.fingerprint(true);
  const engine = await openSqlite(file, clock);
  const left = async (): Promise<number> => (await engine.db.selectFrom('people').select('person').where('key', 'is', null).execute()).length;
  const all = await left();
  expect(await engine.write((db) => sealPlain(db, keys, 3, clock()))).toBe(3);
  expect(await left()).toBe(all - 3);
  await engine.close();
  const database = await openDatabase(file, clock, { peopleKeys: keys });
  expect((await database.kysely.selectFrom('people').select(['key', 'salt']).execute()).filter((row) => row.key === null || row.salt !== '')).toEqual([]);
  await database.close();
});

describe('a data folder of an older program', () => {
  const data = join(root, 'older');
  let facts: Facts;
  let plain: string[];
  beforeAll(() => {
    facts = unpackFolder('data-version-2', data);
    const database = new Database(join(data, 'entente.db'), { readonly: true });
    const rows = database.prepare('select details from people').all() as { details: string }[];
    database.close();
    plain = [...new Set(rows.flatMap((row) => Object.values(JSON.parse(row.details) as Record<string, string>)))].filter((text) => text.includes(' ') || text.includes('@'));
  });
  const inFile = (): string[] => {
    const bytes = Buffer.concat(readdirSync(data).filter((name) => name.startsWith('entente.db')).map((name) => readFileSync(join(data, name))));
    return plain.filter((text) => bytes.includes(`"${text}"`));
  };
  const open = () => openWorld({ data, clock: () => new Date(Date.parse(facts.at) + 3_600_000).toISOString() });

  test('has names lying open', () => {
    expect(plain.length).toBeGreaterThan(5);
    expect(inFile()).toEqual(plain);
  });
  test('is sealed when it is opened, and nothing is left of them in the file', async () => {
    await (await open()).close();
    // Accounts and invitations have their names beside the mailbox, and a mail that waits may name who invited.
    const database = new Database(join(data, 'entente.db'), { readonly: true });
    const elsewhere = (database.prepare('select name as text from user union all select name from invitations union all select data from outbox').all() as { text: string | null }[]).map((row) => row.text ?? '').join(' ');
    database.close();
    expect(plain.filter((text) => !elsewhere.includes(text)).length).toBeGreaterThan(3);
    expect(inFile().filter((text) => !elsewhere.includes(text))).toEqual([]);
  });
  test('reads as before, and every commitment holds', async () => {
    const world = await open();
    try {
      const [row] = (await world.store.listAgreements(localSeat, { limit: 10 })).items;
      const agreement = row?.id ?? '';
      const people = (await world.store.people(localSeat, agreement))!;
      expect(people.size).toBeGreaterThan(0);
      const events = await world.store.read(localSeat, `${agreement}/party:local`);
      const refs: PersonRef[] = [];
      JSON.stringify(events, (_key, value: PersonRef | null) => {
        if (typeof value === 'object' && value !== null && typeof value.person === 'string' && value.commitment !== undefined) refs.push(value);
        return value;
      });
      expect(refs.length).toBeGreaterThan(0);
      expect(refs.filter((ref) => standing(ref, people.get(ref.person)) !== 'holds')).toEqual([]);
      for (const stream of await world.store.streams(localSeat, agreement)) expect(await verifyStream(world.store, localSeat, stream)).toMatchObject({ ok: true });
    } finally {
      await world.close();
    }
  });
});

test('a reference to a record under a key holds', () => expect(standing(referTo({ id: 'p', salt: 'ab'.repeat(32), details: {} }), { id: 'p', salt: 'ab'.repeat(32), details: {} })).toBe('holds'));
