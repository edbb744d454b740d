import { sql } from 'kysely';
import { linkAll, type Head } from '#agreement/record/chain';
import { erasedName } from '#agreement/record/person';
import type { Role, Seat } from '#agreement/record/seat';
import { mayRead, parseStream, sharedStream } from '#agreement/record/stream';
import type { Digest } from '#agreement/record/canonical';
import type { EventDraft } from '#agreement/record/event';
import type { PeopleKeys } from '#world/people-keys';
import { refuseBadId } from '#world/store/check';
import type { Erased, EraseOutcome, EraseRequest, Erasures, KeptOfPerson, NamedPerson, Note } from '#world/store/erasures';
import type { MailKind, MailState } from '#world/store/outbox';
import type { Append, Clock } from '#world/store/store';
import type { Engine } from '#world/store/sql/engine';
import { localKey, recordOf } from '#world/store/sql/person-rows';
import { rowOf, type Connection } from '#world/store/sql/rows';
import { held } from '#world/store/sql/seats';

/** Mails that may still be sent. */
const unsent: MailState[] = ['waiting', 'sending', 'held', 'dead'];

/** Most agreements that a refusal names. */
const mostNamed = 200;

/** The erasures on an open database. */
export function openErasures(engine: Engine, keys: PeopleKeys, clock: Clock): Erasures {
  const { run, write, writeUnder, changes } = engine;
  return {
    erase: async (request) => {
      [request.person, request.askedBy, ...(request.heir === null ? [] : [request.heir])].forEach(refuseBadId);
      const outcome = await write((db) => erase(engine, db, keys, request, clock()));
      if (outcome.kind === 'erased') changes.publish({ person: request.person });
      return outcome;
    },
    notes: (most, person, after) => run((db) => notesOf(db, most, person, after)),
    left: (person) => run(async (db) => Number((await db.selectFrom('notes_due').select((eb) => eb.fn.countAll().as('n')).where('person', '=', person).executeTakeFirst())?.n ?? 0)),
    seatFor: (note) => run((db) => seatFor(db, note)),
    tell: async (note) => {
      const told = await writeUnder(note.agreement, (db) => tell(db, note, clock()));
      if (told) changes.publish({ agreement: note.agreement, streams: ['shared'], seats: true });
    },
    scrub: () => engine.scrub('new'),
    keptOf: (person) => run((db) => keptOf(db, keys, person)),
    named: (seat, agreement) => run((db) => named(db, keys, seat, agreement)),
  };
}

