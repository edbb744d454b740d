import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { projectFolder } from '#world/project-folder';
import { postgresBinaries, startPostgres } from '../../scripts/postgres.mjs';
import type { Case } from './cases';
import { jumpingClocks } from './clocks';
import { troubledDatabase } from './databases';
import { contendedDisk, fullDisk } from './disk';
import { onBreakingServer, type Postgres } from './grounds';
import { type Killed, killWriters, noneKilled, type Run } from './kills';
import { inLanes, type Lane, work } from './lanes';
import { troubledMail } from './letters';
import { endAll, startTracked } from './processes';
import { load, Progress, wordsOf } from './progress';
import { casesTable, cutsTable, killsTable, partsTable, syncsTable, type Part } from './report';
import { type Cut, cutActs } from './steps';
import { countSyncs, type Synced } from './syncs';
import { actNames } from './words';

/* The fault run: `node run.js SEED SEQUENCES PART …`, started by scripts/faults.mjs. Each part says how far it is, and what it has done when it is
   over; whatever becomes of a part, the others go on, and all tables stand at the end, also where the run is stopped (SIGINT, SIGTERM). They are
   kept in .cache/faults.json. Ends with 1 where anything was lost, half done or done twice, or a server did not come through a trouble. */

const [seed = '1', sequences = '500', ...parts] = process.argv.slice(2);
const program = process.argv[1] ?? '';
const progress = new Progress();
const runIn = (folder: string): Run => ({ child: join(import.meta.dirname, 'child.js'), folder, seed: Number(seed), progress });
const freshFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'entente-faults-')));

/** Longest time until a killed store or server is there again, in milliseconds. */
const restartWithin = 3000;

/** Sequences in one place, one after the other; servers take longer to start than stores to open. */
const most = { writer: 12, server: 10 };

if (parts[0] === 'full-disk') {
  // In a mount namespace of its own; whoever started it reads the cases.
  const folder = freshFolder();
  const done: Case[] = [];
  await fullDisk(folder, done);
  await endAll();
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(JSON.stringify(done));
} else if (parts[0] === 'lane') {
  const lane = JSON.parse(parts[1] ?? '') as Lane;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void endAll().then(() => process.exit(130)));
  await work(runIn(lane.folder), lane);
  await endAll();
} else process.exit(await all());

