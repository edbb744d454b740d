import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { write } from '../../api';
import { Dialog } from '../../components/dialog';
import { Trouble } from '../../components/state';
import { sameFilter, viewsQuery, type Filter, type View } from './api';

const always: readonly { name: string; filter: Filter }[] = [
  { name: 'All', filter: {} },
  { name: 'Needs you', filter: { needs: 'any' } },
  { name: 'Waiting on others', filter: { waits: 'true' } },
  { name: 'Archived', filter: { archived: 'true' } },
];

/** The views of the list: those that are always there, then the reader's own. */
export function Views({ filter, views }: { filter: Filter; views: readonly View[] }): ReactNode {
  return (
    <nav aria-label="Views">
      <ul className="views">
        {always.map((view) => (
          <li key={view.name}>
            <ViewLink view={view} here={sameFilter(view.filter, filter)} />
          </li>
        ))}
        {views.map((view) => (
          <li key={view.id}>
            <ViewLink view={view} here={sameFilter(view.filter, filter)} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function ViewLink({ view, here }: { view: { name: string; filter: Filter }; here: boolean }): ReactNode {
  return (
    // The router would call every view the current page, because they differ in what follows the path only.
    <Link to="/agreements" search={{ ...view.filter }} activeOptions={{ exact: true, includeSearch: true }} activeProps={{ 'aria-current': undefined }} aria-current={here ? 'page' : undefined} title={view.name}>
      {view.name}
    </Link>
  );
}

/** Keeps the filters as a view, or forgets the view that is shown. */
export function KeepView({ filter, view }: { filter: Filter; view: View | undefined }): ReactNode {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const forget = useMutation({
    mutationFn: (id: string) => write('delete-view', { view: id }),
    onSuccess: () => client.invalidateQueries({ queryKey: viewsQuery.queryKey }),
  });
  if (view === undefined && always.some((one) => sameFilter(one.filter, filter))) return null;
  return (
    <div>
      {forget.isError && <Trouble error={forget.error} title="The view was not forgotten" />}
      {view === undefined ? (
        <button type="button" className="link link-touch" onClick={() => setAsking(true)}>
          Keep these filters as a view
        </button>
      ) : (
        <button type="button" className="link link-touch" onClick={() => !forget.isPending && forget.mutate(view.id)}>
          Forget the view “{view.name}”
        </button>
      )}
      {asking && <NameView filter={filter} onClose={() => setAsking(false)} />}
    </div>
  );
}

function NameView({ filter, onClose }: { filter: Filter; onClose: () => void }): ReactNode {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const keep = useMutation({
    mutationFn: () => write('save-view', { name: name.trim(), filter }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: viewsQuery.queryKey });
      onClose();
    },
  });
  return (
    <Dialog title="Keep these filters as a view" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '' && !keep.isPending) keep.mutate();
        }}
      >
        <div className="field">
          <label className="label" htmlFor="view-name">
            Name of the view
          </label>
          <span className="hint">It stands above your list, for you alone.</span>
          <input id="view-name" className="input" maxLength={100} autoFocus autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
        </div>
        {keep.isError && (
          <div className="mt-4">
            <Trouble error={keep.error} title="The view was not kept" />
          </div>
        )}
        <p className="mt-6 flex flex-wrap gap-3">
          <button type="submit" className="button primary" aria-disabled={name.trim() === '' || keep.isPending}>
            Keep the view
          </button>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  );
}
