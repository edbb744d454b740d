import { InputError } from '#agreement/input-error';
import type { FoundPage, FoundRow } from '#world/store/directory';
import type { Page } from '#world/store/store';
import type { Engine, Found } from '#world/store/sql/engine';
import { listRowOf } from '#world/store/sql/list-rows';
import { excerptOf, termsOf, type Term } from '#world/store/sql/search-terms';

/** Most agreements of one page of a search: each costs a walk through its words. */
const most = 50;

/**
 * A page of what a person's words find. Where they stand decides the order: all in the title, all in title and names of
 * parties, anywhere; then the agreement made last first. (A score such as BM25 would look at every agreement of the
 * installation.)
 */
export async function searchPage({ db, words }: Engine, person: string, text: string, page: Page): Promise<FoundPage> {
  if (!Number.isSafeInteger(page.limit) || page.limit < 1 || page.limit > 200) throw new InputError('A page holds 1 to 200 agreements.', 'Ask for a limit in that range.', 'limit');
  const limit = Math.min(page.limit, most);
  const terms = termsOf(text);
  if (terms.length === 0) return { items: [], next: null };
  const found = await words.find(db, { person, terms, after: page.after ?? null, limit: limit + 1 });
  return { items: found.slice(0, limit).map((row) => foundRow(row, terms)), next: found.length > limit ? (found[limit - 1]?.key ?? null) : null };
}

function foundRow(row: Found, terms: readonly Term[]): FoundRow {
  const excerpt = row.place === 2 ? excerptOf(row.words.normalize('NFC'), terms) : null;
  return { ...listRowOf(row), excerpt: excerpt?.text ?? null, marks: excerpt?.marks ?? [] };
}
