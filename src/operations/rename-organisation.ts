import { z } from 'zod';
import { readName } from '#operations/person-names';
import { operation } from '#operations/operation';
import { settle } from '#operations/organisation-outcome';
import { idForm, nameIn, nothingForm } from '#operations/people-forms';

/** Gives an organisation another name; agreements keep the names that their parties have in them. */
export const renameOrganisation = operation({
  name: 'rename-organisation',
  summary: 'Rename an organisation.',
  kind: 'write',
  input: z.strictObject({ organisation: idForm, name: nameIn }),
  output: nothingForm,
  may: 'manager',
  run: async ({ person }, input, world) => {
    settle(await world.directory.renameOrganisation(person.person, input.organisation, readName(input.name, 'name')), 'You are');
    return { result: {} };
  },
});
