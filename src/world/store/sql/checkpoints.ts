import { sql } from 'kysely';
import { canonical, digestOf, type Digest } from '#agreement/record/canonical';
import { openingsFor, readNoted, stillHolds, type CheckpointBase, type NotedCheckpoint } from '#agreement/record/checkpoint';
import { mayRead, parseStream } from '#agreement/record/stream';
import type { Seat } from '#agreement/record/seat';
import { DamageError, type MakeCheckpoint } from '#world/store/store';
import type { Connection } from '#world/store/sql/rows';
import type { Tables } from '#world/store/sql/schema';

/** What the next checkpoint of an agreement is made from, as this transaction sees it. */
export async function baseIn(db: Connection, agreement: string): Promise<CheckpointBase> {
  // From one stream to the next along the key, and of each only its last event: the same work however long the history is.
  const heads = (
    await sql<{ stream: string; seq: number; hash: string }>`
      with recursive names (stream) as (
        select min(stream) from events where agreement = ${agreement}
        union all
        select (select min(stream) from events where agreement = ${agreement} and stream > names.stream) from names where names.stream is not null
      )
      select events.stream, events.seq, events.hash from names join events on events.agreement = ${agreement} and events.stream = names.stream
      where events.seq = (select max(seq) from events as own where own.agreement = ${agreement} and own.stream = names.stream)
      order by events.stream`.execute(db)
  ).rows;
  const members = await db.selectFrom('members').select('party').where('agreement', '=', agreement).execute();
  const row = await db.selectFrom('checkpoints').selectAll().where('agreement', '=', agreement).orderBy('n', 'desc').limit(1).executeTakeFirst();
  return {
    agreement,
    heads: heads.map(({ stream, seq, hash }) => ({ stream: `${agreement}/${stream}`, seq, hash: hash as Digest })),
    parties: members.length,
    last: row === undefined ? null : notedOf(row),
  };
}

/** Keeps a checkpoint that was made before; where it does not follow the newest one nothing is kept, and the number of that one is the answer. */
export async function keepCheckpoint(db: Connection, agreement: string, { checkpoint, openings }: NotedCheckpoint): Promise<number | null> {
  const { n, at, prev } = checkpoint;
  if (checkpoint.agreement !== agreement) throw new Error('this checkpoint is of another agreement');
  const row = await db.selectFrom('checkpoints').selectAll().where('agreement', '=', agreement).orderBy('n', 'desc').limit(1).executeTakeFirst();
  if (n !== (row?.n ?? 0) + 1 || prev !== (row === undefined ? null : digestOf(notedOf(row).checkpoint))) return row?.n ?? 0;
  await db.insertInto('checkpoints').values({ agreement, n, at, body: canonical(checkpoint), openings: canonical(openings) }).execute();
  return null;
}

/**
 * Makes a checkpoint over all streams as this transaction sees them and keeps it; the newest one again where nothing has happened since.
 * For a seat only what it may read counts: a new number must not tell that others did something in private.
 */
export async function makeCheckpointIn(db: Connection, agreement: string, make: MakeCheckpoint, at: string, seat?: Seat): Promise<NotedCheckpoint> {
  const base = await baseIn(db, agreement);
  if (base.last !== null && stillHolds(base.last, base.heads, (stream) => seat === undefined || mayRead(seat, parseStream(stream)))) return base.last;
  const made = make(base, at);
  if ((await keepCheckpoint(db, agreement, made)) !== null) throw new Error(`checkpoint ${made.checkpoint.n} of ${agreement} does not follow the one before`);
  return made;
}

/** All checkpoints of an agreement, with all their openings. */
export async function checkpointsIn(db: Connection, agreement: string): Promise<NotedCheckpoint[]> {
  const rows = await db.selectFrom('checkpoints').selectAll().where('agreement', '=', agreement).orderBy('n').execute();
  return rows.map(notedOf);
}

/** A checkpoint with the openings of the streams that a seat may read. */
export function seenBy(seat: Seat, { checkpoint, openings }: NotedCheckpoint): NotedCheckpoint {
  return { checkpoint, openings: openingsFor(openings, (stream) => mayRead(seat, parseStream(stream))) };
}

/** A checkpoint for everybody: with the opening of the shared stream alone. */
export function seenByAll({ checkpoint, openings }: NotedCheckpoint): NotedCheckpoint {
  return { checkpoint, openings: openingsFor(openings, (stream) => parseStream(stream).kind === 'shared') };
}

function notedOf(row: Tables['checkpoints']): NotedCheckpoint {
  const noted = readRow(row);
  if (noted === null || noted.checkpoint.agreement !== row.agreement || noted.checkpoint.n !== row.n) {
    throw new DamageError({ agreement: row.agreement, checkpoint: row.n }, 'it is not a checkpoint of this agreement any more');
  }
  return noted;
}

/** The checkpoint of a row; null where the row holds none any more. */
export function readRow({ body, openings }: Pick<Tables['checkpoints'], 'body' | 'openings'>): NotedCheckpoint | null {
  try {
    return readNoted({ checkpoint: JSON.parse(body) as unknown, openings: JSON.parse(openings) as unknown });
  } catch {
    return null;
  }
}
