import type { ReactNode } from 'react';
import { useAgreement, useEditing } from '../agreement-context';
import { Icon } from './icons';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** Whether the work on this page is kept, in words. */
export function SavedState(): ReactNode {
  const { editing } = useAgreement();
  const { saved, held } = useEditing();
  return (
    <span role="status" className="inline-flex items-center gap-2 text-small quiet">
      {held > 0 && saved.kind !== 'not-saved' && (held === 1 ? 'One answer is not saved yet' : `${held} answers are not saved yet`)}
      {held === 0 && saved.kind === 'saving' && 'Saving'}
      {held === 0 && saved.kind === 'unchanged' && 'All answers are saved'}
      {held === 0 && saved.kind === 'saved' && (
        <>
          <Icon name="check" className="done" /> Saved {clock.format(saved.at)}
        </>
      )}
      {saved.kind === 'not-saved' && (
        <span className="fault flex-wrap">
          <Icon name="error" />
          <span className="whitespace-normal">
            Not saved. {saved.what} {saved.next}{' '}
            <button type="button" className="link" onClick={() => void editing.flush()}>
              Try again
            </button>
          </span>
        </span>
      )}
    </span>
  );
}
