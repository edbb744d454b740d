import type { Operation } from '#operations/operation';
import { acceptInvitation } from '#operations/accept-invitation';
import { changeRole } from '#operations/change-role';
import { createOrganisation } from '#operations/create-organisation';
import { discardMail } from '#operations/discard-mail';
import { eraseNamed, listNamed } from '#operations/erase-named';
import { erasePerson } from '#operations/erase-person';
import { exportMyData } from '#operations/export-my-data';
import { handOver } from '#operations/hand-over';
import { inviteAccount } from '#operations/invite-account';
import { inviteMember } from '#operations/invite-member';
import { invitePerson } from '#operations/invite-person';
import { leaveAgreement } from '#operations/leave-agreement';
import { leaveOrganisation } from '#operations/leave-organisation';
import { listAccountInvitations } from '#operations/list-account-invitations';
import { listAccounts } from '#operations/list-accounts';
import { listPeople } from '#operations/list-people';
import { lookAtInvitation } from '#operations/look-at-invitation';
import { readMe } from '#operations/read-me';
import { readOrganisation } from '#operations/read-organisation';
import { readOutbox } from '#operations/read-outbox';
import { removeMember } from '#operations/remove-member';
import { removePerson } from '#operations/remove-person';
import { renameOrganisation } from '#operations/rename-organisation';
import { retryMail } from '#operations/retry-mail';
import { revokeAccountInvitation } from '#operations/revoke-account-invitation';
import { revokeInvitation } from '#operations/revoke-invitation';
import { setMemberRole } from '#operations/set-member-role';
import { setUp } from '#operations/set-up';
import { signUp } from '#operations/sign-up';
import { takeOver } from '#operations/take-over-drafts';

/** Operations about people, in the order in which somebody meets them: coming in, organisations, the people of an agreement, the mails of all. */
export const peopleOperations: readonly Operation[] = [
  readMe, setUp, takeOver, lookAtInvitation, signUp, acceptInvitation,
  createOrganisation, readOrganisation, renameOrganisation, inviteMember, inviteAccount, listAccountInvitations, revokeAccountInvitation, setMemberRole, removeMember, leaveOrganisation,
  listPeople, invitePerson, revokeInvitation, changeRole, handOver, removePerson, leaveAgreement,
  exportMyData, erasePerson, listAccounts, listNamed, eraseNamed,
  readOutbox, retryMail, discardMail,
] as unknown as readonly Operation[];
