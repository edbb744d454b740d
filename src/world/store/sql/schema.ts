import type { Generated } from 'kysely';
import type { SignInTables } from '#world/store/sqlite/account-tables';

/** The tables as the newest migration leaves them. The agreement comes first in every key of the record, so that a larger store can be cut along it. */
export interface Tables extends SignInTables {
  agreements: { id: string; created_at: string };
  /** One row per party of an agreement: what its seats see of it in lists. */
  members: {
    agreement: string;
    party: string;
    title: string | null;
    type: string | null;
    /** JSON: short names. */
    parties: string;
    status: string;
    turn: Generated<number>;
    /** JSON: a list of {role, what}. */
    needs: Generated<string>;
    /** JSON: a list of {party, what}. */
    waits: Generated<string>;
    /** Row id of the party's words in `search`. */
    search_row: number | null;
  };
  /** Who acts for which party in which role. A seat that ended keeps its row until the person gets another one. */
  seats: {
    agreement: string;
    person: string;
    party: string;
    role: string;
    organisation: string | null;
    granted_at: string;
    ended_at: string | null;
    /** Time of the last change that this seat can see. */
    updated_at: string;
    archived_at: string | null;
    /** What the agreement asks of this seat, null for nothing. */
    needs: string | null;
    needs_since: string | null;
    /** Since when its party waits for others, null while the agreement asks something of this seat or the party waits for nothing. */
    waits_since: string | null;
    /** The first day in `dates`, which every seat of the agreement has alike; null if there is none. */
    first_day: string | null;
    /** As in the party's row, so that a list is narrowed by them without reading the rows that do not fit. */
    status: string | null;
    type: string | null;
  };
  events: {
    agreement: string;
    /** The stream's name without the agreement: "shared", "party:<id>" … */
    stream: string;
    seq: number;
    v: number;
    kind: string;
    at: string;
    /** JSON. */
    actor: string;
    on_behalf_of: string;
    /** JSON. */
    body: string;
    prev: string | null;
    hash: string;
  };
  blobs: { agreement: string; digest: string; bytes: Uint8Array };
  /** The streams whose readers may see a blob. */
  blob_places: { agreement: string; digest: string; stream: string };
  /** Personal details that the record refers to; `party` recorded them and alone may replace them. */
  people: { agreement: string; person: string; party: string; stream: string; salt: string; details: string };
  /** What falls due when. */
  dates: { rowid: Generated<number>; agreement: string; party: string; on_day: string; obligation: string; what: string; clause: string };
  /** Full text (FTS5), one row per party of an agreement, found by `rowid` from `members.search_row`. */
  search: { rowid: Generated<number>; agreement: string; party: string; /** Marks of those with a live seat of the party (`search.ts`). */ persons: string; title: string; parties: string; words: string };
  organisations: { id: string; name: string; created_at: string };
  organisation_members: { organisation: string; person: string; role: string; joined_at: string };
  /** Invitations to a seat of an agreement, or where that is null to the installation and perhaps into an organisation. */
  invitations: {
    id: string;
    agreement: string | null;
    party: string | null;
    role: string;
    organisation: string | null;
    email: string;
    name: string | null;
    token_digest: string;
    made_by: string;
    /** Party that the maker acted for, null for an invitation to the installation. */
    made_for: string | null;
    /** What the two parties were called when it was made, null where nobody said. */
    party_name: string | null;
    made_for_name: string | null;
    made_at: string;
    expires_at: string;
    used_at: string | null;
    used_by: string | null;
    revoked_at: string | null;
  };
  outbox: {
    id: string;
    dedupe: string;
    kind: string;
    to_person: string | null;
    to_email: string | null;
    /** JSON. */
    data: string;
    secret: Uint8Array | null;
    agreement: string | null;
    made_at: string;
    /** While it is being sent: when the claim ends. Null where it is not tried by itself. */
    due_at: string | null;
    attempts: number;
    state: string;
    last_error: string | null;
    sent_at: string | null;
  };
  /** Filters that a person keeps; JSON. */
  views: { person: string; id: string; name: string; filter: string };
  idempotency: {
    party: string;
    person: string;
    key: string;
    request: string;
    agreement: string;
    /** JSON: a list of {stream, from, to}. */
    events: string;
    /** JSON. */
    answer: string;
    at: string;
  };
  migrations: { version: number; at: string };
}
