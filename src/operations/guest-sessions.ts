import type { Caller, Entered } from '#world/accounts/accounts';
import type { World } from '#world/world';

/** Where a request comes from whose door says nothing of it. */
export const nowhere: Caller = { headers: new Headers(), address: '' };

/** Ends the sessions of a guest that open this one agreement. */
export async function endGuestSessions(world: World, person: string, agreement: string): Promise<void> {
  for (const session of await world.accounts.sessions(person)) if (session.agreement === agreement) await world.accounts.endSession(person, session.session);
}

/** Ends a session that was just made and whose cookies never went out. */
export async function endEntered(world: World, { person, cookies }: Entered): Promise<void> {
  const made = await world.accounts.personOf(new Headers({ cookie: cookies.map((line) => line.split(';')[0]).join('; ') }));
  if (made !== null) await world.accounts.endSession(person, made.session);
}
