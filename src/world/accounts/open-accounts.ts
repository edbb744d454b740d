import { InputError } from '#agreement/input-error';
import type { Accounts, Caller, Entered, LinkToSend, NewAccount, SignedIn } from '#world/accounts/accounts';
import { openAuth, sessionSeconds, type Auth, type NewSession } from '#world/accounts/auth';
import { cookieForm, signedCookie, signedValueIn, type CookieForm } from '#world/accounts/cookies';
import { deviceCookie, good, innerHeaders, isFresh, leave, mailLink, notFresh, plainName, tryOf, type Desk } from '#world/accounts/desk';
import { canonicalEmail } from '#world/accounts/email';
import { Guesses, placesOf, SpentCodes, type Limits } from '#world/accounts/guesses';
import { answerRequest } from '#world/accounts/handle';
import { checkNewPassword, hashPassword, passwordCost, type PasswordCost } from '#world/accounts/password';
import { linkRoutes } from '#world/accounts/routes/links';
import { passkeyRoutes } from '#world/accounts/routes/passkeys';
import { passwordRoutes } from '#world/accounts/routes/password';
import { secondFactorRoutes } from '#world/accounts/routes/second-factor';
import { sessionRoutes } from '#world/accounts/routes/sessions';
import { signInRoutes } from '#world/accounts/routes/sign-in';
import { StoreError, type Clock } from '#world/store/store';
import { openAccountRows, type AccountRows } from '#world/store/sql/account-rows';
import { openTries } from '#world/store/sql/guesses';
import type { Engine } from '#world/store/sql/engine';

/** What accounts are opened with. */
export interface AccountsOptions {
  /** The database of the store. */
  engine: Engine;
  clock: Clock;
  /** 256 random bits in base64url that sign cookies and seal second factors. */
  secret: string;
  /**
   * The configured address of this installation, such as `https://entente.example.com` or `http://localhost:4321`; asked for when
   * first needed. https makes the cookies `__Host-` and Secure; passkeys belong to its host, on http to localhost.
   */
  address(): string;
  /** Hands a link to the mailer. */
  sendLink(link: LinkToSend): Promise<void>;
  /** What hashing a password takes; a quarter of a second unless given. */
  passwordCost?: PasswordCost | undefined;
}

/** A session is marked as used, and prolonged, at most this often. */
const touchMs = 60 * 60_000;

/** Opens the accounts of an installation. better-auth is loaded when somebody first signs in. */
export function openAccounts(options: AccountsOptions): Accounts {
  const desk = openDesk(options);
  const { rows, clock } = desk;
  const routes = [...signInRoutes(desk), ...linkRoutes(desk), ...passwordRoutes(desk), ...secondFactorRoutes(desk), ...passkeyRoutes(desk), ...sessionRoutes(desk)];
  const personOf = (headers: Headers): Promise<SignedIn | null> => signedInOf(desk, headers);
  return {
    personOf,
    routes: routes.map(({ method, path, may, fresh, summary, fields }) => ({ method, path, may, fresh, summary, fields })),
    handle: (request, address) => answerRequest({ routes, personOf, isFresh: (me) => isFresh(desk, me), notFresh }, request, address),
    signUpFirst: (account, caller) => signUpFirst(desk, account, caller),
    signUp: (account, caller) => signUp(desk, account, caller),
    guestSession: async ({ name, email, agreement }, caller) => {
      const person = await guestOf(rows, { name: plainName(name, 'name', 200), email: canonicalEmail(email) });
      const until = new Date(Date.parse(clock()) + sessionSeconds.guest * 1000);
      return enter(desk, caller, { person, challenge: false, guest: { agreement, until } });
    },
    personBy: async (email) => {
      const found = await rows.personBy(canonicalEmail(email));
      return found === null ? null : { person: found.id, name: found.name, account: found.account };
    },
    canonicalEmail,
    sessions: async (person) => (await rows.devices(person)).map(({ id, ...device }) => ({ session: id, ...device })),
    liveSessions: (ids) => rows.liveSessions(ids),
    endSession: (person, session) => rows.endSession(person, session),
    endSessions: (person) => rows.endSessions(person),
    endGuestSessions: (person, agreement) => rows.endGuestSessions(person, agreement),
    setAdministrator: (person, on) => rows.setAdministrator(person, on),
    warm: async () => {
      await Promise.all([desk.auth(), rows.clean()]);
    },
  };
}

