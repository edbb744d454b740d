import { InputError } from '#agreement/input-error';
import { userVerificationMissing, type AuthAnswer } from '#world/accounts/auth';
import { codeOf, deviceCookie, good, innerHeaders, leave, plainName, type Desk } from '#world/accounts/desk';
import { addressGroup } from '#world/accounts/guesses';
import { meOf, Refusal, type Route, type RouteCall, type RouteReply } from '#world/accounts/routes/route';

/** Passkeys: adding, listing and deleting them, and signing in with one. Options are what the browser's WebAuthn functions take. */
export function passkeyRoutes(desk: Desk): Route[] {
  const ownCookie = (): string => `${desk.cookies().name}.passkey`;
  return [
    {
      method: 'GET',
      path: '/passkeys',
      may: 'person',
      fresh: false,
      summary: 'Your passkeys.',
      fields: {},
      run: async (call) => ({ body: { passkeys: await desk.rows.passkeys(meOf(call).person) } }),
    },
    {
      method: 'POST',
      path: '/passkeys/register-options',
      may: 'person',
      fresh: true,
      summary: 'Begin to add a passkey: the options for the browser.',
      fields: {},
      run: async (call) => {
        const answer = good(await (await desk.auth()).call('generatePasskeyRegistrationOptions', innerHeaders(call, [desk.cookies().name])));
        return { body: answer.body, cookies: answer.cookies };
      },
    },
    {
      method: 'POST',
      path: '/passkeys/register',
      may: 'person',
      fresh: true,
      summary: "Add the passkey that the browser made, under a name of one's own.",
      fields: { response: { kind: 'object' }, name: { kind: 'text', most: 200 } },
      run: async (call) => {
        const name = plainName(call.text('name'), 'name', 80);
        const answer = await (await desk.auth()).call('verifyPasskeyRegistration', innerHeaders(call, [desk.cookies().name, ownCookie()]), { response: answerOf(call), name });
        if (answer.status !== 200) throw refused(answer, 'The passkey was not added.');
        return { body: { added: true } };
      },
    },
    {
      method: 'POST',
      path: '/passkeys/delete',
      may: 'person',
      fresh: true,
      summary: 'Delete one of your passkeys.',
      fields: { passkey: { kind: 'text', most: 64 } },
      run: async (call) => {
        if (!(await desk.rows.deletePasskey(meOf(call).person, call.text('passkey')))) throw new InputError('There is no such passkey.', 'Look at the list of your passkeys.');
        return { body: { deleted: true } };
      },
    },
    {
      method: 'POST',
      path: '/passkeys/sign-in-options',
      may: 'anyone',
      fresh: false,
      summary: 'Begin to sign in with a passkey: the options for the browser.',
      fields: {},
      run: async (call) => {
        const group = addressGroup(call.address);
        await desk.guesses.start.take({ account: group, group, known: false });
        await desk.rows.clean();
        const answer = good(await (await desk.auth()).call('generatePasskeyAuthenticationOptions', innerHeaders(call, [])));
        return { body: { ...answer.body, userVerification: 'required' }, cookies: answer.cookies };
      },
    },
    {
      method: 'POST',
      path: '/passkeys/sign-in',
      may: 'anyone',
      fresh: false,
      summary: 'Sign in with the answer of a passkey; it stands for both factors.',
      fields: { response: { kind: 'object' } },
      run: (call) => signInByPasskey(desk, call, ownCookie()),
    },
  ];
}

async function signInByPasskey(desk: Desk, call: RouteCall, cookie: string): Promise<RouteReply> {
  const answer = await (await desk.auth()).call('verifyPasskeyAuthentication', innerHeaders(call, [cookie]), { response: answerOf(call) });
  if (answer.status !== 200) throw refused(answer, 'This passkey does not open an account here.');
  await leave(desk, call.me);
  const { email } = answer.body.user as { email: string };
  return { body: { signedIn: true }, cookies: [...answer.cookies, deviceCookie(desk, email)] };
}

/** What the browser's WebAuthn function gave; better-auth takes its id into a query as it comes. */
function answerOf(call: RouteCall): Record<string, unknown> {
  const answer = call.object('response');
  if (typeof answer.id === 'string' && /^[\w-]{1,1400}$/.test(answer.id) && typeof answer.response === 'object' && answer.response !== null) return answer;
  throw new InputError('This is not the answer of a passkey.', 'Send what the browser made.', 'response');
}

function refused(answer: AuthAnswer, what: string): Refusal {
  if (codeOf(answer) === userVerificationMissing) return new Refusal(401, 'wrong', `${what} Your device did not check that it is you.`, 'Set a fingerprint, a face or a PIN on the device, then try again.');
  if (codeOf(answer) === 'CHALLENGE_NOT_FOUND') return new Refusal(401, 'start-again', `${what} It took too long, or cookies are blocked.`, 'Try again from the beginning.');
  return new Refusal(401, 'wrong', what, 'Try again, or sign in another way.');
}
