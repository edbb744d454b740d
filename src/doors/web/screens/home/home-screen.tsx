import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { factAt } from '#agreement/facts/table';
import { queries, write, type Listed } from '../../api';
import { Icon } from '../../components/icons';
import { PartyRow, shownParties } from '../../components/party';
import { phaseInWords, TopBar } from '../../components/shell';
import { Trouble, Waiting } from '../../components/state';
import { useTitle } from '../../use-title';
import './home.css';

/** The list of agreements, and the ways to begin. */
export function HomeScreen(): ReactNode {
  useTitle('Agreements');
  const agreements = useQuery(queries.agreements);
  const items = agreements.data?.items ?? [];
  return (
    <>
      <TopBar>
        <Link className="link" to="/verify">
          Check a signed file
        </Link>
      </TopBar>
      <main id="main" className="page home">
        <header className="home-head">
          <h1 className="text-question">Agreements</h1>
          {items.length > 0 && (
            <Link className="button primary" to="/new">
              Start an agreement
            </Link>
          )}
        </header>
        <div>
          {agreements.isPending && <Waiting what="Reading the list of agreements" />}
          {agreements.isError && <Trouble error={agreements.error} again={() => void agreements.refetch()} title="The list cannot be read" />}
          {agreements.isSuccess && (items.length === 0 ? <Empty /> : <List items={items} more={agreements.data.next !== null} />)}
        </div>
        {!agreements.isPending && <Examples />}
      </main>
    </>
  );
}

function Empty(): ReactNode {
  return (
    <div className="card empty">
      <Icon name="file" className="icon-large quiet" />
      <h2 className="text-section">Your agreements will stand here</h2>
      <p>
        Answer questions about what the parties want to reach together. The agreement is drafted beside your answers, checked as you go, and signed and tracked here.
      </p>
      <Link className="button primary big" to="/new">
        Start an agreement
      </Link>
    </div>
  );
}

function List({ items, more }: { items: readonly Listed[]; more: boolean }): ReactNode {
  return (
    <div className="card">
      <table className="grid-table stack">
        <thead>
          <tr>
            <th scope="col">Agreement</th>
            <th scope="col">Parties</th>
            <th scope="col">Where it stands</th>
            <th scope="col">Last change</th>
            <th scope="col">Next</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={item.id} item={item} />
          ))}
        </tbody>
      </table>
      {more && <p className="text-small quiet p-4">Older agreements are not shown here; the command line lists all of them: entente list.</p>}
    </div>
  );
}

const stations: Readonly<Record<string, number>> = { created: 0, answered: 0, drafted: 1, sealed: 2, 'partly-signed': 2, signed: 3 };

function Row({ item }: { item: Listed }): ReactNode {
  const here = stations[item.status] ?? 0;
  const parties = shownParties(item.parties.map((name, index) => ({ id: String(index), shortName: name })));
  const next = nextStep(item.status);
  return (
    <tr>
      <td>
        <Link className="plain-link text-name" to={next.to} params={{ id: item.id }}>
          {item.title ?? 'Agreement without a name'}
        </Link>
        <span className="block text-small quiet">{kindOf(item.type)}</span>
      </td>
      <td>{parties.length === 0 ? <span className="quiet">Not named yet</span> : <PartyRow parties={parties} />}</td>
      <td>
        <span className="inline-flex items-center gap-3">
          <span className="life" aria-hidden="true">
            {[0, 1, 2, 3].map((station) => (
              <i key={station} className={station < here ? 'behind' : station === here ? 'here' : ''} />
            ))}
          </span>
          {phaseInWords(item.status)}
        </span>
      </td>
      <td className="quiet">{day.format(new Date(item.updatedAt))}</td>
      <td>
        <Link className="link link-touch" to={next.to} params={{ id: item.id }} aria-label={`${next.name}: ${item.title ?? 'agreement without a name'}`}>
          {next.name}
        </Link>
      </td>
    </tr>
  );
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

function nextStep(status: string): { name: string; to: '/a/$id/ask' | '/a/$id/sign' | '/a/$id/track' } {
  if (status === 'sealed' || status === 'partly-signed') return { name: 'Sign', to: '/a/$id/sign' };
  if (status === 'signed') return { name: 'See what is due', to: '/a/$id/track' };
  return { name: 'Answer the questions', to: '/a/$id/ask' };
}

function kindOf(type: string | null): string {
  const name = type === null ? undefined : factAt('agreement.type')?.options?.[type];
  return name === undefined ? 'Kind not chosen yet' : name.charAt(0).toUpperCase() + name.slice(1);
}

function Examples(): ReactNode {
  const examples = useQuery(queries.examples);
  const client = useQueryClient();
  const navigate = useNavigate();
  const open = useMutation({
    mutationFn: (example: string) => write<{ agreement: string }>('create-agreement', { example }),
    onSuccess: async ({ agreement }) => {
      void client.invalidateQueries({ queryKey: ['agreements'] });
      await navigate({ to: '/a/$id/text', params: { id: agreement } });
    },
  });
  if (examples.isSuccess && examples.data.items.length === 0) return null;
  return (
    <section aria-labelledby="examples" className="examples">
      <h2 id="examples" className="text-section">
        Open an example
      </h2>
      <p className="quiet text-small mb-3">A whole agreement to look around in. Your copy can be changed freely.</p>
      {open.isError && <Trouble error={open.error} title="The example could not be opened" />}
      <ul className="card list">
        {examples.data?.items.map((example) => (
          <li key={example.name}>
            <button type="button" className="example" disabled={open.isPending} onClick={() => open.mutate(example.name)}>
              <span>{example.title}</span>
              <Icon name="right" className="quiet" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
