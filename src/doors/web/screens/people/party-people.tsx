import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAgreement } from '../../agreement-context';
import { queries, write } from '../../api';
import { dayOfTime } from '../../components/dates';
import { Icon } from '../../components/icons';
import { invitationInWords, Invited, type InvitedOut } from '../../components/invitations';
import { Initials, type ShownParty } from '../../components/party';
import { roleWords, type RoleName } from '../../components/roles';
import { Trouble } from '../../components/state';
import { peopleQuery, type PeopleOut, type PersonOut, type SeatInvitation } from './api';
import { HandOver, Leave, Remove } from './changes';
import { InviteForm } from './invite-form';

type Change = { kind: 'remove' | 'hand-over'; person: PersonOut } | { kind: 'leave' };

/** The people of one party; on the own side its lead invites, changes roles, removes and hands over. */
export function PartyPeople({ party, look, all, onLeft }: { party: PeopleOut['parties'][number]; look: ShownParty; all: PeopleOut; onLeft: () => void }): ReactNode {
  const { id } = useAgreement();
  const client = useQueryClient();
  const [inviting, setInviting] = useState<boolean>();
  const [invited, setInvited] = useState<InvitedOut & { email: string }>();
  const [change, setChange] = useState<Change>();
  const [done, setDone] = useState<string>();
  const again = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: peopleQuery(id).queryKey });
    await client.invalidateQueries({ queryKey: queries.agreement(id).queryKey, exact: true });
  };
  const people = all.people.filter((one) => one.party === party.id);
  const invitations = all.invitations.filter((one) => one.party === party.id && (one.state === 'open' || one.state === 'expired'));
  const lead = all.me.role === 'lead';
  const leads = people.filter((one) => one.role === 'lead' && one.person !== 'local');
  const mayInvite = lead && (party.own || !party.acted) && party.id !== 'local';
  const heading = `party-${party.id}`;
  const told = async (sentence: string): Promise<void> => {
    setChange(undefined);
    setDone(sentence);
    await again();
  };
  return (
    <section className="card party-people" aria-labelledby={heading}>
      <header className="party-people-head">
        <Initials party={look} beside />
        <h2 id={heading} className="text-section break">
          {party.name}
        </h2>
        {party.own && <span className="tag">Your side</span>}
      </header>
      {people.length > 0 && (
        <ul className="list" aria-label={`People of ${party.name}`}>
          {people.map((one) => (
            <Person key={one.person} one={one} party={party} lead={lead} only={leads.length === 1} onChange={setChange} onRole={told} />
          ))}
        </ul>
      )}
      {invitations.length > 0 && (
        <ul className="list invitations" aria-label={`Invitations for ${party.name}`}>
          {invitations.map((one) => (
            <InvitationRow key={one.id} one={one} lead={lead} onRevoked={() => told('The invitation was taken back; its link opens nothing any more.')} />
          ))}
        </ul>
      )}
      {people.length === 0 && invitations.length === 0 && <p className="party-people-note">Nobody acts for {party.name} yet.</p>}
      <p role="status" className={done === undefined ? 'visually-hidden' : 'party-people-note'}>
        {done}
      </p>
      {(mayInvite || !party.own) && (
        <div className="party-people-foot">
          {invited !== undefined && <Invited invited={invited} email={invited.email} onClose={() => setInvited(undefined)} />}
          {inviting === true && (
            <InviteForm
              party={party}
              onCancel={() => setInviting(false)}
              onDone={async (answer) => {
                setInvited(answer);
                setInviting(false);
                setDone(undefined);
                await again();
              }}
            />
          )}
          {inviting !== true && invited === undefined && mayInvite && (
            <p>
              <button type="button" className="button" autoFocus={inviting === false} onClick={() => setInviting(true)}>
                {party.own ? `Invite somebody for ${party.name}` : `Invite the lead of ${party.name}`}
              </button>
            </p>
          )}
          {!party.own && party.acted && <p className="text-small quiet">{party.name} names its own people.</p>}
        </div>
      )}
      {change?.kind === 'remove' && <Remove person={change.person} party={party.name} onClose={() => setChange(undefined)} onDone={() => void told(`${change.person.name} was removed and does not see the agreement any more.`)} />}
      {change?.kind === 'hand-over' && (
        <HandOver
          person={change.person}
          party={party.name}
          onClose={() => setChange(undefined)}
          onDone={(left) => {
            if (left) onLeft();
            else void told(`${change.person.name} leads ${party.name} now; you are a contributor.`);
          }}
        />
      )}
      {change?.kind === 'leave' && <Leave party={party.name} onClose={() => setChange(undefined)} onDone={onLeft} />}
    </section>
  );
}

