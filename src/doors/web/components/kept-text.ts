import { useCallback, useState } from 'react';

/** Names of what is kept for a tab begin so. */
const prefix = 'entente-words ';

/**
 * Words that are typed and not sent: they outlast whatever else comes and goes on the page, and its reload, in this tab alone.
 * `key` says of which field of what; the last of the three lets them go.
 */
export function useKeptText(key: string): [text: string, set: (text: string) => void, forget: () => void] {
  const name = `${prefix}${key}`;
  const [text, setText] = useState(() => sessionStorage.getItem(name) ?? '');
  const set = useCallback(
    (now: string) => {
      setText(now);
      if (now === '') sessionStorage.removeItem(name);
      else sessionStorage.setItem(name, now);
    },
    [name],
  );
  const forget = useCallback(() => set(''), [set]);
  return [text, set, forget];
}

/** Forgets all of them: whoever signs out leaves nothing behind for the next one. */
export function forgetKeptTexts(): void {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(prefix)) sessionStorage.removeItem(name);
}
