import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { write } from '../../api';
import { useEntries } from '../../components/entries';
import { Obstacles, PasswordField, Send } from '../../components/fields';
import { useTitle } from '../../use-title';
import { readAnew } from './api';
import { Entrance, NoToken } from './entrance';
import { useToken } from './token';

/** A link to set a new password. */
export function ResetScreen(): ReactNode {
  useTitle('Set a new password');
  const { token, forget } = useToken('reset');
  const client = useQueryClient();
  const [done, setDone] = useState(false);
  const entries = useEntries({
    start: { password: '' },
    needed: { password: 'Choose a password.' },
    send: async ({ password }) => {
      await write('auth/reset-password', { token, password });
      forget();
      await readAnew(client);
      setDone(true);
    },
  });
  if (done) {
    return (
      <Entrance title="Your new password is set">
        <div className="card entrance-card">
          <p>Everything that was signed in to your account has been signed out. Sign in with the new password.</p>
          <p className="mt-4">
            <Link className="button primary" to="/sign-in">
              Sign in
            </Link>
          </p>
        </div>
      </Entrance>
    );
  }
  if (token === null) return <NoToken title="Set a new password" what={<>Open the link in your mail again, or <Link className="link" to="/sign-in">ask for a new one</Link>.</>} />;
  return (
    <Entrance title="Set a new password" lead={<p>Setting it signs you out everywhere else.</p>}>
      <form className="card entrance-card fields" noValidate onSubmit={entries.submit}>
        <Obstacles entries={entries} title="The password was not set" />
        <PasswordField entries={entries} name="password" label="New password" choosing />
        <p className="flex flex-wrap gap-3">
          <Send busy={entries.busy}>Set this password</Send>
          {entries.obstacles.some(({ field }) => field === null) && (
            <Link className="button" to="/sign-in">
              Ask for a new link
            </Link>
          )}
        </p>
      </form>
    </Entrance>
  );
}
