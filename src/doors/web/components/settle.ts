import { createContext, use, useEffect, useLayoutEffect, useRef, type FocusEvent } from 'react';

/** What the fields of a form still have to take over before the form goes on; the form calls each, the fields put themselves in and out. */
export const SettleContext = createContext<Set<() => void>>(new Set());

/**
 * For a field whose words become an answer only when the reader is done with them: `settle` is called when the field is left, and by
 * the form before it goes on. It may be called twice for the same words. Gives back what listens for leaving.
 */
export function useSettle(settle: () => void): (event: FocusEvent<HTMLElement>) => void {
  const all = use(SettleContext);
  const latest = useRef(settle);
  useLayoutEffect(() => {
    latest.current = settle;
  });
  useEffect(() => {
    const now = (): void => latest.current();
    all.add(now);
    return () => void all.delete(now);
  }, [all]);
  // Where the whole window was left, the field keeps the focus for when the reader comes back.
  return (event) => document.activeElement !== event.currentTarget && afterPress(() => latest.current());
}

/** Runs `act` when no button of the pointer is held: what grows or shrinks under a press would lead the click elsewhere. */
function afterPress(act: () => void): void {
  if (document.documentElement.matches(':active')) document.addEventListener('mouseup', () => setTimeout(act), { once: true });
  else act();
}
