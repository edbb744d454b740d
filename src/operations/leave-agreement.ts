import { z } from 'zod';
import { roles } from '#agreement/record/seat';
import { agreementId } from '#operations/forms';
import { endGuestSessions } from '#operations/guest-sessions';
import { operation } from '#operations/operation';
import { nothingForm } from '#operations/people-forms';
import { endCommands, readSeating, refuseWithoutLead, seatAppend } from '#operations/seating';

/** Ends the caller's own seat; what they wrote stays. */
export const leaveAgreement = operation({
  name: 'leave-agreement',
  summary: 'Leave an agreement.',
  kind: 'write',
  input: z.strictObject({ agreement: agreementId }),
  output: nothingForm,
  may: roles,
  run: async ({ seat }, { agreement }, world) => {
    refuseWithoutLead(await world.directory.seats(seat, agreement), seat, seat.person, 'You are the only lead.');
    const seating = await readSeating(world, seat, agreement);
    return {
      result: {},
      append: seatAppend(seating, endCommands(seating.state, seat.party, seat.person), world.now(), { ends: [seat.person] }),
      after: async (appended) => {
        if (appended) await endGuestSessions(world, seat.person, agreement);
      },
    };
  },
});
