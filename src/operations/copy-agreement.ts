import { z } from 'zod';
import { writeAnswers } from '#agreement/facts/answers';
import { InputError } from '#agreement/input-error';
import { localSeat } from '#agreement/record/seat';
import { createAgreement } from '#operations/create-agreement';
import { agreementId } from '#operations/forms';
import { load } from '#operations/load';
import { operation } from '#operations/operation';

/** Starts a new agreement from the answers of an earlier one, as the caller's party sees them; the earlier one stays as it is. */
export const copyAgreement = operation({
  name: 'copy-agreement',
  summary: 'Start a new agreement from an earlier one.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    party: z.string().max(60).optional().meta({ description: 'Party that the caller acts for in the copy; without it the same one' }),
    organisation: z.string().max(64).optional(),
  }),
  output: z.object({ agreement: agreementId }),
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat, person }, input, world) => {
    if (seat.person !== localSeat.person && !person.account) throw new InputError('You came in by a link and have no account here.', 'Nothing was copied. Ask the administrator of this installation for an account to start agreements.');
    const { answers } = await load(world, seat, input.agreement);
    const party = input.party ?? (answers.parties.some((one) => one.id === seat.party) ? seat.party : undefined);
    return createAgreement.run({ person, ...(seat.person === localSeat.person && { seat }) }, { answers: writeAnswers(answers), ...(party !== undefined && { party }), ...(input.organisation !== undefined && { organisation: input.organisation }) }, world);
  },
});
