import { z } from 'zod';
import { operation } from '#operations/operation';
import { idForm, invitationForm, invitationOut, memberRoleForm } from '#operations/people-forms';

/** Invitations into an organisation for its managers; those to an account alone for administrators. Others have none. */
export const listAccountInvitations = operation({
  name: 'list-account-invitations',
  summary: 'List invitations to accounts that you may take back.',
  kind: 'read',
  input: z.strictObject({ organisation: idForm.optional() }),
  output: z.object({ invitations: z.array(invitationForm.extend({ role: memberRoleForm })) }),
  may: 'person',
  run: async ({ person }, input, world) => {
    const rows = await world.directory.accountInvitations(person.person, input.organisation ?? null);
    return { result: { invitations: rows.map((row) => ({ ...invitationOut(row), role: row.role })) } };
  },
});
