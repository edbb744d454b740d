import { sql, type Kysely } from 'kysely';
import { textsDigest } from '#world/store/digest';
import { noSuchEnd, type Found, type Place, type Texts, type WordIndex } from '#world/store/sql/engine';
import { ownAgreements } from '#world/store/sql/list-rows';
import type { Connection } from '#world/store/sql/rows';
import type { Tables } from '#world/store/sql/schema';
import { foldedWords, holds, type Term } from '#world/store/sql/search-terms';
import { indexSeats } from '#world/store/sql/texts';

/**
 * `search` is full text (FTS5) of the different words of each place. Each person has a span of row numbers of their own, with one row for
 * each agreement that they may find, so that a search walks only through what is theirs, newest first, whatever others have.
 */
type IndexTables = Tables & {
  search: { rowid: number; title: string; parties: string; words: string };
  /** Where in `search` an agreement is for a person. */
  search_rows: { agreement: string; person: string; party: string; place: number };
  /** Which span is whose: the rows from `number` times `span` on. */
  searchers: { person: string; number: number };
};

/** Rows in one person's span; with 2^25 persons the numbers stay below 2^53. */
export const span = 2 ** 28;

/** Letters of the longest beginnings that the index has lists of (`prefix` in shared-tables.ts); a longer one is compared with the texts. */
const longestBeginning = 12;

const number = sql<number>`search.rowid`;
const columns = ['title', 'title parties', 'title parties words'] as const;

/** The index of words in SQLite. A page costs the same wherever it starts, because each place is one walk; keys are place and number of a row. */
export const sqliteWords: WordIndex = {
  holders: (db, agreement) => tables(db).selectFrom('search_rows').select(['person', 'party']).where('agreement', '=', agreement).execute(),
  put: async (connection, agreement, party, persons, texts) => {
    const db = tables(connection);
    const held = indexedWords(texts);
    for (const person of persons) {
      const known = await db.selectFrom('search_rows').select(['party', 'place']).where('agreement', '=', agreement).where('person', '=', person).executeTakeFirst();
      if (known === undefined) {
        const place = await nextPlace(db, person);
        await db.insertInto('search_rows').values({ agreement, person, party, place }).execute();
        await sql`insert into search (rowid, title, parties, words) values (${whole(place)}, ${held.title}, ${held.parties}, ${held.words})`.execute(db);
        continue;
      }
      await sql`update search set title = ${held.title}, parties = ${held.parties}, words = ${held.words} where rowid = ${whole(known.place)}`.execute(db);
      if (known.party !== party) await db.updateTable('search_rows').set({ party }).where('agreement', '=', agreement).where('person', '=', person).execute();
    }
  },
  drop: async (connection, agreement, persons) => {
    const db = tables(connection);
    for (const person of persons) {
      const known = await db.deleteFrom('search_rows').where('agreement', '=', agreement).where('person', '=', person).returning('place').executeTakeFirst();
      if (known !== undefined) await sql`delete from search where rowid = ${whole(known.place)}`.execute(db);
    }
  },
  find: async (db, { person, terms, after, limit }): Promise<Found[]> => {
    const end = endOf(after);
    const own = await tables(db).selectFrom('searchers').select('number').where('person', '=', person).executeTakeFirst();
    if (own === undefined) return [];
    const first = own.number * span;
    const walking = { person, terms, first };
    if (after === null) {
      // Mostly one page holds all there is; then one walk finds it.
      const all = await walk(db, { ...walking, from: 0, to: 2, below: first + span, limit });
      if (all.length < limit) return all.map((row) => plain(row, placeIn(row, terms))).sort((a, b) => a.place - b.place);
    }
    const found: Found[] = [];
    for (const place of places.slice(end.place)) {
      const rows = await walk(db, { ...walking, from: place, to: place, below: place === end.place && end.row !== null ? end.row : first + span, limit: limit - found.length });
      found.push(...rows.map((row) => plain(row, place)));
      if (found.length === limit) break;
    }
    return found;
  },
};

/** What the index holds of texts: their different words without marks and in lower case, by place. */
export function indexedWords({ title, parties, words }: Texts): Texts {
  return { title: distinct(title), parties: distinct(parties), words: distinct(words) };
}

/** Makes the index for every agreement in a database that has none yet, of texts that an older program kept in another form. */
export async function indexTexts(db: Connection): Promise<void> {
  for (let [agreement, party] = ['', '']; ; ) {
    const found = await db
      .selectFrom('texts')
      .selectAll()
      .where(({ eb, refTuple, tuple }) => eb(refTuple('agreement', 'party'), '>', tuple(agreement, party)))
      .orderBy('agreement')
      .orderBy('party')
      .limit(100)
      .execute();
    for (const row of found) {
      ({ agreement, party } = row);
      const composed = { title: row.title.normalize('NFC'), parties: row.parties.normalize('NFC'), words: row.words.normalize('NFC') };
      await db.updateTable('texts').set({ ...composed, row_check: textsDigest({ agreement, party, ...composed }) }).where('agreement', '=', agreement).where('party', '=', party).execute();
    }
    for (const one of new Set(found.map((row) => row.agreement))) await indexSeats(sqliteWords, db, one);
    if (found.length === 0) return;
  }
}

