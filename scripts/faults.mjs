// Looks for faults: every property test with a fresh seed, as often as fits into a few seconds each, so about two minutes in all. A fault found here becomes a case of its test by name.
//   npm run faults                      a fresh seed
//   npm run faults -- 1363480486        the seed of an earlier run again
//   npm run faults -- 1363480486 60     with a minute for each property
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './sources.mjs';

const [seed = String(Math.floor(Math.random() * 2 ** 31)), seconds = '5'] = process.argv.slice(2);
if (!/^-?\d+$/.test(seed) || !(Number(seconds) > 0)) {
  process.stderr.write('Give the seed, a whole number, and the seconds for each property: npm run faults -- 1363480486 5\n');
  process.exit(2);
}

const files = readdirSync(join(root, 'test'), { recursive: true })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('test', file))
  .filter((file) => readFileSync(join(root, file), 'utf8').includes('fc.assert('));
console.log(`The properties of ${files.length} files, with seed ${seed}, ${seconds} s each.`);
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--testTimeout=0', ...files], {
  cwd: root,
  env: { ...process.env, PROPERTY_SEED: seed, PROPERTY_SECONDS: seconds },
  stdio: 'inherit',
  // For a property that hangs.
  timeout: (Number(seconds) + 1) * 60_000,
});
console.log(status === 0 ? `No fault with seed ${seed}.` : `To see it again: npm run faults -- ${seed} ${seconds}`);
process.exitCode = status ?? 1;
