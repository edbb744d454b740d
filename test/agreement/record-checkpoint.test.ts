import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf, type Digest } from '#agreement/record/canonical';
import { hashedText, hashOf, linkAll, verifyChain, type Occasion } from '#agreement/record/chain';
import { changedSince, compareHistories, leafOf, nextCheckpoint, notesOf, openingsFor, readNoted, signedBytes, stillHolds, verifyCheckpoint, verifyCheckpoints, writeNoted, type CheckpointSigner, type NotedCheckpoint, type StreamHead } from '#agreement/record/checkpoint';
import type { Event, EventDraft } from '#agreement/record/event';

const digest = (letter: string): Digest => `sha256:${letter.repeat(64)}`;
const signer: CheckpointSigner = { installation: digest('1'), algorithm: 'ecdsa-p256-sha256', key: 'AAAA', certificate: 'AAAA' };
const at = '2026-11-24T10:00:00.000Z';
let salts = 0;
const newSalt = (): string => (++salts).toString(16).padStart(64, '0');
const named = (title: string): EventDraft => ({ kind: 'agreement-named', body: { type: null, title } });
const occasion = (stream: string): Occasion => ({ stream, at, actor: { person: 'ada' }, onBehalfOf: 'alpha' });
const chain = (titles: readonly string[], stream = 'a1/shared'): Event[] => linkAll(titles.map(named), occasion(stream), null);
const titles = (count: number, prefix = 'title'): string[] => Array.from({ length: count }, (_, index) => `${prefix} ${index + 1}`);
const headOf = (events: readonly Event[]): StreamHead => ({ stream: events[0]!.stream, seq: events.length, hash: events.at(-1)!.hash });
const noteOf = (streams: readonly (readonly Event[])[], last: NotedCheckpoint | null = null, parties = 2): NotedCheckpoint => {
  const { text, openings } = nextCheckpoint({ agreement: 'a1', heads: streams.map(headOf), parties, last }, signer, at, newSalt);
  return { checkpoint: { ...text, signature: 'AAAA' }, openings };
};
const chains = (...streams: readonly (readonly Event[])[]) => new Map(streams.map((events) => [events[0]!.stream, events]));
const with_ = (noted: NotedCheckpoint, change: object): NotedCheckpoint => ({ ...noted, checkpoint: { ...noted.checkpoint, ...change } });
const faultsOf = (check: ReturnType<typeof verifyCheckpoint>) => (check.ok ? [] : check.faults);

describe('making', () => {
  const shared = chain(titles(4));
  const own = chain(titles(2), 'a1/party:alpha');
  const first = noteOf([shared, own]);
  test('the first has number 1 and nothing before it', () => expect(first.checkpoint).toMatchObject({ v: 1, kind: 'entente-checkpoint', agreement: 'a1', n: 1, prev: null, at, ...signer }));
  test('the next names the one before as a whole', () => {
    const second = noteOf([shared, own], first);
    expect(second.checkpoint).toMatchObject({ n: 2, prev: digestOf(first.checkpoint) });
    expect(digestOf({ ...first.checkpoint, signature: 'BBBB' })).not.toBe(second.checkpoint.prev);
  });
  test('its root is that of its sorted leaves, and every leaf has an opening', () => {
    expect(first.checkpoint.root).toBe(digestOf(first.openings.map(leafOf).sort()));
    expect([...first.checkpoint.leaves]).toEqual([...first.checkpoint.leaves].sort());
  });
  test('a leaf can be computed again by a stranger', () => expect(leafOf(first.openings[0]!)).toBe(digestOf({ salt: first.openings[0]!.salt, stream: 'a1/shared', seq: 4, hash: shared[3]!.hash })));
  test.each([1, 2, 5, 8])('the number of leaves of %i parties does not tell who has private streams', (parties) => expect(noteOf([shared], null, parties).checkpoint.leaves).toHaveLength(noteOf([shared, own], null, Math.max(parties, 1)).checkpoint.leaves.length));
  test('more streams than expected all have a leaf', () => expect(noteOf([shared, own, chain(['x'], 'a1/counsel:alpha'), chain(['x'], 'a1/caucus:c')], null, 1).checkpoint.leaves).toHaveLength(4));
  test('no salt is used twice', () => expect(new Set([...first.openings, ...noteOf([shared], first).openings].map((one) => one.salt)).size).toBe(first.openings.length + 5));
  test('what is signed is all but the signature', () => {
    const { signature: _, ...rest } = first.checkpoint;
    expect(new TextDecoder().decode(signedBytes(first.checkpoint))).toBe(new TextDecoder().decode(signedBytes(rest)));
    expect(JSON.parse(new TextDecoder().decode(signedBytes(first.checkpoint)))).toEqual(rest);
  });
  test('openings are handed out by stream, those of empty leaves never', () => {
    expect(openingsFor(first.openings, () => true).map((one) => one.stream)).toEqual(['a1/shared', 'a1/party:alpha']);
    expect(openingsFor(first.openings, (stream) => stream === 'a1/shared')).toHaveLength(1);
  });
  test('it still holds until something happens anywhere', () => {
    expect(stillHolds(first, [headOf(own), headOf(shared)])).toBe(true);
    expect(stillHolds(first, [headOf(shared)])).toBe(false);
    expect(stillHolds(first, [headOf(shared), headOf(chain(titles(3), 'a1/party:alpha'))])).toBe(false);
    expect(stillHolds(first, [headOf(shared), headOf(own), headOf(chain(['x'], 'a1/counsel:alpha'))])).toBe(false);
  });
  test('for somebody it still holds until something happens in what they may read', () => {
    const mayRead = (stream: string): boolean => stream === 'a1/shared';
    expect(stillHolds(first, [headOf(shared), headOf(chain(titles(3), 'a1/party:alpha')), headOf(chain(['x'], 'a1/counsel:alpha'))], mayRead)).toBe(true);
    expect(stillHolds(first, [headOf(chain(titles(5))), headOf(own)], mayRead)).toBe(false);
  });
});

