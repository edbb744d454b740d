// Looks for faults, on a machine that does nothing else. A fault found here becomes a case of a test by name.
//   npm run faults                        everything with a fresh seed: three quarters of an hour on four cores
//   npm run faults -- 1363480486          the seed of an earlier run again
//   npm run faults -- 1363480486 60       with a minute for each property
//   npm run faults -- kills disk          some parts, with or without a seed and seconds after them
// Parts:
//   properties  every property test, as often as fits into a few seconds each
//   times       the tests that compare times, one after the other
//   kills       writers, servers and databases killed with SIGKILL at random points of 500 sequences of writes on each store (FAULTS_SEQUENCES says how many)
//   steps       each act cut off at each of its steps, by a kill and by a power cut; named acts only: npm run faults -- steps seal backup
//   syncs       how often each acknowledged write was synchronised to the disk
//   disk        disks that are full, failing or read-only, held by others
//   database    a database server that goes and comes back; two servers on one database
//   mail        mail servers that hang, refuse, break off
//   clock       clocks that are set while a server runs
//   copies      the commands backup, restore and move killed at each of their steps, and on a full disk
// What an outside program is missing for (gcc, strace, libfaketime, unshare) is skipped with the reason. A part that fails or breaks ends no other; what
// each did stands at the end, also where the run is stopped (Ctrl+C, SIGTERM).
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { buildParts } from './faults-parts.mjs';
import { root } from './sources.mjs';

const known = ['properties', 'times', 'kills', 'steps', 'syncs', 'disk', 'database', 'mail', 'clock', 'copies'];
const acts = ['open', 'migrate', 'comment', 'answer', 'turn', 'invite', 'accept', 'remove', 'seal', 'sign', 'send', 'erase', 'backup', 'restore', 'move'];
const given = process.argv.slice(2);
const words = given.filter((one) => !/^-?\d/.test(one));
const [seed = String(Math.floor(Math.random() * 2 ** 31)), seconds = '5'] = given.filter((one) => !words.includes(one));
const sequences = process.env['FAULTS_SEQUENCES'] ?? '500';
const wrong = words.find((one) => !known.includes(one) && !(words.includes('steps') && acts.includes(one)));
if (wrong !== undefined || !/^-?\d+$/.test(seed) || !(Number(seconds) > 0) || !(Number(sequences) > 0)) {
  process.stderr.write(`${wrong === undefined ? 'Give the seed, a whole number, and the seconds for each property' : `There is no part called ${wrong}. The parts are ${known.join(', ')}`}: npm run faults -- kills 1363480486\n`);
  process.exit(2);
}
const parts = words.length === 0 ? known : words;

const files = readdirSync(join(root, 'test'), { recursive: true })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('test', file));
const those = (text) => files.filter((file) => readFileSync(join(root, file), 'utf8').includes(text));

let stopped = null;
let running = null;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopped = signal;
    // It prints what it has, and ends.
    running?.kill(signal);
  });
}
const ended = [];

if (parts.includes('properties')) {
  await part('properties', async () => {
    const properties = those('fc.assert(');
    console.log(`The properties of ${properties.length} files, with seed ${seed}, ${seconds} s each.`);
    // The time is for a property that hangs.
    const kept = await test(['--testTimeout=0', ...properties], { PROPERTY_SEED: seed, PROPERTY_SECONDS: seconds }, (Number(seconds) + 1) * 60_000);
    console.log(kept ? `No fault with seed ${seed}.` : `To see it again: npm run faults -- properties ${seed} ${seconds}`);
    return kept;
  });
}

const real = parts.filter((name) => !['properties', 'times', 'copies'].includes(name));
if (real.length > 0) {
  await part(real.join(', '), async () => {
    await build({ ifStale: true, say: console.log });
    const folder = join(root, '.cache/faults');
    await buildParts(folder);
    console.log(`Real processes: ${real.join(', ')}, with seed ${seed}.`);
    return run([join(folder, 'run.js'), seed, sequences, ...real], {}, 120 * 60_000);
  });
}

if (parts.includes('copies')) {
  await part('copies', async () => {
    await build({ ifStale: true, say: console.log });
    return run([join(root, 'test/faults/copies.mjs')], {}, 60 * 60_000);
  });
}

if (parts.includes('times')) {
  await part('times', async () => {
    const timed = those('timedTest');
    console.log(`The times of ${timed.length} files.`);
    const even = await test(['--no-file-parallelism', ...timed], { TIMED: '1' }, 15 * 60_000);
    console.log(even ? 'All times are as they should be.' : 'Some times are not as they should be.');
    return even;
  });
}

console.log(`\nSeed ${seed}${stopped === null ? '' : `, stopped by ${stopped}`}`);
for (const { name, well, minutes } of ended) console.log(`${well ? 'well  ' : 'FAULTS'}  ${minutes.toFixed(1).padStart(5)} min  ${name}`);
process.exit(stopped === null && ended.every(({ well }) => well) ? 0 : 1);

/** Does a part and notes how it ended; one that breaks ends no other. */
async function part(name, does) {
  if (stopped !== null) return;
  const began = performance.now();
  const well = await does().catch((error) => {
    console.error(`${name} broke: ${error instanceof Error ? error.stack : error}`);
    return false;
  });
  ended.push({ name, well, minutes: (performance.now() - began) / 60_000 });
}

/** Whether the tests pass. */
function test(args, env, timeout) {
  return run([join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args], env, timeout);
}

/** Runs a program of this project; whether it ended well. */
function run(args, env, timeout) {
  return new Promise((resolve, reject) => {
    // In a group of its own, so that Ctrl+C reaches it once, by us.
    running = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
    const late = setTimeout(() => running?.kill('SIGTERM'), timeout);
    running.on('error', reject);
    running.on('close', (code) => {
      clearTimeout(late);
      running = null;
      resolve(code === 0);
    });
  });
}
