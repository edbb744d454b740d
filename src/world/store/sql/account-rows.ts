import type { Kysely } from 'kysely';
import { newId } from '#world/store/ids';
import type { Clock } from '#world/store/store';
import type { Engine } from '#world/store/sql/engine';
import type { Tables } from '#world/store/sql/schema';

/** A live session with its person. */
export interface SessionRow {
  id: string;
  person: string;
  /** RFC 3339, UTC, milliseconds, as all times here. */
  startedAt: string;
  usedAt: string;
  expiresAt: string;
  /** The one agreement that a guest's session opens, null for the session of an account. */
  agreement: string | null;
  name: string;
  email: string;
  proven: boolean;
  administrator: boolean;
  secondFactor: boolean;
  /** Whether the person has a password or a passkey. */
  account: boolean;
}

/** A person as signing in needs it. */
export interface PersonRow {
  id: string;
  name: string;
  email: string;
  /** Whether somebody has shown that the mailbox is theirs. */
  proven: boolean;
  /** Hash of the password, null without one. */
  password: string | null;
  /** Whether the person has any means of signing in but a link by mail: a password, a passkey or a second factor. */
  account: boolean;
}

/** Whom a token or a challenge belongs to. */
export interface HolderRow {
  person: string;
  name: string;
  email: string;
}

/** One of a person's live sessions. */
export interface DeviceRow {
  id: string;
  startedAt: string;
  usedAt: string;
  /** What the browser calls itself; null if it said nothing. */
  device: string | null;
  /** Where it signed in from; null if that is not known. */
  address: string | null;
  agreement: string | null;
}

/** One of a person's passkeys. */
export interface PasskeyRow {
  id: string;
  name: string | null;
  madeAt: string | null;
  /** Whether it is kept on one device only. */
  oneDevice: boolean;
}

/** A person to make. */
export interface NewPersonRow {
  name: string;
  email: string;
  /** Hash, null for somebody who has no account. */
  password: string | null;
  proven: boolean;
}

/** What became of a press on a link to a mailbox: whose it was, and whether a password, passkey or second factor from before the mailbox was proven fell away. */
export interface Proof extends HolderRow {
  removed: boolean;
}

/** The queries on people, sessions and tokens that are ours and not better-auth's. Every write is one transaction. */
export interface AccountRows {
  /** The session of a token, null if there is none or it is over. */
  session(token: string): Promise<SessionRow | null>;
  /** Says that a session is in use, and until when it now lasts. */
  keepSession(id: string, expiresAt: string): Promise<void>;
  /** The live sessions of a person, last used first. */
  devices(person: string): Promise<DeviceRow[]>;
  /** Those of some sessions that are neither ended nor over; 500 at most. */
  liveSessions(ids: readonly string[]): Promise<string[]>;
  /** Ends one session; false if the person has none of this id. */
  endSession(person: string, id: string): Promise<boolean>;
  /** Ends all sessions of a person but the one given. */
  endSessions(person: string, except?: string): Promise<void>;
  /** Ends the guest's sessions of a person that open an agreement. */
  endGuestSessions(person: string, agreement: string): Promise<void>;

  personBy(email: string): Promise<PersonRow | null>;
  /** Makes the first person, an administrator; null if there is anybody. Of many at once one succeeds. */
  makeFirst(person: NewPersonRow): Promise<string | null>;
  /** Makes a person; null if the mailbox is somebody's. */
  makePerson(person: NewPersonRow): Promise<string | null>;
  /** Gives a password to somebody who has no means of signing in yet and whose mailbox is now proven; ends earlier sessions. False if that is not so. */
  openAccount(person: string, name: string, password: string): Promise<boolean>;
  /** Replaces the password and ends all sessions but the one given. */
  changePassword(person: string, password: string, keep: string): Promise<void>;
  /** Puts another hash of the same password in the place of one; nothing happens where the password has changed meanwhile. */
  renewHash(person: string, from: string, to: string): Promise<void>;