async function erase({ holding }: Engine, db: Connection, keys: PeopleKeys, { person, askedBy, heir }: EraseRequest, at: string): Promise<EraseOutcome> {
  const user = await db.selectFrom('user').select(['name', 'email', 'administrator']).where('id', '=', person).executeTakeFirst();
  if (user === undefined) {
    const before = await db.selectFrom('erasures').select('report').where('person', '=', person).executeTakeFirst();
    return before === undefined ? { kind: 'absent' } : { kind: 'erased', erased: JSON.parse(before.report) as Erased };
  }
  const alone = user.administrator === 1 && (await db.selectFrom('user').select('id').where('administrator', '=', 1).where('id', '!=', person).limit(1).executeTakeFirst()) === undefined;
  if (alone && (heir === null || !(await hasAccount(db, heir)))) return { kind: 'last-administrator' };
  // Nobody comes or goes in them while it is decided whether the person may.
  await holding(db.selectFrom('agreements').select('id').where('id', 'in', ({ selectFrom }) => selectFrom('seats').select('agreement').where('person', '=', person).where('ended_at', 'is', null)).orderBy('id')).execute();
  const organisations = await organisationsOf(db, person);
  const orphaned = organisations.filter((one) => one.manages && one.others.length > 0 && !one.others.some((other) => other.manager));
  const without = orphaned.filter((one) => !one.others.some((other) => other.person === heir));
  if (without.length > 0) return { kind: 'only-manager', organisations: without.map(({ id, name }) => ({ id, name })) };
  const left = await ledAlone(db, person, heir);
  if (left.length > 0) return { kind: 'only-lead', agreements: left };

  if (alone) await db.updateTable('user').set({ administrator: 1, updatedAt: at }).where('id', '=', heir).execute();
  for (const { id } of orphaned) await db.updateTable('organisation_members').set({ role: 'manager' }).where('organisation', '=', id).where('person', '=', heir).execute();
  const emptied = organisations.filter((one) => one.others.length === 0).map((one) => one.id);
  const names = [user.name, ...(await namesIn(db, keys, person))];
  const erased: Erased = {
    ...(await notesMade(db, person, askedBy)),
    sessions: await removed(db.deleteFrom('session').where('userId', '=', person)),
    means: (await removed(db.deleteFrom('account').where('userId', '=', person))) + (await removed(db.deleteFrom('passkey').where('userId', '=', person))) + (await removed(db.deleteFrom('twoFactor').where('userId', '=', person))),
    invitations: await wipeInvitations(db, person, user.email, at),
    mails: await wipeMails(db, person, user.email, names),
    organisations: await removed(db.deleteFrom('organisation_members').where('person', '=', person)),
    emptied: emptied.length,
    views: await removed(db.deleteFrom('views').where('person', '=', person)),
  };
  if (emptied.length > 0) {
    await db.deleteFrom('invitations').where('organisation', 'in', emptied).execute();
    await db.deleteFrom('packs').where('organisation', 'in', emptied).execute();
    await db.deleteFrom('organisations').where('id', 'in', emptied).execute();
  }
  await db.deleteFrom('idempotency').where('person', '=', person).execute();
  await db.deleteFrom('verification').where('value', 'like', `%${person}%`).execute();
  await db.deleteFrom('user').where('id', '=', person).execute();
  await destroy(db, person, at);
  await db.insertInto('erasures').values({ person, asked_by: askedBy, heir, begun_at: at, done_at: erased.agreements === 0 ? at : null, report: JSON.stringify(erased) }).execute();
  return { kind: 'erased', erased };
}

/** Destroys the key of this name, and with it all that was sealed under it; what was sealed goes too. */
export async function destroy(db: Connection, name: string, at: string): Promise<void> {
  await db
    .insertInto('person_keys')
    .values({ person: name, key: null, made_at: at, erased_at: at })
    .onConflict((conflict) => conflict.column('person').doUpdateSet({ key: null, erased_at: at }))
    .execute();
  await db.updateTable('people').set({ details: '', salt: '' }).where('key', '=', name).execute();
}

/** Whether a seat may erase the people whom an append erases: as lead, those whom its party recorded and who have no account. */
export async function mayErase(db: Connection, seat: Seat, { agreement, erases = [] }: Append): Promise<boolean> {
  for (const person of erases) {
    const row = await db.selectFrom('people').select(['party', 'key']).where('agreement', '=', agreement).where('person', '=', person).executeTakeFirst();
    if (seat.role !== 'lead' || row?.party !== seat.party || row.key !== localKey(agreement, person)) return false;
  }
  return true;
}

/** Erases somebody who is only named in an agreement. */
export async function erasePerson(db: Connection, keys: PeopleKeys, agreement: string, person: string, at: string): Promise<void> {
  const name = localKey(agreement, person);
  await wipeNames(db, await namesIn(db, keys, name), { agreement });
  await destroy(db, name, at);
}

/** Kinds of mail that name a person who did something, and the member of their data that holds the name. */
const namedBy: Partial<Record<MailKind, string>> = { invitation: 'by', 'account-invitation': 'by', signed: 'person', declined: 'person' };

/** Mails looked through at a time. */
const mailsAtOnce = 500;

/**
 * Puts a general name in the place of these ones where a mail that waits names who did something; what was sent holds none. Looked through
 * are the mails about one agreement, or those about agreements in which a person has or had a seat and the invitations that they made.
 */
