import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { clockSteps, hashOf, link, linkAll, verifyChain, type Head } from '#agreement/record/chain';
import type { Event, EventDraft } from '#agreement/record/event';

const occasion = { stream: 'a1/shared', at: '2026-11-20T10:00:00.000Z', actor: { person: 'ada' }, onBehalfOf: 'alpha' };
const named = (title: string): EventDraft => ({ kind: 'agreement-named', body: { type: null, title } });
const chain = (count: number): Event[] => linkAll(Array.from({ length: count }, (_, index) => named(`title ${index}`)), occasion, null);
const changed = (events: Event[], index: number, change: object): Event[] => events.map((event, at) => (at === index ? ({ ...event, ...change } as Event) : event));
const headOf = (event: Event | undefined): Head => ({ seq: event?.seq ?? 0, hash: event?.hash ?? `sha256:${''}` });

describe('linking', () => {
  test('the first event has number 1 and nothing before it', () => expect(link(named('x'), occasion, null)).toMatchObject({ v: 1, seq: 1, prev: null, ...occasion }));
  test('the next names the hash of the one before', () => {
    const [first, second] = chain(2);
    expect(second).toMatchObject({ seq: 2, prev: first?.hash });
  });
  test('the hash can be computed again by a stranger from the published format', () => {
    // RFC 8785 for this event, written by hand: keys in order, no spaces.
    const event = link(named('ü'), occasion, null);
    const form = '{"actor":{"person":"ada"},"at":"2026-11-20T10:00:00.000Z","body":{"title":"ü","type":null},"kind":"agreement-named","onBehalfOf":"alpha","prev":null,"seq":1,"stream":"a1/shared","v":1}';
    expect(event.hash).toBe(`sha256:${createHash('sha256').update(form).digest('hex')}`);
  });
  test('what is absent in a body is absent in the event', () => {
    const event = link({ kind: 'agreement-created', body: { type: null, title: null, example: undefined } }, occasion, null);
    expect(Object.keys(event.body).sort()).toEqual(['title', 'type']);
    expect(verifyChain([event]).ok).toBe(true);
  });
  test.each<[string, unknown]>([
    ['a field too many', { kind: 'agreement-named', body: { type: null, title: 'x', note: 'secret' } }],
    ['a field missing', { kind: 'agreement-named', body: { type: null } }],
    ['a wrong digest', { kind: 'document-drafted', body: { version: 1, digest: 'sha1:00', library: 'l' } }],
    ['version 0', { kind: 'document-drafted', body: { version: 0, digest: `sha256:${'0'.repeat(64)}`, library: 'l' } }],
    ['an index in a path', { kind: 'facts-answered', body: { answers: [{ path: 'work.items[0]', value: 1, status: 'agreed' }] } }],
    ['a status of its own', { kind: 'facts-answered', body: { answers: [{ path: 'a.b', value: 1, status: 'maybe' }] } }],
    ['no answer at all', { kind: 'facts-answered', body: { answers: [] } }],
    ['a name in place of a person', { kind: 'agreement-signed', body: { field: 'f', party: 'a', person: 'Jo Ruiz', sealed: `sha256:${'0'.repeat(64)}`, base: `sha256:${'0'.repeat(64)}`, pdf: `sha256:${'0'.repeat(64)}`, identity: 'not-checked' } }],
    ['an accepted proposal without its text', { kind: 'proposal-decided', body: { proposal: 'p', decision: 'accepted' } }],
    ['a kind that does not exist', { kind: 'toString', body: {} }],
  ])('refuses %s', (_, draft) => expect(() => link(draft as EventDraft, occasion, null)).toThrow(TypeError));
});

