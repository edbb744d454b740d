import Database from 'libsql';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MailRow, NewMail, Outbox } from '#world/store/outbox';
import type { Database as OurDatabase } from '#world/store/database';
import { openDatabase } from '#world/store/open-database';
import { openFresh } from '../stores';
import { handClock, type HandClock } from '../suites/store-conformance';

const root = mkdtempSync(join(tmpdir(), 'entente-outbox-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const start = '2026-11-23T10:00:00.000Z';
const minutes = (count: number): string => new Date(Date.parse(start) + count * 60_000).toISOString();
const lease = 60_000;
const mail = (id: string, more: Partial<NewMail> = {}): NewMail => ({ id, dedupe: id, kind: 'turn', to: { person: 'bob' }, agreement: null, data: { turn: 3 }, ...more });

let clock: HandClock;
let database: OurDatabase;
let outbox: Outbox;
beforeEach(async () => {
  clock = handClock(start);
  database = await openFresh(clock);
  outbox = database.outbox;
});
afterEach(() => database.close());

const ids = (rows: readonly MailRow[]): string[] => rows.map((row) => row.id);
const only = async (): Promise<MailRow> => {
  const [row] = (await outbox.list(undefined, { limit: 9 })).items;
  if (row === undefined) throw new Error('there is no mail');
  return row;
};

describe('putting', () => {
  test('a mail comes back as it was put', async () => {
    const data = { names: ['Ünï "q" \\ 合同'], n: 1.5, deep: { none: null } };
    await outbox.put([mail('m1', { data, secret: new Uint8Array([0, 255, 1]), to: { email: 'x@y.example' }, agreement: null, kind: 'sign-in-link' })]);
    expect(await outbox.claim(start, 1, lease)).toEqual([
      { id: 'm1', dedupe: 'm1', kind: 'sign-in-link', to: { email: 'x@y.example' }, agreement: null, data, secret: new Uint8Array([0, 255, 1]), state: 'sending', madeAt: start, dueAt: minutes(1), attempts: 1, lastError: null, sentAt: null, heldBack: false },
    ]);
  });
  test('a second one for the same occasion is dropped, whatever became of the first', async () => {
    await outbox.put([mail('m1', { dedupe: 'd' }), mail('m2', { dedupe: 'd' })]);
    await outbox.discard('m1');
    await outbox.put([mail('m3', { dedupe: 'd' })]);
    expect(ids((await outbox.list(undefined, { limit: 9 })).items)).toEqual(['m1']);
  });
  test('all are put or none', async () => {
    await outbox.put([mail('m1')]);
    await expect(outbox.put([mail('m2'), mail('m1', { dedupe: 'other' })])).rejects.toThrow();
    expect(ids((await outbox.list(undefined, { limit: 9 })).items)).toEqual(['m1']);
  });
  test.each<[string, Partial<NewMail>]>([
    ['an id that is none', { id: 'M 1' }],
    ['a person that is none', { to: { person: '../x' } }],
    ['a NUL in the address', { to: { email: 'a\0@b' } }],
    ['a time of another form', { dueAt: '2026-11-23' }],
  ])('%s is refused', async (_, more) => {
    await expect(outbox.put([mail('m1', more)])).rejects.toMatchObject({ name: 'InputError' });
  });
});

describe('claiming', () => {
  test('takes what is due, oldest due first, up to the limit', async () => {
    await outbox.put([mail('m1', { dueAt: minutes(-1) }), mail('m2', { dueAt: minutes(-3) }), mail('m3', { dueAt: minutes(-2) }), mail('m4', { dueAt: minutes(1) })]);
    expect(ids(await outbox.claim(start, 2, lease))).toEqual(['m2', 'm3']);
    expect(ids(await outbox.claim(start, 9, lease))).toEqual(['m1']);
    expect(ids(await outbox.claim(minutes(1), 9, lease)).includes('m4')).toBe(true);
  });
  test('of many at once each mail goes to one', async () => {
    await outbox.put(Array.from({ length: 40 }, (_, index) => mail(`m${index}`)));
    const claims = await Promise.all(Array.from({ length: 10 }, () => outbox.claim(start, 7, lease)));
    expect(ids(claims.flat()).sort()).toEqual(Array.from({ length: 40 }, (_, index) => `m${index}`).sort());
  });
  test('of two programs on one file too', async () => {
    const file = join(root, 'two.db');
    const [one, two] = [await openDatabase(file, clock), await openDatabase(file, clock)];
    await one.outbox.put(Array.from({ length: 20 }, (_, index) => mail(`m${index}`)));
    const claims = await Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? one : two).outbox.claim(start, 3, lease)));
    expect(new Set(ids(claims.flat())).size).toBe(20);
    expect(claims.flat()).toHaveLength(20);
    await Promise.all([one.close(), two.close()]);
  });
  test('one whose claimer never came back is due when the claim ends, not before', async () => {
    await outbox.put([mail('m1')]);
    await outbox.claim(start, 1, lease);
    expect(await outbox.claim(new Date(Date.parse(start) + lease - 1).toISOString(), 1, lease)).toEqual([]);
    expect(await outbox.claim(minutes(1), 1, lease)).toMatchObject([{ id: 'm1', attempts: 2 }]);
  });
  test('outlives the program', async () => {
    const file = join(root, 'outlives.db');
    const first = await openDatabase(file, clock);
    await first.outbox.put([mail('m1')]);
    await first.outbox.claim(start, 1, lease);
    await first.close();
    const second = await openDatabase(file, clock);
    expect(await second.outbox.claim(start, 1, lease)).toEqual([]);
    expect(ids(await second.outbox.claim(minutes(2), 1, lease))).toEqual(['m1']);
    await second.close();
  });
  test('says when the next falls due', async () => {
    expect(await outbox.nextDue()).toBeNull();
    await outbox.put([mail('m1', { dueAt: minutes(5) }), mail('m2', { dueAt: minutes(3) })]);
    expect(await outbox.nextDue()).toBe(minutes(3));
    await outbox.claim(minutes(3), 1, 10 * lease);
    expect(await outbox.nextDue()).toBe(minutes(5));
    await outbox.hold('m1');
    expect(await outbox.nextDue()).toBe(minutes(13));
  });
});

