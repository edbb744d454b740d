import { connect } from 'node:net';
import pg from 'pg';
import { postgresBinaries } from '../scripts/postgres.mjs';

/** An empty database of its own for a test. */
export interface TestDatabase {
  url: string;
  /** One statement from outside. */
  query(text: string): Promise<Record<string, unknown>[]>;
  /** Gives it to the next test that asks in this file. Whoever had it open closes it first. */
  release(): void;
}

/** Why tests cannot have a PostgreSQL here, undefined where they can; with `JUDGES=required` an error instead. */
export const postgresMissing: string | undefined = missing();

const free: (TestDatabase & { empty(): Promise<void> })[] = [];
let whereabouts: Promise<{ url: string; prefix: string }> | undefined;
let admin: Promise<pg.Client> | undefined;
let count = 0;

/** An empty database on the server of this run of tests, which starts when it is first asked for. */
export async function postgresDatabase(): Promise<TestDatabase> {
  const kept = free.pop();
  if (kept !== undefined) {
    await kept.empty();
    return kept;
  }
  const { url, prefix } = await (whereabouts ??= ask());
  const name = `${prefix}${process.pid}_${++count}`;
  await (await (admin ??= connectTo(url))).query(`create database "${name}"`);
  const own = new URL(url);
  own.pathname = name;
  let emptying: string | undefined;
  let connected: Promise<pg.Client> | undefined;
  const rows = async (text: string): Promise<Record<string, unknown>[]> => (await (await (connected ??= connectTo(own.href))).query<Record<string, unknown>>(text)).rows;
  const made = {
    url: own.href,
    query: rows,
    release: () => void free.push(made),
    // Taking the rows out, of the newest tables first because they refer to older ones, is quicker by far than making another database.
    empty: async () => {
      emptying ??= (await rows(tablesFromNewest)).map((table) => `delete from "${String(table['name'])}"`).join(';');
      await rows(emptying);
    },
  };
  return made;
}

const tablesFromNewest = `select relname as name from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname not in ('migrations', 'migration_lock') order by oid desc`;

/** A connection that lasts as long as the test file. */
async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  // The types do not know it.
  (client as pg.Client & { unref(): void }).unref();
  return client;
}

function ask(): Promise<{ url: string; prefix: string }> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(process.env['TEST_POSTGRES'] ?? '');
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => (text += part));
    socket.on('error', reject);
    socket.on('end', () => {
      const answer = JSON.parse(text) as { url: string; prefix: string; error?: string };
      if (answer.error === undefined) resolve(answer);
      else reject(new Error(answer.error));
    });
  });
}

function missing(): string | undefined {
  if (process.env['TEST_DATABASE_URL'] || postgresBinaries() !== undefined) return undefined;
  const why = `there is no PostgreSQL for ${process.platform}-${process.arch} in node_modules, and TEST_DATABASE_URL names none`;
  if (process.env['JUDGES'] === 'required') throw new Error(`${why}, but JUDGES=required asks for one.`);
  return why;
}
