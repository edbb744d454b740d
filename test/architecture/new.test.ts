import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** A copy of what the scaffolds touch and of the tests that judge them. */
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'entente-new-'));
  for (const name of ['src', 'packs', 'test', 'scripts', 'package.json', 'tsconfig.json', 'tsconfig.base.json']) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  // The same settings, without the build, which nothing here starts.
  const settings = readFileSync(join(root, 'vitest.config.ts'), 'utf8').replace(/^\s*globalSetup:.*$/m, '');
  writeFileSync(join(copy, 'vitest.config.ts'), settings);
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
}

const start = (...args: string[]): ReturnType<typeof run> => run('scripts/new.mjs', ...args);

/** Runs the tests of the copy whose names hold the given word; throws unless they are green and there are some. */
function expectGreen(file: string, word: string): void {
  const { status, stdout, stderr } = run(join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', file, '-t', word);
  expect(status, `${stdout}\n${stderr}`).toBe(0);
  expect(stdout).toMatch(/Tests +\d+ passed/);
}

describe('npm run new', () => {
  test('clause writes a folder whose own tests are green', () => {
    const { status, stdout } = start('clause', 'fresh-clause');
    expect(status).toBe(0);
    for (const name of ['clause.yaml', 'en.md', 'cases.yaml']) expect(stdout).toContain(`packs/base/clauses/fresh-clause/${name}`);
    expectGreen('test/packs/cases.test.ts', 'fresh-clause');
  });

  test('check writes a pair whose examples are green once it is in the list', () => {
    const { status, stdout } = start('check', 'structure/fresh-check');
    expect(status).toBe(0);
    const [, line] = /import (\{ freshCheck \} from '[^']+')/.exec(stdout) ?? [];
    const index = join(copy, 'src/stages/inspect/checks/index.ts');
    writeFileSync(index, `import ${line ?? ''};\n${readFileSync(index, 'utf8').replace(/(checks: readonly Check\[\] = \[)/, '$1freshCheck, ')}`);
    expectGreen('test/stages/inspect-examples.test.ts', 'fresh-check');
  });

  test('check counts the codes of its subject on', () => {
    start('check', 'money/first-of-two', '--code', 'MON-800');
    start('check', 'money/second-of-two');
    expect(readFileSync(join(copy, 'src/stages/inspect/checks/money/second-of-two.md'), 'utf8')).toMatch(/^# MON-801 second-of-two$/m);
  });

  const refused: [string, string[], RegExp][] = [
    ['a clause that exists', ['clause', 'confidentiality'], /There is a clause "confidentiality" already/],
    ['a name that is none', ['clause', 'Big Words'], /is not a name for a clause/],
    ['a name that leaves the folder', ['clause', '../x'], /is not a name for a clause/],
    ['a pack that is none', ['clause', 'one-more', '--pack', 'nowhere'], /There is no pack "nowhere"/],
    ['a clause to follow that is none', ['clause', 'one-more', '--follows', 'nothing'], /There is no clause "nothing"/],
    ['a check that exists', ['check', 'structure/placeholder'], /There is a check "placeholder" already/],
    ['a check without a subject', ['check', 'placeholder'], /is not a name for a check/],
    ['a code that is taken', ['check', 'structure/one-more', '--code', 'STR-002'], /STR-002 is taken/],
    ['a code that is none', ['check', 'structure/one-more', '--code', 'str2'], /is not a code/],
    ['a new subject without a code', ['check', 'style/one-more'], /Give the first code/],
    ['another kind', ['screen', 'home'], /^Usage:/],
    ['nothing', [], /^Usage:/],
    ['an unknown option', ['clause', 'one-more', '--force'], /--force/],
  ];
  test.each(refused)('refuses %s', (_, args, words) => {
    const { status, stderr } = start(...args);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(status).toBe(2);
    expect(existsSync(join(copy, 'packs/base/clauses/one-more'))).toBe(false);
  });
});
