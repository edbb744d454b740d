import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { inviteToAccount } from '#operations/account-invitation';
import { readMailbox, readName } from '#operations/person-names';
import { operation } from '#operations/operation';
import { idForm, invitedForm, mailboxIn, memberRoleForm, nameIn } from '#operations/people-forms';
import { notFound } from '#operations/refused';

/** Invites somebody into an organisation, with an account if they have none. */
export const inviteMember = operation({
  name: 'invite-member',
  summary: 'Invite somebody into an organisation.',
  kind: 'write',
  direct: true,
  input: z.strictObject({ organisation: idForm, email: mailboxIn, name: nameIn.optional(), role: memberRoleForm.default('member') }),
  output: invitedForm,
  may: 'manager',
  run: async ({ person }, { organisation, role, ...input }, world) => {
    const found = await world.directory.organisation(person.person, organisation);
    if (found === null) throw notFound();
    const email = readMailbox(input.email, 'email');
    const name = input.name === undefined ? null : readName(input.name, 'name');
    const member = found.members.find((one) => one.email === email);
    if (member !== undefined) throw new InputError(`${member.name} belongs to ${found.name} already.`, 'Nothing was sent.', 'email');
    const result = await inviteToAccount(world, person, { email, name, role, organisation: { id: found.id, name: found.name } });
    return { result, repeat: { ...result, link: null } };
  },
});
