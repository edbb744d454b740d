import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { write } from '../../api';
import { Confirm } from '../../components/confirm';
import { dayOfTime } from '../../components/dates';
import { useEntries } from '../../components/entries';
import { Obstacles, Send, TextField } from '../../components/fields';
import { Icon } from '../../components/icons';
import { Trouble } from '../../components/state';
import { accountQueries, type PasskeyOut } from './api';
import { addPasskey, namedAddress, passkeysHere } from './passkeys';
import { Section } from './section';

/** The passkeys of the reader: adding one, and taking one away. */
export function PasskeysSection(): ReactNode {
  const client = useQueryClient();
  const passkeys = useQuery(accountQueries.passkeys);
  const [adding, setAdding] = useState<boolean>();
  const [removing, setRemoving] = useState<PasskeyOut>();
  const [done, setDone] = useState<string>();
  const here = passkeysHere();
  const named = namedAddress();
  const told = async (words: string): Promise<void> => {
    setDone(words);
    await client.invalidateQueries({ queryKey: ['account'] });
  };
  const entries = useEntries({
    start: { name: '' },
    needed: { name: 'Enter a name for it.' },
    send: async ({ name }) => {
      await addPasskey(name);
      entries.clear();
      setAdding(false);
      await told(`The passkey “${name.trim()}” was added.`);
    },
  });
  const items = passkeys.data?.passkeys ?? [];
  return (
    <Section name="Passkeys" done={done} about="With a passkey you sign in by fingerprint, face or PIN of your device. It stands for both proofs, so no code is asked for.">
      {passkeys.isError && <Trouble error={passkeys.error} again={() => void passkeys.refetch()} title="Your passkeys cannot be read" />}
      {items.length > 0 && (
        <ul className="list rows mt-3" aria-label="Your passkeys">
          {items.map((one) => (
            <li key={one.id} className="setting-row">
              <Icon name="lock" className="quiet" />
              <div>
                <b className="break">{one.name ?? 'Passkey without a name'}</b>
                <span className="block text-small quiet">
                  {one.madeAt !== null && `Added ${dayOfTime(one.madeAt)}. `}
                  {one.oneDevice ? 'On one device only.' : 'Kept by your password manager.'}
                </span>
              </div>
              <button type="button" className="button small" aria-label={`Remove ${one.name ?? 'this passkey'}`} onClick={() => setRemoving(one)}>
                Remove
              </button>
            </li>
          ))}
        </ul>
      )}
      {adding === true ? (
        <form className="fields mt-4" noValidate onSubmit={entries.submit}>
          <Obstacles entries={entries} title="The passkey was not added" />
          <TextField entries={entries} name="name" label="Name of the passkey" hint="By which you know it again, for example: laptop at work." autoFocus />
          <p className="flex flex-wrap gap-3">
            <Send busy={entries.busy}>Add the passkey</Send>
            <button type="button" className="button" onClick={() => setAdding(false)}>
              Cancel
            </button>
          </p>
        </form>
      ) : (
        <p className="mt-4">
          {here === 'yes' && (
            <button
              type="button"
              className="button"
              autoFocus={adding === false}
              onClick={() => {
                setDone(undefined);
                setAdding(true);
              }}
            >
              Add a passkey
            </button>
          )}
          {here === 'no' && <span className="quiet">This browser has no passkeys.</span>}
          {here === 'other-address' && (
            <span className="quiet">
              Passkeys belong to a name, not to a number such as {window.location.hostname}.{' '}
              {named !== null && (
                <>
                  Open this page as{' '}
                  <a className="link" href={named}>
                    localhost
                  </a>{' '}
                  and sign in there to add one.
                </>
              )}
            </span>
          )}
        </p>
      )}
      {removing !== undefined && (
        <Confirm
          title={`Remove “${removing.name ?? 'this passkey'}”?`}
          verb="Remove the passkey"
          failed="The passkey was not removed"
          act={() => write('auth/passkeys/delete', { passkey: removing.id })}
          onClose={() => setRemoving(undefined)}
          onDone={() => {
            setRemoving(undefined);
            void told(`The passkey “${removing.name ?? ''}” opens nothing here any more.`);
          }}
        >
          <p>It opens your account no longer. Take it out of your device or password manager too.</p>
        </Confirm>
      )}
    </Section>
  );
}
