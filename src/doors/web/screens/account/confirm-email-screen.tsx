import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { queries, write } from '../../api';
import { useEntries } from '../../components/entries';
import { Obstacles, Send } from '../../components/fields';
import { useTitle } from '../../use-title';
import { Entrance, NoToken } from './entrance';
import { useToken } from './token';

/** A link that shows a mailbox to be the reader's own; only whoever is signed in to that account can press it. */
export function ConfirmEmailScreen(): ReactNode {
  useTitle('Confirm your mail address');
  const { token, forget } = useToken('confirm-email');
  const me = useQuery(queries.me);
  const [done, setDone] = useState(false);
  const entries = useEntries({
    start: {},
    send: async () => {
      await write('auth/confirm-email', { token });
      forget();
      setDone(true);
    },
  });
  if (me.isPending) return null;
  const email = me.data?.me?.email;
  if (done) {
    return (
      <Entrance title="Your mail address is confirmed">
        <div className="card entrance-card">
          <p>
            <b className="break">{email}</b> is known to be yours. Links to sign in and invitations reach you there.
          </p>
          <p className="mt-4">
            <Link className="button primary" to="/">
              Go to your agreements
            </Link>
          </p>
        </div>
      </Entrance>
    );
  }
  if (token === null) return <NoToken title="Confirm your mail address" what={<>Open the link in your mail again, or ask for a new one in <Link className="link" to="/account">your account</Link>.</>} />;
  return (
    <Entrance title="Confirm your mail address">
      <form className="card entrance-card fields" noValidate onSubmit={entries.submit}>
        <Obstacles entries={entries} title="The mail address was not confirmed" />
        {email === undefined ? (
          <>
            <p>Sign in first: the link counts only for the account that it was made for.</p>
            <p>
              <Link className="button primary" to="/sign-in" search={{ back: '/confirm-email' }}>
                Sign in
              </Link>
            </p>
          </>
        ) : (
          <>
            <p>
              You are signed in as <b className="break">{email}</b>. Press the button to say that this mailbox is yours.
            </p>
            <p className="flex flex-wrap gap-3">
              <Send busy={entries.busy}>Confirm this address</Send>
              {entries.obstacles.length > 0 && (
                <Link className="button" to="/account">
                  Ask for a new link in your account
                </Link>
              )}
            </p>
          </>
        )}
      </form>
    </Entrance>
  );
}
