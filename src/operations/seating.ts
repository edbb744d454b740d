import type { Head } from '#agreement/record/chain';
import type { Event } from '#agreement/record/event';
import type { Command } from '#agreement/record/decide';
import type { PersonRef } from '#agreement/record/person';
import type { Seat } from '#agreement/record/seat';
import { replayFor, type State } from '#agreement/record/state';
import { sharedStream } from '#agreement/record/stream';
import { InputError } from '#agreement/input-error';
import { decideAll, type Extras } from '#operations/load';
import { readAs } from '#operations/reading';
import type { SeatRow } from '#world/store/directory';
import type { Append } from '#world/store/store';
import type { World } from '#world/world';

/** What changes of seats need to know of an agreement: its state, and the head of the shared stream alone. */
export interface Seating {
  id: string;
  seat: Seat;
  state: State;
  heads: Map<string, Head | null>;
}

/** Reads an agreement as far as changes of seats need it, without its text. */
export async function readSeating(world: World, seat: Seat, agreement: string): Promise<Seating> {
  const { state, heads } = await readAs(world, seat, agreement);
  const stream = sharedStream(agreement);
  return { id: agreement, seat, state, heads: new Map([[stream, heads.get(stream) ?? null]]) };
}

/** The same from events that were read another way. */
export function seatingOf(agreement: string, seat: Seat, events: readonly Event[]): Seating {
  const stream = sharedStream(agreement);
  const last = events.filter((event) => event.stream === stream).at(-1);
  return { id: agreement, seat, state: replayFor(events).state, heads: new Map([[stream, last === undefined ? null : { seq: last.seq, hash: last.hash }]]) };
}

/** The append of a change of seats. It demands nothing of the private streams: people come and go whatever is being drafted. */
export function seatAppend(seating: Seating, commands: readonly Command[], now: string, extras: Extras): Append {
  const { append } = decideAll({ ...seating, pending: { drafts: [], blobs: [], people: [] } }, commands, now, extras);
  if (append === undefined) throw new Error('a change of seats that changes nothing');
  return append;
}

/** How the record refers to a person who has or had a seat here. */
export function refOf(state: State, person: string): PersonRef {
  return state.shared.seats.find((seat) => seat.person.person === person)?.person ?? { person };
}

/** The command that ends a seat; none for a seat that the record does not tell of, as that of the command line. */
export function endCommands(state: State, party: string, person: string): Command[] {
  return state.shared.seats.some((seat) => seat.person.person === person) ? [{ do: 'end-seat', party, person: refOf(state, person) }] : [];
}

/** The seat of somebody of the own side; a refusal where there is none, as for somebody of another side. */
export function seatOnOwnSide(seats: readonly SeatRow[], own: Seat, person: string): SeatRow {
  const found = seats.find((seat) => seat.person === person && seat.party === own.party);
  if (found === undefined) throw new InputError('Nobody of your side has this seat.', 'Nothing was changed; look at the list of people again.', 'person');
  return found;
}

/** Refuses to leave a party without a lead: somebody must be able to invite, to send and to seal for it. */
export function refuseWithoutLead(seats: readonly SeatRow[], { party }: Seat, going: string, what: string): void {
  const leads = seats.filter((seat) => seat.party === party && seat.role === 'lead');
  if (leads.some((lead) => lead.person !== going)) return;
  const others = seats.filter((seat) => seat.party === party && seat.person !== going);
  const next = others.length === 0 ? 'Invite somebody of your side and hand over to them first, or archive the agreement.' : 'Hand over to somebody of your side first.';
  throw new InputError(`${what} Your side would have no lead.`, `Nothing was changed. ${next}`);
}
