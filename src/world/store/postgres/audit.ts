import pg from 'pg';
import { InputError } from '#agreement/input-error';
import type { Cell, Reader } from '#world/store/audit/reader';
import { readAddress } from '#world/store/postgres/address';
import { dataVersion } from '#world/store/postgres/migrations';
import { checkOf, rowCheck } from '#world/store/postgres/row-checks';
import { asStoreError } from '#world/store/postgres/troubles';
import { StoreError } from '#world/store/store';

const mostOfOneTable = 1000;

/**
 * Opens a database on a server to check it, beside programs that work with it: one transaction that sees one moment and cannot write. An
 * InputError where the server cannot be reached, or holds no data of ours or of this program's version.
 */
export async function openPostgresReader(database: string): Promise<Reader> {
  const { url, shown } = readAddress(database);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, fallback_application_name: 'entente audit' });
  client.on('error', () => undefined);
  const names = new Map<string, { name: string; text: string }>();
  const ask = async (statement: string, values: readonly Cell[]): Promise<Cell[][]> => {
    let prepared = names.get(statement);
    if (prepared === undefined) {
      let place = 0;
      names.set(statement, (prepared = { name: `audit_${names.size}`, text: statement.replace(/\?/g, () => `$${++place}`) }));
    }
    try {
      return (await client.query<Cell[]>({ ...prepared, values: [...values], rowMode: 'array' })).rows;
    } catch (error) {
      // A statement that failed spoils the transaction; what it saw is still to be seen.
      await client.query('rollback to savepoint audit').catch(() => undefined);
      throw error;
    }
  };
  let before: Promise<unknown> = Promise.resolve();
  // One after the other, whoever asks.
  const all = (statement: string, values: readonly Cell[] = []): Promise<Cell[][]> => {
    const answer = before.then(() => ask(statement, values));
    before = answer.catch(() => undefined);
    return answer;
  };
  let tables: Table[];
  try {
    await client.connect();
    await client.query('begin isolation level repeatable read read only');
    await client.query(`select set_config('statement_timeout', '0', false), set_config('bytea_output', 'hex', false)`);
    await client.query('savepoint audit');
    tables = await tablesIn(all);
    await refuseOtherVersion(all, tables, shown);
  } catch (error) {
    await client.end().catch(() => undefined);
    if (error instanceof InputError) throw error;
    throw new InputError(`The database cannot be read (${error instanceof Error ? error.message : String(error)}).`, 'Check that its server runs and can be reached from here, and the address in --database or ENTENTE_DATABASE.', shown);
  }
  return {
    kind: 'postgres',
    all,
    tables: async () => tables.map(({ name }) => name),
    structure: async () => (await all('select one from migration_lock where one <> 1')).map(([one]) => ({ table: 'migration_lock', place: `row one ${String(one)}`, words: 'there is the row 1 alone' })),
    changedRows: (name) => changedRows(all, tables.find((table) => table.name === name)),
    changedWords: () => changedWords(all),
    unchecked: async () => {
      const [row] = await all('show data_checksums');
      const pages = row?.[0] === 'on' ? [] : ['pages of the database, because the server keeps no checksums of them (pg_checksums --enable)'];
      return [...pages, 'indexes of the database against its rows (pg_amcheck does that)'];
    },
    isDamage: (error) => {
      const trouble = asStoreError(error);
      return trouble instanceof StoreError && trouble.trouble === 'damaged';
    },
    close: () => client.end(),
  };
}

type All = Reader['all'];

interface Table {
  name: string;
  /** Its key, column by column. */
  key: readonly string[];
  /** Whether its rows have a check. */
  checked: boolean;
}

async function tablesIn(all: All): Promise<Table[]> {
  const rows = await all(`select c.relname, array_to_string(array(select a.attname from pg_index i, unnest(i.indkey) with ordinality as part (number, place), pg_attribute a
      where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = part.number order by part.place), ' '),
      (exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = '${rowCheck}' and not a.attisdropped))::int
    from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace order by c.relname`);
  return rows.map(([name, key, checked]) => ({ name: String(name), key: String(key).split(' '), checked: checked === 1 }));
}

async function refuseOtherVersion(all: All, tables: readonly Table[], shown: string): Promise<void> {
  const migrations = tables.find(({ name }) => name === 'migrations');
  const version = migrations === undefined ? 0 : Number((await all('select max(version) from migrations'))[0]?.[0] ?? 0);
  if (migrations === undefined) throw new InputError('This database holds no data of ours; nothing was checked.', 'Name the database of an installation.', shown);
  // Where it is this row that is not as it was, the rest is looked at all the same.
  if (version === dataVersion || ((await changedRows(all, migrations)) ?? []).length > 0) return;
  throw new InputError(
    `The data is of version ${version}, and this program checks version ${dataVersion}; nothing was checked.`,
    version > dataVersion ? 'Check it with the program that wrote it.' : 'Start the server with this program once, which brings the data to its version, or check it with the older program.',
    shown,
  );
}

async function changedRows(all: All, table: Table | undefined): Promise<{ place: string; words: string }[] | null> {
  if (table === undefined || !table.checked) return null;
  const { name, key } = table;
  const rows = await all(`select ${key.map((column) => `t."${column}"`).join(', ')} from "${name}" t where t.${rowCheck} is distinct from ${checkOf('t')} limit ${mostOfOneTable}`);
  return rows.map((cells) => ({
    place: `row ${cells.map((cell, index) => `${key[index] ?? ''} ${String(cell)}`).join(', ')}`,
    words: 'it is not what this program wrote: a bit flipped, or another program changed it',
  }));
}

/** Rows of `search` are checked like others; here who has one, against those who have a seat. */
async function* changedWords(all: All): AsyncGenerator<{ place: string; words: string }> {
  const strays = await all(`select agreement, person from search r where not exists (select 1 from seats s where s.agreement = r.agreement and s.person = r.person and s.party = r.party) limit ${mostOfOneTable}`);
  for (const [agreement, person] of strays) yield { place: `row of person ${String(person)} in agreement ${String(agreement)}`, words: 'it is not for the person who has a seat of this party' };
  const missing = await all(`select agreement, person from seats s where ended_at is null and exists (select 1 from texts where texts.agreement = s.agreement and texts.party = s.party) and not exists (select 1 from search r where r.agreement = s.agreement and r.person = s.person) limit ${mostOfOneTable}`);
  for (const [agreement, person] of missing) yield { place: `row of person ${String(person)} in agreement ${String(agreement)}`, words: 'it is missing' };
}
