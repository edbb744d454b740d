import { z } from 'zod';
import { operation } from '#operations/operation';
import { settle } from '#operations/organisation-outcome';
import { idForm, nothingForm } from '#operations/people-forms';
import { tellAtOnce } from '#operations/tell-notes';

/** Takes somebody out of an organisation and ends the seats that they hold for it. */
export const removeMember = operation({
  name: 'remove-member',
  summary: 'Remove somebody from an organisation.',
  kind: 'write',
  input: z.strictObject({ organisation: idForm, person: idForm }),
  output: nothingForm,
  may: 'manager',
  run: async ({ person }, input, world) => {
    settle(await world.directory.removeMember(person.person, input.organisation, input.person), input.person === person.person ? 'You are' : 'This person is');
    await tellAtOnce(world, input.person);
    return { result: {} };
  },
});
