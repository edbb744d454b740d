import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { InputError } from '#agreement/input-error';
import type { EventDraft } from '#agreement/record/event';
import type { Seat } from '#agreement/record/seat';
import { mayRead, mayWrite, parseStream } from '#agreement/record/stream';
import type { Append, Grant, NewInvitation, StreamWrite } from '#world/store/store';
import type { Connection } from '#world/store/sql/rows';

/** The condition that a seat is held now: this person, for this party, in this role, in this agreement. */
export function held(seat: Seat, agreement: string): RawBuilder<SqlBool> {
  return sql`exists (select 1 from seats where agreement = ${agreement} and person = ${seat.person} and party = ${seat.party} and role = ${seat.role} and ended_at is null)`;
}

/** Whether a seat is held now. */
export async function isHeld(db: Connection, seat: Seat, agreement: string): Promise<boolean> {
  const row = await db.selectFrom('agreements').select('id').where('id', '=', agreement).where(held(seat, agreement)).executeTakeFirst();
  return row !== undefined;
}

/** An invitation that can be used now by whoever takes the seat it leads to. */
export interface Usable {
  party: string;
  role: string;
}

/**
 * The invitation, if it leads to this agreement and is open: not used, revoked or expired, and, where another party made it,
 * nobody acts for the invited party yet.
 */
export async function usable(db: Connection, agreement: string, id: string, at: string): Promise<Usable | null> {
  const row = await db
    .selectFrom('invitations')
    .select(['party', 'role', 'made_for'])
    .where('id', '=', id)
    .where('agreement', '=', agreement)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirst();
  if (row === undefined || row.party === null) return null;
  if (row.made_for !== row.party && (await isActedFor(db, agreement, row.party))) return null;
  return { party: row.party, role: row.role };
}

/** Whether the invitation and the append make the newcomer's seat: one grant, to the seat's person, as the invitation says. */
export function fits(seat: Seat, append: Append, invitation: Usable): boolean {
  const { grants = [], invitations } = append;
  const [grant] = grants;
  return (
    grants.length === 1 &&
    invitations?.use?.by === seat.person &&
    grant?.person === seat.person &&
    grant.party === invitation.party &&
    grant.role === invitation.role &&
    seat.party === invitation.party &&
    seat.role === invitation.role
  );
}

/**
 * Whether the seat may make these changes of seats and invitations; a reader makes none but its own coming and going, and
 * appends nothing else either. Says nothing about whether the seat is held.
 */
export async function mayChangeSeats(db: Connection, seat: Seat, append: Append): Promise<boolean> {
  const { agreement, grants = [], ends = [], invitations = {} } = append;
  const leads = seat.role === 'lead';
  if (seat.role === 'reader' && append.create !== true && invitations.use === undefined && !ends.includes(seat.person)) return false;
  if (invitations.use === undefined) {
    for (const { person, party, role } of grants) {
      const own = append.create === true && person === seat.person;
      if (party !== seat.party || !(own ? role === seat.role : leads)) return false;
    }
  }
  for (const person of ends) {
    if (person !== seat.person && !leads) return false;
    const row = await liveSeat(db, agreement, person);
    if (row?.party !== seat.party) return false;
  }
  for (const { party, role } of invitations.make ?? []) {
    if (!leads) return false;
    // To a party that is not one's own only its first lead, who then decides who else acts for it.
    if (party !== seat.party && (role !== 'lead' || (await isActedFor(db, agreement, party)))) return false;
  }
  for (const id of invitations.revoke ?? []) {
    const row = await db.selectFrom('invitations').select('made_by').where('id', '=', id).where('agreement', '=', agreement).where('made_for', '=', seat.party).executeTakeFirst();
    if (row === undefined || !(leads || row.made_by === seat.person)) return false;
  }
  return true;
}

/**
 * Whether the seat may make this write. Somebody who only reads may still demand that nothing has moved, and come and go: the
 * shared stream then tells it of nobody but themselves.
 */
export function mayMake(seat: Seat, { stream, drafts, blobs = [], people = [] }: StreamWrite): boolean {
  const name = parseStream(stream);
  if (mayWrite(seat, name)) return true;
  if (!mayRead(seat, name) || blobs.length > 0) return false;
  if (drafts.length === 0) return people.length === 0;
  return name.kind === 'shared' && people.every((person) => person.id === seat.person) && drafts.every((draft) => tellsOf(draft, seat.person));
}

