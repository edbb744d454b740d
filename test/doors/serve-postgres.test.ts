import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres, type OwnPostgres } from '../../scripts/postgres.mjs';
import { postgresMissing } from '../postgres';
import { askProgram, setUpProgram, startProgram, type Running } from './program';

describe.skipIf(postgresMissing !== undefined)(postgresMissing ?? 'two servers on one database', () => {
  const root = mkdtempSync(join(tmpdir(), 'entente-two-'));
  let database: OwnPostgres;
  let servers: [Running, Running];
  let cookies: string[];
  beforeAll(async () => {
    database = await startPostgres();
    const url = (await database.create('entente')).replace('entente@', 'entente:s3cret@');
    // Both find nothing: the first makes tables and keys, and the other one takes them as they are.
    servers = await Promise.all([startProgram(['--data', join(root, 'data'), '--database', url]), startProgram(['--data', join(root, 'data')], { env: { ENTENTE_DATABASE: url } })]);
    cookies = await setUpProgram(servers[0].address);
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await database.end();
    rmSync(root, { recursive: true, force: true });
  });
  const create = async ({ address }: Running): Promise<string> => (JSON.parse((await askProgram(address, 'POST', '/api/create-agreement', { body: { example: 'river-sensors', party: 'northwind' }, cookies })).text) as { agreement: string }).agreement;
  const list = ({ address }: Running) => askProgram(address, 'GET', '/api/list-agreements', { cookies });

  test('have the same accounts, sessions and agreements, and a folder with the keys alone', async () => {
    const made = [await create(servers[0]), await create(servers[1])].sort();
    for (const server of servers) expect((JSON.parse((await list(server)).text) as { items: { id: string }[] }).items.map(({ id }) => id).sort()).toEqual(made);
    expect(readdirSync(join(root, 'data'))).toEqual(['keys']);
  });
  test('say so while the database is away, and go on once it is back', async () => {
    await database.stop();
    const away = await list(servers[0]);
    expect([away.status, away.headers['retry-after']]).toEqual([503, '5']);
    expect(away.text).toContain('The database cannot be reached');
    await database.start();
    for (const server of servers) await expect.poll(async () => (await list(server)).status, { timeout: 5_000 }).toBe(200);
  });
  test('show the password neither in what they say nor in the list of processes', async (context) => {
    for (const server of servers) expect(server.said()).not.toContain('s3cret');
    if (process.platform !== 'linux') return context.skip('processes are looked up in /proc');
    expect(readFileSync(`/proc/${servers[0].child.pid}/cmdline`, 'utf8')).not.toContain('s3cret');
  });
});
