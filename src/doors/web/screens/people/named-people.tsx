import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { erasedName } from '#agreement/record/person';
import { useAgreement } from '../../agreement-context';
import { queries, write } from '../../api';
import { Confirm } from '../../components/confirm';
import { Trouble } from '../../components/state';
import { namedQuery, type NamedOut } from './api';

/** Whom the own side named in the agreement without an account, such as signatories and contacts; its lead can erase them. */
export function NamedPeople({ party }: { party: string }): ReactNode {
  const { id, data } = useAgreement();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const named = useQuery({ ...namedQuery(id), enabled: open });
  const [erasing, setErasing] = useState<NamedOut>();
  const [done, setDone] = useState<string>();
  const sealed = data.seal !== null;
  return (
    <details className="card party-people named-people" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="text-section">Named by {party}</summary>
      <p className="party-people-note">Signatories, contacts and addresses that {party} put into the answers, earlier ones included. Ask them before you name them; erase them when they ask for it.</p>
      {named.isError && <Trouble error={named.error} again={() => void named.refetch()} title="They cannot be listed" />}
      {named.isSuccess && named.data.people.length === 0 && <p className="party-people-note">Nobody yet.</p>}
      <ul className="list" aria-label={`Named by ${party}`}>
        {named.data?.people.map((one) => (
          <li key={one.person} className="person">
            <div className="min-w-0">
              <b className="break">{one.erased ? erasedName : inOneLine(one)}</b>
              <span className="block text-small quiet">{one.shared ? 'All parties were told' : `Only ${party} sees this`}</span>
            </div>
            {!one.erased && (
              <div className="person-acts">
                <button type="button" className="button small" aria-label={`Erase ${inOneLine(one)}`} onClick={() => setErasing(one)}>
                  Erase…
                </button>
              </div>
            )}
          </li>
        ))}
      </ul>
      <p role="status" className={done === undefined ? 'visually-hidden' : 'party-people-note'}>
        {done}
      </p>
      {erasing !== undefined && (
        <Confirm
          title={`Erase ${inOneLine(erasing)}?`}
          verb="Erase for good"
          failed="Nothing was erased"
          act={() => write(`agreements/${id}/erase-named-person`, { person: erasing.person })}
          onClose={() => setErasing(undefined)}
          onDone={() => {
            setErasing(undefined);
            setDone('The details were erased.');
            void Promise.all([client.invalidateQueries({ queryKey: namedQuery(id).queryKey }), client.invalidateQueries({ queryKey: queries.agreement(id).queryKey, exact: true })]);
          }}
        >
          <p>{erasing.shared ? 'Nobody of any party can read these details here any more.' : `Nobody of ${party} can read these details any more.`} It cannot be undone.</p>
          <p className="mt-3">
            {sealed ? `The sealed PDF keeps the name, as evidence of who signs, for as long as the parties keep the agreement. On screens it gives way to “${erasedName}”.` : 'Where they stood in the text, somebody is to be named again.'} The history says that somebody was erased, without a name. Words that people typed, and backups made before, are not changed.
          </p>
        </Confirm>
      )}
    </details>
  );
}

function inOneLine({ details }: NamedOut): string {
  return Object.values(details).join(', ');
}
