import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { actingIn, useChosenOrganisation } from '../../acting';
import { ApiError, queries, write, type Me } from '../../api';
import { dayInWords } from '../../components/dates';
import { useEntries } from '../../components/entries';
import { ChoiceField, Obstacles, PasswordField, Send, TextField } from '../../components/fields';
import { roleWords } from '../../components/roles';
import { Trouble, Waiting } from '../../components/state';
import { useTitle } from '../../use-title';
import { readAnew, signOut, type InvitationShown } from './api';
import { Entrance, NoToken } from './entrance';
import { useToken } from './token';

/** The page of an invitation: who asks, for which party, as what; one button takes it up. Looking at it spends nothing. */
export function JoinScreen(): ReactNode {
  useTitle('Invitation');
  const { token, forget } = useToken('join');
  const me = useQuery(queries.me);
  const [taken, setTaken] = useState(false);
  const shown = useQuery({
    queryKey: ['invitation', token ?? '', me.data?.me?.person ?? null],
    queryFn: () => write<InvitationShown>('look-at-invitation', { token }),
    enabled: token !== null && !taken && me.data !== undefined,
    staleTime: Infinity,
  });
  if (taken) {
    return (
      <Entrance title="The invitation is taken up">
        <Waiting what="Opening what it leads to" lines={5} />
      </Entrance>
    );
  }
  if (token === null) return <NoToken title="Invitation" what="Open the link of the invitation again, or ask whoever sent it for a new one." />;
  const error = shown.error ?? me.error;
  if (error !== null) return <Unusable error={error} signedIn={me.data?.me != null} again={() => void Promise.all([me.refetch(), shown.refetch()])} />;
  if (shown.data === undefined || me.data === undefined) {
    return (
      <Entrance title="Invitation">
        <Waiting what="Reading the invitation" lines={5} />
      </Entrance>
    );
  }
  return <Invitation key={shown.data.next} invitation={shown.data} about={me.data} token={token} onTaken={() => {
    forget();
    setTaken(true);
  }} />;
}

function Unusable({ error, signedIn, again }: { error: unknown; signedIn: boolean; again: () => void }): ReactNode {
  if (!(error instanceof ApiError) || error.status !== 410) {
    return (
      <Entrance title="Invitation">
        <Trouble error={error} again={again} title="The invitation cannot be read" />
      </Entrance>
    );
  }
  return (
    <Entrance title="This invitation cannot be used any more">
      <div className="card entrance-card">
        <p>{error.what}</p>
        <p>
          <b>If you took it up yourself before:</b> {signedIn ? 'you find what it led to among your agreements.' : 'sign in, or ask for a link to the mailbox that was invited. It brings you back to the agreement.'}
        </p>
        <p>
          <b>If you did not:</b> ask whoever invited you for a new link.
        </p>
        <p className="mt-4">
          <Link className="button primary" to={signedIn ? '/' : '/sign-in'}>
            {signedIn ? 'Go to your agreements' : 'Sign in or ask for a link'}
          </Link>
        </p>
      </div>
    </Entrance>
  );
}

interface Shown {
  invitation: InvitationShown;
  about: Me;
  token: string;
  /** Called once it is spent, before the way on. */
  onTaken: () => void;
}

function Invitation({ invitation, about, token, onTaken }: Shown): ReactNode {
  const { to, by, byParty, title, party, role, organisation, until, mailbox } = invitation;
  const from = byParty === null || byParty === party?.name ? by : `${by} of ${byParty}`;
  const heading = to === 'agreement' ? `${from} asks you to act for ${party?.name ?? 'a party'}` : organisation === null ? `${by} invites you to have an account here` : `${by} invites you to join ${organisation}`;
  return (
    <Entrance title={heading} lead={to === 'agreement' && title !== null ? <p className="text-section">{title}</p> : undefined}>
      <div className="card entrance-card fields">
        <dl className="facts-list invited">
          {to === 'agreement' && party !== null && (
            <>
              <dt>You act as</dt>
              <dd>
                <b>{roleWords[role as keyof typeof roleWords].name}</b>
                <span className="block text-small quiet">{roleWords[role as keyof typeof roleWords].means(party.name)}</span>
              </dd>
            </>
          )}
          {to === 'account' && organisation !== null && (
            <>
              <dt>You join as</dt>
              <dd>{role === 'manager' ? 'Manager: you also invite and remove members' : 'Member'}</dd>
            </>
          )}
          <dt>It is for</dt>
          <dd>{mailbox}</dd>
          <dt>It lasts until</dt>
          <dd>{dayInWords(until)}</dd>
        </dl>
        <NextStep invitation={invitation} about={about} token={token} onTaken={onTaken} />
      </div>
      <p className="text-small quiet mt-4">Nothing is agreed or signed by looking at this page.</p>
    </Entrance>
  );
}

