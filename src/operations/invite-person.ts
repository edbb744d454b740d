import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { refuseTooMany } from '#operations/account-invitation';
import { agreementId } from '#operations/forms';
import { linkMail, newLink, shownLink } from '#operations/links';
import { partyName } from '#operations/mails';
import { operation, type PersonHere } from '#operations/operation';
import { idForm, invitedForm, mailboxIn, namedForm, nameIn, roleForm } from '#operations/people-forms';
import { readMailbox, readName } from '#operations/person-names';
import { readSeating } from '#operations/seating';
import type { SeatRow } from '#world/store/directory';
import type { World } from '#world/world';

/** Invites somebody to act for the own party, or to be the first lead of a party that nobody acts for yet. */
export const invitePerson = operation({
  name: 'invite-person',
  summary: 'Invite somebody to act for a party.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    party: idForm.optional().meta({ description: 'Id of the party to act for; without it the own one' }),
    role: roleForm,
    email: mailboxIn,
    name: nameIn.optional(),
  }),
  output: invitedForm.extend({ party: namedForm, role: roleForm }),
  may: ['lead'],
  run: async ({ seat, person }, { agreement, role, ...input }, world) => {
    const email = readMailbox(input.email, 'email');
    const name = input.name === undefined ? null : readName(input.name, 'name');
    const { state } = await readSeating(world, seat, agreement);
    const party = input.party ?? seat.party;
    const own = party === seat.party;
    if (!own && !state.parties.some((one) => one.id === party)) {
      throw new InputError(`"${party}" is not a party of this agreement.`, `Nothing was sent. Parties: ${state.parties.map((one) => `${partyName(state, one.id)} (${one.id})`).join(', ') || 'none yet'}.`, 'party');
    }
    const named = { id: party, name: partyName(state, party) };
    const seats = await world.directory.seats(seat, agreement);
    if (own) await refuseSeated(seats, seat.party, email, world);
    else refuseForOthers(named, role, email, person, seats.filter((one) => one.party === party));
    const earlier = await world.directory.invitations(seat, agreement);
    const replaced = earlier.filter((one) => one.state === 'open' && one.email === email && one.party === party);
    refuseTooMany(earlier.filter((one) => !replaced.includes(one)));
    const made = newLink(world);
    const by = state.parties.some((one) => one.id === seat.party) ? partyName(state, seat.party) : null;
    const data = { by: person.name, byParty: by, party: named.name, role, title: state.title, until: made.until };
    const result = { invitation: made.id, party: named, role, link: shownLink(world, made), until: made.until };
    return {
      result,
      repeat: { ...result, link: null },
      append: {
        agreement,
        writes: [],
        invitations: {
          make: [{ id: made.id, party, role, email, name, names: { party: named.name, by }, tokenDigest: made.tokenDigest, expiresAt: made.expiresAt }],
          revoke: replaced.map((one) => one.id),
        },
        mails: [linkMail(world, made, { kind: 'invitation', to: { email }, agreement, data })],
      },
    };
  },
});

/** To another party only its first lead is invited, who then names everybody else of it. */
function refuseForOthers(party: { name: string }, role: string, email: string, person: PersonHere, acting: readonly SeatRow[]): void {
  if (role !== 'lead') {
    const whom = role === 'counsel' ? 'counsel' : `${role === 'reader' ? 'readers' : role === 'signatory' ? 'signatories' : 'contributors'}`;
    throw new InputError(`Only ${party.name} names its own ${whom}.`, `Nothing was sent. ${acting.length === 0 ? `Invite its first lead, who names the others of ${party.name}.` : `Ask ${namesOf(acting)}.`}`, 'role');
  }
  if (acting.length > 0) throw new InputError(`${namesOf(acting)} already ${acting.length === 1 ? 'acts' : 'act'} for ${party.name}, which names its own people.`, 'Nothing was sent. Ask them to invite whom they need.', 'party');
  if (email === person.email) throw new InputError('This is your own mailbox, and nobody acts for two parties of one agreement.', `Nothing was sent. Invite somebody of ${party.name}.`, 'email');
}

async function refuseSeated(seats: readonly SeatRow[], party: string, email: string, world: World): Promise<void> {
  for (const one of seats) {
    if (one.party === party && (await world.directory.addressOf(one.person)) === email) throw new InputError(`${one.name} acts for your side already.`, 'Nothing was sent. Change the role in the list of people instead.', 'email');
  }
}

function namesOf(people: readonly SeatRow[]): string {
  const names = people.slice(0, 3).map((one) => one.name);
  return `${names.join(', ')}${people.length > names.length ? ' and others' : ''}`;
}
