import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { localSeat } from '#agreement/record/seat';
import { agreementId } from '#operations/forms';
import { operation } from '#operations/operation';
import { idForm, nothingForm, roleForm } from '#operations/people-forms';
import { readSeating, refOf, refuseWithoutLead, seatAppend, seatOnOwnSide } from '#operations/seating';

/** Gives somebody of the own side another role. */
export const changeRole = operation({
  name: 'change-role',
  summary: 'Change the role of somebody of your side.',
  kind: 'write',
  input: z.strictObject({ agreement: agreementId, person: idForm, role: roleForm }),
  output: nothingForm,
  may: ['lead'],
  run: async ({ seat }, { agreement, person, role }, world) => {
    const seats = await world.directory.seats(seat, agreement);
    const found = seatOnOwnSide(seats, seat, person);
    if (person === localSeat.person) throw new InputError('This is the seat of the command line, which stays a lead.', 'Nothing was changed.', 'person');
    if (found.role === role) return { result: {} };
    if (role !== 'lead') refuseWithoutLead(seats, seat, person, person === seat.person ? 'You are the only lead.' : `${found.name} is the only lead.`);
    const seating = await readSeating(world, seat, agreement);
    const grant = { person, party: seat.party, role };
    return { result: {}, append: seatAppend(seating, [{ do: 'grant-seat', ...grant, person: refOf(seating.state, person) }], world.now(), { grants: [grant] }) };
  },
});
