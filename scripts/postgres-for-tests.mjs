// One PostgreSQL for a run of tests, started when the first test asks for it, or the one that TEST_DATABASE_URL names.
import { createServer } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { startPostgres } from './postgres.mjs';

/** Opens a door (the socket that TEST_POSTGRES names) at which tests ask where the server is and how their databases are to be called; the answer is one line of JSON. */
export default async function postgresForTests() {
  const folder = mkdtempSync(join(tmpdir(), 'entente-door-'));
  const prefix = `entente_test_${randomBytes(4).toString('hex')}_`;
  const given = process.env.TEST_DATABASE_URL;
  let server;
  const whereabouts = async () => {
    if (given !== undefined && given !== '') return { url: given, prefix };
    server ??= startPostgres();
    return { url: (await server).url(), prefix };
  };
  const door = createServer((socket) => {
    socket.on('error', () => undefined);
    whereabouts().then((answer) => socket.end(`${JSON.stringify(answer)}\n`), (error) => socket.end(`${JSON.stringify({ error: error.message })}\n`));
  });
  process.env.TEST_POSTGRES = join(folder, 'door');
  await new Promise((resolve, reject) => door.once('error', reject).listen(process.env.TEST_POSTGRES, resolve));
  door.unref();
  return async () => {
    door.close();
    rmSync(folder, { recursive: true, force: true });
    if (server !== undefined) await (await server.catch(() => undefined))?.end();
    if (given) await dropAll(given, prefix);
  };
}

/** Removes what tests made in a server that goes on. */
async function dropAll(url, prefix) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query('select datname from pg_database where starts_with(datname, $1)', [prefix]);
    for (const { datname } of rows) await client.query(`drop database "${datname}" with (force)`);
  } finally {
    await client.end();
  }
}
