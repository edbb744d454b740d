import { sql } from 'kysely';
import { InputError } from '#agreement/input-error';
import type { Home, HomeDate } from '#world/store/directory';
import { listRowOf, ownAgreements } from '#world/store/sqlite/list-rows';
import type { Connection } from '#world/store/sqlite/rows';

/** Most rows of each list of the home page. */
export const homeLimits = { needs: 20, waits: 20, overdue: 20, soon: 20, later: 5, agreements: 10 } as const;

/** How many days from today on count as soon, today included. */
const soonDays = 30;

/**
 * What somebody sees first. Every list is a walk along an index of the person's own seats, cut where it is long enough; the
 * counts walk the same indexes to the end.
 */
export async function homeOf(db: Connection, person: string, organisation: string | null, today: string): Promise<Home> {
  const until = dayAfter(today, soonDays);
  // Archived agreements are out of the lists, but a day that falls due under one is not lost.
  const live = seatsOf(db, person, organisation);
  const shown = live.where('seats.archived_at', 'is', null);
  let rows = ownAgreements(db, person).where('seats.archived_at', 'is', null);
  if (organisation !== null) rows = rows.where('seats.organisation', '=', organisation);

  const needs = await rows.where('seats.needs', 'is not', null).orderBy('seats.needs_since').orderBy('seats.agreement').limit(homeLimits.needs).execute();
  const waits = await rows.where('seats.waits_since', 'is not', null).orderBy('seats.waits_since').orderBy('seats.agreement').limit(homeLimits.waits).execute();
  const newest = await rows.orderBy('seats.updated_at', 'desc').orderBy('seats.agreement', 'desc').limit(homeLimits.agreements).execute();

  const due = live.where('seats.first_day', '<', until).innerJoin('dates', 'dates.agreement', 'seats.agreement');
  const counts = await due
    .where('dates.on_day', '<', until)
    .select([sql<number>`coalesce(sum(dates.on_day < ${today}), 0)`.as('overdue'), sql<number>`coalesce(sum(dates.on_day >= ${today}), 0)`.as('soon')])
    .executeTakeFirstOrThrow();
  const overdue = await datesIn(due.where('dates.on_day', '<', today), homeLimits.overdue);
  const soon = await datesIn(due.where('dates.on_day', '>=', today).where('dates.on_day', '<', until), homeLimits.soon);

  return {
    needs: { count: await countOf(shown.where('seats.needs', 'is not', null)), items: needs.map(listRowOf) },
    waits: { count: await countOf(shown.where('seats.waits_since', 'is not', null)), items: waits.map(listRowOf) },
    dates: { overdue: counts.overdue, soon: counts.soon, items: [...overdue, ...soon, ...(await laterDates(db, person, organisation, until))] },
    agreements: { count: await countOf(shown), items: newest.map(listRowOf) },
  };
}

/**
 * The next days after the soon ones. An agreement whose first day is late enough can have one of them only if its first day is
 * one of the earliest such days.
 */
async function laterDates(db: Connection, person: string, organisation: string | null, until: string): Promise<HomeDate[]> {
  const live = seatsOf(db, person, organisation);
  const late = await live.where('seats.first_day', '>=', until).select(['seats.agreement']).orderBy('seats.first_day').orderBy('seats.agreement').limit(homeLimits.later).execute();
  const lateOnes = live
    .where('seats.agreement', 'in', sql<string>`(select value from json_each(${JSON.stringify(late.map((row) => row.agreement))}))`)
    .innerJoin('dates', 'dates.agreement', 'seats.agreement');
  const early = live.where('seats.first_day', '<', until).innerJoin('dates', 'dates.agreement', 'seats.agreement');
  const found = [...(await datesIn(lateOnes, homeLimits.later)), ...(await datesIn(early.where('dates.on_day', '>=', until), homeLimits.later))];
  return found.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)).slice(0, homeLimits.later);
}

function seatsOf(db: Connection, person: string, organisation: string | null) {
  const live = db.selectFrom('seats').where('seats.person', '=', person).where('seats.ended_at', 'is', null);
  return organisation === null ? live : live.where('seats.organisation', '=', organisation);
}

async function countOf(seats: ReturnType<typeof seatsOf>): Promise<number> {
  const { count } = await seats.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  return count;
}

/** The first dates by day, with the title that the person's own party sees. */
async function datesIn(query: ReturnType<typeof datesOf>, limit: number): Promise<HomeDate[]> {
  // The titles come last, for the few dates that are shown.
  const rows = await query
    .select(['dates.agreement', 'seats.party as own', 'dates.party', 'dates.on_day', 'dates.obligation', 'dates.what', 'dates.clause'])
    .select(({ selectFrom }) =>
      selectFrom('members').select('members.title').whereRef('members.agreement', '=', 'seats.agreement').whereRef('members.party', '=', 'seats.party').as('title'),
    )
    .orderBy('dates.on_day')
    .orderBy('dates.agreement')
    .orderBy('dates.obligation')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ agreement: row.agreement, title: row.title, party: row.party, own: row.party === row.own, on: row.on_day, obligation: row.obligation, what: row.what, clause: row.clause }));
}

function datesOf(db: Connection) {
  return db.selectFrom('seats').innerJoin('dates', 'dates.agreement', 'seats.agreement');
}

/** The ISO day that comes so many days after another. */
function dayAfter(day: string, days: number): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  if (Number.isNaN(time)) throw new InputError('A date is a day of the form 2027-03-31.', 'Give the day so.', day.slice(0, 20));
  return new Date(time + days * 86_400_000).toISOString().slice(0, 10);
}
