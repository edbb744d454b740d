import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { write } from '../../api';
import { momentInWords } from '../../components/dates';
import { Trouble } from '../../components/state';
import { accountQueries } from './api';
import { deviceInWords } from './device';
import { Section } from './section';

/** Where the reader is signed in; each place can be signed out at once. */
export function DevicesSection(): ReactNode {
  const client = useQueryClient();
  const devices = useQuery(accountQueries.devices);
  const [done, setDone] = useState<string>();
  const ending = useMutation({
    mutationFn: (session: string | null) => (session === null ? write('auth/end-other-sessions', {}) : write('auth/end-session', { session })),
    onSuccess: async (_, session) => {
      setDone(session === null ? 'All other devices were signed out.' : 'That device was signed out.');
      await client.invalidateQueries({ queryKey: accountQueries.devices.queryKey });
    },
    onError: () => setDone(undefined),
  });
  const items = devices.data?.sessions ?? [];
  return (
    <Section name="Devices" done={done} about="Where you are signed in. Signing a device out takes effect at once.">
      {devices.isError && <Trouble error={devices.error} again={() => void devices.refetch()} title="Your devices cannot be read" />}
      <ul className="list rows mt-3" aria-label="Your devices">
        {items.map((one) => {
          const name = deviceInWords(one.device);
          return (
            <li key={one.session} className="setting-row two">
              <div>
                <b className="break">{name}</b> {one.current && <span className="tag">This device</span>}
                <span className="block text-small quiet">
                  Signed in {momentInWords(one.startedAt)}
                  {one.address !== null && `, from ${one.address}`}
                  {one.agreement !== null && ', by an invitation, for one agreement'}
                </span>
              </div>
              {!one.current && (
                <button type="button" className="button small" aria-label={`Sign out: ${name}, since ${momentInWords(one.startedAt)}`} aria-disabled={ending.isPending} onClick={() => !ending.isPending && ending.mutate(one.session)}>
                  Sign out
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {ending.isError && <Trouble error={ending.error} title="The device was not signed out" />}
      {items.length > 1 && (
        <p className="mt-4">
          <button type="button" className="button" aria-disabled={ending.isPending} onClick={() => !ending.isPending && ending.mutate(null)}>
            Sign out everywhere else
          </button>
        </p>
      )}
    </Section>
  );
}
