import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { write } from '../../api';
import { useEntries } from '../../components/entries';
import { Obstacles, Send } from '../../components/fields';
import { useTitle } from '../../use-title';
import { readAnew, type SignedInOut } from './api';
import { CodeStep } from './code-step';
import { Entrance, NoToken } from './entrance';
import { takeBack, useToken } from './token';

/** A link to sign in that came by mail: looking at it spends nothing, the button does. */
export function LinkScreen(): ReactNode {
  useTitle('Sign in by link');
  const { token, forget } = useToken('link');
  const client = useQueryClient();
  const router = useRouter();
  const [step, setStep] = useState<'open' | 'code' | 'told'>('open');
  const goOn = (): void => router.history.replace(takeBack());
  const [removed, setRemoved] = useState(false);
  const enter = async (): Promise<void> => {
    await readAnew(client);
    if (removed) setStep('told');
    else goOn();
  };
  const entries = useEntries({
    start: {},
    send: async () => {
      const opened = await write<SignedInOut>('auth/open-link', { token });
      forget();
      setRemoved(opened.removed === true);
      if (opened.secondFactor === true) return setStep('code');
      await readAnew(client);
      if (opened.removed === true) setStep('told');
      else goOn();
    },
  });
  if (step === 'code') return <CodeStep onDone={enter} onAgain={() => void router.navigate({ to: '/sign-in' })} />;
  if (step === 'told') {
    return (
      <Entrance title="You are signed in">
        <div className="card entrance-card">
          <p>This mailbox had not been confirmed before. A password or passkey from that time was taken away, because somebody else might have set it.</p>
          <p>Set a new password in your account if you want to sign in without a link.</p>
          <p className="flex flex-wrap gap-3 mt-4">
            <button type="button" className="button primary" onClick={goOn}>
              Go on
            </button>
            <Link className="button" to="/account">
              Set a password
            </Link>
          </p>
        </div>
      </Entrance>
    );
  }
  if (token === null) return <NoToken title="Sign in by link" what={<>Open the link in your mail again, or <Link className="link" to="/sign-in">ask for a new one</Link>.</>} />;
  return (
    <Entrance title="Sign in by link">
      <form className="card entrance-card fields" noValidate onSubmit={entries.submit}>
        <Obstacles entries={entries} title="You are not signed in yet" />
        <p>The link works once. Press the button on the device on which you want to be signed in.</p>
        <p className="flex flex-wrap gap-3 items-center">
          <Send busy={entries.busy}>Sign in</Send>
          {entries.obstacles.length > 0 && (
            <Link className="button" to="/sign-in">
              Ask for a new link
            </Link>
          )}
        </p>
      </form>
    </Entrance>
  );
}
