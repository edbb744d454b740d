import { InputError } from '#agreement/input-error';
import { codeOf, good, innerHeaders, tryOf, type Desk } from '#world/accounts/desk';
import { confirmSelf } from '#world/accounts/routes/password';
import { meOf, passwordField, Refusal, type Field, type Route, type RouteCall } from '#world/accounts/routes/route';
import type { AuthAnswer, AuthEndpoint } from '#world/accounts/auth';

const ownPassword: Field = { ...passwordField, optional: true };

/** Setting up, and giving up, codes of an authenticator as second factor. */
export function secondFactorRoutes(desk: Desk): Route[] {
  const ask = async (call: RouteCall, endpoint: AuthEndpoint, body: Record<string, unknown>): Promise<AuthAnswer> =>
    (await desk.auth()).call(endpoint, innerHeaders(call, [desk.cookies().name]), body);
  /** better-auth wants the password again; it is checked and counted by us first. */
  const withPassword = async (call: RouteCall, endpoint: AuthEndpoint): Promise<AuthAnswer> => {
    const password = call.text('password');
    await confirmSelf(desk, call, meOf(call), password);
    return ask(call, endpoint, password === '' ? {} : { password });
  };
  return [
    {
      method: 'POST',
      path: '/second-factor/start',
      may: 'person',
      fresh: false,
      summary: 'Begin to set up codes of an authenticator: its address (uri) and ten backup codes. Needs the password if there is one.',
      fields: { password: ownPassword },
      run: async (call) => {
        if (meOf(call).secondFactor) throw new InputError('A second factor is set up already.', 'Give it up first if you want another one.');
        const { body } = good(await withPassword(call, 'enableTwoFactor'));
        return { body: { uri: body.totpURI, backupCodes: body.backupCodes } };
      },
    },
    {
      method: 'POST',
      path: '/second-factor/confirm',
      may: 'person',
      fresh: false,
      summary: 'Finish the set-up with a first code; from then on signing in asks for one.',
      fields: { code: { kind: 'text', most: 40 } },
      run: async (call) => {
        const me = meOf(call);
        if (me.secondFactor) return { body: { secondFactor: true } };
        const right = await desk.guesses.code.take({ ...tryOf(desk, call, me.email), known: true });
        const answer = await ask(call, 'verifyTOTP', { code: call.text('code').replace(/\s/g, '') });
        if (codeOf(answer) === 'TOTP_NOT_ENABLED') throw new InputError('No second factor is being set up.', 'Begin the set-up again.');
        if (answer.status === 401) throw new Refusal(401, 'wrong', 'The code is wrong.', 'Wait for the next one and try again.');
        good(answer);
        await right();
        return { body: { secondFactor: true }, cookies: answer.cookies };
      },
    },
    {
      method: 'POST',
      path: '/second-factor/stop',
      may: 'person',
      fresh: false,
      summary: 'Give the second factor up. Needs the password if there is one.',
      fields: { password: ownPassword },
      run: async (call) => ({ body: { secondFactor: false }, cookies: good(await withPassword(call, 'disableTwoFactor')).cookies }),
    },
    {
      method: 'POST',
      path: '/second-factor/backup-codes',
      may: 'person',
      fresh: false,
      summary: 'Ten new backup codes in place of the old ones. Needs the password if there is one.',
      fields: { password: ownPassword },
      run: async (call) => {
        if (!meOf(call).secondFactor) throw new InputError('No second factor is set up.', 'Set one up first.');
        return { body: { backupCodes: good(await withPassword(call, 'generateBackupCodes')).body.backupCodes } };
      },
    },
  ];
}
