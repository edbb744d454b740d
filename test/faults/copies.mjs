// Kills `entente backup`, `restore` and `move` at each of their steps on the disk, and the moves at times spread over their work;
// then lets the disk be full. After each of these nothing may be half there under a final name, nothing may be served that is not
// whole, at most one place may be served after a move, and the same command run again must come to its end with the same record.
//   node test/faults/copies.mjs            ends with 1 where something did not hold, and says what; prints how far it
//                                          is, and at the end, also where it is stopped, how often each was killed
// It needs strace, and for the full disk the right to mount (root).
import { execFile, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { postgresBinaries, startPostgres } from '../../scripts/postgres.mjs';

const program = fileURLToPath(new URL('../../bin/entente.mjs', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'entente-copies-'));
const wrong = [];
const done = { backup: 0, restore: 0, move: 0, 'move back': 0, 'full disk': 0 };
let count = 0;
const fresh = (name) => join(root, `${name}-${++count}`);
const hold = (what, held) => {
  if (held || stopped !== null) return;
  wrong.push(what);
  say(`does not hold: ${what}`);
};
const began = performance.now();
let running = null;
let stopped = null;
let said = 0;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopped ??= signal;
    running?.kill('SIGKILL');
  });
}

const data = join(root, 'data');
const file = join(root, 'first.entente');
let record;
const steps = 'fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,ftruncate';
/** More than any of the commands has: one that goes on failing ends there. */
const mostSteps = 500;
const strace = spawnSync('strace', ['-V']).status === 0;
const skipped = [];
if (!strace) skipped.push('kills at each step: strace is not installed');

await part('begin', begin);
if (record !== undefined && strace) {
  await part('backup', backups);
  await part('restore', restores);
}
if (record !== undefined) {
  await part('move', moves);
  await part('full disk', fullDisk);
}
rmSync(root, { recursive: true, force: true });
if (stopped !== null) wrong.push(`stopped by ${stopped} before it was through`);
say(`killed: ${Object.entries(done).map(([what, times]) => `${what} ${times}`).join(', ')}${strace ? '' : ' (without strace)'}`);
for (const what of skipped) process.stdout.write(`skipped ${what}\n`);
for (const what of wrong) process.stdout.write(`✗ ${what}\n`);
process.exit(wrong.length === 0 ? 0 : 1);

/** One part: what breaks it is noted, and ends no other. */
async function part(name, does) {
  if (stopped !== null) return;
  try {
    await does();
  } catch (error) {
    if (stopped === null) hold(`${name}: ${error.stack}`, false);
  }
  say(`${name} ended`);
}

/** A data folder of an earlier program, brought to this one's version, and its backup. */
async function begin() {
  for (const [path, bytes] of Object.entries(unzipSync(brotliDecompressSync(readFileSync(fileURLToPath(new URL('../fixtures/data-version-2.zip.br', import.meta.url))))))) {
    if (!path.startsWith('data/')) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(root, path), bytes, { mode: 0o600 });
  }
  // Opening it brings it to this program's version.
  must(await run(['list', '--data', data]));
  record = digestOf(must(await run(['backup', '--data', data, '--to', file])).out);
}

async function backups() {
  for (let step = 1, killed = true; killed && step <= mostSteps; step++) {
    const to = fresh('backup');
    cpSync(file, to);
    killed = await cut(step, ['backup', '--data', data, '--to', to, '--force']);
    if (stopped !== null) return;
    done.backup += killed ? 1 : 0;
    far('backup', done.backup);
    const again = fresh('restored');
    hold(`backup killed at step ${step}: what has the name is whole`, digestOf((await run(['restore', to, '--data', again])).out) === record);
    hold(`backup killed at step ${step}: another one is made`, (await run(['backup', '--data', data, '--to', to, '--force'])).code === 0);
    hold(`backup killed at step ${step}: nothing is left beside it`, readdirSync(root).every((name) => !name.endsWith('.part')));
    for (const one of [to, again]) rmSync(one, { recursive: true, force: true });
  }
}

async function restores() {
  for (let step = 1, killed = true; killed && step <= mostSteps; step++) {
    const into = fresh('restored');
    killed = await cut(step, ['restore', file, '--data', into]);
    if (stopped !== null) return;
    done.restore += killed ? 1 : 0;
    far('restore', done.restore);
    if (existsSync(join(into, 'entente.db'))) hold(`restore killed at step ${step}: a folder with a database is whole`, (await run(['list', '--data', into])).code === 0 && (await digestIn(into)) === record);
    else {
      // Before anything of ours is in it a folder is like any other, and a server would begin there.
      if (existsSync(join(into, 'entente.restoring'))) hold(`restore killed at step ${step}: the folder is not served`, /has not finished/.test((await run(['list', '--data', into])).err));
      hold(`restore killed at step ${step}: it is run again`, digestOf((await run(['restore', file, '--data', into])).out) === record);
    }
    rmSync(into, { recursive: true, force: true });
  }
}

