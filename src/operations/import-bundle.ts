import { z } from 'zod';
import { blobFile, commitmentsIn, filesNamedBy, localNameOf, type BundleVerdict } from '#agreement/record/bundle';
import type { Digest } from '#agreement/record/canonical';
import type { NotedCheckpoint } from '#agreement/record/checkpoint';
import type { Event } from '#agreement/record/event';
import { unmaskPeople } from '#agreement/record/mask-people';
import { commitment, type PersonRecord } from '#agreement/record/person';
import { localSeat, type Seat } from '#agreement/record/seat';
import { sharedKinds } from '#agreement/record/shared';
import { replay, type State } from '#agreement/record/state';
import { sharedStream } from '#agreement/record/stream';
import { InputError } from '#agreement/input-error';
import type { Document } from '#agreement/document/schema';
import { answersFrom } from '#operations/answers-record';
import { actingFor } from '#operations/create-agreement';
import { agreementId, fileForm } from '#operations/forms';
import { operation } from '#operations/operation';
import { idForm } from '#operations/people-forms';
import { rowsOf, searchWords } from '#operations/rows';
import { datesOf } from '#operations/sign-agreement';
import { textOfBlob } from '#operations/text-blob';
import { obligationsOf } from '#operations/track-agreement';
import type { BundleContent } from '#world/bundles/read-bundle-here';
import { unpackEntry } from '#world/bundles/unpack';
import { quickDigest } from '#world/store/digest';
import type { Adoption, AgreementDate } from '#world/store/store';
import type { World } from '#world/world';

/** The most that is taken in; what is longer would stop everybody else meanwhile. */
const most = { events: 10_000, answersAtOnce: 1000, answers: 5000, people: 1000, comments: 2000, statements: 1000 };

/**
 * Keeps an agreement that was exported elsewhere, unchanged: the same events with their numbers, hashes, times and people. Whoever imports
 * it acts for the party whose bundle it is, as its lead; nobody else acts in it here before they are invited.
 */
export const importBundle = operation({
  name: 'import-bundle',
  summary: 'Take in an agreement that was exported elsewhere.',
  kind: 'write',
  direct: true,
  input: z.strictObject({
    file: fileForm,
    organisation: idForm.optional().meta({ description: 'Organisation that the caller acts for; not needed by who has one' }),
  }),
  output: z.object({
    agreement: agreementId,
    title: z.string().nullable(),
    party: z.string().meta({ description: 'Party that the caller acts for' }),
    events: z.number(),
    from: z.string().nullable().meta({ description: 'SHA-256 of the certificate of the installation that made the bundle' }),
  }),
  may: 'person',
  run: async ({ person, seat: local }, { file, organisation }, world) => {
    const acting = local === undefined ? await actingFor(person, organisation, world) : null;
    const { verdict, content } = await world.readBundle({ archive: file.bytes, content: true });
    if (content === undefined) throw refused(verdict);
    refuseLarge(content);
    const { agreement, party, title } = content.list;
    // What signed the newest checkpoint, not what the list says: only that is proved.
    const installation = content.checkpoints.at(-1)?.checkpoint.installation ?? null;
    const seat: Seat = { person: person.person, party, role: 'lead', caucuses: [] };
    const adopted = await world.store.adopt(seat, { ...(await adoptionOf(world, seat, content, file.bytes)), organisation: acting?.id ?? null });
    if (adopted.kind === 'exists') throw new InputError('This agreement is here already.', 'Nothing was changed. To go on with it here, ask its lead to invite you.');
    return { result: { agreement, title, party, events: content.streams.reduce((sum, { events }) => sum + events.length, 0), from: installation } };
  },
});

function refused({ parts }: BundleVerdict): InputError {
  const part = parts.find(({ word }) => word === 'broken') ?? parts.find(({ word }) => word === 'cannot-tell');
  const what = `${part?.where === undefined || part.where === part.part ? '' : `${part.where}: `}${part?.note ?? ''}`;
  return new InputError(`This file ${part?.word === 'broken' ? 'is not what was written' : 'cannot be trusted'} (${part?.part}). ${what}.`, 'Nothing was kept. Ask for the file as it was exported.');
}

/** What the store keeps of a bundle that was found intact; an InputError for a history that this program cannot go on with. */
async function adoptionOf(world: World, seat: Seat, { list, streams, people, checkpoints, certificates, entries }: BundleContent, archive: Uint8Array): Promise<Omit<Adoption, 'organisation'>> {
  const { agreement } = list;
  const shared = sharedStream(agreement);
  const packed = new Map(entries.map((entry) => [entry.name, entry]));
  const read = (digest: Digest): Uint8Array => {
    const entry = packed.get(blobFile(digest));
    if (entry === undefined) throw new Error(`an intact bundle without ${digest}`);
    return unpackEntry(archive, entry);
  };
  const own = quickDigest((await world.checkpointer()).authority);
  const places = new Map<Digest, Set<string>>();
  for (const event of streams.flatMap(({ events }) => events)) {
    refuseElsewhere(event, shared);
    for (const digest of filesNamedBy(event)) places.set(digest, (places.get(digest) ?? new Set<string>()).add(event.stream));
  }
  const state = stateOf(streams);
  const texts = new Map([...state.shared.turns, ...(state.document === null ? [] : [state.document])].map(({ digest }) => [digest, readText(digest, read)]));
  const document = state.document === null ? null : (texts.get(state.document.digest) ?? null);
  return {
    agreement,
    streams,
    blobs: [
      ...[...places].map(([digest, of]) => ({ digest, streams: [...of], read: () => read(digest) })),
      // So that a later bundle can show who certified the checkpoints of the time before.
      ...certificates.map((der) => ({ digest: quickDigest(der), streams: [shared], read: () => der })),
    ],
    people: placesOf(people, streams),
    strangers: strangersIn(streams, checkpoints.at(-1), own),
    checkpoints,
    rows: rowsOf(state, seat, { all: false, words: document === null ? undefined : searchWords(document), toAll: false }),
    dates: document === null ? [] : await datesFor(world, state, document, people),
  };
}

