import { InputError } from '#agreement/input-error';
import { readPage } from '#world/store/check';
import type { ListFilter, ListPage } from '#world/store/directory';
import type { Page } from '#world/store/store';
import { listRowOf, ownAgreements, type OwnRow } from '#world/store/sqlite/list-rows';
import type { Connection } from '#world/store/sqlite/rows';

/** A page of a person's agreements: newest first, of archived ones the lately archived. */
export async function listPage(db: Connection, person: string, filter: ListFilter, page: Page): Promise<ListPage> {
  const { limit, after } = readPage(page);
  const named = filter.party === undefined ? undefined : partyFilter(filter.party);
  const time = filter.archived === true ? 'seats.archived_at' : 'seats.updated_at';
  const found: OwnRow[] = [];
  let from = after;
  for (;;) {
    let query = narrowed(db, person, filter);
    if (named !== undefined) query = query.where('members.parties', 'like', named.pattern);
    if (from !== null) {
      const { updatedAt, id } = from;
      query = query.where(({ eb, refTuple, tuple }) => eb(refTuple(time, 'seats.agreement'), '<', tuple(updatedAt, id)));
    }
    const rows = await query.orderBy(time, 'desc').orderBy('seats.agreement', 'desc').limit(limit + 1).execute();
    found.push(...(named === undefined ? rows : rows.filter((row) => named.matches(row.parties))));
    const last = rows.at(-1);
    if (found.length > limit || rows.length <= limit || last === undefined) break;
    from = { updatedAt: keyOf(last, filter), id: last.agreement };
  }
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items: items.map(listRowOf), next: found.length > limit && last !== undefined ? `${keyOf(last, filter)}~${last.agreement}` : null };
}

function narrowed(db: Connection, person: string, { organisation, type, status, needs, waits, archived }: ListFilter) {
  let query = ownAgreements(db, person).where('seats.archived_at', archived === true ? 'is not' : 'is', null);
  if (organisation !== undefined) query = query.where('seats.organisation', organisation === null ? 'is' : '=', organisation);
  if (type !== undefined) query = query.where('members.type', '=', type);
  if (status !== undefined) query = query.where('members.status', '=', status);
  if (needs !== undefined) query = query.where('seats.needs', 'is not', null);
  if (waits === true) query = query.where('seats.waits_since', 'is not', null);
  if (needs !== undefined && needs !== true) query = query.where('seats.needs', '=', needs);
  return query;
}

/** Time by which the list is ordered. */
function keyOf(row: OwnRow, filter: ListFilter): string {
  return (filter.archived === true ? row.archived_at : null) ?? row.updated_at;
}

/**
 * How a party's name is looked for: the pattern finds all that may match in the JSON of the names, since SQLite knows the
 * cases of ASCII letters only; `matches` decides.
 */
function partyFilter(text: string): { pattern: string; matches: (parties: string) => boolean } {
  if (text.length > 200) throw new InputError('A part of a name has 200 characters at most.', 'Look for less.', 'party');
  const part = fold(text);
  return {
    pattern: `%${text.replace(/["\\]/g, '%').replace(/[^ -~]/gu, '_')}%`,
    matches: (parties) => (JSON.parse(parties) as string[]).some((name) => fold(name).includes(part)),
  };
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
