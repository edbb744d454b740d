import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { queries, read, write } from '../../api';
import { Confirm } from '../../components/confirm';
import { CopyLink } from '../../components/copy-link';
import { momentInWords } from '../../components/dates';
import { Icon, type IconName } from '../../components/icons';
import { TopBar } from '../../components/shell';
import { Trouble, Waiting } from '../../components/state';
import { useTitle } from '../../use-title';
import './account.css';

const states = ['waiting', 'sending', 'sent', 'dead', 'held', 'discarded'] as const;
type State = (typeof states)[number];

interface Mail {
  id: string;
  kind: string;
  to: { name: string | null; email: string | null };
  agreement: string | null;
  state: State;
  madeAt: string;
  dueAt: string | null;
  attempts: number;
  lastError: string | null;
  sentAt: string | null;
  heldBack: boolean;
  link: string | null;
}

const kinds: Readonly<Record<string, string>> = {
  invitation: 'Invitation to an agreement',
  'account-invitation': 'Invitation to an account',
  turn: 'A turn was sent',
  sealed: 'The text is sealed and can be signed',
  signed: 'Somebody signed',
  completed: 'Signed by all',
  declined: 'Signing was declined',
  'sign-in-link': 'Link to sign in',
  reset: 'Link to set a new password',
  'verify-email': 'Link to confirm a mail address',
  reminder: 'Reminder of dates',
};

const filters: readonly { state: State | undefined; name: string }[] = [
  { state: undefined, name: 'All' },
  { state: 'held', name: 'Held' },
  { state: 'waiting', name: 'Waiting' },
  { state: 'dead', name: 'Given up' },
  { state: 'sent', name: 'Sent' },
];

