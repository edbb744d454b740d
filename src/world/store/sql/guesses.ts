import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Clock } from '#world/store/store';
import type { Engine } from '#world/store/sql/engine';

/** Somewhere tries are counted. */
export interface TryPlace {
  /** Names it; it says nothing about whom, because tables are read by others than us. */
  place: string;
  /** How many tries may lie within the window. */
  most: number;
  /** False: the try counts here, but is not refused for it. */
  refuses?: boolean;
}

/** What became of counting a try. */
export type Counted =
  /** It counts at every place; `back` takes it out again. */
  | { kind: 'counted'; back(): Promise<void> }
  /** It counts nowhere, because there were too many at one of them; so many milliseconds until there is room at each. */
  | { kind: 'refused'; wait: number };

/** Counts of tries that hold for all processes on one database. */
export interface Tries {
  /** Counts a try at all places or at none; of many at once exactly as many get through as there is room for. */
  count(places: readonly TryPlace[], windowMs: number): Promise<Counted>;
}

/** Most places that are kept; those whose window ends first are forgotten, which only ever gives somebody more. */
const mostPlaces = 200_000;

/** How often what is over is cleared away, in milliseconds. */
const cleanEvery = 60_000;

/** How far clocks may differ, in milliseconds: of tries at one moment some are counted with an earlier time after others. */
const skew = 5 * 60_000;

/** A try is written as its time in milliseconds (13 digits), and 7 letters by which it is found again. */
const width = 20;

/** The counts on a database. */
export function openTries(engine: Engine, clock: Clock): Tries {
  let cleanAt = 0;
  return {
    count: async (places, windowMs) => {
      const now = Date.parse(clock());
      if (now >= cleanAt || now < cleanAt - 2 * cleanEvery) {
        cleanAt = now + cleanEvery;
        await clean(engine, now);
      }
      // In one order everywhere: two statements that lock the same rows in two orders would wait for each other.
      const sorted = places.toSorted((a, b) => (a.place < b.place ? -1 : 1));
      const entry = `${digits(now)}${randomBytes(4).toString('hex').slice(0, width - 13)}`;
      const until = new Date(now + windowMs).toISOString();
      const took = await take(engine, sorted, { entry, until, now, windowMs });
      const back = (of: readonly string[]): Promise<void> => giveBack(engine, of, entry, until);
      if (took.length === sorted.length) return { kind: 'counted', back: () => back(took) };
      if (took.length > 0) await back(took);
      return { kind: 'refused', wait: await waitFor(engine, sorted, now, windowMs) };
    },
  };
}

interface Taking {
  entry: string;
  until: string;
  now: number;
  windowMs: number;
}

/**
 * Adds the try to the row of each place with room, and names those places. One statement, which looks at each row while it holds it,
 * so that of tries at the same moment none is counted on what another one has changed. Each row keeps as many tries as may be: there
 * is room where the oldest of them is out of the window, or of a clock that has since been set back.
 */
async function take(engine: Engine, places: readonly TryPlace[], { entry, until, now, windowMs }: Taking): Promise<string[]> {
  const most = sql`case guesses.place ${sql.join(places.map((one) => sql`when ${one.place} then ${sql.raw(String(one.most))}`), sql` `)} end`;
  const free = places.filter((one) => one.refuses === false).map((one) => sql`guesses.place = ${one.place}`);
  const oldest = sql`substr(guesses.tries, length(guesses.tries) - ${sql.raw(String(width))} * (${most}) + 1, 13)`;
  const full = sql`length(guesses.tries) >= ${sql.raw(String(width))} * (${most})`;
  const room = sql.join([sql`not (${full})`, sql`${oldest} <= ${digits(now - windowMs)}`, sql`${oldest} > ${digits(now + skew)}`, ...free], sql` or `);
  const kept = sql`case when ${full} then substr(guesses.tries, length(guesses.tries) - ${sql.raw(String(width))} * ((${most}) - 1) + 1) else guesses.tries end`;
  const rows = sql.join(places.map((one) => sql`(${one.place}, ${entry}, ${until})`));
  const { rows: took } = await engine.run((db) =>
    sql<{ place: string }>`insert into guesses (place, tries, until) values ${rows}
      on conflict (place) do update set tries = ${kept} || excluded.tries, until = excluded.until where ${room}
      returning place`.execute(db),
  );
  return took.map(({ place }) => place);
}

/** Takes one try out of the rows of places; an insert that finds every row there, because it goes through them in order. */
async function giveBack(engine: Engine, places: readonly string[], entry: string, until: string): Promise<void> {
  const rows = sql.join(places.toSorted().map((place) => sql`(${place}, '', ${until})`));
  await engine.run((db) => sql`insert into guesses (place, tries, until) values ${rows} on conflict (place) do update set tries = replace(guesses.tries, ${entry}, '')`.execute(db));
}

/** Milliseconds until each place that is full has room. */
async function waitFor(engine: Engine, places: readonly TryPlace[], now: number, windowMs: number): Promise<number> {
  const rows = await engine.run((db) => db.selectFrom('guesses').select(['place', 'tries']).where('place', 'in', places.map((one) => one.place)).execute());
  const waits = rows.map(({ place, tries }) => {
    const most = places.find((one) => one.place === place && one.refuses !== false)?.most ?? Number.POSITIVE_INFINITY;
    const at = tries.length - width * most;
    return at < 0 ? 0 : Number(tries.slice(at, at + 13)) + windowMs - now;
  });
  // Somebody else's try may have been taken back since.
  return Math.max(1, ...waits);
}

function digits(now: number): string {
  return String(Math.max(0, now)).padStart(13, '0');
}

async function clean(engine: Engine, now: number): Promise<void> {
  await engine.run((db) => db.deleteFrom('guesses').where('until', '<=', new Date(now).toISOString()).execute());
  const last = await engine.run((db) => db.selectFrom('guesses').select('until').orderBy('until', 'desc').offset(mostPlaces).limit(1).executeTakeFirst());
  if (last !== undefined) await engine.run((db) => db.deleteFrom('guesses').where('until', '<=', last.until).execute());
}
