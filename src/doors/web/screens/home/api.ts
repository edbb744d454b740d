import { read } from '../../api';

/** What an agreement asks of somebody. */
export type NeedCode = 'answer' | 'agree' | 'clear' | 'seal' | 'sign' | 'send' | 'join';

/** One agreement in the reader's lists. */
export interface Listed {
  id: string;
  title: string | null;
  type: string | null;
  /** Short names of the parties. */
  parties: string[];
  status: string;
  /** Number of the newest turn, 0 before the first. */
  turn: number;
  /** Id of the party that the reader acts for. */
  party: string;
  role: string;
  organisation: { id: string; name: string } | null;
  /** What it asks of the reader; `from` is the name of the party whose turn asks it. */
  need: { what: NeedCode; since: string; from?: string } | null;
  waits: { party: string; name?: string; what: NeedCode }[];
  waitsSince: string | null;
  updatedAt: string;
  archivedAt: string | null;
}

/** An agreement that was searched for: words around a match, and which parts of them match. */
export interface Found extends Listed {
  excerpt: string | null;
  marks: { from: number; to: number }[];
}

/** Something due under an agreement that is signed by all. */
export interface DueDate {
  agreement: string;
  title: string | null;
  own: boolean;
  /** ISO day. */
  on: string;
  obligation: string;
  /** Who must do what. */
  what: string;
  clause: string;
}

/** What somebody sees first; each list is cut, its count is whole. */
export interface Home {
  /** ISO day. */
  today: string;
  needs: { count: number; items: Listed[] };
  waits: { count: number; items: Listed[] };
  dates: { overdue: number; soon: number; items: DueDate[] };
  agreements: { count: number; items: Listed[] };
}

/** Names by which a list is narrowed; they stand in the address as they are. */
export const filterNames = ['organisation', 'type', 'status', 'needs', 'waits', 'party', 'archived'] as const;

/** How a list is narrowed. */
export type Filter = Partial<Record<(typeof filterNames)[number], string>>;

const possible: Readonly<Partial<Record<string, readonly string[]>>> = { needs: ['any', 'answer', 'agree', 'clear', 'seal', 'sign', 'send', 'join'], waits: ['true'], archived: ['true'] };

/** The filter that an address carries; what no filter can be is left out. */
export function filterFrom(search: Readonly<Record<string, string>>): Filter {
  return Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = search[name];
      return value === undefined || value === '' || possible[name]?.includes(value) === false ? [] : [[name, value]];
    }),
  );
}

/** Whether two filters narrow to the same. */
export function sameFilter(a: Filter, b: Filter): boolean {
  return filterNames.every((name) => a[name] === b[name]);
}

/** A filter kept under a name. */
export interface View {
  id: string;
  name: string;
  filter: Filter;
}

/** A filter as the server keeps it, in the form of an address. */
function filterOut(filter: Readonly<Record<string, unknown>>): Filter {
  const words = Object.entries(filter).map(([name, value]) => [name, name === 'organisation' && value === null ? 'none' : name === 'needs' && value === true ? 'any' : String(value)] as const);
  return filterFrom(Object.fromEntries(words));
}

const rows = 50;

/** The reader's home; `organisation` null for everything. */
export const homeQuery = (organisation: string | null) => ({
  queryKey: ['agreements', 'home', organisation],
  queryFn: () => read<Home>('read-home', organisation === null ? {} : { organisation }),
});

/** A list of agreements, page by page. */
export const listQuery = (filter: Filter) => ({
  queryKey: ['agreements', 'list', filter],
  queryFn: ({ pageParam }: { pageParam: string | null }) => read<{ items: Listed[]; next: string | null }>('list-agreements', { ...filter, limit: String(rows), ...(pageParam !== null && { after: pageParam }) }),
  initialPageParam: null as string | null,
  getNextPageParam: (page: { next: string | null }) => page.next,
});

/** What a search finds, page by page. */
export const searchQuery = (text: string) => ({
  queryKey: ['agreements', 'search', text],
  queryFn: ({ pageParam }: { pageParam: string | null }) => read<{ items: Found[]; next: string | null }>('search-agreements', { text: text.slice(0, 200), limit: '20', ...(pageParam !== null && { after: pageParam }) }),
  initialPageParam: null as string | null,
  getNextPageParam: (page: { next: string | null }) => page.next,
});

/** The reader's kept filters. */
export const viewsQuery = {
  queryKey: ['agreements', 'views'],
  queryFn: async (): Promise<View[]> => (await read<{ items: { id: string; name: string; filter: Record<string, unknown> }[] }>('list-views')).items.map((view) => ({ ...view, filter: filterOut(view.filter) })),
};

/** An example with the parties that one can be in it. */
export interface Example {
  name: string;
  title: string;
  parties: { id: string; name: string }[];
}

/** The bundled examples. */
export const examplesQuery = { queryKey: ['examples'], queryFn: async () => (await read<{ items: Example[] }>('list-examples')).items, staleTime: Infinity };
