import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { operation } from '#operations/operation';
import { idForm, nothingForm } from '#operations/people-forms';

/** Takes back an invitation to an account, as a manager of its organisation or as an administrator. */
export const revokeAccountInvitation = operation({
  name: 'revoke-account-invitation',
  summary: 'Take back an invitation to an account.',
  kind: 'write',
  input: z.strictObject({ invitation: idForm }),
  output: nothingForm,
  may: 'person',
  run: async ({ person }, input, world) => {
    if (!(await world.directory.revokeInvitation(person.person, input.invitation))) {
      throw new InputError('There is no open invitation that you could take back here.', 'Nothing was changed; it may have been used. Look at the list again.', 'invitation');
    }
    return { result: {} };
  },
});
