import { InputError } from '#agreement/input-error';
import { linkMail, newLink, shownLink } from '#operations/links';
import type { PersonHere } from '#operations/operation';
import { notFound } from '#operations/refused';
import type { MemberRole } from '#world/store/directory';
import type { World } from '#world/world';

/** Open invitations that one organisation, one party or the installation may have at a time, so that nobody floods mailboxes from here. */
export const openLimit = 100;

/** Refuses one more invitation where that many are open. */
export function refuseTooMany(rows: readonly { state: string }[]): void {
  if (rows.filter((row) => row.state === 'open').length >= openLimit) throw new InputError(`${openLimit} invitations are open already.`, 'Nothing was sent. Take back some that nobody will use.');
}

/** Makes an invitation to an account, in an organisation or in none, and the mail with its link; one that was open for the same mailbox is taken back. */
export async function inviteToAccount(world: World, person: PersonHere, invited: { email: string; name: string | null; role: MemberRole; organisation: { id: string; name: string } | null }): Promise<{ invitation: string; link: string | null; until: string }> {
  const { email, name, role, organisation } = invited;
  const earlier = await world.directory.accountInvitations(person.person, organisation?.id ?? null);
  const replaced = earlier.filter((one) => one.state === 'open' && one.email === email);
  refuseTooMany(earlier.filter((one) => !replaced.includes(one)));
  const made = newLink(world);
  const data = { by: person.name, organisation: organisation?.name ?? null, until: made.until };
  const invitation = {
    id: made.id, organisation: organisation?.id ?? null, role, email, name, tokenDigest: made.tokenDigest, expiresAt: made.expiresAt,
    replaces: replaced.map(({ id }) => id),
    mail: linkMail(world, made, { kind: 'account-invitation', to: { email }, agreement: null, data }),
  };
  if (!(await world.directory.makeInvitation(person.person, invitation))) throw notFound();
  return { invitation: made.id, link: shownLink(world, made), until: made.until };
}
