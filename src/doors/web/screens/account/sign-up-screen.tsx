import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Navigate, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { queries, write } from '../../api';
import { useEntries } from '../../components/entries';
import { Obstacles, PasswordField, Send, TextField } from '../../components/fields';
import { useTitle } from '../../use-title';
import { readAnew } from './api';
import { Entrance } from './entrance';

/** Making an account without an invitation, where the installation allows it. */
export function SignUpScreen(): ReactNode {
  useTitle('Make an account');
  const client = useQueryClient();
  const navigate = useNavigate();
  const about = useQuery(queries.me).data;
  const entries = useEntries({
    start: { name: '', organisation: '', email: '', password: '' },
    needed: { name: 'Enter your name.', email: 'Enter your mail address.', password: 'Choose a password.' },
    send: async ({ organisation, ...account }) => {
      await write('sign-up', { ...account, ...(organisation.trim() !== '' && { organisation }) });
      await readAnew(client);
      await navigate({ to: '/', replace: true });
    },
  });
  if (about?.start === true) return <Navigate to="/set-up" replace />;
  if (about?.signUp === 'invited') {
    return (
      <Entrance title="Accounts are made by invitation here">
        <div className="card entrance-card">
          <p>Ask somebody who has an account here to invite you; the link in the invitation makes your account.</p>
          <p className="mt-4">
            <Link className="button" to="/sign-in">
              Sign in
            </Link>
          </p>
        </div>
      </Entrance>
    );
  }
  return (
    <Entrance title="Make an account">
      <form className="card entrance-card fields" noValidate onSubmit={entries.submit}>
        <Obstacles entries={entries} title="The account was not made" />
        <TextField entries={entries} name="name" label="Your name" hint="As it stands in agreements that you sign." autoComplete="name" />
        <TextField entries={entries} name="organisation" label="Organisation" hint="A new one that you act for and manage. To join one that is here already, ask its managers to invite you." autoComplete="organization" optional />
        <TextField entries={entries} name="email" label="Mail address" hint="You sign in with it, and confirm it by a link." type="email" inputMode="email" autoComplete="username" />
        <PasswordField entries={entries} name="password" label="Password" choosing />
        <p>
          <Send busy={entries.busy}>Make the account</Send>
        </p>
      </form>
      <p className="mt-4">
        You have one? <Link className="link" to="/sign-in">Sign in</Link>
      </p>
    </Entrance>
  );
}
