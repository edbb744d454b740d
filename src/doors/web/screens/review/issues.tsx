import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAgreement } from '../../agreement-context';
import { write } from '../../api';
import { Icon } from '../../components/icons';
import { useKeptText } from '../../components/kept-text';
import { Trouble } from '../../components/state';
import type { IssueOut, NegotiationOut } from '../negotiate/api';
import { nameOf } from '../negotiate/negotiate-screen';

const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** What counsel noted on a clause: for counsel alone, or as advice to the own side; and what was decided. */
export function Issues({ talk, clause, title }: { talk: NegotiationOut; clause: string | null; title: string }): ReactNode {
  const here = talk.issues.filter((issue) => issue.clause === clause);
  return (
    <section className="issues" aria-label="Issues">
      <h2 className="text-name">
        Issues <span className="quiet font-normal">{title}</span>
      </h2>
      {here.length === 0 && <p className="text-small quiet mt-1">None noted.</p>}
      <ul className="flex flex-col gap-3 mt-2">
        {here.map((issue) => (
          <li key={issue.id} className="private p-3">
            <One issue={issue} talk={talk} />
          </li>
        ))}
      </ul>
      {talk.role === 'counsel' && <Note key={clause ?? ''} talk={talk} clause={clause} />}
    </section>
  );
}

function One({ issue, talk }: { issue: IssueOut; talk: NegotiationOut }): ReactNode {
  const { id } = useAgreement();
  const client = useQueryClient();
  const [decision, setDecision] = useState<string>();
  const settle = useMutation({
    mutationFn: (words: string) => write(`agreements/${id}/settle-issue`, { issue: issue.id, decision: words }),
    onSuccess: async () => {
      setDecision(undefined);
      await client.invalidateQueries({ queryKey: ['agreement', id, 'negotiation'] });
    },
  });
  const may = talk.role === 'counsel' || talk.role === 'lead';
  return (
    <>
      <p className="comment-head">
        <b>{issue.by}</b> <span className="quiet">{moment.format(new Date(issue.at))}</span>
        <span className="tag private-tag ml-auto">
          <Icon name="lock" className="icon-small" /> {issue.scope === 'counsel' ? 'Counsel only' : `Us only, ${nameOf(talk, talk.party)}`}
        </span>
      </p>
      <p className="text-name mt-1">{issue.title}</p>
      {issue.text !== '' && <p className="whitespace-pre-line comment-words">{issue.text}</p>}
      {issue.settled !== null && (
        <p className="mt-2 flex gap-2">
          <Icon name="check" className="done mt-1" />
          <span>
            {issue.settled.decision} <span className="quiet text-small">{issue.settled.by}, {moment.format(new Date(issue.settled.at))}</span>
          </span>
        </p>
      )}
      {may && issue.settled === null && decision === undefined && (
        <p className="mt-2">
          <button type="button" className="button small" onClick={() => setDecision('')}>
            Record a decision …
          </button>
        </p>
      )}
      {decision !== undefined && issue.settled === null && (
        <form
          className="mt-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (decision.trim() !== '' && !settle.isPending) settle.mutate(decision.trim());
          }}
        >
          <label className="label" htmlFor={`decision-${issue.id}`}>
            decision, and why
          </label>
          <textarea id={`decision-${issue.id}`} className="input" rows={2} maxLength={2000} value={decision} onChange={(event) => setDecision(event.target.value)} />
          <p className="mt-2 flex gap-2">
            <button type="submit" className="button small primary" aria-disabled={decision.trim() === ''}>
              Record
            </button>
            <button type="button" className="button small" onClick={() => setDecision(undefined)}>
              Cancel
            </button>
          </p>
        </form>
      )}
      {settle.isError && <Trouble error={settle.error} title="The decision was not recorded" />}
    </>
  );
}

function Note({ talk, clause }: { talk: NegotiationOut; clause: string | null }): ReactNode {
  const { id } = useAgreement();
  const client = useQueryClient();
  const [title, setTitle, titleSent] = useKeptText(`issue ${id} ${clause ?? ''}`);
  const [text, setText, textSent] = useKeptText(`issue words ${id} ${clause ?? ''}`);
  const [scope, setScope] = useState<'counsel' | 'party'>('counsel');
  const note = useMutation({
    mutationFn: () => write(`agreements/${id}/note-issue`, { clause, scope, title: title.trim(), text: text.trim() }),
    onSuccess: async () => {
      titleSent();
      textSent();
      await client.invalidateQueries({ queryKey: ['agreement', id, 'negotiation'] });
    },
  });
  const own = nameOf(talk, talk.party);
  return (
    <form
      className="private p-3 mt-3 flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (title.trim() !== '' && !note.isPending) note.mutate();
      }}
    >
      <span className="seg self-start" role="group" aria-label="Who reads this note">
        <button type="button" aria-pressed={scope === 'counsel'} className="seg-private" onClick={() => setScope('counsel')}>
          <Icon name="lock" className="icon-small" /> Counsel only
        </button>
        <button type="button" aria-pressed={scope === 'party'} className="seg-private" onClick={() => setScope('party')}>
          <Icon name="lock" className="icon-small" /> Us only, {own}
        </button>
      </span>
      <div className="field">
        <label className="label" htmlFor="issue-title">
          the issue in a few words
        </label>
        <input id="issue-title" className="input" maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} />
      </div>
      <div className="field">
        <label className="label" htmlFor="issue-text">
          why, and what to do
        </label>
        <textarea id="issue-text" className="input" rows={2} maxLength={10_000} value={text} onChange={(event) => setText(event.target.value)} />
      </div>
      {note.isError && <Trouble error={note.error} title="The issue was not noted" />}
      <p>
        <button type="submit" className="button small" aria-disabled={title.trim() === '' || note.isPending}>
          {scope === 'counsel' ? 'Note for counsel only' : `Advise ${own}`}
        </button>
      </p>
    </form>
  );
}
