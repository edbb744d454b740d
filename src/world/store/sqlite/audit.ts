import { existsSync } from 'node:fs';
import Database from 'libsql';
import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely';
import { InputError } from '#agreement/input-error';
import type { Cell, Reader, TableFault } from '#world/store/audit/reader';
import { textsDigest } from '#world/store/digest';
import type { Tables } from '#world/store/sql/schema';
import { asStoreError, codeOf } from '#world/store/sqlite/connect';
import { dataVersion } from '#world/store/sqlite/migrations';
import { checkedTables, quoted, rowCheck, type CheckedTable } from '#world/store/sqlite/row-checks';
import { StoreError } from '#world/store/store';
import { indexedWords, span } from '#world/store/sqlite/words';

const settings = ['busy_timeout = 5000', 'query_only = ON', 'trusted_schema = OFF', 'cache_size = -65536', 'mmap_size = 0'];

/**
 * Opens a database file to check it, beside a server that has it open: one read transaction on a connection that cannot write and takes no
 * lock of ours. An InputError where there is none of ours, or none of this program's version.
 */
export async function openSqliteReader(file: string): Promise<Reader> {
  if (!existsSync(file)) throw new InputError('There is no database in this data folder; nothing was checked.', 'Name the data folder of an installation with --data, or its database with --database.', file);
  const database = openFile(file);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: database as unknown as SqliteDatabase }) });
  const statements = new Map<string, Database.Statement>();
  const all = (statement: string, values: readonly Cell[] = []): Cell[][] => {
    let prepared = statements.get(statement);
    if (prepared === undefined) statements.set(statement, (prepared = database.prepare(statement).raw()));
    return prepared.all(...values) as Cell[][];
  };
  let checked: CheckedTable[];
  try {
    for (const setting of settings) database.pragma(setting);
    database.exec('begin');
    checked = await checkedTables(db);
    refuseOtherVersion(all, checked, file);
  } catch (error) {
    database.close();
    if (codeOf(error) === 'SQLITE_NOTADB') throw new InputError('This file is not a database, or its first page is damaged; nothing was checked.', 'Restore a backup or name another data folder.', file);
    throw asStoreError(error);
  }
  return {
    kind: 'sqlite',
    all: async (statement, values) => all(statement, values),
    tables: async () => all(`select name from pragma_table_list where schema = 'main' and type in ('table', 'virtual') and name not like 'sqlite\\_%' escape '\\' order by name`).map(([name]) => String(name)),
    structure: async () => structureOf(all),
    changedRows: async (table) => {
      if (table === 'texts') return changedTexts(all);
      const found = checked.find(({ name }) => name === table);
      return found === undefined ? null : changedRows(all, found);
    },
    changedWords: () => changedWords(all),
    unchecked: async () => [],
    isDamage: (error) => {
      const trouble = asStoreError(error);
      // The full-text index says in words of its own that its settings make no sense.
      return (trouble instanceof StoreError && trouble.trouble === 'damaged') || (error instanceof Error && error.message.includes('fts5'));
    },
    close: async () => {
      statements.clear();
      database.exec('rollback');
      database.close();
    },
  };
}

type All = (statement: string, values?: readonly Cell[]) => Cell[][];

function openFile(file: string): Database.Database {
  try {
    return new Database(file, { readonly: true });
  } catch (error) {
    throw new InputError(`The database cannot be opened (${error instanceof Error ? error.message : String(error)}).`, 'Check that you may read the file and its folder.', file);
  }
}

function refuseOtherVersion(all: All, checked: readonly CheckedTable[], file: string): void {
  const known = all(`select name from sqlite_master where type = 'table' and name = 'migrations'`).length > 0;
  if (!known) throw new InputError('This database holds no data of ours; nothing was checked.', 'Name the data folder of an installation.', file);
  const version = Number(all('select max(version) from migrations')[0]?.[0] ?? 0);
  const migrations = checked.find(({ name }) => name === 'migrations');
  // Where it is this row that is not as it was, the rest is looked at all the same.
  if (version === dataVersion || (migrations !== undefined && changedRows(all, migrations).length > 0)) return;
  throw new InputError(
    `The data is of version ${version}, and this program checks version ${dataVersion}; nothing was checked.`,
    version > dataVersion ? 'Check it with the program that wrote it.' : 'Start the server with this program once, which brings the data to its version, or check it with the older program.',
    file,
  );
}

const mostOfOneTable = 1000;
const notOurs = 'it is not what this program wrote: a bit flipped, or another program changed it';

