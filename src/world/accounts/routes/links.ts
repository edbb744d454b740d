import type { LinkKind } from '#world/accounts/accounts';
import { mailLink, signIn, spentLink, tokenDigest, tryOf, type Desk } from '#world/accounts/desk';
import { canonicalEmail } from '#world/accounts/email';
import { checkNewPassword, hashPassword } from '#world/accounts/password';
import { emailField, meOf, passwordField, tokenField, type Route, type RouteCall, type RouteReply } from '#world/accounts/routes/route';

/** Longer than the work of making a link, so that the answer takes as long for a mailbox without a person. */
const askingMs = 250;

/** Links by mail: signing in, a new password, showing that a mailbox is one's own. */
export function linkRoutes(desk: Desk): Route[] {
  return [
    {
      method: 'POST',
      path: '/ask-for-link',
      may: 'anyone',
      fresh: false,
      summary: 'Ask for a mail with a link to sign in. The answer is the same whether somebody has this mailbox.',
      fields: { email: emailField },
      run: (call) => ask(desk, call, 'sign-in-link'),
    },
    {
      method: 'POST',
      path: '/open-link',
      may: 'anyone',
      fresh: false,
      summary: 'Sign in with the token of such a link, once. removed: a password or passkey from before the mailbox was proven was taken away.',
      fields: { token: tokenField },
      run: (call) => open(desk, call),
    },
    {
      method: 'POST',
      path: '/ask-for-reset',
      may: 'anyone',
      fresh: false,
      summary: 'Ask for a mail with a link to set a new password. The answer is the same whether somebody has this mailbox.',
      fields: { email: emailField },
      run: (call) => ask(desk, call, 'reset'),
    },
    {
      method: 'POST',
      path: '/reset-password',
      may: 'anyone',
      fresh: false,
      summary: 'Set a new password with the token of such a link, once; ends all sessions.',
      fields: { token: tokenField, password: passwordField },
      run: (call) => reset(desk, call),
    },
    {
      method: 'POST',
      path: '/ask-to-confirm-email',
      may: 'person',
      fresh: false,
      summary: 'Ask for a mail with a link that shows the mailbox to be your own.',
      fields: {},
      run: async (call) => {
        const me = meOf(call);
        if (me.proven) return { body: { confirmed: true } };
        await desk.guesses.mail.take(tryOf(desk, call, me.email));
        await mailLink(desk, 'verify-email', me.person);
        return { body: { asked: true } };
      },
    },
    {
      method: 'POST',
      path: '/confirm-email',
      may: 'person',
      fresh: false,
      summary: 'Show with the token of such a link that the mailbox is your own.',
      fields: { token: tokenField },
      run: async (call) => {
        if (!(await desk.rows.confirmMailbox(tokenDigest('verify-email', call.text('token')), meOf(call).person))) throw spentLink();
        return { body: { confirmed: true } };
      },
    },
  ];
}

async function ask(desk: Desk, call: RouteCall, kind: LinkKind): Promise<RouteReply> {
  const email = canonicalEmail(call.text('email'));
  await desk.guesses.mail.take(tryOf(desk, call, email));
  const send = async (): Promise<void> => {
    const person = await desk.rows.personBy(email);
    if (person !== null) await mailLink(desk, kind, person.id);
  };
  await Promise.all([send(), new Promise((resolve) => setTimeout(resolve, askingMs))]);
  return { body: { asked: true } };
}

async function open(desk: Desk, call: RouteCall): Promise<RouteReply> {
  const proof = await desk.rows.useToken(tokenDigest('sign-in-link', call.text('token')));
  if (proof === null) throw spentLink();
  const { body, cookies } = await signIn(desk, call, { id: proof.person, email: proof.email });
  return { body: { ...(body as Record<string, unknown>), removed: proof.removed }, cookies: cookies ?? [] };
}

async function reset(desk: Desk, call: RouteCall): Promise<RouteReply> {
  const digest = tokenDigest('reset', call.text('token'));
  const holder = await desk.rows.holder(digest);
  if (holder === null) throw spentLink();
  await checkNewPassword(call.text('password'), [holder.email, holder.name]);
  const proof = await desk.rows.useToken(digest, await hashPassword(call.text('password'), desk.passwordCost));
  if (proof === null) throw spentLink();
  return { body: { reset: true } };
}