/** The mails of the installation and what became of each; for administrators. */
export function OutboxScreen(): ReactNode {
  useTitle('Outbox');
  const { state: asked } = useSearch({ from: '/outbox' });
  const state = states.find((one) => one === asked);
  const server = useQuery(queries.me).data?.mail;
  const mails = useInfiniteQuery({
    queryKey: ['outbox', state ?? 'all'],
    queryFn: ({ pageParam }) => read<{ items: Mail[]; next: string | null }>('read-outbox', { ...(state !== undefined && { state }), ...(pageParam !== '' && { after: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state: { data } }) => (data?.pages.some(({ items }) => items.some((one) => one.state === 'sending' || (one.state === 'waiting' && server !== false))) === true ? 5000 : false),
  });
  const items = mails.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <TopBar name="Outbox" />
      <main id="main" className="page parts outbox">
        <header>
          <h1 className="text-question">Outbox</h1>
          <p className="quiet">Mails that Entente wants to send, newest first.</p>
        </header>
        {server === false && <NoServer />}
        <nav className="seg" aria-label="Show">
          {filters.map((one) => (
            <Link key={one.name} to="/outbox" search={one.state === undefined ? {} : { state: one.state }} activeOptions={{ exact: true }}>
              {one.name}
            </Link>
          ))}
        </nav>
        {mails.isPending && <Waiting what="Reading the outbox" />}
        {mails.isError && <Trouble error={mails.error} again={() => void mails.refetch()} title="The outbox cannot be read" />}
        {mails.isSuccess && items.length === 0 && (
          <div className="card part">
            <p>{state === undefined ? 'Nothing was written yet. Invitations, turns that are sent, signatures and links to sign in stand here as soon as there are any.' : 'No mail is in this state.'}</p>
          </div>
        )}
        {items.length > 0 && (
          <ul className="card list" aria-label="Mails">
            {items.map((mail) => (
              <MailItem key={mail.id} mail={mail} server={server !== false} />
            ))}
          </ul>
        )}
        {mails.hasNextPage && (
          <p>
            <button type="button" className="button" aria-disabled={mails.isFetchingNextPage} onClick={() => !mails.isFetchingNextPage && void mails.fetchNextPage()}>
              Show older mails
            </button>
          </p>
        )}
      </main>
    </>
  );
}

function NoServer(): ReactNode {
  return (
    <section className="card part" aria-labelledby="no-server">
      <h2 id="no-server" className="text-section">
        No mail server is set up
      </h2>
      <p className="mt-1">Nothing is lost: mails are held here, and you can pass their links on by hand. To have them sent, start Entente with the address of your mail server and this variable:</p>
      <p className="mono command mt-3">ENTENTE_MAIL=smtp://user:password@mail.example:587?from=Entente%20&lt;entente@mail.example&gt;</p>
      <p className="text-small quiet mt-2">With smtps:// the whole connection is encrypted from the start (port 465). Mails that are held then go out with “Try again”.</p>
    </section>
  );
}

const shapes: Readonly<Record<State, { icon: IconName; tone: string }>> = {
  waiting: { icon: 'clock', tone: 'quiet' },
  sending: { icon: 'waits', tone: 'quiet' },
  sent: { icon: 'done', tone: 'done' },
  dead: { icon: 'error', tone: 'severity-error' },
  held: { icon: 'mail', tone: 'severity-warning' },
  discarded: { icon: 'close', tone: 'quiet' },
};

/** How far a mail is, in words. */
function stateInWords({ state, dueAt, sentAt, attempts, madeAt, heldBack, lastError }: Mail): string {
  switch (state) {
    case 'waiting':
      if (heldBack) return `Held back since ${momentInWords(madeAt)}: an earlier mail about this agreement to the same receiver comes first`;
      return attempts === 0 ? `Waiting since ${momentInWords(madeAt)}` : `Waiting after ${tries(attempts)}${dueAt === null ? '' : `; next at ${momentInWords(dueAt)}`}`;
    case 'sending':
      return 'Being sent now';
    case 'sent':
      return sentAt === null ? 'Sent' : `Sent ${momentInWords(sentAt)}`;
    case 'dead':
      return `Given up after ${tries(attempts)}`;
    case 'held':
      return lastError === null ? `Held since ${momentInWords(madeAt)}: no mail server` : `Held; it is from ${momentInWords(madeAt)}`;
    case 'discarded':
      return 'Taken out by hand';
  }
}

function tries(attempts: number): string {
  return attempts === 1 ? 'one try' : `${attempts} tries`;
}

function MailItem({ mail, server }: { mail: Mail; server: boolean }): ReactNode {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: ['outbox'] });
  const retry = useMutation({ mutationFn: () => write('retry-mail', { mail: mail.id }), onSuccess: again });
  const subject = kinds[mail.kind] ?? mail.kind;
  const whom = mail.to.email === null ? 'somebody who is gone' : mail.to.name === null ? mail.to.email : `${mail.to.name}, ${mail.to.email}`;
  const { icon, tone } = shapes[mail.state];
  const stuck = mail.state === 'dead' || mail.state === 'held';
  return (
    <li className="mail">
      <div className="min-w-0">
        <h2 className="text-name">{subject}</h2>
        <p className="break">To {whom}</p>
        <p className={`mail-state ${tone}`}>
          <Icon name={icon} /> <span>{stateInWords(mail)}</span>
        </p>
        {mail.lastError !== null && mail.state !== 'sent' && <p className="text-small quiet break">{mail.state === 'held' ? '' : 'The last try: '}{mail.lastError}</p>}
      </div>
      <p className="mail-acts">
        {stuck && server && (
          <button type="button" className="button small" aria-label={`Try again: ${subject}, to ${whom}`} aria-disabled={retry.isPending} onClick={() => !retry.isPending && retry.mutate()}>
            Try again
          </button>
        )}
        {(stuck || mail.state === 'waiting') && (
          <button type="button" className="button small" aria-label={`Discard: ${subject}, to ${whom}`} onClick={() => setAsking(true)}>
            Discard
          </button>
        )}
      </p>
      {mail.link !== null && (
        <div className="mail-link">
          <CopyLink text={mail.link} label={`${subject}, to ${whom}`} />
          {mail.link.includes('#') && mail.kind !== 'verify-email' && <p className="hint">Whoever has this link comes in as {mail.to.email ?? 'the receiver'}: give it to them alone.</p>}
        </div>
      )}
      {stuck && mail.link === null && <p className="mail-link text-small quiet">Its link was used or has ended, so there is nothing to pass on any more.</p>}
      {retry.isError && (
        <div className="mail-link">
          <Trouble error={retry.error} title="The mail was not put back" />
        </div>
      )}
      {asking && (
        <Confirm
          title="Discard this mail?"
          verb="Discard the mail"
          failed="The mail is still there"
          act={() => write('discard-mail', { mail: mail.id })}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            void again();
          }}
        >
          <p>
            {subject}, to <span className="break">{whom}</span>. It is not sent any more. What it tells about stays as it is; an invitation can be taken back among the people of the agreement or the organisation.
          </p>
        </Confirm>
      )}
    </li>
  );
}
