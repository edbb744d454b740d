import { sql } from 'kysely';
import { setTimeout as pause } from 'node:timers/promises';
import { InputError } from '#agreement/input-error';
import { StoreError, type Clock } from '#world/store/store';
import { readAddress, type Address } from '#world/store/postgres/address';
import { connect } from '#world/store/postgres/connect';
import { openChanges } from '#world/store/postgres/listen';
import { isCurrent, migrate } from '#world/store/postgres/migrations';
import { asStoreError, codeOf, isStale } from '#world/store/postgres/troubles';
import { postgresWords } from '#world/store/postgres/words';
import type { Engine } from '#world/store/sql/engine';
import type { Connection } from '#world/store/sql/rows';

/** The tables that hold names or addresses of people, or keys to them. */
const withNames = '"user", "session", "account", "verification", "passkey", "twoFactor", people, person_keys, invitations, outbox, idempotency, views';

/** How often a transaction is tried, and where two made the same thing at the same moment; the pauses in between add up to two seconds at most. */
const mostTries = 14;
const mostRaces = 4;

/**
 * Opens a database on a PostgreSQL server, making or migrating its tables in the schema that comes first in the search path.
 * Several programs may have it open. Throws an InputError for a server that cannot be reached or refuses us, and for data of a
 * newer or another program.
 */
export async function openPostgres(text: string, clock: Clock): Promise<Engine> {
  const address = readAddress(text);
  const db = connect(address);
  let upgradedFrom: number | null;
  try {
    await reach(db, address.shown);
    upgradedFrom = (await isCurrent(db, address.shown)) ? null : await patiently(address, (patient) => migrate(patient, address.shown, clock));
  } catch (error) {
    await db.destroy();
    throw asStoreError(error);
  }
  const changes = openChanges(address);
  return {
    kind: 'postgres',
    upgradedFrom,
    db,
    run: (work) => run(db, work),
    write: (work) => write(db, 'serializable', work),
    writeUnder: (agreement, work) => write(db, 'read committed', async (tx) => work(tx, await hold(tx, agreement))),
    holding: (query) => query.forNoKeyUpdate(),
    trouble: asStoreError,
    taking: (query) => query.forUpdate().skipLocked(),
    words: postgresWords,
    changes,
    scrub: (how) => run(db, () => patiently(address, async (patient) => void (await sql.raw(`vacuum ${how === 'whole' ? '(full) ' : ''}${withNames}`).execute(patient)))),
    close: async () => {
      await changes.close();
      await db.destroy();
    },
  };
}

/** Work on a connection of its own, which waits as long as it takes. */
async function patiently<T>(address: Address, work: (patient: Connection) => Promise<T>): Promise<T> {
  const patient = connect(address, true);
  try {
    return await work(patient);
  } finally {
    await patient.destroy();
  }
}

async function run<T>(db: Connection, work: (db: Connection) => Promise<T>): Promise<T> {
  try {
    return await work(db).catch((error: unknown) => {
      if (isStale(error)) return work(db);
      throw error;
    });
  } catch (error) {
    throw asStoreError(error);
  }
}

/** Makes transactions that change the same agreement wait for each other; each statement after it sees what those before have left. */
async function hold(tx: Connection, agreement: string): Promise<boolean> {
  return (await tx.selectFrom('agreements').select('id').where('id', '=', agreement).forNoKeyUpdate().executeTakeFirst()) !== undefined;
}

async function write<T>(db: Connection, level: 'serializable' | 'read committed', work: (db: Connection) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    let worked = false;
    try {
      return await db
        .transaction()
        .setIsolationLevel(level)
        .execute(async (transaction) => {
          const result = await work(transaction);
          worked = true;
          return result;
        });
    } catch (error) {
      if (!mayHelp(error, tries)) throw kept(error, worked);
    }
    await pause(Math.random() * Math.min(300, 4 * 2 ** tries));
  }
}

/** Whether trying again may help: others came first, which leaves nothing of this try. */
function mayHelp(error: unknown, tries: number): boolean {
  const code = codeOf(error);
  if (code === '40001' || code === '40P01') return tries < mostTries;
  return (code === '23505' || isStale(error)) && tries < mostRaces;
}

/** Until the commit was asked for nothing is kept; after that only the server can tell. */
function kept(error: unknown, worked: boolean): unknown {
  const trouble = asStoreError(error);
  return trouble instanceof StoreError && trouble.trouble === 'unreachable' ? new StoreError('unreachable', error, worked ? 'unknown' : 'nothing') : trouble;
}

/** Asks for a first connection, so that whoever starts the program learns why there is none. */
export async function reach(db: Connection, shown: string): Promise<void> {
  try {
    await db.connection().execute(async () => undefined);
  } catch (error) {
    const code = codeOf(error);
    const reason = error instanceof Error ? error.message : String(error);
    if (code.startsWith('28')) throw new InputError(`The database server refuses this program (${reason}).`, 'Check user and password in --database or ENTENTE_DATABASE, and who may connect in its pg_hba.conf.', shown);
    if (code === '3D000') throw new InputError(`There is no such database (${reason}).`, 'Make it with createdb, owned by the user in the address, or name another one.', shown);
    const trouble = asStoreError(error);
    if (trouble instanceof StoreError) throw new InputError(`The database cannot be reached (${code === '' ? reason : code}).`, 'Check that its server runs and can be reached from here, and the address in --database or ENTENTE_DATABASE.', shown);
    throw error;
  }
}
