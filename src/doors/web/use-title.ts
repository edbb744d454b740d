import { useEffect } from 'react';

/** Names the page in the browser's tab and history, most particular first. */
export function useTitle(...parts: (string | undefined | null)[]): void {
  const title = [...parts.filter((part) => part !== undefined && part !== null && part !== ''), 'Entente'].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