  /** Keeps the digest of a token until a time. */
  makeToken(digest: string, person: string, expiresAt: string): Promise<void>;
  /** Whose a token or a challenge of better-auth's is, null if there is none or it is over. */
  holder(identifier: string): Promise<HolderRow | null>;
  /** Uses a token up and proves the mailbox of its person; with a password also sets that and ends all sessions. Of many at once one succeeds, the others get null. */
  useToken(digest: string, password?: string): Promise<Proof | null>;
  /** Uses a token of this very person up to prove the mailbox, and takes nothing away; false if there is none. */
  confirmMailbox(digest: string, person: string): Promise<boolean>;
  /** Removes sessions and tokens that are over. */
  clean(): Promise<void>;

  passkeys(person: string): Promise<PasskeyRow[]>;
  /** False if the person has none of this id. */
  deletePasskey(person: string, id: string): Promise<boolean>;

  /** Gives or takes the administrator's right and ends the sessions of who gains it; `last` where nobody would be left with it. */
  setAdministrator(person: string, on: boolean): Promise<'done' | 'absent' | 'last'>;
}

type Db = Kysely<Tables>;

/** Opens those queries on a database. */
export function openAccountRows({ db, run, write, changes }: Engine, clock: Clock): AccountRows {
  const sessionOf = sessionQuery(db);
  /** Tells that sessions of a person may have ended. */
  const telling = async <T>(person: string, work: Promise<T>): Promise<T> => {
    const result = await work;
    changes.publish({ person });
    return result;
  };
  return {
    session: (token) => run(() => sessionOf(token, clock())),
    keepSession: (id, expiresAt) =>
      write(async (tx) => {
        await tx.updateTable('session').set({ expiresAt, updatedAt: clock() }).where('id', '=', id).execute();
      }),
    devices: (person) => run(() => devicesOf(db, person, clock())),
    liveSessions: (ids) => run(async () => (ids.length === 0 ? [] : (await db.selectFrom('session').select('id').where('id', 'in', ids).where('expiresAt', '>', clock()).execute()).map(({ id }) => id))),
    endSession: (person, id) => telling(person, write(async (tx) => changed(await tx.deleteFrom('session').where('userId', '=', person).where('id', '=', id).executeTakeFirst()))),
    endSessions: (person, except) => telling(person, write((tx) => endSessionsIn(tx, person, except))),
    endGuestSessions: (person, agreement) =>
      telling(
        person,
        write(async (tx) => {
          await tx.deleteFrom('session').where('userId', '=', person).where('agreement', '=', agreement).execute();
        }),
      ),
    personBy: (email) => run(() => personIn(db, email)),
    makeFirst: (person) =>
      write(async (tx) => {
        if ((await tx.selectFrom('user').select('id').limit(1).executeTakeFirst()) !== undefined) return null;
        return makeIn(tx, person, true, clock());
      }),
    makePerson: (person) =>
      write(async (tx) => {
        if ((await tx.selectFrom('user').select('id').where('email', '=', person.email).executeTakeFirst()) !== undefined) return null;
        return makeIn(tx, person, false, clock());
      }),
    openAccount: (person, name, password) => telling(person, write((tx) => openAccountIn(tx, person, name, password, clock()))),
    changePassword: (person, password, keep) =>
      telling(
        person,
        write(async (tx) => {
          await setPasswordIn(tx, person, password, clock());
          await endSessionsIn(tx, person, keep);
        }),
      ),
    renewHash: (person, from, to) =>
      write(async (tx) => {
        await tx.updateTable('account').set({ password: to }).where('userId', '=', person).where('providerId', '=', 'credential').where('password', '=', from).execute();
      }),
    makeToken: (digest, person, expiresAt) =>
      write(async (tx) => {
        const at = clock();
        await tx.insertInto('verification').values({ id: newId(), identifier: digest, value: person, expiresAt, createdAt: at, updatedAt: at }).execute();
      }),
    holder: (identifier) => run(() => holderIn(db, identifier, clock())),
    useToken: async (digest, password) => {
      const proof = await write((tx) => useTokenIn(tx, digest, password, clock()));
      if (proof !== null) changes.publish({ person: proof.person });
      return proof;
    },
    confirmMailbox: (digest, person) =>
      write(async (tx) => {
        const at = clock();
        const used = await tx.deleteFrom('verification').where('identifier', '=', digest).where('value', '=', person).where('expiresAt', '>', at).executeTakeFirst();
        if (!changed(used)) return false;
        await tx.updateTable('user').set({ emailVerified: 1, updatedAt: at }).where('id', '=', person).execute();
        return true;
      }),
    clean: () =>
      write(async (tx) => {
        await tx.deleteFrom('session').where('expiresAt', '<=', clock()).execute();
        await tx.deleteFrom('verification').where('expiresAt', '<=', clock()).execute();
      }),
    passkeys: (person) => run(() => passkeysOf(db, person)),
    deletePasskey: (person, id) => write(async (tx) => changed(await tx.deleteFrom('passkey').where('userId', '=', person).where('id', '=', id).executeTakeFirst())),
    setAdministrator: (person, on) => telling(person, write((tx) => setAdministratorIn(tx, person, on, clock()))),
  };
}

