import { createHash, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { deceivingLetter } from '#agreement/facts/letters';
import { InputError } from '#agreement/input-error';
import type { Caller, LinkKind, LinkToSend, SignedIn } from '#world/accounts/accounts';
import { addressHeader, type Auth, type AuthAnswer } from '#world/accounts/auth';
import { cookieIn, signedCookie, signedValueIn, type CookieForm } from '#world/accounts/cookies';
import { addressGroup, type Guesses, type SpentCodes, type Try } from '#world/accounts/guesses';
import type { PasswordCost } from '#world/accounts/password';
import { Refusal, type RouteCall, type RouteReply } from '#world/accounts/routes/route';
import type { Clock } from '#world/store/store';
import type { AccountRows } from '#world/store/sql/account-rows';

/** What the routes share. */
export interface Desk {
  rows: AccountRows;
  /** better-auth, loaded on first use. */
  auth(): Promise<Auth>;
  cookies(): CookieForm;
  secret: string;
  clock: Clock;
  /** What hashing a new password takes; older hashes keep theirs until their person signs in. */
  passwordCost: PasswordCost;
  guesses: {
    /** Passwords. */
    password: Guesses;
    /** Codes of a second factor. */
    code: Guesses;
    /** Mails asked for. */
    mail: Guesses;
    /** Passkey sign-ins begun. */
    start: Guesses;
  };
  /** Codes of a second factor that were used. */
  spentCodes: SpentCodes;
  sendLink(link: LinkToSend): Promise<void>;
}

/** How many minutes the link of each kind can be pressed. */
const minutes: Readonly<Record<LinkKind, number>> = { 'sign-in-link': 30, reset: 30, 'verify-email': 24 * 60 };

const deviceSeconds = 400 * 86_400;
const freshMs = 60 * 60_000;

/** Mails a link to a person. */
export async function mailLink(desk: Desk, kind: LinkKind, person: string): Promise<void> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.parse(desk.clock()) + minutes[kind] * 60_000).toISOString();
  await desk.rows.makeToken(tokenDigest(kind, token), person, expiresAt);
  await desk.sendLink({ kind, person, token, expiresAt });
}

/** What is kept of a link's token. */
export function tokenDigest(kind: LinkKind, token: string): string {
  return `${kind}:${createHash('sha256').update(token).digest('base64url')}`;
}

/** The one answer to every token that cannot be used. */
export function spentLink(): InputError {
  return new InputError('This link has been used or has expired; nothing was changed.', 'Ask for a new one.');
}

/** Who tries, for the counting of tries: the account by its mailbox. */
export function tryOf(desk: Desk, call: Caller, email: string): Try {
  return { account: email, group: addressGroup(call.address), known: knows(desk, call.headers, email) };
}

function knows(desk: Desk, headers: Headers, email: string): boolean {
  return signedValueIn(headers, desk.cookies().device, desk.secret) === deviceOf(email);
}

function deviceOf(email: string): string {
  return `device-${createHash('sha256').update(email).digest('base64url')}`;
}

/** The `Set-Cookie` line by which a browser is known to have signed in to an account before. */
export function deviceCookie(desk: Desk, email: string): string {
  const form = desk.cookies();
  return signedCookie(form, form.device, deviceOf(email), desk.secret, deviceSeconds);
}

/** Headers for better-auth: the address, the browser's name, and of the cookies only those named. */
export function innerHeaders(call: Caller, cookies: readonly string[]): Headers {
  const kept = cookies.flatMap((name) => {
    const value = cookieIn(call.headers, name);
    return value === undefined ? [] : [`${name}=${value}`];
  });
  const headers = new Headers({ 'user-agent': (call.headers.get('user-agent') ?? '').slice(0, 300) });
  if (isIP(call.address) > 0) headers.set(addressHeader, call.address);
  if (kept.length > 0) headers.set('cookie', kept.join('; '));
  return headers;
}

/** Signs a person in whose first means was right: a session, or a challenge if they have a second factor. What this browser had before ends. */
export async function signIn(desk: Desk, call: RouteCall, person: { id: string; email: string }): Promise<RouteReply> {
  await desk.rows.clean();
  const answer = good(await (await desk.auth()).enter({ person: person.id, challenge: true }, innerHeaders(call, [])));
  await leave(desk, call.me);
  if (answer.body.twoFactorRedirect === true) return { body: { secondFactor: true }, cookies: answer.cookies };
  return { body: { signedIn: true }, cookies: [...answer.cookies, deviceCookie(desk, person.email)] };
}

/** Ends the session that a browser had. */
export async function leave(desk: Desk, me: SignedIn | null): Promise<void> {
  if (me !== null) await desk.rows.endSession(me.person, me.session);
}

/** An answer of better-auth that must have gone well. */
export function good(answer: AuthAnswer): AuthAnswer {
  if (answer.status !== 200) throw new Error(`better-auth answered ${answer.status} ${codeOf(answer)}`);
  return answer;
}

/** The code of an answer of better-auth, empty if it has none. */
export function codeOf({ body }: AuthAnswer): string {
  return typeof body.code === 'string' ? body.code : '';
}

/** Whether a sign-in is at most an hour old. */
export function isFresh(desk: Desk, me: SignedIn): boolean {
  return Date.parse(desk.clock()) - Date.parse(me.since) <= freshMs;
}

/** Refuses to go on because the sign-in is too long ago. */
export function notFresh(): Refusal {
  return new Refusal(403, 'not-fresh', 'You signed in more than an hour ago.', 'Sign in again, then repeat this; nothing was changed.');
}

/** A name of a person or a thing of theirs, composed and trimmed; an InputError for one that is empty, too long or deceives. */
export function plainName(text: string, path: string, most: number): string {
  const name = text.normalize('NFC').trim();
  if (name === '') throw new InputError('The name is empty.', 'Enter a name.', path);
  if ([...name].length > most) throw new InputError(`The name has more than ${most} characters.`, 'Enter a shorter one.', path);
  const deceives = deceivingLetter(name, true);
  if (deceives !== undefined) throw new InputError(deceives, 'Enter the name without it.', path);
  return name;
}
