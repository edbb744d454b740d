import { InputError } from '#agreement/input-error';
import { deceivingLetter } from '#agreement/facts/letters';
import type { MemberRole, Organisation, OrganisationOutcome, OwnOrganisation } from '#world/store/directory';
import { newId } from '#world/store/ids';
import type { Engine } from '#world/store/sql/engine';
import type { Connection } from '#world/store/sql/rows';

/** A member to add or change. */
export interface MemberChange {
  person: string;
  role: MemberRole;
}

/** Most agreements that a refusal names. */
const mostNamed = 200;

/** The person's organisations, by name. */
export async function organisationsOf(db: Connection, person: string): Promise<OwnOrganisation[]> {
  const rows = await db
    .selectFrom('organisation_members as m')
    .innerJoin('organisations as o', 'o.id', 'm.organisation')
    .select(['o.id', 'o.name', 'm.role'])
    .select(({ exists, selectFrom }) => exists(selectFrom('organisation_members as x').select('x.person').whereRef('x.organisation', '=', 'o.id').where('x.person', '!=', person)).as('others'))
    .where('m.person', '=', person)
    .execute();
  return rows.map((row) => ({ id: row.id, name: row.name, role: row.role as MemberRole, others: Boolean(row.others) })).sort(byName);
}

/** An organisation with its members by name, null for those who do not belong to it. */
export async function organisationOf(db: Connection, person: string, id: string): Promise<Organisation | null> {
  const members = await db
    .selectFrom('organisation_members as me')
    .innerJoin('organisations as o', 'o.id', 'me.organisation')
    .innerJoin('organisation_members as m', 'm.organisation', 'me.organisation')
    .leftJoin('user as u', 'u.id', 'm.person')
    .select(['o.name as organisation', 'm.person', 'u.name', 'u.email', 'm.role', 'm.joined_at'])
    .where('me.organisation', '=', id)
    .where('me.person', '=', person)
    .execute();
  const [first] = members;
  if (first === undefined) return null;
  const rows = members.map((row) => ({ person: row.person, name: row.name ?? '', email: row.email ?? '', role: row.role as MemberRole, joinedAt: row.joined_at }));
  return { id, name: first.organisation, members: rows.sort(byName) };
}

/** Makes an organisation with the person as its manager; returns its id. */
export async function createOrganisation(db: Connection, person: string, name: string, at: string): Promise<string> {
  const id = newId(Date.parse(at));
  await db.insertInto('organisations').values({ id, name: plainName(name), created_at: at }).execute();
  await db.insertInto('organisation_members').values({ organisation: id, person, role: 'manager', joined_at: at }).execute();
  return id;
}

/** Gives an organisation another name. */
export async function renameOrganisation(db: Connection, person: string, id: string, name: string): Promise<OrganisationOutcome> {
  const plain = plainName(name);
  if (!(await isManager(db, person, id))) return { kind: 'absent' };
  await db.updateTable('organisations').set({ name: plain }).where('id', '=', id).execute();
  return { kind: 'done' };
}

/** Makes somebody a member whom the manager knows from another organisation of both. */
export async function addMember(db: Connection, manager: string, id: string, { person, role }: MemberChange, at: string): Promise<OrganisationOutcome> {
  if (!(await isManager(db, manager, id))) return { kind: 'absent' };
  // Members see each other's mailboxes, so that nobody may be pulled in who has not met the manager in an organisation before.
  const known = await db
    .selectFrom('organisation_members as mine')
    .innerJoin('organisation_members as theirs', 'theirs.organisation', 'mine.organisation')
    .select('theirs.person')
    .where('mine.person', '=', manager)
    .where('theirs.person', '=', person)
    .limit(1)
    .executeTakeFirst();
  if (known === undefined) return { kind: 'absent' };
  await joinOrganisation(db, person, id, role, at);
  return { kind: 'done' };
}

