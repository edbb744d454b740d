import { z } from 'zod';
import { operation } from '#operations/operation';
import { settle } from '#operations/organisation-outcome';
import { idForm, nothingForm } from '#operations/people-forms';
import { tellAtOnce } from '#operations/tell-notes';

/** Leaves an organisation, and the seats held for it. */
export const leaveOrganisation = operation({
  name: 'leave-organisation',
  summary: 'Leave an organisation.',
  kind: 'write',
  input: z.strictObject({ organisation: idForm }),
  output: nothingForm,
  may: 'member',
  run: async ({ person }, input, world) => {
    settle(await world.directory.removeMember(person.person, input.organisation, person.person), 'You are');
    await tellAtOnce(world, person.person);
    return { result: {} };
  },
});
