import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { queries } from '../api';
import { Icon } from '../components/icons';
import type { Freshness, Hint } from './follow';
import { followInOneTab } from './tabs';

/** How often a page that hears of no changes asks for what it shows, and how often one that does asks all the same, in milliseconds: a hint may be lost. */
const pace = { slow: 20_000, fresh: 300_000 };

/** Hints that come close together are followed once. */
const gather = 60;

/** What everything means: what others or other devices can change. Forms and pictures made here are left alone. */
const shared = ['agreement', 'agreements', 'me', 'organisation', 'outbox'];

let freshness: Freshness = { kind: 'starting' };
const listeners = new Set<() => void>();

function setFreshness(now: Freshness): void {
  freshness = now;
  for (const listener of listeners) listener();
}

function useFreshness(): Freshness {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => freshness,
  );
}

/** Keeps what the screens show as the server has it, as long as somebody is signed in. */
export function LiveUpdates(): ReactNode {
  const client = useQueryClient();
  const me = useQuery({ ...queries.me, enabled: false }).data?.me;
  const person = me?.person;
  const guestOf = me?.agreement ?? null;
  useEffect(() => (person === undefined ? undefined : keepFresh(client, `entente-live ${person} ${guestOf ?? ''}`, guestOf === null ? '/api/live' : `/api/agreements/${guestOf}/live`)), [client, person, guestOf]);
  return null;
}

function keepFresh(client: QueryClient, name: string, address: string): () => void {
  const agreements = new Set<string>();
  let everything = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = Date.now();

  /** Has what is on this screen read again now, or when somebody looks at it. */
  const read = (): void => {
    timer = undefined;
    const refetchType = document.visibilityState === 'visible' ? 'active' : 'none';
    if (everything) {
      asked = Date.now();
      void client.invalidateQueries({ predicate: ({ queryKey: [first] }) => shared.includes(String(first)), refetchType });
    } else {
      for (const id of agreements) void client.invalidateQueries({ queryKey: ['agreement', id], refetchType });
      void client.invalidateQueries({ queryKey: ['agreements'], refetchType });
    }
    everything = false;
    agreements.clear();
  };
  const hear = (hint: Hint): void => {
    if (hint.kind === 'changed') agreements.add(hint.agreement);
    else everything = true;
    timer ??= setTimeout(read, gather);
  };
  const following = followInOneTab(name, address, { hint: hear, freshness: setFreshness });
  const every = setInterval(() => {
    const due = freshness.kind === 'fresh' ? pace.fresh : pace.slow;
    if (document.visibilityState === 'visible' && freshness.kind !== 'lost' && Date.now() - asked >= due) hear({ kind: 'everything' });
  }, 5_000);
  const seen = (): void => {
    if (document.visibilityState !== 'visible') return;
    following.look();
    void client.refetchQueries({ type: 'active', predicate: ({ state, queryKey: [first] }) => state.isInvalidated && shared.includes(String(first)) });
  };
  document.addEventListener('visibilitychange', seen);
  window.addEventListener('focus', seen);
  return () => {
    following.end();
    clearTimeout(timer);
    clearInterval(every);
    document.removeEventListener('visibilitychange', seen);
    window.removeEventListener('focus', seen);
    setFreshness({ kind: 'starting' });
  };
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockOfDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

function moment(since: Date): string {
  return (since.toDateString() === new Date().toDateString() ? clock : clockOfDay).format(since);
}

/** Says that what is shown may be out of date, and since when; nothing while all is well. */
export function Connection(): ReactNode {
  const now = useFreshness();
  return (
    <div role="status" className={now.kind === 'lost' ? 'connection' : undefined}>
      {now.kind === 'lost' && (
        <>
          <Icon name="warning" className="icon-small" />
          <span>
            Not connected; showing {moment(now.since)}. <span className="connection-more">What you type stays on this page.</span>
          </span>
        </>
      )}
    </div>
  );
}
