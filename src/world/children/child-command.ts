import { existsSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Heap of a child in megabytes: a backstop under the watched limit on resident memory. */
const heapMegabytes = 1024;

const waysOffline = [['unshare', '--user', '--net', '--'], ['unshare', '--net', '--']];
const offline = new Map<string, readonly string[]>();

/** Whether children get a network namespace of their own, that is no network: true where Linux lets this user make one. */
export function childrenAreOffline(entry: string): boolean {
  return offlineWay(childFile(entry)).length > 0;
}

/**
 * The program and arguments that start a child: Node with a bounded heap; on Unix with a bound on processor seconds,
 * so that a child whose parent was killed cannot run for ever; without network where the system allows.
 */
export function childCommand(entry: string, cpuSeconds: number): { command: string; args: string[] } {
  const file = childFile(entry);
  const node = [`--max-old-space-size=${heapMegabytes}`, file];
  if (process.platform === 'win32') return { command: process.execPath, args: node };
  const bound = Number.isFinite(cpuSeconds) ? `ulimit -t ${cpuSeconds}; ` : '';
  return { command: '/bin/sh', args: ['-c', `${bound}exec "$@"`, 'sh', ...offlineWay(file), process.execPath, ...node] };
}

/** How to start without network. A user namespace takes rights away that root may need to reach the program, so that is tried out. */
function offlineWay(file: string): readonly string[] {
  const known = offline.get(file);
  if (known !== undefined) return known;
  const reaches = ([command = '', ...args]: string[]): boolean =>
    spawnSync(command, [...args, 'test', '-r', file, '-a', '-x', process.execPath], { stdio: 'ignore', timeout: 2000 }).status === 0;
  const way = (process.platform === 'linux' && waysOffline.find(reaches)) || [];
  offline.set(file, way);
  return way;
}

/** The file of a child: the path itself when absolute, else the built file of that name in `dist/children/` of this program. */
export function childFile(entry: string): string {
  const file = isAbsolute(entry) ? entry : join(programFolder(), 'dist', 'children', `${entry}.js`);
  if (!existsSync(file)) throw new Error(`${file} is missing. Run "npm run build", then try again.`);
  return file;
}

function programFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && readFileSync(file, 'utf8').includes('"name": "entente-app"')) return folder;
    const above = dirname(folder);
    if (above === folder) throw new Error('The folder of the program was not found: no package.json of entente-app stands above its code.');
    folder = above;
  }
}
