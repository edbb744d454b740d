import { digestOfBytes, type Digest, type Json } from '#agreement/record/canonical';
import { linkAll } from '#agreement/record/chain';
import type { Event } from '#agreement/record/event';
import type { PersonRecord } from '#agreement/record/person';
import type { Seat } from '#agreement/record/seat';
import { mayRead, mayWrite, parseStream } from '#agreement/record/stream';
import { blankSummary, checkAppend, cutPage, readPage, refuseBadId, refuseBadKey } from '#world/store/check';
import { keyKeptMs, type Append, type Appended, type Clock, type Earlier, type ListedAgreement, type ListedPage, type Page, type Store } from '#world/store/store';

interface Kept {
  members: Map<string, ListedAgreement>;
  streams: Map<string, Event[]>;
  blobs: Map<Digest, { bytes: Uint8Array; streams: Set<string> }>;
  people: Map<string, { record: PersonRecord; party: string; stream: string }>;
}

interface Remembered {
  request: Digest;
  events: Event[];
  answer: Json;
  at: string;
}

/** Opens a store that lives as long as the program: for a command that is given a file and leaves nothing behind. */
export function openMemoryStore(clock: Clock): Store {
  return new MemoryStore(clock);
}

class MemoryStore implements Store {
  readonly #clock: Clock;
  readonly #agreements = new Map<string, Kept>();
  readonly #keys = new Map<string, Remembered>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  // There is no await between the first check and the last change, and nothing that can fail after the first change.
  async append(seat: Seat, append: Append): Promise<Appended> {
    checkAppend(append);
    const at = this.#clock();
    const { agreement, once } = append;
    if (once !== undefined) {
      const earlier = this.#earlier(seat, once.key, once.request, at);
      if (earlier.kind !== 'none') return earlier;
    }
    const found = this.#agreements.get(agreement);
    if (append.create === true && found !== undefined) return { kind: 'exists' };
    if (append.create !== true && !found?.members.has(seat.party)) return { kind: 'absent' };
    const kept: Kept = found ?? { members: new Map(), streams: new Map(), blobs: new Map(), people: new Map() };
    for (const { stream, expectedSeq, people } of append.writes) {
      if (!mayWrite(seat, parseStream(stream))) return { kind: 'absent' };
      const actualSeq = kept.streams.get(stream)?.length ?? 0;
      if (actualSeq !== expectedSeq) return { kind: 'conflict', stream, expectedSeq, actualSeq };
      if (people?.some((person) => belongsToOther(kept, seat, person.id))) return { kind: 'absent' };
    }
    const occasion = { at, actor: { person: seat.person }, onBehalfOf: seat.party };
    const linked = append.writes.map((write) => ({
      write,
      events: linkAll(write.drafts, { ...occasion, stream: write.stream }, kept.streams.get(write.stream)?.at(-1) ?? null),
    }));
    const people = structuredClone(append.writes.flatMap((write) => (write.people ?? []).map((record) => ({ record, party: seat.party, stream: write.stream }))));
    const answer = structuredClone(once?.answer ?? null);

    this.#agreements.set(agreement, kept);
    enterMembers(kept, seat, append, at);
    for (const { write, events } of linked) {
      if (events.length > 0) kept.streams.set(write.stream, [...(kept.streams.get(write.stream) ?? []), ...events]);
      for (const bytes of write.blobs ?? []) keepBlob(kept, write.stream, bytes);
    }
    for (const person of people) kept.people.set(person.record.id, person);
    const events = linked.flatMap((part) => part.events);
    if (once !== undefined) this.#keys.set(keyOf(seat, once.key), { request: once.request, events, answer, at });
    return { kind: 'appended', events: structuredClone(events) };
  }

  async earlier(seat: Seat, key: string, request: Digest): Promise<Earlier> {
    refuseBadKey(key);
    return this.#earlier(seat, key, request, this.#clock());
  }

  async read(seat: Seat, stream: string, fromSeq = 1): Promise<Event[]> {
    const name = parseStream(stream);
    const events = this.#seen(seat, name.agreement)?.streams.get(stream) ?? [];
    return mayRead(seat, name) ? structuredClone(events.filter((event) => event.seq >= fromSeq)) : [];
  }

