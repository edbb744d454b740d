import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

function check(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(root, 'scripts', 'licences.mjs'), ...args], { encoding: 'utf8' });
}

/** Checks a lock file with one package in it. */
function checkOne(info: Record<string, unknown>): { status: number | null; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'entente-licences-'));
  const file = join(folder, 'package-lock.json');
  const whole = { version: '1.0.0', resolved: 'https://registry.npmjs.org/x/-/x-1.0.0.tgz', integrity: 'sha512-abc', ...info };
  writeFileSync(file, JSON.stringify({ packages: { '': {}, 'node_modules/x': whole } }));
  try {
    return check(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('licences', () => {
  test('all packages of the lock file fit', () => {
    const { status, stderr } = check();
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test.each(['MIT', '(MIT OR GPL-3.0)', 'MIT AND OFL-1.1', '(MIT AND (ISC OR AGPL-3.0))'])('%s fits', (license) => expect(checkOne({ license }).status).toBe(0));

  const faulty: [string, Record<string, unknown>, string][] = [
    ['a strong copyleft', { license: 'AGPL-3.0' }, 'is under AGPL-3.0'],
    ['one part that does not fit', { license: 'MIT AND GPL-3.0' }, 'is under MIT AND GPL-3.0'],
    ['a licence for tools in what we ship', { license: 'MPL-2.0' }, 'what we ship may not be'],
    ['no licence', {}, 'names no licence'],
    ['another source', { license: 'MIT', resolved: 'git+ssh://git@example.org/x.git' }, 'does not come from the npm registry'],
    ['a script at install', { license: 'MIT', hasInstallScript: true }, 'wants to run a script'],
    ['a part for another system that is left out', { license: 'MIT', optionalDependencies: { 'x-win32': '1.0.0' } }, 'x-win32 is missing'],
    ['no digest', { license: 'MIT', integrity: undefined }, 'does not come from the npm registry'],
  ];
  test.each(faulty)('%s is refused', (_, info, words) => {
    const { status, stderr } = checkOne(info);
    expect(stderr).toContain(words);
    expect(status).toBe(1);
  });

  test('a tool may be under MPL-2.0', () => expect(checkOne({ license: 'MPL-2.0', dev: true }).status).toBe(0));

  test('the licence texts are whole', () => {
    expect(readFileSync(join(root, 'LICENSE'), 'utf8')).toContain('Version 2.0, January 2004');
    expect(readFileSync(join(root, 'packs', 'LICENSE'), 'utf8')).toContain('CC0 1.0 Universal');
  });

  test('NOTICE names what asks to be named', () => {
    const notice = readFileSync(join(root, 'NOTICE'), 'utf8');
    for (const name of ['Source Serif 4', 'Source Sans 3', 'JetBrains Mono', 'date-holidays', 'Contract Understanding Atticus Dataset', 'Attribution 4.0']) expect(notice).toContain(name);
  });
});
