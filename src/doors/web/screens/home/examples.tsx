import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { write } from '../../api';
import { Dialog } from '../../components/dialog';
import { Icon } from '../../components/icons';
import { Initials, PartyRow, shownParties } from '../../components/party';
import { Trouble } from '../../components/state';
import { examplesQuery, type Example } from './api';

/** The bundled examples; opening one asks first which of its parties to be. `organisation` is the one acted for, null for none. */
export function Examples({ organisation }: { organisation: string | null }): ReactNode {
  const examples = useQuery(examplesQuery);
  const [chosen, setChosen] = useState<Example>();
  if (examples.isSuccess && examples.data.length === 0) return null;
  return (
    <section aria-labelledby="examples" className="examples">
      <h2 id="examples" className="text-section">
        Open an example
      </h2>
      <p className="quiet text-small mb-3">A whole agreement to look around in. Your copy can be changed freely.</p>
      {examples.isError && <Trouble error={examples.error} again={() => void examples.refetch()} title="The examples cannot be listed" />}
      {examples.isSuccess && (
        <ul className="card list">
          {examples.data.map((example) => (
            <li key={example.name}>
              <button type="button" className="example" onClick={() => setChosen(example)}>
                <span>{example.title}</span>
                <span className="hidden sm:inline-flex ml-auto">
                  <PartyRow parties={shownParties(example.parties.map((party) => ({ id: party.id, shortName: party.name })))} />
                </span>
                <Icon name="right" className="quiet" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {chosen !== undefined && <WhichParty example={chosen} organisation={organisation} onClose={() => setChosen(undefined)} />}
    </section>
  );
}

/** Asks for the party that the reader acts for in an example, and opens it. */
function WhichParty({ example, organisation, onClose }: { example: Example; organisation: string | null; onClose: () => void }): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  const parties = shownParties(example.parties.map((party) => ({ id: party.id, shortName: party.name })));
  const [party, setParty] = useState(parties[0]?.id);
  const open = useMutation({
    mutationFn: () => write<{ agreement: string }>('create-agreement', { example: example.name, ...(party !== undefined && { party }), ...(organisation !== null && { organisation }) }),
    onSuccess: async ({ agreement }) => {
      void client.invalidateQueries({ queryKey: ['agreements'] });
      await navigate({ to: '/a/$id/text', params: { id: agreement } });
    },
  });
  return (
    <Dialog title="Which party are you in this example?" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!open.isPending) open.mutate();
        }}
      >
        <fieldset>
          <legend className="quiet mb-3">{example.title}. You see it from the side of this party; the others can be invited.</legend>
          <div className="options">
            {parties.map((one) => (
              <label key={one.id} className="option">
                <input type="radio" name="party" value={one.id} checked={party === one.id} onChange={() => setParty(one.id)} />
                <b className="party-choice">
                  <Initials party={one} beside /> {one.name}
                </b>
              </label>
            ))}
          </div>
        </fieldset>
        {open.isError && (
          <div className="mt-4">
            <Trouble error={open.error} title="The example could not be opened" />
          </div>
        )}
        <p className="mt-6 flex flex-wrap gap-3">
          <button type="submit" className="button primary" aria-disabled={open.isPending}>
            Open the example
          </button>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  );
}