  async streams(seat: Seat, agreement: string): Promise<string[]> {
    const names = [...(this.#seen(seat, agreement)?.streams.keys() ?? [])];
    return names.filter((stream) => mayRead(seat, parseStream(stream))).sort();
  }

  async getBlob(seat: Seat, agreement: string, digest: Digest): Promise<Uint8Array | null> {
    const blob = this.#seen(seat, agreement)?.blobs.get(digest);
    if (blob === undefined || ![...blob.streams].some((stream) => mayRead(seat, parseStream(stream)))) return null;
    return blob.bytes.slice();
  }

  async putBlob(seat: Seat, stream: string, bytes: Uint8Array): Promise<Digest | null> {
    const name = parseStream(stream);
    const kept = this.#seen(seat, name.agreement);
    return kept !== undefined && mayWrite(seat, name) ? keepBlob(kept, stream, bytes) : null;
  }

  async listAgreements(seat: Seat, page: Page): Promise<ListedPage> {
    const { limit, after } = readPage(page);
    const entries = [...this.#agreements.values()].flatMap((kept) => kept.members.get(seat.party) ?? []).sort((a, b) => newestFirst(a, b));
    const rest = after === null ? entries : entries.filter((entry) => newestFirst(after, entry) < 0);
    return structuredClone(cutPage(rest.slice(0, limit + 1), limit));
  }

  async getAgreement(seat: Seat, agreement: string): Promise<ListedAgreement | null> {
    return structuredClone(this.#seen(seat, agreement)?.members.get(seat.party) ?? null);
  }

  async savePerson(seat: Seat, stream: string, person: PersonRecord): Promise<boolean> {
    const name = parseStream(stream);
    refuseBadId(person.id);
    const kept = this.#seen(seat, name.agreement);
    if (kept === undefined || !mayWrite(seat, name) || belongsToOther(kept, seat, person.id)) return false;
    kept.people.set(person.id, { record: structuredClone(person), party: seat.party, stream });
    return true;
  }

  async readPerson(seat: Seat, agreement: string, person: string): Promise<PersonRecord | null> {
    refuseBadId(person);
    const found = this.#seen(seat, agreement)?.people.get(person);
    return found !== undefined && mayRead(seat, parseStream(found.stream)) ? structuredClone(found.record) : null;
  }

  async close(): Promise<void> {
    this.#agreements.clear();
    this.#keys.clear();
  }

  #seen(seat: Seat, agreement: string): Kept | undefined {
    refuseBadId(agreement);
    const kept = this.#agreements.get(agreement);
    return kept?.members.has(seat.party) ? kept : undefined;
  }

  #earlier(seat: Seat, key: string, request: Digest, at: string): Earlier {
    const found = this.#keys.get(keyOf(seat, key));
    if (found === undefined || Date.parse(found.at) <= Date.parse(at) - keyKeptMs) return { kind: 'none' };
    if (found.request !== request) return { kind: 'key-conflict' };
    const events = found.events.filter((event) => mayRead(seat, parseStream(event.stream)));
    return { kind: 'repeated', events: structuredClone(events), answer: structuredClone(found.answer) };
  }
}

function enterMembers(kept: Kept, seat: Seat, append: Append, at: string): void {
  const { agreement: id, summary } = append;
  const newcomers = [...(append.create === true ? [seat.party] : []), ...(append.admit ?? [])];
  for (const party of newcomers) {
    if (!kept.members.has(party)) kept.members.set(party, { id, ...structuredClone(summary ?? blankSummary), parties: [...(summary?.parties ?? [])], updatedAt: at });
  }
  const changed = append.writes.filter((write) => write.drafts.length > 0).map((write) => parseStream(write.stream).kind);
  if (changed.length === 0 && summary === undefined) return;
  // What happened in private must not show in anybody else's list, not even as a time.
  const parties = changed.includes('shared') ? [...kept.members.keys()] : [seat.party];
  for (const party of parties) {
    const entry = kept.members.get(party);
    if (entry !== undefined) kept.members.set(party, { ...entry, ...structuredClone(summary), updatedAt: at } as ListedAgreement);
  }
}

function keepBlob(kept: Kept, stream: string, bytes: Uint8Array): Digest {
  const digest = digestOfBytes(bytes);
  const known = kept.blobs.get(digest);
  if (known === undefined) kept.blobs.set(digest, { bytes: bytes.slice(), streams: new Set([stream]) });
  else known.streams.add(stream);
  return digest;
}

function belongsToOther(kept: Kept, seat: Seat, person: string): boolean {
  const found = kept.people.get(person);
  return found !== undefined && found.party !== seat.party;
}

function keyOf(seat: Seat, key: string): string {
  return JSON.stringify([seat.party, seat.person, key]);
}

function newestFirst(a: { updatedAt: string; id: string }, b: { updatedAt: string; id: string }): number {
  if (a.updatedAt !== b.updatedAt) return a.updatedAt < b.updatedAt ? 1 : -1;
  return a.id === b.id ? 0 : a.id < b.id ? 1 : -1;
}
