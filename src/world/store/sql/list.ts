import { InputError } from '#agreement/input-error';
import { readPage } from '#world/store/check';
import type { ListFilter, ListPage } from '#world/store/directory';
import type { Page } from '#world/store/store';
import { listRowOf, ownAgreements, type OwnRow } from '#world/store/sql/list-rows';
import type { Connection } from '#world/store/sql/rows';

/** A page of a person's agreements: newest first, of archived ones the lately archived. */
export async function listPage(db: Connection, person: string, filter: ListFilter, page: Page): Promise<ListPage> {
  const { limit, after } = readPage(page);
  const named = filter.party === undefined ? undefined : partyFilter(filter.party);
  const time = filter.archived === true ? 'seats.archived_at' : 'seats.updated_at';
  const found: OwnRow[] = [];
  let from = after;
  for (;;) {
    let keys = keysOf(db, person, filter);
    if (named !== undefined) {
      keys = keys.where(({ exists, selectFrom }) =>
        exists(selectFrom('members as m').select('m.party').whereRef('m.agreement', '=', 'seats.agreement').whereRef('m.party', '=', 'seats.party').where(({ fn }) => fn('lower', ['m.parties']), 'like', named.pattern)),
      );
    }
    if (from !== null) {
      const { updatedAt, id } = from;
      keys = keys.where(({ eb, refTuple, tuple }) => eb(refTuple(time, 'seats.agreement'), '<', tuple(updatedAt, id)));
    }
    const chosen = keys.orderBy(time, 'desc').orderBy('seats.agreement', 'desc').limit(limit + 1).as('chosen');
    const rows = await ownAgreements(db, person).innerJoin(chosen, 'chosen.agreement', 'seats.agreement').orderBy(time, 'desc').orderBy('seats.agreement', 'desc').execute();
    found.push(...(named === undefined ? rows : rows.filter((row) => named.matches(row.parties))));
    const last = rows.at(-1);
    if (found.length > limit || rows.length <= limit || last === undefined) break;
    from = { updatedAt: keyOf(last, filter), id: last.agreement };
  }
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items: items.map(listRowOf), next: found.length > limit && last !== undefined ? `${keyOf(last, filter)}~${last.agreement}` : null };
}

/** The agreements that fit, told by an index of the seats alone. */
function keysOf(db: Connection, person: string, { organisation, type, status, needs, waits, archived }: ListFilter) {
  let keys = db.selectFrom('seats').select('seats.agreement').where('seats.person', '=', person).where('seats.ended_at', 'is', null);
  keys = keys.where('seats.archived_at', archived === true ? 'is not' : 'is', null);
  if (organisation !== undefined) keys = keys.where('seats.organisation', organisation === null ? 'is' : '=', organisation);
  if (type !== undefined) keys = keys.where('seats.type', '=', type);
  if (status !== undefined) keys = keys.where('seats.status', '=', status);
  if (needs !== undefined) keys = keys.where('seats.needs', 'is not', null);
  if (needs !== undefined && needs !== true) keys = keys.where('seats.needs', '=', needs);
  if (waits === true) keys = keys.where('seats.waits_since', 'is not', null);
  return keys;
}

/** Time by which the list is ordered. */
function keyOf(row: OwnRow, filter: ListFilter): string {
  return (filter.archived === true ? row.archived_at : null) ?? row.updated_at;
}

/**
 * How a party's name is looked for: the pattern finds all that may match in the JSON of the names, since the databases know the
 * cases of ASCII letters only; `matches` decides.
 */
function partyFilter(text: string): { pattern: string; matches: (parties: string) => boolean } {
  if (text.length > 200) throw new InputError('A part of a name has 200 characters at most.', 'Look for less.', 'party');
  const part = fold(text);
  return {
    pattern: `%${text.normalize('NFC').replace(/["\\]/g, '%').replace(/[^ -~]/gu, '_').toLowerCase()}%`,
    matches: (parties) => (JSON.parse(parties) as string[]).some((name) => fold(name).includes(part)),
  };
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
