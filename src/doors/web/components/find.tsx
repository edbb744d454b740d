import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react';
import { queries } from '../api';
import { Icon } from './icons';

const mac = /mac|iphone|ipad/i.test(navigator.platform);

/** The field that finds agreements by their words, in the bar of every screen; Ctrl or Command with K leads to it. Guests have one agreement and need none. */
export function Find(): ReactNode {
  const me = useQuery(queries.me).data?.me;
  const navigate = useNavigate();
  const { q = '' } = useSearch({ strict: false }) as { q?: string };
  const field = useRef<HTMLInputElement>(null);
  const shown = me !== undefined && me !== null && me.agreement === null;
  useEffect(() => {
    if (field.current !== null) field.current.value = q;
  }, [q]);
  const go = useEffectEvent((event: KeyboardEvent): void => {
    if (!shown || event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || document.querySelector('dialog[open]') !== null) return;
    event.preventDefault();
    if (field.current !== null && field.current.offsetParent !== null) field.current.select();
    else void navigate({ to: '/agreements', search: q === '' ? {} : { q }, hash: 'find' });
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => go(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  if (!shown) return null;
  return (
    <>
      <form
        role="search"
        className="find"
        onSubmit={(event) => {
          event.preventDefault();
          const text = field.current?.value.trim() ?? '';
          if (text !== '') void navigate({ to: '/agreements', search: { q: text } });
        }}
      >
        <Icon name="search" />
        <input ref={field} type="search" aria-label="Find anything" placeholder="Find anything" defaultValue={q} maxLength={200} autoComplete="off" aria-keyshortcuts="Control+K Meta+K" />
        <kbd aria-hidden="true">{mac ? '⌘ K' : 'Ctrl K'}</kbd>
      </form>
      <Link className="find-link" to="/agreements" hash="find" aria-label="Find anything">
        <Icon name="search" />
      </Link>
    </>
  );
}
