import { useLocation } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';

const form = /^[\w-]{20,200}$/;

/**
 * The token of the link that led to a page, null where there is none. It is taken out of the address at once, so that it stands in
 * no history and is not shown to whoever looks on, and kept for this tab so that the page can be reloaded. `forget` once it is
 * spent; the page that is open keeps it until it is left.
 */
export function useToken(page: 'join' | 'link' | 'reset' | 'confirm-email'): { token: string | null; forget: () => void } {
  const key = `entente-${page}-token`;
  const hash = useLocation({ select: (location) => location.hash });
  const [token, setToken] = useState(() => sessionStorage.getItem(key));
  const named = form.test(hash) ? hash : null;
  if (named !== null && named !== token) setToken(named);
  useEffect(() => {
    if (named === null) return;
    sessionStorage.setItem(key, named);
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  }, [named, key]);
  const forget = useCallback(() => sessionStorage.removeItem(key), [key]);
  return { token, forget };
}

const backKey = 'entente-back';

/** Remembers for half an hour where somebody wanted to go who asks for a link by mail: it may open in another tab. */
export function rememberBack(to: string | undefined): void {
  if (to === undefined) localStorage.removeItem(backKey);
  else localStorage.setItem(backKey, JSON.stringify({ to, until: Date.now() + 30 * 60_000 }));
}

/** Where they wanted to go, asked for once; "/" where nothing is remembered. */
export function takeBack(): string {
  const kept = localStorage.getItem(backKey);
  localStorage.removeItem(backKey);
  if (kept === null) return '/';
  const { to, until } = JSON.parse(kept) as { to: string; until: number };
  return until > Date.now() && to.startsWith('/') ? to : '/';
}