async function wipeNames(db: Connection, names: readonly string[], of: { agreement: string } | { person: string }): Promise<void> {
  const wiped = new Set(names.filter((name) => name.trim() !== ''));
  if (wiped.size === 0) return;
  const theirs =
    'agreement' in of
      ? sql<boolean>`kind in ('signed', 'declined') and agreement = ${of.agreement}`
      : sql<boolean>`((kind in ('signed', 'declined') and agreement in (select agreement from seats where person = ${of.person}))
          or dedupe in (select 'invitation:' || id from invitations where made_by = ${of.person} union all select 'account-invitation:' || id from invitations where made_by = ${of.person}))`;
  let after = '';
  for (;;) {
    const rows = await db.selectFrom('outbox').select(['id', 'kind', 'data']).where('id', '>', after).where('state', 'in', unsent).where(theirs).orderBy('id').limit(mailsAtOnce).execute();
    for (const { id, kind, data } of rows) {
      const field = namedBy[kind as MailKind];
      const told = JSON.parse(data) as Record<string, unknown>;
      const name = field === undefined ? undefined : told[field];
      if (field === undefined || typeof name !== 'string' || !wiped.has(name)) continue;
      await db.updateTable('outbox').set({ data: JSON.stringify({ ...told, [field]: erasedName }) }).where('id', '=', id).execute();
    }
    if (rows.length < mailsAtOnce) return;
    after = rows.at(-1)?.id ?? after;
  }
}

async function hasAccount(db: Connection, person: string): Promise<boolean> {
  const password = await db.selectFrom('account').select('id').where('userId', '=', person).where('password', 'is not', null).limit(1).executeTakeFirst();
  return password !== undefined || (await db.selectFrom('passkey').select('id').where('userId', '=', person).limit(1).executeTakeFirst()) !== undefined;
}

interface Membership {
  id: string;
  name: string;
  manages: boolean;
  others: { person: string; manager: boolean }[];
}

async function organisationsOf(db: Connection, person: string): Promise<Membership[]> {
  const rows = await db
    .selectFrom('organisation_members as mine')
    .innerJoin('organisations as o', 'o.id', 'mine.organisation')
    .leftJoin('organisation_members as theirs', (join) => join.onRef('theirs.organisation', '=', 'o.id').on('theirs.person', '!=', person))
    .select(['o.id', 'o.name', 'mine.role', 'theirs.person', 'theirs.role as their_role'])
    .where('mine.person', '=', person)
    .execute();
  const found = new Map<string, Membership>();
  for (const row of rows) {
    const one = found.get(row.id) ?? { id: row.id, name: row.name, manages: row.role === 'manager', others: [] };
    if (row.person !== null) one.others.push({ person: row.person, manager: row.their_role === 'manager' });
    found.set(row.id, one);
  }
  return [...found.values()];
}

/** Agreements that others reach in which the person is the only lead of a party and the heir cannot follow. */
async function ledAlone(db: Connection, person: string, heir: string | null): Promise<{ id: string; title: string | null }[]> {
  const others = sql`select 1 from seats as other where other.agreement = seats.agreement and other.ended_at is null and other.person <> ${person}`;
  const rows = await db
    .selectFrom('seats')
    .innerJoin('members', (join) => join.onRef('members.agreement', '=', 'seats.agreement').onRef('members.party', '=', 'seats.party'))
    .select(['seats.agreement as id', 'seats.party', 'seats.organisation', 'members.title'])
    .where('seats.person', '=', person)
    .where('seats.ended_at', 'is', null)
    .where('seats.role', '=', 'lead')
    .where(sql<boolean>`not exists (${others} and other.party = seats.party and other.role = 'lead') and exists (${others})`)
    .orderBy('seats.updated_at', 'desc')
    .orderBy('seats.agreement', 'desc')
    .execute();
  const left: { id: string; title: string | null }[] = [];
  for (const { id, party, organisation, title } of rows) {
    if (heir === null || !(await mayFollow(db, heir, id, party, organisation))) left.push({ id, title });
    if (left.length === mostNamed) break;
  }
  return left;
}

/** Whether somebody may become the lead of a party: who acts for it already, or belongs to the organisation whose seat it is and never acted for another party. */
async function mayFollow(db: Connection, heir: string, agreement: string, party: string, organisation: string | null): Promise<boolean> {
  const seat = await db.selectFrom('seats').select('party').where('agreement', '=', agreement).where('person', '=', heir).where('ended_at', 'is', null).executeTakeFirst();
  if (seat !== undefined) return seat.party === party;
  if (organisation === null) return false;
  const recorded = await db.selectFrom('people').select('party').where('agreement', '=', agreement).where('person', '=', heir).executeTakeFirst();
  const member = await db.selectFrom('organisation_members').select('person').where('organisation', '=', organisation).where('person', '=', heir).executeTakeFirst();
  return member !== undefined && (recorded === undefined || recorded.party === party);
}