describe('verifying', () => {
  const events = chain(5);
  const other = `sha256:${'a'.repeat(64)}`;
  test('no events are a chain', () => expect(verifyChain([])).toEqual({ ok: true, head: null }));
  test('a whole chain holds', () => expect(verifyChain(events)).toEqual({ ok: true, head: headOf(events[4]) }));
  test.each<[string, Event[], number, string]>([
    ['another body', changed(events, 2, { body: { type: null, title: 'title 9' } }), 3, 'content-changed'],
    ['a body that cannot be hashed', changed(events, 2, { body: { type: null, title: '\ud800' } }), 3, 'content-changed'],
    ['another time', changed(events, 2, { at: '2026-11-20T10:00:00.001Z' }), 3, 'content-changed'],
    ['another actor', changed(events, 2, { actor: { person: 'eve' } }), 3, 'content-changed'],
    ['another party', changed(events, 2, { onBehalfOf: 'eve' }), 3, 'content-changed'],
    ['another kind', changed(events, 2, { kind: 'agreement-created' }), 3, 'content-changed'],
    ['another link', changed(events, 2, { prev: other }), 3, 'content-changed'],
    ['another hash', changed(events, 2, { hash: other }), 3, 'content-changed'],
    ['a field put in', changed(events, 2, { note: 'said later' }), 3, 'content-changed'],
    ['another stream', changed(events, 2, { stream: 'a2/shared' }), 3, 'other-stream'],
    ['another stream from the start', changed(events, 0, { stream: 'a2/shared' }), 1, 'content-changed'],
    ['another format', changed(events, 2, { v: 2 }), 3, 'unknown-format'],
    ['an event taken out', events.filter((event) => event.seq !== 3), 3, 'number-missing'],
    ['the first taken out', events.slice(1), 1, 'number-missing'],
    ['one twice', [...events.slice(0, 3), ...events.slice(2)], 4, 'number-missing'],
    ['two exchanged', [0, 2, 1, 3, 4].flatMap((index) => events[index] ?? []), 2, 'number-missing'],
  ])('%s', (_, tampered, brokenAt, why) => expect(verifyChain(tampered)).toEqual({ ok: false, brokenAt, why }));

  test('an event rewritten with its hash breaks the link after it', () => {
    const forged = changed(events, 2, { body: { type: null, title: 'forged' } });
    const hashed = forged.map((event, index) => (index === 2 ? { ...event, hash: hashOf(event) } : event));
    expect(verifyChain(hashed)).toEqual({ ok: false, brokenAt: 4, why: 'link-broken' });
  });
  test('a history rewritten to its end holds by itself and is found by a checkpoint', () => {
    const forged = linkAll([named('title 0'), named('forged'), named('title 2')], occasion, null);
    expect(verifyChain(forged).ok).toBe(true);
    expect(verifyChain(forged, headOf(events[2]))).toEqual({ ok: false, brokenAt: 3, why: 'not-what-was-noted' });
  });
  test('an end cut off is found by a checkpoint', () => {
    expect(verifyChain(events.slice(0, 3), headOf(events[4]))).toEqual({ ok: false, brokenAt: 4, why: 'number-missing' });
    expect(verifyChain([], headOf(events[4]))).toEqual({ ok: false, brokenAt: 1, why: 'number-missing' });
  });
  test('a checkpoint of the last event is met', () => expect(verifyChain(events, headOf(events[4])).ok).toBe(true));
  test('a checkpoint of the first event is missed where there is none', () => expect(verifyChain([], headOf(events[0]))).toEqual({ ok: false, brokenAt: 1, why: 'number-missing' }));
  test('history after a checkpoint may grow', () => expect(verifyChain(events, headOf(events[2])).ok).toBe(true));

  test.each([0, 1, 2, 3, 4])('what follows on %i events is verified without them', (count) => {
    const after = count === 0 ? null : headOf(events[count - 1]);
    expect(verifyChain(events.slice(count), undefined, after)).toEqual({ ok: true, head: headOf(events[4]) });
    expect(verifyChain([], undefined, after)).toEqual({ ok: true, head: after });
  });
  test.each([
    ['an event is left out', events.slice(3), headOf(events[1]), { brokenAt: 3, why: 'number-missing' }],
    ['an event comes again', events.slice(1), headOf(events[1]), { brokenAt: 3, why: 'number-missing' }],
    ['it follows on something else', events.slice(2), { seq: 2, hash: other as Head['hash'] }, { brokenAt: 3, why: 'link-broken' }],
    ['its own content changed', changed(events, 3, { onBehalfOf: 'beta' }).slice(2), headOf(events[1]), { brokenAt: 4, why: 'content-changed' }],
  ] as const)('and does not follow where %s', (_, rest, after, broken) => expect(verifyChain(rest, undefined, after)).toEqual({ ok: false, ...broken }));
  test('any one character changed anywhere is found, at its event', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 65_535 }), (which, where, by) => {
        const index = which % events.length;
        const text = JSON.stringify(events[index]);
        const at = where % text.length;
        const mutated = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ by) + text.slice(at + 1);
        let event: Event;
        try {
          event = JSON.parse(mutated) as Event;
        } catch {
          return;
        }
        // White space and a second spelling of the same character change nothing that was said.
        if (JSON.stringify(event) === text) return;
        const result = verifyChain(events.map((kept, position) => (position === index ? event : kept)));
        expect(result).toMatchObject({ ok: false, brokenAt: index + 1 });
      }),
      { numRuns: 2000 },
    );
  });
});

test('a clock set back is noticed and does no harm', () => {
  const first = link(named('x'), occasion, null);
  const second = link(named('y'), { ...occasion, at: '2026-11-20T09:00:00.000Z' }, first);
  expect(clockSteps([first, second])).toEqual([2]);
  expect(clockSteps([first])).toEqual([]);
  expect(clockSteps([first, { ...second, at: first!.at } as Event])).toEqual([]);
  expect(verifyChain([first, second]).ok).toBe(true);
});
