import { z } from 'zod';
import { operation } from '#operations/operation';
import { settle } from '#operations/organisation-outcome';
import { idForm, memberRoleForm, nothingForm } from '#operations/people-forms';

/** Makes a member of an organisation its manager, or a manager a member. */
export const setMemberRole = operation({
  name: 'set-member-role',
  summary: 'Change what a member is in an organisation.',
  kind: 'write',
  input: z.strictObject({ organisation: idForm, person: idForm, role: memberRoleForm }),
  output: nothingForm,
  may: 'manager',
  run: async ({ person }, input, world) => {
    settle(await world.directory.setMemberRole(person.person, input.organisation, { person: input.person, role: input.role }), 'This person is');
    return { result: {} };
  },
});
