import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import type { Digest } from '#agreement/record/canonical';
import type { Command } from '#agreement/record/decide';
import { referTo, type PersonRecord } from '#agreement/record/person';
import type { Seat } from '#agreement/record/seat';
import { actingFor } from '#operations/create-agreement';
import { endEntered, nowhere } from '#operations/guest-sessions';
import { tokenDigest } from '#operations/links';
import { isOwnUse } from '#operations/look-at-invitation';
import { maskedMailbox, readName } from '#operations/person-names';
import { operation, type Context, type Outcome, type PersonHere } from '#operations/operation';
import { idForm, memberRoleForm, namedForm, nameIn, roleForm, tokenIn } from '#operations/people-forms';
import { forbidden, Refused, spent } from '#operations/refused';
import { seatAppend, seatingOf } from '#operations/seating';
import type { Entered } from '#world/accounts/accounts';
import type { Invitation } from '#world/store/directory';
import type { Append, PartyRow } from '#world/store/store';
import type { World } from '#world/world';

const outcomeForm = z.object({
  agreement: z.string().nullable().meta({ description: 'Id of the agreement; null for an invitation into an organisation' }),
  party: z.string().nullable().meta({ description: 'Id of the party acted for' }),
  role: z.union([roleForm, memberRoleForm]),
  organisation: namedForm.nullable().meta({ description: 'The organisation acted for, or the one joined' }),
});

type Accepted = Outcome<z.input<typeof outcomeForm>>;

/** Takes an invitation up, once: gives a seat to somebody signed in, or to a guest who then has a session for this agreement alone. */
export const acceptInvitation = operation({
  name: 'accept-invitation',
  summary: 'Accept an invitation.',
  kind: 'write',
  input: z.strictObject({
    token: tokenIn,
    name: nameIn.optional().meta({ description: 'Of somebody without an account: who they are' }),
    organisation: idForm.nullable().optional().meta({ description: 'Organisation that the caller acts for; not needed by who has one, null for none' }),
  }),
  output: outcomeForm,
  may: 'anyone',
  run: async (context, { token, name, organisation }, world): Promise<Accepted> => {
    const { person } = context;
    const invitation = await world.directory.invitationBy(tokenDigest(token));
    if (invitation === null) throw spent();
    const { to } = invitation;
    if (person !== null && to.kind === 'agreement' && isOwnUse(invitation, person)) {
      const seat = await world.directory.seatOf(person.person, to.agreement);
      if (seat !== null) return { result: { agreement: to.agreement, party: seat.party, role: seat.role, organisation: null } };
    }
    if (invitation.state !== 'open') throw spent();
    if (person !== null && person.email !== invitation.email) throw forbidden(`This invitation is for ${maskedMailbox(invitation.email)}, and you are signed in as ${person.email}.`, 'It was not used. Sign out and open the link again, or ask to be invited under your own mailbox.');
    const account = person !== null && person.agreement === null ? person : null;
    if (to.kind === 'account') return { result: await joinInstallation(world, invitation.id, to, account) };
    const known = person ?? (await world.accounts.personBy(invitation.email));
    // The link alone must not open what a password guards.
    if (account === null && known?.account === true) throw new Refused('sign-in', 'This mailbox has an account here.', 'The invitation was not used. Sign in, then open the link again.');
    if (known !== null) await refuseSeated(world, known.person, tokenDigest(token), to);
    const acting = account === null || organisation === null ? null : await actingFor(account, organisation, world);
    const entered = account === null ? await enter(world, context, { email: invitation.email, agreement: to.agreement, name: name ?? known?.name ?? invitation.name }) : null;
    const me = entered ?? account;
    if (me === null) throw new Error('nobody accepts an invitation');
    const takeBack = async (): Promise<void> => {
      if (entered !== null) await endEntered(world, entered);
    };
    const seat: Seat = { person: me.person, party: to.party, role: to.role, caucuses: [] };
    const append = await takeSeat(world, seat, invitation.id, to, me.name, acting?.id ?? null).catch(async (error: unknown) => {
      await takeBack();
      throw error;
    });
    return {
      result: { agreement: to.agreement, party: to.party, role: to.role, organisation: acting === null ? null : { id: acting.id, name: acting.name } },
      append,
      as: seat,
      cookies: entered?.cookies ?? [],
      after: async (appended) => {
        if (!appended) await takeBack();
      },
    };
  },
});

