import { verifyChain, type Head } from '#agreement/record/chain';
import type { Event } from '#agreement/record/event';
import type { PersonRecord } from '#agreement/record/person';
import type { Seat } from '#agreement/record/seat';
import { nothingReplayed, replayOn, stateOf, type Replayed, type State } from '#agreement/record/state';
import { nameStream, partyStream, sharedStream } from '#agreement/record/stream';
import { Kept } from '#operations/kept';
import { notFound } from '#operations/refused';
import type { Marks } from '#world/store/store';
import type { World } from '#world/world';

/** The record of an agreement as one role of one party reads it. It is never changed; what happens next makes another one. */
export interface Reading {
  state: State;
  /** The turn from which the party's own drafting goes on by its record; 0 where it took none. */
  recorded: number;
  /** The last event of each stream that the role reads. */
  heads: ReadonlyMap<string, Head | null>;
  /** True if the chain of hashes holds in each of them. */
  chainHolds: boolean;
  /** Records of people that the role may read; the same map while they stay as they are. */
  people: ReadonlyMap<string, PersonRecord>;
}

interface KeptReading extends Reading {
  replayed: Replayed;
  /** What was in `Marks` when the records of people were read. */
  peopleMark: string;
  /** Characters of the events that it came from. */
  weight: number;
}

/** Readings are kept by what they were made from, in characters; in memory they are several times as large. */
const most = 12_000_000;

const readings = new WeakMap<World, Kept<KeptReading>>();

/**
 * Reads an agreement for a seat; what is absent and what is foreign are the same refusal. The store is asked each time whether the
 * seat is held and whether anything has happened; events that were read before by the same role of the same party are not read again.
 */
export async function readAs(world: World, seat: Seat, id: string): Promise<Reading> {
  const marks = await world.store.marks(seat, id);
  if (marks === null) throw notFound();
  let kept = readings.get(world);
  if (kept === undefined) readings.set(world, (kept = new Kept(most)));
  const name = `${id} ${seat.party} ${seat.role}`;
  const before = kept.get(name);
  if (before !== undefined && stands(before, marks)) return before;
  const now = (before === undefined ? undefined : await readOn(world, seat, id, marks, before)) ?? (await readOn(world, seat, id, marks));
  if (now === undefined) throw notFound();
  kept.set(name, now, now.weight);
  return now;
}

/** Reads what happened since; undefined where it does not follow on what was read before, or there is nothing at all. */
async function readOn(world: World, seat: Seat, id: string, marks: Marks, before?: KeptReading): Promise<KeptReading | undefined> {
  const heads = new Map<string, Head | null>();
  const events: Event[] = [];
  let chainHolds = before?.chainHolds ?? true;
  for (const stream of [partyStream(id, seat.party), sharedStream(id), ...(seat.role === 'counsel' ? [nameStream({ agreement: id, kind: 'counsel', of: seat.party })] : [])]) {
    const known = before?.heads.get(stream) ?? null;
    heads.set(stream, known);
    if (known?.hash === marks.heads.get(stream)?.hash) continue;
    const read = await world.store.read(seat, stream, (known?.seq ?? 0) + 1);
    const holds = verifyChain(read, undefined, known).ok;
    const last = read.at(-1);
    if (before !== undefined && (!holds || last === undefined || last.seq < (marks.heads.get(stream)?.seq ?? 0))) return undefined;
    chainHolds &&= holds;
    if (last !== undefined) heads.set(stream, { seq: last.seq, hash: last.hash });
    events.push(...read);
  }
  if (before === undefined && events.length === 0) return undefined;
  const people = before?.peopleMark === marks.people ? before.people : await world.store.people(seat, id);
  if (people === null) return undefined;
  const replayed = replayOn(before?.replayed ?? nothingReplayed, events);
  const weight = events.reduce((sum, event) => sum + JSON.stringify(event.body).length, before?.weight ?? marks.people.length);
  return { ...stateOf(replayed), replayed, heads, chainHolds, people, peopleMark: marks.people, weight };
}

function stands({ heads, peopleMark }: KeptReading, marks: Marks): boolean {
  return peopleMark === marks.people && [...heads].every(([stream, head]) => head?.hash === marks.heads.get(stream)?.hash);
}
