// Looks for faults: every property test with a fresh seed, as often as fits into a few seconds each, then the tests that compare times, one after the other;
// a few minutes in all, on a machine that does nothing else. A fault found here becomes a case of its test by name.
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
  .map((file) => join('test', file));
const those = (words) => files.filter((file) => readFileSync(join(root, file), 'utf8').includes(words));

const properties = those('fc.assert(');
console.log(`The properties of ${properties.length} files, with seed ${seed}, ${seconds} s each.`);
// The time is for a property that hangs.
const kept = run(['--testTimeout=0', ...properties], { PROPERTY_SEED: seed, PROPERTY_SECONDS: seconds }, (Number(seconds) + 1) * 60_000);
console.log(kept ? `No fault with seed ${seed}.` : `To see it again: npm run faults -- ${seed} ${seconds}`);

const timed = those('timedTest');
console.log(`The times of ${timed.length} files.`);
const even = run(['--no-file-parallelism', ...timed], { TIMED: '1' }, 15 * 60_000);
console.log(even ? 'All times are as they should be.' : 'Some times are not as they should be.');
process.exitCode = kept && even ? 0 : 1;

/** Whether the tests pass. */
function run(args, env, timeout) {
  return spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args], { cwd: root, env: { ...process.env, ...env }, stdio: 'inherit', timeout }).status === 0;
}
