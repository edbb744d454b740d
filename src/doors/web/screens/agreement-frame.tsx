import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useParams, useRouterState } from '@tanstack/react-router';
import { useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { documentFromJson } from '#agreement/document/schema';
import type { PackInfo } from '#library/library';
import { AgreementContext, useAgreement } from '../agreement-context';
import { ApiError, queries, type AgreementOut, type Me } from '../api';
import { shownParties } from '../components/party';
import { TopBar } from '../components/shell';
import { Trouble, Waiting } from '../components/state';
import { Editing } from '../editing';
import { useLibrary } from '../library-here';

/** Loads an agreement and the library, and holds the answers being given while its screens come and go. */
export function AgreementFrame(): ReactNode {
  const { id } = useParams({ from: '/a/$id' });
  const agreement = useQuery(queries.agreement(id));
  const packs = useQuery(queries.packs);
  const error = agreement.error ?? packs.error;
  // Whoever may not read it any more sees none of what was read before; any other trouble leaves it on the page.
  const client = useQueryClient();
  // Kept from when the page was opened: once a guest's session has ended, nobody is signed in.
  const [guest] = useState(() => client.getQueryData<Me>(queries.me.queryKey)?.me?.account === false);
  const ended = agreement.data !== undefined && isClosed(agreement.error, guest);
  if (agreement.data !== undefined && packs.data !== undefined && !ended) return <Loaded key={id} data={agreement.data} packs={packs.data} />;
  return (
    <>
      <TopBar />
      <main id="main">
        {error === null ? (
          <Waiting what="Opening the agreement" lines={9} />
        ) : (
          <div className="page narrow">
            <Trouble error={error} title={ended ? 'You no longer see this agreement' : 'This agreement cannot be opened'} again={() => void Promise.all([agreement.refetch(), packs.refetch()])} />
          </div>
        )}
      </main>
    </>
  );
}

/** What stands while an agreement and its library come. */
function Opening(): ReactNode {
  return (
    <>
      <TopBar />
      <main id="main">
        <Waiting what="Opening the agreement" lines={9} />
      </main>
    </>
  );
}

/** Whether the server says that the agreement is not there for this person. The session of a guest ends with the seat; who has an account signs in again, and what they were writing stays. */
function isClosed(error: unknown, guest: boolean): boolean {
  return error instanceof ApiError && (error.status === 403 || error.status === 404 || (guest && error.status === 401));
}

function Loaded({ data, packs }: { data: AgreementOut; packs: readonly PackInfo[] }): ReactNode {
  const client = useQueryClient();
  const id = data.agreement;
  const editing = useMemo(
    () => new Editing(id, data.answers, () => void client.invalidateQueries({ queryKey: ['agreement', id] })),
    // The answers of later readings are adopted below; making a new store would lose what is being typed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [id, client],
  );
  useEffect(() => editing.adopt(data.answers), [editing, data.answers]);
  useEffect(() => {
    const hidden = (): void => void (document.visibilityState === 'hidden' && editing.flush());
    document.addEventListener('visibilitychange', hidden);
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      void editing.flush();
    };
  }, [editing]);
  const { answers } = useSyncExternalStore(editing.subscribe, editing.state);
  const { laws, library, error, again } = useLibrary(answers, packs, { agreement: id, pack: data.pack });
  const text = useMemo(() => (data.document === null ? null : documentFromJson(data.document)), [data.document]);
  const here = useMemo(
    () => (library === undefined ? null : { id, data, document: text, library, laws, editing, parties: shownParties(data.answers.parties), sealed: data.seal !== null }),
    [id, data, text, library, laws, editing],
  );
  const page = useRouterState({ select: (state) => state.location.pathname.split('/')[3] ?? '' });
  if (here === null) {
    if (error === null) return <Opening />;
    return (
      <>
        <TopBar />
        <main id="main">
          <div className="page narrow">
            <Trouble error={error} title="This agreement cannot be opened" again={again} />
          </div>
        </main>
      </>
    );
  }
  // Somebody who came in before the first version was sent has nothing to answer, draft or sign yet.
  const early = data.document === null && data.turn === 0 && data.phase === 'none';
  return (
    <AgreementContext value={here}>
      {early && page !== 'people' ? <Early /> : <Outlet />}
    </AgreementContext>
  );
}

/** What a party sees that came in before anything was sent to it. */
function Early(): ReactNode {
  const { id } = useAgreement();
  return (
    <>
      <TopBar name="Agreement" />
      <main id="main" className="page narrow">
        <h1 className="text-question">The first version has not been sent yet</h1>
        <p className="mt-2">Whoever invited you is still writing. The text appears here by itself as soon as it is sent; then you can read it, agree, object or propose other words.</p>
        <p className="mt-6">
          <Link className="button" to="/a/$id/people" params={{ id }}>
            See who takes part
          </Link>
        </p>
      </main>
    </>
  );
}
