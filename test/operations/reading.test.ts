import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeAnswers } from '#agreement/facts/answers';
import type { Digest } from '#agreement/record/canonical';
import type { Seat } from '#agreement/record/seat';
import { nothingReplayed, replayFor, replayOn, stateOf } from '#agreement/record/state';
import { partyStream, sharedStream } from '#agreement/record/stream';
import type { Standing } from '#stages/negotiate/standing';
import { answerClause } from '#operations/answer-clause';
import { answerQuestions } from '#operations/answer-questions';
import { createAgreement } from '#operations/create-agreement';
import { listPeople } from '#operations/list-people';
import { load } from '#operations/load';
import { makeComment } from '#operations/make-comment';
import { noteIssue } from '#operations/note-issue';
import type { Operation } from '#operations/operation';
import { perform } from '#operations/perform';
import { readAgreement } from '#operations/read-agreement';
import { compareTurns, readNegotiation, readTurn } from '#operations/read-negotiation';
import { removePerson } from '#operations/remove-person';
import { sendTurn } from '#operations/send-turn';
import { trackAgreement } from '#operations/track-agreement';
import type { Store } from '#world/store/store';
import type { World } from '#world/world';
import { openDatabase } from '#world/store/open-database';
import { sampleAnswers } from '../agreement/sample-answers';
import { founder, guest, openHouse, refusal, type House, type Visitor } from './visitors';

/** What was read before is used again; here each step is compared with a reading that knows nothing of what came before. */
describe('reading again', () => {
  let house: House;
  let a: Visitor;
  let b: Visitor;
  let c: Visitor;
  let counsel: Visitor;
  let id: string;

  beforeAll(async () => {
    house = await openHouse();
    a = await founder(house);
    id = (await a.do(createAgreement, { answers: writeAnswers(sampleAnswers(3)), party: 'alpha' })).agreement;
    await a.do(sendTurn, { agreement: id, answering: 0 });
    b = await guest(house, a, id, { name: 'Bea Beta', email: 'bea@beta.example', role: 'lead', party: 'beta' });
    c = await guest(house, a, id, { name: 'Cem Gamma', email: 'cem@gamma.example', role: 'lead', party: 'gamma' });
    counsel = await guest(house, b, id, { name: 'Cora Counsel', email: 'cora@law.example', role: 'counsel' });
  });
  afterAll(() => house.end());

  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  /** What everybody sees of everything; a world of its own has read nothing yet. */
  const seen = async (world: World, turn: number): Promise<unknown> => {
    const reads: [Operation, object][] = [[readAgreement, {}], [readNegotiation, {}], [trackAgreement, {}], [listPeople, {}], [readTurn, { turn }], [compareTurns, { from: turn, to: 'own' }]] as unknown as [Operation, object][];
    const all: unknown[] = [];
    for (const who of [a, b, c, counsel]) for (const [operation, input] of reads) all.push(plain(await perform(operation, await who.context(), { agreement: id, ...input }, world)));
    return all;
  };
  const seatOf = async (who: Visitor): Promise<Seat> => (await house.world.directory.seatOf(await who.id(), id)) as Seat;
  const hashes = async (): Promise<{ clause: string; hash: Digest }[]> => ((await a.do(readNegotiation, { agreement: id })).standing as Standing).rows.map(({ clause, hash }) => ({ clause, hash: hash as Digest }));
  const cure = (who: Visitor, n: number) => who.do(answerQuestions, { agreement: id, answers: [{ path: 'term.exits.cure', value: { n, unit: 'day' } }] });

  test.each<[string, number, () => Promise<unknown>]>([
    ['nothing happened', 1, async () => undefined],
    ['a comment for everyone', 1, () => b.do(makeComment, { agreement: id, scope: 'everyone', text: 'Shorter?' })],
    ['a comment for the own side', 1, () => b.do(makeComment, { agreement: id, scope: 'us', text: 'They will not agree.' })],
    ['a note of counsel', 1, () => counsel.do(noteIssue, { agreement: id, clause: 'confidentiality', title: 'Privileged', text: 'For counsel.' })],
    ['advice of counsel', 1, () => counsel.do(noteIssue, { agreement: id, clause: 'confidentiality', scope: 'party', title: 'Advice', text: 'For the side.' })],
    ['a clause agreed', 1, async () => b.do(answerClause, { agreement: id, answer: 'agreed', clauses: (await hashes()).slice(0, 3) })],
    ['an answer that is not sent', 1, () => b.do(answerQuestions, { agreement: id, answers: [{ path: 'conf.terms.period', value: { n: 7, unit: 'year' } }] })],
    ['an answer that another side does not send', 1, () => c.do(answerQuestions, { agreement: id, answers: [{ path: 'parties.gamma.signatories.s1.name', value: 'Carlo Neu' }] })],
    ['a turn of the one', 2, () => b.do(sendTurn, { agreement: id, answering: 1 })],
    ['what the other had not sent goes on', 2, () => c.do(answerQuestions, { agreement: id, answers: [{ path: 'agreement.title', value: 'Another name' }] })],
    ['a turn of the other, which names somebody new', 3, () => c.do(sendTurn, { agreement: id, answering: 2 })],
    ['a change that nobody sends', 3, () => cure(a, 44)],
    ['a turn while that is not sent', 4, () => cure(b, 45).then(() => b.do(sendTurn, { agreement: id, answering: 3 }))],
  ])('sees what a first reading sees: %s', async (_, turn, step) => {
    await step();
    expect(JSON.stringify(await seen(house.world, turn))).toBe(JSON.stringify(await seen({ ...house.world }, turn)));
  });
  test('the newcomer’s name reached the others', async () => expect(JSON.stringify((await a.do(readAgreement, { agreement: id })).answers)).toContain('Carlo Neu'));

  test('the same while nothing happens, for everybody in the role', async () => {
    const [first, second] = [await load(house.world, await seatOf(a), id), await load(house.world, await seatOf(a), id)];
    expect(second.as).toBe(first.as);
    await a.do(makeComment, { agreement: id, scope: 'us', text: 'Wait.' });
    expect((await load(house.world, await seatOf(a), id)).as).not.toBe(first.as);
  });
  test('another side notices nothing of it', async () => {
    const before = (await load(house.world, await seatOf(b), id)).as;
    await a.do(makeComment, { agreement: id, scope: 'us', text: 'Wait again.' });
    expect((await load(house.world, await seatOf(b), id)).as).toBe(before);
  });
  test('many at once see the same', async () => {
    await a.do(makeComment, { agreement: id, scope: 'everyone', text: 'All of you?' });
    const all = await Promise.all(Array.from({ length: 20 }, async () => JSON.stringify(await b.do(readAgreement, { agreement: id }))));
    expect(new Set(all).size).toBe(1);
  });
  test('what happens in the middle of a reading is not seen by half', async () => {
    let then: (() => Promise<unknown>) | undefined;
    const store = new Proxy(house.world.store, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (name !== 'marks') return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
        return async (...args: Parameters<Store['marks']>) => {
          const marks = await target.marks(...args);
          const now = then;
          then = undefined;
          await now?.();
          return marks;
        };
      },
    });
    const world = { ...house.world, store };
    const turnsRead = async (): Promise<number> => (await perform(readNegotiation, await b.context(), { agreement: id }, world)).turns.length;
    const turns = await turnsRead();
    // The turn goes into the shared stream, and that it was taken into the own one.
    await cure(b, 31);
    then = () => b.do(sendTurn, { agreement: id, answering: turns });
    expect([turns, turns + 1]).toContain(await turnsRead());
    expect(await turnsRead()).toBe(turns + 1);
  });
  test('events in any portions leave the same state', async () => {
    const seat = await seatOf(b);
    const events = [...(await house.world.store.read(seat, sharedStream(id))), ...(await house.world.store.read(seat, partyStream(id, 'beta')))];
    for (let cut = 0; cut <= events.length; cut++) expect(stateOf(replayOn(replayOn(nothingReplayed, events.slice(0, cut)), events.slice(cut)))).toEqual(replayFor(events));
  });
  test('whoever is removed sees nothing at once, and the others all', async () => {
    expect((await counsel.do(readNegotiation, { agreement: id })).role).toBe('counsel');
    await b.do(removePerson, { agreement: id, person: await counsel.id() });
    expect((await refusal(counsel.do(readAgreement, { agreement: id }))).kind).toMatch(/absent|sign-in/);
    expect(JSON.stringify(await b.do(readNegotiation, { agreement: id }))).not.toContain('Privileged');
  });
});

