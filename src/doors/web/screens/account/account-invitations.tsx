import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { write } from '../../api';
import { useEntries } from '../../components/entries';
import { ChoiceField, Obstacles, Send, TextField } from '../../components/fields';
import { Icon } from '../../components/icons';
import { invitationInWords, Invited, type InvitedOut } from '../../components/invitations';
import { Trouble } from '../../components/state';
import { accountQueries } from './api';

/** Invitations to an account, into an organisation (its id) or into none: those that are open, and a form for another one. */
export function AccountInvitations({ organisation }: { organisation: { id: string; name: string } | null }): ReactNode {
  const client = useQueryClient();
  const query = accountQueries.invitations(organisation?.id ?? null);
  const invitations = useQuery(query);
  const [inviting, setInviting] = useState<boolean>();
  const [invited, setInvited] = useState<InvitedOut & { email: string }>();
  const entries = useEntries({
    start: { email: '', name: '', role: 'member' },
    needed: { email: 'Enter the mail address.' },
    send: async ({ email, name, role }) => {
      const whom = { email, ...(name.trim() !== '' && { name }) };
      const answer = organisation === null ? await write<InvitedOut>('invite-account', whom) : await write<InvitedOut>('invite-member', { ...whom, organisation: organisation.id, role });
      setInvited({ ...answer, email: email.trim() });
      entries.clear();
      setInviting(false);
      await client.invalidateQueries({ queryKey: query.queryKey });
    },
  });
  const revoke = useMutation({ mutationFn: (invitation: string) => write('revoke-account-invitation', { invitation }), onSettled: () => client.invalidateQueries({ queryKey: query.queryKey }) });
  const items = (invitations.data?.invitations ?? []).filter(({ state }) => state === 'open' || state === 'expired');
  return (
    <>
      {invitations.isError && <Trouble error={invitations.error} again={() => void invitations.refetch()} title="The invitations cannot be read" />}
      {items.length > 0 && (
        <ul className="list rows mt-3" aria-label="Invitations">
          {items.map((one) => (
            <li key={one.id} className="setting-row">
              <Icon name={one.state === 'open' ? 'mail' : 'clock'} className="quiet" />
              <div>
                <b className="break">{one.name === null ? one.email : `${one.name}, ${one.email}`}</b>
                <span className="block text-small quiet">
                  {one.role === 'manager' && 'As manager. '}
                  {invitationInWords(one)}
                </span>
              </div>
              {one.state === 'open' && (
                <button type="button" className="button small" aria-label={`Take back the invitation of ${one.email}`} aria-disabled={revoke.isPending} onClick={() => !revoke.isPending && revoke.mutate(one.id)}>
                  Take back
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {revoke.isError && <Trouble error={revoke.error} title="The invitation was not taken back" />}
      {invited !== undefined && <Invited invited={invited} email={invited.email} onClose={() => setInvited(undefined)} />}
      {inviting === true ? (
        <form className="fields mt-4" noValidate onSubmit={entries.submit}>
          <Obstacles entries={entries} title="Nobody was invited" />
          <TextField entries={entries} name="email" label="Mail address" hint="The invitation is for this mailbox alone." type="email" inputMode="email" autoFocus />
          <TextField entries={entries} name="name" label="Name" optional />
          {organisation !== null && (
            <ChoiceField
              entries={entries}
              name="role"
              label="Joins as"
              options={[
                { value: 'member', name: 'Member', means: `Starts agreements for ${organisation.name} and takes seats in them.` },
                { value: 'manager', name: 'Manager', means: 'Also invites and removes members, and names the organisation.' },
              ]}
            />
          )}
          <p className="flex flex-wrap gap-3">
            <Send busy={entries.busy}>Invite</Send>
            <button type="button" className="button" onClick={() => setInviting(false)}>
              Cancel
            </button>
          </p>
        </form>
      ) : (
        invited === undefined && (
          <p className="mt-4">
            <button type="button" className="button" autoFocus={inviting === false} onClick={() => setInviting(true)}>
              {organisation === null ? 'Invite somebody' : `Invite somebody into ${organisation.name}`}
            </button>
          </p>
        )
      )}
    </>
  );
}
