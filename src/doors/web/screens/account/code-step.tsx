import { useState, type ReactNode } from 'react';
import { write } from '../../api';
import { useEntries } from '../../components/entries';
import { Obstacles, Send, TextField } from '../../components/fields';
import { Entrance } from './entrance';

/** The second step of signing in: a code of the authenticator, or a backup code. */
export function CodeStep({ onDone, onAgain }: { onDone: () => Promise<void>; onAgain: () => void }): ReactNode {
  const [backup, setBackup] = useState(false);
  const entries = useEntries({
    start: { code: '' },
    needed: { code: 'Enter the code.' },
    send: async ({ code }) => {
      await write('auth/sign-in-code', { code: code.trim() });
      await onDone();
    },
  });
  return (
    <Entrance title="Enter your code" lead={<p>Your account asks for a second proof besides the first.</p>}>
      <form className="card entrance-card fields" noValidate onSubmit={entries.submit}>
        <Obstacles entries={entries} title="You are not signed in yet" />
        {backup ? (
          <TextField key="backup" entries={entries} name="code" label="Backup code" hint="One of the ten that you were shown; each works once. It looks like aB3dE-f6H1j." autoFocus />
        ) : (
          <TextField key="app" entries={entries} name="code" label="Code" hint="The six digits that your authenticator shows now." inputMode="numeric" autoComplete="one-time-code" autoFocus />
        )}
        <p className="flex flex-wrap gap-3">
          <Send busy={entries.busy}>Sign in</Send>
          <button type="button" className="button" onClick={() => setBackup(!backup)}>
            {backup ? 'Use the authenticator' : 'Use a backup code'}
          </button>
          <button type="button" className="button bare" onClick={onAgain}>
            Start again
          </button>
        </p>
      </form>
    </Entrance>
  );
}