describe('reading', () => {
  const noted = noteOf([chain(titles(2))]);
  test('what was written is read', () => expect(readNoted(JSON.parse(writeNoted(noted)))).toEqual(noted));
  test('a checkpoint alone has no openings', () => expect(readNoted(noted.checkpoint)).toEqual({ checkpoint: noted.checkpoint, openings: [] }));
  test.each<[string, unknown]>([
    ['nothing', null],
    ['a list', [noted]],
    ['another kind', with_(noted, { kind: 'other' })],
    ['another version', with_(noted, { v: 2 })],
    ['another algorithm', with_(noted, { algorithm: 'rsa-sha1' })],
    ['number 0', with_(noted, { n: 0 })],
    ['half a number', with_(noted, { n: 1.5 })],
    ['an id that is none', with_(noted, { agreement: '../a' })],
    ['a day in place of a time', with_(noted, { at: '2026-11-24' })],
    ['a short root', with_(noted, { root: 'sha256:00' })],
    ['no leaves', with_(noted, { leaves: [] })],
    ['a key that is no base64', with_(noted, { key: 'AA=A' })],
    ['an empty signature', with_(noted, { signature: '' })],
    ['a field more', with_(noted, { note: 'said later' })],
    ['a field less', with_(noted, { prev: undefined })],
    ['a salt that is too short', { ...noted, openings: [{ ...noted.openings[0]!, salt: '00' }] }],
    ['an opening with more', { ...noted, openings: [{ ...noted.openings[0]!, body: {} }] }],
  ])('%s is none', (_, value) => expect(readNoted(value)).toBeNull());
});

