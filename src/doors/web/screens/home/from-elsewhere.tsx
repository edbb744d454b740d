import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, type ReactNode } from 'react';
import { sendFile } from '../../api';
import { Trouble } from '../../components/state';

/** Takes in an agreement that was exported elsewhere as a whole record. */
export function FromElsewhere({ organisation }: { organisation: string | null }): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const bring = useMutation({
    mutationFn: (file: File) => sendFile<{ agreement: string }>('import-bundle', file, organisation === null ? {} : { organisation }),
    onSuccess: async ({ agreement }) => {
      void client.invalidateQueries({ queryKey: ['agreements'] });
      await navigate({ to: '/a/$id/text', params: { id: agreement } });
    },
  });
  return (
    <section aria-labelledby="elsewhere">
      <h2 id="elsewhere" className="text-section">
        Go on with one from another installation
      </h2>
      <p className="quiet text-small mb-3">Choose the whole record (.zip) that was downloaded there. It is checked first and then kept unchanged; you act for the party whose record it is, and others come in once you invite them.</p>
      <input
        ref={input}
        type="file"
        accept="application/zip,.zip"
        className="visually-hidden"
        tabIndex={-1}
        aria-label="Whole record of an agreement"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          // The same file may be chosen again after it was refused.
          target.value = '';
          if (file !== undefined && !bring.isPending) bring.mutate(file);
        }}
      />
      <button type="button" className="button" aria-disabled={bring.isPending} onClick={() => input.current?.click()}>
        Choose the record
      </button>
      {bring.isPending && (
        <p role="status" className="mt-3">
          Checking the record
        </p>
      )}
      {bring.isError && (
        <div className="mt-4">
          <Trouble error={bring.error} title="The record was not taken in" />
        </div>
      )}
    </section>
  );
}
