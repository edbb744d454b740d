import pg from 'pg';
import { CompiledQuery, Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import type { Address } from '#world/store/postgres/address';
import { isSpent } from '#world/store/postgres/troubles';
import type { Tables } from '#world/store/sql/schema';

/** Most connections of one process. */
const mostConnections = 10;

/**
 * Settings of every connection. A commit is answered when it is on the disk of the server (and of those that it waits for);
 * nothing waits for ever; queries are short, so that compiling them would take longer than running them.
 */
const settings: Readonly<Record<string, string>> = {
  statement_timeout: '30s',
  lock_timeout: '10s',
  idle_in_transaction_session_timeout: '60s',
  jit: 'off',
  // What these connections write is checked later (row-checks.ts), in this form of bytes.
  'entente.writer': 'on',
  bytea_output: 'hex',
};

/** For work that takes as long as it takes: migrations, and cleaning up. */
const patience: Readonly<Record<string, string>> = { statement_timeout: '0', lock_timeout: '0', idle_in_transaction_session_timeout: '0' };

const setUp = (chosen: Readonly<Record<string, string>>): string => `select set_config('synchronous_commit', case current_setting('synchronous_commit') when 'remote_apply' then 'remote_apply' else 'on' end, false), ${Object.entries(chosen)
  .map(([name, value]) => `set_config('${name}', '${value}', false)`)
  .join(', ')}`;

/** A pool of connections to a server; none is made before the first query. Connections that break are replaced when the next query needs one. `patient` ones wait without an end. */
export function connect({ url }: Address, patient = false): Kysely<Tables> {
  const pool = new pg.Pool({
    connectionString: url,
    max: mostConnections,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // For a network that swallows everything: longer than the server itself lets a statement run.
    ...(!patient && { query_timeout: 35_000 }),
    fallback_application_name: 'entente',
    types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
  });
  // The pool holds the password: nothing that prints it may see it.
  Object.defineProperty(pool.options, 'connectionString', { enumerable: false });
  // A connection that breaks while nobody uses it leaves the pool; one in use fails its query, which tells of it.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: new PreparingPool(pool),
      onCreateConnection: async (connection) => void (await connection.executeQuery(CompiledQuery.raw(setUp(patient ? { ...settings, ...patience } : settings)))),
    }),
  });
}

/** Lets connections keep the statements of ours prepared, and drops a connection that can no longer be used. */
class PreparingPool implements PostgresPool {
  readonly #pool: pg.Pool;
  readonly #names = new Map<string, string>();
  readonly #clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async connect(): Promise<PostgresPoolClient> {
    const client = await this.#pool.connect();
    const known = this.#clients.get(client);
    if (known !== undefined) return known;
    let spent = false;
    const query = async (text: string, values: readonly unknown[]): Promise<pg.QueryResult> => {
      try {
        return await client.query({ name: values.length === 0 ? undefined : this.#nameOf(text), text, values: [...values] });
      } catch (error) {
        spent ||= isSpent(error);
        throw error;
      }
    };
    // The pool gives a client another `release` each time it hands it out.
    const preparing = { query, release: () => client.release(spent) } as unknown as PostgresPoolClient;
    this.#clients.set(client, preparing);
    return preparing;
  }

  end(): Promise<void> {
    return this.#pool.end();
  }

  /** As many as a program has are kept; texts made for one occasion would fill the memory of the server. */
  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= 300) return known;
    const name = `entente${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }
}

const int8 = 20;
const bytea = 17;

/** Counts are numbers, not texts; bytes are a plain Uint8Array, as everywhere here. */
function parserOf(type: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (type === int8) return Number;
  const usual = pg.types.getTypeParser(type, format as 'text') as (text: string) => unknown;
  if (type !== bytea) return usual;
  return (text) => {
    const { buffer, byteOffset, length } = usual(text) as Buffer;
    return new Uint8Array(buffer as ArrayBuffer, byteOffset, length);
  };
}
