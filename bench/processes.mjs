// Reads of fifty people on one server, then on two, with one PostgreSQL behind them: what a read costs, and how much more two carry.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../scripts/postgres.mjs';
import { startServer } from './server.mjs';

/** One and two by turns, so that what the machine does besides falls on both. */
const phases = [
  { name: 'warm one', seconds: 10, servers: 1, reads: true },
  { name: 'warm two', seconds: 10, servers: 2, reads: true },
  ...[1, 2, 1, 2].map((servers, index) => ({ name: `${servers} (${index})`, seconds: 12, servers, reads: true })),
];

/** Prints the figures. */
export async function processes() {
  const postgres = await startPostgres({ durable: true });
  const servers = [];
  try {
    const options = ['--database', await postgres.create('bench'), '--sign-up', 'open', '--trust-proxy', '127.0.0.1', '--rate', '0'];
    servers.push(await startServer({ options }));
    servers.push(await startServer({ options, data: servers[0].data }));
    const { counted, used } = await work(servers);
    const rows = [1, 2].map((count) => {
      const those = counted.flatMap((phase, index) => (phases[index].servers === count && !phase.name.startsWith('warm') ? [{ ...phase, seconds: phases[index].seconds }] : []));
      const reads = those.reduce((sum, { times }) => sum + Object.values(times).flat().length, 0);
      const errors = those.reduce((sum, phase) => sum + Object.values(phase.errors).reduce((a, b) => a + b, 0), 0);
      const cpu = those.reduce((sum, { name }) => sum + used[name].after - used[name].before, 0);
      const sorted = those.flatMap(({ times }) => Object.values(times).flat()).sort((a, b) => a - b);
      return { count, perSecond: reads / those.reduce((sum, { seconds }) => sum + seconds, 0), each: cpu / reads, p99: sorted[Math.floor(sorted.length * 0.99)], errors };
    });
    const [one, two] = rows;
    console.log('\nReads of fifty people, back to back, on app processes with one PostgreSQL. Goal: the CPU of a read on two within 15 % of that on one.');
    console.log('| App processes | reads/s | CPU ms of the app for each | p99 ms | errors |\n|---|---|---|---|---|');
    for (const { count, perSecond, each, p99, errors } of rows) console.log(`| ${count} | ${perSecond.toFixed(0)} | ${each.toFixed(3)} | ${p99.toFixed(0)} | ${errors} |`);
    const more = two.each / one.each - 1;
    console.log(`${Math.abs(more) <= 0.15 ? '' : 'MISSED: '}a read costs ${(100 * more).toFixed(1)} % more on two; they carry ${(two.perSecond / one.perSecond).toFixed(2)} times as many on this machine, which the people and PostgreSQL share.`);
  } finally {
    for (const server of servers) await server.stop();
    servers[0]?.clear();
    await postgres.end();
  }
}

async function work(servers) {
  const client = fork(fileURLToPath(new URL('load-client.mjs', import.meta.url)), [servers.map(({ address }) => address).join(','), JSON.stringify(phases)], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const tooLong = setTimeout(() => client.kill('SIGKILL'), phases.reduce((sum, { seconds }) => sum + seconds, 240) * 1000);
  const cpu = () => servers.reduce((sum, server) => sum + server.used().cpuMs, 0);
  const used = {};
  client.on('message', ({ begins, ends }) => {
    if (begins !== undefined) used[begins] = { before: cpu() };
    else used[ends].after = cpu();
  });
  let text = '';
  client.stdout.on('data', (part) => (text += part));
  const code = await new Promise((resolve) => client.once('close', resolve));
  clearTimeout(tooLong);
  if (code !== 0) throw new Error(`the people of the load ended with ${code}`);
  return { ...JSON.parse(text), used };
}
