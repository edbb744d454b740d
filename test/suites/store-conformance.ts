import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { canonicalBytes, digestOf, digestOfBytes, type Digest } from '#agreement/record/canonical';
import { linkAll, verifyChain } from '#agreement/record/chain';
import type { Event, EventDraft } from '#agreement/record/event';
import { commitment, type PersonRecord } from '#agreement/record/person';
import { localSeat, type Seat } from '#agreement/record/seat';
import { partyStream, sharedStream } from '#agreement/record/stream';
import type { Database } from '#world/store/database';
import type { Adoption, Append, Appended, PartyRow, Store } from '#world/store/store';

/** A clock that a test moves by hand. */
export interface HandClock {
  (): string;
  set(time: string): void;
}

/** What a test gives the suites: a fresh empty database, and where it outlives a program, the same one again. */
export interface StoreUnderTest {
  open(clock: HandClock): Promise<Database>;
  /** Closes and opens again with everything kept; absent for one that keeps nothing. */
  reopen?: (clock: HandClock) => Promise<Database>;
  /** Called once the test is over and the database closed. */
  release?: () => void;
}

const ada: Seat = { person: 'ada', party: 'alpha', role: 'lead', caucuses: ['north'] };
const bob: Seat = { person: 'bob', party: 'beta', role: 'lead', caucuses: [] };
const eve: Seat = { person: 'eve', party: 'other', role: 'lead', caucuses: [] };
const counsel: Seat = { person: 'cy', party: 'alpha', role: 'counsel', caucuses: [] };
const reader: Seat = { person: 'rae', party: 'alpha', role: 'reader', caucuses: [] };

const shared = sharedStream('a1');
const mine = partyStream('a1', 'alpha');
const theirs = partyStream('a1', 'beta');
const named = (title: string): EventDraft => ({ kind: 'agreement-named', body: { type: 'RD', title } });
const created: EventDraft = { kind: 'agreement-created', body: { type: 'RD', title: 'One' } };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const request = (what: unknown): Digest => digestOf(what);
const absentDigest = digestOfBytes(bytes('nowhere'));

/** A list row of a party. */
export function partyRow(party: string, more: Partial<PartyRow> = {}): PartyRow {
  return { party, title: 'One', type: 'RD', parties: ['Alpha'], status: 'created', turn: 0, needs: [], waits: [], ...more };
}

/** A digest for a token in tests. */
export function tokenDigest(token: string): Digest {
  return digestOf({ token });
}

/** A clock at a fixed time, moved by `set`. */
export function handClock(start = '2026-11-20T10:00:00.000Z'): HandClock {
  let now = start;
  return Object.assign(() => now, { set: (time: string) => void (now = time) });
}

