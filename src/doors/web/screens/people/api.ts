import { read } from '../../api';
import type { InvitationOut } from '../../components/invitations';
import type { RoleName } from '../../components/roles';

/** Somebody who acts in an agreement; `since` is RFC 3339. */
export interface PersonOut {
  person: string;
  name: string;
  party: string;
  role: RoleName;
  organisation: string | null;
  me: boolean;
  since: string;
}

/** An invitation of the own side. */
export type SeatInvitation = InvitationOut & { party: string; role: RoleName };

/** Who acts for whom in an agreement. */
export interface PeopleOut {
  me: { person: string; party: string; role: RoleName };
  /** In the order of the agreement. */
  parties: { id: string; name: string; own: boolean; acted: boolean }[];
  people: PersonOut[];
  invitations: SeatInvitation[];
}

/** Somebody whom the own side named and who has no account here. */
export interface NamedOut {
  person: string;
  /** By field; empty once they were erased. */
  details: Record<string, string>;
  erased: boolean;
  /** Whether all parties can read the details. */
  shared: boolean;
}

/** Whom the own side named in an agreement. */
export const namedQuery = (id: string) => ({ queryKey: ['agreement', id, 'named'], queryFn: () => read<{ people: NamedOut[] }>(`agreements/${id}/list-named-people`) });

/** The people of an agreement. */
export const peopleQuery = (id: string) => ({ queryKey: ['agreement', id, 'people'], queryFn: () => read<PeopleOut>(`agreements/${id}/list-people`) });
