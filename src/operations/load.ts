import { documentFromJson, type Document } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import type { Digest } from '#agreement/record/canonical';
import { linkAll, type Head } from '#agreement/record/chain';
import { decide, type Command } from '#agreement/record/decide';
import type { Event, EventDraft } from '#agreement/record/event';
import { unmaskPeople } from '#agreement/record/mask-people';
import type { PersonRecord, PersonRef } from '#agreement/record/person';
import type { Seat } from '#agreement/record/seat';
import { apply, replay, type State } from '#agreement/record/state';
import { partyStream, sharedStream, streamFor } from '#agreement/record/stream';
import { InputError } from '#agreement/input-error';
import { answersFrom } from '#operations/answers-record';
import { notFound } from '#operations/perform';
import type { Append, StreamWrite, Summary } from '#world/store/store';
import type { World } from '#world/world';

/** An agreement as a seat sees it: its state, its answers with the names filled in, its newest text. */
export interface Loaded {
  id: string;
  seat: Seat;
  state: State;
  heads: Map<string, Head | null>;
  answers: Answers;
  document: Document | null;
}

/** Loads an agreement for a seat; what is absent and what is foreign are the same InputError. */
export async function load(world: World, seat: Seat, id: string): Promise<Loaded> {
  const heads = new Map<string, Head | null>();
  const events: Event[] = [];
  for (const stream of [partyStream(id, seat.party), sharedStream(id)]) {
    const read = await world.store.read(seat, stream);
    const last = read.at(-1);
    heads.set(stream, last === undefined ? null : { seq: last.seq, hash: last.hash });
    events.push(...read);
  }
  if (events.length === 0) throw notFound();
  const state = replay(events);
  const people = await readPeople(world, seat, id, state);
  const answers = answersFrom(state, (value) => unmaskPeople(value, (ref) => people.get(ref.person)));
  return { id, seat, state, heads, answers, document: state.document === null ? null : await readDocument(world, seat, id, state.document.digest) };
}

/** The text under a digest. */
export async function readDocument(world: World, seat: Seat, id: string, digest: Digest): Promise<Document> {
  const bytes = await readBlob(world, seat, id, digest);
  return documentFromJson(JSON.parse(new TextDecoder().decode(bytes)));
}

/** Bytes under a digest that the record names; their absence means damage and throws. */
export async function readBlob(world: World, seat: Seat, id: string, digest: Digest): Promise<Uint8Array> {
  const bytes = await world.store.getBlob(seat, id, digest);
  if (bytes === null) throw new Error(`the record names ${digest}, which is not there`);
  return bytes;
}

async function readPeople(world: World, seat: Seat, id: string, state: State): Promise<Map<string, PersonRecord>> {
  const people = new Map<string, PersonRecord>();
  const refs = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { person, commitment } = value as Partial<PersonRef>;
    if (typeof person === 'string' && commitment !== undefined) refs.add(person);
    for (const inner of Object.values(value)) visit(inner);
  };
  for (const answers of Object.values(state.answers)) for (const answer of answers) visit(answer.value);
  for (const ref of refs) {
    const record = await world.store.readPerson(seat, id, ref);
    if (record !== null) people.set(ref, record);
  }
  return people;
}

/** The text of an agreement that has one; an InputError where it was never drafted. */
export function textOf(loaded: Loaded): Document {
  if (loaded.document === null) throw new InputError('This agreement has no text yet.', 'Answer the first questions; the text is drafted from them.');
  return loaded.document;
}

/** Things that go with the events of a change. */
export interface Extras {
  blobs?: readonly Uint8Array[];
  people?: readonly PersonRecord[];
  create?: boolean;
}

/**
 * Decides commands one after the other and gathers the append that makes them happen; null where they change nothing.
 * A command that is refused throws an InputError, and nothing of the others is kept.
 */
export function decideAll(loaded: Pick<Loaded, 'id' | 'seat' | 'state' | 'heads'>, commands: readonly Command[], now: string, extras: Extras = {}): { append: Append | undefined; state: State } {
  let state = loaded.state;
  const drafts = new Map<string, EventDraft[]>();
  for (const command of commands) {
    const decision = decide(state, command);
    if ('refused' in decision) throw new InputError(decision.refused.message, 'Nothing was changed.');
    for (const draft of decision.events) {
      const stream = streamFor(loaded.id, draft.kind, loaded.seat);
      drafts.set(stream, [...(drafts.get(stream) ?? []), draft]);
      const occasion = { stream, at: now, actor: { person: loaded.seat.person }, onBehalfOf: loaded.seat.party };
      for (const event of linkAll([draft], occasion, null)) state = apply(state, event);
    }
  }
  if (drafts.size === 0) return { append: undefined, state };
  const writes: StreamWrite[] = [...drafts].map(([stream, list], index) => ({
    stream,
    expectedSeq: loaded.heads.get(stream)?.seq ?? 0,
    drafts: list,
    ...(index === 0 && { blobs: extras.blobs ?? [], people: extras.people ?? [] }),
  }));
  // A change of the private stream must also fail if somebody sealed in between.
  for (const [stream, head] of loaded.heads) if (!drafts.has(stream)) writes.push({ stream, expectedSeq: head?.seq ?? 0, drafts: [] });
  return { append: { agreement: loaded.id, writes, create: extras.create ?? false, summary: summaryOf(state) }, state };
}

/** The list row of a state. */
export function summaryOf(state: State): Summary {
  const name = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { title: state.title, type: state.type, parties: state.parties.map((party) => name(party.shortName) || party.id), status: state.phase };
}
