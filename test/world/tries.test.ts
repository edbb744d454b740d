import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BusyError } from '#world/accounts/busy-error';
import { Guesses, placesOf, SpentCodes } from '#world/accounts/guesses';
import type { Database } from '#world/store/database';
import { openDatabase } from '#world/store/open-database';
import { openTries } from '#world/store/sql/guesses';
import { eachStore, type Place } from '../stores';

const limits = { address: 30, pair: 10, account: 15, device: 5 };
const quarter = 15 * 60_000;
const begin = Date.parse('2026-11-24T10:00:00.000Z');

describe.each(eachStore)('tries are counted, $name', ({ missing, fresh, kind }) => {
  describe.skipIf(missing !== undefined)(missing ?? 'everywhere', () => {
    let place: Place;
    let databases: Database[];
    let now = begin;
    const clock = (): string => new Date(now).toISOString();
    const guessesOn = (database: Database | undefined): Guesses => new Guesses(openTries((database as Database).engine, clock), placesOf('passwords', 'secret'), limits);
    const rows = async (): Promise<number> => (await databases[0]?.kysely.selectFrom('guesses').select('place').execute())?.length ?? 0;
    let guesses: Guesses;
    beforeEach(async () => {
      now = begin;
      place = await fresh();
      databases = [await openDatabase(place.at, clock)];
      guesses = guessesOn(databases[0]);
    });
    afterEach(async () => {
      await Promise.all(databases.map((database) => database.close()));
      place.release();
    });

    /** How many of so many tries get through; "#" stands for the number of the try. */
    const taken = async (count: number, account: string, group: string, known = false): Promise<number> => {
      let passed = 0;
      for (let index = 0; index < count; index++) {
        try {
          await guesses.take({ account: account.replace('#', String(index)), group: group.replace('#', String(index)), known });
          passed++;
        } catch (error) {
          expect(error).toBeInstanceOf(BusyError);
        }
      }
      return passed;
    };
    const one = { account: 'anna', group: 'home', known: false };

    test('ten on one account from one address', async () => expect(await taken(12, 'anna', 'a1')).toBe(10));
    test('fifteen on one account from everywhere', async () => expect(await taken(17, 'anna', 'a#')).toBe(15));
    test('thirty from one address on all accounts', async () => expect(await taken(33, 'account#', 'a1')).toBe(30));
    test('twenty on one account, known browsers included', async () => expect((await taken(20, 'anna', 'a#')) + (await taken(20, 'anna', 'b#', true))).toBe(20));
    test('strangers at one address leave the owner at another', async () => {
      await taken(20, 'anna', 'eve');
      expect(await taken(1, 'anna', 'home')).toBe(1);
    });
    test('strangers everywhere leave the browser that is known', async () => {
      await taken(20, 'anna', 'eve#');
      expect([await taken(1, 'anna', 'home'), await taken(1, 'anna', 'home', true)]).toEqual([0, 1]);
    });
    test('strangers at the address of the owner leave the browser that is known', async () => {
      await taken(35, 'account#', 'home');
      expect([await taken(1, 'anna', 'home'), await taken(1, 'anna', 'home', true)]).toEqual([0, 1]);
    });
    test('a browser that is known still counts at its address', async () => {
      await taken(5, 'anna', 'home', true);
      expect(await taken(35, 'account#', 'home')).toBe(25);
    });
    test('another account is not touched', async () => {
      await taken(20, 'anna', 'eve#');
      expect(await taken(1, 'bert', 'eve1')).toBe(1);
    });
    test('a right one is taken back', async () => {
      for (let index = 0; index < 20; index++) await (await guesses.take(one))();
    });
    test('taking back twice counts once', async () => {
      const back = await guesses.take(one);
      await taken(9, 'anna', 'home');
      await Promise.all([back(), back()]);
      expect(await taken(4, 'anna', 'home')).toBe(1);
    });
    test('one that is refused counts nowhere', async () => {
      await taken(30, 'anna', 'home');
      expect(await taken(30, 'account#', 'home')).toBe(20);
    });
    test('a quarter of an hour later there is room again', async () => {
      await taken(12, 'anna', 'a1');
      now += quarter;
      expect(await taken(12, 'anna', 'a1')).toBe(10);
    });
    test('no quarter of an hour has more than the limit, wherever it begins', async () => {
      await taken(5, 'anna', 'a1');
      now += quarter - 1;
      expect(await taken(12, 'anna', 'a1')).toBe(5);
      now += 1;
      expect(await taken(12, 'anna', 'a1')).toBe(5);
    });
    test('says when to come back', async () => {
      await taken(10, 'anna', 'home');
      now += 60_000;
      await expect(guesses.take(one)).rejects.toMatchObject({ seconds: 14 * 60 });
    });
    test('a clock set back locks nobody out', async () => {
      await taken(12, 'anna', 'a1');
      now -= 10 * quarter;
      expect(await taken(1, 'anna', 'a1')).toBe(1);
    });
    test('one that was made a moment earlier and comes later finds no more room', async () => {
      await taken(10, 'anna', 'home');
      now -= 20;
      expect(await taken(2, 'anna', 'home')).toBe(0);
    });
    test('what is over is forgotten', async () => {
      await taken(10, 'account#', 'a#');
      now += quarter;
      await taken(1, 'anna', 'home');
      expect(await rows()).toBe(3);
    });
    test('nobody can be read from what is kept', async () => {
      await taken(1, 'anna@alpha.example', '192.0.2.7');
      expect(JSON.stringify(await databases[0]?.kysely.selectFrom('guesses').selectAll().execute())).not.toMatch(/anna@|192\.0/);
    });
    test('of fifty at the same moment exactly as many get through as may, whichever process they come to', async () => {
      if (kind === 'postgres') databases.push(await openDatabase(place.at, clock));
      const each = databases.map(guessesOn);
      const outcomes = await Promise.allSettled(Array.from({ length: 50 }, (_, index) => (each[index % each.length] as Guesses).take(one)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
      expect(outcomes.filter(({ status }) => status === 'rejected').every((outcome) => outcome.status === 'rejected' && outcome.reason instanceof BusyError)).toBe(true);
    });
    test('of fifty right ones and fifty wrong ones at once only the wrong ones are left', async () => {
      const right = await Promise.all(Array.from({ length: 5 }, () => guesses.take(one)));
      await Promise.all([...right.map((back) => back()), ...Array.from({ length: 5 }, () => guesses.take(one).catch(() => undefined))]);
      expect(await taken(10, 'anna', 'home')).toBe(5);
    });
    test('a code opens once, of many at once one, to its person alone, for two minutes', async () => {
      const spent = new SpentCodes(openTries((databases[0] as Database).engine, clock), placesOf('spent codes', 'secret'));
      const takes = await Promise.all(Array.from({ length: 20 }, () => spent.take('anna', '123456')));
      expect(takes.filter((back) => back !== null)).toHaveLength(1);
      expect([await spent.take('anna', '123457'), await spent.take('bert', '123456')].map((back) => back !== null)).toEqual([true, true]);
      now += 120_000;
      const back = await spent.take('anna', '123456');
      await back?.();
      expect(await spent.take('anna', '123456')).not.toBeNull();
    });
  });
});
