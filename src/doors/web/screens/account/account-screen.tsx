import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { queries, write, type Me } from '../../api';
import { useEntries } from '../../components/entries';
import { Obstacles, Send, TextField } from '../../components/fields';
import { Icon } from '../../components/icons';
import { TopBar } from '../../components/shell';
import { Trouble, Waiting } from '../../components/state';
import { useTitle } from '../../use-title';
import { AccountsSection } from './accounts-section';
import { AdministrationSection } from './administration-section';
import { accountQueries, type Means } from './api';
import { DevicesSection } from './devices-section';
import { PasskeysSection } from './passkeys-section';
import { PasswordSection } from './password-section';
import { SecondFactorSection } from './second-factor-section';
import { ErasureReport, type ErasureOut } from './erasing';
import { Section } from './section';
import { YourDataSection } from './your-data-section';
import './account.css';

type Myself = NonNullable<Me['me']>;

/** Who the reader is here, for whom they act, and how they sign in. */
export function AccountScreen(): ReactNode {
  useTitle('Your account');
  const about = useQuery(queries.me);
  const me = about.data?.me ?? null;
  const guest = me !== null && me.agreement !== null;
  const means = useQuery({ ...accountQueries.means, enabled: me !== null && !guest });
  const [erased, setErased] = useState<ErasureOut>();
  const error = about.error ?? means.error;
  if (erased !== undefined) return <Gone report={erased} />;
  return (
    <>
      <TopBar name="Your account" />
      <main id="main" className="page narrow parts">
        <h1 className="text-question">Your account</h1>
        {me !== null && guest && about.data !== undefined && <Guest me={me} server={about.data.mail} />}
        {error !== null && <Trouble error={error} again={() => void Promise.all([about.refetch(), means.refetch()])} title="Your account cannot be read" />}
        {error === null && !guest && (me === null || means.data === undefined) && <Waiting what="Reading your account" />}
        {me !== null && !guest && means.data !== undefined && about.data !== undefined && (
          <>
            <Myself me={me} means={means.data} server={about.data.mail} />
            <Organisations me={me} />
            <PasswordSection means={means.data} email={me.email} />
            <PasskeysSection />
            <SecondFactorSection means={means.data} />
            <DevicesSection />
            <YourDataSection name={me.name} email={me.email} onErased={setErased} />
            {me.administrator && <AdministrationSection server={about.data.mail} />}
            {me.administrator && <AccountsSection me={me.person} />}
          </>
        )}
      </main>
    </>
  );
}

/** What somebody sees who was just erased, and nobody after them. */
function Gone({ report }: { report: ErasureOut }): ReactNode {
  return (
    <main id="main" className="page narrow parts">
      <h1 className="text-question">You were erased</h1>
      <Section name="What was done">
        <ErasureReport report={report} />
        <p className="mt-4">Print or save this page if you want to keep it: nobody can show it to you again.</p>
        <p className="flex flex-wrap gap-3 mt-4">
          <button type="button" className="button" onClick={() => window.print()}>
            Print this page
          </button>
          <a className="button" href="/">
            Leave
          </a>
        </p>
      </Section>
    </main>
  );
}

/** The mail that a request makes: on its way, or in the outbox where nothing sends it. */
function onItsWay(email: string, server: boolean): string {
  return server ? `A link is on its way to ${email}. It works once.` : 'The link waits in the outbox, because no mail server is set up: whoever administers this installation can pass it on.';
}

function Myself({ me, means, server }: { me: Myself; means: Means; server: boolean }): ReactNode {
  const ask = useMutation({ mutationFn: () => write('auth/ask-to-confirm-email', {}) });
  return (
    <Section name="You" done={ask.isSuccess ? onItsWay(me.email, server) : undefined}>
      <dl className="facts-list mt-3">
        <dt>Name</dt>
        <dd>{me.name}</dd>
        <dt>Mail address</dt>
        <dd>
          {me.email}{' '}
          <span className="block text-small quiet">{means.confirmed ? 'Confirmed to be yours' : 'Not confirmed yet: until then others could have given it by mistake.'}</span>
          {!means.confirmed && (
            <button type="button" className="button small mt-2" aria-disabled={ask.isPending} onClick={() => !ask.isPending && ask.mutate()}>
              Ask for a link to confirm it
            </button>
          )}
        </dd>
        {me.administrator && (
          <>
            <dt>Right</dt>
            <dd>Administrator of this installation</dd>
          </>
        )}
      </dl>
      {ask.isError && <Trouble error={ask.error} title="No link was asked for" />}
    </Section>
  );
}

