// Texts are compared byte by byte, as SQLite compares them.
const text = 'text collate "C"';

/**
 * The tables of version 1: the same tables and columns as SQLite has, but for the index of words. Plain tables with the agreement,
 * the person or the organisation first in their keys: no sequences or extensions, and no triggers but those of row-checks.ts.
 */
export const tables: readonly string[] = [
  `create table installation (name ${text} primary key, value ${text} not null)`,
  `create table agreements (id ${text} primary key, created_at ${text} not null, adopted integer)`,
  `create table members (
    agreement ${text} not null references agreements (id),
    party ${text} not null,
    title ${text},
    type ${text},
    parties ${text} not null,
    status ${text} not null,
    turn integer not null default 0,
    needs ${text} not null default '[]',
    waits ${text} not null default '[]',
    primary key (agreement, party)
  )`,
  `create table seats (
    agreement ${text} not null references agreements (id),
    person ${text} not null,
    party ${text} not null,
    role ${text} not null,
    organisation ${text},
    granted_at ${text} not null,
    ended_at ${text},
    updated_at ${text} not null,
    archived_at ${text},
    needs ${text},
    needs_since ${text},
    waits_since ${text},
    first_day ${text},
    status ${text},
    type ${text},
    primary key (agreement, person)
  )`,
  // Each list of a person is a walk along one of these. They end with whatever the list is narrowed by, so that narrowing and
  // counting need nothing else.
  `create index seats_newest on seats (person, updated_at, agreement, party, organisation, needs, waits_since, status, type) where ended_at is null and archived_at is null`,
  `create index seats_archived on seats (person, archived_at, agreement, party, organisation) where ended_at is null and archived_at is not null`,
  `create index seats_needing on seats (person, needs_since, agreement, party, organisation, needs) where needs is not null and ended_at is null and archived_at is null`,
  `create index seats_waiting on seats (person, waits_since, agreement, party, organisation) where waits_since is not null and ended_at is null and archived_at is null`,
  `create index seats_due on seats (person, first_day, agreement, party, organisation) where first_day is not null and ended_at is null`,
  `create index seats_of_organisation on seats (organisation, person) where organisation is not null and ended_at is null`,
  `create table events (
    agreement ${text} not null references agreements (id),
    stream ${text} not null,
    seq integer not null,
    v integer not null,
    kind ${text} not null,
    at ${text} not null,
    actor ${text} not null,
    on_behalf_of ${text} not null,
    body ${text} not null,
    prev ${text},
    hash ${text} not null,
    primary key (agreement, stream, seq)
  )`,
  `create table blobs (
    agreement ${text} not null references agreements (id),
    digest ${text} not null,
    bytes bytea not null,
    primary key (agreement, digest)
  )`,
  `create table blob_places (
    agreement ${text} not null,
    digest ${text} not null,
    stream ${text} not null,
    primary key (agreement, digest, stream),
    foreign key (agreement, digest) references blobs (agreement, digest)
  )`,
  `create table people (
    agreement ${text} not null references agreements (id),
    person ${text} not null,
    party ${text} not null,
    stream ${text} not null,
    salt ${text} not null,
    details ${text} not null,
    key ${text},
    primary key (agreement, person)
  )`,
  `create index people_by_key on people (key)`,
  `create table person_keys (person ${text} primary key, key ${text}, made_at ${text} not null, erased_at ${text})`,
  `create table erasures (
    person ${text} primary key,
    asked_by ${text} not null,
    heir ${text},
    begun_at ${text} not null,
    done_at ${text},
    report ${text} not null
  )`,
  `create table notes_due (
    agreement ${text} not null references agreements (id),
    person ${text} not null,
    party ${text} not null,
    asked_by ${text} not null,
    primary key (agreement, person)
  )`,
  `create index notes_due_of on notes_due (person, agreement)`,
  `create table idempotency (
    party ${text} not null,
    person ${text} not null,
    key ${text} not null,
    request ${text} not null,
    agreement ${text} not null,
    events ${text} not null,
    answer ${text} not null,
    at ${text} not null,
    primary key (party, person, key)
  )`,
  `create index idempotency_oldest on idempotency (at)`,
  `create table dates (
    agreement ${text} not null references agreements (id),
    place integer not null,
    party ${text} not null,
    on_day ${text} not null,
    obligation ${text} not null,
    what ${text} not null,
    clause ${text} not null,
    primary key (agreement, place)
  )`,
  `create index dates_by_day on dates (agreement, on_day, place, party)`,
  `create table organisations (id ${text} primary key, name ${text} not null, created_at ${text} not null)`,
  `create table organisation_members (
    organisation ${text} not null references organisations (id),
    person ${text} not null,
    role ${text} not null,
    joined_at ${text} not null,
    primary key (organisation, person)
  )`,
  `create index organisations_of on organisation_members (person, organisation)`,
  `create table invitations (
    id ${text} primary key,
    agreement ${text} references agreements (id),
    party ${text},
    role ${text} not null,
    organisation ${text} references organisations (id),
    email ${text} not null,
    name ${text},
    token_digest ${text} not null unique,
    made_by ${text} not null,
    made_for ${text},
    party_name ${text},
    made_for_name ${text},
    made_at ${text} not null,
    expires_at ${text} not null,
    used_at ${text},
    used_by ${text},
    revoked_at ${text}
  )`,
  `create index invitations_of_agreement on invitations (agreement, made_for, id) where agreement is not null`,
  `create index invitations_to_install on invitations (organisation, id) where agreement is null`,
  `create table outbox (
    id ${text} primary key,
    dedupe ${text} not null unique,
    kind ${text} not null,
    to_person ${text},
    to_email ${text},
    data ${text} not null,
    secret bytea,
    agreement ${text},
    made_at ${text} not null,
    due_at ${text},
    attempts integer not null default 0,
    state ${text} not null default 'waiting',
    last_error ${text},
    sent_at ${text}
  )`,
  `create index outbox_due on outbox (due_at, id) where due_at is not null`,
  `create index outbox_by_state on outbox (state, id)`,
  `create index outbox_in_order on outbox (agreement, made_at, id) where due_at is not null and agreement is not null`,
  `create table guesses (place ${text} primary key, tries ${text} not null, until ${text} not null)`,
  `create index guesses_oldest on guesses (until)`,
  `create table packs (
    organisation ${text} not null,
    digest ${text} not null,
    id ${text} not null,
    version ${text} not null,
    title ${text} not null,
    dated ${text} not null,
    files bytea not null,
    added_at ${text} not null,
    added_by ${text} not null,
    retired_at ${text},
    primary key (organisation, digest)
  )`,
  `create unique index packs_once on packs (organisation, id, version)`,
  `create table views (person ${text} not null, id ${text} not null, name ${text} not null, filter ${text} not null, primary key (person, id))`,
  `create table checkpoints (
    agreement ${text} not null references agreements (id),
    n integer not null,
    at ${text} not null,
    body ${text} not null,
    openings ${text} not null,
    primary key (agreement, n)
  )`,
  `create table texts (
    agreement ${text} not null references agreements (id),
    party ${text} not null,
    title ${text} not null,
    parties ${text} not null,
    words ${text} not null,
    primary key (agreement, party)
  )`,
  // For each person the words of what they may find (words.ts), filled in by the program. A search that finds much visits as many rows as it finds, so they are short: what is long lies elsewhere (TOAST).
  `create table search (
    person ${text} not null,
    agreement ${text} not null references agreements (id),
    party ${text} not null,
    in_title tsvector not null,
    in_names tsvector not null,
    in_all tsvector not null,
    primary key (person, agreement)
  ) with (toast_tuple_target = 128)`,
  `create index search_of_agreement on search (agreement)`,
  // Without a list of what is not sorted in yet, which every search would have to read.
  `create index search_in_all on search using gin (in_all) with (fastupdate = off)`,
  ...accountTables(),
];