function Person({ one, party, lead, only, onChange, onRole }: { one: PersonOut; party: PeopleOut['parties'][number]; lead: boolean; only: boolean; onChange: (change: Change) => void; onRole: (sentence: string) => Promise<void> }): ReactNode {
  const { id } = useAgreement();
  const local = one.person === 'local';
  const name = local ? 'The command line' : one.name;
  const setRole = useMutation({
    mutationFn: (role: RoleName) => write(`agreements/${id}/change-role`, { person: one.person, role }),
    onSuccess: (_, role) => onRole(`${name} is now ${roleWords[role].name.toLowerCase()} for ${party.name}.`),
  });
  // Whoever is the only lead hands over first, so their own role is not offered for change.
  const changes = lead && party.own && !local;
  const held = one.me && one.role === 'lead' && only;
  return (
    <li className="person">
      <div className="min-w-0">
        <b className="break">{name}</b> {one.me && <span className="tag">You</span>}
        <span className="block text-small quiet break">{local ? 'Drafts on the machine where Entente runs' : one.organisation === null ? `Since ${dayOfTime(one.since)}` : `${one.organisation}, since ${dayOfTime(one.since)}`}</span>
      </div>
      <div className="person-acts">
        {changes && !held ? (
          <select className="input role-input" aria-label={`Role of ${name}`} value={one.role} onChange={(event) => !setRole.isPending && setRole.mutate(event.target.value as RoleName)}>
            {(Object.keys(roleWords) as RoleName[]).map((role) => (
              <option key={role} value={role}>
                {roleWords[role].name}
              </option>
            ))}
          </select>
        ) : (
          <span className="person-role">{roleWords[one.role].name}</span>
        )}
        {changes && !one.me && (
          <>
            <button type="button" className="button small" aria-label={`Hand over to ${name}`} onClick={() => onChange({ kind: 'hand-over', person: one })}>
              Hand over
            </button>
            <button type="button" className="button small" aria-label={`Remove ${name}`} onClick={() => onChange({ kind: 'remove', person: one })}>
              Remove
            </button>
          </>
        )}
        {one.me && (
          <button type="button" className="button small" onClick={() => onChange({ kind: 'leave' })}>
            Leave
          </button>
        )}
      </div>
      {setRole.isError && (
        <div className="person-trouble">
          <Trouble error={setRole.error} title="The role was not changed" />
        </div>
      )}
    </li>
  );
}

function InvitationRow({ one, lead, onRevoked }: { one: SeatInvitation; lead: boolean; onRevoked: () => Promise<void> }): ReactNode {
  const { id } = useAgreement();
  const revoke = useMutation({ mutationFn: () => write(`agreements/${id}/revoke-invitation`, { invitation: one.id }), onSuccess: onRevoked });
  return (
    <li className="person">
      <div className="min-w-0 invitation-who">
        <Icon name={one.state === 'open' ? 'mail' : 'clock'} className="quiet" />
        <div className="min-w-0">
          <b className="break">{one.name === null ? one.email : `${one.name}, ${one.email}`}</b>
          <span className="block text-small quiet break">{invitationInWords(one)}</span>
        </div>
      </div>
      <div className="person-acts">
        <span className="person-role quiet">
          {roleWords[one.role].name}, {one.state === 'open' ? 'invited' : 'not taken up'}
        </span>
        {lead && one.state === 'open' && (
          <button type="button" className="button small" aria-label={`Take back the invitation of ${one.email}`} aria-disabled={revoke.isPending} onClick={() => !revoke.isPending && revoke.mutate()}>
            Take back
          </button>
        )}
      </div>
      {revoke.isError && (
        <div className="person-trouble">
          <Trouble error={revoke.error} title="The invitation was not taken back" />
        </div>
      )}
    </li>
  );
}