/** What SQLite's own check says: pages, keys and indexes against the rows, foreign keys, and the full-text index against its words. */
function structureOf(all: All): TableFault[] {
  const faults = all(`select * from pragma_integrity_check(${mostOfOneTable})`).flatMap(([words]): TableFault[] => (words === 'ok' ? [] : [{ table: tableIn(String(words), all), place: '', words: `SQLite says: ${String(words)}` }]));
  const dangling = all(`select "table", "parent" from pragma_foreign_key_check limit ${mostOfOneTable}`);
  // SQLite's check looks at the entries of the parts of the full-text index that there are, and passes over others.
  const astray = all('select distinct segid from search_idx where segid not in (select id >> 37 from search_data where id > 10)');
  faults.push(...astray.map(([part]): TableFault => ({ table: 'search', place: `search_idx, part ${String(part)}`, words: 'there is no such part of the index of words' })));
  return [...faults, ...dangling.map(([table, parent]) => ({ table: String(table), place: '', words: `a row refers to a row of ${String(parent)} that is not there` }))];
}

/** The table that a sentence of SQLite is about: it names a table, or one of its indexes. */
function tableIn(words: string, all: All): string | null {
  const names = all(`select name, tbl_name from sqlite_master where type in ('table', 'index')`);
  const found = names.filter(([name]) => new RegExp(`\\b${String(name)}\\b`).test(words)).sort(([a], [b]) => String(b).length - String(a).length)[0];
  return found === undefined ? null : String(found[1]);
}

function changedRows(all: All, { name, key, copy }: CheckedTable): { place: string; words: string }[] {
  const columns = key.length === 0 ? ['rowid'] : key.map(quoted);
  const rows = all(`select ${columns.join(', ')} from ${quoted(name)} where ${rowCheck} is not ${copy('')} limit ${mostOfOneTable}`);
  return rows.map((cells) => ({
    place: `row ${cells.map((cell, index) => `${key[index] ?? 'number'} ${String(cell)}`).join(', ')}`,
    words: notOurs,
  }));
}

/** Rows of `texts` against their digests. */
function changedTexts(all: All): { place: string; words: string }[] {
  const found: { place: string; words: string }[] = [];
  let [agreement, party]: Cell[] = ['', ''];
  for (;;) {
    const rows = all(`select agreement, party, title, parties, words, ${rowCheck} from texts where (agreement, party) > (?, ?) order by agreement, party limit ${pageOfWords}`, [agreement as Cell, party as Cell]);
    for (const [ofAgreement, ofParty, title, parties, words, digest] of rows) {
      const text = { agreement: String(ofAgreement), party: String(ofParty), title: String(title), parties: String(parties), words: String(words) };
      if (digest !== textsDigest(text) && found.length < mostOfOneTable) found.push({ place: `row agreement ${text.agreement}, party ${text.party}`, words: notOurs });
    }
    if (rows.length < pageOfWords) return found;
    [agreement, party] = rows[pageOfWords - 1] as Cell[];
  }
}

const pageOfWords = 50;

/** Rows of `search` against the texts that they were made from, and who has one against those who have a seat. */
async function* changedWords(all: All): AsyncGenerator<{ place: string; words: string }> {
  let [agreement, person]: Cell[] = ['', ''];
  for (;;) {
    const rows = all(
      `select r.agreement, r.person, s.rowid, s.title, s.parties, s.words, t.title, t.parties, t.words, u.number = r.place / ${span},
          exists (select 1 from seats where seats.agreement = r.agreement and seats.person = r.person and seats.party = r.party)
        from search_rows r left join search s on s.rowid = r.place left join texts t on t.agreement = r.agreement and t.party = r.party left join searchers u on u.person = r.person
        where (r.agreement, r.person) > (?, ?) order by r.agreement, r.person limit ${pageOfWords}`,
      [agreement as Cell, person as Cell],
    );
    for (const [ofAgreement, ofPerson, row, title, parties, words, titleText, partiesText, wordsText, own, seated] of rows) {
      const place = `row of person ${String(ofPerson)} in agreement ${String(ofAgreement)}`;
      const made = indexedWords({ title: String(titleText ?? ''), parties: String(partiesText ?? ''), words: String(wordsText ?? '') });
      if (row === null) yield { place, words: 'it is missing' };
      else if (title !== made.title || parties !== made.parties || words !== made.words) yield { place, words: 'its words are not those of the text' };
      else if (seated !== 1 || own !== 1) yield { place, words: 'it is not for the person who has a seat of this party' };
    }
    if (rows.length < pageOfWords) break;
    [agreement, person] = rows[pageOfWords - 1] as Cell[];
  }
  const missing = all(`select agreement, person from seats s where ended_at is null and exists (select 1 from texts where texts.agreement = s.agreement and texts.party = s.party) and not exists (select 1 from search_rows r where r.agreement = s.agreement and r.person = s.person) limit ${mostOfOneTable}`);
  for (const [ofAgreement, ofPerson] of missing) yield { place: `row of person ${String(ofPerson)} in agreement ${String(ofAgreement)}`, words: 'it is missing' };
  const [strays] = all('select count(*) from search where rowid not in (select place from search_rows)');
  if (Number(strays?.[0] ?? 0) > 0) yield { place: '', words: `${String(strays?.[0])} rows belong to nobody` };
}
