import { z } from 'zod';
import { inviteToAccount } from '#operations/account-invitation';
import { readMailbox, readName } from '#operations/person-names';
import { operation } from '#operations/operation';
import { invitedForm, mailboxIn, nameIn } from '#operations/people-forms';

/** Invites somebody to have an account here, in no organisation of the inviter's. */
export const inviteAccount = operation({
  name: 'invite-account',
  summary: 'Invite somebody to have an account here.',
  kind: 'write',
  direct: true,
  input: z.strictObject({ email: mailboxIn, name: nameIn.optional() }),
  output: invitedForm,
  may: 'administrator',
  run: async ({ person }, input, world) => {
    const name = input.name === undefined ? null : readName(input.name, 'name');
    const result = await inviteToAccount(world, person, { email: readMailbox(input.email, 'email'), name, role: 'member', organisation: null });
    return { result, repeat: { ...result, link: null } };
  },
});
