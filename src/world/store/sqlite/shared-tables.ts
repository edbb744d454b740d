/** Statements of step 3 that bring the tables into the form that they have in every database: dates are numbered within their agreement, and the words by which parties find agreements lie beside their index. */
export const sharedTables: readonly string[] = [
  `create table installation (name text primary key, value text not null) strict, without rowid`,
  `create table numbered_dates (
    agreement text not null references agreements (id),
    place integer not null,
    party text not null,
    on_day text not null,
    obligation text not null,
    what text not null,
    clause text not null,
    primary key (agreement, place)
  ) strict, without rowid`,
  `insert into numbered_dates
    select agreement, row_number() over (partition by agreement order by rowid) - 1, party, on_day, obligation, what, clause from dates`,
  `drop table dates`,
  `alter table numbered_dates rename to dates`,
  `create index dates_by_day on dates (agreement, on_day)`,
  // The texts on their own, and an index of them with rows for each person (words.ts), which `indexTexts` fills.
  `create table texts (
    agreement text not null references agreements (id),
    party text not null,
    title text not null,
    parties text not null,
    words text not null,
    primary key (agreement, party)
  ) strict`,
  `insert into texts select s.agreement, s.party, s.title, s.parties, s.words from search as s join members as m on m.search_row = s.rowid`,
  `drop table search`,
  // Without places of words within a text, and with the beginnings of words, because people type.
  `create virtual table search using fts5 (title, parties, words,
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* M* Co'", detail = column, prefix = '1 2 3 4 5 6 7 8 9 10 11 12')`,
  `create table searchers (person text primary key, number integer not null unique) strict, without rowid`,
  `create table search_rows (
    agreement text not null references agreements (id),
    person text not null,
    party text not null,
    place integer not null unique,
    primary key (agreement, person)
  ) strict, without rowid`,
  `alter table members drop column search_row`,
];
