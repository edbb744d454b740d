import { sql } from 'kysely';
import type { Digest } from '#agreement/record/canonical';
import { localSeat, type Seat } from '#agreement/record/seat';
import { localOrganisation } from '#world/own-packs';
import type { HeldPack, NewPack, PackOutcome, PackRow } from '#world/store/directory';
import { isManager } from '#world/store/sql/organisations';
import type { Connection } from '#world/store/sql/rows';
import { held } from '#world/store/sql/seats';

/** Most packs that an organisation keeps. */
const mostPacks = 200;

const columns = ['p.organisation', 'p.digest', 'p.id', 'p.version', 'p.title', 'p.dated', 'p.added_at', 'p.retired_at', 'u.name'] as const;

interface Row {
  organisation: string;
  digest: string;
  id: string;
  version: string;
  title: string;
  dated: string;
  added_at: string;
  retired_at: string | null;
  name: string | null;
}

/** Keeps a pack, once; what is there already stays as it is. */
export async function addPack(db: Connection, person: string, organisation: string, pack: NewPack, at: string): Promise<PackOutcome> {
  if (!(await mayManage(db, person, organisation))) return { kind: 'absent' };
  const rows = await db.selectFrom('packs').select(['digest', 'id', 'version']).where('organisation', '=', organisation).execute();
  if (rows.some((row) => row.digest === pack.digest)) return { kind: 'known' };
  if (rows.some((row) => row.id === pack.id && row.version === pack.version)) return { kind: 'taken' };
  if (rows.length >= mostPacks) return { kind: 'full' };
  await db.insertInto('packs').values({ organisation, ...pack, added_at: at, added_by: person, retired_at: null }).execute();
  return { kind: 'added' };
}

/** All packs of an organisation, newest first; null for who is no member. */
export async function packsOf(db: Connection, person: string, organisation: string): Promise<PackRow[] | null> {
  if (!(await mayRead(db, person, organisation))) return null;
  const rows = await db.selectFrom('packs as p').leftJoin('user as u', 'u.id', 'p.added_by').select(columns).where('p.organisation', '=', organisation).orderBy('p.added_at', 'desc').orderBy('p.digest').execute();
  return rows.map(rowOf);
}

/** A pack with its files; null for who is no member. */
export async function packOf(db: Connection, person: string, organisation: string, digest: Digest): Promise<HeldPack | null> {
  if (!(await mayRead(db, person, organisation))) return null;
  return heldOf(await withFiles(db).where('p.organisation', '=', organisation).where('p.digest', '=', digest).executeTakeFirst());
}

/** Notes since when a pack is used no more, null for in use again. */
export async function retirePack(db: Connection, person: string, organisation: string, digest: Digest, at: string | null): Promise<boolean> {
  if (!(await mayManage(db, person, organisation))) return false;
  const { numUpdatedRows } = await db
    .updateTable('packs')
    .set({ retired_at: at === null ? null : sql<string>`coalesce(retired_at, ${at})` })
    .where('organisation', '=', organisation)
    .where('digest', '=', digest)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** The newest pack in use for a seat's party. */
export async function packInUse(db: Connection, seat: Seat, agreement: string): Promise<HeldPack | null> {
  return heldOf(await withFiles(db).where(ofLeads(seat, agreement)).where(held(seat, agreement)).where('p.retired_at', 'is', null).orderBy('p.added_at', 'desc').orderBy('p.digest').limit(1).executeTakeFirst());
}

/** A pack of a seat's party by its digest. */
export async function packOfParty(db: Connection, seat: Seat, agreement: string, digest: Digest): Promise<HeldPack | null> {
  return heldOf(await withFiles(db).where(ofLeads(seat, agreement)).where(held(seat, agreement)).where('p.digest', '=', digest).limit(1).executeTakeFirst());
}

/** Whether whoever holds a seat belongs to the organisation that the party's leads act for. */
export async function isOfOwnSide(db: Connection, seat: Seat, agreement: string): Promise<boolean> {
  if (seat.person === localSeat.person) return true;
  const row = await db
    .selectFrom('seats as s')
    .innerJoin('organisation_members as m', 'm.organisation', 's.organisation')
    .select('m.person')
    .where('s.agreement', '=', agreement)
    .where('s.party', '=', seat.party)
    .where('s.role', '=', 'lead')
    .where('s.ended_at', 'is', null)
    .where('m.person', '=', seat.person)
    .where(held(seat, agreement))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The packs of the organisations that the live leads of a party act for: only whoever leads decides from whose pack is drafted. */
function ofLeads(seat: Seat, agreement: string) {
  return sql<boolean>`p.organisation in (select coalesce(s.organisation, ${localOrganisation}) from seats as s where s.agreement = ${agreement} and s.party = ${seat.party} and s.role = 'lead' and s.ended_at is null and (s.organisation is not null or s.person = ${localSeat.person}))`;
}

function withFiles(db: Connection) {
  return db.selectFrom('packs as p').leftJoin('user as u', 'u.id', 'p.added_by').select([...columns, 'p.files']);
}

function rowOf({ added_at, retired_at, name, organisation, digest, id, version, title, dated }: Row): PackRow {
  return { organisation, digest: digest as Digest, id, version, title, dated, addedAt: added_at, addedBy: name ?? '', retiredAt: retired_at };
}

function heldOf(row: (Row & { files: Uint8Array }) | undefined): HeldPack | null {
  return row === undefined ? null : { ...rowOf(row), files: new Uint8Array(row.files) };
}

/** The command line is whoever has the data folder, so that nothing in it is closed to it. */
async function mayRead(db: Connection, person: string, organisation: string): Promise<boolean> {
  if (person === localSeat.person) return true;
  return (await db.selectFrom('organisation_members').select('person').where('organisation', '=', organisation).where('person', '=', person).executeTakeFirst()) !== undefined;
}

async function mayManage(db: Connection, person: string, organisation: string): Promise<boolean> {
  return person === localSeat.person || isManager(db, person, organisation);
}