describe('what becomes of a mail', () => {
  const secret = new Uint8Array([1, 2, 3]);
  beforeEach(async () => {
    await outbox.put([mail('m1', { secret })]);
  });
  const claim = (): Promise<MailRow[]> => outbox.claim(start, 1, lease);

  test('sent: its secret is gone, and it is sent no more', async () => {
    await claim();
    await outbox.sent('m1');
    expect(await only()).toMatchObject({ state: 'sent', sentAt: start, secret: null });
    expect(await outbox.claim(minutes(99), 9, lease)).toEqual([]);
    expect([await outbox.retry('m1'), await outbox.discard('m1'), await outbox.hold('m1')]).toEqual([false, false, false]);
  });
  test('failed: it waits for its next time and says why', async () => {
    await claim();
    await outbox.failed({ id: 'm1', attempts: 1 }, '421 too busy\0', minutes(5));
    expect(await only()).toMatchObject({ state: 'waiting', dueAt: minutes(5), lastError: '421 too busy ', attempts: 1, secret });
    expect(await outbox.claim(minutes(4), 1, lease)).toEqual([]);
    expect(await outbox.claim(minutes(5), 1, lease)).toMatchObject([{ attempts: 2 }]);
  });
  test('failed for good: it is dead until somebody retries it', async () => {
    await claim();
    await outbox.failed({ id: 'm1', attempts: 1 }, '550 no such user', null);
    expect(await only()).toMatchObject({ state: 'dead', lastError: '550 no such user', secret });
    expect(await outbox.claim(minutes(99), 1, lease)).toEqual([]);
    let told = 0;
    outbox.watch(() => (told += 1));
    clock.set(minutes(30));
    expect(await outbox.retry('m1')).toBe(true);
    expect([await outbox.claim(minutes(30), 1, lease), told]).toMatchObject([[{ attempts: 1, secret }], 1]);
  });
  test('held: it waits until somebody retries it', async () => {
    expect(await outbox.hold('m1')).toBe(true);
    expect(await claim()).toEqual([]);
    expect(await outbox.retry('m1')).toBe(true);
    expect(ids(await claim())).toEqual(['m1']);
    expect(await outbox.hold('m1')).toBe(true);
    expect(await only()).toMatchObject({ state: 'held', secret });
  });
  test('discarded: its secret is gone, and it is sent no more', async () => {
    expect(await outbox.discard('m1')).toBe(true);
    expect(await only()).toMatchObject({ state: 'discarded', secret: null });
    expect([await claim(), await outbox.discard('m1'), await outbox.retry('m1')]).toEqual([[], false, false]);
  });
  test('discarded while it is being sent: it stays so, whatever the mailer says', async () => {
    await claim();
    await outbox.discard('m1');
    await outbox.failed({ id: 'm1', attempts: 1 }, 'late', minutes(5));
    await outbox.sent('m1');
    expect(await only()).toMatchObject({ state: 'discarded' });
  });
  test('a failure told after the mail was sent by another changes nothing', async () => {
    await claim();
    await outbox.claim(minutes(2), 1, lease);
    await outbox.sent('m1');
    await outbox.failed({ id: 'm1', attempts: 1 }, 'late', minutes(5));
    expect(await only()).toMatchObject({ state: 'sent', lastError: null });
  });
  test('a failure told after the claim ran out and another took the mail changes nothing', async () => {
    const [first] = await claim();
    const [second] = await outbox.claim(minutes(2), 1, lease);
    await outbox.failed(first as MailRow, 'late', null);
    expect(await only()).toMatchObject({ state: 'sending', lastError: null });
    await outbox.failed(second as MailRow, '421', minutes(9));
    expect(await only()).toMatchObject({ state: 'waiting', lastError: '421' });
  });
  test.each(['retry', 'discard', 'hold'] as const)('%s of one that is not there is false', async (what) => {
    expect(await outbox[what]('nowhere')).toBe(false);
  });
});

