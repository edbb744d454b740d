import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAgreement } from '../../agreement-context';
import { write } from '../../api';
import { Icon } from '../../components/icons';
import { Trouble } from '../../components/state';

/** Opening a sealed text again, as long as not everybody has signed: a deliberate step with a reason. */
export function Reopen({ signed }: { signed: number }): ReactNode {
  const { id } = useAgreement();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const reopen = useMutation({ mutationFn: () => write(`agreements/${id}/reopen-agreement`, { reason: reason.trim() }), onSuccess: () => client.invalidateQueries({ queryKey: ['agreement', id] }) });
  return (
    <details className="disclosure mt-6">
      <summary>
        <Icon name="down" className="icon-small" /> Open the text again for changes
      </summary>
      <form
        className="fields mt-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() !== '' && !reopen.isPending) reopen.mutate();
        }}
      >
        <div className="field">
          <label className="label" htmlFor="reopen">
            why it is opened again
          </label>
          <span className="hint">
            Every party reads this.{' '}
            {signed > 0 ? `${signed === 1 ? 'The signature' : `The ${signed} signatures`} given so far will count no more; the file as signed stays in the history.` : 'Nobody has signed yet.'}
          </span>
          <textarea id="reopen" className="input" rows={2} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </div>
        {reopen.isError && <Trouble error={reopen.error} title="The text was not opened" />}
        <p>
          <button type="submit" className="button" aria-disabled={reason.trim() === '' || reopen.isPending}>
            Open the text again
          </button>
        </p>
      </form>
    </details>
  );
}
