import type { Generated } from 'kysely';

/** The tables as the newest migration leaves them. The agreement comes first in every key of the record, so that a larger store can be cut along it. */
export interface Tables extends SignInTables {
  /** `adopted` is how many checkpoints came along with one that was imported, null for one that was made here. */
  agreements: { id: string; created_at: string; adopted: number | null };
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
  /** Signed statements of how far the streams had come (`agreement/record/checkpoint.ts`): JSON of the checkpoint, and of all its openings. */
  checkpoints: { agreement: string; n: number; at: string; body: string; openings: string };
  /**
   * Personal details that the record refers to; `party` recorded them and alone may replace them. `details` is sealed JSON of salt and
   * details under the key that `key` names, "" once they are erased; `salt` is "". Read and written in `person-rows.ts` alone.
   */
  people: { agreement: string; person: string; party: string; stream: string; salt: string; details: string; /** Null only while a folder of an older program is being sealed. */ key: string | null };
  /** Keys of people (`people-keys.ts`), by the id of an account or "<agreement>/<person>"; the row stays when the key is destroyed, so that no second one is made. */
  person_keys: { person: string; key: string | null; made_at: string; erased_at: string | null };
  /** Accounts that were erased, with what came of it (JSON, without names); `done_at` once every agreement tells of it. */
  erasures: { person: string; asked_by: string; heir: string | null; begun_at: string; done_at: string | null; report: string };
  /** What the record of an agreement must still tell: that somebody of a party was erased, or that their seat ended. */
  notes_due: { agreement: string; person: string; party: string; asked_by: string };
  /** What falls due when; `place` counts the days of an agreement from 0. */
  dates: { agreement: string; place: number; party: string; on_day: string; obligation: string; what: string; clause: string };
  /** The words by which a party finds an agreement, composed (NFC); each database makes an index of its own from them (`engine.ts`). */
  texts: { agreement: string; party: string; title: string; parties: string; words: string; /** A digest of all else, of the program (SQLite) or a trigger (PostgreSQL). */ row_check: string | null };
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
  /** Packs of organisations (`own-packs.ts`); `files` is the gzipped JSON of their files. The organisation is "local" on the command line. */
  packs: { organisation: string; digest: string; id: string; version: string; title: string; dated: string; files: Uint8Array; added_at: string; added_by: string; retired_at: string | null };
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
  /** How often something was tried at a place (`guesses.ts`); times are RFC 3339. */
  guesses: { place: string; tries: string; until: string };
  migrations: { version: number; at: string };
  /** What all programs on this database must agree on, such as whose keys it goes with. */
  installation: { name: string; value: string };
}

/** The columns of the tables of people, sessions and sign-in means that queries of ours use; the rest is better-auth's affair. */
export type SignInTables = {
  user: {
    id: string;
    name: string;
    /** In canonical form. */
    email: string;
    /** 1 once somebody has shown that the mailbox is theirs. */
    emailVerified: number;
    createdAt: string;
    updatedAt: string;
    /** 1 if signing in asks for a code. */
    twoFactorEnabled: number | null;
    administrator: number | null;
  };
  session: {
    id: string;
    expiresAt: string;
    token: string;
    createdAt: string;
    updatedAt: string;
    ipAddress: string | null;
    userAgent: string | null;
    userId: string;
    /** The one agreement that a guest's session opens, null for the session of an account. */
    agreement: string | null;
  };
  /** Passwords: one row of provider "credential" per person who has one. */
  account: { id: string; accountId: string; providerId: string; userId: string; password: string | null; createdAt: string; updatedAt: string };
  /** Tokens of links and challenges, as digests. */
  verification: { id: string; identifier: string; value: string; expiresAt: string; createdAt: string; updatedAt: string };
  twoFactor: { id: string; userId: string; verified: number | null };
  passkey: { id: string; name: string | null; userId: string; deviceType: string; createdAt: string | null; aaguid: string | null };
};
