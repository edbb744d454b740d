import type { PersonRef } from '#agreement/record/person';
import { localSeat } from '#agreement/record/seat';
import type { Loaded } from '#operations/load';
import type { World } from '#world/world';

/**
 * What the people are called whom the record names: as they called themselves when they came in, else as the installation knows
 * them. Those who left keep their name here; the seat of the command line is called so, and somebody whose record is gone "".
 */
export async function namesOf(world: World, { id, seat, state }: Pick<Loaded, 'id' | 'seat' | 'state'>): Promise<(ref: PersonRef) => string> {
  const { shared } = state;
  const said: readonly { by: PersonRef }[] = [
    ...shared.turns, ...Object.values(shared.answers).flatMap((by) => Object.values(by)), ...shared.comments, ...Object.values(shared.clearances).flatMap((by) => Object.values(by)), ...Object.values(shared.waivers),
    ...(shared.seal === null ? [] : [shared.seal]), ...shared.declined, ...shared.reopened, ...Object.values(shared.reports).flat(), ...state.comments,
    ...Object.values(state.issues).flatMap((issue) => [issue, ...(issue.settled === null ? [] : [issue.settled])]),
  ];
  const people = new Set([...said.map((one) => one.by.person), ...shared.signatures.map((one) => one.person.person), ...shared.seats.map((one) => one.person.person)]);
  const names = new Map<string, string>([[localSeat.person, 'Command line']]);
  for (const person of people) {
    if (names.has(person)) continue;
    const record = await world.store.readPerson(seat, id, person);
    names.set(person, record?.details['name'] ?? (await world.directory.nameOf(person)) ?? '');
  }
  return ({ person }) => names.get(person) ?? '';
}
