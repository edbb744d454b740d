import { z } from 'zod';
import { operation } from '#operations/operation';
import { idForm, memberRoleForm } from '#operations/people-forms';
import { notFound } from '#operations/refused';

/** An organisation with its members. */
export const readOrganisation = operation({
  name: 'read-organisation',
  summary: 'Read an organisation and its members.',
  kind: 'read',
  input: z.strictObject({ organisation: idForm }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    role: memberRoleForm.meta({ description: 'What the caller is in it' }),
    members: z.array(z.object({ person: z.string(), name: z.string(), email: z.string(), role: memberRoleForm, joinedAt: z.string(), me: z.boolean() })),
  }),
  may: 'member',
  run: async ({ person }, input, world) => {
    const found = await world.directory.organisation(person.person, input.organisation);
    const mine = found?.members.find((member) => member.person === person.person);
    if (found === null || mine === undefined) throw notFound();
    return { result: { id: found.id, name: found.name, role: mine.role, members: found.members.map((member) => ({ ...member, me: member === mine })) } };
  },
});
