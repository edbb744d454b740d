import { canonical, digestOf, type Digest } from '#agreement/record/canonical';
import { checkDraft, type Event, type EventDraft } from '#agreement/record/event';
import type { PersonRef } from '#agreement/record/person';

/** Who does something, for whom, when and in which stream. */
export interface Occasion {
  stream: string;
  at: string;
  actor: PersonRef;
  onBehalfOf: string;
}

/** The last event of a stream as the next one needs it. */
export interface Head {
  seq: number;
  hash: Digest;
}

/** Why a chain does not hold at an event. */
export type Break =
  | 'unknown-format'
  | 'other-stream'
  | 'number-missing'
  | 'link-broken'
  | 'content-changed'
  | 'not-what-was-noted';

/** Whether a chain holds, or the number of the first event where it does not and why. */
export type ChainCheck = { ok: true; head: Head | null } | { ok: false; brokenAt: number; why: Break };

/** The hash of an event: SHA-256 over the RFC 8785 form of everything in it except the hash itself. */
export function hashOf(event: Omit<Event, 'hash'> & { hash?: Digest }): Digest {
  const { hash: _hash, ...rest } = event;
  return digestOf(rest);
}

/** An event whose parts are texts as a store keeps them: `actor` and `body` are JSON, `prev` and `hash` digests. */
export interface StoredEvent {
  v: number;
  stream: string;
  seq: number;
  kind: string;
  at: string;
  actor: string;
  onBehalfOf: string;
  body: string;
  prev: string | null;
}

/**
 * The text that an event's hash is made of, put together from its parts without reading them. It is the RFC 8785 form where `actor` and
 * `body` are in that form; otherwise another text, whose hash says nothing.
 */
export function hashedText({ v, stream, seq, kind, at, actor, onBehalfOf, body, prev }: StoredEvent): string {
  return `{"actor":${actor},"at":${JSON.stringify(at)},"body":${body},"kind":${JSON.stringify(kind)},"onBehalfOf":${JSON.stringify(onBehalfOf)},"prev":${JSON.stringify(prev)},"seq":${seq},"stream":${JSON.stringify(stream)},"v":${v}}`;
}

/** The event that follows `head`; the first of a stream has number 1 and `prev` null. Throws if the body is not of its kind. */
export function link(draft: EventDraft, occasion: Occasion, head: Head | null): Event {
  checkDraft(draft);
  const frame = {
    v: 1,
    stream: occasion.stream,
    seq: (head?.seq ?? 0) + 1,
    kind: draft.kind,
    at: occasion.at,
    actor: occasion.actor,
    onBehalfOf: occasion.onBehalfOf,
    // Through the canonical form, so that the event in hand equals the one that will be read back.
    body: JSON.parse(canonical(draft.body)) as EventDraft['body'],
    prev: head?.hash ?? null,
  };
  return { ...frame, hash: digestOf(frame) } as Event;
}

/** Links several drafts one after the other. */
export function linkAll(drafts: readonly EventDraft[], occasion: Occasion, head: Head | null): Event[] {
  const events: Event[] = [];
  let last = head;
  for (const draft of drafts) {
    const event = link(draft, occasion, last);
    events.push(event);
    last = event;
  }
  return events;
}

/**
 * Checks a whole stream from its first event: numbers without a gap, every link, every hash. A checkpoint (a head noted
 * earlier outside the store) also finds an end that was cut off and a history that was written anew. Where the chain up to
 * `after` was found to hold before, `events` are those that follow it.
 */
export function verifyChain(events: readonly Event[], checkpoint?: Head, after: Head | null = null): ChainCheck {
  let head: Head | null = after;
  const stream = events[0]?.stream;
  for (const event of events) {
    const expected: number = (head?.seq ?? 0) + 1;
    if (event.seq !== expected) return { ok: false, brokenAt: expected, why: 'number-missing' };
    if (event.v !== 1) return { ok: false, brokenAt: expected, why: 'unknown-format' };
    if (event.stream !== stream) return { ok: false, brokenAt: expected, why: 'other-stream' };
    if (event.hash !== rehash(event)) return { ok: false, brokenAt: expected, why: 'content-changed' };
    if (event.prev !== (head?.hash ?? null)) return { ok: false, brokenAt: expected, why: 'link-broken' };
    if (checkpoint?.seq === event.seq && checkpoint.hash !== event.hash) return { ok: false, brokenAt: expected, why: 'not-what-was-noted' };
    head = { seq: event.seq, hash: event.hash };
  }
  if (checkpoint !== undefined && checkpoint.seq > (head?.seq ?? 0)) {
    return { ok: false, brokenAt: (head?.seq ?? 0) + 1, why: 'number-missing' };
  }
  return { ok: true, head };
}

/** Numbers of the events whose time lies before that of the event before them: a clock was set back; the order still holds. */
export function clockSteps(events: readonly Event[]): number[] {
  return events.filter((event, index) => event.at < (events[index - 1]?.at ?? '')).map((event) => event.seq);
}

function rehash(event: Event): Digest | null {
  try {
    return hashOf(event);
  } catch {
    // What cannot be written canonically was never hashed by us: its content has been changed.
    return null;
  }
}
