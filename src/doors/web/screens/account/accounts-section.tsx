import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useId, useState, type ReactNode } from 'react';
import { dayOfTime } from '../../components/dates';
import { Trouble } from '../../components/state';
import { accountQueries, type AccountOut } from './api';
import { EraseDialog, ErasureReport, type ErasureOut } from './erasing';
import { Section } from './section';

/** Everybody of this installation, for its administrators, with the way to erase somebody. */
export function AccountsSection({ me }: { me: string }): ReactNode {
  const client = useQueryClient();
  const field = useId();
  const [text, setText] = useState('');
  const found = useInfiniteQuery(accountQueries.accounts(useDeferredValue(text.trim())));
  const [erasing, setErasing] = useState<AccountOut>();
  const [erased, setErased] = useState<{ name: string; report: ErasureOut }>();
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section name="People" done={erased === undefined ? undefined : `${erased.name} was erased.`} about="Everybody who has an account here or came in as a guest. Somebody may ask you to erase them; it cannot be undone.">
      {erased !== undefined && <ErasureReport report={erased.report} />}
      <p className="field mt-4">
        <label className="label" htmlFor={field}>
          Find by name or mailbox
        </label>
        <input id={field} className="input" type="search" autoComplete="off" spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
      </p>
      {found.isError && <Trouble error={found.error} again={() => void found.refetch()} title="The people cannot be listed" />}
      {found.isSuccess && items.length === 0 && <p className="mt-3">Nobody here has this in their name or mailbox.</p>}
      <ul className="list rows mt-3" aria-label="People of this installation">
        {items.map((one) => (
          <li key={one.person} className="setting-row two">
            <div>
              <b className="break">{one.name}</b> {one.person === me && <span className="tag">You</span>} {one.administrator && <span className="tag">Administrator</span>}
              <span className="block text-small quiet break">
                {one.email}, {one.account ? 'account' : 'guest'} since {dayOfTime(one.since)}
              </span>
            </div>
            {one.person !== me && (
              <button type="button" className="button small" aria-label={`Erase ${one.name}, ${one.email}`} onClick={() => setErasing(one)}>
                Erase…
              </button>
            )}
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <p className="mt-4">
          <button type="button" className="button" aria-disabled={found.isFetchingNextPage} onClick={() => !found.isFetchingNextPage && void found.fetchNextPage()}>
            Show more
          </button>
        </p>
      )}
      {erasing !== undefined && (
        <EraseDialog
          who={erasing}
          onClose={() => setErasing(undefined)}
          onDone={(report) => {
            setErased({ name: erasing.name, report });
            setErasing(undefined);
            void client.invalidateQueries();
          }}
        />
      )}
    </Section>
  );
}