/** Somebody who came in by an invitation: what that reaches, and how to have an account. */
function Guest({ me, server }: { me: Myself; server: boolean }): ReactNode {
  const ask = useMutation({ mutationFn: () => write('auth/ask-for-reset', { email: me.email }) });
  return (
    <>
      <Section name="You">
        <dl className="facts-list mt-3">
          <dt>Name</dt>
          <dd>{me.name}</dd>
          <dt>Mail address</dt>
          <dd>{me.email}</dd>
        </dl>
        <p className="mt-4">You came in by an invitation, without an account. This device reaches one agreement for 14 days; after that, or on another device, ask at sign-in for a link to your mailbox.</p>
        <p className="mt-4">
          {me.agreement !== null && (
            <Link className="button" to="/a/$id" params={{ id: me.agreement }}>
              Go to the agreement
            </Link>
          )}
        </p>
      </Section>
      <Section name="Your data" about="Your name and mailbox are kept for this agreement. With an account of your own you can download everything that is kept about you, or erase it; without one, ask whoever administers this installation." />
      <Section name="An account of your own" done={ask.isSuccess ? onItsWay(me.email, server) : undefined} about="With a password you sign in on any device, find all your agreements in one place and can start new ones. Nothing that you did as a guest is lost.">
        {ask.isError && <Trouble error={ask.error} title="No link was asked for" />}
        <p className="mt-4">
          <button type="button" className="button" aria-disabled={ask.isPending} onClick={() => !ask.isPending && ask.mutate()}>
            Send me a link to set a password
          </button>
        </p>
      </Section>
    </>
  );
}

function Organisations({ me }: { me: Myself }): ReactNode {
  const client = useQueryClient();
  const [adding, setAdding] = useState<boolean>();
  const [done, setDone] = useState<string>();
  const entries = useEntries({
    start: { name: '' },
    needed: { name: 'Enter the name of the organisation.' },
    send: async ({ name }) => {
      await write('create-organisation', { name });
      entries.clear();
      setAdding(false);
      setDone(`${name.trim()} was added. You manage it.`);
      await client.invalidateQueries({ queryKey: ['me'] });
    },
  });
  return (
    <Section name="Organisations" done={done} about="You act for these. The bar at the top says for which one at the moment.">
      {me.organisations.length === 0 ? (
        <p className="mt-3">None yet. You can act in your own name, or add an organisation.</p>
      ) : (
        <ul className="list rows mt-3" aria-label="Your organisations">
          {me.organisations.map((one) => (
            <li key={one.id}>
              <Link className="setting-row setting-row-link" to="/organisation/$organisation" params={{ organisation: one.id }}>
                <Icon name="people" className="quiet" />
                <span>
                  <b className="break">{one.name}</b>
                  <span className="block text-small quiet">{one.role === 'manager' ? 'You manage it' : 'Member'}</span>
                </span>
                <Icon name="right" className="quiet" />
              </Link>
            </li>
          ))}
        </ul>
      )}
      {adding === true ? (
        <form className="fields mt-4" noValidate onSubmit={entries.submit}>
          <Obstacles entries={entries} title="The organisation was not added" />
          <TextField entries={entries} name="name" label="Name of the organisation" autoComplete="organization" autoFocus />
          <p className="flex flex-wrap gap-3">
            <Send busy={entries.busy}>Add the organisation</Send>
            <button type="button" className="button" onClick={() => setAdding(false)}>
              Cancel
            </button>
          </p>
        </form>
      ) : (
        <p className="mt-4">
          <button
            type="button"
            className="button"
            autoFocus={adding === false}
            onClick={() => {
              setDone(undefined);
              setAdding(true);
            }}
          >
            Add another organisation
          </button>
        </p>
      )}
    </Section>
  );
}
