/** The counts of tries (`store/sql/guesses.ts`), and the order of mails of one agreement, from data version 3 on. */
export const guessTables: readonly string[] = [
  `create table guesses (place text primary key, tries text not null, until text not null) strict, without rowid`,
  `create index guesses_oldest on guesses (until)`,
  `create index outbox_in_order on outbox (agreement, made_at, id) where due_at is not null and agreement is not null`,
];
