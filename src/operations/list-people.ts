import { z } from 'zod';
import { roles } from '#agreement/record/seat';
import { agreementId } from '#operations/forms';
import { partyName } from '#operations/mails';
import { operation } from '#operations/operation';
import { invitationForm, invitationOut, roleForm } from '#operations/people-forms';
import { readSeating } from '#operations/seating';

/** Who acts for whom in an agreement, and whom the own side has invited. */
export const listPeople = operation({
  name: 'list-people',
  summary: 'List who acts for which party.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId }),
  output: z.object({
    me: z.object({ person: z.string(), party: z.string(), role: roleForm }),
    parties: z.array(z.object({ id: z.string(), name: z.string(), own: z.boolean(), acted: z.boolean().meta({ description: 'Whether anybody acts for it' }) })),
    people: z.array(z.object({ person: z.string(), name: z.string(), party: z.string(), role: roleForm, organisation: z.string().nullable(), me: z.boolean(), since: z.string() })),
    invitations: z.array(invitationForm.extend({ party: z.string(), role: roleForm })),
  }),
  may: roles,
  run: async ({ seat }, { agreement }, world) => {
    const { state } = await readSeating(world, seat, agreement);
    const seats = await world.directory.seats(seat, agreement);
    const invitations = await world.directory.invitations(seat, agreement);
    const ids = [...new Set([...state.parties.map((one) => one.id), seat.party, ...seats.map((one) => one.party)])];
    return {
      result: {
        me: { person: seat.person, party: seat.party, role: seat.role },
        parties: ids.map((id) => ({ id, name: partyName(state, id), own: id === seat.party, acted: seats.some((one) => one.party === id) })),
        people: seats.map(({ grantedAt, ...one }) => ({ ...one, me: one.person === seat.person, since: grantedAt })),
        invitations: invitations.map((row) => ({ ...invitationOut(row), party: row.party, role: row.role })),
      },
    };
  },
});