/** All names under which the records of agreements know a person. */
async function namesIn(db: Connection, keys: PeopleKeys, person: string): Promise<string[]> {
  return (await recordsOf(db, keys, person)).flatMap((one) => Object.values(one.details));
}

async function recordsOf(db: Connection, keys: PeopleKeys, person: string): Promise<{ agreement: string; party: string; details: KeptOfPerson['details'][number]['details'] }[]> {
  const rows = await db
    .selectFrom('people')
    .innerJoin('person_keys', 'person_keys.person', 'people.key')
    .select(['people.agreement', 'people.person', 'people.party', 'people.details', 'people.key as name', 'person_keys.key as wrapped'])
    .where('people.key', '=', person)
    .orderBy('people.agreement')
    .orderBy('people.person')
    .execute();
  return rows.map(({ party, ...row }) => ({ agreement: row.agreement, party, details: recordOf(keys, row).details }));
}

/** Notes every agreement that knows the person, and counts them. */
async function notesMade(db: Connection, person: string, askedBy: string): Promise<Pick<Erased, 'agreements' | 'sealed' | 'seats'>> {
  const note = (query: ReturnType<typeof sql>) => sql`insert into notes_due (agreement, person, party, asked_by) ${query} on conflict (agreement, person) do nothing`.execute(db);
  await note(sql`select agreement, person, party, ${askedBy} from seats where person = ${person} and ended_at is null`);
  await note(sql`select agreement, ${person}, min(party), ${askedBy} from people where key = ${person} group by agreement`);
  const count = async (query: ReturnType<typeof sql<{ n: number | bigint | string }>>) => Number((await query.execute(db)).rows[0]?.n ?? 0);
  return {
    agreements: await count(sql`select count(*) as n from notes_due where person = ${person}`),
    sealed: await count(sql`select count(distinct d.agreement) as n from notes_due d join members m on m.agreement = d.agreement where d.person = ${person} and m.status in ('sealed', 'partly-signed', 'signed')`),
    seats: await count(sql`select count(*) as n from seats where person = ${person} and ended_at is null`),
  };
}