/** Carries out the changes of seats and invitations that were found allowed. */
export async function changeSeats(db: Connection, seat: Seat, append: Append, at: string): Promise<void> {
  const { agreement, ends = [], invitations = {} } = append;
  const grants = [...(append.grants ?? [])];
  if (append.create === true && !grants.some((grant) => grant.person === seat.person)) grants.unshift({ person: seat.person, party: seat.party, role: seat.role, organisation: null });
  // Whoever ends seats in many agreements at once (`removeMember`) learns by this that what it saw there has changed.
  if (append.create !== true && grants.length + ends.length > 0) await db.updateTable('agreements').set(({ ref }) => ({ created_at: ref('created_at') })).where('id', '=', agreement).execute();
  for (const grant of grants) await grantSeat(db, agreement, grant, at, invitations.use !== undefined);
  for (const person of ends) {
    await db.updateTable('seats').set({ ended_at: at }).where('agreement', '=', agreement).where('person', '=', person).where('ended_at', 'is', null).execute();
    // Links made by somebody who was removed lead nowhere; those of somebody who left of their own accord stay the party's.
    if (person !== seat.person) {
      await db
        .updateTable('invitations')
        .set({ revoked_at: at })
        .where('agreement', '=', agreement)
        .where('made_for', '=', seat.party)
        .where('made_by', '=', person)
        .where('used_at', 'is', null)
        .where('revoked_at', 'is', null)
        .execute();
    }
  }
  for (const invitation of invitations.make ?? []) await db.insertInto('invitations').values(invitationRow(seat, agreement, invitation, at)).execute();
  if (invitations.use !== undefined) {
    await db.updateTable('invitations').set({ used_at: at, used_by: invitations.use.by }).where('id', '=', invitations.use.id).execute();
  }
  for (const id of invitations.revoke ?? []) {
    await db.updateTable('invitations').set({ revoked_at: at }).where('id', '=', id).where('used_at', 'is', null).where('revoked_at', 'is', null).execute();
  }
}

/** Moves the agreement to the front of the lists of those who may see what happened. */
export async function touchSeats(db: Connection, seat: Seat, append: Append, at: string): Promise<void> {
  const changed = append.writes.filter((write) => write.drafts.length > 0).map((write) => parseStream(write.stream));
  if (changed.length === 0) return;
  let update = db.updateTable('seats').set({ updated_at: at }).where('agreement', '=', append.agreement).where('ended_at', 'is', null);
  // What happened in private must not show in anybody else's list, not even as a time.
  if (!changed.some((name) => name.kind === 'shared')) {
    update = update.where('party', '=', seat.party);
    if (!changed.some((name) => name.kind === 'party')) update = changed.some((name) => name.kind === 'counsel') ? update.where('role', '=', 'counsel') : update.where('person', '=', seat.person);
  }
  await update.execute();
}

/** Whether anybody acts for a party now. */
export async function isActedFor(db: Connection, agreement: string, party: string): Promise<boolean> {
  const row = await db.selectFrom('seats').select('person').where('agreement', '=', agreement).where('party', '=', party).where('ended_at', 'is', null).limit(1).executeTakeFirst();
  return row !== undefined;
}

function liveSeat(db: Connection, agreement: string, person: string): Promise<{ party: string; role: string } | undefined> {
  return db.selectFrom('seats').select(['party', 'role']).where('agreement', '=', agreement).where('person', '=', person).where('ended_at', 'is', null).executeTakeFirst();
}

async function grantSeat(db: Connection, agreement: string, { person, party, role, organisation }: Grant, at: string, invited: boolean): Promise<void> {
  const found = await liveSeat(db, agreement, person);
  if (found !== undefined && (invited || found.party !== party)) {
    const where = found.party === party ? 'acts for this party already' : 'acts for another party of this agreement';
    throw new InputError(`This person ${where}; nothing was changed.`, 'One person has one seat in an agreement: end that one first.');
  }
  if (found !== undefined) {
    await db.updateTable('seats').set({ role, updated_at: at, ...(organisation !== undefined && { organisation }) }).where('agreement', '=', agreement).where('person', '=', person).execute();
    return;
  }
  await db.deleteFrom('seats').where('agreement', '=', agreement).where('person', '=', person).execute();
  await db.insertInto('seats').values({ agreement, person, party, role, organisation: organisation ?? null, granted_at: at, updated_at: at }).execute();
}

function invitationRow(seat: Seat, agreement: string, { id, party, role, email, name, names, tokenDigest, expiresAt }: NewInvitation, at: string) {
  return { id, agreement, party, role, email, name, token_digest: tokenDigest, made_by: seat.person, made_for: seat.party, party_name: names?.party ?? null, made_for_name: names?.by ?? null, made_at: at, expires_at: expiresAt };
}

function tellsOf(draft: EventDraft, person: string): boolean {
  return (draft.kind === 'party-joined' || draft.kind === 'seat-granted' || draft.kind === 'seat-ended' || draft.kind === 'person-erased') && draft.body.person.person === person;
}