/** Everything a store must do, whatever it is made of. */
export function storeConformance(name: string, under: () => Promise<StoreUnderTest>): void {
  describe(`store: ${name}`, () => {
    let clock: HandClock;
    let store: Store;
    let subject: StoreUnderTest;

    beforeEach(async () => {
      clock = handClock();
      subject = await under();
      store = (await subject.open(clock)).store;
    });
    afterEach(async () => {
      await store.close();
      subject.release?.();
    });

    const write = (seat: Seat, stream: string, expectedSeq: number, drafts: EventDraft[], more: Partial<Append> = {}): Promise<Appended> =>
      store.append(seat, { agreement: stream.slice(0, stream.indexOf('/')), writes: [{ stream, expectedSeq, drafts }], ...more });
    const begin = (agreement = 'a1', seat = ada, more: Partial<Append> = {}): Promise<Appended> =>
      write(seat, sharedStream(agreement), 0, [created], { create: true, rows: [partyRow(seat.party)], ...more });
    const beginTogether = async (): Promise<void> => {
      await begin('a1', ada, { rows: [partyRow('alpha'), partyRow('beta')] });
      const invitation = { id: 'to-bob', party: 'beta', role: 'lead' as const, email: 'bob@beta.example', name: null, tokenDigest: tokenDigest('to-bob'), expiresAt: '2027-01-01T00:00:00.000Z' };
      await store.append(ada, { agreement: 'a1', writes: [], invitations: { make: [invitation] } });
      await store.append(bob, { agreement: 'a1', writes: [], invitations: { use: { id: 'to-bob', by: 'bob' } }, grants: [{ person: 'bob', party: 'beta', role: 'lead', organisation: null }] });
    };
    const titles = async (seat: Seat, stream: string, from?: number): Promise<string[]> =>
      (await store.read(seat, stream, from)).map((event) => ('title' in event.body ? String(event.body.title) : event.kind));
    const listed = async (seat: Seat): Promise<string[]> => (await store.listAgreements(seat, { limit: 50 })).items.map((item) => item.id);

    describe('events', () => {
      test('what is appended is what is read', async () => {
        const outcome = await begin();
        expect(outcome.kind).toBe('appended');
        expect(await store.read(ada, shared)).toEqual(outcome.kind === 'appended' ? outcome.events : []);
      });
      test('an event carries number, time, actor, party and link', async () => {
        await begin();
        clock.set('2026-11-20T11:00:00.000Z');
        await write(ada, shared, 1, [named('Two')]);
        const [first, second] = await store.read(ada, shared);
        expect(second).toMatchObject({ v: 1, stream: shared, seq: 2, kind: 'agreement-named', at: '2026-11-20T11:00:00.000Z', actor: { person: 'ada' }, onBehalfOf: 'alpha', prev: first?.hash });
        expect(first?.prev).toBeNull();
      });
      test('several drafts get consecutive numbers', async () => {
        await begin();
        await write(ada, shared, 1, [named('Two'), named('Three')]);
        expect((await store.read(ada, shared)).map((event) => event.seq)).toEqual([1, 2, 3]);
      });
      test('reading starts at the number asked for', async () => {
        await begin();
        await write(ada, shared, 1, [named('Two'), named('Three')]);
        expect(await titles(ada, shared, 2)).toEqual(['Two', 'Three']);
        expect(await titles(ada, shared, 4)).toEqual([]);
      });
      test('each stream has its own numbers and its own chain', async () => {
        await begin();
        await write(ada, mine, 0, [named('Draft')]);
        expect((await store.read(ada, mine))[0]).toMatchObject({ seq: 1, prev: null });
        expect(await store.streams(ada, 'a1')).toEqual([mine, shared]);
      });
      test('the chain of a long stream verifies', async () => {
        await begin();
        await write(ada, shared, 1, Array.from({ length: 300 }, (_, index) => named(`Title ${index}`)));
        expect(verifyChain(await store.read(ada, shared))).toMatchObject({ ok: true, head: { seq: 301 } });
      });
      test('text of every script, with quotes and control characters, comes back as it was', async () => {
        await begin();
        const text = 'Ünïcödé "quoted" \\ \u0000 \u2028 \n 合同 اتفاقية 😀';
        await write(ada, shared, 1, [named(text)]);
        expect(await titles(ada, shared, 2)).toEqual([text]);
        expect(verifyChain(await store.read(ada, shared)).ok).toBe(true);
      });
      test('two streams are written together', async () => {
        await begin();
        const outcome = await store.append(ada, { agreement: 'a1', writes: [{ stream: mine, expectedSeq: 0, drafts: [named('Kept')] }, { stream: shared, expectedSeq: 1, drafts: [named('Sent')] }] });
        expect(outcome.kind).toBe('appended');
        expect([await titles(ada, mine), await titles(ada, shared, 2)]).toEqual([['Kept'], ['Sent']]);
      });
      test('changing an event in hand changes nothing kept', async () => {
        const outcome = await begin();
        if (outcome.kind === 'appended') Object.assign(outcome.events[0]?.body ?? {}, { title: 'Changed' });
        Object.assign((await store.read(ada, shared))[0]?.body ?? {}, { title: 'Changed' });
        expect(await titles(ada, shared)).toEqual(['One']);
      });
    });

    describe('compare and set', () => {
      test('an old number is a conflict that names the new one, and nothing is kept', async () => {
        await begin();
        expect(await write(ada, shared, 0, [named('Late')])).toEqual({ kind: 'conflict', stream: shared, expectedSeq: 0, actualSeq: 1 });
        expect(await titles(ada, shared)).toEqual(['One']);
      });
      test('a number that is still to come is a conflict', async () => {
        await begin();
        expect((await write(ada, shared, 2, [named('Early')])).kind).toBe('conflict');
      });
      test('of many writers at once exactly one wins each number', async () => {
        await begin();
        const outcomes = await Promise.all(Array.from({ length: 20 }, (_, index) => write(ada, shared, 1, [named(`Writer ${index}`)])));
        expect(outcomes.filter((outcome) => outcome.kind === 'appended')).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome.kind === 'conflict')).toHaveLength(19);
        expect(await store.read(ada, shared)).toHaveLength(2);
      });
      test('writers that read again and try again all get in, in one chain', async () => {
        await begin();
        const outcomes = await Promise.all(
          Array.from({ length: 8 }, async (_, index) => {
            for (;;) {
              const outcome = await write(ada, shared, (await store.read(ada, shared)).length, [named(`Writer ${index}`)]);
              if (outcome.kind !== 'conflict') return outcome.kind;
            }
          }),
        );
        expect(new Set(outcomes)).toEqual(new Set(['appended']));
        expect(verifyChain(await store.read(ada, shared))).toMatchObject({ ok: true, head: { seq: 9 } });
      });
      test('a write without events demands that its stream has not moved', async () => {
        await begin();
        await write(ada, mine, 0, [named('Draft')]);
        const guard = (expectedSeq: number): Promise<Appended> =>
          store.append(ada, { agreement: 'a1', writes: [{ stream: mine, expectedSeq, drafts: [] }, { stream: shared, expectedSeq: 1, drafts: [named('Sealed')] }] });
        expect((await guard(0)).kind).toBe('conflict');
        expect((await guard(1)).kind).toBe('appended');
      });
      test('an agreement is created once', async () => {
        await begin();
        expect((await begin()).kind).toBe('exists');
        expect((await begin('a1', eve)).kind).toBe('exists');
        expect(await titles(ada, shared)).toEqual(['One']);
      });
      test('of many that create the same agreement one succeeds', async () => {
        const outcomes = await Promise.all(Array.from({ length: 10 }, () => begin()));
        expect(outcomes.filter((outcome) => outcome.kind === 'appended')).toHaveLength(1);
      });
    });

    describe('all or nothing', () => {
      const person: PersonRecord = { id: 'p1', salt: '00'.repeat(32), details: { name: 'Jo' } };
      const nothingKept = async (): Promise<void> => {
        expect(await titles(ada, shared)).toEqual(['One']);
        expect(await titles(ada, mine)).toEqual([]);
        expect(await store.getBlob(ada, 'a1', digestOfBytes(bytes('blob')))).toBeNull();
        expect(await store.readPerson(ada, 'a1', 'p1')).toBeNull();
        expect(await store.getAgreement(ada, 'a1')).toMatchObject({ title: 'One', updatedAt: '2026-11-20T10:00:00.000Z' });
        expect(await store.earlier(ada, 'k', request(1))).toEqual({ kind: 'none' });
        expect((await begin('a1', ada, {})).kind).toBe('exists');
      };
      const both = (second: { expectedSeq?: number; drafts?: EventDraft[] }): Promise<Appended> => {
        clock.set('2026-11-20T12:00:00.000Z');
        return store.append(ada, {
          agreement: 'a1',
          writes: [
            { stream: mine, expectedSeq: 0, drafts: [named('First')], blobs: [bytes('blob')], people: [person] },
            { stream: shared, expectedSeq: 1, drafts: [named('Second')], ...second },
          ],
          rows: [partyRow('alpha', { title: 'New' })],
          once: { key: 'k', request: request(1) },
        });
      };
      test('a conflict in the second stream keeps nothing of the first', async () => {
        await begin();
        expect((await both({ expectedSeq: 7 })).kind).toBe('conflict');
        await nothingKept();
      });
      test('a body of another kind in the second stream keeps nothing of the first', async () => {
        await begin();
        await expect(both({ drafts: [{ kind: 'agreement-named', body: { type: 1 } } as unknown as EventDraft] })).rejects.toThrow('agreement-named: type');
        await nothingKept();
      });
      test('a text that cannot be hashed in the second stream keeps nothing of the first', async () => {
        await begin();
        await expect(both({ drafts: [named('half \ud800 pair')] })).rejects.toThrow('half of a character pair');
        await nothingKept();
      });
      test('the same append works once its fault is mended', async () => {
        await begin();
        await both({ expectedSeq: 7 });
        expect((await both({})).kind).toBe('appended');
        expect(await store.getBlob(ada, 'a1', digestOfBytes(bytes('blob')))).toEqual(bytes('blob'));
      });
    });

    describe('requests sent twice', () => {
      const once = (what: unknown, answer = 'made'): Partial<Append> => ({ once: { key: 'key-1', request: request(what), answer } });
      test('the same request again gives the same events and the same answer, whatever its numbers', async () => {
        await begin();
        const first = await write(ada, shared, 1, [named('Two')], once('x'));
        const again = await write(ada, shared, 1, [named('Two')], once('x', 'not this'));
        expect(again).toEqual({ kind: 'repeated', events: first.kind === 'appended' ? first.events : [], answer: 'made' });
        expect(await store.read(ada, shared)).toHaveLength(2);
      });
      test('another request under the key is a conflict of keys', async () => {
        await begin();
        await write(ada, shared, 1, [named('Two')], once('x'));
        expect(await write(ada, shared, 2, [named('Three')], once('y'))).toEqual({ kind: 'key-conflict' });
        expect(await store.earlier(ada, 'key-1', request('y'))).toEqual({ kind: 'key-conflict' });
      });
      test('creating again under the key gives the agreement made before', async () => {
        await begin('a1', ada, once('new'));
        expect((await begin('a2', ada, once('new'))).kind).toBe('repeated');
        expect(await listed(ada)).toEqual(['a1']);
      });
      test('of many that send the same at once one is carried out', async () => {
        await begin();
        const outcomes = await Promise.all(Array.from({ length: 10 }, () => write(ada, shared, 1, [named('Two')], once('x'))));
        expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['appended', ...Array.from({ length: 9 }, () => 'repeated')]);
      });
      test('a request that met a conflict has not used its key', async () => {
        await begin();
        await write(ada, shared, 9, [named('Two')], once('x'));
        expect((await write(ada, shared, 1, [named('Two')], once('x'))).kind).toBe('appended');
      });
      test('a key belongs to the person who sent it', async () => {
        await beginTogether();
        await write(ada, shared, 1, [named('Two')], once('x'));
        expect(await store.earlier(bob, 'key-1', request('x'))).toEqual({ kind: 'none' });
        expect(await store.earlier({ ...ada, person: 'ann' }, 'key-1', request('x'))).toEqual({ kind: 'none' });
      });
      test('a key is remembered for seven days', async () => {
        await begin();
        await write(ada, shared, 1, [named('Two')], once('x'));
        clock.set('2026-11-27T09:59:59.999Z');
        expect((await store.earlier(ada, 'key-1', request('x'))).kind).toBe('repeated');
        clock.set('2026-11-27T10:00:00.000Z');
        expect((await store.earlier(ada, 'key-1', request('x'))).kind).toBe('none');
        expect((await write(ada, shared, 2, [named('Three')], once('y'))).kind).toBe('appended');
      });
      test.each(['', 'a b', 'x'.repeat(201), 'ü'])('a key %j is refused', async (key) => {
        await expect(store.earlier(ada, key, request(1))).rejects.toThrow('idempotency key');
      });
    });

    describe('blobs', () => {
      test('bytes come back under their digest', async () => {
        await begin();
        const all = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
        const digest = await store.putBlob(ada, shared, all);
        expect(digest).toBe(digestOfBytes(all));
        expect(await store.getBlob(ada, 'a1', digest ?? absentDigest)).toEqual(all);
      });
      test('a document revision has the digest of its value', async () => {
        await begin();
        const document = { type: 'agreement', content: [{ b: 1, a: 'ü' }] };
        expect(await store.putBlob(ada, mine, canonicalBytes(document))).toBe(digestOf(document));
      });
      test('the same bytes twice, and no bytes at all, are fine', async () => {
        await begin();
        expect(await store.putBlob(ada, shared, bytes('x'))).toBe(await store.putBlob(ada, shared, bytes('x')));
        const empty = await store.putBlob(ada, shared, new Uint8Array());
        expect(await store.getBlob(ada, 'a1', empty ?? absentDigest)).toEqual(new Uint8Array());
      });
      test('an unknown digest is null', async () => {
        await begin();
        expect(await store.getBlob(ada, 'a1', absentDigest)).toBeNull();
      });
      test('bytes kept in private are seen by others only once they are kept in the shared stream too', async () => {
        await beginTogether();
        const digest = (await store.putBlob(ada, mine, bytes('draft'))) ?? absentDigest;
        expect(await store.getBlob(bob, 'a1', digest)).toBeNull();
        await write(ada, shared, 1, [named('Sent')], { writes: [{ stream: shared, expectedSeq: 1, drafts: [named('Sent')], blobs: [bytes('draft')] }] });
        expect(await store.getBlob(bob, 'a1', digest)).toEqual(bytes('draft'));
      });
      test('changing bytes after handing them over or taking them out changes nothing kept', async () => {
        await begin();
        const given = bytes('kept');
        const digest = (await store.putBlob(ada, shared, given)) ?? absentDigest;
        given.fill(0);
        (await store.getBlob(ada, 'a1', digest))?.fill(0);
        expect(await store.getBlob(ada, 'a1', digest)).toEqual(bytes('kept'));
      });
    });

    describe('the list', () => {
      const fill = async (count: number): Promise<void> => {
        for (let index = 0; index < count; index++) {
          // Two agreements share each time, so that the id must decide.
          clock.set(`2026-11-20T10:00:${String(Math.floor(index / 2)).padStart(2, '0')}.000Z`);
          await begin(`a${String(index).padStart(3, '0')}`);
        }
      };
      const pages = async (limit: number): Promise<string[][]> => {
        const result: string[][] = [];
        for (let after: string | undefined; ; ) {
          const page = await store.listAgreements(ada, { limit, after });
          result.push(page.items.map((item) => item.id));
          if (page.next === null) return result;
          after = page.next;
        }
      };
      test('is empty at first', async () => {
        expect(await store.listAgreements(ada, { limit: 10 })).toEqual({ items: [], next: null });
      });
      test('shows what the row says', async () => {
        await begin();
        expect(await store.getAgreement(ada, 'a1')).toEqual({ id: 'a1', title: 'One', type: 'RD', parties: ['Alpha'], status: 'created', updatedAt: '2026-11-20T10:00:00.000Z' });
      });
      test('a write moves the agreement to the front', async () => {
        await fill(4);
        clock.set('2026-11-20T11:00:00.000Z');
        await write(ada, sharedStream('a001'), 1, [named('Moved')], { rows: [partyRow('alpha', { title: 'Moved', type: null, parties: ['A', 'B'], status: 'drafted' })] });
        expect(await listed(ada)).toEqual(['a001', 'a003', 'a002', 'a000']);
        expect(await store.getAgreement(ada, 'a001')).toMatchObject({ title: 'Moved', type: null, parties: ['A', 'B'], status: 'drafted', updatedAt: '2026-11-20T11:00:00.000Z' });
      });
      test.each([1, 2, 3, 7, 11, 20])('pages of %i hold each agreement once, newest first', async (limit) => {
        await fill(11);
        const all = Array.from({ length: 11 }, (_, index) => `a${String(10 - index).padStart(3, '0')}`);
        const result = await pages(limit);
        expect(result.flat()).toEqual(all);
        expect(result.every((page) => page.length <= limit)).toBe(true);
      });
      test('an agreement that moves to the front between two pages hides no other', async () => {
        await fill(6);
        const first = await store.listAgreements(ada, { limit: 3 });
        clock.set('2026-11-20T12:00:00.000Z');
        await write(ada, sharedStream('a001'), 1, [named('Moved')]);
        const second = await store.listAgreements(ada, { limit: 3, after: first.next ?? '' });
        expect([...first.items, ...second.items].map((item) => item.id)).toEqual(['a005', 'a004', 'a003', 'a002', 'a000']);
      });
      test.each([{ limit: 0 }, { limit: 201 }, { limit: 1.5 }, { limit: 10, after: 'x' }, { limit: 10, after: "2026-11-20T10:00:00.000Z~' or 1=1" }])('a page %j is refused', async (page) => {
        await expect(store.listAgreements(ada, page)).rejects.toThrow();
      });
    });

    describe('people', () => {
      const jo: PersonRecord = { id: 'jo', salt: 'ab'.repeat(32), details: { name: 'Jo Ruiz', email: 'jo@alpha.example' } };
      test('a record comes back with its salt', async () => {
        await begin();
        expect(await store.savePerson(ada, shared, jo)).toBe(true);
        expect(await store.readPerson(ada, 'a1', 'jo')).toEqual(jo);
        expect(commitment(jo.salt, (await store.readPerson(ada, 'a1', 'jo'))?.details)).toBe(commitment(jo.salt, jo.details));
      });
      test('a record is replaced whole', async () => {
        await begin();
        await store.savePerson(ada, shared, jo);
        const moved = { ...jo, salt: 'cd'.repeat(32), details: { name: 'Jo R.' } };
        await store.savePerson(ada, shared, moved);
        expect(await store.readPerson(ada, 'a1', 'jo')).toEqual(moved);
      });
      test('nobody replaces what another party recorded', async () => {
        await beginTogether();
        await store.savePerson(ada, shared, jo);
        expect(await store.savePerson(bob, shared, { ...jo, details: { name: 'Not Jo' } })).toBe(false);
        const outcome = await store.append(bob, { agreement: 'a1', writes: [{ stream: theirs, expectedSeq: 0, drafts: [], people: [{ ...jo, details: { name: 'Not Jo' } }] }] });
        expect(outcome).toEqual({ kind: 'absent' });
        expect(await store.readPerson(bob, 'a1', 'jo')).toEqual(jo);
      });
      test('a record kept in private is seen by others only once it is kept in the shared stream', async () => {
        await beginTogether();
        await store.savePerson(ada, mine, jo);
        expect(await store.readPerson(bob, 'a1', 'jo')).toBeNull();
        await store.savePerson(ada, shared, jo);
        expect(await store.readPerson(bob, 'a1', 'jo')).toEqual(jo);
      });
      test('all that a seat may read come together', async () => {
        await beginTogether();
        expect(await store.people(ada, 'a1')).toEqual(new Map());
        const sam = { ...jo, id: 'sam' };
        await store.savePerson(ada, mine, jo);
        await store.savePerson(bob, shared, sam);
        expect(await store.people(ada, 'a1')).toEqual(new Map([['jo', jo], ['sam', sam]]));
        expect(await store.people(bob, 'a1')).toEqual(new Map([['sam', sam]]));
      });
      test('no name is in any event', async () => {
        await begin();
        await store.append(ada, { agreement: 'a1', writes: [{ stream: shared, expectedSeq: 1, drafts: [named('Two')], people: [jo] }] });
        expect(JSON.stringify(await store.read(ada, shared))).not.toContain('Jo');
      });
    });

    describe('who sees what', () => {
      const north = 'a1/caucus:north';
      const privileged = 'a1/counsel:alpha';
      beforeEach(async () => {
        await beginTogether();
        const grants = [counsel, reader].map(({ person, party, role }) => ({ person, party, role, organisation: null }));
        await store.append(ada, { agreement: 'a1', writes: [], grants });
        await write(ada, mine, 0, [named('Ours')]);
        await write(bob, theirs, 0, [named('Theirs')]);
        await write(counsel, privileged, 0, [named('Advice')]);
        await write(ada, north, 0, [named('Caucus')]);
      });
      test.each([
        ['a party its own and the shared', ada, [north, mine, shared]],
        ['the other party likewise', bob, [theirs, shared]],
        ['counsel also the privileged stream', counsel, [privileged, mine, shared]],
        ['a reader as its party', reader, [mine, shared]],
        ['a stranger nothing', eve, []],
        ['the local seat nothing of theirs', localSeat, []],
      ] as const)('%s', async (_, seat, expected) => {
        expect(await store.streams(seat, 'a1')).toEqual(expected);
        const seen = await Promise.all([north, privileged, mine, theirs, shared].map(async (stream) => ((await store.read(seat, stream)).length > 0 ? [stream] : [])));
        expect(seen.flat().sort()).toEqual([...expected].sort());
      });
      test.each([
        ['the other party’s stream', bob, mine, 1],
        ['a party’s stream by its name in another seat', { ...eve, party: 'beta2' }, theirs, 1],
        ['the counsel stream of a lead', ada, privileged, 1],
        ['a caucus one does not belong to', bob, north, 1],
        ['anything of a reader', reader, shared, 1],
        ['anything of a stranger', eve, shared, 1],
        ['a stranger’s own stream', eve, partyStream('a1', 'other'), 0],
      ] as const)('nobody writes %s', async (_, seat, stream, seq) => {
        expect(await write(seat, stream, seq, [named('Intruder')])).toEqual({ kind: 'absent' });
        expect(await store.putBlob(seat, stream, bytes('x'))).toBeNull();
        expect(await store.savePerson(seat, stream, { id: 'x', salt: '', details: {} })).toBe(false);
      });
      test('a foreign agreement looks like an absent one', async () => {
        const looks = async (id: string): Promise<unknown> => [
          await store.read(eve, sharedStream(id)),
          await store.streams(eve, id),
          await store.getAgreement(eve, id),
          await store.getBlob(eve, id, absentDigest),
          await store.readPerson(eve, id, 'jo'),
          await store.people(eve, id),
          await store.marks(eve, id),
          await write(eve, sharedStream(id), 5, [named('x')]),
          await write(eve, sharedStream(id), 0, [named('x')]),
          await store.putBlob(eve, sharedStream(id), bytes('x')),
        ];
        expect(await looks('a1')).toEqual(await looks('a2'));
      });
      test('each lists its own agreements', async () => {
        await begin('e1', eve);
        expect([await listed(ada), await listed(bob), await listed(eve), await listed(localSeat)]).toEqual([['a1'], ['a1'], ['e1'], []]);
      });
      test('a private write shows in no other list, not even as a time', async () => {
        clock.set('2026-11-21T10:00:00.000Z');
        await write(ada, mine, 1, [named('Draft')], { rows: [partyRow('alpha', { title: 'Secret' })] });
        expect(await store.getAgreement(ada, 'a1')).toMatchObject({ title: 'Secret', updatedAt: '2026-11-21T10:00:00.000Z' });
        expect(await store.getAgreement(bob, 'a1')).toMatchObject({ title: 'One', updatedAt: '2026-11-20T10:00:00.000Z' });
      });
      test('a shared write shows in every list', async () => {
        clock.set('2026-11-21T10:00:00.000Z');
        await write(bob, shared, 1, [named('Sent')], { rows: [partyRow('alpha', { title: 'Sent' }), partyRow('beta', { title: 'Sent' })] });
        expect(await store.getAgreement(ada, 'a1')).toMatchObject({ title: 'Sent', updatedAt: '2026-11-21T10:00:00.000Z' });
      });
    });

    describe('what tells that something has changed', () => {
      const jo: PersonRecord = { id: 'jo', salt: 'ab'.repeat(32), details: { name: 'Jo Ruiz' } };
      const changed = async (seat: Seat, change: () => Promise<unknown>): Promise<{ heads: string[]; people: boolean }> => {
        const before = await store.marks(seat, 'a1');
        await change();
        const after = await store.marks(seat, 'a1');
        return { heads: [...(after?.heads ?? [])].flatMap(([stream, head]) => (before?.heads.get(stream)?.hash === head.hash ? [] : [`${stream} ${head.seq}`])), people: before?.people !== after?.people };
      };
      beforeEach(async () => {
        await beginTogether();
        await store.append(ada, { agreement: 'a1', writes: [], grants: [{ person: counsel.person, party: 'alpha', role: 'counsel', organisation: null }] });
      });
      test('nothing', async () => expect(await changed(ada, async () => undefined)).toEqual({ heads: [], people: false }));
      test('the last event of each stream is named with its hash', async () => {
        await write(ada, mine, 0, [named('Ours'), named('Again')]);
        const last = (await store.read(ada, mine)).at(-1);
        expect((await store.marks(ada, 'a1'))?.heads.get(mine)).toEqual({ seq: 2, hash: last?.hash });
      });
      test('an event for everyone, for everyone', async () => expect(await changed(bob, () => write(ada, shared, 1, [named('Two')]))).toEqual({ heads: [`${shared} 2`], people: false }));
      test('an event of the own side', async () => expect(await changed(counsel, () => write(ada, mine, 0, [named('Ours')]))).toEqual({ heads: [`${mine} 1`], people: false }));
      test('not one of another side', async () => expect(await changed(bob, () => write(ada, mine, 0, [named('Ours')]))).toEqual({ heads: [], people: false }));
      test('counsel’s notes, for counsel', async () => expect(await changed(counsel, () => write(counsel, 'a1/counsel:alpha', 0, [named('Advice')]))).toEqual({ heads: ['a1/counsel:alpha 1'], people: false }));
      test('and for nobody else', async () => expect(await changed(ada, () => write(counsel, 'a1/counsel:alpha', 0, [named('Advice')]))).toEqual({ heads: [], people: false }));
      test('a record of a person', async () => expect((await changed(ada, () => store.savePerson(ada, shared, jo))).people).toBe(true));
      test('a record that is replaced', async () => {
        await store.savePerson(ada, shared, jo);
        expect((await changed(ada, () => store.savePerson(ada, shared, { ...jo, details: { name: 'Jo R.' } }))).people).toBe(true);
      });
      test('a record that others may read now', async () => {
        await store.savePerson(ada, mine, jo);
        expect((await changed(bob, () => store.savePerson(ada, shared, jo))).people).toBe(true);
      });
      test.each([
        ['a stranger', eve],
        ['another person', { ...ada, person: 'bob' }],
        ['another party', { ...ada, party: 'beta' }],
        ['another role', { ...ada, role: 'counsel' as const }],
      ])('is told to nobody who holds no seat: %s', async (_, seat) => {
        expect([await store.marks(seat, 'a1'), await store.people(seat, 'a1')]).toEqual([null, null]);
        expect([await store.marks(seat, 'a2'), await store.people(seat, 'a2')]).toEqual([null, null]);
      });
      test('nor to whom it was taken from', async () => {
        await store.append(ada, { agreement: 'a1', writes: [], ends: [counsel.person] });
        expect([await store.marks(counsel, 'a1'), await store.people(counsel, 'a1')]).toEqual([null, null]);
      });
    });

    describe('calls that make no sense', () => {
      test.each(['a1', '/shared', 'A1/shared', 'a1/', 'a1/party:', 'a1/party', 'a1/shared/x', 'a1/party:x y', 'a1/other:x', `${'a'.repeat(65)}/shared`, 'a1/../shared'])('the stream %j', async (stream) => {
        await expect(store.read(ada, stream)).rejects.toThrow('not the name of a stream');
      });
      test.each<[string, Append]>([
        ['a stream of another agreement', { agreement: 'a1', writes: [{ stream: 'a2/shared', expectedSeq: 0, drafts: [] }] }],
        ['a stream twice', { agreement: 'a1', writes: [{ stream: shared, expectedSeq: 0, drafts: [] }, { stream: shared, expectedSeq: 0, drafts: [] }] }],
        ['a negative number', { agreement: 'a1', writes: [{ stream: shared, expectedSeq: -1, drafts: [] }] }],
        ['an id with a slash', { agreement: 'a/1', writes: [] }],
        ['a party with a capital', { agreement: 'a1', writes: [], create: true, rows: [partyRow('Beta')] }],
        ['a person id that is none', { agreement: 'a1', writes: [{ stream: shared, expectedSeq: 0, drafts: [], people: [{ id: '../x', salt: '', details: {} }] }] }],
        ['a title with NUL', { agreement: 'a1', writes: [], create: true, rows: [partyRow('alpha', { title: 'a\0b' })] }],
        ['a party’s row twice', { agreement: 'a1', writes: [], create: true, rows: [partyRow('alpha'), partyRow('alpha')] }],
        ['half a turn', { agreement: 'a1', writes: [], create: true, rows: [partyRow('alpha', { turn: 1.5 })] }],
        ['another party’s row in private', { agreement: 'a1', writes: [{ stream: mine, expectedSeq: 0, drafts: [named('x')] }], rows: [partyRow('beta')] }],
        ['dates in private', { agreement: 'a1', writes: [{ stream: mine, expectedSeq: 0, drafts: [named('x')] }], dates: [] }],
        ['a day that is none', { agreement: 'a1', writes: [], create: true, dates: [{ party: 'alpha', on: '31.3.2027', obligation: 'o', what: 'w', clause: '1' }] }],
        ['a person granted and ended', { agreement: 'a1', writes: [], grants: [{ person: 'x', party: 'alpha', role: 'reader', organisation: null }], ends: ['x'] }],
        ['an invitation with another time', { agreement: 'a1', writes: [], invitations: { make: [{ id: 'i', party: 'alpha', role: 'reader', email: 'x@y.example', name: null, tokenDigest: absentDigest, expiresAt: 'tomorrow' }] } }],
        ['a token in the clear', { agreement: 'a1', writes: [], invitations: { make: [{ id: 'i', party: 'alpha', role: 'reader', email: 'x@y.example', name: null, tokenDigest: 'secret' as Digest, expiresAt: '2027-01-01T00:00:00.000Z' }] } }],
        ['a mail about a bad id', { agreement: 'a1', writes: [], mails: [{ id: 'm/1', dedupe: 'd', kind: 'turn', to: { person: 'x' }, agreement: null, data: null }] }],
        ['a long key', { agreement: 'a1', writes: [], create: true, once: { key: 'x'.repeat(300), request: absentDigest } }],
      ])('an append with %s', async (_, append) => {
        await expect(store.append(ada, append)).rejects.toMatchObject({ name: 'InputError' });
        expect(await listed(ada)).toEqual([]);
      });
    });

    describe('an agreement that was made elsewhere', () => {
      const at = '2025-01-31T08:00:00.000Z';
      const told = (stream: string, drafts: readonly EventDraft[]) => ({ stream, events: linkAll(drafts, { stream, at, actor: { person: 'far-away' }, onBehalfOf: 'alpha' }, null) });
      const cal: PersonRecord = { id: 'cal', salt: '0'.repeat(64), details: { name: 'Cal Far' } };
      const adoption = (more: Partial<Adoption> = {}): Adoption => ({
        agreement: 'a1',
        streams: [told(mine, [created, ...Array.from({ length: 600 }, (_, n) => named(`Title ${n}`))]), told(shared, [{ kind: 'comment-made', body: { comment: 'c', clause: null, text: 'x' } }])],
        blobs: [{ digest: digestOfBytes(bytes('text')), streams: [mine], read: () => bytes('text') }],
        people: [{ stream: shared, party: 'beta', record: cal }],
        checkpoints: [],
        rows: [partyRow('alpha', { status: 'drafted', words: 'quince' })],
        dates: [{ party: 'alpha', on: '2027-03-31', obligation: 'o', what: 'pay', clause: '3' }],
        organisation: null,
        ...more,
      });
      test('is kept as it is, and one seat with it', async () => {
        expect(await store.adopt(ada, adoption())).toEqual({ kind: 'adopted' });
        expect([await store.read(ada, mine), await store.read(ada, shared)]).toEqual(adoption().streams.map((one) => one.events));
        expect(await store.getBlob(ada, 'a1', digestOfBytes(bytes('text')))).toEqual(bytes('text'));
        expect(await store.people(ada, 'a1')).toEqual(new Map([['cal', cal]]));
        expect(await listed(ada)).toEqual(['a1']);
        expect(await store.read(bob, shared)).toEqual([]);
        expect((await write(ada, mine, 601, [named('Here')])).kind).toBe('appended');
        expect(verifyChain(await store.read(ada, mine)).ok).toBe(true);
      });
      test('is refused where its id is taken', async () => {
        await write(bob, shared, 0, [created], { create: true });
        expect(await store.adopt(ada, adoption())).toEqual({ kind: 'exists' });
        expect([await store.read(ada, mine), await listed(ada)]).toEqual([[], []]);
      });
      test.each<[string, () => Partial<Adoption>]>([
        ['an event changed', () => ({ streams: [{ stream: mine, events: told(mine, [created, named('x')]).events.map((event) => (event.seq === 2 ? { ...event, at: '2025-01-31T08:00:01.000Z' } : event)) }] })],
        ['an event missing', () => ({ streams: [{ stream: mine, events: told(mine, [created, named('x')]).events.slice(1) }] })],
        ['a body of another form', () => ({ streams: [told(mine, [created]), { stream: shared, events: told(shared, [named('x')]).events.map((event) => ({ ...event, body: { title: 1 } }) as unknown as Event) }] })],
        ['a stream of another agreement', () => ({ streams: [told('a2/shared', [created])] })],
        ['other bytes than their digest', () => ({ blobs: [{ digest: absentDigest, streams: [mine], read: () => bytes('text') }] })],
        ['a person twice', () => ({ people: [{ stream: shared, party: 'beta', record: cal }, { stream: mine, party: 'alpha', record: cal }] })],
      ])('is refused with %s, and nothing of it is kept', async (_, more) => {
        await expect(store.adopt(ada, adoption(more()))).rejects.toThrow();
        expect([await store.streams(ada, 'a1'), await listed(ada)]).toEqual([[], []]);
        expect(await store.adopt(ada, adoption())).toEqual({ kind: 'adopted' });
      });
    });

    test('everything is there after closing and opening again', async (context) => {
      if (subject.reopen === undefined) return context.skip('this store keeps nothing');
      await beginTogether();
      await write(ada, mine, 0, [named('Ours'), named('Ours again')]);
      await write(ada, shared, 1, [named('Two')], { once: { key: 'k', request: request(1), answer: 'yes' } });
      const digest = (await store.putBlob(ada, shared, bytes('blob'))) ?? absentDigest;
      const before = [await store.read(ada, shared), await store.read(ada, mine), await store.listAgreements(ada, { limit: 5 })];
      store = (await subject.reopen(clock)).store;
      expect([await store.read(ada, shared), await store.read(ada, mine), await store.listAgreements(ada, { limit: 5 })]).toEqual(before);
      expect(verifyChain(await store.read(ada, shared)).ok).toBe(true);
      expect(await store.getBlob(ada, 'a1', digest)).toEqual(bytes('blob'));
      expect(await store.earlier(ada, 'k', request(1))).toMatchObject({ kind: 'repeated', answer: 'yes' });
      expect((await write(ada, shared, 2, [named('Three')])).kind).toBe('appended');
      expect(verifyChain(await store.read(ada, shared)).ok).toBe(true);
    });
  });
}
