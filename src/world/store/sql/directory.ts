import { sql } from 'kysely';
import { InputError } from '#agreement/input-error';
import type { Digest } from '#agreement/record/canonical';
import { roles, type Role, type Seat } from '#agreement/record/seat';
import { refuseBadId, refuseBadKey } from '#world/store/check';
import type { AccountRow, Directory, ListFilter, SeatRow, View } from '#world/store/directory';
import type { Clock, Page } from '#world/store/store';
import type { Engine } from '#world/store/sql/engine';
import { homeOf } from '#world/store/sql/home';
import { accountInvitations, invitationBy, invitationsOf, isAdministrator, makeInvitation, revokeInvitation, useInvitation } from '#world/store/sql/invitations';
import { listPage } from '#world/store/sql/list';
import { addMember, createOrganisation, organisationOf, organisationsOf, removeMember, renameOrganisation, setMemberRole } from '#world/store/sql/organisations';
import { addPack, isOfOwnSide, packInUse, packOf, packOfParty, packsOf, retirePack } from '#world/store/sql/own-packs';
import type { Connection } from '#world/store/sql/rows';
import { beginRequest, endRequest } from '#world/store/sql/requests';
import { searchPage } from '#world/store/sql/search';
import { held } from '#world/store/sql/seats';

/** Most views that a person keeps. */
const mostViews = 100;

/** The directory on an open database. */
export function openDirectory(engine: Engine, clock: Clock): Directory {
  const { db, run } = engine;
  const write = <T>(work: (db: Connection, at: string) => Promise<T>): Promise<T> => engine.write((transaction) => work(transaction, clock()));
  const telling = async <T>(person: string, work: Promise<T>): Promise<T> => {
    const result = await work;
    engine.changes.publish({ person });
    return result;
  };

  return {
    seatOf: (person, agreement) => run(() => seatOf(db, person, agreement)),
    seats: (seat, agreement) => run(() => seatsOf(db, seat, agreement)),
    liveSeats: (agreement) => run(() => liveSeatsOf(db, agreement)),
    heldOf: (pairs) => run(() => heldOf(db, pairs)),

    organisationsOf: (person) => run(() => organisationsOf(db, person)),
    organisation: (person, id) => run(() => organisationOf(db, person, id)),
    createOrganisation: (person, name) => write((db, at) => createOrganisation(db, person, name, at)),
    beginRequest: async (person, key, request) => {
      refuseBadKey(key);
      return write((db, at) => beginRequest(db, person, key, request, at));
    },
    endRequest: (person, key, answer) => write((db) => endRequest(db, person, key, answer)),
    addPack: (person, organisation, pack) => write((db, at) => addPack(db, person, organisation, pack, at)),
    packs: (person, organisation) => run(() => packsOf(db, person, organisation)),
    pack: (person, organisation, digest) => run(() => packOf(db, person, organisation, digest)),
    retirePack: (person, organisation, digest, on) => write((db, at) => retirePack(db, person, organisation, digest, on ? at : null)),
    packInUse: (seat, agreement) => run(() => packInUse(db, seat, agreement)),
    packOfParty: (seat, agreement, digest) => run(() => packOfParty(db, seat, agreement, digest)),
    isOfOwnSide: (seat, agreement) => run(() => isOfOwnSide(db, seat, agreement)),
    renameOrganisation: (person, id, name) => write((db) => renameOrganisation(db, person, id, name)),
    addMember: (person, id, member) => telling(member.person, write((db, at) => addMember(db, person, id, member, at))),
    setMemberRole: (person, id, member) => telling(member.person, write((db, at) => setMemberRole(db, person, id, member, at))),
    removeMember: (person, id, member) => telling(member, write((db, at) => removeMember(engine, db, person, id, member, at))),

    makeInvitation: async (person, invitation) => {
      const made = await write((db, at) => makeInvitation(db, person, invitation, at));
      if (made && invitation.mail !== undefined) engine.changes.publish('mails');
      return made;
    },
    invitationBy: (tokenDigest: Digest) => run(() => invitationBy(db, tokenDigest, clock())),
    invitations: (seat, agreement) => run(() => invitationsOf(db, seat, agreement, clock())),
    accountInvitations: (person, organisation) => run(() => accountInvitations(db, person, organisation, clock())),
    revokeInvitation: (person, id) => write((db, at) => revokeInvitation(db, person, id, at)),
    useInvitation: (person, id) => write((db, at) => useInvitation(db, person, id, at)),

    list: (person, filter, page) => run(() => listPage(db, person, filter, page)),
    home: (person, organisation, today) => run(() => homeOf(db, person, organisation, today)),
    search: (person, text, page) => run(() => searchPage(engine, person, text, page)),
    archive: (person, agreement, on) => telling(person, write((db, at) => archive(db, person, agreement, on, at))),

    views: (person) => run(() => viewsOf(db, person)),
    saveView: (person, view) => write((db) => saveView(db, person, view)),
    deleteView: (person, id) =>
      run(async () => {
        const { numDeletedRows } = await db.deleteFrom('views').where('person', '=', person).where('id', '=', id).executeTakeFirst();
        return numDeletedRows > 0n;
      }),

    accounts: (text, page) => run(() => accountsWith(db, text, page)),
    hasPeople: () => run(async () => (await db.selectFrom('user').select('id').limit(1).executeTakeFirst()) !== undefined),
    isAdministrator: (person) => run(() => isAdministrator(db, person)),
    nameOf: (person) => run(async () => (await db.selectFrom('user').select('name').where('id', '=', person).executeTakeFirst())?.name ?? null),
    addressOf: (person) => run(async () => (await db.selectFrom('user').select('email').where('id', '=', person).executeTakeFirst())?.email ?? null),
  };
}

