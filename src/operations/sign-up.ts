import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { nowhere } from '#operations/guest-sessions';
import { tokenDigest } from '#operations/links';
import { readMailbox, readName } from '#operations/person-names';
import { operation } from '#operations/operation';
import { mailboxIn, namedForm, nameIn, tokenIn } from '#operations/people-forms';
import { spent } from '#operations/refused';
import type { World } from '#world/world';

/** Makes an account by an invitation, or by anybody where the installation is open, and signs it in. */
export const signUp = operation({
  name: 'sign-up',
  summary: 'Make an account.',
  kind: 'write',
  input: z.strictObject({
    token: tokenIn.optional(),
    email: mailboxIn.optional().meta({ description: 'Only without a token: an invitation names the mailbox itself' }),
    name: nameIn,
    password: z.string().max(1000),
    organisation: nameIn.optional().meta({ description: 'Name of an organisation to make; not with an invitation into one' }),
  }),
  output: z.object({ person: z.string(), organisation: namedForm.nullable() }),
  may: 'anyone',
  run: async ({ caller = nowhere }, { token, password, ...input }, world) => {
    const name = readName(input.name, 'name');
    const founded = input.organisation === undefined ? null : readName(input.organisation, 'organisation');
    if (!(await world.directory.hasPeople())) throw new InputError('Nobody has set this installation up yet.', 'Nothing was changed. Open the first page and set it up.');
    const invitation = token === undefined ? null : await accountInvitation(world, token);
    if (invitation === null && world.signUp !== 'open') throw new InputError('Accounts are made by invitation here.', 'Nothing was changed. Ask somebody who has an account here to invite you.', 'token');
    if (invitation !== null && input.email !== undefined && readMailbox(input.email, 'email') !== invitation.email) throw new InputError('This invitation is for another mailbox.', 'Nothing was changed. Leave the mailbox out: the invitation names it.', 'email');
    const into = invitation?.organisation ?? null;
    if (into !== null && founded !== null) throw new InputError(`This invitation leads into ${into.name}.`, 'Nothing was changed. Leave the organisation out; you can make another one later.', 'organisation');
    const email = invitation?.email ?? readMailbox(input.email ?? '', 'email');
    // Without a mail server whoever invited has seen the link as well, so it proves no mailbox.
    const { person, cookies } = await world.accounts.signUp({ name, email, password, proven: invitation !== null && world.mail.server }, caller);
    if (invitation !== null) {
      const joined = await world.directory.useInvitation(person, invitation.id);
      return { result: { person, organisation: joined ? (into ?? (await found(world, person, founded))) : null }, cookies };
    }
    return { result: { person, organisation: await found(world, person, founded) }, cookies };
  },
});

async function accountInvitation(world: World, token: string): Promise<{ id: string; email: string; organisation: { id: string; name: string } | null }> {
  const invitation = await world.directory.invitationBy(tokenDigest(token));
  if (invitation === null || invitation.state !== 'open' || invitation.to.kind !== 'account') throw spent();
  return { id: invitation.id, email: invitation.email, organisation: invitation.to.organisation };
}

async function found(world: World, person: string, name: string | null): Promise<{ id: string; name: string } | null> {
  return name === null ? null : { id: await world.directory.createOrganisation(person, name), name };
}