describe('the list', () => {
  const pages = async (limit: number, state?: MailRow['state']): Promise<string[][]> => {
    const result: string[][] = [];
    for (let after: string | undefined; ; ) {
      const page = await outbox.list(state, { limit, after });
      result.push(ids(page.items));
      if (page.next === null) return result;
      after = page.next;
    }
  };
  const name = (index: number): string => `m${String(index).padStart(2, '0')}`;
  beforeEach(() => outbox.put(Array.from({ length: 11 }, (_, index) => mail(name(index)))));

  test.each([1, 3, 10, 11, 12])('pages of %i hold each mail once, newest first', async (limit) => {
    const result = await pages(limit);
    expect(result.flat()).toEqual(Array.from({ length: 11 }, (_, index) => name(10 - index)));
    expect(result.every((page) => page.length <= limit)).toBe(true);
  });
  test('of one state holds those alone', async () => {
    await outbox.hold('m03');
    await outbox.hold('m07');
    expect([await pages(1, 'held'), (await pages(4, 'waiting')).flat().length, await pages(4, 'dead')]).toEqual([[['m07'], ['m03']], 9, [[]]]);
  });
  test.each([{ limit: 0 }, { limit: 201 }, { limit: 1.5 }, { limit: 5, after: "x' or 1=1" }])('a page %j is refused', async (page) => {
    await expect(outbox.list(undefined, page)).rejects.toMatchObject({ name: 'InputError' });
  });
});

describe('watching', () => {
  test('tells of what is put and of nothing else, until it ends', async () => {
    let told = 0;
    const end = outbox.watch(() => (told += 1));
    await outbox.put([mail('m1')]);
    await outbox.put([]);
    await outbox.claim(start, 1, lease);
    await outbox.failed({ id: 'm1', attempts: 1 }, 'x', null);
    expect(told).toBe(1);
    end();
    await outbox.retry('m1');
    expect(told).toBe(1);
  });
});

describe('a large outbox', () => {
  test('is claimed and listed by index', async () => {
    const file = join(root, 'plans.db');
    await (await openDatabase(file, clock)).close();
    const raw = new Database(file);
    const plan = (query: string): string => (raw.prepare(`explain query plan ${query}`).all() as { detail: string }[]).map((row) => row.detail).join('; ');
    expect(plan(`select id from outbox where due_at <= 'x' order by due_at, id limit 5`)).toMatch(/SEARCH outbox USING COVERING INDEX outbox_due \(due_at<\?\)$/);
    expect(plan(`select * from outbox where state = 'held' and id < 'x' order by id desc limit 5`)).toMatch(/SEARCH outbox USING INDEX outbox_by_state \(state=\? AND id<\?\)$/);
    raw.close();
  });
});
