import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { localSeat } from '#agreement/record/seat';
import { agreementId } from '#operations/forms';
import { endGuestSessions } from '#operations/guest-sessions';
import { operation } from '#operations/operation';
import { idForm, nothingForm } from '#operations/people-forms';
import { endCommands, readSeating, refOf, seatAppend, seatOnOwnSide } from '#operations/seating';

/** Gives the lead of the own party to somebody else of it; the caller becomes a contributor or leaves. */
export const handOver = operation({
  name: 'hand-over',
  summary: 'Hand the lead over to somebody of your side.',
  kind: 'write',
  input: z.strictObject({ agreement: agreementId, person: idForm, afterwards: z.enum(['stay', 'leave']).meta({ description: 'Stay as a contributor, or leave' }) }),
  output: nothingForm,
  may: ['lead'],
  run: async ({ seat }, { agreement, person, afterwards }, world) => {
    if (person === seat.person) throw new InputError('You are the lead already.', 'Nothing was changed; choose somebody else of your side.', 'person');
    const other = seatOnOwnSide(await world.directory.seats(seat, agreement), seat, person);
    if (person === localSeat.person) throw new InputError('This is the seat of the command line, where nobody would look at the agreement.', 'Nothing was changed; choose somebody else of your side.', 'person');
    const seating = await readSeating(world, seat, agreement);
    const { party } = seat;
    const leaves = afterwards === 'leave';
    const granted = [...(other.role === 'lead' ? [] : [{ person, party, role: 'lead' as const }]), ...(leaves ? [] : [{ person: seat.person, party, role: 'contributor' as const }])];
    const commands = granted.map((grant) => ({ do: 'grant-seat' as const, ...grant, person: refOf(seating.state, grant.person) }));
    return {
      result: {},
      append: seatAppend(seating, [...commands, ...(leaves ? endCommands(seating.state, party, seat.person) : [])], world.now(), { grants: granted, ...(leaves && { ends: [seat.person] }) }),
      after: async (appended) => {
        if (appended && leaves) await endGuestSessions(world, seat.person, agreement);
      },
    };
  },
});