describe('verifying', () => {
  const shared = chain(titles(6));
  const own = chain(titles(3), 'a1/party:alpha');
  const first = noteOf([shared.slice(0, 2), own.slice(0, 1)]);
  const second = noteOf([shared.slice(0, 4), own], first);
  const third = noteOf([shared, own], second);
  const all = [first, second, third];
  const now = chains(shared, own);

  test('each holds, alone and together, with the history and without', () => {
    for (const noted of all) {
      expect(verifyCheckpoint(noted)).toEqual({ ok: true });
      expect(verifyCheckpoint(noted, now)).toEqual({ ok: true });
    }
    expect(verifyCheckpoints(all, now)).toEqual({ ok: true });
    expect(verifyCheckpoints([])).toEqual({ ok: true });
  });
  test('what happened later changes nothing', () => expect(verifyCheckpoints(all, chains(chain(titles(9)), own)).ok).toBe(true));
  test('streams that the reader does not have are not judged', () => expect(verifyCheckpoints(all, chains(shared)).ok).toBe(true));

  const opening = (change: object): NotedCheckpoint => ({ ...first, openings: [{ ...first.openings[0]!, ...change }] });
  test.each<[string, NotedCheckpoint, string]>([
    ['leaves in another order', with_(first, { leaves: [...first.checkpoint.leaves].reverse(), root: digestOf([...first.checkpoint.leaves].reverse()) }), 'leaves'],
    ['a leaf twice', with_(first, { leaves: [first.checkpoint.leaves[0], ...first.checkpoint.leaves], root: digestOf([first.checkpoint.leaves[0], ...first.checkpoint.leaves]) }), 'leaves'],
    ['another root', with_(first, { root: digest('0') }), 'root'],
    ['a leaf more', with_(first, { leaves: [...first.checkpoint.leaves, digest('f')] }), 'root'],
    ['an opening of another hash', opening({ hash: digest('0') }), 'opening'],
    ['an opening of another number', opening({ seq: 3 }), 'opening'],
    ['an opening with another salt', opening({ salt: '0'.repeat(64) }), 'opening'],
    ['an opening of another stream', opening({ stream: 'a1/party:beta' }), 'opening'],
    ['a stream opened twice', { ...first, openings: [first.openings[0]!, first.openings[0]!] }, 'opening'],
  ])('%s is found', (_, noted, what) => expect(faultsOf(verifyCheckpoint(noted)).map((fault) => fault.what)).toContain(what));

  test.each(['a2/shared', 'a1/nowhere', 'a1'])('a leaf of the stream %s opens nothing of a1', (stream) => {
    const { text, openings } = nextCheckpoint({ agreement: 'a1', heads: [{ ...headOf(shared), stream }], parties: 1, last: null }, signer, at, newSalt);
    expect(faultsOf(verifyCheckpoint({ checkpoint: { ...text, signature: 'AAAA' }, openings }))).toEqual([{ what: 'opening', stream, n: 1 }]);
  });
  test('an empty leaf that claims an event is found', () => {
    const { text, openings } = nextCheckpoint({ agreement: 'a1', heads: [{ stream: '', seq: 1, hash: digest('0') }], parties: 1, last: null }, signer, at, newSalt);
    expect(faultsOf(verifyCheckpoint({ checkpoint: { ...text, signature: 'AAAA' }, openings }))).toEqual([{ what: 'opening', stream: '', n: 1 }]);
  });
  test('a stream at number 0 is found', () => {
    const { text, openings } = nextCheckpoint({ agreement: 'a1', heads: [{ stream: 'a1/shared', seq: 0, hash: digest('0') }], parties: 1, last: null }, signer, at, newSalt);
    expect(faultsOf(verifyCheckpoint({ checkpoint: { ...text, signature: 'AAAA' }, openings }))).toMatchObject([{ what: 'opening' }]);
  });

  test.each<[string, NotedCheckpoint[], object[]]>([
    ['the first is missing', [second, third], [{ what: 'order', n: 2 }]],
    ['one in the middle is missing', [first, third], [{ what: 'order', n: 3 }]],
    ['two in another order', [first, third, second], [{ what: 'order', n: 3 }, { what: 'order', n: 2 }, { what: 'backwards', n: 2, stream: 'a1/shared', seq: 4 }]],
    ['one made anew', [first, noteOf([shared.slice(0, 4), own], first), third], [{ what: 'order', n: 3 }]],
    ['one that names a wrong one before', [first, with_(second, { prev: digest('0') })], [{ what: 'order', n: 2 }]],
    ['a first one that names one before', [with_(first, { prev: digest('0') })], [{ what: 'order', n: 1 }]],
    ['one that went back', [first, second, noteOf([shared.slice(0, 3), own], second)], [{ what: 'backwards', n: 3, stream: 'a1/shared', seq: 3 }]],
  ])('%s', (_, list, faults) => expect(faultsOf(verifyCheckpoints(list))).toMatchObject(faults));

  test.each<[string, Map<string, readonly Event[]>, object[]]>([
    ['the end cut off', chains(shared.slice(0, 5), own), [{ what: 'cut-off', stream: 'a1/shared', seq: 6, from: 5, length: 5, n: 3 }]],
    ['more of the end cut off', chains(shared.slice(0, 3), own), [{ what: 'cut-off', stream: 'a1/shared', seq: 4, from: 3, length: 3, n: 2 }]],
    ['a stream emptied', new Map([['a1/shared', []], ['a1/party:alpha', own]]), [{ what: 'cut-off', stream: 'a1/shared', seq: 2, from: 1, n: 1 }]],
    ['event 3 written anew, with all that follows', chains(chain(titles(6).with(2, 'other')), own), [{ what: 'rewritten', stream: 'a1/shared', seq: 4, from: 3, n: 2 }]],
    ['event 5 written anew', chains(chain(titles(6).with(4, 'other')), own), [{ what: 'rewritten', stream: 'a1/shared', seq: 6, from: 5, n: 3 }]],
    ['all written anew', chains(chain(titles(6, 'other')), chain(titles(3, 'other'), 'a1/party:alpha')), [{ what: 'rewritten', stream: 'a1/shared', seq: 2, from: 1 }, { what: 'rewritten', stream: 'a1/party:alpha', seq: 1, from: 1 }]],
  ])('%s is found and located', (_, history, faults) => expect(faultsOf(verifyCheckpoints(all, history))).toMatchObject(faults));

  test('a single one locates as far as it reaches', () => expect(faultsOf(verifyCheckpoint(third, chains(chain(titles(6).with(2, 'other')))))).toEqual([{ what: 'rewritten', stream: 'a1/shared', seq: 6, from: 1, n: 3 }]));
  test('notes are in the order of events, whatever order the checkpoints came in', () => expect(notesOf([third, first, second]).get('a1/shared')?.map((note) => [note.seq, note.n])).toEqual([[2, 1], [4, 2], [6, 3]]));
  test('of two notes of one event that of the earlier checkpoint comes first', () => expect(notesOf([noteOf([shared, own], second), noteOf([shared], null), second]).get('a1/shared')?.map((note) => [note.seq, note.n])).toEqual([[4, 2], [6, 1], [6, 3]]));
  test('two notes of one event are both looked at', () => expect(changedSince('s', [{ n: 1, seq: 1, hash: digest('0') }, { n: 2, seq: 1, hash: digest('1') }], 1, () => digest('0'))).toMatchObject({ what: 'rewritten', n: 2 }));
});

