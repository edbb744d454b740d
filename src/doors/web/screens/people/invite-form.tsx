import type { ReactNode } from 'react';
import { useAgreement } from '../../agreement-context';
import { write } from '../../api';
import { useEntries } from '../../components/entries';
import { ChoiceField, Obstacles, Send, TextField } from '../../components/fields';
import type { InvitedOut } from '../../components/invitations';
import { roleWords, type RoleName } from '../../components/roles';

/** Invites somebody to act for a party: the own one in any role, another one by its first lead. */
export function InviteForm({ party, onDone, onCancel }: { party: { id: string; name: string; own: boolean }; onDone: (invited: InvitedOut & { email: string }) => Promise<void>; onCancel: () => void }): ReactNode {
  const { id } = useAgreement();
  const entries = useEntries({
    start: { email: '', name: '', role: party.own ? '' : 'lead' },
    needed: { email: 'Enter the mail address.', role: 'Choose a role.' },
    send: async ({ email, name, role }) => {
      const answer = await write<InvitedOut>(`agreements/${id}/invite-person`, { party: party.id, role, email, ...(name.trim() !== '' && { name }) });
      await onDone({ ...answer, email: email.trim() });
    },
  });
  return (
    <form className="fields" noValidate onSubmit={entries.submit}>
      <Obstacles entries={entries} title="Nobody was invited" />
      {!party.own && <p>You invite the first lead of {party.name}; they name everybody else who acts for it.</p>}
      <TextField entries={entries} name="email" label="Mail address" hint="The invitation is for this mailbox alone, works once and lasts 14 days. No account is needed." type="email" inputMode="email" autoFocus />
      <TextField entries={entries} name="name" label="Name" optional />
      {party.own && <ChoiceField entries={entries} name="role" label="Role" options={(Object.keys(roleWords) as RoleName[]).map((role) => ({ value: role, name: roleWords[role].name, means: roleWords[role].means(party.name) }))} />}
      <p className="flex flex-wrap gap-3">
        <Send busy={entries.busy}>Invite to act for {party.name}</Send>
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
      </p>
    </form>
  );
}
