import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { actingIn, useChosenOrganisation } from '../../acting';
import { queries, read, write, type MyOrganisation } from '../../api';
import { ComboBox } from '../../components/combo-box';
import { Icon } from '../../components/icons';
import { Notice } from '../../components/notice';
import { TopBar } from '../../components/shell';
import { Trouble } from '../../components/state';
import { useTitle } from '../../use-title';
import type { Listed } from './api';
import { Examples } from './examples';
import { FromElsewhere } from './from-elsewhere';
import { FromQuestions } from './from-questions';
import { momentInWords, titleOf } from './words';
import './home.css';

/** The ways to begin: from questions, from an earlier agreement, from an example; for whom is asked of those who act for several. */
export function StartScreen(): ReactNode {
  useTitle('Start an agreement');
  const me = useQuery(queries.me).data?.me;
  const chosen = useChosenOrganisation();
  const [other, setOther] = useState<string>();
  const organisations = me?.organisations ?? [];
  const acting = me === undefined || me === null ? null : (actingIn(me, other ?? chosen)?.id ?? null);
  return (
    <>
      <TopBar name="Start an agreement" />
      <main id="main" className="page narrow start">
        <h1 className="visually-hidden">Start an agreement</h1>
        <Notice />
        {organisations.length > 1 && <ForWhom organisations={organisations} acting={acting} onChoose={setOther} />}
        <FromQuestions organisation={acting} />
        <FromEarlier organisation={acting} />
        <Examples organisation={acting} />
        <FromElsewhere organisation={acting} />
      </main>
    </>
  );
}

function ForWhom({ organisations, acting, onChoose }: { organisations: readonly MyOrganisation[]; acting: string | null; onChoose: (id: string) => void }): ReactNode {
  return (
    <fieldset>
      <legend className="text-question mb-4">For which organisation do you act?</legend>
      <div className="options">
        {organisations.map((one) => (
          <label key={one.id} className="option">
            <input type="radio" name="organisation" value={one.id} checked={acting === one.id} onChange={() => onChoose(one.id)} />
            <b>{one.name}</b>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Most agreements that are offered here; older ones are found in the list. */
const offered = 100;

/** A new agreement from the answers of an earlier one, which stays as it is. */
function FromEarlier({ organisation }: { organisation: string | null }): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<string>();
  const [refused, setRefused] = useState<string>();
  const earlier = useQuery({ queryKey: ['agreements', 'earlier'], queryFn: () => read<{ items: Listed[]; next: string | null }>('list-agreements', { limit: String(offered) }) });
  const copy = useMutation({
    mutationFn: (agreement: string) => write<{ agreement: string }>(`agreements/${agreement}/copy-agreement`, organisation === null ? {} : { organisation }),
    onSuccess: async ({ agreement }) => {
      void client.invalidateQueries({ queryKey: ['agreements'] });
      await navigate({ to: '/a/$id/ask/check', params: { id: agreement } });
    },
  });
  if (earlier.isError) return <Trouble error={earlier.error} again={() => void earlier.refetch()} title="Your earlier agreements cannot be listed" />;
  if (earlier.data === undefined || earlier.data.items.length === 0) return null;
  const choices = earlier.data.items.map((item) => ({ id: item.id, name: `${titleOf(item)}${item.parties.length > 0 ? `, ${item.parties.slice(0, 3).join(', ')}${item.parties.length > 3 ? ` and ${item.parties.length - 3} more` : ''}` : ''} (${momentInWords(item.updatedAt)})` }));
  return (
    <section aria-labelledby="earlier">
      <h2 id="earlier" className="text-section">
        Start from an earlier agreement
      </h2>
      <p className="quiet text-small mb-3">
        The new one begins with its answers as you see them; the earlier one stays as it is.
        {earlier.data.next !== null && (
          <>
            {' '}
            The newest {offered} are offered here;{' '}
            <Link className="link" to="/agreements">
              the list has all of them
            </Link>
            .
          </>
        )}
      </p>
      <form
        className="earlier"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen !== undefined && !copy.isPending) copy.mutate(chosen);
        }}
      >
        <ComboBox id="earlier-agreement" label="Earlier agreement" choices={choices} chosen={chosen} readOnly={false} onChoose={setChosen} onRefused={setRefused} />
        <button type="submit" className="button" aria-disabled={chosen === undefined || copy.isPending}>
          Start from this one
        </button>
      </form>
      {refused !== undefined && (
        <p className="fault mt-2" role="alert">
          <Icon name="error" /> “{refused}” is none of your agreements. Choose one from the list.
        </p>
      )}
      {copy.isError && (
        <div className="mt-4">
          <Trouble error={copy.error} title="The agreement could not be copied" />
        </div>
      )}
    </section>
  );
}
