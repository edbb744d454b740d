import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useAgreement } from '../../agreement-context';
import { shownParties } from '../../components/party';
import { roleWords, type RoleName } from '../../components/roles';
import { phaseInWords, StageBar, TopBar } from '../../components/shell';
import { Trouble, Waiting } from '../../components/state';
import { useTitle } from '../../use-title';
import { peopleQuery, type PeopleOut } from './api';
import { NamedPeople } from './named-people';
import { PartyPeople } from './party-people';
import './people.css';

/** Who acts for which party of an agreement, as what; leads bring in others. */
export function PeopleScreen(): ReactNode {
  const { id, data, parties } = useAgreement();
  const title = data.title ?? 'Agreement';
  useTitle('People', title);
  const people = useQuery(peopleQuery(id));
  const [left, setLeft] = useState(false);
  if (left) return <Left title={title} />;
  return (
    <>
      <TopBar name={title} parties={parties} />
      <StageBar id={id} phase={data.phase}>
        <span>{phaseInWords(data.phase, data.turn)}</span>
      </StageBar>
      <main id="main" className="page people">
        <h1 className="text-question">People</h1>
        {people.isPending && <Waiting what="Reading who acts here" lines={9} />}
        {people.isError && <Trouble error={people.error} again={() => void people.refetch()} title="The people cannot be read" />}
        {people.isSuccess && <Parties people={people.data} onLeft={() => setLeft(true)} />}
      </main>
    </>
  );
}

function Parties({ people, onLeft }: { people: PeopleOut; onLeft: () => void }): ReactNode {
  const { id, data } = useAgreement();
  const lead = people.me.role === 'lead';
  // A text drafted for all parties at once is one side alone: there is nobody to send it to.
  const together = people.me.party === 'local';
  const named = together ? people.parties.filter((party) => party.own).map((party) => ({ ...party, name: 'All parties' })) : people.parties;
  const shown = shownParties(named.map(({ id, name }) => ({ id, shortName: name })));
  const own = named.find((party) => party.own);
  return (
    <div className="people-columns">
      <div className="people-parties">
        {named.map((party, index) => {
          const look = shown[index];
          return look === undefined ? null : <PartyPeople key={party.id} party={party} look={look} all={people} onLeft={onLeft} />;
        })}
        {lead && own !== undefined && <NamedPeople party={own.name} />}
        {together && <p className="card party-people-alone">This text was drafted on the command line for all parties at once, and is sealed without turns. To talk it over with the other parties, make a copy of it in the list of agreements: there you act for one party and invite the others.</p>}
        {!together && named.length === 1 && lead && data.document !== null && data.turn === 0 && (
          <p className="card party-people-alone">
            No other party is named yet.{' '}
            <Link className="link" to="/a/$id/ask/$section/$question" params={{ id, section: 'parties', question: 'parties' }}>
              Name the other parties
            </Link>{' '}
            to invite somebody who acts for them.
          </p>
        )}
      </div>
      <aside className="people-aside" aria-labelledby="who-sees">
        <h2 id="who-sees" className="text-section">
          Who sees what
        </h2>
        <p className="mt-1">
          {together ? 'Everybody listed here sees the whole text.' : `Everybody of ${own?.name ?? 'your side'} sees its drafts and its comments marked “Us only”; other parties see only what was sent to them, comments for everyone, and these names and roles.`}
        </p>
        <h2 className="text-section mt-6">What each role does</h2>
        <dl className="role-list">
          {(Object.keys(roleWords) as RoleName[]).map((role) => (
            <div key={role}>
              <dt>{roleWords[role].name}</dt>
              <dd>{roleWords[role].means('a party')}</dd>
            </div>
          ))}
        </dl>
      </aside>
    </div>
  );
}

function Left({ title }: { title: string }): ReactNode {
  return (
    <>
      <TopBar />
      <main id="main" className="page narrow">
        <h1 className="text-question">You have left {title}</h1>
        <p className="mt-2">What you wrote stays with your side. You see the agreement again if its lead invites you.</p>
        <p className="mt-6">
          <Link className="button" to="/">
            Go to your agreements
          </Link>
        </p>
      </main>
    </>
  );
}