describe('what happens to the tables', () => {
  const clock = (): string => '2026-11-23T09:00:00.000Z';
  /** An agreement of the command line that was read once, in a world on a database of its own. */
  const read = async () => {
    const house = await openHouse();
    const database = await openDatabase(':memory:', clock);
    const world: World = { ...house.world, store: database.store, directory: database.directory };
    const seat: Seat = { person: 'local', party: 'local', role: 'lead', caucuses: [] };
    const context = { person: { person: 'local', name: '', email: '', administrator: true, agreement: null, account: false }, seat };
    const { agreement } = await perform(createAgreement, context, { answers: writeAnswers(sampleAnswers(2)) }, world);
    const again = () => perform(readAgreement, context, { agreement }, world);
    expect((await again()).chainHolds).toBe(true);
    const end = async () => {
      await database.close();
      await house.end();
    };
    return { kysely: database.kysely, agreement, again, end };
  };
  test('a name that is taken away is not shown again', async () => {
    const { kysely, again, end } = await read();
    expect(JSON.stringify((await again()).answers)).toContain('Ada Winter');
    await kysely.deleteFrom('people').execute();
    expect(JSON.stringify((await again()).answers)).not.toContain('Ada Winter');
    await end();
  });
  test('a seat that is taken away without an event is gone', async () => {
    const { kysely, again, end } = await read();
    await kysely.updateTable('seats').set({ ended_at: clock() }).execute();
    expect((await refusal(again())).kind).toBe('absent');
    await end();
  });
  test('a last event that is exchanged is noticed', async () => {
    const { kysely, again, end } = await read();
    await kysely.updateTable('events').set({ hash: `sha256:${'0'.repeat(64)}` }).where('kind', '=', 'document-drafted').execute();
    expect((await again()).chainHolds).toBe(false);
    expect((await again()).chainHolds).toBe(false);
    await end();
  });
  test('events that are taken away are not shown again', async () => {
    const { kysely, again, end } = await read();
    await kysely.deleteFrom('events').where('kind', '=', 'document-drafted').execute();
    expect((await again()).document).toBeNull();
    await end();
  });
  test('an agreement without any event is gone', async () => {
    const { kysely, again, end } = await read();
    await kysely.deleteFrom('events').execute();
    expect((await refusal(again())).kind).toBe('absent');
    await end();
  });
});
