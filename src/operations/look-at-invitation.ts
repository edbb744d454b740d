import { z } from 'zod';
import { tokenDigest } from '#operations/links';
import { maskedMailbox } from '#operations/person-names';
import { operation, type PersonHere } from '#operations/operation';
import { memberRoleForm, namedForm, roleForm, tokenIn } from '#operations/people-forms';
import { spent } from '#operations/refused';
import type { Invitation } from '#world/store/directory';
import type { World } from '#world/world';

/** What whoever holds the link does next. */
const nextForm = z.enum(['name', 'accept', 'sign-in', 'sign-up', 'other-mailbox', 'seated']);

/** Shows who invites whom to what. It is a POST that changes nothing: a token never stands in an address, and a look spends nothing. */
export const lookAtInvitation = operation({
  name: 'look-at-invitation',
  summary: 'Look at an invitation.',
  kind: 'write',
  input: z.strictObject({ token: tokenIn }),
  output: z.object({
    to: z.enum(['agreement', 'account']),
    by: z.string().meta({ description: 'Name of the person who invites' }),
    byParty: z.string().nullable().meta({ description: 'Name of the party they act for' }),
    title: z.string().nullable().meta({ description: 'Title of the agreement' }),
    party: namedForm.nullable().meta({ description: 'The party to act for' }),
    role: z.union([roleForm, memberRoleForm]),
    organisation: z.string().nullable().meta({ description: 'Name of the organisation to join, of an invitation to an account' }),
    mailbox: z.string().meta({ description: 'The mailbox it is for, masked' }),
    name: z.string().nullable().meta({ description: 'Name of the invited as the inviter wrote it' }),
    until: z.string().meta({ description: 'ISO day: the last on which the link works' }),
    next: nextForm.meta({
      description:
        'name: say who you are, then accept-invitation; accept: accept-invitation; sign-in: this mailbox has an account, sign in and come back; sign-up: make an account with the token; other-mailbox: sign out first; seated: you act in this agreement already',
    }),
    agreement: z.string().nullable().meta({ description: 'Id of the agreement, only for somebody who acts in it' }),
  }),
  may: 'anyone',
  run: async ({ person }, { token }, world) => {
    const invitation = await world.directory.invitationBy(tokenDigest(token));
    if (invitation === null || (invitation.state !== 'open' && !(person !== null && isOwnUse(invitation, person)))) throw spent();
    const next = await nextStep(invitation, person, world);
    const { to } = invitation;
    const common = { by: invitation.madeBy.name, mailbox: maskedMailbox(invitation.email), name: invitation.name, until: invitation.expiresAt.slice(0, 10), role: to.role, next };
    if (to.kind === 'account') return { result: { ...common, to: to.kind, byParty: null, title: null, party: null, organisation: to.organisation?.name ?? null, agreement: null } };
    const party = { id: to.party, name: to.names?.party ?? to.party };
    return { result: { ...common, to: to.kind, byParty: to.names?.by ?? null, title: to.title, party, organisation: null, agreement: next === 'seated' ? to.agreement : null } };
  },
});

/** Whether somebody used this invitation themselves, so that opening the link again just leads in. */
export function isOwnUse(invitation: Invitation, person: PersonHere): boolean {
  return invitation.state === 'used' && invitation.usedBy === person.person && invitation.to.kind === 'agreement';
}

async function nextStep(invitation: Invitation, person: PersonHere | null, world: World): Promise<z.input<typeof nextForm>> {
  const { to, email } = invitation;
  if (person !== null && person.email !== email) return 'other-mailbox';
  const seated = person !== null && to.kind === 'agreement' && (await world.directory.seatOf(person.person, to.agreement)) !== null;
  if (seated) return 'seated';
  if (invitation.state !== 'open') throw spent();
  if (person !== null && person.agreement === null) return 'accept';
  const known = await world.accounts.personBy(email);
  if (known?.account === true) return 'sign-in';
  if (to.kind === 'agreement') return 'name';
  // A guest's mailbox that no mail has proven makes no account by a link that others may have seen.
  return known === null || world.mail.server ? 'sign-up' : 'sign-in';
}
