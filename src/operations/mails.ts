import type { Json } from '#agreement/record/canonical';
import type { Role } from '#agreement/record/seat';
import type { State } from '#agreement/record/state';
import type { Loaded } from '#operations/load';
import type { PersonHere } from '#operations/operation';
import type { MailKind, NewMail } from '#world/store/outbox';
import type { World } from '#world/world';

/** What a mail to people of an agreement tells; the names of the parties are added for each receiver. */
export interface Occasion {
  kind: MailKind;
  /** Unique within the agreement: the same occasion is never mailed twice to one person. */
  occasion: string;
  /** Who caused it and is not told about it. */
  by: PersonHere;
  /** Only to seats in these roles; without it to all. */
  roles?: readonly Role[];
  /** Also to people of the own party. */
  ownToo?: boolean;
  /** Only to these parties. */
  parties?: readonly string[];
  /** What this kind tells beside `party` (the receiver's) and `title`. */
  facts: Record<string, Json>;
}

/** Mails to the other people of an agreement; nobody without a seat is ever written to. */
export async function mailPeople(world: World, loaded: Pick<Loaded, 'id' | 'seat' | 'state'>, { kind, occasion, by, roles, ownToo, parties, facts }: Occasion): Promise<NewMail[]> {
  const { id, seat, state } = loaded;
  const seats = await world.directory.seats(seat, id);
  return seats
    .filter((one) => one.person !== by.person && (ownToo === true || one.party !== seat.party) && (roles === undefined || roles.includes(one.role)) && (parties === undefined || parties.includes(one.party)))
    .map((one): NewMail => ({
      id: world.newId(),
      dedupe: `${id}:${occasion}:${one.person}`,
      kind,
      to: { person: one.person },
      agreement: id,
      data: { title: state.title, party: partyName(state, one.party), ...facts },
    }));
}

/** The short name of a party, else its full name, else its id. */
export function partyName(state: Pick<State, 'parties'>, id: string): string {
  const found = state.parties.find((one) => one.id === id);
  const name = [found?.shortName, found?.legalName].find((one) => typeof one === 'string' && one !== '');
  return typeof name === 'string' ? name : id;
}