/** Makes somebody a member; who is one already keeps the role. */
export async function joinOrganisation(db: Connection, person: string, organisation: string, role: MemberRole, at: string): Promise<void> {
  await db
    .insertInto('organisation_members')
    .values({ organisation, person, role, joined_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Makes a member a manager or a manager a member, as long as one manager is left. */
export async function setMemberRole(db: Connection, manager: string, id: string, { person, role }: MemberChange, at: string): Promise<OrganisationOutcome> {
  const before = await roleIn(db, person, id);
  if (before === null || !(await isManager(db, manager, id))) return { kind: 'absent' };
  if (before === role) return { kind: 'done' };
  if (role === 'member' && !(await hasOtherManager(db, person, id))) return { kind: 'last-manager' };
  await db.updateTable('organisation_members').set({ role }).where('organisation', '=', id).where('person', '=', person).execute();
  // What only managers may hand out goes with the role.
  if (role === 'member') await revokeMemberInvitations(db, person, id, at);
  return { kind: 'done' };
}

/**
 * Takes somebody out of an organisation together with the seats held for it. Refused while that leaves the organisation without
 * a manager, or the party of an agreement without a lead.
 */
export async function removeMember({ holding }: Engine, db: Connection, by: string, id: string, member: string, at: string): Promise<OrganisationOutcome> {
  const role = await roleIn(db, member, id);
  if (role === null || !(by === member || (await isManager(db, by, id)))) return { kind: 'absent' };
  if (role === 'manager' && !(await hasOtherManager(db, member, id))) return { kind: 'last-manager' };
  // Seats of these agreements stay as they are until this is through.
  await holding(db.selectFrom('agreements').select('id').where('id', 'in', ({ selectFrom }) => selectFrom('seats').select('agreement').where('organisation', '=', id).where('person', '=', member).where('ended_at', 'is', null)).orderBy('id')).execute();
  const agreements = await ledAlone(db, member, id);
  if (agreements.length > 0) return { kind: 'only-lead', agreements };

  await revokeMemberInvitations(db, member, id, at);
  if (by !== member) {
    // As in agreements: links made by somebody who was removed lead nowhere, those of somebody who left stay the party's.
    await openOf(db, member, at)
      .where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple('agreement', 'made_for'),
          'in',
          selectFrom('seats')
            .select(['seats.agreement', 'seats.party'])
            .where('seats.organisation', '=', id)
            .where('seats.person', '=', member)
            .where('seats.ended_at', 'is', null)
            .$asTuple('agreement', 'party'),
        ),
      )
      .execute();
  }
  // The marks in the index of words stay until the next change of seats: writing them anew takes long for many agreements, and
  // the live seat decides what is found.
  // The record of each agreement tells of it afterwards.
  await noteEnds(db, id, member, by);
  await db.updateTable('seats').set({ ended_at: at }).where('organisation', '=', id).where('person', '=', member).where('ended_at', 'is', null).execute();
  await db.deleteFrom('organisation_members').where('organisation', '=', id).where('person', '=', member).execute();
  return { kind: 'done' };
}

async function noteEnds(db: Connection, organisation: string, person: string, by: string): Promise<void> {
  await db
    .insertInto('notes_due')
    .columns(['agreement', 'person', 'party', 'asked_by'])
    .expression(({ selectFrom, val }) => selectFrom('seats').select(['agreement', 'person', 'party', val(by).as('asked_by')]).where('organisation', '=', organisation).where('person', '=', person).where('ended_at', 'is', null))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Whether a person manages an organisation. */
export async function isManager(db: Connection, person: string, organisation: string): Promise<boolean> {
  return (await roleIn(db, person, organisation)) === 'manager';
}

async function roleIn(db: Connection, person: string, organisation: string): Promise<MemberRole | null> {
  const row = await db.selectFrom('organisation_members').select('role').where('organisation', '=', organisation).where('person', '=', person).executeTakeFirst();
  return row === undefined ? null : (row.role as MemberRole);
}

async function hasOtherManager(db: Connection, person: string, organisation: string): Promise<boolean> {
  const row = await db
    .selectFrom('organisation_members')
    .select('person')
    .where('organisation', '=', organisation)
    .where('role', '=', 'manager')
    .where('person', '!=', person)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Agreements in which the person, acting for the organisation, is the only lead of a party. */
function ledAlone(db: Connection, person: string, organisation: string): Promise<{ id: string; title: string | null }[]> {
  return db
    .selectFrom('seats')
    .innerJoin('members', (join) => join.onRef('members.agreement', '=', 'seats.agreement').onRef('members.party', '=', 'seats.party'))
    .select(['seats.agreement as id', 'members.title'])
    .where('seats.organisation', '=', organisation)
    .where('seats.person', '=', person)
    .where('seats.ended_at', 'is', null)
    .where('seats.role', '=', 'lead')
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('seats as other')
            .select('other.person')
            .whereRef('other.agreement', '=', 'seats.agreement')
            .whereRef('other.party', '=', 'seats.party')
            .where('other.role', '=', 'lead')
            .where('other.ended_at', 'is', null)
            .where('other.person', '!=', person),
        ),
      ),
    )
    .orderBy('seats.updated_at', 'desc')
    .orderBy('seats.agreement', 'desc')
    .limit(mostNamed)
    .execute();
}

/** Revokes the open invitations into the organisation that a person made. */
async function revokeMemberInvitations(db: Connection, person: string, organisation: string, at: string): Promise<void> {
  await openOf(db, person, at).where('agreement', 'is', null).where('organisation', '=', organisation).execute();
}

function openOf(db: Connection, person: string, at: string) {
  return db.updateTable('invitations').set({ revoked_at: at }).where('made_by', '=', person).where('used_at', 'is', null).where('revoked_at', 'is', null);
}

function plainName(text: string): string {
  const name = text.trim().normalize('NFC');
  const letter = deceivingLetter(name, true);
  if (name === '' || name.length > 200 || letter !== undefined) {
    throw new InputError(letter === undefined ? 'The name of an organisation has 1 to 200 characters.' : `This name cannot be kept. ${letter}`, 'Nothing was changed; write the name another way.', 'name');
  }
  return name;
}

function byName(a: { name: string }, b: { name: string }): number {
  const [first, second] = [a.name.toLowerCase(), b.name.toLowerCase()];
  return first < second ? -1 : first > second ? 1 : 0;
}
