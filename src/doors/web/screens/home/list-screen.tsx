import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { actingIn, useChosenOrganisation } from '../../acting';
import { queries, write } from '../../api';
import { Icon } from '../../components/icons';
import { TopBar } from '../../components/shell';
import { Trouble, Waiting } from '../../components/state';
import { useTitle } from '../../use-title';
import { Cast, OpenPart, Stands, TitleCell } from './agreement-parts';
import { filterFrom, listQuery, sameFilter, searchQuery, viewsQuery, type Filter, type Found, type Listed } from './api';
import { Filters } from './filters';
import { RowMenu, useMenus } from './row-menu';
import { KeepView, Views } from './views';
import { kindOf, momentInWords, titleOf } from './words';
import './home.css';

/** All agreements of the reader, narrowed as the address says; with words in the address, those that hold them. */
export function ListScreen(): ReactNode {
  const search = useSearch({ from: '/agreements' });
  const text = search['q']?.trim() ?? '';
  const filter = filterFrom(search);
  const views = useQuery(viewsQuery);
  const view = views.data?.find((one) => sameFilter(one.filter, filter));
  useTitle(text === '' ? (view?.name ?? 'Agreements') : `Search: ${text}`);
  return (
    <>
      <TopBar>
        <Link className="link hidden lg:inline" to="/verify">
          Check a signed file
        </Link>
      </TopBar>
      <main id="main" className="page home lists">
        <header className="home-head">
          <h1 className="text-question break-anywhere min-w-0">{text === '' ? 'Agreements' : `Agreements with “${text}”`}</h1>
          <Link className="button primary ml-auto" to="/new">
            Start an agreement
          </Link>
        </header>
        <PageFind text={text} />
        {text === '' ? (
          <>
            <div className="views-row">
              <Views filter={filter} views={views.data ?? []} />
              {views.isSuccess && <KeepView filter={filter} view={view} />}
            </div>
            <Filters filter={filter} />
            {views.isError && <Trouble error={views.error} again={() => void views.refetch()} title="Your kept views cannot be read" />}
            <List filter={filter} />
          </>
        ) : (
          <Results key={text} text={text} />
        )}
      </main>
    </>
  );
}

/** The search field where the bar at the top has none: on narrow screens. */
function PageFind({ text }: { text: string }): ReactNode {
  const navigate = useNavigate();
  const { hash } = useLocation();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (field.current !== null) field.current.value = text;
  }, [text]);
  useEffect(() => {
    if (hash === 'find') field.current?.focus();
  }, [hash]);
  return (
    <form
      role="search"
      className="page-find"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = field.current?.value.trim() ?? '';
        void navigate({ to: '/agreements', search: typed === '' ? {} : { q: typed } });
      }}
    >
      <input ref={field} type="search" className="input" aria-label="Find in your agreements" placeholder="Find anything" defaultValue={text} maxLength={200} autoComplete="off" />
      <button type="submit" className="button">
        Find
      </button>
    </form>
  );
}

function List({ filter }: { filter: Filter }): ReactNode {
  const list = useInfiniteQuery(listQuery(filter));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const open = Object.keys(filter).length === 0;
  return (
    <div>
      {list.isPending && <Waiting what="Reading your agreements" lines={9} />}
      {list.isError && !list.isFetchNextPageError && <Trouble error={list.error} again={() => void list.refetch()} title="The list cannot be read" />}
      {list.isSuccess && items.length === 0 && (
        <div className="card empty">
          <h2 className="text-section">{open ? 'Your agreements will stand here' : 'No agreement fits'}</h2>
          {open ? (
            <p>
              <Link className="link" to="/new">
                Start one
              </Link>{' '}
              from questions, from an earlier one or from an example; or ask the other side for an invitation.
            </p>
          ) : (
            <p>
              {filter.archived === 'true' ? 'What you archive leaves your lists and stands here; nobody else notices. ' : 'Archived agreements are not shown here. '}
              <Link className="link" to="/agreements" search={{}}>
                Show all agreements
              </Link>
            </p>
          )}
        </div>
      )}
      {items.length > 0 && <Table items={items} label="Agreements" />}
      <More list={list} />
    </div>
  );
}

function Results({ text }: { text: string }): ReactNode {
  const found = useInfiniteQuery(searchQuery(text));
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div>
      <p className="quiet mb-3">
        Looked for in names of agreements and parties and in the texts that you may read, archived ones too.{' '}
        <Link className="link link-touch" to="/agreements" search={{}}>
          Show all agreements
        </Link>
      </p>
      {found.isPending && <Waiting what="Looking for these words" lines={6} />}
      {found.isError && !found.isFetchNextPageError && <Trouble error={found.error} again={() => void found.refetch()} title="The search did not work" />}
      {found.isSuccess && items.length === 0 && (
        <div className="card empty">
          <h2 className="text-section">Nothing holds these words</h2>
          <p>All words must be there, whole but for the last, which may be the beginning of one. Try fewer words.</p>
        </div>
      )}
      {items.length > 0 && <Table items={items} label="Found" />}
      <More list={found} />
    </div>
  );
}

