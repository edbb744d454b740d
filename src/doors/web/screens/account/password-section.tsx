import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { write } from '../../api';
import { useEntries } from '../../components/entries';
import { Obstacles, PasswordField, Send } from '../../components/fields';
import type { Means } from './api';
import { Section } from './section';

/** Changing the password, or setting the first one. */
export function PasswordSection({ means, email }: { means: Means; email: string }): ReactNode {
  const client = useQueryClient();
  const [open, setOpen] = useState<boolean>();
  const [done, setDone] = useState<string>();
  const entries = useEntries({
    start: { current: '', password: '' },
    needed: { ...(means.password && { current: 'Enter your present password.' }), password: 'Choose a new password.' },
    send: async ({ current, password }) => {
      await write('auth/change-password', { password, ...(means.password && { current }) });
      entries.clear();
      setOpen(false);
      setDone('The new password is set. Other devices were signed out.');
      await Promise.all([client.invalidateQueries({ queryKey: ['account'] }), client.invalidateQueries({ queryKey: ['me'] })]);
    },
  });
  return (
    <Section name="Password" done={done} about={means.password ? 'Changing it signs you out on all other devices.' : 'You have none: you sign in by links that are sent to your mailbox, or with a passkey.'}>
      {open === true ? (
        <form className="fields mt-4" noValidate onSubmit={entries.submit}>
          <Obstacles entries={entries} title={means.password ? 'The password was not changed' : 'The password was not set'} />
          <input className="hidden" type="email" autoComplete="username" value={email} readOnly tabIndex={-1} aria-hidden="true" />
          {means.password && <PasswordField entries={entries} name="current" label="Present password" />}
          <PasswordField entries={entries} name="password" label="New password" choosing />
          <p className="flex flex-wrap gap-3">
            <Send busy={entries.busy}>{means.password ? 'Change the password' : 'Set this password'}</Send>
            <button
              type="button"
              className="button"
              onClick={() => {
                entries.clear();
                setOpen(false);
              }}
            >
              Cancel
            </button>
          </p>
        </form>
      ) : (
        <p className="mt-4">
          <button
            type="button"
            className="button"
            autoFocus={open === false}
            onClick={() => {
              setDone(undefined);
              setOpen(true);
            }}
          >
            {means.password ? 'Change the password' : 'Set a password'}
          </button>
        </p>
      )}
    </Section>
  );
}