/** The terms as FTS5 reads them: each in quotes, which hold nothing but letters and digits. */
export function matchOf(terms: readonly Term[]): string {
  return terms.map(({ folded, open }) => (open ? `"${Array.from(folded).slice(0, longestBeginning).join('')}" *` : `"${folded}"`)).join(' ');
}

const places: readonly Place[] = [0, 1, 2];

/** The place and the row that a page ended with. */
function endOf(after: string | null): { place: Place; row: number | null } {
  if (after === null) return { place: 0, row: null };
  const [, place, row] = /^([0-2])~(\d{1,16})$/.exec(after) ?? [];
  if (place === undefined || row === undefined) throw noSuchEnd();
  return { place: Number(place) as Place, row: Number(row) };
}

/** Agreements of a person that hold all terms at the place `to`, but not all at a place before `from`, from the row below `below` on. */
interface Walk {
  person: string;
  terms: readonly Term[];
  from: Place;
  to: Place;
  /** The first row of the person's span. */
  first: number;
  below: number;
  limit: number;
}

type Row = Omit<Found, 'place' | 'key'> & { row: number; titleText: string; partiesText: string };

/** One walk along the index; of words that it does not know to their last letter, along what begins alike, keeping what fits. */
async function walk(db: Connection, sought: Walk): Promise<Row[]> {
  const { terms, from, to, limit } = sought;
  if (terms.every(({ open, folded }) => !open || Array.from(folded).length <= longestBeginning)) return steps(db, sought);
  const found: Row[] = [];
  for (let below = sought.below; ; ) {
    const rows = await steps(db, { ...sought, from: 0, below, limit: Math.max(limit, 20) });
    found.push(...rows.filter((row) => placeIn(row, terms) >= from && placeIn(row, terms) <= to && holds(textUpTo(to, row), terms)));
    const last = rows.at(-1);
    if (found.length >= limit || rows.length < Math.max(limit, 20) || last === undefined) return found.slice(0, limit);
    below = last.row;
  }
}

function steps(db: Connection, { person, terms, from, to, first, below, limit }: Walk): Promise<Row[]> {
  const words = matchOf(terms);
  const better = from === 0 ? '' : ` NOT {${columns[from - 1]}} : (${words})`;
  // The rows are this person's; the seat, which is checked here like everywhere, decides.
  return ownAgreements(db, person)
    .innerJoin(sql<IndexTables['search_rows']>`search_rows`.as('search_rows'), (join) => join.onRef('search_rows.agreement', '=', 'seats.agreement').onRef('search_rows.person', '=', 'seats.person').onRef('search_rows.party', '=', 'seats.party'))
    .innerJoin(sql`search`.as('search'), (join) => join.on(sql<boolean>`search.rowid = search_rows.place`))
    .innerJoin('texts', (join) => join.onRef('texts.agreement', '=', 'seats.agreement').onRef('texts.party', '=', 'seats.party'))
    .select([number.as('row'), 'texts.title as titleText', 'texts.parties as partiesText', 'texts.words'])
    .where(sql<boolean>`search match ${`{${columns[to]}} : (${words})${better}`}`)
    .where(sql<boolean>`search.rowid between ${whole(first)} and ${whole(below - 1)}`)
    .orderBy(number, 'desc')
    .limit(limit)
    .execute();
}

function placeIn(row: Row, terms: readonly Term[]): Place {
  return holds(textUpTo(0, row), terms) ? 0 : holds(textUpTo(1, row), terms) ? 1 : 2;
}

function textUpTo(place: Place, { titleText, partiesText, words }: Row): string {
  return [titleText, partiesText, words].slice(0, place + 1).join(' ');
}

function plain({ row, titleText: _title, partiesText: _parties, words, ...rest }: Row, place: Place): Found {
  return { ...rest, place, words: place === 2 ? words : '', key: `${place}~${row}` };
}

function distinct(text: string): string {
  return [...foldedWords(text)].join(' ');
}

/** The place after all that a person has, in a span of their own. */
async function nextPlace(db: Kysely<IndexTables>, person: string): Promise<number> {
  let own = await db.selectFrom('searchers').select('number').where('person', '=', person).executeTakeFirst();
  if (own === undefined) {
    const { last } = await db.selectFrom('searchers').select(({ fn }) => fn.max('number').as('last')).executeTakeFirstOrThrow();
    own = { number: Number(last ?? 0) + 1 };
    await db.insertInto('searchers').values({ person, ...own }).execute();
  }
  const first = own.number * span;
  const { last } = await db.selectFrom('search_rows').select(({ fn }) => fn.max('place').as('last')).where('place', '>=', first).where('place', '<', first + span).executeTakeFirstOrThrow();
  return last === null ? first : Number(last) + 1;
}

/** FTS5 heeds the ends of a span only where they are whole numbers. */
function whole(value: number) {
  return sql`cast(${value} as integer)`;
}

function tables(db: Connection): Kysely<IndexTables> {
  return db.withTables<Pick<IndexTables, 'search' | 'search_rows' | 'searchers'>>();
}
