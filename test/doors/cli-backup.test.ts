import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runProgram } from '#doors/cli/program';
import { openWorld } from '#world/open-world';
import { unpackFolder } from '../fixtures/unpack';

const root = mkdtempSync(join(tmpdir(), 'entente-cli-backup-'));
const at = (name: string): string => join(root, name);
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const streams = [
    vi.spyOn(process.stdout, 'write').mockImplementation((part) => Boolean((out += String(part)))),
    vi.spyOn(process.stderr, 'write').mockImplementation((part) => Boolean((err += String(part)))),
  ];
  try {
    return { code: await runProgram(args), out, err };
  } finally {
    for (const stream of streams) stream.mockRestore();
  }
}

const digestIn = (out: string): string => /sha256:[0-9a-f]{64}/.exec(out)?.[0] ?? '';

beforeAll(async () => {
  unpackFolder('data-version-2', at('data'));
  await (await openWorld({ data: at('data'), clock: () => '2026-11-24T09:00:00.000Z' })).close();
});

describe('entente backup and restore', () => {
  test('say what was copied, with the same record digest', async () => {
    const backup = await run('backup', '--data', at('data'), '--to', at('b.entente'));
    expect([backup.code, backup.err]).toEqual([0, '']);
    expect(backup.out).toMatch(/Agreements: \d+, events: \d+ in \d+ streams, files: \d+ \(/);
    const restore = await run('restore', at('b.entente'), '--data', at('again'));
    expect([restore.code, restore.err]).toEqual([0, '']);
    expect(digestIn(restore.out)).toBe(digestIn(backup.out));
    expect(digestIn(backup.out)).not.toBe('');
  });
  test('say it as JSON', async () => {
    const { out } = await run('backup', '--data', at('data'), '--to', at('json.entente'), '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ file: at('json.entente'), encrypted: false, record: { faulty: 0, digest: expect.stringMatching(/^sha256:/) }, rows: { agreements: expect.any(Number) } });
  });
  test('end with 1 where the record has faults, and the backup is there', async () => {
    cpSync(at('data'), at('broken'), { recursive: true });
    const database = new Database(join(at('broken'), 'entente.db'));
    database.exec(`update events set kind = 'x' where seq = 1`);
    database.close();
    const backup = await run('backup', '--data', at('broken'), '--to', at('broken.entente'));
    expect(backup.code).toBe(1);
    expect(backup.out).toContain('event 1 of ');
    expect(existsSync(at('broken.entente'))).toBe(true);
    expect(await run('restore', at('broken.entente'), '--data', at('refused'))).toMatchObject({ code: 2, err: expect.stringContaining('--with-faults') });
    expect((await run('restore', at('broken.entente'), '--data', at('accepted'), '--with-faults')).code).toBe(1);
  });
});

describe('what is refused, with a reason and a next step', () => {
  const cases: [string, string[], RegExp][] = [
    ['a file that is there', ['backup', '--data', at('data'), '--to', at('b.entente')], /left as it is\.\n.*--force/],
    ['no file', ['backup', '--data', at('data')], /required option '--to/],
    ['a passphrase without encryption', ['backup', '--data', at('data'), '--to', at('x'), '--passphrase-file', at('secret')], /Give --encrypt as well/],
    ['a passphrase that nobody can type', ['backup', '--data', at('data'), '--to', at('x'), '--encrypt'], /--passphrase-file FILE/],
    ['a short passphrase', ['backup', '--data', at('data'), '--to', at('x'), '--encrypt', '--passphrase-file', at('short')], /fewer than 12 characters/],
    ['a passphrase that others can read', ['backup', '--data', at('data'), '--to', at('x'), '--encrypt', '--passphrase-file', at('open')], /chmod 600/],
    ['a folder without data', ['backup', '--data', at('none'), '--to', at('x')], /There is no database/],
    ['a folder with data', ['restore', at('b.entente'), '--data', at('data')], /not empty/],
    ['a file that is no backup', ['restore', at('short'), '--data', at('new')], /no backup made by Entente/],
    ['a move without a place', ['move', '--data', at('data')], /Give one of --to/],
    ['a move to two places', ['move', '--data', at('data'), '--to', 'postgres://localhost/a', '--to-data', at('b')], /Give one of --to/],
    ['a move of nothing', ['move', '--data', at('data'), '--to-data', at('b')], /Give --database/],
    ['a move to no address', ['move', '--data', at('data'), '--to', 'mysql://localhost/a'], /not the address of a PostgreSQL database/],
  ];
  beforeAll(() => {
    writeFileSync(at('short'), 'horses\n', { mode: 0o600 });
    writeFileSync(at('open'), 'four quiet horses\n');
    chmodSync(at('open'), 0o644);
  });
  test.each(cases)('%s', async (_, args, what) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(what);
    expect(err).not.toContain('    at ');
  });
  test('a mark that is not there is not taken off', async () => {
    expect(await run('move', '--data', at('data'), '--undo')).toMatchObject({ code: 0, out: expect.stringContaining('no mark') });
  });
});

test('the passphrase is never part of what is written', async () => {
  writeFileSync(at('secret'), 'four quiet horses\n', { mode: 0o600 });
  const { code, out } = await run('backup', '--data', at('data'), '--to', at('sealed.age'), '--encrypt', '--passphrase-file', at('secret'));
  expect([code, out.includes('encrypted'), out.includes('quiet')]).toEqual([0, true, false]);
  expect(readFileSync(at('sealed.age')).includes('entente-archive')).toBe(false);
});
