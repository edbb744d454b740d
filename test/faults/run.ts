import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '#world/project-folder';
import { postgresBinaries, startPostgres } from '../../scripts/postgres.mjs';
import type { Case, Cases } from './cases';
import { jumpingClocks } from './clocks';
import { troubledDatabase } from './databases';
import { contendedDisk, fullDisk } from './disk';
import { killServers } from './flows';
import { onBreakingServer, onServer, type Postgres } from './grounds';
import { inFolder, type Killed, killWriters, type Run } from './kills';
import { troubledMail } from './letters';
import { endServers } from './server';
import { type Cut, cutActs } from './steps';
import { countSyncs, type Synced } from './syncs';
import { actNames, type ActName } from './words';

/* The fault run: `node run.js SEED SEQUENCES PART …`, started by scripts/faults.mjs. Prints its tables, keeps them in .cache/faults.json, and
   ends with 1 where anything was lost, half done or done twice, or a server did not come through a trouble. */

const [seed = '1', sequences = '500', ...parts] = process.argv.slice(2);
const share = (of: number): number => Math.max(1, Math.round((Number(sequences) * of) / 500));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'entente-faults-')));
const run: Run = { child: join(import.meta.dirname, 'child.js'), folder, seed: Number(seed) };
const source = join(projectFolder(), 'test', 'faults', 'cut.c');
const abreast = Math.max(2, availableParallelism());
const asked = (part: string): boolean => parts.includes(part);

/** Longest time until a killed store or server is there again, in milliseconds. */
const restartWithin = 3000;

interface Results {
  seed: number;
  kills: Killed[];
  cuts: Cut[];
  syncs: Synced[];
  cases: Case[];
  skipped: string[];
}

const results: Results = { seed: run.seed, kills: [], cuts: [], syncs: [], cases: [], skipped: [] };
const faults: string[] = [];

if (parts[0] === 'full-disk') {
  // In a mount namespace of its own; whoever started it reads the cases.
  const { done } = await fullDisk(folder);
  await endServers();
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(JSON.stringify(done));
} else await all();

async function all(): Promise<void> {
  const began = performance.now();
  const started: Postgres[] = [];
  const server = async (durable: boolean): Promise<Postgres | null> => {
    if (postgresBinaries() === undefined) return null;
    const one = await startPostgres({ durable });
    started.push(one);
    return one;
  };
  try {
    if (asked('kills')) await kills(await server(false), await server(true));
    if (asked('steps')) await steps(await server(false));
    if (asked('syncs')) await syncs(await server(true));
    // What waits for clocks and patience goes on beside each other.
    const troubles: Promise<void>[] = [];
    const take = async (cases: Promise<Cases>): Promise<void> => void results.cases.push(...(await cases).done);
    if (asked('disk')) troubles.push(take(contendedDisk(folder)), onFullDisk());
    if (asked('mail')) troubles.push(take(troubledMail(run)));
    if (asked('clock')) troubles.push(take(jumpingClocks(run)));
    if (asked('database')) {
      const one = await server(true);
      if (one === null) results.skipped.push('a database that goes and comes back: there is no PostgreSQL here');
      else troubles.push(take(troubledDatabase(run, one)));
    }
    await Promise.all(troubles);
  } finally {
    await endServers();
    for (const one of started) await one.end();
  }
  for (const { part, name, fault } of results.cases) if (fault !== null) faults.push(`${part}: ${name}: ${fault}`);
  for (const { part, name, skipped } of results.cases) if (skipped !== undefined) results.skipped.push(`${part}: ${name}: ${skipped}`);
  print((performance.now() - began) / 60_000);
}

async function kills(server: Postgres | null, durable: Postgres | null): Promise<void> {
  if (server === null || durable === null) results.skipped.push('kills on PostgreSQL: there is none here');
  const rounds = [
    () => killWriters(run, inFolder, share(440), abreast),
    () => killServers(run, { ...inFolder, kill: 'server' }, share(60), abreast),
    ...(server === null || durable === null
      ? []
      : [
          () => killWriters(run, onServer(server, 'writer'), share(380), abreast),
          () => killServers(run, onServer(server, 'server'), share(60), abreast),
          // One at a time, because the server is everybody's.
          () => killWriters(run, onBreakingServer(durable), share(60), 1),
        ]),
  ];
  for (const round of rounds) {
    const killed = await round();
    results.kills.push(killed);
    for (const kind of ['lost', 'half', 'doubled'] as const) faults.push(...killed[kind].map((what) => `${killed.store}, ${killed.kill} killed, ${kind}: ${what}`));
    if (killed.restart > restartWithin) faults.push(`${killed.store}, ${killed.kill} killed: it took ${Math.round(killed.restart)} ms to be there again`);
  }
}

