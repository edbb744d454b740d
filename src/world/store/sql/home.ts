import { InputError } from '#agreement/input-error';
import type { Home, HomeDate, ListRow } from '#world/store/directory';
import { listRowOf, ownAgreements } from '#world/store/sql/list-rows';
import type { Connection } from '#world/store/sql/rows';

/** Most entries of each list of the home page; later days are shown only where the ones before leave room. */
const most = { needs: 20, waits: 20, overdue: 20, soon: 20, later: 5, agreements: 10 } as const;

/** How many days from today on count as soon, today included. */
const soonDays = 30;

/**
 * What somebody sees first. Every list is a walk along an index of the person's own seats, cut where it is long enough; the
 * counts walk the same indexes to the end.
 */
export async function homeOf(db: Connection, person: string, organisation: string | null, today: string): Promise<Home> {
  const until = dayAfter(today, soonDays);
  const shown = liveSeats(db, person, organisation).where('seats.archived_at', 'is', null);
  const needing = shown.where('seats.needs', 'is not', null);
  const waiting = shown.where('seats.waits_since', 'is not', null);
  const listed = async (seats: Seats, by: 'needs_since' | 'waits_since' | 'updated_at', limit: number): Promise<ListRow[]> => {
    const way = by === 'updated_at' ? 'desc' : 'asc';
    // The index alone tells which; then those are read.
    const chosen = seats.select('seats.agreement').orderBy(`seats.${by}`, way).orderBy('seats.agreement', way).limit(limit).as('chosen');
    const rows = await ownAgreements(db, person).innerJoin(chosen, 'chosen.agreement', 'seats.agreement').orderBy(`seats.${by}`, way).orderBy('seats.agreement', way).execute();
    return rows.map(listRowOf);
  };
  return {
    needs: { count: await countOf(needing), items: await listed(needing, 'needs_since', most.needs) },
    waits: { count: await countOf(waiting), items: await listed(waiting, 'waits_since', most.waits) },
    dates: await datesOf(db, person, organisation, today, until),
    agreements: { count: await countOf(shown), items: await listed(shown, 'updated_at', most.agreements) },
  };
}

type Seats = ReturnType<typeof liveSeats>;

/** What is overdue and what is due before a day, with the days after it. Archived agreements count: a day that falls due under one must not be lost. */
async function datesOf(db: Connection, person: string, organisation: string | null, today: string, until: string): Promise<Home['dates']> {
  const live = liveSeats(db, person, organisation);
  const early = live.where('seats.first_day', '<', until).select(['seats.agreement', 'seats.party']).as('own');
  const due = db.selectFrom(early).innerJoin('dates', 'dates.agreement', 'own.agreement');
  const { overdue, soon } = await due
    .where('dates.on_day', '<', until)
    .select(({ fn }) => [fn.countAll<number>().filterWhere('dates.on_day', '<', today).as('overdue'), fn.countAll<number>().filterWhere('dates.on_day', '>=', today).as('soon')])
    .executeTakeFirstOrThrow();
  const items: HomeDate[] = [];
  if (overdue > 0) items.push(...(await firstDates(db, due.where('dates.on_day', '<', today), most.overdue)));
  if (soon > 0) items.push(...(await firstDates(db, due.where('dates.on_day', '>=', today).where('dates.on_day', '<', until), most.soon)));
  if (overdue + soon < most.soon) {
    // Of the agreements where nothing is due before, only the first few can have one of the first few days.
    const late = live.where('seats.first_day', '>=', until).select(['seats.agreement', 'seats.party']).orderBy('seats.first_day').orderBy('seats.agreement').limit(most.later).as('own');
    const later = [
      ...(await firstDates(db, db.selectFrom(late).innerJoin('dates', 'dates.agreement', 'own.agreement'), most.later)),
      ...(await firstDates(db, due.where('dates.on_day', '>=', until), most.later)),
    ];
    items.push(...later.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)).slice(0, most.later));
  }
  return { overdue, soon, items };
}

/** The live seats of a person, archived or not; of one organisation, or of all. */
function liveSeats(db: Connection, person: string, organisation: string | null) {
  const live = db.selectFrom('seats').where('seats.person', '=', person).where('seats.ended_at', 'is', null);
  return organisation === null ? live : live.where('seats.organisation', '=', organisation);
}

async function countOf(seats: Seats): Promise<number> {
  const { count } = await seats.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  return count;
}

/** A person's own agreements, under the name "own", with their dates. */
function dated(db: Connection) {
  const own = db.selectFrom('seats').select(['seats.agreement', 'seats.party']).as('own');
  return db.selectFrom(own).innerJoin('dates', 'dates.agreement', 'own.agreement');
}

/** The first dates by day, each with the title that the person's own party sees. */
async function firstDates(db: Connection, dates: ReturnType<typeof dated>, limit: number): Promise<HomeDate[]> {
  // Only what is shown is read in full; the rest is told by the index.
  const first = dates.select(['dates.place', 'own.party as side', 'dates.on_day', 'dates.agreement']).orderBy('dates.on_day').orderBy('dates.agreement').orderBy('dates.place').limit(limit).as('first');
  const rows = await db
    .selectFrom(first)
    .innerJoin('dates', (join) => join.onRef('dates.agreement', '=', 'first.agreement').onRef('dates.place', '=', 'first.place'))
    .leftJoin('members', (join) => join.onRef('members.agreement', '=', 'first.agreement').onRef('members.party', '=', 'first.side'))
    .select(['dates.agreement', 'members.title', 'first.side', 'dates.party', 'dates.on_day', 'dates.obligation', 'dates.what', 'dates.clause'])
    .orderBy('dates.on_day')
    .orderBy('dates.agreement')
    .orderBy('dates.place')
    .execute();
  return rows.map((row) => ({ agreement: row.agreement, title: row.title, party: row.party, own: row.party === row.side, on: row.on_day, obligation: row.obligation, what: row.what, clause: row.clause }));
}

/** The ISO day that comes so many days after another. */
function dayAfter(day: string, days: number): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  if (Number.isNaN(time)) throw new InputError('A date is a day of the form 2027-03-31.', 'Give the day so.', day.slice(0, 20));
  return new Date(time + days * 86_400_000).toISOString().slice(0, 10);
}
