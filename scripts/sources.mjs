// What a build is made from, told by size and time of change: lets a fresh start find in a few milliseconds that nothing is to be built.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the last build says what it was made from and which files it made. */
export const stampFile = join(root, 'dist', 'stamp.json');

/** Folders of the checkout whose files may go into a build; a stamp names those that did. */
export const possibleFolders = ['src', 'packs', 'examples'];

/** The name under which a stamp keeps the files outside folders that change what a build makes. */
export const settings = 'settings';

const settingFiles = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'vite.server.config.ts', 'vite.web.config.ts', 'scripts/build.mjs', 'scripts/markdown-text.mjs'];

/** For each folder, and for the settings, one digest over path, size and time of change of every file. */
export function digestsOf(folders) {
  return Object.fromEntries([settings, ...folders].map((folder) => {
    const hash = createHash('sha256');
    if (folder === settings) for (const name of settingFiles) addFile(hash, name);
    else addFolder(hash, folder);
    return [folder, hash.digest('hex')];
  }));
}

/** The stamp of the last build, or undefined when there is none that can be read. */
export function readStamp() {
  try {
    const stamp = JSON.parse(readFileSync(stampFile, 'utf8'));
    return stamp.format === 1 ? stamp : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the files in dist/ are all there and were made from the sources as they are now. A copy without sources is always fresh. */
export function isFresh() {
  if (!existsSync(join(root, 'src'))) return true;
  const stamp = readStamp();
  if (stamp === undefined || !stamp.files.every((name) => existsSync(join(root, 'dist', name)))) return false;
  const now = digestsOf(Object.keys(stamp.digests).filter((name) => name !== settings));
  return Object.entries(stamp.digests).every(([name, digest]) => now[name] === digest);
}

function addFile(hash, name) {
  const stat = statSync(join(root, name), { throwIfNoEntry: false });
  if (stat !== undefined) hash.update(`${name}\0${stat.size}\0${stat.mtimeMs}\n`);
}

function addFolder(hash, folder) {
  if (!existsSync(join(root, folder))) return;
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) addFolder(hash, name);
    else if (entry.name !== 'README.md' && !entry.name.endsWith('.d.ts')) addFile(hash, name);
  }
}
