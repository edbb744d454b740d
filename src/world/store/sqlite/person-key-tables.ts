/**
 * Statements of step 3 for the keys of people (`person-rows.ts`) and for erasing them (`erasures.ts`). Rows of people that are
 * there already have no key yet: their plain details are sealed when the database is opened. What a mail said is wiped once it is
 * sent, here for those of before.
 */
export const personKeyTables: readonly string[] = [
  `create table person_keys (person text primary key, key text, made_at text not null, erased_at text) strict, without rowid`,
  `alter table people add column key text`,
  `create index people_by_key on people (key)`,
  `create table erasures (
    person text primary key,
    asked_by text not null,
    heir text,
    begun_at text not null,
    done_at text,
    report text not null
  ) strict, without rowid`,
  `create table notes_due (
    agreement text not null references agreements (id),
    person text not null,
    party text not null,
    asked_by text not null,
    primary key (agreement, person)
  ) strict, without rowid`,
  `create index notes_due_of on notes_due (person, agreement)`,
  `update outbox set data = '{}', last_error = null where state in ('sent', 'discarded')`,
];
