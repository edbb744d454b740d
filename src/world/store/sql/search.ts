import { sql } from 'kysely';
import { InputError } from '#agreement/input-error';
import type { FoundPage, FoundRow } from '#world/store/directory';
import type { Page } from '#world/store/store';
import { listRowOf, ownAgreements } from '#world/store/sql/list-rows';
import type { Connection } from '#world/store/sql/rows';
import { excerptOf, holds, matchOf, termsOf, type Term } from '#world/store/sql/search-terms';

/** Most agreements of one page of a search: each costs a walk through its words. */
const most = 50;

/** Where words may stand, the best place first; each place holds the ones before it. */
const places = ['title', 'title parties', 'title parties words'] as const;
const anywhere = places.length - 1;

/**
 * A page of what a person's words find. Where they stand decides the order: all in the title, all in title and names of
 * parties, anywhere; then the newest agreement first. Each of the three is one walk along the index from the newest row on, so
 * a page costs the same wherever it starts. (A score such as BM25 would look at every agreement of the installation.)
 */
export async function searchPage(db: Connection, person: string, text: string, page: Page): Promise<FoundPage> {
  const { limit, place, before } = readSearchPage(page);
  const terms = termsOf(text);
  if (terms.length === 0) return { items: [], next: null };
  if (page.after === undefined) {
    // Mostly one page holds all there is; then one walk finds it.
    const all = await foundAt(db, person, terms, 0, anywhere, null, limit + 1);
    if (all.length <= limit) {
      const placed = all.map((row) => ({ row, at: placeOf(row, terms) }));
      return { items: placed.sort((a, b) => a.at - b.at || b.row.rowid - a.row.rowid).map(({ row, at }) => foundRow(row, at, terms)), next: null };
    }
  }
  const items: FoundRow[] = [];
  let last: string | null = null;
  for (let at = place; at < places.length; at++) {
    for (const row of await foundAt(db, person, terms, at, at, at === place ? before : null, limit + 1 - items.length)) {
      if (items.length === limit) return { items, next: last };
      items.push(foundRow(row, at, terms));
      last = `${at}~${row.rowid}`;
    }
  }
  return { items, next: null };
}

/** A text as the index has it: marks apart from their letters, which the index then leaves out for every script, not for Latin alone. */
export function searchable(text: string): string {
  return text.normalize('NFD');
}

/** Marks the search rows of an agreement with those who have a live seat of their party, after seats changed. */
export async function markSearch(db: Connection, agreement: string): Promise<void> {
  const seats = await db.selectFrom('seats').select(['person', 'party']).where('agreement', '=', agreement).where('ended_at', 'is', null).orderBy('person').execute();
  const members = await db.selectFrom('members').select(['party', 'search_row']).where('agreement', '=', agreement).where('search_row', 'is not', null).execute();
  for (const { party, search_row } of members) {
    const persons = seats.filter((seat) => seat.party === party).map((seat) => markOf(seat.person));
    await db.updateTable('search').set({ persons: persons.join(' ') }).where('rowid', '=', search_row ?? 0).where('persons', '!=', persons.join(' ')).execute();
  }
}

/** A person as one word of the index that no search of ours can be for. */
function markOf(person: string): string {
  return `\u{e000}${person.replaceAll(/[^a-z0-9]/g, '')}`;
}

type Found = Awaited<ReturnType<typeof foundAt>>[number];

/** Agreements that hold all terms at the place `to`, but not already at a place before `from`. */
function foundAt(db: Connection, person: string, terms: readonly Term[], from: number, to: number, before: number | null, limit: number) {
  const words = searchable(matchOf(terms));
  const better = from === 0 ? '' : ` NOT {${places[from - 1]}} : (${words})`;
  const match = `persons : "${markOf(person)}" AND ({${places[to]}} : (${words})${better})`;
  // The mark narrows what is walked; the seat, which is checked here like everywhere, decides.
  const query = ownAgreements(db, person)
    .innerJoin('search', (join) => join.onRef('search.agreement', '=', 'seats.agreement').onRef('search.party', '=', 'seats.party'))
    .select(['search.rowid', to === anywhere ? 'search.words' : sql<string>`''`.as('words')])
    .where(sql<boolean>`search match ${match}`);
  return (before === null ? query : query.where('search.rowid', '<', before)).orderBy('search.rowid', 'desc').limit(limit).execute();
}

function placeOf({ title, parties }: Found, terms: readonly Term[]): number {
  if (holds(title ?? '', terms)) return 0;
  return holds([title ?? '', ...(JSON.parse(parties) as string[])].join(' · '), terms) ? 1 : anywhere;
}

function foundRow(row: Found, at: number, terms: readonly Term[]): FoundRow {
  const excerpt = at === anywhere ? excerptOf(row.words.normalize('NFC'), terms) : null;
  return { ...listRowOf(row), excerpt: excerpt?.text ?? null, marks: excerpt?.marks ?? [] };
}

function readSearchPage(page: Page): { limit: number; place: number; before: number | null } {
  if (!Number.isSafeInteger(page.limit) || page.limit < 1 || page.limit > 200) throw new InputError('A page holds 1 to 200 agreements.', 'Ask for a limit in that range.', 'limit');
  const limit = Math.min(page.limit, most);
  if (page.after === undefined) return { limit, place: 0, before: null };
  const [, place, before] = /^([0-2])~(\d{1,15})$/.exec(page.after) ?? [];
  if (place === undefined || before === undefined) throw new InputError('This is not the end of a page.', 'Ask for the first page and follow its links.', 'after');
  return { limit, place: Number(place), before: Number(before) };
}
