// Fifty people at once, against the built program in a process of its own; then the same reads without HTTP, on what they left.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cpuMs } from './measure.mjs';
import { startServer } from './server.mjs';

/** What the fifty people do, one after the other: seconds, and the longest pause between an answer and the next question in ms. */
const phases = [
  { name: 'warm', seconds: 30 },
  { name: 'people', seconds: 20, pause: 500 },
  { name: 'back to back', seconds: 15 },
  { name: 'agreement', seconds: 6, only: 'read-agreement' },
];

/** Prints the figures of the load. `ours` are the product's own functions, for what is measured in this process. */
export async function load(ours) {
  const server = await startServer({ options: ['--sign-up', 'open', '--trust-proxy', '127.0.0.1'] });
  try {
    const { counted, people, used } = await work(server);
    await server.stop();
    const [, paced, flatOut, agreement] = counted.map((phase, index) => ({ ...phase, ...figures(phase, phases[index].seconds, used) }));
    printMix('Fifty people, each pausing up to half a second', paced);
    printMix('Fifty people back to back, as fast as the server answers', flatOut);
    await printReads(ours, server, people, agreement);
  } finally {
    await server.stop();
    server.clear();
  }
}

async function work(server) {
  const client = fork(fileURLToPath(new URL('load-client.mjs', import.meta.url)), [server.address, JSON.stringify(phases)], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  // Nothing waits for ever: making the installation and all phases have an end.
  const tooLong = setTimeout(() => client.kill('SIGKILL'), phases.reduce((sum, { seconds }) => sum + seconds, 240) * 1000);
  const used = {};
  client.on('message', ({ begins, ends }) => {
    if (begins !== undefined) used[begins] = { before: server.used() };
    else used[ends].after = server.used();
  });
  let text = '';
  client.stdout.on('data', (part) => (text += part));
  const code = await new Promise((resolve) => client.once('close', resolve));
  clearTimeout(tooLong);
  if (code !== 0) throw new Error(`the people of the load ended with ${code}`);
  return { ...JSON.parse(text), used };
}

function figures({ name, times, bytes }, seconds, used) {
  const all = Object.values(times).flat();
  const { before, after } = used[name];
  return { ...spread(all), count: all.length, perSecond: all.length / seconds, megabytes: bytes / 1e6 / seconds, cpuMs: (after.cpuMs - before.cpuMs) / all.length, busy: (after.cpuMs - before.cpuMs) / 1000 / seconds, memory: after.memory };
}

function printMix(title, { count, perSecond, p50, p99, most, errors, late, megabytes, cpuMs: each, busy, memory, times }) {
  const failed = Object.values(errors).reduce((sum, n) => sum + n, 0);
  console.log(`\n${title}. Goal: p99 <= 100 ms, no errors.`);
  console.log('| Requests/s | p50 ms | p99 ms | longest ms | errors | told that somebody was first | MB/s | server CPU ms each | server cores | server MB |\n|---|---|---|---|---|---|---|---|---|---|');
  console.log(`| ${perSecond.toFixed(0)} | ${p50.toFixed(1)} | ${p99 <= 100 ? '' : 'MISSED '}${p99.toFixed(1)} | ${most.toFixed(0)} | ${failed === 0 ? '0' : `MISSED ${failed}`} of ${count} | ${late} | ${megabytes.toFixed(0)} | ${each.toFixed(2)} | ${busy.toFixed(2)} | ${memory.toFixed(0)} |`);
  for (const [why, n] of Object.entries(errors)) console.log(`${n} × ${why}`);
  console.log('\n| Of these | requests | p50 ms | p99 ms |\n|---|---|---|---|');
  for (const [name, list] of Object.entries(times).sort((a, b) => b[1].length - a[1].length)) {
    const own = spread(list);
    console.log(`| ${name} | ${list.length} | ${own.p50.toFixed(1)} | ${own.p99.toFixed(1)} |`);
  }
}

async function printReads(ours, server, people, overHttp) {
  const world = await ours.openWorld({ data: server.data, served: { address: server.address, mailServer: false, signUp: 'open', setUpCode: null } });
  try {
    const one = people[0];
    const agreement = one.agreement;
    const headers = people.map(({ cookie }) => new Headers({ cookie }));
    const persons = await Promise.all(headers.map((each) => world.accounts.personOf(each)));
    const run = async (name, at, input) => (await ours.performWhole(ours.operations.find((operation) => operation.name === name), { person: persons[at] }, input, world)).result;
    const rows = [];
    const first = await run('read-agreement', 0, { agreement });
    const size = JSON.stringify(first).length;
    const seat = await world.directory.seatOf(persons[0].person, agreement);
    // Each of the others reads for the first time.
    const others = people.map(({ agreement: id }, at) => ({ at, id })).filter(({ id }) => id !== agreement);
    rows.push(['the operation, first read by this role of this party since the start', await cpuOfEach(others, ({ at, id }) => run('read-agreement', at, { agreement: id }))]);
    const afterComments = (count) => cpuOfEach(Array.from({ length: count }), () => run('read-agreement', 0, { agreement }), () => run('make-comment', 1, { agreement, scope: 'everyone', clause: null, text: 'Read again.' }));
    await afterComments(100);
    const afterComment = await afterComments(100);
    rows.push(['the operation, somebody commented since the last read', afterComment]);
    rows.push(['the operation, nothing happened since the last read', await cpuMs(() => run('read-agreement', 0, { agreement })), 2000]);
    const stream = `${agreement}/shared`;
    const events = await world.store.read(seat, stream);
    rows.push([`the store: all ${events.length} events of the shared stream`, await cpuMs(() => world.store.read(seat, stream))]);
    rows.push(['the store: whether anything has happened', await cpuMs(() => world.store.marks(seat, agreement))]);
    let next = 0;
    const session = await cpuMs(() => world.accounts.personOf(headers[(next += 1) % headers.length]));

    console.log(`\nReads of an agreement: 3 parties, ${size.toLocaleString('en')} characters of JSON, ${events.length} shared events. Goal: 2,000/s.`);
    console.log('| Read | per second | CPU ms each |\n|---|---|---|');
    const failed = Object.values(overHttp.errors).reduce((sum, n) => sum + n, 0);
    console.log(`| over HTTP, signed in, fifty people back to back (p99 ${overHttp.p99.toFixed(0)} ms, ${failed} errors, ${overHttp.megabytes.toFixed(0)} MB/s) | ${overHttp.perSecond >= 2000 ? '' : 'MISSED '}${overHttp.perSecond.toFixed(0)} | ${overHttp.cpuMs.toFixed(2)} of the server |`);
    for (const [what, each, goal] of rows) console.log(`| ${what} | ${goal !== undefined && 1000 / each < goal ? 'MISSED ' : ''}${(1000 / each).toFixed(0)} | ${each.toFixed(3)} |`);
    console.log(`\nA session check takes ${session.toFixed(3)} CPU ms (${session <= 2 ? 'goal' : 'MISSED'}: 2).`);
  } finally {
    await world.close();
  }
}

/** CPU time of this process for each piece of work, without what comes before it. */
async function cpuOfEach(list, work, before = () => undefined) {
  let sum = 0;
  for (const item of list) {
    await before(item);
    const start = process.cpuUsage();
    await work(item);
    const { user, system } = process.cpuUsage(start);
    sum += (user + system) / 1000;
  }
  return sum / list.length;
}

/** Median and 99th percentile of times, and the longest. */
function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), most: sorted.at(-1) ?? 0 };
}