function openDesk({ engine, clock, secret, address, sendLink, passwordCost: cost = passwordCost }: AccountsOptions): Desk {
  const tries = openTries(engine, clock);
  const guesses = (kind: string, limits: Limits): Guesses => new Guesses(tries, placesOf(kind, secret), limits);
  let auth: Promise<Auth> | undefined;
  let form: CookieForm | undefined;
  return {
    rows: openAccountRows(engine, clock),
    // A failure is not kept: the next try starts anew.
    auth: () =>
      (auth ??= openAuth({ engine, secret, address: address() }).catch((error: unknown) => {
        auth = undefined;
        throw error;
      })),
    cookies: () => (form ??= cookieForm(address())),
    secret,
    clock,
    passwordCost: cost,
    // 20 wrong passwords or codes an account in 15 minutes: 15 by strangers, 5 by browsers that are known; 30 an address.
    guesses: {
      password: guesses('passwords', { address: 30, pair: 10, account: 15, device: 5 }),
      code: guesses('codes', { address: 30, pair: 10, account: 15, device: 5 }),
      mail: guesses('mails', { address: 20, pair: 5, account: 10, device: 5 }),
      start: guesses('passkeys', { address: 60, pair: 60, account: 60, device: 60 }),
    },
    spentCodes: new SpentCodes(tries, placesOf('spent codes', secret)),
    sendLink,
  };
}

async function signedInOf(desk: Desk, headers: Headers): Promise<SignedIn | null> {
  const form = desk.cookies();
  const token = signedValueIn(headers, form.name, desk.secret);
  const row = token === undefined ? null : await desk.rows.session(token);
  if (token === undefined || row === null) return null;
  const now = Date.parse(desk.clock());
  const kept = row.agreement === null && now - Date.parse(row.usedAt) > touchMs && (await keep(desk, row.id, now));
  return {
    person: row.person,
    name: row.name,
    email: row.email,
    proven: row.proven,
    administrator: row.administrator && row.agreement === null,
    agreement: row.agreement,
    session: row.id,
    since: row.startedAt,
    account: row.account,
    secondFactor: row.secondFactor,
    cookies: kept ? [signedCookie(form, form.name, token, desk.secret, sessionSeconds.account)] : [],
  };
}

/** Prolongs a session; on a disk that cannot be written people go on reading. */
async function keep(desk: Desk, id: string, now: number): Promise<boolean> {
  try {
    await desk.rows.keepSession(id, new Date(now + sessionSeconds.account * 1000).toISOString());
    return true;
  } catch (error) {
    if (error instanceof StoreError) return false;
    throw error;
  }
}

/** The sign-in of a person who has just been made or admitted. What the browser had before ends. */
async function enter(desk: Desk, caller: Caller, session: NewSession, email?: string): Promise<Entered> {
  const before = await signedInOf(desk, caller.headers);
  const { cookies } = good(await (await desk.auth()).enter(session, innerHeaders(caller, [])));
  await leave(desk, before);
  return { person: session.person, cookies: email === undefined ? cookies : [...cookies, deviceCookie(desk, email)] };
}

async function checked(desk: Desk, account: NewAccount): Promise<{ name: string; email: string; password: string }> {
  const name = plainName(account.name, 'name', 200);
  const email = canonicalEmail(account.email);
  await checkNewPassword(account.password, [email, name]);
  return { name, email, password: await hashPassword(account.password, desk.passwordCost) };
}

async function signUpFirst(desk: Desk, account: NewAccount, caller: Caller): Promise<Entered> {
  const made = await checked(desk, account);
  // Nobody was here before, so there is nothing that the mailbox's owner could lose to somebody else.
  const person = await desk.rows.makeFirst({ ...made, proven: true });
  if (person === null) throw new InputError('This installation has an administrator already; nothing was changed.', 'Sign in, or ask the administrator for an invitation.');
  return enter(desk, caller, { person, challenge: false }, made.email);
}

async function signUp(desk: Desk, account: NewAccount & { proven: boolean }, caller: Caller): Promise<Entered> {
  // It leads to a mail, perhaps to somebody who never asked for one.
  if (!account.proven) await desk.guesses.mail.take(tryOf(desk, caller, canonicalEmail(account.email)));
  const made = await checked(desk, account);
  const known = await desk.rows.personBy(made.email);
  const person = known === null ? await desk.rows.makePerson({ ...made, proven: account.proven }) : await openGuest(desk.rows, known, made, account.proven);
  if (person === null) throw new InputError('This mail address has an account here; nothing was changed.', 'Sign in, or ask for a link to set a new password.');
  if (!account.proven) await mailLink(desk, 'verify-email', person);
  return enter(desk, caller, { person, challenge: false }, made.email);
}

/** Makes an account of a guest whose mailbox is proven; null if there is an account already. */
async function openGuest(rows: AccountRows, known: { id: string; account: boolean }, made: { name: string; password: string }, proven: boolean): Promise<string | null> {
  if (known.account) return null;
  if (!proven) throw new InputError('Somebody has come in as a guest with this mail address; nothing was changed.', 'Ask for a link to set a password: it goes to that mailbox.');
  return (await rows.openAccount(known.id, made.name, made.password)) ? known.id : null;
}

async function guestOf(rows: AccountRows, guest: { name: string; email: string }): Promise<string> {
  const person = (await rows.personBy(guest.email)) ?? { account: false, id: (await rows.makePerson({ ...guest, password: null, proven: false })) ?? (await rows.personBy(guest.email))?.id };
  if (person.account) throw new InputError('This mail address has an account here; the invitation stays open.', 'Sign in, then open the invitation again.');
  if (person.id === undefined) throw new Error('a person is neither there nor can be made');
  return person.id;
}
