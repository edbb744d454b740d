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

/** Some streams as they were read last. */
interface KeptStreams {
  heads: Reading['heads'];
  holds: boolean;
  replayed: Replayed;
  /** Characters of their events. */
  weight: number;
}

interface KeptReading extends Reading {
  /** The streams that the role has for itself. */
  own: KeptStreams;
  /** What was in `Marks` when the records of people were read. */
  peopleMark: string;
}

interface Readings {
  /** The shared streams, by agreement: all parties have them in common. */
  common: Kept<KeptStreams>;
  /** By agreement, party and role. */
  roles: Kept<KeptReading>;
}

/** What was read is kept by the size of the events that it came from, in characters; in memory it is several times as large. */
const most = 6_000_000;

const readings = new WeakMap<World, Readings>();

/**
 * Reads an agreement for a seat; what is absent and what is foreign are the same refusal. The store is asked each time whether the
 * seat is held and whether anything has happened. What was read before is not read again: of the shared stream by anybody, of
 * other streams by the same role of the same party.
 */
export async function readAs(world: World, seat: Seat, id: string): Promise<Reading> {
  const marks = await world.store.marks(seat, id);
  if (marks === null) throw notFound();
  let kept = readings.get(world);
  if (kept === undefined) readings.set(world, (kept = { common: new Kept(most), roles: new Kept(most) }));
  const name = `${id} ${seat.party} ${seat.role}`;
  const before = kept.roles.get(name);
  if (before !== undefined && stands(before.heads, marks) && before.peopleMark === marks.people) return before;

  const ownNews = await newsOf(world, seat, [partyStream(id, seat.party), ...(seat.role === 'counsel' ? [nameStream({ agreement: id, kind: 'counsel', of: seat.party })] : [])], marks, before?.own);
  const commonBefore = kept.common.get(id);
  const commonNews = await newsOf(world, seat, [sharedStream(id)], marks, commonBefore);
  const people = before?.peopleMark === marks.people ? before.people : await world.store.people(seat, id);
  const heads = new Map([...ownNews.heads, ...commonNews.heads]);
  // Whoever lost the seat meanwhile has read nothing.
  if (people === null || [...heads.values()].every((head) => head === null)) throw notFound();

  const common = put(commonNews, replayOn(commonNews.after?.replayed ?? nothingReplayed, commonNews.events));
  kept.common.set(id, common, common.weight);
  const { shared, changedAt } = common.replayed;
  const earlier = ownNews.after?.replayed ?? nothingReplayed;
  const own = put(ownNews, replayOn({ shared, own: earlier.own, changedAt: later(earlier.changedAt, changedAt) }, ownNews.events));
  const now = { ...stateOf(own.replayed), heads, chainHolds: common.holds && own.holds, people, own, peopleMark: marks.people };
  kept.roles.set(name, now, own.weight + marks.people.length);
  return now;
}

interface News extends Omit<KeptStreams, 'replayed' | 'weight'> {
  events: readonly Event[];
  /** What the events follow on; undefined where they are all from the first one on. */
  after: KeptStreams | undefined;
}

/** What happened in some streams since they were read, or all of it where that does not follow on what was read. */
async function newsOf(world: World, seat: Seat, streams: readonly string[], marks: Marks, after: KeptStreams | undefined): Promise<News> {
  const heads = new Map<string, Head | null>();
  const events: Event[] = [];
  let holds = after?.holds ?? true;
  for (const stream of streams) {
    const known = after?.heads.get(stream) ?? null;
    const marked = marks.heads.get(stream);
    heads.set(stream, known);
    if (known?.hash === marked?.hash) continue;
    // What came after the marks stays out: they say of all streams together how far each had come, and streams that are read one after the other do not.
    const news = (await world.store.read(seat, stream, (known?.seq ?? 0) + 1)).filter(({ seq }) => seq <= (marked?.seq ?? 0));
    const follows = verifyChain(news, undefined, known).ok;
    const last = news.at(-1);
    if (after !== undefined && (!follows || last === undefined || last.seq < (marked?.seq ?? 0))) return newsOf(world, seat, streams, marks, undefined);
    holds &&= follows;
    if (last !== undefined) heads.set(stream, { seq: last.seq, hash: last.hash });
    events.push(...news);
  }
  return { heads, holds, events, after };
}

function put({ heads, holds, events, after }: News, replayed: Replayed): KeptStreams {
  return { heads, holds, replayed, weight: events.reduce((sum, event) => sum + JSON.stringify(event.body).length, after?.weight ?? 0) };
}

function stands(heads: Reading['heads'], marks: Marks): boolean {
  return [...heads].every(([stream, head]) => head?.hash === marks.heads.get(stream)?.hash);
}

function later(one: string | null, other: string | null): string | null {
  return one === null || (other !== null && other > one) ? other : one;
}
