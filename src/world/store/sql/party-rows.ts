import type { Seat } from '#agreement/record/seat';
import type { Append, Need, PartyRow, Wait } from '#world/store/store';
import type { Connection } from '#world/store/sql/rows';
import type { WordIndex } from '#world/store/sql/engine';
import { indexSeats, readTexts, writeTexts } from '#world/store/sql/texts';

/** Writes what lists, search and home show of the agreement after an append, for each party that it gives a row. */
export async function writeRows(index: WordIndex, db: Connection, seat: Seat, append: Append, at: string): Promise<void> {
  const { agreement, rows = [], grants = [], dates } = append;
  const moved = new Set<string>();
  for (const row of rows) if (await writeRow(index, db, agreement, row)) moved.add(row.party);
  // A seat finds the agreement in its list even before anybody gave its party a row.
  for (const party of new Set([...grants.map((grant) => grant.party), ...(append.create === true ? [seat.party] : [])])) {
    if ((await memberOf(db, agreement, party)) === undefined) await writeRow(index, db, agreement, { party, ...blankRow });
  }
  if (dates !== undefined) {
    await db.deleteFrom('dates').where('agreement', '=', agreement).execute();
    for (const [place, { party, on, obligation, what, clause }] of dates.entries()) await db.insertInto('dates').values({ agreement, place, party, on_day: on, obligation, what, clause }).execute();
  }
  if (append.create === true || grants.length > 0 || rows.length > 0 || dates !== undefined) await refreshSeats(db, agreement, moved, at);
  if (append.create === true || grants.length > 0 || (append.ends ?? []).length > 0) await indexSeats(index, db, agreement);
}

/** Writes a row; true if what the party waits for is something else than before. */
async function writeRow(index: WordIndex, db: Connection, agreement: string, given: PartyRow): Promise<boolean> {
  const { party } = given;
  const found = await memberOf(db, agreement, party);
  const row = { ...(found === undefined ? blankRow : { title: found.title, type: found.type, parties: JSON.parse(found.parties) as string[], status: found.status }), ...given };
  const waits = JSON.stringify(row.waits);
  const shown = { title: row.title, type: row.type, parties: JSON.stringify(row.parties), status: row.status, turn: row.turn, needs: JSON.stringify(row.needs), waits };
  await writeWords(index, db, agreement, row);
  if (found === undefined) await db.insertInto('members').values({ agreement, party, ...shown }).execute();
  else await db.updateTable('members').set(shown).where('agreement', '=', agreement).where('party', '=', party).execute();
  return found?.waits !== waits;
}

// Words are the expensive part of a row, so they are written only where they changed.
async function writeWords(index: WordIndex, db: Connection, agreement: string, row: Shown & Pick<PartyRow, 'party' | 'words'>): Promise<void> {
  const kept = await readTexts(db, agreement, row.party);
  const texts = { title: (row.title ?? '').normalize('NFC'), parties: row.parties.join(' · ').normalize('NFC'), words: row.words?.normalize('NFC') ?? kept?.words ?? '' };
  if (kept === null || texts.title !== kept.title || texts.parties !== kept.parties || texts.words !== kept.words) await writeTexts(index, db, agreement, row.party, texts);
}

/** Gives every live seat what its party's row asks of its role; "since" stays where what is asked stays. */
async function refreshSeats(db: Connection, agreement: string, moved: ReadonlySet<string>, at: string): Promise<void> {
  const seats = await db
    .selectFrom('seats')
    .select(['person', 'party', 'role', 'needs', 'needs_since', 'waits_since', 'first_day', 'status', 'type'])
    .where('agreement', '=', agreement)
    .where('ended_at', 'is', null)
    .execute();
  const members = new Map((await db.selectFrom('members').select(['party', 'needs', 'waits', 'status', 'type']).where('agreement', '=', agreement).execute()).map((row) => [row.party, row]));
  const first = await db.selectFrom('dates').select('on_day').where('agreement', '=', agreement).orderBy('on_day').limit(1).executeTakeFirst();
  for (const seat of seats) {
    const member = members.get(seat.party);
    const needs = (JSON.parse(member?.needs ?? '[]') as Need[]).find((need) => need.role === seat.role)?.what ?? null;
    const waits = needs === null && (JSON.parse(member?.waits ?? '[]') as Wait[]).length > 0;
    const now = {
      needs,
      needs_since: needs === null ? null : needs === seat.needs ? seat.needs_since : at,
      waits_since: !waits ? null : moved.has(seat.party) ? at : (seat.waits_since ?? at),
      first_day: first?.on_day ?? null,
      status: member?.status ?? null,
      type: member?.type ?? null,
    };
    if ((Object.keys(now) as (keyof typeof now)[]).every((column) => now[column] === seat[column])) continue;
    await db.updateTable('seats').set(now).where('agreement', '=', agreement).where('person', '=', seat.person).execute();
  }
}

function memberOf(db: Connection, agreement: string, party: string) {
  return db.selectFrom('members').select(['title', 'type', 'parties', 'status', 'waits']).where('agreement', '=', agreement).where('party', '=', party).executeTakeFirst();
}

/** What a party sees of the agreement itself. */
type Shown = Required<Pick<PartyRow, 'title' | 'type' | 'parties' | 'status'>>;

const blankRow: Omit<PartyRow, 'party'> & Shown = { title: null, type: null, parties: [], status: 'created', turn: 0, needs: [], waits: [] };
