import { createHash } from 'node:crypto';
import { InputError } from '#agreement/input-error';
import { signedValueIn, endedCookie } from '#world/accounts/cookies';
import { codeOf, deviceCookie, innerHeaders, leave, signIn, tryOf, type Desk } from '#world/accounts/desk';
import { canonicalEmail } from '#world/accounts/email';
import { hashPassword, isOfCost, verifyPassword } from '#world/accounts/password';
import { emailField, passwordField, Refusal, type Route, type RouteCall, type RouteReply } from '#world/accounts/routes/route';

/** Signing in by password and code, and signing out. */
export function signInRoutes(desk: Desk): Route[] {
  return [
    {
      method: 'POST',
      path: '/sign-in',
      may: 'anyone',
      fresh: false,
      summary: 'Sign in with mail address and password. The answer has signedIn or, if a code is needed as well, secondFactor.',
      fields: { email: emailField, password: passwordField },
      run: (call) => byPassword(desk, call),
    },
    {
      method: 'POST',
      path: '/sign-in-code',
      may: 'anyone',
      fresh: false,
      summary: 'Finish a sign-in that asked for a second factor, with a code of the authenticator or a backup code.',
      fields: { code: { kind: 'text', most: 40 } },
      run: (call) => byCode(desk, call),
    },
    {
      method: 'POST',
      path: '/sign-out',
      may: 'anyone',
      fresh: false,
      summary: 'End this session on the server and in the browser.',
      fields: {},
      run: async (call) => {
        await leave(desk, call.me);
        const form = desk.cookies();
        return { body: { signedOut: true }, cookies: [endedCookie(form, form.name), endedCookie(form, `${form.name}.two_factor`)] };
      },
    },
  ];
}

/** One answer and one amount of work, whether the account exists, has a password, or the password is wrong. */
async function byPassword(desk: Desk, call: RouteCall): Promise<RouteReply> {
  const email = canonicalEmail(call.text('email'));
  const right = await desk.guesses.password.take(tryOf(desk, call, email));
  const person = await desk.rows.personBy(email);
  if (!(await verifyPassword(person?.password ?? null, call.text('password'), desk.passwordCost)) || person === null) {
    throw new Refusal(401, 'wrong', 'The mail address or the password is wrong.', 'Try again, or ask for a link to sign in without a password.');
  }
  await right();
  if (person.password !== null && !isOfCost(person.password, desk.passwordCost)) {
    await desk.rows.renewHash(person.id, person.password, await hashPassword(call.text('password'), desk.passwordCost));
  }
  return signIn(desk, call, person);
}

async function byCode(desk: Desk, call: RouteCall): Promise<RouteReply> {
  const startAgain = (): Refusal => new Refusal(401, 'start-again', 'No sign-in is waiting for a code here, or it has waited too long.', 'Sign in again from the beginning.');
  const cookie = `${desk.cookies().name}.two_factor`;
  const challenge = signedValueIn(call.headers, cookie, desk.secret);
  const person = challenge === undefined ? null : await desk.rows.holder(createHash('sha256').update(challenge).digest('base64url'));
  if (person === null) throw startAgain();
  const code = call.text('code').replace(/\s/g, '');
  const app = /^\d{6}$/.test(code);
  if (!app && !/^[A-Za-z0-9]{5}-[A-Za-z0-9]{5}$/.test(code)) throw new InputError('This is not a code.', 'Enter the six digits of your authenticator, or one of your backup codes such as aB3dE-f6H1j.', 'code');

  const right = await desk.guesses.code.take(tryOf(desk, call, person.email));
  // The session of somebody else must not turn this into the set-up of their second factor, so only the challenge is passed on.
  const unspent = await desk.spentCodes.take(person.person, code);
  const answer = unspent === null ? undefined : await (await desk.auth()).call(app ? 'verifyTOTP' : 'verifyBackupCode', innerHeaders(call, [cookie]), { code });
  if (answer?.status === 200) {
    await right();
    await leave(desk, call.me);
    return { body: { signedIn: true }, cookies: [...answer.cookies, deviceCookie(desk, person.email)] };
  }
  // What was wrong now may be right in a moment, when the next code begins.
  await unspent?.();
  if (answer !== undefined && !['INVALID_CODE', 'INVALID_BACKUP_CODE'].includes(codeOf(answer))) throw startAgain();
  throw new Refusal(401, 'wrong', 'The code is wrong or has been used.', 'Wait for the next one and try again, or use a backup code.');
}