/** The query of every request, built and written out once: that takes longer than running it. */
function sessionQuery(db: Db): (token: string, at: string) => Promise<SessionRow | null> {
  const query = db
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.userId')
    .select(['session.id', 'session.userId', 'session.createdAt', 'session.updatedAt', 'session.expiresAt', 'session.agreement'])
    .select(['user.name', 'user.email', 'user.emailVerified', 'user.administrator', 'user.twoFactorEnabled'])
    .select(({ or, exists, selectFrom }) =>
      or([
        exists(selectFrom('account').select('account.id').whereRef('account.userId', '=', 'session.userId').where('account.password', 'is not', null)),
        exists(selectFrom('passkey').select('passkey.id').whereRef('passkey.userId', '=', 'session.userId')),
      ]).as('account'),
    )
    .where('session.token', '=', '')
    .where('session.expiresAt', '>', '')
    .compile();
  return async (token, at) => {
    const bound: typeof query = { ...query, parameters: [token, at] };
    const [row] = (await db.executeQuery(bound)).rows;
    if (row === undefined) return null;
    return {
      id: row.id,
      person: row.userId,
      startedAt: row.createdAt,
      usedAt: row.updatedAt,
      expiresAt: row.expiresAt,
      agreement: row.agreement,
      name: row.name,
      email: row.email,
      proven: row.emailVerified === 1,
      administrator: row.administrator === 1,
      secondFactor: row.twoFactorEnabled === 1,
      account: Number(row.account) === 1,
    };
  };
}

async function devicesOf(db: Db, person: string, at: string): Promise<DeviceRow[]> {
  const rows = await db.selectFrom('session').selectAll().where('userId', '=', person).where('expiresAt', '>', at).orderBy('updatedAt', 'desc').orderBy('id').execute();
  return rows.map((row) => ({ id: row.id, startedAt: row.createdAt, usedAt: row.updatedAt, device: row.userAgent || null, address: row.ipAddress || null, agreement: row.agreement }));
}

async function endSessionsIn(tx: Db, person: string, except?: string): Promise<void> {
  let query = tx.deleteFrom('session').where('userId', '=', person);
  if (except !== undefined) query = query.where('id', '!=', except);
  await query.execute();
}

async function personIn(db: Db, email: string): Promise<PersonRow | null> {
  const row = await db
    .selectFrom('user')
    .select(['id', 'name', 'email', 'emailVerified', 'twoFactorEnabled'])
    .select(({ exists, selectFrom }) => [
      selectFrom('account').select('password').whereRef('account.userId', '=', 'user.id').where('providerId', '=', 'credential').limit(1).as('password'),
      exists(selectFrom('passkey').select('passkey.id').whereRef('passkey.userId', '=', 'user.id')).as('passkey'),
    ])
    .where('email', '=', email)
    .executeTakeFirst();
  if (row === undefined) return null;
  const account = row.password !== null || Number(row.passkey) === 1 || row.twoFactorEnabled === 1;
  return { id: row.id, name: row.name, email: row.email, proven: row.emailVerified === 1, password: row.password, account };
}

async function makeIn(tx: Db, person: NewPersonRow, administrator: boolean, at: string): Promise<string> {
  const id = newId();
  await tx
    .insertInto('user')
    .values({ id, name: person.name, email: person.email, emailVerified: person.proven ? 1 : 0, createdAt: at, updatedAt: at, twoFactorEnabled: 0, administrator: administrator ? 1 : 0 })
    .execute();
  if (person.password !== null) await setPasswordIn(tx, id, person.password, at);
  return id;
}