/** Refuses an event in a stream where this program never puts one of its kind. */
function refuseElsewhere(event: Event, shared: string): void {
  const { kind, stream, seq, onBehalfOf } = event;
  if (kind === 'page-understood' && event.body.party !== onBehalfOf && onBehalfOf !== localSeat.party) throw cannotGoOn(`event ${seq} of ${localNameOf(stream)} confirms the page of another party`);
  const fits = stream === shared ? sharedKinds.has(kind) || kind === 'comment-made' || kind === 'person-erased' : !sharedKinds.has(kind) && localNameOf(stream).endsWith(`:${onBehalfOf}`);
  if (!fits) throw cannotGoOn(`event ${seq} of ${localNameOf(stream)} does not belong there`);
}

/** The agreement as a lead of the party sees it, who does not read the notes of counsel. */
function stateOf(streams: BundleContent['streams']): State {
  try {
    return replay(streams.filter(({ stream }) => !localNameOf(stream).startsWith('counsel:')).flatMap(({ events }) => events));
  } catch (error) {
    throw cannotGoOn(error instanceof Error ? error.message : String(error));
  }
}

function readText(digest: Digest, read: (digest: Digest) => Uint8Array): Document {
  try {
    return textOfBlob({ digest, bytes: read(digest) });
  } catch (error) {
    throw cannotGoOn(`the text ${digest} cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

function cannotGoOn(why: string): InputError {
  return new InputError(`This history cannot be gone on with: ${why}.`, 'Nothing was kept. The bundle is intact, so it can still be checked and read; a newer program may take it.');
}

/** Where people's records belong: with the first event that commits to them, the shared stream before others. */
function placesOf(people: readonly PersonRecord[], streams: BundleContent['streams']): Adoption['people'] {
  const wanted = new Map(people.map(({ id, salt, details }) => [id, commitment(salt, details)]));
  const first = new Map<string, Event>();
  for (const event of streams.toSorted((a, b) => Number(b.stream.endsWith('/shared')) - Number(a.stream.endsWith('/shared'))).flatMap((one) => one.events)) {
    for (const [id, said] of commitmentsIn(event)) {
      const own = wanted.get(id);
      if (own !== undefined && !first.has(id) && said.has(own)) first.set(id, event);
    }
  }
  return people.map((record) => {
    const event = first.get(record.id);
    if (event === undefined) throw new Error(`an intact bundle with a record of ${record.id} that nothing commits to`);
    return { record, stream: event.stream, party: event.onBehalfOf };
  });
}

/** People whom events name, but for events that the newest checkpoint proves to be of this very installation. */
function strangersIn(streams: BundleContent['streams'], newest: NotedCheckpoint | undefined, own: Digest): string[] {
  const proved = new Map(newest?.checkpoint.installation === own ? newest.openings.map(({ stream, seq }) => [stream, seq]) : []);
  const named = new Set<string>();
  for (const event of streams.flatMap(({ events }) => events)) {
    if (event.seq <= (proved.get(event.stream) ?? 0)) continue;
    named.add(event.actor.person);
    if ('person' in event.body) named.add(event.body.person.person);
    for (const id of commitmentsIn(event).keys()) named.add(id);
  }
  return [...named];
}

/** Refuses what would take this program long to go through: no agreement of people comes near. */
function refuseLarge({ streams, people }: BundleContent): void {
  const refuse = (what: string, limit: number, count: number): void => {
    if (count > limit) throw new InputError(`This history is too long to be taken in: it has ${count} ${what}, and at most ${limit} are taken.`, 'Nothing was kept. The bundle is intact: check it and read it with the verify.mjs in it.');
  };
  const events = streams.flatMap((one) => one.events);
  refuse('events', most.events, events.length);
  let answers = 0;
  for (const { kind, body } of events) {
    const own = (kind === 'facts-answered' || kind === 'turn-sent') && Array.isArray(body.answers) ? body.answers.length : 0;
    refuse('answers in one event', most.answersAtOnce, own);
    if (kind === 'facts-answered') answers += own;
  }
  refuse('answers', most.answers, answers);
  refuse('answers to single questions', most.statements, events.filter(({ kind }) => kind === 'answer-stated').length);
  refuse('people', most.people, Math.max(people.length, commitmentsIn(events).size));
  for (const one of streams) refuse('comments in one stream', most.comments, one.events.filter(({ kind }) => kind === 'comment-made').length);
}

async function datesFor(world: World, state: State, document: Document, people: readonly PersonRecord[]): Promise<AgreementDate[]> {
  const signed = state.phase === 'signed' ? state.shared.signatures.at(-1)?.at : undefined;
  if (signed === undefined) return [];
  const records = new Map(people.map((record) => [record.id, record]));
  const answers = answersFrom(state, (value) => unmaskPeople(value, (ref) => records.get(ref.person)));
  return datesOf(await obligationsOf(document, answers, world, signed.slice(0, 10)));
}
