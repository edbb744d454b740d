import type { Answers } from '#agreement/facts/answers';
import type { Library, PackInfo } from '#library/library';

/** Trouble that a person can act on: what happened, what to do. */
export class ApiError extends Error {
  constructor(
    readonly what: string,
    readonly next: string,
    readonly path: string | undefined,
    readonly status: number,
    /** For programs, of the addresses of accounts: "not-fresh" where the sign-in is too long ago. */
    readonly code?: string,
  ) {
    super(`${what} ${next}`);
  }
}

/** An organisation of the person who is signed in. */
export interface MyOrganisation {
  id: string;
  name: string;
  role: 'manager' | 'member';
}

/** Who is signed in, and how this installation is set up. */
export interface Me {
  /** True while nobody has an account: the first visitor becomes administrator. */
  start: boolean;
  /** Whether the first visitor is asked for the code that the program printed where it was started. */
  setUpCode: boolean;
  signUp: 'open' | 'invited';
  /** Whether a mail server is set up; without one links are passed on by hand. */
  mail: boolean;
  me: {
    person: string;
    name: string;
    email: string;
    administrator: boolean;
    /** False for a guest who came in by a link. */
    account: boolean;
    /** The one agreement that a guest reaches. */
    agreement: string | null;
    organisations: MyOrganisation[];
  } | null;
}

/** An agreement as the server knows it; the document is the JSON of the tree. */
export interface AgreementOut {
  agreement: string;
  phase: 'none' | 'created' | 'answered' | 'drafted' | 'sealed' | 'partly-signed' | 'signed';
  title: string | null;
  type: string | null;
  changedAt: string | null;
  answers: Answers;
  version: number | null;
  document: unknown;
  open: { clause: string; paths: string[] }[];
  /** Digest of the organisation's pack from which the own side drafts; null where it has none. */
  pack: string | null;
  withoutPack: string[];
  proposals: { id: string; clause: string | null; reason: string; base: number; at: string; steps: unknown[] }[];
  setAside: Record<string, { reason: string; at: string }>;
  seal: { sealed: string; newest: string; at: string; despite: string | null; fields: { id: string; party: string; signed: string | null; name: string | null; declined: string | null }[] } | null;
  /** Party and role that the reader acts in; the party is "local" for a text that was drafted for all parties at once. */
  party: string;
  role: 'lead' | 'contributor' | 'counsel' | 'signatory' | 'reader';
  /** Number of the newest turn, 0 before the first; whether something was changed and not sent. */
  turn: number;
  unsent: boolean;
  chainHolds: boolean;
}

async function result<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const body = (await response.json().catch(() => undefined)) as { error?: { what: string; next: string; path?: string; code?: string } } | undefined;
  const error: NonNullable<NonNullable<typeof body>['error']> = body?.error ?? { what: `The server answered ${response.status}.`, next: 'Try again.' };
  throw new ApiError(error.what, error.next, error.path, response.status, error.code);
}

async function ask<T>(request: () => Promise<Response>): Promise<T> {
  let response: Response;
  try {
    response = await request();
  } catch {
    throw new ApiError('The server cannot be reached.', 'Check that Entente is still running; what you typed is kept on this page.', undefined, 0);
  }
  return result<T>(response);
}

/** Reads with scalar inputs. */
export function read<T>(path: string, query: Record<string, string> = {}): Promise<T> {
  const search = new URLSearchParams(query).toString();
  return ask(() => fetch(`/api/${path}${search === '' ? '' : `?${search}`}`));
}

const underWay = new Map<string, Promise<unknown>>();

/** Writes a JSON input; answers also arrive where the page is closed at that moment. The same request while it is still under way (a double click) is the same request, not a second one. */
export function write<T>(path: string, body: unknown): Promise<T> {
  const text = JSON.stringify(body);
  const name = `${path} ${text}`;
  const before = underWay.get(name);
  if (before !== undefined) return before as Promise<T>;
  const sent = ask<T>(() => fetch(`/api/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text, keepalive: path.endsWith('/answer-questions') && text.length < 8_000 })).finally(() => underWay.delete(name));
  underWay.set(name, sent);
  return sent;
}

/** Hands a PDF or a bundle to an operation, with what else it takes. */
export function sendFile<T>(path: string, file: File, more: Readonly<Record<string, string>> = {}): Promise<T> {
  const type = file.name.toLowerCase().endsWith('.zip') ? 'application/zip' : 'application/pdf';
  return ask(() => fetch(`/api/${path}?${new URLSearchParams({ ...more, name: file.name }).toString()}`, { method: 'POST', headers: { 'content-type': type }, body: file }));
}

/** Downloads an agreement in a format, or as a bundle; resolves when the file was handed to the browser, rejects when `signal` stops it. */
export function download(agreement: string, format: string, signal?: AbortSignal): Promise<void> {
  if (format === 'bundle') return downloadFrom(`agreements/${agreement}/export-bundle`, 'agreement.entente.zip', signal);
  return downloadFrom(`agreements/${agreement}/export-agreement?format=${format}`, `agreement.${format}`, signal);
}

/** Downloads what an address of the API gives as a file; `name` is for a file that has none. */
export async function downloadFrom(path: string, name: string, signal?: AbortSignal): Promise<void> {
  const response = await fetch(`/api/${path}`, signal === undefined ? {} : { signal });
  if (!response.ok) return void (await result(response));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Queries of the app by key. */
export const queries = {
  me: { queryKey: ['me'], queryFn: () => read<Me>('read-me'), staleTime: 30_000 },
  packs: { queryKey: ['library', 'packs'], queryFn: () => read<{ items: PackInfo[] }>('read-packs').then(({ items }) => items), staleTime: Infinity },
  library: (words: string, rules: string) => ({ queryKey: ['library', words, rules], queryFn: () => read<Library>('read-library', { words, rules }), staleTime: Infinity }),
  /** The library with the pack of the own side, which only this agreement's seats read. */
  ownLibrary: (id: string, pack: string, words: string, rules: string) => ({ queryKey: ['agreement-library', id, pack, words, rules], queryFn: () => read<Library>(`agreements/${id}/read-agreement-library`, { words, rules }), staleTime: Infinity }),
  agreement: (id: string) => ({ queryKey: ['agreement', id], queryFn: () => read<AgreementOut>(`agreements/${id}/read-agreement`) }),
};

/** A place in the text or among the facts, as findings name it. */
export interface PlaceOut {
  clause: string | null;
  block: string | null;
  from: number | null;
  to: number | null;
  quote: string;
  path: string | null;
}

/** A problem in words. */
export interface FindingOut {
  code: string;
  rule: string;
  severity: 'error' | 'warning' | 'advice';
  message: string;
  place: PlaceOut;
  where: string;
  related: PlaceOut[];
  fixes: { title: string; before: string; after: string }[];
  why: string;
  todo: string;
  source: string;
  pack: string;
  fingerprint: string;
  setAside: string | null;
}

/** The problems of an agreement's newest text. */
export const findingsQuery = (id: string) => ({ queryKey: ['agreement', id, 'findings'], queryFn: () => read<{ findings: FindingOut[]; notRun: string[] }>(`agreements/${id}/inspect-agreement`) });
