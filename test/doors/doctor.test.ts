import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { lookAtSettings } from '#doors/cli/examining';
import { gather } from '#doors/cli/settings-given';
import { runProgram, type ExitCode } from '#doors/cli/program';
import type { Look, State } from '#world/doctor/look';
import { startProgram } from './program';

const root = mkdtempSync(join(tmpdir(), 'entente-doctor-cli-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: ExitCode; out: string }> {
  let out = '';
  const stream = vi.spyOn(process.stdout, 'write').mockImplementation((part) => Boolean((out += String(part))));
  try {
    return { code: await runProgram(args), out };
  } finally {
    stream.mockRestore();
  }
}

async function looks(...args: string[]): Promise<{ code: ExitCode; state: State; of(state: State): string }> {
  const { code, out } = await run('doctor', '--format', 'json', ...args);
  const { state, looks: all } = JSON.parse(out) as { state: State; looks: Look[] };
  return { code, state, of: (wanted) => all.filter((look) => look.state === wanted).map(({ about, found }) => `${about}: ${found}`).join('\n') };
}

describe('entente doctor', () => {
  test('looks beside a server and finds it ready', async () => {
    const data = join(root, 'served');
    const { address, child, stop } = await startProgram(['--data', data]);
    const { code, state, of } = await looks('--data', data, '--port', new URL(address).port);
    expect([code, state, of('wrong')]).toEqual([1, 'look', '']);
    expect(of('look')).toMatch(/backups: No backup/);
    expect(of('fine')).toContain(`data folder: Process ${child.pid} has it open.`);
    expect(of('fine')).toContain('address: The server here is ready.');
    const elsewhere = await looks('--data', data, '--port', '1');
    expect([elsewhere.code, elsewhere.of('wrong')]).toEqual([2, expect.stringContaining('No server of ours answers on port 1 (ECONNREFUSED)')]);
    expect(await stop()).toBe(0);
  });
  test('says it in words, and what to do', async () => {
    const { code, out } = await run('doctor', '--data', join(root, 'none'), '--offline');
    expect(code).toBe(2);
    expect(out).toMatch(/^wrong {2}data folder {2}There is no folder .*\n {20}Name the data folder with --data/m);
    expect(out).toMatch(/\n1 wrong, \d+ worth a look\.\n$/);
  });
  test('takes settings that cannot be read for what is wrong', async () => {
    const file = join(root, 'entente.yaml');
    writeFileSync(file, 'prot: 80', { mode: 0o600 });
    expect(await looks('--settings', file)).toMatchObject({ code: 2, state: 'wrong' });
    expect((await looks('--settings', file)).of('wrong')).toContain('"prot" is no setting');
  });
  test('names what cannot be served', async () => expect((await looks('--data', join(root, 'none'), '--listen', '0.0.0.0:80', '--offline')).of('wrong')).toContain('address: Beyond this machine (0.0.0.0) passwords would travel without encryption.'));
  test('names a variable that is no setting', () => {
    const found = lookAtSettings(gather({}, {}), { ENTENTE_PROT: '80', ENTENTE_PORT: '80', PATH: '' });
    expect(found).toMatchObject([{ state: 'fine' }, { state: 'look', found: 'ENTENTE_PROT: no setting has this name.' }]);
  });
});
