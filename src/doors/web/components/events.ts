import { useEffect, useEffectEvent, type RefObject } from 'react';
import { scrollInto } from './scroll';

/** Listens on an element for what bubbles up from inside it; the element itself is no control, so it carries no handler in the markup. */
export function useListen<K extends keyof HTMLElementEventMap>(element: RefObject<HTMLElement | null>, name: K, heard: (event: HTMLElementEventMap[K]) => void): void {
  const listener = useEffectEvent(heard);
  useEffect(() => {
    const target = element.current;
    const listen = (event: HTMLElementEventMap[K]): void => listener(event);
    target?.addEventListener(name, listen);
    return () => target?.removeEventListener(name, listen);
  }, [element, name]);
}

/** What the sheet can be asked for with a pointer; every one of these is a link or a button too. */
export interface PaperEvents {
  /** A bound value or a blank was chosen: the address of its question. */
  onQuestion: (href: string) => void;
  /** Words with a problem, or the shape beside them, were chosen. */
  onProblem?: (fingerprint: string) => void;
  /** A sentence was chosen that is no link itself. */
  onSentence?: (sentence: Element) => void;
}

/** Follows what is chosen on the sheet, and lets a reference show the words that it leads to. */
export function usePaperEvents(frame: RefObject<HTMLElement | null>, { onQuestion, onProblem, onSentence }: PaperEvents): void {
  useListen(frame, 'click', (event) => {
    const target = event.target as Element;
    const link = target.closest('a');
    const problem = target.closest<HTMLElement>('[data-problem]')?.dataset['problem'];
    if (link?.hasAttribute('data-question') === true) {
      event.preventDefault();
      onQuestion(link.getAttribute('href') ?? '');
    } else if (link?.dataset['ref'] !== undefined) {
      event.preventDefault();
      scrollInto(frame.current, placeOf(link.dataset['ref'])?.id ?? '');
    } else if (problem !== undefined) {
      event.preventDefault();
      onProblem?.(problem);
    } else if (link === null && target.closest('button') === null && (window.getSelection()?.toString() ?? '') === '') {
      const sentence = target.closest('.sentence');
      if (sentence !== null) onSentence?.(sentence);
    }
  });
  const name = (event: Event): void => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-ref]');
    if (link === null) return;
    const words = placeOf(link.dataset['ref'] ?? '')?.textContent ?? 'This reference leads nowhere.';
    link.title = words.length > 400 ? `${words.slice(0, 400)} …` : words;
  };
  useListen(frame, 'pointerover', name);
  useListen(frame, 'focusin', name);
}

function placeOf(id: string): HTMLElement | null {
  return document.getElementById(`b-${id}`) ?? document.getElementById(`s-${id}`);
}
