import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Dialog } from './dialog';
import { Trouble } from './state';

/** Asks once more before something that cannot be undone; stays open, with the reason, where it did not work. */
export function Confirm({ title, verb, failed, act, onDone, onClose, children }: { title: string; verb: string; failed: string; act: () => Promise<unknown>; onDone: () => void; onClose: () => void; children: ReactNode }): ReactNode {
  const doing = useMutation({ mutationFn: act, onSuccess: onDone });
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {doing.isError && (
        <div className="mt-4">
          <Trouble error={doing.error} title={failed} />
        </div>
      )}
      <p className="flex flex-wrap gap-3 mt-6">
        <button type="button" className="button primary" aria-disabled={doing.isPending} onClick={() => !doing.isPending && doing.mutate()}>
          {verb}
        </button>
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </p>
    </Dialog>
  );
}