/** What of an infinite list its end shows. */
interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  error: unknown;
  fetchNextPage: () => unknown;
}

function More({ list }: { list: Pages }): ReactNode {
  if (list.isFetchNextPageError) return <Trouble error={list.error} again={() => void list.fetchNextPage()} title="More could not be read" />;
  if (!list.hasNextPage) return null;
  return (
    <p className="below">
      <button type="button" className="button" aria-disabled={list.isFetchingNextPage} onClick={() => !list.isFetchingNextPage && void list.fetchNextPage()}>
        Show more
      </button>
    </p>
  );
}

/** What was done to a row, so that it can be undone. */
interface Done {
  id: string;
  title: string;
  archived: boolean;
}

function Table({ items, label }: { items: readonly (Listed | Found)[]; label: string }): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  const me = useQuery(queries.me).data?.me;
  const chosen = useChosenOrganisation();
  const [done, setDone] = useState<Done>();
  const frame = useRef<HTMLDivElement>(null);
  useMenus(frame);
  useEffect(() => {
    if (done === undefined) return;
    const timer = setTimeout(() => setDone(undefined), 10_000);
    return () => clearTimeout(timer);
  }, [done]);
  const archive = useMutation({
    mutationFn: ({ id, archived }: Done) => write(`agreements/${id}/archive-agreement`, { archived }),
    onSuccess: async (_result, what) => {
      setDone(what);
      await client.invalidateQueries({ queryKey: ['agreements'] });
    },
  });
  const copy = useMutation({
    mutationFn: (item: Listed) => {
      const acting = me === undefined || me === null ? null : actingIn(me, item.organisation?.id ?? chosen);
      return write<{ agreement: string }>(`agreements/${item.id}/copy-agreement`, acting === null ? {} : { organisation: acting.id });
    },
    onSuccess: async ({ agreement }) => {
      void client.invalidateQueries({ queryKey: ['agreements'] });
      await navigate({ to: '/a/$id/ask/check', params: { id: agreement } });
    },
  });
  return (
    <>
      {archive.isError && <Trouble error={archive.error} title="The agreement could not be archived" />}
      {copy.isError && <Trouble error={copy.error} title="The agreement could not be copied" />}
      <div className="card" ref={frame}>
        <table className="grid-table stack agreements" aria-label={label}>
          <thead>
            <tr>
              <th scope="col">Agreement</th>
              <th scope="col">Parties</th>
              <th scope="col">Where it stands</th>
              <th scope="col">Open</th>
              <th scope="col">Last change</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <Row key={item.id} item={item} several={(me?.organisations.length ?? 0) > 1} onCopy={() => !copy.isPending && copy.mutate(item)} onArchive={() => !archive.isPending && archive.mutate({ id: item.id, title: titleOf(item), archived: item.archivedAt === null })} />
            ))}
          </tbody>
        </table>
      </div>
      <div role="status">
        {done !== undefined && (
          <p className="undo">
            <span className="clamp">
              {done.title} {done.archived ? 'is archived.' : 'is back in your lists.'}
            </span>
            <button type="button" className="link" onClick={() => archive.mutate({ ...done, archived: !done.archived })}>
              Undo
            </button>
          </p>
        )}
      </div>
    </>
  );
}

function Row({ item, several, onCopy, onArchive }: { item: Listed | Found; several: boolean; onCopy: () => void; onArchive: () => void }): ReactNode {
  return (
    <>
      <tr>
        <TitleCell item={item}>
          <span className="block text-small quiet font-normal">
            {kindOf(item.type)}
            {several && item.organisation !== null && `, for ${item.organisation.name}`}
            {item.archivedAt !== null && ', archived'}
          </span>
        </TitleCell>
        <td>
          <Cast item={item} />
        </td>
        <td>
          <Stands item={item} />
        </td>
        <td>
          <OpenPart item={item} />
        </td>
        <td className="last-cell">
          {momentInWords(item.updatedAt)}
          <RowMenu name={titleOf(item)}>
            <li>
              <button type="button" className="menu-item" onClick={onCopy}>
                Start a new one from this
              </button>
            </li>
            <li>
              <button type="button" className="menu-item" onClick={onArchive}>
                {item.archivedAt === null ? 'Archive' : 'Take out of the archive'}
                <small className="quiet">For your lists alone; nobody else notices</small>
              </button>
            </li>
          </RowMenu>
        </td>
      </tr>
      {'excerpt' in item && item.excerpt !== null && (
        <tr className="excerpt-row">
          <td colSpan={5} className="excerpt">
            <Icon name="file" className="icon-small quiet" /> <Marked text={item.excerpt} marks={item.marks} />
          </td>
        </tr>
      )}
    </>
  );
}

/** Words around a match, with the matching parts marked. */
function Marked({ text, marks }: { text: string; marks: Found['marks'] }): ReactNode {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { from, to } of marks) {
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  parts.push(text.slice(at));
  return parts;
}
