import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type ReactNode } from 'react';
import { write } from '../../api';
import { Icon } from '../../components/icons';
import { Initials, type ShownParty } from '../../components/party';
import { SetBack } from '../../components/set-back';
import { useKeptText } from '../../components/kept-text';
import { Trouble } from '../../components/state';
import type { CommentOut } from './api';

const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** The comments on a clause (or on the whole), and the place to write one; who reads it is chosen first and cannot be mistaken. */
export function Comments({ agreement, clause, comments, parties, own, readers, readOnly }: { agreement: string; clause: string | null; comments: readonly CommentOut[]; parties: readonly ShownParty[]; own: ShownParty | undefined; readers: number; readOnly: boolean }): ReactNode {
  const here = comments.filter((one) => one.clause === clause);
  return (
    <section aria-label="Comments" className="comments">
      <h3 className="text-name">
        Comments <span className="quiet font-normal">{here.length}</span>
      </h3>
      <ul className="flex flex-col gap-3 mt-2">
        {here.map((one, index) => {
          const party = parties.find((candidate) => candidate.id === one.party);
          return (
            <li key={one.id} className={`comment ${one.scope === 'us' ? 'private' : `card party-${party?.colour ?? 1}`}`}>
              <p className="comment-head">
                {party !== undefined && <Initials party={party} />}
                <b>{one.by === '' ? (party?.name ?? one.party) : one.by}</b>
                <span className="quiet">{moment.format(new Date(one.at))}</span>
                <ScopeTag scope={one.scope} own={own?.name ?? ''} />
              </p>
              <p className="whitespace-pre-line comment-words">{one.text}</p>
              <SetBack at={one.at} before={here[index - 1]?.at} />
            </li>
          );
        })}
      </ul>
      {!readOnly && <Write key={clause ?? ''} agreement={agreement} clause={clause} own={own} readers={readers} />}
    </section>
  );
}

/** Who reads a comment or an issue: unmistakable in shape, colour and word. */
export function ScopeTag({ scope, own }: { scope: 'us' | 'everyone'; own: string }): ReactNode {
  return scope === 'us' ? (
    <span className="tag private-tag ml-auto">
      <Icon name="lock" className="icon-small" /> Us only, {own}
    </span>
  ) : (
    <span className="tag ml-auto">
      <Icon name="people" className="icon-small" /> Everyone
    </span>
  );
}

function Write({ agreement, clause, own, readers }: { agreement: string; clause: string | null; own: ShownParty | undefined; readers: number }): ReactNode {
  const client = useQueryClient();
  const [scope, setScope] = useState<'us' | 'everyone'>('us');
  const [text, setText, sent] = useKeptText(`comment ${agreement} ${clause ?? ''}`);
  const field = useId();
  const send = useMutation({
    mutationFn: () => write(`agreements/${agreement}/make-comment`, { clause, scope, text }),
    onSuccess: async () => {
      sent();
      await client.invalidateQueries({ queryKey: ['agreement', agreement, 'negotiation'] });
    },
  });
  const us = scope === 'us';
  return (
    <form
      className={`write mt-3 ${us ? 'private' : 'card'}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '' && !send.isPending) send.mutate();
      }}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="seg" role="group" aria-label="Who reads this comment">
          <button type="button" aria-pressed={us} className={us ? 'seg-private' : ''} onClick={() => setScope('us')}>
            <Icon name="lock" className="icon-small" /> Us only
          </button>
          <button type="button" aria-pressed={!us} onClick={() => setScope('everyone')}>
            <Icon name="people" className="icon-small" /> Everyone
          </button>
        </span>
        <span className="text-small quiet">{us ? `Seen by ${readers === 1 ? 'you alone' : `${readers} people`} at ${own?.name ?? 'your side'}` : 'Seen by every party'}</span>
      </div>
      <label className="visually-hidden" htmlFor={field}>
        {us ? `Comment for ${own?.name ?? 'your side'} only` : 'Comment for everyone'}
      </label>
      <textarea id={field} className="input mt-2" rows={2} maxLength={5000} placeholder={us ? `Write to ${own?.name ?? 'your side'} …` : 'Write to everyone …'} value={text} onChange={(event) => setText(event.target.value)} />
      {send.isError && <Trouble error={send.error} title="The comment was not sent" />}
      <p className="mt-2">
        <button type="submit" className={`button small ${us ? '' : 'primary'}`} aria-disabled={text.trim() === '' || send.isPending}>
          {us ? `Keep for ${own?.name ?? 'us'}` : 'Send to everyone'}
        </button>
      </p>
    </form>
  );
}
