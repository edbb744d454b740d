import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOfBytes } from '#agreement/record/canonical';
import { verifyChain } from '#agreement/record/chain';
import { localSeat } from '#agreement/record/seat';
import { partyStream } from '#agreement/record/stream';
import { openDataFolder } from '#world/data-folder';
import { openPeopleKeys } from '#world/people-keys';
import type { Database } from '#world/store/database';
import { systemClock } from '#world/store/ids';
import { openDatabase } from '#world/store/open-database';
import { judge } from '../judge';
import { postgresDatabase, postgresMissing } from '../postgres';
import { bundleChild } from '../suites/bundle-child';

const root = mkdtempSync(join(tmpdir(), 'entente-crash-'));
const stream = partyStream('a1', 'local');
let child = '';

beforeAll(async () => {
  child = await bundleChild('test/world/children/append-forever.ts');
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  if (child !== '') rmSync(dirname(child), { recursive: true, force: true });
});

/** Runs the child until it has acknowledged `count` events, kills it, and returns the last number it acknowledged. */
function killAfter(at: string, count: number, keys?: string): Promise<number> {
  return new Promise((done, failed) => {
    const process = spawn('node', [child, at, 'Infinity', ...(keys === undefined ? [] : [keys])], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let trouble = '';
    process.stderr.on('data', (data: Buffer) => (trouble += data.toString()));
    process.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.split('\n').length > count + 1) process.kill('SIGKILL');
    });
    process.on('error', failed);
    process.on('close', (_, signal) => (signal === 'SIGKILL' ? done(Number(output.split('\n').at(-2))) : failed(new Error(trouble))));
  });
}

/** What a killed program left: how many events, after looking that each came whole. */
async function whole({ store, outbox }: Database, acknowledged: number): Promise<number> {
  const events = await store.read(localSeat, stream);
  expect(events.length).toBeGreaterThanOrEqual(acknowledged);
  expect(verifyChain(events)).toMatchObject({ ok: true });
  // Event, file, row and mail were written in one transaction: either all of the last write is there or none of it.
  const last = events.length - 1;
  const blob = (seq: number) => store.getBlob(localSeat, 'a1', digestOfBytes(Buffer.from(`blob ${seq}`)));
  expect((await store.getAgreement(localSeat, 'a1'))?.title ?? null).toBe(last < 0 ? null : `title ${last}`);
  expect([last < 0 || (await blob(last)) !== null, await blob(last + 1)]).toEqual([true, null]);
  const mails = await outbox.list(undefined, { limit: 200 });
  expect(new Set(mails.items.map(({ dedupe }) => dedupe)).has(`mail ${last}`)).toBe(last >= 0);
  expect(mails.items.some(({ dedupe }) => dedupe === `mail ${last + 1}`)).toBe(false);
  return events.length;
}

// Hundreds of kills of whole agreements, of servers and of databases: npm run faults -- kills
describe('a program killed while it writes loses nothing that it acknowledged and leaves nothing half-done', () => {
  test('in a folder, which it leaves free', async () => {
    const folder = join(root, 'killed');
    let before = 0;
    for (let round = 0; round < 12; round++) {
      const acknowledged = await killAfter(folder, 1 + ((round * 7) % 30));
      expect(acknowledged).toBeGreaterThanOrEqual(before);
      const data = await openDataFolder(folder, systemClock);
      try {
        before = await whole(data.database, acknowledged);
      } finally {
        await data.close();
      }
    }
    expect(before).toBeGreaterThan(50);
  });
  test.skipIf(postgresMissing !== undefined)(`in PostgreSQL${postgresMissing === undefined ? '' : ` (${postgresMissing})`}`, async () => {
    const { url, release } = await postgresDatabase();
    const keys = join(root, 'keys');
    mkdirSync(keys, { mode: 0o700 });
    let before = 0;
    for (let round = 0; round < 8; round++) {
      const acknowledged = await killAfter(url, 1 + ((round * 7) % 15), keys);
      expect(acknowledged).toBeGreaterThanOrEqual(before);
      const database = await openDatabase(url, systemClock, { peopleKeys: openPeopleKeys(keys) });
      try {
        before = await whole(database, acknowledged);
      } finally {
        await database.close();
      }
    }
    release();
    expect(before).toBeGreaterThan(20);
  });
});

describe('an acknowledged write', () => {
  const strace = judge('strace');
  test.skipIf(strace.missing !== undefined)(`is synchronised to the disk before it is acknowledged${strace.missing === undefined ? '' : ` (${strace.missing})`}`, () => {
    const log = join(root, 'strace.log');
    const syncs = (appends: number): number => {
      const run = spawnSync(strace.path ?? '', ['-f', '-y', '-e', 'trace=fsync,fdatasync', '-o', log, 'node', child, join(root, `synced-${appends}`), String(appends)], { encoding: 'utf8' });
      expect(run.stderr).toBe('');
      return readFileSync(log, 'utf8').split('\n').filter((line) => /(fsync|fdatasync)\(\d+<[^>]*entente\.db-wal>/.test(line)).length;
    };
    const [few, many] = [syncs(5), syncs(45)];
    expect(many - few).toBeGreaterThanOrEqual(40);
  });
});
