import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { localSeat } from '#agreement/record/seat';
import { agreementId } from '#operations/forms';
import { endGuestSessions } from '#operations/guest-sessions';
import { operation } from '#operations/operation';
import { idForm, nothingForm } from '#operations/people-forms';
import { endCommands, readSeating, refuseWithoutLead, seatAppend, seatOnOwnSide } from '#operations/seating';

/** Ends the seat of somebody of the own side; what they wrote stays, and they no longer see the agreement. */
export const removePerson = operation({
  name: 'remove-person',
  summary: 'Remove somebody of your side.',
  kind: 'write',
  input: z.strictObject({ agreement: agreementId, person: idForm }),
  output: nothingForm,
  may: ['lead'],
  run: async ({ seat }, { agreement, person }, world) => {
    const seats = await world.directory.seats(seat, agreement);
    const { name } = seatOnOwnSide(seats, seat, person);
    if (person === localSeat.person) throw new InputError('This is the seat of the command line.', 'Nothing was changed: whoever runs the program reaches the agreement anyway.', 'person');
    refuseWithoutLead(seats, seat, person, person === seat.person ? 'You are the only lead.' : `${name} is the only lead.`);
    const seating = await readSeating(world, seat, agreement);
    return {
      result: {},
      append: seatAppend(seating, endCommands(seating.state, seat.party, person), world.now(), { ends: [person] }),
      after: async (appended) => {
        if (appended) await endGuestSessions(world, person, agreement);
      },
    };
  },
});
