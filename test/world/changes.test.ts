import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { partyStream, sharedStream } from '#agreement/record/stream';
import type { EventDraft } from '#agreement/record/event';
import type { Seat } from '#agreement/record/seat';
import type { Told } from '#world/store/changes';
import type { Database } from '#world/store/database';
import { openDatabase } from '#world/store/open-database';
import { systemClock } from '#world/store/ids';
import { allStores, eachStore, type Place } from '../stores';

const anna: Seat = { person: 'anna', party: 'alpha', role: 'lead', caucuses: [] };
const asked: EventDraft = { kind: 'agreement-named', body: { type: 'RD', title: 'One' } };

/** Everything that is told on a database, and a wait for the first that fits. */
function ear(database: Database) {
  const heard: (Told | 'anything')[] = [];
  let look = (): void => undefined;
  const end = database.changes.watch((told) => {
    heard.push(told);
    look();
  });
  const until = (fits: (told: Told | 'anything') => boolean): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (heard.some(fits)) resolve();
      };
      look();
    });
  return { heard, until, end };
}

const about = (agreement: string) => (told: Told | 'anything'): boolean => typeof told === 'object' && 'agreement' in told && told.agreement === agreement;

describe.each(eachStore)('changes, $name', ({ missing, fresh }) => {
  describe.skipIf(missing !== undefined)(missing ?? 'that were kept', () => {
    let place: Place;
    let database: Database;
    beforeEach(async () => {
      place = await fresh();
      database = await openDatabase(place.at, systemClock);
    });
    afterEach(async () => {
      await database.close();
      place.release();
    });
    const create = (id: string, on = database) => on.store.append(anna, { agreement: id, create: true, writes: [{ stream: partyStream(id, 'alpha'), expectedSeq: 0, drafts: [asked] }] });

    test('are told with the streams and with whether seats changed', async () => {
      const { heard } = ear(database);
      await create('a1');
      await database.store.append(anna, { agreement: 'a1', writes: [{ stream: sharedStream('a1'), expectedSeq: 0, drafts: [asked] }] });
      expect(heard).toEqual([
        { agreement: 'a1', streams: ['party:alpha'], seats: true },
        { agreement: 'a1', streams: ['shared'], seats: false },
      ]);
    });
    test('an invitation is the affair of the party that makes it', async () => {
      await create('a1');
      const { heard } = ear(database);
      const made = await database.store.append(anna, { agreement: 'a1', writes: [], invitations: { make: [{ id: 'i1', party: 'beta', role: 'lead', email: 'b@beta.example', name: null, tokenDigest: `sha256:${'0'.repeat(64)}`, expiresAt: '2099-01-01T00:00:00.000Z' }] } });
      expect([made.kind, heard]).toEqual(['appended', [{ agreement: 'a1', streams: ['party:alpha'], seats: true }]]);
    });
    test('what was refused or lost a race is not told', async () => {
      await create('a1');
      const { heard } = ear(database);
      await database.store.append({ ...anna, person: 'eve' }, { agreement: 'a1', writes: [{ stream: sharedStream('a1'), expectedSeq: 0, drafts: [asked] }] });
      await database.store.append(anna, { agreement: 'a1', writes: [{ stream: sharedStream('a1'), expectedSeq: 7, drafts: [asked] }] });
      expect(heard).toEqual([]);
    });
    test('whose seat ends is told, and what a person puts aside', async () => {
      await create('a1');
      await database.store.append(anna, { agreement: 'a1', writes: [], grants: [{ person: 'bo', party: 'alpha', role: 'lead' }] });
      const { heard } = ear(database);
      await database.directory.archive('anna', 'a1', true);
      await database.store.append(anna, { agreement: 'a1', writes: [], ends: ['bo'] });
      expect(heard).toEqual([{ person: 'anna' }, { agreement: 'a1', streams: ['party:alpha'], seats: true }, { person: 'bo' }]);
    });
    test('mails are told once for each append that puts some', async () => {
      const { heard } = ear(database);
      await database.outbox.put([1, 2].map((n) => ({ id: `m${n}`, dedupe: `m${n}`, kind: 'turn', to: { person: 'bo' }, agreement: null, data: {} })));
      expect(heard).toEqual(['mails']);
    });
    test('who watches no more hears no more', async () => {
      const { heard, end } = ear(database);
      end();
      await create('a1');
      expect(heard).toEqual([]);
    });
  });
});