/** Wipes invitations to the person's mailbox, and revokes those that they made. */
async function wipeInvitations(db: Connection, person: string, email: string, at: string): Promise<number> {
  for (const who of ['email', 'made_by'] as const) {
    await db.updateTable('invitations').set({ revoked_at: at }).where(who, '=', who === 'email' ? email : person).where('used_at', 'is', null).where('revoked_at', 'is', null).execute();
  }
  const { numUpdatedRows } = await db.updateTable('invitations').set({ email: '', name: null }).where('email', '=', email).executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Wipes the person's mails, and their names where mails to others tell what they did. */
async function wipeMails(db: Connection, person: string, email: string, names: readonly string[]): Promise<number> {
  const theirs = db.updateTable('outbox').where((eb) => eb.or([eb('to_person', '=', person), eb('to_email', '=', email)]));
  await theirs.set({ state: 'discarded', due_at: null }).where('state', 'in', unsent).execute();
  const { numUpdatedRows } = await theirs.set({ to_email: null, to_person: person, data: '{}', secret: null, last_error: null }).executeTakeFirst();
  await wipeNames(db, names, { person });
  return Number(numUpdatedRows);
}

async function removed(query: { executeTakeFirst(): Promise<{ numDeletedRows: bigint }> }): Promise<number> {
  return Number((await query.executeTakeFirst()).numDeletedRows);
}

async function notesOf(db: Connection, most: number, person: string | undefined, after: Pick<Note, 'agreement' | 'person'> | undefined): Promise<Note[]> {
  let query = db
    .selectFrom('notes_due')
    .leftJoin('erasures', 'erasures.person', 'notes_due.person')
    .select(['notes_due.agreement', 'notes_due.person', 'notes_due.party', 'notes_due.asked_by', 'erasures.begun_at', 'erasures.heir']);
  if (person !== undefined) query = query.where('notes_due.person', '=', person);
  if (after !== undefined) query = query.where(sql<boolean>`(notes_due.person > ${after.person} or (notes_due.person = ${after.person} and notes_due.agreement > ${after.agreement}))`);
  const rows = await query.orderBy('notes_due.person').orderBy('notes_due.agreement').limit(most).execute();
  return rows.map(({ asked_by, begun_at, ...row }) => ({ ...row, askedBy: asked_by, erased: begun_at !== null }));
}

async function seatFor(db: Connection, { agreement, person, party, erased }: Note): Promise<Seat | null> {
  const live = db.selectFrom('seats').select(['person', 'party', 'role']).where('agreement', '=', agreement).where('ended_at', 'is', null);
  const own = await live.where('person', '=', person).executeTakeFirst();
  // Whoever left and came back has a seat again, and nothing of an end is to be told.
  if (own !== undefined && !erased) return null;
  const row = own ?? (await live.where('party', '=', party).where('role', '=', 'lead').orderBy('person').limit(1).executeTakeFirst());
  return row === undefined ? null : { person: row.person, party: row.party, role: row.role as Role, caucuses: [] };
}

/** Takes a note away because it is told now, and says who asked for it; null if somebody else was first. */
export async function takeNote(db: Connection, agreement: string, person: string, at: string): Promise<string | null> {
  const note = await db.deleteFrom('notes_due').where('agreement', '=', agreement).where('person', '=', person).returning('asked_by').executeTakeFirst();
  if (note === undefined) return null;
  const more = await db.selectFrom('notes_due').select('agreement').where('person', '=', person).limit(1).executeTakeFirst();
  if (more === undefined) await db.updateTable('erasures').set({ done_at: at }).where('person', '=', person).execute();
  return note.asked_by;
}

/** True if the record tells something now that it did not before. */
async function tell(db: Connection, { agreement, person, party, erased }: Note, at: string): Promise<boolean> {
  const askedBy = await takeNote(db, agreement, person, at);
  if (askedBy === null) return false;
  const live = await db.selectFrom('seats').select('person').where('agreement', '=', agreement).where('person', '=', person).where('ended_at', 'is', null).executeTakeFirst();
  const events = await db.selectFrom('events').select(['kind', 'seq', 'hash', 'body']).where('agreement', '=', agreement).where('stream', '=', 'shared').orderBy('seq').execute();
  const about = events.filter((event) => aboutPeople.has(event.kind) && (JSON.parse(event.body) as { person: { person: string } }).person.person === person);
  const sits = about.findLast((event) => event.kind !== 'person-erased')?.kind === 'seat-granted';
  const drafts: EventDraft[] = [
    ...(sits && (erased || live === undefined) ? [{ kind: 'seat-ended' as const, body: { party, person: { person } } }] : []),
    ...(erased && !about.some((event) => event.kind === 'person-erased') ? [{ kind: 'person-erased' as const, body: { person: { person } } }] : []),
  ];
  if (erased) await db.updateTable('seats').set({ ended_at: at }).where('agreement', '=', agreement).where('person', '=', person).where('ended_at', 'is', null).execute();
  if (drafts.length === 0) return false;
  const last = events.at(-1);
  const head: Head | null = last === undefined ? null : { seq: last.seq, hash: last.hash as Digest };
  const linked = linkAll(drafts, { stream: sharedStream(agreement), at, actor: { person: askedBy }, onBehalfOf: party }, head);
  await db.insertInto('events').values(linked.map((event) => rowOf(event, agreement, 'shared'))).execute();
  await db.updateTable('seats').set({ updated_at: at }).where('agreement', '=', agreement).where('ended_at', 'is', null).execute();
  return true;
}

const aboutPeople: ReadonlySet<string> = new Set(['seat-granted', 'seat-ended', 'person-erased']);

async function keptOf(db: Connection, keys: PeopleKeys, person: string): Promise<KeptOfPerson | null> {
  const user = await db.selectFrom('user').select(['id', 'name', 'email', 'emailVerified', 'administrator', 'twoFactorEnabled', 'createdAt']).where('id', '=', person).executeTakeFirst();
  if (user === undefined) return null;
  const password = await db.selectFrom('account').select('id').where('userId', '=', person).where('password', 'is not', null).limit(1).executeTakeFirst();
  const passkeys = await db.selectFrom('passkey').select(['name', 'createdAt']).where('userId', '=', person).orderBy('createdAt').execute();
  const sessions = await db.selectFrom('session').select(['createdAt', 'updatedAt', 'expiresAt', 'ipAddress', 'userAgent', 'agreement']).where('userId', '=', person).orderBy('createdAt').execute();
  const organisations = await db
    .selectFrom('organisation_members as m')
    .innerJoin('organisations as o', 'o.id', 'm.organisation')
    .select(['o.name', 'm.role', 'm.joined_at as joinedAt'])
    .where('m.person', '=', person)
    .orderBy('o.name')
    .execute();
  const seats = await db
    .selectFrom('seats')
    .leftJoin('members', (join) => join.onRef('members.agreement', '=', 'seats.agreement').onRef('members.party', '=', 'seats.party'))
    .select(['seats.agreement', 'members.title', 'seats.party', 'seats.role', 'seats.granted_at', 'seats.ended_at'])
    .where('seats.person', '=', person)
    .orderBy('seats.agreement')
    .execute();
  const invitations = await db.selectFrom('invitations').selectAll().where('email', '=', user.email).orderBy('id').execute();
  const mails = await db.selectFrom('outbox').selectAll().where((eb) => eb.or([eb('to_person', '=', person), eb('to_email', '=', user.email)])).orderBy('id').execute();
  const views = await db.selectFrom('views').select(['name', 'filter']).where('person', '=', person).orderBy('name').execute();
  return {
    account: { person, name: user.name, email: user.email, confirmed: user.emailVerified === 1, administrator: user.administrator === 1, since: user.createdAt },
    means: { password: password !== undefined, secondFactor: user.twoFactorEnabled === 1, passkeys: passkeys.map((one) => ({ name: one.name, madeAt: one.createdAt })) },
    sessions: sessions.map((one) => ({ startedAt: one.createdAt, usedAt: one.updatedAt, expiresAt: one.expiresAt, address: one.ipAddress || null, device: one.userAgent || null, agreement: one.agreement })),
    organisations,
    // What a seat saw ends with it, titles included.
    seats: seats.map((one) => ({ agreement: one.agreement, title: one.ended_at === null ? one.title : null, party: one.party, role: one.role as Role, grantedAt: one.granted_at, endedAt: one.ended_at })),
    details: (await recordsOf(db, keys, person)).map(({ agreement, party, details }) => ({ agreement, recordedBy: party, details })),
    invitations: invitations.map((one) => ({ email: one.email, name: one.name, agreement: one.agreement, role: one.role, madeAt: one.made_at, expiresAt: one.expires_at, usedAt: one.used_at, revokedAt: one.revoked_at })),
    mails: mails.map((one) => ({ kind: one.kind as MailKind, agreement: one.agreement, to: one.to_email, state: one.state as MailState, madeAt: one.made_at, sentAt: one.sent_at, tells: JSON.parse(one.data) as unknown })),
    views: views.map((one) => ({ name: one.name, filter: JSON.parse(one.filter) as unknown })),
  };
}

async function named(db: Connection, keys: PeopleKeys, seat: Seat, agreement: string): Promise<NamedPerson[]> {
  const rows = await db
    .selectFrom('people')
    .leftJoin('person_keys', 'person_keys.person', 'people.key')
    .select(['people.agreement', 'people.person', 'people.stream', 'people.details', 'people.key as name', 'person_keys.key as wrapped'])
    .where('people.agreement', '=', agreement)
    .where('people.party', '=', seat.party)
    .where(held(seat, agreement))
    .orderBy('people.person')
    .execute();
  return rows
    .filter((row) => row.name === localKey(agreement, row.person) && mayRead(seat, parseStream(`${agreement}/${row.stream}`)))
    .map((row) => {
      const { details, erased = false } = recordOf(keys, row);
      return { person: row.person, details, erased, shared: row.stream === 'shared' };
    });
}
