import { closeSync, copyFileSync, existsSync, linkSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/* What a power cut leaves of a folder, after a program ran in it under `cut.c`. */

/** Builds the library that is loaded before a program; a reason where there is no compiler. */
export function buildCut(source: string, folder: string): { library: string } | { missing: string } {
  if (process.platform !== 'linux') return { missing: 'programs are cut off at each step on Linux only' };
  const library = join(folder, 'cut.so');
  const built = spawnSync('gcc', ['-O2', '-shared', '-fPIC', '-o', library, source, '-ldl', '-lpthread'], { encoding: 'utf8' });
  if (built.error !== undefined) return { missing: 'gcc is not installed' };
  if (built.status !== 0) throw new Error(built.stderr);
  return { library };
}

/** Notes that all of a folder is on the disk as it is now. */
export function noteAll(folder: string, kept: string): void {
  rmSync(kept, { recursive: true, force: true });
  for (const part of ['content', 'held', 'names']) mkdirSync(join(kept, part), { recursive: true });
  noteFolder(folder, kept);
}

function noteFolder(folder: string, kept: string): void {
  const lines = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    const { ino } = statSync(path);
    if (entry.isDirectory()) {
      noteFolder(path, kept);
      return `d ${ino} ${entry.name}\n`;
    }
    copyFileSync(path, join(kept, 'content', String(ino)));
    linkSync(path, join(kept, 'held', String(ino)));
    return `f ${ino} ${entry.name}\n`;
  });
  writeFileSync(join(kept, 'names', String(statSync(folder).ino)), lines.join(''));
}

/** What was done step by step, such as "sync /…/entente.db-wal". */
export function stepsIn(kept: string): string[] {
  const log = join(kept, 'log');
  return existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : [];
}

type Entry = { folder: boolean; inode: string };

/**
 * Makes the folder as it is after a power cut. Without `random` nothing is left but what was synchronised; with it, any part of
 * what was not may have come to the disk: sectors of 512 bytes, lengths and names, each by itself.
 */
export function afterPowerCut(folder: string, kept: string, into: string, random?: () => number): void {
  rmSync(into, { recursive: true, force: true });
  remake(folder, String(statSync(folder).ino), kept, into, random);
}

function remake(actual: string | null, inode: string, kept: string, into: string, random: (() => number) | undefined): void {
  mkdirSync(into, { recursive: true, mode: 0o700 });
  const synced = namesIn(join(kept, 'names', inode));
  const now = actual === null || !existsSync(actual) ? new Map<string, Entry>() : namesNow(actual);
  for (const name of new Set([...synced.keys(), ...now.keys()])) {
    const entry = random !== undefined && random() < 0.5 ? now.get(name) : synced.get(name);
    if (entry === undefined) continue;
    if (entry.folder) {
      remake(actual === null ? null : join(actual, name), entry.inode, kept, join(into, name), random);
      continue;
    }
    const safe = join(kept, 'content', entry.inode);
    const content = existsSync(safe) ? readFileSync(safe) : Buffer.alloc(0);
    const held = join(kept, 'held', entry.inode);
    const written = existsSync(held) ? held : actual !== null && existsSync(join(actual, name)) ? join(actual, name) : undefined;
    writeFileSync(join(into, name), random === undefined || written === undefined ? content : mixed(content, readFileSync(written), random), { mode: 0o600 });
  }
}

/** Of each sector the old or the new content, up to the old or the new length. */
function mixed(old: Buffer, fresh: Buffer, random: () => number): Buffer {
  if (old.equals(fresh)) return old;
  const made = Buffer.alloc(random() < 0.5 ? old.length : fresh.length);
  for (let at = 0; at < made.length; at += 512) made.set((random() < 0.5 ? old : fresh).subarray(at, Math.min(at + 512, made.length)), at);
  return made;
}

function namesIn(file: string): Map<string, Entry> {
  if (!existsSync(file)) return new Map();
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return new Map(lines.map((line) => {
    const [, kind, inode = '', name = ''] = /^([df]) (\d+) (.*)$/.exec(line) ?? [];
    return [name, { folder: kind === 'd', inode }];
  }));
}

function namesNow(folder: string): Map<string, Entry> {
  return new Map(readdirSync(folder, { withFileTypes: true }).map((entry) => [entry.name, { folder: entry.isDirectory(), inode: String(statSync(join(folder, entry.name)).ino) }]));
}

/** Makes an empty file. */
export function touch(file: string): void {
  closeSync(openSync(file, 'w'));
}
