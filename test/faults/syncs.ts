import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { type Postgres, processesOf } from './grounds';
import { ended, type Run, start } from './kills';
import type { Place } from './place';
import type { Said } from './words';

/** How often one kind of write was synchronised to the disk between its beginning and its acknowledgement. */
export interface Synced {
  store: 'SQLite' | 'PostgreSQL';
  write: string;
  /** Writes that were acknowledged. */
  writes: number;
  /** Synchronisations of the log of the database that ended in that time: the fewest of one write, and on average. */
  fewest: number;
  average: number;
}

/**
 * Counts the calls of fsync and fdatasync for the log of the database (the WAL) between the beginning of each write and its
 * acknowledgement: strace watches the writer, or all processes of the database server. A reason where that cannot be done here.
 */
export async function countSyncs(run: Run, server: Postgres | null): Promise<Synced[] | string> {
  if (spawnSync('strace', ['-V']).error !== undefined) return 'strace is not installed';
  const places: [Synced['store'], Place][] = [['SQLite', { data: join(run.folder, 'syncs', 'data') }]];
  if (server !== null) places.push(['PostgreSQL', { data: join(run.folder, 'syncs-keys', 'data'), database: await server.create('syncs') }]);
  const rows: Synced[] = [];
  for (const [store, place] of places) {
    const cookies = join(run.folder, `syncs-${store}.json`);
    await ended(start(run.child, { job: 'settle', place, cookies }));
    rows.push(...summed(store, await watch(run, store, place, cookies, store === 'SQLite' ? null : server)));
  }
  return rows;
}

interface Write {
  operation: string;
  begun: number;
  kept: number;
  syncs: number;
}

const log = { SQLite: /f(?:data)?sync\(\d+<[^>]*entente\.db-wal>/, PostgreSQL: /f(?:data)?sync\(\d+<[^>]*\/pg_wal\/[0-9A-F]{24}>/ };

async function watch(run: Run, store: Synced['store'], place: Place, cookies: string, server: Postgres | null): Promise<Write[]> {
  const trace = join(run.folder, `syncs-${store}.log`);
  const traced = ['-f', '-q', '-y', '-ttt', '-T', '-e', 'trace=fsync,fdatasync', '-o', trace];
  const strace = server === null ? null : spawn('strace', [...traced, ...processesOf(server.pid ?? 0).flatMap((pid) => ['-p', String(pid)])], { stdio: 'ignore' });
  if (strace !== null) await wait(1000);
  const child = start(run.child, { job: 'write', place, cookies, seed: run.seed, ahead: 0, table: null, again: [], mail: null, alone: 150 }, strace === null ? ['strace', ...traced] : []);
  const names = new Map<string, string>();
  const begun = new Map<string, number>();
  const writes: Write[] = [];
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    const said = JSON.parse(line) as Said;
    if (said.say === 'asked') names.set(said.asked.key, said.asked.operation);
    if (said.say === 'begun') begun.set(said.parts.key, said.at);
    if (said.say === 'kept' && said.events !== null) writes.push({ operation: names.get(said.key) ?? 'a mail of its own', begun: begun.get(said.key) ?? 0, kept: said.at, syncs: 0 });
  });
  let words = '';
  child.stderr?.on('data', (part: Buffer) => (words += part.toString()));
  const code = await new Promise((resolve) => void child.on('close', resolve));
  if (code !== 0) throw new Error(`the writer whose synchronisations are counted ended with ${String(code)}: ${words}`);
  if (strace !== null) {
    strace.kill('SIGINT');
    await new Promise((resolve) => void strace.on('close', resolve));
  }
  const waiting = new Set<string>();
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const [, process = '', at = '', rest = ''] = /^(\d+) +(\d+\.\d+) (.*)$/.exec(line) ?? [];
    // A call that others came in between of stands in two lines, and only the first names the file.
    if (log[store].test(rest) && rest.endsWith('<unfinished ...>')) waiting.add(process);
    const resumed = rest.includes('resumed>') && waiting.delete(process);
    const [, took] = /= 0 <(\d+\.\d+)>$/.exec(rest) ?? [];
    if (took === undefined || !(resumed || log[store].test(rest))) continue;
    const end = resumed ? Number(at) * 1000 : (Number(at) + Number(took)) * 1000;
    for (const write of writes) if (end >= write.begun && end <= write.kept + 1) write.syncs += 1;
  }
  return writes;
}

function summed(store: Synced['store'], writes: readonly Write[]): Synced[] {
  const kinds = [...new Set(writes.map(({ operation }) => operation))].sort();
  return kinds.map((write) => {
    const own = writes.filter(({ operation }) => operation === write).map(({ syncs }) => syncs);
    return { store, write, writes: own.length, fewest: Math.min(...own), average: Math.round((own.reduce((sum, one) => sum + one, 0) / own.length) * 100) / 100 };
  });
}
