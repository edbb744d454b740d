import { createHash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { noSuchEnd, type Found, type Place, type Texts, type WordIndex } from '#world/store/sql/engine';
import { ownAgreements } from '#world/store/sql/list-rows';
import type { Connection } from '#world/store/sql/rows';
import type { Tables } from '#world/store/sql/schema';
import { foldedWords, type Term } from '#world/store/sql/search-terms';

/** One row for each person and each agreement that they may find, with its words for each place as a tsvector. */
type IndexTables = Tables & { search: { person: string; agreement: string; party: string; in_title: string; in_names: string; in_all: string } };

/**
 * The index of words in PostgreSQL: the words without marks and in lower case, as `search-terms.ts` folds them for every
 * database, so that nothing depends on the languages and dictionaries of the server. Entries of `in_all` begin with a mark of their
 * person: GIN then reads lists of what this person may find and nothing of anybody else, also for beginnings of words. The two short columns
 * decide the place of what was found. In each place agreements are found by id, the lately made ones first.
 */
export const postgresWords: WordIndex = {
  holders: (db, agreement) => tables(db).selectFrom('search').select(['person', 'party']).where('agreement', '=', agreement).execute(),
  put: async (db, agreement, party, persons, texts) => {
    for (const person of persons) {
      const [in_title, in_names, in_all] = entriesOf(person, texts).map((entries) => sql<string>`${entries}::tsvector`);
      const row = { party, in_title: in_title!, in_names: in_names!, in_all: in_all! };
      await tables(db)
        .insertInto('search')
        .values({ person, agreement, ...row })
        .onConflict((conflict) => conflict.columns(['person', 'agreement']).doUpdateSet(row))
        .execute();
    }
  },
  drop: async (db, agreement, persons) => {
    if (persons.length > 0) await tables(db).deleteFrom('search').where('agreement', '=', agreement).where('person', 'in', persons).execute();
  },
  find: async (db, { person, terms, after, limit }): Promise<Found[]> => {
    const end = endOf(after);
    const plain = queryOf('', terms);
    const rest = end === null ? sql`` : sql`where place > ${end.place} or (place = ${end.place} and agreement < ${end.agreement})`;
    const matches = sql`select agreement, party, case when in_title @@ ${plain}::tsquery then 0 when in_names @@ ${plain}::tsquery then 1 else 2 end as place
      from search where person = ${person} and in_all @@ ${queryOf(markOf(person), terms)}::tsquery`;
    // Sorted before anything is joined, so that the join ends when the page is full.
    const chosen = sql<{ agreement: string; party: string; place: Place }>`(select * from (${matches}) as matches ${rest} order by place, agreement desc offset 0)`.as<'chosen'>(sql`chosen`);
    const rows = await ownAgreements(db, person)
      .innerJoin(chosen, (join) => join.onRef('chosen.agreement', '=', 'seats.agreement').onRef('chosen.party', '=', 'seats.party'))
      .innerJoin('texts', (join) => join.onRef('texts.agreement', '=', 'chosen.agreement').onRef('texts.party', '=', 'chosen.party'))
      .select(['chosen.place', sql<string>`case chosen.place when 2 then texts.words else '' end`.as('words')])
      .orderBy('chosen.place')
      .orderBy('chosen.agreement', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ ...row, key: `${row.place}~${row.agreement}` }));
  },
};

/** Longer words count as far as this. */
const longest = 64;

/** A tsvector holds a megabyte; of a text with more different words the rest is not found. */
const mostBytes = 900_000;

/** What a person finds an agreement by: the texts of three tsvectors, for title, title and names, and all. */
export function entriesOf(person: string, { title, parties, words }: Texts): [string, string, string] {
  const names = `${title} ${parties}`;
  return [entries('', title), entries('', names), entries(markOf(person), `${names} ${words}`)];
}

function entries(mark: string, text: string): string {
  let bytes = 0;
  const kept = [...new Set([...foldedWords(text)].map((word) => `${mark}${word.slice(0, longest)}`))].filter((entry) => (bytes += Buffer.byteLength(entry)) <= mostBytes);
  return kept.map(quoted).join(' ');
}

/** The place and the agreement that a page ended with. */
function endOf(after: string | null): { place: Place; agreement: string } | null {
  if (after === null) return null;
  const [, place, agreement] = /^([0-2])~([a-z0-9][a-z0-9-]{0,63})$/.exec(after) ?? [];
  if (place === undefined || agreement === undefined) throw noSuchEnd();
  return { place: Number(place) as Place, agreement };
}

function tables(db: Connection): Kysely<IndexTables> {
  return db.withTables<Pick<IndexTables, 'search'>>();
}

/** What the entries of a person begin with; two persons with the same would still only find their own rows. */
function markOf(person: string): string {
  return createHash('sha256').update(person).digest('hex').slice(0, 12);
}

function queryOf(mark: string, terms: readonly Term[]): string {
  return terms.map(({ folded, open }) => `${quoted(`${mark}${folded.slice(0, longest)}`)}${open ? ':*' : ''}`).join(' & ');
}

/** An entry as the input of a tsvector or tsquery: it holds letters and digits alone. */
function quoted(entry: string): string {
  return `'${entry}'`;
}