/** Does the parts that are asked for, one after the other, and gives the exit code. */
async function all(): Promise<number> {
  const folder = freshFolder();
  const run = runIn(folder);
  const began = new Date().toISOString();
  const source = join(projectFolder(), 'test', 'faults', 'cut.c');
  const abreast = Math.max(2, availableParallelism());
  const done: Part[] = [];
  const kills: Killed[] = [];
  const cuts: Cut[] = [];
  const syncs: Synced[] = [];
  const cases: Case[] = [];
  const skipped: string[] = [];
  const broken: string[] = [];
  const say = (text: string): void => void process.stdout.write(text === '' ? '' : `\n${text}\n`);

  /** One part: what breaks it is a fault of the run, and ends nothing else. */
  const part = async (name: string, does: (server: (durable: boolean) => Promise<Postgres | null>) => Promise<void>, table: () => string): Promise<void> => {
    const own: Postgres[] = [];
    const one: Part = { part: name, from: progress.minutes, minutes: 0, load: [load(), 0], ended: 'stopped' };
    done.push(one);
    progress.say(`${name} begins, at load ${load()}`);
    try {
      await does(async (durable) => {
        if (postgresBinaries() === undefined) return null;
        const server = await startPostgres({ durable });
        own.push(server);
        return server;
      });
      one.ended = 'whole';
    } catch (error) {
      one.ended = 'broken';
      broken.push(`${name} broke: ${wordsOf(error)}`);
    }
    // One that cannot be ended goes with this program.
    for (const server of own) await Promise.race([server.end().catch(() => undefined), wait(20_000)]);
    Object.assign(one, { minutes: progress.minutes - one.from, load: [one.load[0], load()] });
    progress.say(`${name} ended: ${one.ended}`);
    say(table());
  };

  const parted: Record<string, () => Promise<void>> = {
    kills: () =>
      part('kills', async (server) => {
        const share = (of: number): number => Math.max(1, Math.round((Number(sequences) * of) / 500));
        const [quick, durable] = [await server(false), await server(true)];
        const killed = (one: Pick<Killed, 'store' | 'kill'>, of: number): Killed => (kills.push(noneKilled(one, share(of))), kills.at(-1) as Killed);
        for (const [what, of] of [['writer', 440], ['server', 60]] as const) await inLanes(run, program, { what, server: null, sequences: share(of) }, most[what], abreast, killed({ store: 'SQLite', kill: what }, of));
        if (quick === null || durable === null) return void skipped.push('kills on PostgreSQL: there is none here');
        for (const [what, of] of [['writer', 380], ['server', 60]] as const) await inLanes(run, program, { what, server: quick.url(), sequences: share(of) }, most[what], abreast, killed({ store: 'PostgreSQL', kill: what }, of));
        // One at a time, because the server is everybody's.
        const ground = onBreakingServer(durable);
        const total = killed(ground, 60);
        await killWriters(run, ground, { sequences: total.asked, each: most.writer, lane: 0, lanes: 1 }, (told) => {
          Object.assign(total, told);
          progress.far(`${total.store}, ${total.kill} killed, sequences`, total.sequences, total.asked);
        });
      }, () => killsTable(kills)),
    steps: () =>
      part('steps', async (server) => {
        const chosen = actNames.filter((name) => parts.includes(name));
        const missing = await cutActs(run, source, abreast, await server(false), chosen.length === 0 ? actNames : chosen, cuts);
        if (missing !== null) skipped.push(`acts cut off at each step: ${missing}`);
      }, () => cutsTable(cuts)),
    syncs: () =>
      part('syncs', async (server) => {
        const rows = await countSyncs(run, await server(true));
        if (typeof rows === 'string') skipped.push(`synchronisations counted: ${rows}`);
        else syncs.push(...rows);
      }, () => syncsTable(syncs)),
    disk: () =>
      part('disk', async () => {
        await onFullDisk();
        await contendedDisk(run, cases);
      }, () => ''),
    database: () =>
      part('database', async (server) => {
        const one = await server(true);
        if (one === null) skipped.push('a database that goes and comes back: there is no PostgreSQL here');
        else await troubledDatabase(run, one, cases);
      }, () => ''),
    mail: () => part('mail', () => troubledMail(run, cases), () => ''),
    clock: () => part('clock', () => jumpingClocks(run, cases), () => ''),
  };

  const onFullDisk = async (): Promise<void> => {
    const missing = 'a disk that fills up: this user may make no mount namespace here';
    if (spawnSync('unshare', ['-Urm', 'true']).status !== 0) return void skipped.push(missing);
    const child = startTracked('unshare', ['-Urm', process.execPath, program, seed, sequences, 'full-disk'], { timeout: 10 * 60_000 });
    child.stdin.end();
    let [text, words] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (text += data.toString()));
    child.stderr.on('data', (data: Buffer) => (words += data.toString()));
    const code = await new Promise<number | string>((resolve) => void child.on('close', (status, signal) => resolve(status ?? signal ?? -1)));
    if (code !== 0) throw new Error(`the full disk ended with ${code}: ${words}`);
    cases.push(...(JSON.parse(text) as Case[]));
    say(casesTable(cases));
  };

  // What nobody waits for any more, such as a request to a server that was killed, is a fault as well, but no reason to end.
  for (const name of ['unhandledRejection', 'uncaughtException'] as const) process.on(name, (error: unknown) => void broken.push(`nobody waited for: ${wordsOf(error)}`));
  const stopped = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(signal));
  });
  const inTurn = async (): Promise<void> => {
    for (const name of ['kills', 'steps', 'syncs', 'disk', 'database'] as const) if (parts.includes(name)) await parted[name]?.();
    // These wait for clocks and patience most of the time.
    await Promise.all((['mail', 'clock'] as const).filter((name) => parts.includes(name)).map((name) => parted[name]?.()));
  };
  await Promise.race([inTurn(), stopped.then((signal) => void broken.push(`stopped by ${signal} before it was through`))]);

  const faults = [...broken, ...faultsOf()];
  for (const one of done) if (one.ended === 'stopped') Object.assign(one, { minutes: progress.minutes - one.from, load: [one.load[0], load()] });
  for (const { part: name, name: what, skipped: why } of cases) if (why !== undefined) skipped.push(`${name}: ${what}: ${why}`);
  for (const table of [killsTable(kills), cutsTable(cuts), syncsTable(syncs), casesTable(cases), partsTable(done)]) say(table);
  for (const what of skipped) process.stdout.write(`skipped ${what}\n`);
  mkdirSync(join(projectFolder(), '.cache'), { recursive: true });
  writeFileSync(join(projectFolder(), '.cache', 'faults.json'), `${JSON.stringify({ began, seed: run.seed, minutes: progress.minutes, parts: done, kills, cuts, syncs, cases, skipped, faults }, null, 2)}\n`);
  for (const fault of faults.slice(0, 20)) say(`✗ ${fault}`);
  if (faults.length > 0) say(`${faults.length} faults; what they left is in ${folder}. The same again: npm run faults -- ${parts.join(' ')} ${seed}`);
  say(`Seed ${seed}, ${progress.minutes.toFixed(1)} minutes. The figures are in .cache/faults.json.`);
  await Promise.race([endAll('SIGTERM'), wait(3000)]);
  await Promise.race([endAll(), wait(3000)]);
  if (faults.length === 0) rmSync(folder, { recursive: true, force: true });
  return faults.length > 0 ? 1 : 0;

  /** What went wrong, by all that the parts found. */
  function faultsOf(): string[] {
    const found: string[] = [];
    for (const killed of kills) {
      const place = `${killed.store}, ${killed.kill} killed`;
      for (const kind of ['lost', 'half', 'doubled', 'broken'] as const) found.push(...killed[kind].map((what) => `${place}, ${kind}: ${what}`));
      if (killed.sequences < killed.asked) found.push(`${place}: ${killed.sequences} of ${killed.asked} sequences`);
      for (const { milliseconds, load: at } of [...killed.restarts, ...killed.recoveries]) if (milliseconds > restartWithin) found.push(`${place}: it took ${milliseconds} ms to be there again, at load ${at}`);
    }
    for (const cut of cuts) {
      for (const kind of ['lost', 'half', 'doubled'] as const) found.push(...cut[kind].map((what) => `${cut.store}, ${kind}: ${what}`));
      if (cut.cuts < cut.asked || cut.asked === 0) found.push(`${cut.store}, ${cut.act}: cut off at ${cut.cuts} of ${cut.asked} steps`);
    }
    for (const { store, write, fewest } of syncs) if (fewest < 1) found.push(`${store}: ${write} was acknowledged without having been synchronised`);
    for (const { part: name, name: what, fault } of cases) if (fault !== null) found.push(`${name}: ${what}: ${fault}`);
    return found;
  }
}