describe('comparing histories', () => {
  const before = chain(titles(5));
  test.each<[string, readonly string[], object | null]>([
    ['nothing', titles(5), null],
    ['something more', titles(7), null],
    ['the end cut off', titles(3), { what: 'cut-off', seq: 4 }],
    ['everything gone', [], { what: 'cut-off', seq: 1 }],
    ['an edit', titles(5).with(2, 'other'), { what: 'edited', seq: 3 }],
    ['an edit of the last', titles(5).with(4, 'other'), { what: 'edited', seq: 5 }],
    ['an edit, and something more', [...titles(5).with(1, 'other'), 'title 6'], { what: 'edited', seq: 2 }],
    ['a removal', titles(5).toSpliced(1, 1), { what: 'removed', seq: 2 }],
    ['a removal of the first two', titles(5).slice(2), { what: 'removed', seq: 1 }],
    ['a removal, and something more', [...titles(5).toSpliced(1, 1), 'x', 'y'], { what: 'removed', seq: 2 }],
    ['an insertion', titles(5).toSpliced(1, 0, 'x'), { what: 'inserted', seq: 2 }],
    ['an insertion of three at the start', ['x', 'y', 'z', ...titles(5)], { what: 'inserted', seq: 1 }],
    ['two swapped', ['title 1', 'title 3', 'title 2', 'title 4', 'title 5'], { what: 'reordered', seq: 2 }],
    ['all in reverse', titles(5).toReversed(), { what: 'reordered', seq: 1 }],
    ['all written anew', titles(5, 'other'), { what: 'rewritten', seq: 1 }],
    ['one left of what followed, all else other', ['title 1', 'title 3', 'x', 'y', 'z'], { what: 'rewritten', seq: 2 }],
    ['one put in, all else other', ['x', 'title 1', 'y', 'z', 'w'], { what: 'rewritten', seq: 1 }],
    ['one put in near the end, which is gone', ['title 1', 'title 2', 'title 3', 'title 4', 'x'], { what: 'edited', seq: 5 }],
  ])('%s', (_, present, change) => expect(compareHistories(before, chain(present))).toEqual(change));
  test('a naive edit that left the hashes as they were is found by its content', () => {
    const edited = before.with(2, { ...before[2]!, hash: digest('0') });
    expect(compareHistories(before, edited)).toEqual({ what: 'edited', seq: 3 });
  });
  test('another order is seen whatever the order was', () => expect(compareHistories(chain(['c', 'a', 'b']), chain(['b', 'c', 'a']))).toEqual({ what: 'reordered', seq: 1 }));
  test('an event that cannot be written canonically is like nothing that was noted', () => {
    const broken = { ...before[2]!, hash: digest('0'), body: { type: null, title: '\ud800' } } as Event;
    expect(compareHistories(before, before.with(2, broken))).toEqual({ what: 'edited', seq: 3 });
  });
});