const onServer = allStores.find(({ kind }) => kind === 'postgres');

describe.skipIf(onServer === undefined || onServer.missing !== undefined)('changes between processes on one PostgreSQL', () => {
  let place: Place;
  let here: Database;
  let there: Database;
  beforeEach(async () => {
    place = await (onServer as NonNullable<typeof onServer>).fresh();
    here = await openDatabase(place.at, systemClock);
    there = await openDatabase(place.at, systemClock);
  });
  afterEach(async () => {
    await Promise.all([here.close(), there.close()]);
    place.release();
  });
  /** Says something there until it is heard here: then both connections stand. */
  const meet = async (ear: { heard: (Told | 'anything')[]; until(fits: (told: Told | 'anything') => boolean): Promise<void> }, from: Database): Promise<void> => {
    const calling = setInterval(() => from.changes.publish({ person: 'met' }), 20);
    await ear.until((told) => typeof told === 'object' && 'person' in told && told.person === 'met');
    clearInterval(calling);
  };

  test('each hears the other, and itself once', async () => {
    const [mine, theirs] = [ear(here), ear(there)];
    await Promise.all([meet(mine, there), meet(theirs, here)]);
    const said: Told = { agreement: 'a1', streams: ['shared', 'party:alpha'], seats: true };
    here.changes.publish(said);
    await theirs.until(about('a1'));
    there.changes.publish({ agreement: 'a2', streams: [], seats: false });
    await Promise.all([mine.until(about('a2')), theirs.until(about('a2'))]);
    expect(mine.heard.filter(about('a1'))).toEqual([said]);
    expect(theirs.heard.filter(about('a1'))).toEqual([said]);
  });
  test('many at once arrive, in order, whatever fits into one notice', async () => {
    const theirs = ear(there);
    await meet(theirs, here);
    const names = Array.from({ length: 400 }, (_, index) => `agreement-${index}`);
    for (const agreement of names) here.changes.publish({ agreement, streams: ['shared', `party:${'x'.repeat(40)}`], seats: false });
    await theirs.until(about('agreement-399'));
    expect(theirs.heard.flatMap((told) => (typeof told === 'object' && 'agreement' in told ? [told.agreement] : []))).toEqual(names);
  });
  test('what is said before the first connection stands arrives', async () => {
    const theirs = ear(there);
    await meet(theirs, here);
    const late = await openDatabase(place.at, systemClock);
    late.changes.publish({ agreement: 'early', streams: [], seats: false });
    await late.close();
    await theirs.until(about('early'));
  });
  test('after the connection was lost everybody is told to read everything again', async () => {
    const [mine, theirs] = [ear(here), ear(there)];
    await Promise.all([meet(mine, there), meet(theirs, here)]);
    await killListeners(here);
    await Promise.all([mine.until((told) => told === 'anything'), theirs.until((told) => told === 'anything')]);
    mine.heard.length = 0;
    await meet(mine, there);
  });
  test('what strangers say in the channel is nothing', async () => {
    const theirs = ear(there);
    await meet(theirs, here);
    const channel = await channelOf(there);
    for (const words of ['{', '{"by":1,"told":[]}', '{"by":"x","told":[{"agreement":1}]}', '{"by":"x","told":["all"]}']) await notify(there, channel, words);
    await notify(there, channel, JSON.stringify({ by: 'somebody', told: [{ person: 'last' }] }));
    await theirs.until((told) => typeof told === 'object' && 'person' in told && told.person === 'last');
    expect(theirs.heard.filter((told) => JSON.stringify(told) !== '{"person":"met"}')).toEqual([{ person: 'last' }]);
  });
});

async function killListeners(database: Database): Promise<void> {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'entente changes' and datname = current_database()`.execute(database.kysely);
}

/** The channel, which is named after the schema. */
async function channelOf(database: Database): Promise<string> {
  const { rows } = await sql<{ name: string }>`select 'entente_' || left(encode(sha256(current_schema()::text::bytea), 'hex'), 32) as name`.execute(database.kysely);
  return rows[0]?.name ?? '';
}

async function notify(database: Database, channel: string, words: string): Promise<void> {
  await sql`select pg_notify(${channel}, ${words})`.execute(database.kysely);
}