/** Refuses somebody who acts in the agreement already, before anything is made for them. */
async function refuseSeated(world: World, person: string, token: Digest, { agreement, party }: { agreement: string; party: string }): Promise<void> {
  const held = await world.directory.seatOf(person, agreement);
  if (held === null) return;
  // In another tab the same link may just have made this seat.
  if ((await world.directory.invitationBy(token))?.state !== 'open') throw spent();
  if (held.party === party) throw new InputError('You act for this party in the agreement already.', 'The invitation was not used. Open the agreement; its lead can give you another role there.');
  throw new InputError('You act for another party in this agreement, and nobody acts for two.', 'The invitation was not used. To change sides, leave the agreement first.');
}

/** Lets a guest in. */
async function enter(world: World, { caller = nowhere }: Context, { email, agreement, name }: { email: string; agreement: string; name: string | null }): Promise<Entered & { name: string }> {
  if (name === null) throw new InputError('It is not known who you are.', 'The invitation was not used. Write your name and try again.', 'name');
  const plain = readName(name, 'name');
  return { ...(await world.accounts.guestSession({ email, name: plain, agreement }, caller)), name: plain };
}

async function joinInstallation(world: World, id: string, to: Extract<Invitation['to'], { kind: 'account' }>, account: PersonHere | null): Promise<Accepted['result']> {
  if (account === null) throw new Refused('sign-in', 'This invitation is for an account here.', 'It was not used. Sign in or make an account, then open the link again.');
  if (!(await world.directory.useInvitation(account.person, id))) throw spent();
  return { agreement: null, party: null, role: to.role, organisation: to.organisation };
}

/** The append by which the invitation becomes a seat. */
async function takeSeat(world: World, seat: Seat, invitation: string, to: Extract<Invitation['to'], { kind: 'agreement' }>, name: string, organisation: string | null): Promise<Append> {
  const events = await world.store.readInvited(seat, to.agreement, invitation);
  const seating = seatingOf(to.agreement, seat, events);
  const { shared } = seating.state;
  // Whoever was here before keeps the record of that time, which only the party that made it may replace.
  const earlier = events.findLast((event) => event.kind === 'seat-granted' && event.body.person.person === seat.person);
  const record: PersonRecord = { id: seat.person, salt: world.newSalt(), details: { name } };
  const person = earlier?.kind === 'seat-granted' ? earlier.body.person : referTo(record);
  const first = !shared.seats.some((one) => one.party === to.party);
  const commands: Command[] = [...(shared.joined.includes(to.party) ? [] : [{ do: 'join' as const, party: to.party, person }]), { do: 'grant-seat', party: to.party, person, role: to.role }];
  const append = seatAppend(seating, commands, world.now(), {
    grants: [{ person: seat.person, party: to.party, role: to.role, organisation }],
    invitations: { use: { id: invitation, by: seat.person } },
    ...(earlier === undefined && { shared: { people: [record] } }),
  });
  // What the others of the party have drafted is not known here, so their row stays. The first of a party sees before the first turn what the invitation said.
  const named = [to.names?.by, to.names?.party].filter((one) => typeof one === 'string');
  const fresh = (row: PartyRow): PartyRow => ({ ...row, title: row.title ?? to.title, ...(row.turn === 0 && { parties: named }) });
  const rows = (append.rows ?? []).flatMap((row) => (row.party !== to.party ? [row] : first ? [fresh(row)] : []));
  return { ...append, rows };
}
