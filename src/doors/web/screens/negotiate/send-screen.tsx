import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useAgreement } from '../../agreement-context';
import { findingsQuery, write } from '../../api';
import { SectionChanges } from '../../components/changes';
import { Icon } from '../../components/icons';
import { Notice } from '../../components/notice';
import { Initials } from '../../components/party';
import { StageBar, TopBar } from '../../components/shell';
import { Trouble, Waiting } from '../../components/state';
import { useTitle } from '../../use-title';
import { changesQuery, negotiationQuery } from './api';
import { namesOf } from './names';
import { nameOf, TurnLine } from './negotiate-screen';
import './negotiate.css';

/** What will be sent, to whom, and what they will see: the last look before a turn leaves the house. */
export function SendScreen(): ReactNode {
  const { id, data, parties } = useAgreement();
  const client = useQueryClient();
  const navigate = useNavigate();
  const talk = useQuery(negotiationQuery(id));
  const newest = talk.data?.turns.at(-1);
  const turn = newest?.turn ?? 0;
  const changes = useQuery({ ...changesQuery(id, turn, 'own'), enabled: talk.data !== undefined && data.document !== null });
  const findings = useQuery({ ...findingsQuery(id), enabled: data.document !== null });
  const kept = `entente-note-${id}`;
  const [note, setNote] = useState(() => sessionStorage.getItem(kept) ?? '');
  const title = data.title ?? 'Agreement';
  useTitle(`Send turn ${turn + 1}`, title);
  const send = useMutation({
    mutationFn: () => write<{ turn: number }>(`agreements/${id}/send-turn`, { answering: turn, note: note.trim() === '' ? null : note.trim() }),
    onSuccess: async () => {
      sessionStorage.removeItem(kept);
      await client.invalidateQueries({ queryKey: ['agreement', id] });
      await navigate({ to: '/a/$id/negotiate', params: { id } });
    },
    onError: () => void client.invalidateQueries({ queryKey: ['agreement', id] }),
  });
  const drop = useMutation({
    mutationFn: () => write(`agreements/${id}/drop-changes`, {}),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['agreement', id] });
      await navigate({ to: '/a/$id/negotiate', params: { id } });
    },
  });
  const others = parties.filter((party) => party.id !== data.party);
  const names = namesOf(others.map((party) => party.name));
  const missing = (talk.data?.parties ?? []).filter((party) => party.id !== data.party && !party.joined);
  const touched = changes.data?.sections.filter((section) => section.kind !== 'same') ?? [];
  const errors = (findings.data?.findings ?? []).filter((finding) => finding.severity === 'error' && finding.setAside === null).length;
  const lead = data.role === 'lead';
  return (
    <>
      <TopBar name={title} parties={parties} />
      <StageBar id={id} phase={data.phase}>
        <TurnLine talk={talk.data} />
      </StageBar>
      <main id="main" className="page narrow">
        <h1 className="text-question">{turn === 0 ? `Send the first version to ${names}` : `Send turn ${turn + 1} to ${names}`}</h1>
        <p className="mt-2">Until now only {talk.data === undefined ? 'your side' : nameOf(talk.data, data.party)} sees these words. Once sent, they stay in the history that every party keeps, and cannot be taken back.</p>
        {talk.isError && <Trouble error={talk.error} again={() => void talk.refetch()} />}
        <dl className="facts-list card p-6 mt-6">
          <dt>Goes to</dt>
          <dd className="flex flex-wrap gap-2">
            {others.map((party) => (
              <span key={party.id} className="inline-flex gap-2 items-center">
                <Initials party={party} beside /> {party.name}
              </span>
            ))}
          </dd>
          <dt>Changes</dt>
          <dd>{changes.data === undefined ? '…' : turn === 0 ? `The whole text, ${changes.data.sections.filter((section) => section.what === 'clause').length} clauses` : touched.length === 0 ? 'None' : `${touched.length === 1 ? 'One clause or schedule' : `${touched.length} clauses or schedules`}, ${changes.data.counts.words} words`}</dd>
          <dt>Problems</dt>
          <dd>
            {findings.data === undefined ? '…' : errors === 0 ? 'None blocks signing' : `${errors === 1 ? 'One blocks' : `${errors} block`} signing; the others see ${errors === 1 ? 'it' : 'them'} too`}{' '}
            {errors > 0 && (
              <Link className="link" to="/a/$id/text" params={{ id }}>
                Look at {errors === 1 ? 'it' : 'them'}
              </Link>
            )}
          </dd>
          <dt>Stays with you</dt>
          <dd>Comments for {talk.data === undefined ? 'us' : nameOf(talk.data, data.party)} only, counsel’s notes, what you set aside, where answers came from</dd>
        </dl>
        {missing.length > 0 && (
          <p className="notice mt-4">
            Nobody has come in yet for {missing.map((party) => party.name).join(', ').replace(/, ([^,]*)$/, ' and $1')}. The turn waits for them.{' '}
            <Link className="link" to="/a/$id/people" params={{ id }}>
              Invite people
            </Link>
          </p>
        )}
        {talk.data?.rebased != null && (
          <p className="notice mt-4" role="status">
            Turn {talk.data.rebased.to} came in while you were writing. What you changed is kept and stands on top of it; the comparison below is against turn {talk.data.rebased.to}.
          </p>
        )}
        {turn > 0 && (
          <section aria-label="What changes" className="mt-6">
            <h2 className="text-section mb-2">What changes</h2>
            {changes.isPending && <Waiting what="Comparing the words" lines={4} />}
            {changes.isError && <Trouble error={changes.error} again={() => void changes.refetch()} title="The words cannot be compared" />}
            {touched.map((section) => (
              <div key={`${section.what} ${section.id} ${section.lang}`} className="card p-6 mb-3">
                {section.summary !== null && <p className="text-small quiet mb-1">{section.summary}</p>}
                <SectionChanges section={section} />
              </div>
            ))}
            {changes.isSuccess && touched.length === 0 && <p className="quiet">You have changed no words since turn {turn}.</p>}
          </section>
        )}
        <Notice className="my-6" />
        {turn > 0 && !data.unsent ? (
          <p className="mt-4">
            There is nothing to send.{' '}
            <Link className="link" to="/a/$id/negotiate" params={{ id }}>
              Answer turn {turn} clause by clause
            </Link>
            , or change words in the draft first.
          </p>
        ) : lead ? (
          <form
            className="fields"
            onSubmit={(event) => {
              event.preventDefault();
              if (!send.isPending) send.mutate();
            }}
          >
            <div className="field">
              <label className="label" htmlFor="note">
                a few words with it
              </label>
              <span className="hint">Every party reads this. It may stay empty.</span>
              <textarea
                id="note"
                className="input"
                rows={2}
                maxLength={2000}
                value={note}
                onChange={(event) => {
                  setNote(event.target.value);
                  sessionStorage.setItem(kept, event.target.value);
                }}
              />
            </div>
            {send.isError && <Trouble error={send.error} title={`Turn ${turn + 1} was not sent`} />}
            <p className="flex flex-wrap gap-3">
              <button type="submit" className="button primary" aria-disabled={send.isPending || talk.data === undefined || data.document === null}>
                Send turn {turn + 1} to {names}
              </button>
              <Link className="button" to="/a/$id/text" params={{ id }}>
                Go on writing
              </Link>
            </p>
            {turn > 0 && data.unsent && (
              <details className="disclosure">
                <summary>
                  <Icon name="down" className="icon-small" /> Give up these changes
                </summary>
                <p className="mt-2">Your side goes on from turn {turn} as it was sent. Nobody else has seen what you give up.</p>
                {drop.isError && <Trouble error={drop.error} title="Your changes are still there" />}
                <p className="mt-2">
                  <button type="button" className="button" aria-disabled={drop.isPending} onClick={() => !drop.isPending && drop.mutate()}>
                    Give up all changes since turn {turn}
                  </button>
                </p>
              </details>
            )}
          </form>
        ) : (
          <p className="mt-4">
            <Icon name="lock" className="inline" /> Only the lead of your side sends a turn.
          </p>
        )}
      </main>
    </>
  );
}
