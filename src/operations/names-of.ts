import { erasedName, type PersonRecord, type PersonRef } from '#agreement/record/person';
import type { Loaded } from '#operations/load';
import type { World } from '#world/world';

/** Gives the names of people who acted in an agreement: of seats held now, else as the record kept them; who was erased is called so; empty where nothing is known. */
export async function namesOf(world: World, { id, seat, state, people }: Pick<Loaded, 'id' | 'seat' | 'state' | 'people'>): Promise<(by: PersonRef) => string> {
  const names = new Map((await world.directory.seats(seat, id)).map((one) => [one.person, one.name]));
  const { turns, answers, comments, clearances, waivers, reports, declined, reopened, seal } = state.shared;
  const acted = [
    ...turns, ...comments, ...state.comments, ...state.understood, ...declined, ...reopened, ...Object.values(waivers), ...Object.values(state.issues), ...Object.values(reports).flat(),
    ...Object.values(answers).flatMap((byParty) => Object.values(byParty)), ...Object.values(clearances).flatMap((byClause) => Object.values(byClause)), ...(seal === null ? [] : [seal]),
  ];
  const gone = new Set([...state.erased, ...state.shared.erased]);
  for (const { by } of acted) {
    if ((names.get(by.person) ?? '') !== '') continue;
    names.set(by.person, nameIn(people.get(by.person)) ?? (gone.has(by.person) ? erasedName : ''));
  }
  return (by) => names.get(by.person) ?? '';
}

/** The name in a person's record; undefined where there is none to read. */
export function nameIn(record: PersonRecord | undefined): string | undefined {
  return record?.erased === true ? erasedName : record?.details['name'];
}
