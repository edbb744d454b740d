import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { write } from '../../api';
import { Confirm } from '../../components/confirm';
import { dayOfTime } from '../../components/dates';
import { useEntries } from '../../components/entries';
import { Obstacles, Send, TextField } from '../../components/fields';
import { TopBar } from '../../components/shell';
import { Trouble, Waiting } from '../../components/state';
import { useTitle } from '../../use-title';
import { AccountInvitations } from './account-invitations';
import { accountQueries, readAnew, type MemberRole, type OrganisationOut } from './api';
import { PacksSection } from './packs-section';
import { Section } from './section';
import './account.css';

/** The people of an organisation; its managers invite, remove and name. */
export function OrganisationScreen(): ReactNode {
  const { organisation: id } = useParams({ from: '/organisation/$organisation' });
  const found = useQuery(accountQueries.organisation(id));
  useTitle('People', found.data?.name);
  return (
    <>
      <TopBar name={found.data?.name} />
      <main id="main" className="page narrow parts">
        {found.isPending && <Waiting what="Reading the organisation" />}
        {found.isError && <Trouble error={found.error} again={() => void found.refetch()} title="This organisation cannot be shown" />}
        {found.isSuccess && <Organisation key={id} organisation={found.data} />}
      </main>
    </>
  );
}

function Organisation({ organisation }: { organisation: OrganisationOut }): ReactNode {
  const manager = organisation.role === 'manager';
  return (
    <>
      <Head organisation={organisation} />
      <Members organisation={organisation} />
      {manager && (
        <Section name="Invitations" about={`Whoever takes one up gets an account, if they have none, and belongs to ${organisation.name}.`}>
          <AccountInvitations organisation={organisation} />
        </Section>
      )}
      <PacksSection organisation={organisation} />
      <Leaving organisation={organisation} />
    </>
  );
}

function Head({ organisation }: { organisation: OrganisationOut }): ReactNode {
  const client = useQueryClient();
  const [naming, setNaming] = useState<boolean>();
  const entries = useEntries({
    start: { name: organisation.name },
    needed: { name: 'Enter the name of the organisation.' },
    send: async ({ name }) => {
      await write('rename-organisation', { organisation: organisation.id, name });
      await Promise.all([client.invalidateQueries({ queryKey: ['organisation', organisation.id] }), client.invalidateQueries({ queryKey: ['me'] })]);
      setNaming(false);
    },
  });
  if (naming === true) {
    return (
      <form className="fields" noValidate onSubmit={entries.submit}>
        <h1 className="visually-hidden">{organisation.name}</h1>
        <Obstacles entries={entries} title="The name was not changed" />
        <TextField entries={entries} name="name" label="Name of the organisation" hint="Agreements that exist keep the names that stand in them." autoComplete="organization" autoFocus />
        <p className="flex flex-wrap gap-3">
          <Send busy={entries.busy}>Keep this name</Send>
          <button type="button" className="button" onClick={() => setNaming(false)}>
            Cancel
          </button>
        </p>
      </form>
    );
  }
  return (
    <header className="flex flex-wrap items-center gap-x-6 gap-y-2">
      <h1 className="text-question break min-w-0">{organisation.name}</h1>
      {organisation.role === 'manager' && (
        <button
          type="button"
          className="button small ml-auto"
          autoFocus={naming === false}
          onClick={() => {
            entries.set('name', organisation.name);
            setNaming(true);
          }}
        >
          Rename
        </button>
      )}
    </header>
  );
}

function Members({ organisation }: { organisation: OrganisationOut }): ReactNode {
  const client = useQueryClient();
  const manager = organisation.role === 'manager';
  const [removing, setRemoving] = useState<OrganisationOut['members'][number]>();
  const [done, setDone] = useState<string>();
  const again = (): Promise<unknown> => Promise.all([client.invalidateQueries({ queryKey: ['organisation', organisation.id] }), client.invalidateQueries({ queryKey: ['me'] })]);
  const setRole = useMutation({
    mutationFn: ({ person, role }: { person: string; role: MemberRole; name: string }) => write('set-member-role', { organisation: organisation.id, person, role }),
    onSuccess: (_, { name, role }) => setDone(`${name} is now ${role === 'manager' ? 'a manager' : 'a member'}.`),
    onError: () => setDone(undefined),
    onSettled: again,
  });
  return (
    <Section name="Members" done={done} about={manager ? 'Managers invite and remove. What a member does in an agreement depends on the role they have there.' : 'Managers invite and remove members.'}>
      <ul className="list rows mt-3" aria-label="Members">
        {organisation.members.map((one) => (
          <li key={one.person} className="setting-row two member">
            <div>
              <b className="break">{one.name}</b> {one.me && <span className="tag">You</span>}
              <span className="block text-small quiet break">
                {one.email}, since {dayOfTime(one.joinedAt)}
              </span>
            </div>
            {manager ? (
              <div className="member-acts">
                <select className="input role-input" aria-label={`What ${one.name} is here`} value={one.role} onChange={(event) => !setRole.isPending && setRole.mutate({ person: one.person, role: event.target.value as MemberRole, name: one.name })}>
                  <option value="member">Member</option>
                  <option value="manager">Manager</option>
                </select>
                {!one.me && (
                  <button type="button" className="button small" aria-label={`Remove ${one.name}`} onClick={() => setRemoving(one)}>
                    Remove
                  </button>
                )}
              </div>
            ) : (
              <span className="quiet">{one.role === 'manager' ? 'Manager' : 'Member'}</span>
            )}
          </li>
        ))}
      </ul>
      {setRole.isError && <Trouble error={setRole.error} title="Nothing was changed" />}
      {removing !== undefined && (
        <Confirm
          title={`Remove ${removing.name} from ${organisation.name}?`}
          verb={`Remove ${removing.name}`}
          failed={`${removing.name} was not removed`}
          act={() => write('remove-member', { organisation: organisation.id, person: removing.person })}
          onClose={() => setRemoving(undefined)}
          onDone={() => {
            setRemoving(undefined);
            setDone(`${removing.name} was removed.`);
            void again();
          }}
        >
          <p>They lose every seat that they hold for {organisation.name} in agreements, at once. What they wrote stays, and their account stays.</p>
        </Confirm>
      )}
    </Section>
  );
}

function Leaving({ organisation }: { organisation: OrganisationOut }): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  return (
    <p>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        Leave {organisation.name}
      </button>
      {asking && (
        <Confirm
          title={`Leave ${organisation.name}?`}
          verb="Leave"
          failed="You are still a member"
          act={() => write('leave-organisation', { organisation: organisation.id })}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            void readAnew(client).then(() => navigate({ to: '/account' }));
          }}
        >
          <p>You lose every seat that you hold for {organisation.name} in agreements, at once. What you wrote stays. A manager can invite you again.</p>
        </Confirm>
      )}
    </p>
  );
}
