// Kills `entente backup`, `restore` and `move` at each of their steps on the disk, and the moves at times spread over their work;
// then lets the disk be full. After each of these nothing may be half there under a final name, nothing may be served that is not
// whole, at most one place may be served after a move, and the same command run again must come to its end with the same record.
//   node test/faults/copies.mjs            ends with 1 where something did not hold, and says what; prints what was done as JSON
// It needs strace, and for the full disk the right to mount (root).
import { spawn, spawnSync } from 'node:child_process';
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
  if (!held) wrong.push(what);
};

const data = join(root, 'data');
for (const [path, bytes] of Object.entries(unzipSync(brotliDecompressSync(readFileSync(fileURLToPath(new URL('../fixtures/data-version-2.zip.br', import.meta.url))))))) {
  if (!path.startsWith('data/')) continue;
  mkdirSync(dirname(join(root, path)), { recursive: true, mode: 0o700 });
  writeFileSync(join(root, path), bytes, { mode: 0o600 });
}
// Opening it brings it to this program's version.
must(run(['list', '--data', data]));
const file = join(root, 'first.entente');
const record = digestOf(must(run(['backup', '--data', data, '--to', file])).out);

const steps = 'fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,ftruncate';
const strace = spawnSync('strace', ['-V']).status === 0;
if (strace) {
  for (let step = 1, killed = true; killed; step++) {
    const to = fresh('backup');
    cpSync(file, to);
    killed = cut(step, ['backup', '--data', data, '--to', to, '--force']);
    done.backup += killed ? 1 : 0;
    const again = fresh('restored');
    hold(`backup killed at step ${step}: what has the name is whole`, digestOf(run(['restore', to, '--data', again]).out) === record);
    hold(`backup killed at step ${step}: another one is made`, run(['backup', '--data', data, '--to', to, '--force']).code === 0);
    hold(`backup killed at step ${step}: nothing is left beside it`, readdirSync(root).every((name) => !name.endsWith('.part')));
    for (const one of [to, again]) rmSync(one, { recursive: true, force: true });
  }
  for (let step = 1, killed = true; killed; step++) {
    const into = fresh('restored');
    killed = cut(step, ['restore', file, '--data', into]);
    done.restore += killed ? 1 : 0;
    if (existsSync(join(into, 'entente.db'))) hold(`restore killed at step ${step}: a folder with a database is whole`, run(['list', '--data', into]).code === 0 && digestIn(into) === record);
    else {
      // Before anything of ours is in it a folder is like any other, and a server would begin there.
      if (existsSync(join(into, 'entente.restoring'))) hold(`restore killed at step ${step}: the folder is not served`, /has not finished/.test(run(['list', '--data', into]).err));
      hold(`restore killed at step ${step}: it is run again`, digestOf(run(['restore', file, '--data', into]).out) === record);
    }
    rmSync(into, { recursive: true, force: true });
  }
}

const server = postgresBinaries() === undefined ? null : await startPostgres();
try {
  if (server !== null) {
    const took = must(run(['move', '--data', copied(), '--to', await server.create()])).seconds;
    const times = Array.from({ length: 12 }, (_, at) => (took * 1000 * (at + 1)) / 13);
    const cuts = [...(strace ? [1, 2, 3, 4, 5, 6, 7, 8] : []).map((step) => (args) => cut(step, args)), ...times.map((ms) => (args) => killAfter(ms, args))];
    for (const [index, cutting] of cuts.entries()) {
      const place = `move killed, case ${index + 1}`;
      const source = copied();
      const url = await server.create();
      done.move += (await cutting(['move', '--data', source, '--to', url])) ? 1 : 0;
      await oneServed(place, ['--data', source], async () => (await rowsIn(server, url)) > 0);
      const again = run(['move', '--data', source, '--to', url]);
      hold(`${place}: it is run again (${again.err})`, digestOf(again.out) === record);
      const back = fresh('back');
      done['move back'] += (await cutting(['move', '--data', source, '--database', url, '--to-data', back])) ? 1 : 0;
      const returned = run(['move', '--data', source, '--database', url, '--to-data', back]);
      hold(`${place}: the way back too (${returned.err})`, digestOf(returned.out) === record && digestIn(back) === record);
      for (const one of [source, back]) rmSync(one, { recursive: true, force: true });
    }
  }
} finally {
  await server?.end();
}

const disk = fresh('disk');
mkdirSync(disk);
if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', disk]).status === 0) {
  try {
    const backup = run(['backup', '--data', data, '--to', join(disk, 'b.entente')]);
    hold('backup on a full disk says so', backup.code === 2 && /full/.test(backup.err));
    hold('backup on a full disk leaves nothing', readdirSync(disk).length === 0);
    const restore = run(['restore', file, '--data', join(disk, 'new')]);
    hold(`restore on a full disk says so (${restore.code} ${restore.err})`, restore.code === 2 && /full/.test(restore.err));
    hold('restore on a full disk leaves nothing', !existsSync(join(disk, 'new')));
    done['full disk'] = 2;
  } finally {
    spawnSync('umount', [disk]);
  }
}

rmSync(root, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify({ killed: done, strace, wrong }, null, 1)}\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;

/** Runs a command that dies at its n-th step on the disk; true if it did, false if it was at its end before. */
function cut(step, args) {
  const ran = spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${steps}`, '-e', `inject=${steps}:signal=SIGKILL:when=${step}`, process.execPath, program, ...args], { encoding: 'utf8' });
  return ran.status !== 0;
}

async function killAfter(milliseconds, args) {
  const child = spawn(process.execPath, [program, ...args], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code !== 0)));
  await Promise.race([wait(milliseconds), ended]);
  child.kill('SIGKILL');
  return ended;
}

function run(args) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr, seconds: (performance.now() - start) / 1000 };
}

function must(ran) {
  if (ran.code !== 0) throw new Error(`ended with ${ran.code}: ${ran.err}`);
  return ran;
}

function digestOf(out) {
  return /sha256:[0-9a-f]{64}/.exec(out)?.[0] ?? null;
}

function digestIn(folder) {
  const to = fresh('check');
  const { out } = run(['backup', '--data', folder, '--to', to]);
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
  const old = run(['list', ...source]);
  hold(`${place}: at most one place is served`, !(old.code === 0 && (await filled())));
}