function NextStep(props: Shown): ReactNode {
  const { invitation, about } = props;
  switch (invitation.next) {
    case 'name':
    case 'accept':
      return <Accept {...props} />;
    case 'sign-up':
      return <SignUp {...props} />;
    case 'sign-in':
      return (
        <>
          <p>Sign in with this mailbox, and you come back to this page. Without a password, ask there for a link.</p>
          <p>
            <Link className="button primary" to="/sign-in" search={{ back: '/join' }}>
              Sign in
            </Link>
          </p>
        </>
      );
    case 'other-mailbox':
      return <OtherMailbox mailbox={invitation.mailbox} mine={about.me?.email ?? ''} />;
    case 'seated':
      return (
        <>
          <p>You act in this agreement already.</p>
          <p>
            <Link className="button primary" to="/a/$id" params={{ id: invitation.agreement ?? '' }}>
              Open the agreement
            </Link>
          </p>
        </>
      );
  }
}

/** Takes the invitation up, as somebody who says their name or as whoever is signed in. */
function Accept({ invitation, about, token, onTaken }: Shown): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  const chosen = useChosenOrganisation();
  const me = invitation.next === 'accept' ? about.me : null;
  const organisations = invitation.to === 'agreement' ? (me?.organisations ?? []) : [];
  const asksName = invitation.next === 'name';
  const acting = me === null ? null : actingIn(me, chosen);
  const entries = useEntries({
    start: { name: invitation.name ?? '', organisation: acting?.id ?? '' },
    needed: asksName ? { name: 'Enter your name.' } : {},
    send: async ({ name, organisation }) => {
      const taken = await write<{ agreement: string | null; role: string }>('accept-invitation', {
        token,
        ...(asksName && { name }),
        ...(organisations.length > 1 && { organisation: organisation === '' ? null : organisation }),
      });
      onTaken();
      // The way on reads it again where this fails.
      await readAnew(client).catch(() => undefined);
      if (taken.agreement === null) await navigate({ to: '/', replace: true });
      else await navigate({ to: taken.role === 'signatory' ? '/a/$id/sign' : '/a/$id', params: { id: taken.agreement }, replace: true });
    },
  });
  const party = invitation.party?.name ?? '';
  return (
    <form className="fields" noValidate onSubmit={entries.submit}>
      <Obstacles entries={entries} title="The invitation was not taken up" />
      {asksName && <TextField entries={entries} name="name" label="Your name" hint="As the other parties see it. You need no account." autoComplete="name" />}
      {me !== null && (
        <p>
          You are signed in as <b className="break">{me.name}</b>
          {organisations.length === 1 ? `, and act as a member of ${organisations[0]?.name ?? ''}.` : '.'}
        </p>
      )}
      {organisations.length > 1 && (
        <ChoiceField entries={entries} name="organisation" label="You do this as a member of" options={[...organisations.map(({ id, name }) => ({ value: id, name })), { value: '', name: 'None of them', means: 'You act in your own name.' }]} />
      )}
      <p>
        <Send busy={entries.busy}>{invitation.to === 'agreement' ? `Act for ${party}` : invitation.organisation === null ? 'Take up the invitation' : `Join ${invitation.organisation}`}</Send>
      </p>
    </form>
  );
}

/** Makes an account by an invitation to have one. */
function SignUp({ invitation, token, onTaken }: Shown): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  const founds = invitation.organisation === null;
  const entries = useEntries({
    start: { name: invitation.name ?? '', organisation: '', password: '' },
    needed: { name: 'Enter your name.', password: 'Choose a password.' },
    send: async ({ name, organisation, password }) => {
      await write('sign-up', { token, name, password, ...(founds && organisation.trim() !== '' && { organisation }) });
      onTaken();
      // The way on reads it again where this fails.
      await readAnew(client).catch(() => undefined);
      await navigate({ to: '/', replace: true });
    },
  });
  return (
    <form className="fields" noValidate onSubmit={entries.submit}>
      <Obstacles entries={entries} title="The account was not made" />
      <TextField entries={entries} name="name" label="Your name" hint="As it stands in agreements that you sign." autoComplete="name" />
      {founds && <TextField entries={entries} name="organisation" label="Organisation" hint="The one that you act for. You can add it later." autoComplete="organization" optional />}
      <PasswordField entries={entries} name="password" label="Password" choosing />
      <p>
        <Send busy={entries.busy}>{invitation.organisation === null ? 'Make the account' : `Make the account and join ${invitation.organisation}`}</Send>
      </p>
    </form>
  );
}

function OtherMailbox({ mailbox, mine }: { mailbox: string; mine: string }): ReactNode {
  const client = useQueryClient();
  const entries = useEntries({ start: {}, send: () => signOut(client) });
  return (
    <form className="fields" noValidate onSubmit={entries.submit}>
      <Obstacles entries={entries} title="You are still signed in" />
      <p>
        You are signed in as <b className="break">{mine}</b>, and this invitation is for {mailbox}. It was not used.
      </p>
      <p>
        <Send busy={entries.busy}>Sign out and go on with the invitation</Send>
      </p>
      <p className="quiet">If both mailboxes are yours and you want to act from this account, ask to be invited under {mine}.</p>
    </form>
  );
}
