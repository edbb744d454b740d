import { sql } from 'kysely';
import { movedTo } from '#world/store/sql/moved';
import type { Connection } from '#world/store/sql/rows';

/** What the record says of its own times. */
export interface RecordFacts {
  events: number;
  /** Time of the newest event, null for none. */
  newest: string | null;
  /** Events whose time lies before that of the event before them in the stream. */
  backwards: number;
  /** One of those: "event 3 of <agreement>/shared". */
  place: string | null;
}

/** How the outbox stands. */
export interface OutboxFacts {
  /** Mails by state. */
  counts: Readonly<Record<string, number>>;
  /** When the oldest of those that wait was due, null for none. */
  oldestDue: string | null;
  /** Mails that were tried and not taken, and wait for another try. */
  failing: number;
}

/** Reads all events to count them and to find where the clock was set back; as slow as the record is large. */
export async function examineRecord(db: Connection): Promise<RecordFacts> {
  const { rows } = await sql<{ events: number; newest: string | null; backwards: number | null; place: string | null }>`
    with steps as (select agreement, stream, seq, at, lag(at) over (partition by agreement, stream order by seq) as before from events)
    select count(*) as events, max(at) as newest, sum(case when at < before then 1 else 0 end) as backwards,
      min(case when at < before then 'event ' || seq || ' of ' || agreement || '/' || stream end) as place
    from steps`.execute(db);
  const [row] = rows;
  return { events: Number(row?.events ?? 0), newest: row?.newest ?? null, backwards: Number(row?.backwards ?? 0), place: row?.place ?? null };
}

/** Counts the mails of the outbox. */
export async function examineOutbox(db: Connection): Promise<OutboxFacts> {
  const states = await db.selectFrom('outbox').select((eb) => ['state', eb.fn.countAll<number>().as('count')]).groupBy('state').execute();
  const due = await db.selectFrom('outbox').select((eb) => eb.fn.min('due_at').as('oldest')).where('state', '=', 'waiting').executeTakeFirst();
  const failing = await db.selectFrom('outbox').select((eb) => eb.fn.countAll<number>().as('count')).where('state', '=', 'waiting').where('attempts', '>', 0).executeTakeFirst();
  return { counts: Object.fromEntries(states.map(({ state, count }) => [state, Number(count)])), oldestDue: due?.oldest ?? null, failing: Number(failing?.count ?? 0) };
}

/** The version of the data, 0 where nothing was made yet. */
export async function examineVersion(db: Connection): Promise<number> {
  const row = await db.selectFrom('migrations').select((eb) => eb.fn.max('version').as('version')).executeTakeFirst();
  return Number(row?.version ?? 0);
}

/** What the data says of the installation. */
export interface InstallationFacts {
  /** Where the data went, null where it is still here. */
  movedTo: string | null;
  /** Whether details of people are sealed with a key of the folder for keys. */
  sealed: boolean;
}

/** Reads what the data says of the installation. */
export async function examineInstallation(db: Connection): Promise<InstallationFacts> {
  const rows = await db.selectFrom('installation').selectAll().execute();
  return { movedTo: (await movedTo(db))?.to ?? null, sealed: rows.some(({ name }) => name === 'people-key') };
}