async function seatOf(db: Connection, person: string, agreement: string): Promise<Seat | null> {
  const row = await db.selectFrom('seats').select(['party', 'role']).where('agreement', '=', agreement).where('person', '=', person).where('ended_at', 'is', null).executeTakeFirst();
  return row === undefined ? null : { person, party: row.party, role: row.role as Role, caucuses: [] };
}

async function liveSeatsOf(db: Connection, agreement: string): Promise<Seat[]> {
  const rows = await db.selectFrom('seats').select(['person', 'party', 'role']).where('agreement', '=', agreement).where('ended_at', 'is', null).execute();
  return rows.map(({ person, party, role }) => ({ person, party, role: role as Role, caucuses: [] }));
}

async function heldOf(db: Connection, pairs: readonly { agreement: string; person: string }[]): Promise<{ agreement: string; person: string }[]> {
  if (pairs.length === 0) return [];
  return db
    .selectFrom('seats')
    .select(['agreement', 'person'])
    .where('ended_at', 'is', null)
    .where(({ eb, refTuple, tuple }) => eb(refTuple('agreement', 'person'), 'in', pairs.map(({ agreement, person }) => tuple(agreement, person))))
    .execute();
}

async function seatsOf(db: Connection, seat: Seat, agreement: string): Promise<SeatRow[]> {
  const rows = await db
    .selectFrom('seats')
    .leftJoin('user', 'user.id', 'seats.person')
    .leftJoin('organisations', 'organisations.id', 'seats.organisation')
    // Whoever was erased acts for nobody any more, even before the record of this agreement tells of it.
    .leftJoin('erasures', 'erasures.person', 'seats.person')
    .where('erasures.person', 'is', null)
    .select(['seats.person', 'user.name', 'seats.party', 'seats.role', 'organisations.name as organisation', 'seats.granted_at'])
    .where('seats.agreement', '=', agreement)
    .where('seats.ended_at', 'is', null)
    .where(held(seat, agreement))
    .execute();
  const order = (row: SeatRow): [string, number, string, string] => [row.party, roles.indexOf(row.role), row.name.toLowerCase(), row.person];
  return rows.map((row) => ({ person: row.person, name: row.name ?? '', party: row.party, role: row.role as Role, organisation: row.organisation, grantedAt: row.granted_at })).sort((a, b) => compare(order(a), order(b)));
}

async function accountsWith(db: Connection, text: string, { limit, after }: Page): Promise<{ items: AccountRow[]; next: string | null }> {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 200) throw new InputError('A page holds 1 to 200 people.', 'Ask for a limit in that range.', 'limit');
  const pattern = `%${text.normalize('NFC').toLowerCase().replaceAll(/[!%_]/g, '!$&')}%`;
  let query = db
    .selectFrom('user')
    .select(['id', 'name', 'email', 'administrator', 'createdAt'])
    .select(({ or, exists, selectFrom }) =>
      or([
        exists(selectFrom('account').select('account.id').whereRef('account.userId', '=', 'user.id').where('account.password', 'is not', null)),
        exists(selectFrom('passkey').select('passkey.id').whereRef('passkey.userId', '=', 'user.id')),
      ]).as('means'),
    );
  if (text !== '') query = query.where(sql<boolean>`(lower(name) like ${pattern} escape '!' or email like ${pattern} escape '!')`);
  if (after !== undefined) query = query.where('email', '>', after);
  const rows = await query.orderBy('email').limit(limit + 1).execute();
  const items = rows.slice(0, limit).map((row) => ({ person: row.id, name: row.name, email: row.email, administrator: row.administrator === 1, account: Boolean(Number(row.means)), since: row.createdAt }));
  return { items, next: rows.length > limit ? (items.at(-1)?.email ?? null) : null };
}

async function archive(db: Connection, person: string, agreement: string, on: boolean, at: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('seats')
    .set({ archived_at: on ? sql<string>`coalesce(archived_at, ${at})` : null })
    .where('agreement', '=', agreement)
    .where('person', '=', person)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

async function viewsOf(db: Connection, person: string): Promise<View[]> {
  const rows = await db.selectFrom('views').select(['id', 'name', 'filter']).where('person', '=', person).execute();
  return rows.map((row) => ({ id: row.id, name: row.name, filter: JSON.parse(row.filter) as ListFilter })).sort((a, b) => compare([a.name.toLowerCase(), a.id], [b.name.toLowerCase(), b.id]));
}

async function saveView(db: Connection, person: string, { id, name, filter }: View): Promise<void> {
  refuseBadId(id);
  const kept = { name, filter: JSON.stringify(filter) };
  if (name.length > 200 || name.includes('\0') || kept.filter.length > 2000) throw new InputError('This view is too long to keep.', 'Nothing was changed. Give it a shorter name and fewer filters.');
  const others = await db.selectFrom('views').select('id').where('person', '=', person).where('id', '!=', id).limit(mostViews).execute();
  if (others.length === mostViews) throw new InputError(`You keep ${mostViews} views, which is the most.`, 'Nothing was changed. Delete one that you no longer use.');
  await db
    .insertInto('views')
    .values({ person, id, ...kept })
    .onConflict((conflict) => conflict.columns(['person', 'id']).doUpdateSet(kept))
    .execute();
}

/** Below 0 if the first key comes first; by code units, whatever the locale of the machine. */
function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  if (at < 0) return 0;
  return (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
}
