import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useListen } from './events';

/** A modal dialog; Escape and the Close button call `onClose`, focus returns to where it was. */
export function Dialog({ title, wide = false, onClose, children }: { title: string; wide?: boolean; onClose: () => void; children: ReactNode }): ReactNode {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  // A browser closes a dialog by itself at a second Escape that follows at once, so the key is answered here.
  useListen(element, 'keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onClose();
  });
  return (
    <dialog
      ref={element}
      className={`dialog ${wide ? 'wide' : ''}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={heading} className="text-question mb-4">
        {title}
      </h2>
      {children}
    </dialog>
  );
}
