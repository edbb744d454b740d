import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MailRow, NewMail, Outbox } from '#world/store/outbox';
import type { Database } from '#world/store/database';
import { openDatabase } from '#world/store/open-database';
import { eachStore, type Place } from '../stores';
import { handClock, type HandClock } from '../suites/store-conformance';

const start = '2026-11-24T10:00:00.000Z';
const minutes = (count: number): string => new Date(Date.parse(start) + count * 60_000).toISOString();
const lease = 60_000;
const mail = (id: string, more: Partial<NewMail> = {}): NewMail => ({ id, dedupe: id, kind: 'turn', to: { person: 'bob' }, agreement: 'a1', data: {}, ...more });
const ids = (rows: readonly MailRow[]): string[] => rows.map((row) => row.id);

describe.each(eachStore)('mails of one agreement to one receiver, $name', ({ missing, fresh, kind }) => {
  describe.skipIf(missing !== undefined)(missing ?? 'in order', () => {
    let place: Place;
    let clock: HandClock;
    let database: Database;
    let outbox: Outbox;
    beforeEach(async () => {
      clock = handClock(start);
      place = await fresh();
      database = await openDatabase(place.at, clock);
      outbox = database.outbox;
    });
    afterEach(async () => {
      await database.close();
      place.release();
    });
    const claim = (at = clock(), limit = 9): Promise<MailRow[]> => outbox.claim(at, limit, lease);
    const heldBack = async (): Promise<string[]> => ids((await outbox.list(undefined, { limit: 9 })).items.filter((row) => row.heldBack));

    test('go one after the other, in the order in which they were made', async () => {
      await outbox.put([mail('m1'), mail('m2')]);
      clock.set(minutes(1));
      // Made later by a process whose ids sort earlier.
      await outbox.put([mail('m0')]);
      for (const id of ['m1', 'm2', 'm0']) {
        expect(ids(await claim())).toEqual([id]);
        expect(await claim()).toEqual([]);
        await outbox.sent(id);
      }
    });
    test('wait for the next try of an older one, and go when it was sent', async () => {
      await outbox.put([mail('m1'), mail('m2')]);
      const [row] = await claim();
      await outbox.failed(row as MailRow, '421', minutes(5));
      expect([await claim(), await heldBack(), await outbox.nextDue()]).toEqual([[], ['m2'], minutes(5)]);
      clock.set(minutes(5));
      expect(ids(await claim())).toEqual(['m1']);
      await outbox.sent('m1');
      expect([await heldBack(), ids(await claim())]).toEqual([[], ['m2']]);
    });
    test('wait while an older one is being sent, and no longer than its claim', async () => {
      await outbox.put([mail('m1'), mail('m2')]);
      await claim();
      expect(await outbox.nextDue()).toBe(minutes(1));
      clock.set(minutes(1));
      expect(ids(await claim())).toEqual(['m1']);
    });
    test.each(['dead', 'discarded', 'held'] as const)('do not wait for one that is %s', async (state) => {
      await outbox.put([mail('m1'), mail('m2')]);
      const [row] = await claim();
      if (state === 'dead') await outbox.failed(row as MailRow, '550', null);
      else if (state === 'held') await outbox.hold('m1');
      else await outbox.discard('m1');
      expect(ids(await claim())).toEqual(['m2']);
    });
    test('whoever watches is told when one that held others back is taken out', async () => {
      await outbox.put([mail('m1'), mail('m2')]);
      let told = 0;
      outbox.watch(() => (told += 1));
      await outbox.discard('m1');
      expect(told).toBe(1);
    });
    test('do not wait for one whose time has not come', async () => {
      await outbox.put([mail('m1', { dueAt: minutes(60) }), mail('m2')]);
      expect(ids(await claim())).toEqual(['m2']);
    });
    test('of another agreement, to another receiver and about no agreement go at once', async () => {
      await outbox.put([mail('m1')]);
      const [row] = await claim();
      await outbox.failed(row as MailRow, '421', minutes(5));
      await outbox.put([mail('m2', { agreement: 'a2' }), mail('m3', { to: { person: 'cy' } }), mail('m4', { to: { email: 'bob' } }), mail('m5', { agreement: null }), mail('m6', { agreement: null }), mail('m7')]);
      expect(ids(await claim()).sort()).toEqual(['m2', 'm3', 'm4', 'm5', 'm6']);
    });
    test('of two processes that claim again and again each goes to one, in order', async () => {
      const two = kind === 'postgres' ? await openDatabase(place.at, clock) : database;
      const names = Array.from({ length: 30 }, (_, index) => `m${String(index).padStart(2, '0')}`);
      await outbox.put(names.map((id, index) => mail(id, { agreement: `a${index % 3}` })));
      const sent: string[] = [];
      const work = async (own: Outbox): Promise<void> => {
        while (sent.length < names.length) {
          for (const { id } of await own.claim(start, 2, lease)) {
            sent.push(id);
            await own.sent(id);
          }
        }
      };
      await Promise.all([work(outbox), work(two.outbox), work(outbox), work(two.outbox)]);
      for (const own of [0, 1, 2]) expect(sent.filter((id) => Number(id.slice(1)) % 3 === own)).toEqual(names.filter((_, index) => index % 3 === own));
      if (two !== database) await two.close();
    });
  });
});
