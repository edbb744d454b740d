// npm run examples: writes the golden files beside each examples/*/answers.yaml anew, on purpose. With --check it only compares.
// The work is done by test/examples.test.ts, so that recording and comparing can never differ.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);
if (args.some((arg) => arg !== '--check')) {
  process.stderr.write('Usage: npm run examples [-- --check]\n');
  process.exit(2);
}
const check = args.includes('--check');
const { RECORD: _, ...env } = process.env;
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'test/examples.test.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: check ? env : { ...env, RECORD: '1' },
});
if (status === 0 && !check) process.stdout.write('The golden files are written. Read the difference with git diff before you keep it.\n');
process.exitCode = status === 0 ? 0 : 1;
