import { useRef, useState, type ReactNode } from 'react';
import './fields.css';

/** Something to pass on by hand: can be read, selected and copied. `label` says what it is; `whole` shows all of it on several lines. */
export function CopyLink({ text, label, whole = false }: { text: string; label: string; whole?: boolean }): ReactNode {
  const [done, setDone] = useState<'no' | 'copied' | 'by-hand'>('no');
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const parts = { ref: field, className: 'input', 'aria-label': label, readOnly: true, value: text, onFocus: () => field.current?.select() };
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setDone('copied');
      setTimeout(() => setDone('no'), 4000);
    } catch {
      // Some browsers refuse; then it is selected, ready for the keys.
      field.current?.select();
      setDone('by-hand');
    }
  };
  return (
    <>
      <span className="copy-row">
        {whole ? <textarea {...parts} rows={2} /> : <input {...parts} />}
        <button type="button" className="button" aria-label={done === 'copied' ? 'Copied' : `Copy: ${label}`} onClick={() => void copy()}>
          {done === 'copied' ? 'Copied' : 'Copy'}
        </button>
      </span>
      <span role="status" className={done === 'by-hand' ? 'hint' : 'visually-hidden'}>
        {done === 'copied' ? 'Copied' : done === 'by-hand' ? 'The browser does not let this page copy. It is selected: copy it with the keys.' : ''}
      </span>
    </>
  );
}
