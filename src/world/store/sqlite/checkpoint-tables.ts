/** The table of signed checkpoints (`agreement/record/checkpoint.ts`), and how many of them came along with an agreement that was imported. */
export const checkpointTables: readonly string[] = [
  `create table checkpoints (
    agreement text not null references agreements (id),
    n integer not null,
    at text not null,
    body text not null,
    openings text not null,
    primary key (agreement, n)
  ) strict, without rowid`,
  `alter table agreements add column adopted integer`,
];
