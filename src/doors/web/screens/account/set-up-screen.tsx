import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { queries, write } from '../../api';
import { useEntries } from '../../components/entries';
import { Obstacles, PasswordField, Send, TextField } from '../../components/fields';
import { useTitle } from '../../use-title';
import { readAnew } from './api';
import { Entrance } from './entrance';

/** The first page of a new installation: makes the first person, who administers it, and their organisation. */
export function SetUpScreen(): ReactNode {
  useTitle('Set up Entente');
  const client = useQueryClient();
  const navigate = useNavigate();
  const me = useQuery(queries.me).data;
  const asksCode = me?.setUpCode === true;
  const entries = useEntries({
    start: { name: '', organisation: '', email: '', password: '', code: '' },
    needed: {
      name: 'Enter your name.',
      organisation: 'Enter the name of your organisation.',
      email: 'Enter your mail address.',
      password: 'Choose a password.',
      ...(asksCode && { code: 'Enter the set-up code.' }),
    },
    send: async ({ code, ...account }) => {
      await write('set-up', { ...account, ...(asksCode && { code }) });
      await readAnew(client);
      await navigate({ to: '/', replace: true });
    },
  });
  if (me?.start === false && !entries.busy) return <Navigate to={me.me === null ? '/sign-in' : '/'} replace />;
  return (
    <Entrance title="Set up Entente" lead={<p>Nobody has an account here yet. You make the first one and become the administrator of this installation: you can invite others, and you see the mails that wait to be sent.</p>}>
      <form className="card entrance-card fields" noValidate onSubmit={entries.submit}>
        <Obstacles entries={entries} title="Entente was not set up" />
        <TextField entries={entries} name="name" label="Your name" hint="As it stands in agreements that you sign." autoComplete="name" />
        <TextField entries={entries} name="organisation" label="Organisation" hint="The one that you act for. You can add others later." autoComplete="organization" />
        <TextField entries={entries} name="email" label="Mail address" hint="You sign in with it. No mail is sent now." type="email" inputMode="email" autoComplete="username" />
        <PasswordField entries={entries} name="password" label="Password" choosing />
        {asksCode && <TextField entries={entries} name="code" label="Set-up code" hint="The program printed it where it was started: three groups of four letters and digits." />}
        <p>
          <Send busy={entries.busy}>Set up and sign in</Send>
        </p>
      </form>
      <p className="text-small quiet mt-4">Everything is kept on the machine where Entente runs.</p>
    </Entrance>
  );
}
