import { createInterface } from 'node:readline';
import { killServers } from './flows';
import { onServer, serverAt } from './grounds';
import { countOf, inFolder, type Killed, killWriters, noneKilled, type Run, type Share } from './kills';
import { startTracked } from './processes';

/* Several processes of this run beside each other, each with places of its own: what one looks at for long holds up no other, and no time is measured while it does. */

/** What one of them does. */
export interface Lane extends Share {
  folder: string;
  what: 'writer' | 'server';
  /** Address of a database on a server where others can be made; null for data folders. */
  server: string | null;
}

/** Does the work of a lane, and says after each sequence what came of all so far, one JSON object a line. */
export async function work(run: Run, lane: Lane): Promise<void> {
  const { what, server } = lane;
  const ground = server === null ? { ...inFolder, kill: what } : onServer(serverAt(server), what);
  const tell = (total: Killed): void => void process.stdout.write(`${JSON.stringify(total)}\n`);
  await (what === 'writer' ? killWriters : killServers)(run, ground, lane, tell);
}

/** Has the sequences done in so many processes, and keeps `total` the sum of all that they told so far. */
export async function inLanes(run: Run, program: string, job: Pick<Lane, 'what' | 'server' | 'sequences'>, most: number, count: number, total: Killed): Promise<void> {
  const lanes = Math.min(count, job.sequences);
  const each = Math.min(most, Math.ceil(job.sequences / lanes));
  const told = new Map<number, Killed>();
  const sum = (): void => {
    add(total, [...told.values()]);
    run.progress.far(`${total.store}, ${total.kill} killed, sequences`, total.sequences, total.asked);
  };
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const share: Share = { sequences: job.sequences, each, lane, lanes };
      const given: Lane = { ...job, ...share, folder: run.folder };
      const child = startTracked(process.execPath, [program, String(run.seed), '0', 'lane', JSON.stringify(given)]);
      child.stdin.end();
      let words = '';
      child.stderr.on('data', (part: Buffer) => (words += part.toString()));
      createInterface({ input: child.stdout }).on('line', (line) => {
        told.set(lane, JSON.parse(line) as Killed);
        sum();
      });
      const code = await new Promise<number | string>((resolve) => void child.on('close', (status, signal) => resolve(status ?? signal ?? -1)).on('error', (error) => resolve(String(error))));
      if (code === 0) return;
      const last = told.get(lane) ?? noneKilled(total, countOf(share));
      last.broken.push(`a process of this run ended with ${code} after ${last.sequences} of ${countOf(share)} sequences: ${words.slice(-2000)}`);
      told.set(lane, last);
      sum();
    }),
  );
}

/** Makes a total the sum of others. */
function add(total: Killed, others: readonly Killed[]): void {
  const sumOf = (count: (one: Killed) => number): number => others.reduce((sum, one) => sum + count(one), 0);
  Object.assign(total, {
    sequences: sumOf((one) => one.sequences),
    acknowledged: sumOf((one) => one.acknowledged),
    again: sumOf((one) => one.again),
    mails: { sent: sumOf((one) => one.mails.sent), repeated: sumOf((one) => one.mails.repeated) },
    ...Object.fromEntries((['lost', 'half', 'doubled', 'broken', 'restarts', 'recoveries'] as const).map((kind) => [kind, others.flatMap((one): unknown[] => one[kind])])),
  } satisfies Partial<Killed>);
}
