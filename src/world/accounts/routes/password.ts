import type { SignedIn } from '#world/accounts/accounts';
import { isFresh, notFresh, tryOf, type Desk } from '#world/accounts/desk';
import { checkNewPassword, hashPassword, verifyPassword } from '#world/accounts/password';
import { meOf, passwordField, Refusal, type Route, type RouteCall } from '#world/accounts/routes/route';

/** Changing the password. */
export function passwordRoutes(desk: Desk): Route[] {
  return [
    {
      method: 'POST',
      path: '/change-password',
      may: 'person',
      fresh: false,
      summary: 'Change the password, or set the first one; ends all other sessions.',
      fields: { current: { ...passwordField, optional: true }, password: passwordField },
      run: async (call) => {
        const me = meOf(call);
        await confirmSelf(desk, call, me, call.text('current'));
        await checkNewPassword(call.text('password'), [me.email, me.name]);
        await desk.rows.changePassword(me.person, await hashPassword(call.text('password'), desk.passwordCost), me.session);
        return { body: { changed: true } };
      },
    },
  ];
}

/** Makes sure that it is the person: by the password, or for somebody without one by a sign-in of the last hour. */
export async function confirmSelf(desk: Desk, call: RouteCall, me: SignedIn, password: string): Promise<void> {
  const row = await desk.rows.personBy(me.email);
  if (row === null || row.password === null) {
    if (!isFresh(desk, me)) throw notFresh();
    return;
  }
  const right = await desk.guesses.password.take({ ...tryOf(desk, call, me.email), known: true });
  if (!(await verifyPassword(row.password, password))) throw new Refusal(401, 'wrong', 'This is not your password; nothing was changed.', 'Try again.');
  await right();
}