/** The tables of people, sessions and sign-in means, as sqlite/account-tables.ts explains them. */
function accountTables(): readonly string[] {
  return [
    `create table "user" (
      "id" ${text} primary key,
      "name" ${text} not null,
      "email" ${text} not null unique,
      "emailVerified" integer not null,
      "image" ${text},
      "createdAt" ${text} not null,
      "updatedAt" ${text} not null,
      "twoFactorEnabled" integer,
      "administrator" integer
    )`,
    `create table "session" (
      "id" ${text} primary key,
      "expiresAt" ${text} not null,
      "token" ${text} not null unique,
      "createdAt" ${text} not null,
      "updatedAt" ${text} not null,
      "ipAddress" ${text},
      "userAgent" ${text},
      "userId" ${text} not null references "user" ("id") on delete cascade,
      "agreement" ${text}
    )`,
    `create index "session_userId_idx" on "session" ("userId")`,
    `create index "session_oldest" on "session" ("expiresAt")`,
    `create table "account" (
      "id" ${text} primary key,
      "accountId" ${text} not null,
      "providerId" ${text} not null,
      "userId" ${text} not null references "user" ("id") on delete cascade,
      "accessToken" ${text},
      "refreshToken" ${text},
      "idToken" ${text},
      "accessTokenExpiresAt" ${text},
      "refreshTokenExpiresAt" ${text},
      "scope" ${text},
      "password" ${text},
      "createdAt" ${text} not null,
      "updatedAt" ${text} not null
    )`,
    `create index "account_userId_idx" on "account" ("userId")`,
    `create unique index "account_once" on "account" ("providerId", "accountId")`,
    `create table "verification" (
      "id" ${text} primary key,
      "identifier" ${text} not null,
      "value" ${text} not null,
      "expiresAt" ${text} not null,
      "createdAt" ${text} not null,
      "updatedAt" ${text} not null
    )`,
    `create index "verification_identifier_idx" on "verification" ("identifier")`,
    `create index "verification_oldest" on "verification" ("expiresAt")`,
    `create table "twoFactor" (
      "id" ${text} primary key,
      "secret" ${text} not null,
      "backupCodes" ${text} not null,
      "userId" ${text} not null references "user" ("id") on delete cascade,
      "verified" integer,
      "failedVerificationCount" integer,
      "lockedUntil" ${text}
    )`,
    `create index "twoFactor_secret_idx" on "twoFactor" ("secret")`,
    `create unique index "twoFactor_once" on "twoFactor" ("userId")`,
    `create table "passkey" (
      "id" ${text} primary key,
      "name" ${text},
      "publicKey" ${text} not null,
      "userId" ${text} not null references "user" ("id") on delete cascade,
      "credentialID" ${text} not null,
      "counter" integer not null,
      "deviceType" ${text} not null,
      "backedUp" integer not null,
      "transports" ${text},
      "createdAt" ${text},
      "aaguid" ${text}
    )`,
    `create index "passkey_userId_idx" on "passkey" ("userId")`,
    `create unique index "passkey_once" on "passkey" ("credentialID")`,
  ];
}
