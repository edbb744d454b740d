import { useRef, useState, type ReactNode } from 'react';

/** Something to pass on by hand: can be read, selected and copied. `label` says what it is. */
export function CopyLink({ text, label }: { text: string; label: string }): ReactNode {
  const [done, setDone] = useState<'no' | 'copied' | 'by-hand'>('no');
  const field = useRef<HTMLInputElement>(null);
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
        <input ref={field} className="input" aria-label={label} readOnly value={text} onFocus={(event) => event.target.select()} />
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
