import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { agreementId } from '#operations/forms';
import { operation } from '#operations/operation';
import { idForm, nothingForm } from '#operations/people-forms';

/** Takes back an invitation that the own side made; its link leads nowhere from then on. */
export const revokeInvitation = operation({
  name: 'revoke-invitation',
  summary: 'Take back an invitation.',
  kind: 'write',
  input: z.strictObject({ agreement: agreementId, invitation: idForm }),
  output: nothingForm,
  may: ['lead'],
  run: async ({ seat }, { agreement, invitation }, world) => {
    const found = (await world.directory.invitations(seat, agreement)).find((one) => one.id === invitation);
    if (found === undefined) throw new InputError('Your side made no such invitation.', 'Nothing was changed; look at the list of people again.', 'invitation');
    if (found.state === 'used') throw new InputError(`The invitation to ${found.email} was used already.`, 'Nothing was changed; remove the person instead.', 'invitation');
    if (found.state !== 'open') return { result: {} };
    return { result: {}, append: { agreement, writes: [], invitations: { revoke: [invitation] } } };
  },
});
