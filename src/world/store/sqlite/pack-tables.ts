/** The packs of organisations (`store/sql/own-packs.ts`), from data version 3 on. */
export const packTables: readonly string[] = [
  `create table packs (
    organisation text not null,
    digest text not null,
    id text not null,
    version text not null,
    title text not null,
    dated text not null,
    files blob not null,
    added_at text not null,
    added_by text not null,
    retired_at text,
    primary key (organisation, digest)
  ) strict`,
  `create unique index packs_once on packs (organisation, id, version)`,
];