describe('whatever is done to a history after a checkpoint left', () => {
  const change = fc.constantFrom('edit', 'remove', 'insert', 'swap', 'roll back', 'rewrite', 'other time', 'other actor');
  test('is found, and lies where it is said to lie', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }), change, fc.nat(), (length, marks, what, place) => {
        const drafts = titles(length);
        const before = chain(drafts);
        const list: NotedCheckpoint[] = [];
        for (const mark of [...new Set(marks.map((mark) => Math.min(mark, length)))].sort((a, b) => a - b)) list.push(noteOf([before.slice(0, mark)], list.at(-1) ?? null));
        const noted = list.at(-1)!.openings[0]!.seq;
        // Only what the checkpoints reach can be found by them.
        const index = place % noted;
        const relinked = (events: readonly Event[]): Event[] => {
          let last: Event | null = null;
          return events.map((event, at_) => {
            const { hash: _, ...rest } = { ...event, seq: at_ + 1, prev: last?.hash ?? null };
            return (last = { ...rest, hash: hashOf(rest) } as Event);
          });
        };
        const done: Record<string, Event[]> = {
          edit: relinked(before.with(index, { ...before[index]!, body: { type: null, title: 'edited' } } as Event)),
          remove: relinked(before.toSpliced(index, 1)),
          insert: relinked(before.toSpliced(index, 0, { ...before[index]!, body: { type: null, title: 'inserted' } } as Event)),
          swap: relinked(before.with(index, before[(index + 1) % noted]!).with((index + 1) % noted, before[index]!)),
          'roll back': before.slice(0, index),
          rewrite: chain(titles(length, 'anew')),
          'other time': relinked(before.with(index, { ...before[index]!, at: '2026-11-24T10:00:00.001Z' })),
          'other actor': relinked(before.with(index, { ...before[index]!, actor: { person: 'eve' } })),
        };
        const now = done[what]!;
        const same = now.slice(0, noted).every((event, at_) => event.hash === before[at_]?.hash) && now.length >= noted;
        // The chain itself holds again: only the checkpoint tells.
        expect(verifyChain(now).ok).toBe(true);
        const check = verifyCheckpoints(list, new Map([['a1/shared', now]]));
        expect(check.ok).toBe(same);
        expect(compareHistories(before.slice(0, noted), now) === null).toBe(same);
        if (check.ok) return;
        const first = before.findIndex((event, at_) => event.hash !== now[at_]?.hash) + 1;
        const fault = check.faults[0] as { from: number; seq: number };
        expect(fault.from).toBeLessThanOrEqual(first);
        expect(fault.seq).toBeGreaterThanOrEqual(Math.min(first, noted));
        expect(compareHistories(before.slice(0, noted), now)?.seq).toBe(first);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the text that a hash is made of', () => {
  test('is that of the event where its parts are in their canonical form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (title, person) => {
        const [event] = linkAll([named(title)], { ...occasion('a1/shared'), actor: { person } }, null) as [Event];
        const { v, stream, seq, kind, onBehalfOf, prev } = event;
        const text = hashedText({ v, stream, seq, kind, at: event.at, onBehalfOf, prev, actor: JSON.stringify(event.actor), body: JSON.stringify(event.body) });
        expect(digestOf(JSON.parse(text))).toBe(event.hash);
        expect(text).toBe(new TextDecoder().decode(new TextEncoder().encode(text)));
      }),
    );
  });
});
