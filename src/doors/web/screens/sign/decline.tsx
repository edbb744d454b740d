import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAgreement } from '../../agreement-context';
import { write } from '../../api';
import { Icon } from '../../components/icons';
import { Trouble } from '../../components/state';

/** Saying no, or asking for a change first: as easy to find as signing. */
export function Decline({ field, declined }: { field: string; declined: string | null }): ReactNode {
  const { id, data } = useAgreement();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const decline = useMutation({
    mutationFn: () => write(`agreements/${id}/decline-to-sign`, { field, reason: reason.trim() }),
    onSuccess: async () => {
      setOpen(false);
      setReason('');
      await client.invalidateQueries({ queryKey: ['agreement', id] });
    },
  });
  if (data.party === 'local') return null;
  return (
    <div className="mt-4">
      {declined !== null && (
        <p className="notice mb-3" role="status">
          You declined: {declined} Everybody was told. You can still sign.
        </p>
      )}
      {!open ? (
        <button type="button" className="button" onClick={() => setOpen(true)}>
          Decline or ask for a change …
        </button>
      ) : (
        <form
          className="fields"
          onSubmit={(event) => {
            event.preventDefault();
            if (reason.trim() !== '' && !decline.isPending) decline.mutate();
          }}
        >
          <div className="field">
            <label className="label" htmlFor="decline">
              why, or what must change first
            </label>
            <span className="hint">Every party is told. The sealed text stays as it is until a lead opens it again.</span>
            <textarea id="decline" className="input" rows={2} maxLength={2000} autoFocus value={reason} onChange={(event) => setReason(event.target.value)} />
          </div>
          {decline.isError && <Trouble error={decline.error} title="The others were not told" />}
          <p className="flex gap-2">
            <button type="submit" className="button" aria-disabled={reason.trim() === '' || decline.isPending}>
              <Icon name="close" /> Do not sign, and say why
            </button>
            <button type="button" className="button" onClick={() => setOpen(false)}>
              Cancel
            </button>
          </p>
        </form>
      )}
    </div>
  );
}
