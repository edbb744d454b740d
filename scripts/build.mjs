// Builds dist/: the program (entente.js), its child processes (children/), and the screens (web/).
//   node scripts/build.mjs [--if-stale]
// A build is made beside dist/ and moved in file by file, entries last. Files of the build before stay until the next one, so that
// programs already running find theirs. Two builds at once wait for each other.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { digestsOf, isFresh, possibleFolders, readStamp, root, settings, stampFile } from './sources.mjs';

/** Builds always, or only when the sources changed since the last build; returns whether it built. */
export async function build({ ifStale = false, say = () => {} } = {}) {
  if (ifStale && isFresh()) return false;
  const unlock = await lock(say);
  try {
    if (ifStale && isFresh()) return false;
    const start = performance.now();
    say(`Building Entente${existsSync(stampFile) ? '' : ' for the first time'} …`);
    await buildNow();
    say(`Built in ${((performance.now() - start) / 1000).toFixed(1)} s.`);
    return true;
  } finally {
    unlock();
  }
}

async function buildNow() {
  const vite = await import('vite').catch(() => {
    throw new Error('The program is not built, and the tools that build it are not installed. Run "npm ci", then try again.');
  });
  const before = readStamp();
  const digests = digestsOf(possibleFolders.filter((name) => existsSync(join(root, name))));
  const made = join(root, '.cache', 'build');
  rmSync(made, { recursive: true, force: true });
  // A build that tests ask for is the same build: without this, their NODE_ENV would put the development form of React into the screens.
  const environment = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    const results = await both([
      vite.build({ configFile: join(root, 'vite.server.config.ts'), logLevel: 'warn', build: { outDir: made } }),
      vite.build({ configFile: join(root, 'vite.web.config.ts'), logLevel: 'warn', build: { outDir: join(made, 'web') } }),
    ]);
    const used = foldersUsed(results.flat());
    const files = filesIn(made);
    install(made, files);
    const kept = new Set([...files, ...(before?.files ?? []), 'stamp.json']);
    for (const name of filesIn(join(root, 'dist'))) if (!kept.has(name)) rmSync(join(root, 'dist', name));
    const stamp = { format: 1, digests: Object.fromEntries(Object.entries(digests).filter(([name]) => used.has(name))), files };
    writeFileSync(`${stampFile}.${process.pid}`, JSON.stringify(stamp));
    renameSync(`${stampFile}.${process.pid}`, stampFile);
  } finally {
    if (environment === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = environment;
    rmSync(made, { recursive: true, force: true });
  }
}

/** Waits for all even when one fails, so that nothing is written after the place is cleared. */
async function both(builds) {
  const ended = await Promise.allSettled(builds);
  const failed = ended.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return ended.map((end) => end.value);
}

/** The folders of the checkout whose files went into the bundles. */
function foldersUsed(outputs) {
  const used = new Set([settings]);
  for (const { output } of outputs)
    for (const id of output.flatMap((file) => file.moduleIds ?? [])) {
      if (!isAbsolute(id)) continue;
      const name = relative(root, id.split('?')[0]);
      const [folder] = name.split(sep);
      if (folder === '..' || folder === 'node_modules') continue;
      if (!possibleFolders.includes(folder)) throw new Error(`${name} went into the build, but ${folder}/ is not watched for changes. Add it to possibleFolders in scripts/sources.mjs.`);
      used.add(folder);
    }
  return used;
}

/** Moves what was made into dist/: parts first, then the files that are started or asked for by name. */
function install(made, files) {
  const named = (name) => !name.includes('chunks/') && !name.includes('assets/');
  for (const name of [...files].sort((a, b) => Number(named(a)) - Number(named(b)))) {
    const target = join(root, 'dist', name);
    mkdirSync(dirname(target), { recursive: true });
    renameSync(join(made, name), target);
  }
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/**
 * Waits until no other build works in this checkout, then keeps others out; gives the function that lets them in again.
 * A lock on a database file, because the system gives it back when a build is killed.
 */
async function lock(say) {
  const { default: Database } = await import('libsql');
  const folder = join(root, '.cache');
  mkdirSync(folder, { recursive: true });
  const file = new Database(join(folder, 'build.lock'));
  for (let tries = 0; ; tries++) {
    try {
      file.exec('BEGIN EXCLUSIVE');
      return () => file.close();
    } catch (error) {
      if (error.code !== 'SQLITE_BUSY') throw error;
      if (tries === 0) say('Waiting for another build …');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** What a person needs of a build's error: the reason and the place, without the bundler's own stack. */
export function told(error) {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^Build failed with \d+ errors?:\s*/, '').split('\n').filter((line) => !/^\s+at /.test(line)).join('\n').trim();
}

if (process.argv[1] === import.meta.filename) {
  try {
    await build({ ifStale: process.argv.includes('--if-stale'), say: (line) => process.stderr.write(`${line}\n`) });
  } catch (error) {
    process.stderr.write(`The build failed: ${told(error)}\n`);
    process.exitCode = 2;
  }
}
