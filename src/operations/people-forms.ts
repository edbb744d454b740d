import { z } from 'zod';
import { roles } from '#agreement/record/seat';
import type { AccountInvitationRow, InvitationRow } from '#world/store/directory';

/** A role in an agreement. */
export const roleForm = z.enum(roles);

/** What a person is in an organisation. */
export const memberRoleForm = z.enum(['manager', 'member']);

/** The id of a person, an organisation, an invitation or a mail in an input. */
export const idForm = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'this is no id');

/** A name as somebody types it; `readName` says what is wrong with one. */
export const nameIn = z.string().meta({ description: 'One line, 1 to 200 characters, all of them visible', maxLength: 200 });

/** A mailbox as somebody types it; `readMailbox` says what is wrong with one. */
export const mailboxIn = z.string().meta({ description: 'A mailbox such as name@example.com' });

/** The token of a link. */
export const tokenIn = z.string().max(200).meta({ description: 'What stands behind the "#" of the link' });

/** The result of a write that has nothing to tell. */
export const nothingForm = z.strictObject({});

/** An organisation by id and name. */
export const namedForm = z.object({ id: z.string(), name: z.string() });

/** What the inviter learns: the link itself only where no mail server sends it, and only this once. */
export const invitedForm = z.object({
  invitation: z.string(),
  link: z.string().nullable().meta({ description: 'Shown once, where no mail server is set up; else null' }),
  until: z.string().meta({ description: 'ISO day: the last on which the link works' }),
});

/** What lists of invitations have in common. */
export const invitationForm = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  by: z.string().meta({ description: 'Name of the person who invited' }),
  madeAt: z.string(),
  expiresAt: z.string(),
  state: z.enum(['open', 'used', 'expired', 'revoked']),
});

/** An invitation as such a list shows it. */
export function invitationOut({ id, email, name, madeBy, madeAt, expiresAt, state }: InvitationRow | AccountInvitationRow): z.input<typeof invitationForm> {
  return { id, email, name, by: madeBy.name, madeAt, expiresAt, state };
}
