import type { QueryClient } from '@tanstack/react-query';
import { queries, read, write, type Me } from '../../api';
import type { InvitationOut } from '../../components/invitations';
import { forgetKeptTexts } from '../../components/kept-text';

/** Somebody of this installation, as its administrators see them. */
export interface AccountOut {
  person: string;
  name: string;
  email: string;
  administrator: boolean;
  /** False for a guest. */
  account: boolean;
  /** RFC 3339. */
  since: string;
}

/** How the reader signs in. */
export interface Means {
  password: boolean;
  secondFactor: boolean;
  /** Whether the mailbox was shown to be the reader's own. */
  confirmed: boolean;
}

/** A device on which the reader is signed in; times are RFC 3339. */
export interface DeviceOut {
  session: string;
  startedAt: string;
  usedAt: string;
  device: string | null;
  address: string | null;
  agreement: string | null;
  current: boolean;
}

/** A passkey of the reader. */
export interface PasskeyOut {
  id: string;
  name: string | null;
  madeAt: string | null;
  oneDevice: boolean;
}

/** What an answer to a first means of signing in says: signed in, or a code is needed as well. */
export interface SignedInOut {
  signedIn?: boolean;
  secondFactor?: boolean;
  /** Of a link: means of signing in from before the mailbox was confirmed were taken away. */
  removed?: boolean;
}

/** An organisation as its members see it. */
export interface OrganisationOut {
  id: string;
  name: string;
  role: MemberRole;
  members: { person: string; name: string; email: string; role: MemberRole; joinedAt: string; me: boolean }[];
}

/** What somebody is in an organisation. */
export type MemberRole = 'manager' | 'member';

/** What an invitation shows to whoever holds its link. */
export interface InvitationShown {
  to: 'agreement' | 'account';
  by: string;
  byParty: string | null;
  title: string | null;
  party: { id: string; name: string } | null;
  role: 'lead' | 'contributor' | 'counsel' | 'signatory' | 'reader' | MemberRole;
  organisation: string | null;
  mailbox: string;
  name: string | null;
  until: string;
  next: 'name' | 'accept' | 'sign-in' | 'sign-up' | 'other-mailbox' | 'seated';
  agreement: string | null;
}

/** Queries of these screens. */
export const accountQueries = {
  means: { queryKey: ['account', 'means'], queryFn: () => read<Means>('auth/means') },
  devices: { queryKey: ['account', 'devices'], queryFn: () => read<{ sessions: DeviceOut[] }>('auth/sessions') },
  passkeys: { queryKey: ['account', 'passkeys'], queryFn: () => read<{ passkeys: PasskeyOut[] }>('auth/passkeys') },
  organisation: (id: string) => ({ queryKey: ['organisation', id], queryFn: () => read<OrganisationOut>('read-organisation', { organisation: id }) }),
  accounts: (text: string) => ({
    queryKey: ['accounts', text],
    queryFn: ({ pageParam }: { pageParam: string | null }) => read<{ items: AccountOut[]; next: string | null }>('list-accounts', { limit: '25', ...(text !== '' && { text }), ...(pageParam !== null && { after: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: { next: string | null }) => page.next,
  }),
  invitations: (organisation: string | null) => ({
    queryKey: ['organisation', organisation ?? 'none', 'invitations'],
    queryFn: () => read<{ invitations: (InvitationOut & { role: MemberRole })[] }>('list-account-invitations', organisation === null ? {} : { organisation }),
  }),
};

/** Forgets what was read as somebody else, and reads anew who is here: after each signing in or out. */
export async function readAnew(client: QueryClient): Promise<Me> {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' && queryKey[0] !== 'library' });
  return client.fetchQuery({ ...queries.me, staleTime: 0 });
}

/** Ends the session of this browser. */
export async function signOut(client: QueryClient): Promise<void> {
  await write('auth/sign-out', {});
  forgetKeptTexts();
  await readAnew(client);
}