async function setPasswordIn(tx: Db, person: string, password: string, at: string): Promise<void> {
  await tx
    .insertInto('account')
    .values({ id: newId(), accountId: person, providerId: 'credential', userId: person, password, createdAt: at, updatedAt: at })
    .onConflict((conflict) => conflict.columns(['providerId', 'accountId']).doUpdateSet({ password, updatedAt: at }))
    .execute();
}

async function openAccountIn(tx: Db, person: string, name: string, password: string, at: string): Promise<boolean> {
  if (await hasMeans(tx, person)) return false;
  const named = await tx.updateTable('user').set({ name, emailVerified: 1, updatedAt: at }).where('id', '=', person).executeTakeFirst();
  if (named.numUpdatedRows === 0n) return false;
  await setPasswordIn(tx, person, password, at);
  await endSessionsIn(tx, person);
  return true;
}

async function hasMeans(tx: Db, person: string): Promise<boolean> {
  const password = await tx.selectFrom('account').select('id').where('userId', '=', person).where('password', 'is not', null).limit(1).executeTakeFirst();
  const passkey = await tx.selectFrom('passkey').select('id').where('userId', '=', person).limit(1).executeTakeFirst();
  const factor = await tx.selectFrom('twoFactor').select('id').where('userId', '=', person).limit(1).executeTakeFirst();
  return password !== undefined || passkey !== undefined || factor !== undefined;
}

/** Whoever signed up before the mailbox was proven may have been somebody else, so nothing of that time opens the account any more. */
async function useTokenIn(tx: Db, digest: string, password: string | undefined, at: string): Promise<Proof | null> {
  const used = await tx.deleteFrom('verification').where('identifier', '=', digest).where('expiresAt', '>', at).returning('value').executeTakeFirst();
  if (used === undefined) return null;
  const person = await tx.selectFrom('user').select(['id', 'name', 'email', 'emailVerified']).where('id', '=', used.value).executeTakeFirst();
  if (person === undefined) return null;
  const removed = person.emailVerified !== 1 && (await hasMeans(tx, person.id));
  if (person.emailVerified !== 1) {
    await tx.deleteFrom('account').where('userId', '=', person.id).execute();
    await tx.deleteFrom('passkey').where('userId', '=', person.id).execute();
    await tx.deleteFrom('twoFactor').where('userId', '=', person.id).execute();
    await tx.updateTable('user').set({ emailVerified: 1, twoFactorEnabled: 0, updatedAt: at }).where('id', '=', person.id).execute();
  }
  if (password !== undefined) await setPasswordIn(tx, person.id, password, at);
  if (password !== undefined || person.emailVerified !== 1) await endSessionsIn(tx, person.id);
  return { person: person.id, name: person.name, email: person.email, removed };
}

async function holderIn(db: Db, identifier: string, at: string): Promise<HolderRow | null> {
  const row = await db
    .selectFrom('verification')
    .innerJoin('user', 'user.id', 'verification.value')
    .select(['user.id as person', 'user.name', 'user.email'])
    .where('verification.identifier', '=', identifier)
    .where('verification.expiresAt', '>', at)
    .executeTakeFirst();
  return row ?? null;
}

async function passkeysOf(db: Db, person: string): Promise<PasskeyRow[]> {
  const rows = await db.selectFrom('passkey').select(['id', 'name', 'createdAt', 'deviceType']).where('userId', '=', person).orderBy('createdAt').orderBy('id').execute();
  return rows.map((row) => ({ id: row.id, name: row.name, madeAt: row.createdAt, oneDevice: row.deviceType === 'singleDevice' }));
}

async function setAdministratorIn(tx: Db, person: string, on: boolean, at: string): Promise<'done' | 'absent' | 'last'> {
  const row = await tx.selectFrom('user').select('administrator').where('id', '=', person).executeTakeFirst();
  if (row === undefined) return 'absent';
  if ((row.administrator === 1) === on) return 'done';
  if (!on) {
    const other = await tx.selectFrom('user').select('id').where('administrator', '=', 1).where('id', '!=', person).limit(1).executeTakeFirst();
    if (other === undefined) return 'last';
  }
  await tx.updateTable('user').set({ administrator: on ? 1 : 0, updatedAt: at }).where('id', '=', person).execute();
  if (on) await endSessionsIn(tx, person);
  return 'done';
}

function changed(result: { numDeletedRows: bigint }): boolean {
  return result.numDeletedRows > 0n;
}
