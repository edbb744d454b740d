import type { Command } from '#agreement/record/decide';
import { referTo, type PersonRecord } from '#agreement/record/person';
import { readAs } from '#operations/reading';
import { Refused } from '#operations/refused';
import { endCommands, readSeating, seatAppend } from '#operations/seating';
import type { Note } from '#world/store/erasures';
import type { World } from '#world/world';

/** Most agreements that are told before somebody is answered; the server tells the others afterwards. */
const mostTold = 200;

/** Notes told in one go before the next ones are asked for. */
const atOnce = 100;

/**
 * Writes what is still to be told of people who were erased, or whose seats ended with their organisation, into the records of
 * agreements; of one person, or of all, and `most` of them. Goes on where it was interrupted. A note that cannot be told stays due and
 * stops no other; the first such failure is thrown at the end. Returns how many were told.
 */
export async function tellNotes(world: World, person?: string, most = Infinity): Promise<number> {
  const failures: unknown[] = [];
  let told = 0;
  for (let seen = 0, notes = await world.erasures.notes(atOnce, person); notes.length > 0; notes = await world.erasures.notes(atOnce, person, notes.at(-1))) {
    for (const note of notes) {
      try {
        await tell(world, note);
        told += 1;
      } catch (error) {
        failures.push(error);
      }
    }
    if (notes.some((note) => note.erased)) await world.erasures.scrub().catch((error: unknown) => failures.push(error));
    seen += notes.length;
    if (seen >= most) break;
  }
  if (failures.length > 0) throw failures[0];
  return told;
}

/**
 * Tells what can be told of a person at once. What it is told of has happened already, so a failure here is none of the caller's:
 * what is not told stays due, and the server, which tells it later, says in its log what hinders it.
 */
export async function tellAtOnce(world: World, person: string): Promise<void> {
  try {
    await tellNotes(world, person, mostTold);
  } catch {
    // Stays due.
  }
}

/** How often an agreement is tried in which others write at the same time. */
const tries = 20;

async function tell(world: World, note: Note): Promise<void> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const seat = await world.erasures.seatFor(note);
    if (seat === null) return world.erasures.tell(note);
    const { agreement, person, party, erased } = note;
    const now = world.now();
    const seating = await readSeating(world, seat, agreement);
    const heir = seat.person === person && seat.role === 'lead' ? await heirOf(world, note) : null;
    const commands: Command[] = [
      ...(heir === null ? [] : [heir.command]),
      ...endCommands(seating.state, party, person),
      ...(erased ? [{ do: 'erase-person' as const, scope: 'everyone' as const, person: { person } }] : []),
    ];
    const told = commands.length === 0 ? { agreement, writes: [] } : seatAppend(seating, commands, now, {
      ...(heir !== null && { grants: [heir.grant], shared: { people: heir.people } }),
      ...(seat.person === person && { ends: [person] }),
    });
    const { kind } = await world.store.append(seat, { ...told, note: person });
    if (kind === 'appended') return;
    // Somebody else wrote, came or went first, or told it.
    if (kind === 'absent' && !(await world.erasures.notes(atOnce, person)).some((one) => one.agreement === agreement)) return;
  }
  throw new Refused('conflict', 'Others changed an agreement again and again at the same moment.', 'What you asked for is done; what the agreement tells of it follows by itself.');
}

/** Makes whoever follows a lead, if nobody else leads their side. */
async function heirOf(world: World, { agreement, person, party, heir }: Note): Promise<{ command: Command; grant: { person: string; party: string; role: 'lead' }; people: PersonRecord[] } | null> {
  if (heir === null) return null;
  const own = await world.directory.seatOf(person, agreement);
  if (own === null) return null;
  const seats = await world.directory.seats(own, agreement);
  if (seats.some((one) => one.party === party && one.role === 'lead')) return null;
  const known = (await readAs(world, own, agreement)).people.get(heir);
  const record = known ?? { id: heir, salt: world.newSalt(), details: { name: (await world.directory.nameOf(heir)) ?? '' } };
  return { command: { do: 'grant-seat', party, person: referTo(record), role: 'lead' }, grant: { person: heir, party, role: 'lead' }, people: known === undefined ? [record] : [] };
}
