import type { Selectable } from 'kysely';
import type { Digest } from '#agreement/record/canonical';
import { isDigest } from '#agreement/record/canonical';
import { erasedName } from '#agreement/record/person';
import type { Role, Seat } from '#agreement/record/seat';
import { InputError } from '#agreement/input-error';
import { checkMail, refuseBadId, refuseBadTime } from '#world/store/check';
import type { AccountInvitationRow, Invitation, InvitationRow, InvitationState, MemberRole, NewAccountInvitation } from '#world/store/directory';
import { isManager, joinOrganisation } from '#world/store/sql/organisations';
import { putMails } from '#world/store/sql/outbox';
import type { Connection } from '#world/store/sql/rows';
import type { Tables } from '#world/store/sql/schema';
import { held, isActedFor } from '#world/store/sql/seats';

/** Most invitations of one list; older ones are not shown. */
const mostListed = 500;

/** Keeps an invitation to the installation, if the person may make it. */
export async function makeInvitation(db: Connection, person: string, given: NewAccountInvitation, at: string): Promise<boolean> {
  refuseBadId(given.id);
  refuseBadTime(given.expiresAt);
  if (!isDigest(given.tokenDigest)) throw new InputError('The token of an invitation is kept as a SHA-256 digest.', 'Give "sha256:" and 64 hexadecimal digits.');
  if (!(await mayInvite(db, person, given.organisation))) return false;
  const { id, organisation, role, email, name, tokenDigest, expiresAt, replaces = [], mail } = given;
  if (mail !== undefined) checkMail(mail);
  for (const earlier of replaces) await revokeInvitation(db, person, earlier, at);
  if (mail !== undefined) await putMails(db, [mail], at);
  await db.insertInto('invitations').values({ id, organisation, role, email, name, token_digest: tokenDigest, made_by: person, made_at: at, expires_at: expiresAt }).execute();
  return true;
}

/** The invitation of a link, whatever its state; null if there is none. */
export async function invitationBy(db: Connection, tokenDigest: Digest, at: string): Promise<Invitation | null> {
  const row = await invitations(db).where('invitations.token_digest', '=', tokenDigest).executeTakeFirst();
  if (row === undefined) return null;
  const { id, agreement, party, email, name } = row;
  const common = { id, email, name, ...madeOf(row), state: await stateOf(db, row, at), usedBy: row.used_by };
  if (agreement === null || party === null) {
    const organisation = row.organisation === null ? null : { id: row.organisation, name: row.organisation_name ?? '' };
    return { ...common, to: { kind: 'account', organisation, role: row.role as MemberRole } };
  }
  const names = row.party_name === null ? null : { party: row.party_name, by: row.made_for_name };
  return { ...common, to: { kind: 'agreement', agreement, title: await titleFor(db, agreement, [party, row.made_for ?? party]), party, role: row.role as Role, names } };
}

/** Invitations to an agreement that the seat's own party made, newest first. */
export async function invitationsOf(db: Connection, seat: Seat, agreement: string, at: string): Promise<InvitationRow[]> {
  const rows = await invitations(db)
    .where('invitations.agreement', '=', agreement)
    .where('invitations.made_for', '=', seat.party)
    .where(held(seat, agreement))
    .orderBy('invitations.id', 'desc')
    .limit(mostListed)
    .execute();
  const listed: InvitationRow[] = [];
  for (const row of rows) listed.push({ id: row.id, party: row.party ?? '', role: row.role as Role, email: row.email, name: row.name, ...madeOf(row), state: await stateOf(db, row, at) });
  return listed;
}

/** Invitations to the installation into an organisation, or without one, newest first; empty for who may make none. */
export async function accountInvitations(db: Connection, person: string, organisation: string | null, at: string): Promise<AccountInvitationRow[]> {
  if (!(await mayInvite(db, person, organisation))) return [];
  const rows = await invitations(db)
    .where('invitations.agreement', 'is', null)
    .where('invitations.organisation', organisation === null ? 'is' : '=', organisation)
    .orderBy('invitations.id', 'desc')
    .limit(mostListed)
    .execute();
  const listed: AccountInvitationRow[] = [];
  for (const row of rows) listed.push({ id: row.id, organisation, role: row.role as MemberRole, email: row.email, name: row.name, ...madeOf(row), state: await stateOf(db, row, at) });
  return listed;
}

/** Revokes an invitation to the installation that is still open, if the person may make such ones. */
export async function revokeInvitation(db: Connection, person: string, id: string, at: string): Promise<boolean> {
  const row = await db.selectFrom('invitations').select('organisation').where('id', '=', id).where('agreement', 'is', null).executeTakeFirst();
  if (row === undefined || !(await mayInvite(db, person, row.organisation))) return false;
  const { numUpdatedRows } = await db.updateTable('invitations').set({ revoked_at: at }).where('id', '=', id).where('used_at', 'is', null).where('revoked_at', 'is', null).executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Uses an invitation to the installation up for a person, who becomes a member of its organisation; false if it is spent. */
export async function useInvitation(db: Connection, person: string, id: string, at: string): Promise<boolean> {
  const row = await db
    .updateTable('invitations')
    .set({ used_at: at, used_by: person })
    .where('id', '=', id)
    .where('agreement', 'is', null)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .returning(['organisation', 'role'])
    .executeTakeFirst();
  if (row === undefined) return false;
  if (row.organisation !== null) await joinOrganisation(db, person, row.organisation, row.role as MemberRole, at);
  return true;
}

/** Whether a person has the rights of an administrator. */
export async function isAdministrator(db: Connection, person: string): Promise<boolean> {
  const row = await db.selectFrom('user').select('id').where('id', '=', person).where('administrator', '=', 1).executeTakeFirst();
  return row !== undefined;
}

function mayInvite(db: Connection, person: string, organisation: string | null): Promise<boolean> {
  return organisation === null ? isAdministrator(db, person) : isManager(db, person, organisation);
}

type Row = Selectable<Tables['invitations']> & { maker: string | null };

function invitations(db: Connection) {
  return db
    .selectFrom('invitations')
    .leftJoin('user', 'user.id', 'invitations.made_by')
    .leftJoin('organisations', 'organisations.id', 'invitations.organisation')
    .selectAll('invitations')
    .select(['user.name as maker', 'organisations.name as organisation_name']);
}

function madeOf(row: Row): Pick<Invitation, 'madeBy' | 'madeAt' | 'expiresAt'> {
  return { madeBy: { person: row.made_by, name: row.maker ?? erasedName }, madeAt: row.made_at, expiresAt: row.expires_at };
}

async function stateOf(db: Connection, row: Row, at: string): Promise<InvitationState> {
  if (row.used_at !== null) return 'used';
  if (row.revoked_at !== null) return 'revoked';
  if (row.expires_at <= at) return 'expired';
  // To a party that somebody else acts for by now, it is as good as used.
  const taken = row.agreement !== null && row.party !== null && row.made_for !== row.party && (await isActedFor(db, row.agreement, row.party));
  return taken ? 'used' : 'open';
}

/** The title that the first of these parties with a row sees. */
async function titleFor(db: Connection, agreement: string, parties: readonly string[]): Promise<string | null> {
  const rows = await db.selectFrom('members').select(['party', 'title']).where('agreement', '=', agreement).where('party', 'in', parties).execute();
  return parties.map((party) => rows.find((row) => row.party === party)).find((row) => row !== undefined)?.title ?? null;
}
