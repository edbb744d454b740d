import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOfBytes } from '#agreement/record/canonical';
import { verifyChain } from '#agreement/record/chain';
import { localSeat } from '#agreement/record/seat';
import { partyStream } from '#agreement/record/stream';
import { openDataFolder } from '#world/data-folder';
import { systemClock } from '#world/store/ids';
import { judge } from '../judge';
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
function killAfter(folder: string, count: number): Promise<number> {
  return new Promise((done, failed) => {
    const process = spawn('node', [child, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
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

describe('a program killed while it writes', () => {
  test('loses nothing that it acknowledged, leaves nothing half-done, and leaves the folder free', async () => {
    const folder = join(root, 'killed');
    let before = 0;
    for (let round = 0; round < 12; round++) {
      const acknowledged = await killAfter(folder, 1 + ((round * 7) % 30));
      expect(acknowledged).toBeGreaterThanOrEqual(before);
      const data = await openDataFolder(folder, systemClock);
      try {
        const events = await data.database.store.read(localSeat, stream);
        expect(events.length).toBeGreaterThanOrEqual(acknowledged);
        expect(verifyChain(events)).toMatchObject({ ok: true });
        // Event, blob and list row were written in one transaction: either all of the last write is there or none of it.
        const last = events.length - 1;
        expect((await data.database.store.getAgreement(localSeat, 'a1'))?.title ?? null).toBe(last < 0 ? null : `title ${last}`);
        if (last >= 0) expect(await data.database.store.getBlob(localSeat, 'a1', digestOfBytes(Buffer.from(`blob ${last}`)))).not.toBeNull();
        expect(await data.database.store.getBlob(localSeat, 'a1', digestOfBytes(Buffer.from(`blob ${last + 1}`)))).toBeNull();
        before = events.length;
      } finally {
        await data.close();
      }
    }
    expect(before).toBeGreaterThan(50);
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
