import { z } from 'zod';
import { readName } from '#operations/person-names';
import { operation } from '#operations/operation';
import { namedForm, nameIn } from '#operations/people-forms';

/** Makes an organisation, whose manager the caller becomes. */
export const createOrganisation = operation({
  name: 'create-organisation',
  summary: 'Make an organisation.',
  kind: 'write',
  direct: true,
  input: z.strictObject({ name: nameIn }),
  output: z.object({ organisation: namedForm }),
  may: 'person',
  run: async ({ person }, input, world) => {
    const name = readName(input.name, 'name');
    return { result: { organisation: { id: await world.directory.createOrganisation(person.person, name), name } } };
  },
});