async function steps(server: Postgres | null): Promise<void> {
  const chosen = actNames.filter((name) => asked(name));
  const cuts = await cutActs(run, source, abreast, server, chosen.length === 0 ? actNames : (chosen as readonly ActName[]));
  if (typeof cuts === 'string') {
    results.skipped.push(`acts cut off at each step: ${cuts}`);
    return;
  }
  results.cuts.push(...cuts);
  for (const cut of cuts) for (const kind of ['lost', 'half', 'doubled'] as const) faults.push(...cut[kind].map((what) => `${cut.store}, ${kind}: ${what}`));
}

async function syncs(server: Postgres | null): Promise<void> {
  const rows = await countSyncs(run, server);
  if (typeof rows === 'string') {
    results.skipped.push(`synchronisations counted: ${rows}`);
    return;
  }
  results.syncs.push(...rows);
  for (const { store, write, fewest } of rows) if (fewest < 1) faults.push(`${store}: ${write} was acknowledged without having been synchronised`);
}

async function onFullDisk(): Promise<void> {
  const { status, stdout, stderr, error } = spawnSync('unshare', ['-Urm', process.execPath, process.argv[1] ?? '', seed, sequences, 'full-disk'], { encoding: 'utf8', maxBuffer: 64_000_000 });
  if (error !== undefined || /unshare failed|Operation not permitted/.test(stderr)) results.skipped.push('a disk that fills up: this user may make no mount namespace here');
  else if (status === 0) results.cases.push(...(JSON.parse(stdout) as Case[]));
  else faults.push(`disk: ${stderr}`);
}

function print(minutes: number): void {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const rounded = (milliseconds: number): string => `${Math.round(milliseconds)} ms`;
  const count = (list: readonly string[]): number => list.length;
  if (results.kills.length > 0) say(`\nKilled at random points\n${table(results.kills.map((one) => ({ store: one.store, killed: one.kill, sequences: one.sequences, acknowledged: one.acknowledged, 'asked again': one.again, lost: count(one.lost), 'half done': count(one.half), doubled: count(one.doubled), mails: one.mails.sent, 'sent again': one.mails.repeated, 'longest restart': rounded(one.restart) })))}`);
  if (results.cuts.length > 0) say(`\nCut off at each step\n${table(results.cuts.map((one) => ({ store: one.store, act: one.act, steps: one.steps, 'cut off at': one.cuts, states: one.states, 'asked again': one.again, lost: count(one.lost), 'half done': count(one.half), doubled: count(one.doubled) })))}`);
  if (results.syncs.length > 0) say(`\nSynchronised to the disk between the beginning of a write and its acknowledgement\n${table(results.syncs.map(({ store, write, writes, fewest, average }) => ({ store, write, writes, fewest, average })))}`);
  for (const { part, name, fault } of results.cases.filter(({ skipped }) => skipped === undefined)) say(`${fault === null ? 'ok  ' : 'FAIL'} ${part}: ${name}`);
  for (const what of results.skipped) say(`skipped ${what}`);
  mkdirSync(join(projectFolder(), '.cache'), { recursive: true });
  writeFileSync(join(projectFolder(), '.cache', 'faults.json'), `${JSON.stringify({ ...results, minutes, faults }, null, 2)}\n`);
  for (const fault of faults.slice(0, 20)) say(`\n✗ ${fault}`);
  if (faults.length > 0) say(`\n${faults.length} faults; what they left is in ${folder}. The same again: npm run faults -- ${parts.join(' ')} ${seed}`);
  else rmSync(folder, { recursive: true, force: true });
  say(`\nSeed ${seed}, ${minutes.toFixed(1)} minutes. The figures are in .cache/faults.json.`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}

function table(rows: readonly Record<string, string | number>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => String(row[name]).length)));
  const line = (cells: readonly (string | number)[]): string => cells.map((cell, index) => (typeof cell === 'number' ? String(cell).padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0))).join('  ').trimEnd();
  return [line(names), ...rows.map((row) => line(names.map((name) => row[name] ?? '')))].join('\n');
}