async function moves() {
  if (postgresBinaries() === undefined) return void skipped.push('move: there is no PostgreSQL here');
  const server = await startPostgres();
  try {
    const took = must(await run(['move', '--data', copied(), '--to', await server.create()])).seconds;
    const times = Array.from({ length: 12 }, (_, at) => (took * 1000 * (at + 1)) / 13);
    const cuts = [...(strace ? [1, 2, 3, 4, 5, 6, 7, 8] : []).map((step) => (args) => cut(step, args)), ...times.map((ms) => (args) => killAfter(ms, args))];
    for (const [index, cutting] of cuts.entries()) {
      if (stopped !== null) return;
      far('move', `${index} of ${cuts.length}`);
      const place = `move killed, case ${index + 1}`;
      const source = copied();
      const url = await server.create();
      done.move += (await cutting(['move', '--data', source, '--to', url])) ? 1 : 0;
      await oneServed(place, ['--data', source], async () => (await rowsIn(server, url)) > 0);
      const again = await run(['move', '--data', source, '--to', url]);
      hold(`${place}: it is run again (${again.err})`, digestOf(again.out) === record);
      const back = fresh('back');
      done['move back'] += (await cutting(['move', '--data', source, '--database', url, '--to-data', back])) ? 1 : 0;
      const returned = await run(['move', '--data', source, '--database', url, '--to-data', back]);
      hold(`${place}: the way back too (${returned.err})`, digestOf(returned.out) === record && (await digestIn(back)) === record);
      for (const one of [source, back]) rmSync(one, { recursive: true, force: true });
    }
  } finally {
    await server.end();
  }
}

async function fullDisk() {
  const disk = fresh('disk');
  mkdirSync(disk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', disk]).status !== 0) return void skipped.push('a full disk: this user may not mount one');
  try {
    const backup = await run(['backup', '--data', data, '--to', join(disk, 'b.entente')]);
    hold('backup on a full disk says so', backup.code === 2 && /full/.test(backup.err));
    hold('backup on a full disk leaves nothing', readdirSync(disk).length === 0);
    const restore = await run(['restore', file, '--data', join(disk, 'new')]);
    hold(`restore on a full disk says so (${restore.code} ${restore.err})`, restore.code === 2 && /full/.test(restore.err));
    hold('restore on a full disk leaves nothing', !existsSync(join(disk, 'new')));
    done['full disk'] = 2;
  } finally {
    spawnSync('umount', [disk]);
  }
}

/** Runs a command that dies at its n-th step on the disk; true if it did, false if it was at its end before. */
async function cut(step, args) {
  const { code } = await start('strace', ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${steps}`, '-e', `inject=${steps}:signal=SIGKILL:when=${step}`, process.execPath, program, ...args]);
  return code !== 0;
}

async function killAfter(milliseconds, args) {
  const child = spawn(process.execPath, [program, ...args], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code !== 0)));
  await Promise.race([wait(milliseconds), ended]);
  child.kill('SIGKILL');
  return ended;
}

function run(args) {
  return start(process.execPath, [program, ...args]);
}

/** Runs a program to its end. */
function start(command, args) {
  const at = performance.now();
  return new Promise((resolve) => {
    running = execFile(command, args, { encoding: 'utf8', timeout: 120_000, killSignal: 'SIGTERM', maxBuffer: 64_000_000 }, (error, out, err) => {
      running = null;
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out, err, seconds: (performance.now() - at) / 1000 });
    });
  });
}

function say(line) {
  process.stdout.write(`[${((performance.now() - began) / 60_000).toFixed(1).padStart(5)} min] copies: ${line}\n`);
}

/** A line now and then. */
function far(what, times) {
  if (performance.now() - said < 10_000) return;
  said = performance.now();
  say(`${what}: ${times} killed`);
}

function must(ran) {
  if (ran.code !== 0) throw new Error(`ended with ${ran.code}: ${ran.err}`);
  return ran;
}

function digestOf(out) {
  return /sha256:[0-9a-f]{64}/.exec(out)?.[0] ?? null;
}

async function digestIn(folder) {
  const to = fresh('check');
  const { out } = await run(['backup', '--data', folder, '--to', to]);
  rmSync(to, { force: true });
  return digestOf(out);
}

function copied() {
  const folder = fresh('source');
  cpSync(data, folder, { recursive: true });
  return folder;
}

async function rowsIn(server, url) {
  try {
    return Number((await server.query('select count(*) as n from events', new URL(url).pathname.slice(1)))[0].n);
  } catch {
    return 0;
  }
}

/** Of the two places of a move at most one can be served. */
async function oneServed(place, source, filled) {
  const old = await run(['list', ...source]);
  hold(`${place}: at most one place is served`, !(old.code === 0 && (await filled())));
}
