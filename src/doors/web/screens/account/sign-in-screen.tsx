import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Navigate, useRouter, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { queries, write } from '../../api';
import { useEntries, type Entries } from '../../components/entries';
import { Obstacles, PasswordField, Send, TextField } from '../../components/fields';
import { useTitle } from '../../use-title';
import { readAnew, type SignedInOut } from './api';
import { CodeStep } from './code-step';
import { Entrance } from './entrance';
import { namedAddress, passkeysHere, signInWithPasskey } from './passkeys';
import { rememberBack } from './token';

type Way = 'password' | 'link' | 'reset' | 'passkey';

/** Signing in by password, passkey or a link by mail; then back to where the reader wanted to go. */
export function SignInScreen(): ReactNode {
  useTitle('Sign in');
  const { back } = useSearch({ from: '/sign-in' });
  const client = useQueryClient();
  const router = useRouter();
  const about = useQuery(queries.me).data;
  const [step, setStep] = useState<'first' | 'code' | 'asked-link' | 'asked-reset'>('first');
  const [way, setWay] = useState<Way>('password');
  const enter = async (): Promise<void> => {
    await readAnew(client);
    router.history.replace(back ?? '/');
  };
  const entries = useEntries({
    start: { email: '', password: '' },
    needed: { email: 'Enter your mail address.', password: 'Enter your password.' },
    send: async (typed) => {
      setWay('password');
      const { secondFactor } = await write<SignedInOut>('auth/sign-in', typed);
      if (secondFactor === true) setStep('code');
      else await enter();
    },
  });
  const byPasskey = async (): Promise<void> => {
    await signInWithPasskey();
    await enter();
  };
  const ask = async (kind: 'link' | 'reset', email: string): Promise<void> => {
    await write(kind === 'link' ? 'auth/ask-for-link' : 'auth/ask-for-reset', { email });
    rememberBack(back);
    setStep(kind === 'link' ? 'asked-link' : 'asked-reset');
  };
  const take = (chosen: Exclude<Way, 'password'>): void => {
    setWay(chosen);
    if (chosen === 'passkey') entries.instead({}, byPasskey);
    else entries.instead({ email: 'Enter your mail address first.' }, ({ email }) => ask(chosen, email));
  };
  if (about?.start === true) return <Navigate to="/set-up" replace />;
  if (step === 'code') return <CodeStep onDone={enter} onAgain={() => setStep('first')} />;
  if (step !== 'first') return <Asked email={entries.values.email.trim()} reset={step === 'asked-reset'} server={about?.mail !== false} onBack={() => setStep('first')} />;
  const me = about?.me ?? null;
  return (
    <Entrance
      title="Sign in"
      lead={
        me !== null ? (
          <p>
            You are signed in as {me.name}.{' '}
            <button type="button" className="link" onClick={() => router.history.replace(back ?? '/')}>
              Go on as {me.name}
            </button>
          </p>
        ) : back !== undefined ? (
          <p>Then you go on to the page that you asked for.</p>
        ) : undefined
      }
    >
      <SignInForm entries={entries} way={way} take={take} />
      {about?.signUp === 'open' && (
        <p className="mt-4">
          No account yet? <Link className="link" to="/sign-up">Make an account</Link>
        </p>
      )}
    </Entrance>
  );
}

function SignInForm({ entries, way, take }: { entries: Entries<'email' | 'password'>; way: Way; take: (way: Exclude<Way, 'password'>) => void }): ReactNode {
  const passkeys = passkeysHere();
  const named = namedAddress();
  const titles: Readonly<Record<Way, string>> = { password: 'You are not signed in yet', passkey: 'You are not signed in yet', link: 'No link was asked for', reset: 'No link was asked for' };
  return (
    <form className="card entrance-card fields" noValidate onSubmit={entries.submit}>
      <Obstacles entries={entries} title={titles[way]} />
      <TextField entries={entries} name="email" label="Mail address" type="email" inputMode="email" autoComplete="username" />
      <PasswordField entries={entries} name="password" label="Password" />
      <p>
        <Send busy={entries.busy}>Sign in</Send>
      </p>
      <div className="other-ways">
        <h2 className="text-name">Other ways</h2>
        {passkeys === 'yes' && (
          <button type="button" className="button" aria-disabled={entries.busy} onClick={() => take('passkey')}>
            Sign in with a passkey
          </button>
        )}
        <button type="button" className="button" aria-disabled={entries.busy} onClick={() => take('link')}>
          Send me a link instead
        </button>
        <p className="hint">Also for whoever came in by an invitation and has no password. It goes to the mail address above.</p>
        <button type="button" className="button" aria-disabled={entries.busy} onClick={() => take('reset')}>
          I forgot my password
        </button>
        {passkeys === 'other-address' && named !== null && (
          <p className="hint">
            To sign in with a passkey, open this page as{' '}
            <a className="link" href={named}>
              localhost
            </a>
            : passkeys belong to a name, not to a number.
          </p>
        )}
      </div>
    </form>
  );
}

/** The same answer for every mailbox: whether somebody is known here is nobody's business. */
function Asked({ email, reset, server, onBack }: { email: string; reset: boolean; server: boolean; onBack: () => void }): ReactNode {
  return (
    <Entrance title={server ? 'Look into your mailbox' : 'The link waits to be passed on'}>
      <div className="card entrance-card">
        <p>
          If <b className="break">{email}</b> is known here, a link to {reset ? 'set a new password' : 'sign in'} {server ? 'is on its way to it' : 'was made'}. It works once, for 30 minutes.
        </p>
        {!server && <p>This installation has no mail server, so the link stands in its outbox. Ask whoever administers it, or whoever invited you, to pass it on.</p>}
        {server && <p className="quiet">If nothing comes within a few minutes, look among unwanted mails, or check the address and ask again.</p>}
        <p className="mt-4">
          <button type="button" className="button" onClick={onBack}>
            Back to signing in
          </button>
        </p>
      </div>
    </Entrance>
  );
}
