// Many who follow one agreement: how long until all are told of a change, and what that takes of the server.
//   npm run bench -- live
import { fork } from 'node:child_process';
import { connect } from 'node:net';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from './server.mjs';

/** Followers, and what is the goal (security.md): all told within 2 s, within 1 GB; at least the first. */
const sizes = [2_000, 10_000];
const goal = { ms: 2_000, megabytes: 1_000 };

/** Connections of one person, fewer than one person may have. */
const each = 10;
const changes = 10;

/** Prints how long changes take to reach everybody. */
export async function live(ours) {
  console.log(`\nFollowers of one agreement, over real connections. Goal: all told within ${goal.ms / 1000} s of the request for the change, server within ${goal.megabytes} MB.`);
  console.log('| Followers | connected in s | all told, ms: median | longest | until the change was answered, ms | server MB before | after | server CPU ms a change | quiet server: CPU ms a second |\n|---|---|---|---|---|---|---|---|---|');
  for (const size of sizes) await measure(ours, size);
}

async function measure(ours, size) {
  const { data, agreement, lead, followers } = await prepare(ours, size);
  const server = await startServer({ data });
  const client = fork(fileURLToPath(import.meta.url), [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const said = (kind) => new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the followers did not say "${kind}" within two minutes`)), 120_000);
    client.on('message', function hear(message) {
      if (message.kind !== kind) return;
      clearTimeout(late);
      client.off('message', hear);
      resolve(message);
    });
  });
  try {
    const before = server.used().memory;
    const began = performance.now();
    const connected = said('connected');
    client.send({ kind: 'connect', address: server.address, agreement, followers, each });
    const { count } = await connected;
    if (count !== size) throw new Error(`${count} of ${size} followers were let in`);
    const seconds = (performance.now() - began) / 1000;
    const quiet = server.used().cpuMs;
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    const quietly = (server.used().cpuMs - quiet) / 10;
    const [times, answered] = [[], []];
    const cpu = server.used().cpuMs;
    for (let change = 0; change < changes; change += 1) {
      const told = said('told');
      const at = performance.timeOrigin + performance.now();
      client.send({ kind: 'count' });
      await comment(server.address, agreement, lead, `Change ${change}`);
      answered.push(performance.timeOrigin + performance.now() - at);
      times.push((await told).last - at);
    }
    const used = server.used();
    const sorted = times.toSorted((a, b) => a - b);
    const [median, most] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
    const miss = (value, limit) => (value > limit ? 'MISSED ' : '');
    console.log(`| ${size} | ${seconds.toFixed(1)} | ${median.toFixed(0)} | ${miss(most, goal.ms)}${most.toFixed(0)} | ${answered.toSorted((a, b) => a - b)[Math.floor(changes / 2)].toFixed(0)} | ${before.toFixed(0)} | ${miss(used.most, goal.megabytes)}${used.most.toFixed(0)} | ${((used.cpuMs - cpu) / changes).toFixed(0)} | ${quietly.toFixed(0)} |`);
  } finally {
    client.disconnect();
    await server.stop();
    server.clear();
  }
}

/** An agreement with a turn on the table and as many readers as are needed, in a folder of its own. */
async function prepare(ours, size) {
  const data = join(mkdtempSync(join(tmpdir(), 'entente-live-')), 'new');
  const world = await ours.openWorld({ data, served: { address: 'http://127.0.0.1:4321', mailServer: false, signUp: 'open', setUpCode: null } });
  try {
    const here = { headers: new Headers(), address: '127.0.0.1' };
    const { person, cookies } = await world.accounts.signUpFirst({ name: 'Ada Winter', email: 'ada@north.example', password: 'seven green lamps' }, here);
    const who = { person: { person, name: 'Ada Winter', email: 'ada@north.example', administrator: true, agreement: null, account: true } };
    const run = async (name, input) => (await ours.performWhole(ours.operations.find((operation) => operation.name === name), who, input, world)).result;
    const { agreement } = await run('create-agreement', { answers: readFileSync(new URL('answers.yaml', import.meta.url), 'utf8'), party: 'alpha' });
    await run('send-turn', { agreement, answering: 0 });
    const seat = await world.directory.seatOf(person, agreement);
    const followers = [];
    for (let index = 0; index < size / each; index += 1) {
      const entered = await world.accounts.guestSession({ name: `Reader ${index}`, email: `reader-${index}@north.example`, agreement }, here);
      await world.store.append(seat, { agreement, writes: [], grants: [{ person: entered.person, party: 'alpha', role: 'reader' }] });
      followers.push(cookieOf(entered.cookies));
    }
    return { data, agreement, lead: cookieOf(cookies), followers };
  } finally {
    await world.close();
  }
}

const cookieOf = (cookies) => cookies.map((cookie) => cookie.split(';')[0]).join('; ');

async function comment(address, agreement, cookie, text) {
  const answered = await fetch(`${address}/api/agreements/${agreement}/make-comment`, { method: 'POST', headers: { cookie, origin: address, 'content-type': 'application/json' }, body: JSON.stringify({ scope: 'everyone', clause: null, text }) });
  if (!answered.ok) throw new Error(`a comment was answered ${answered.status}: ${await answered.text()}`);
}

/** The followers, in a process of their own: connections as bare as can be, so that the time is the server's. */
function follow() {
  const sockets = new Set();
  let counting = new Set();
  process.on('message', (message) => {
    if (message.kind === 'connect') void open(message);
    else counting = new Set(sockets);
  });
  process.on('disconnect', () => process.exit());
  const open = async ({ address, agreement, followers, each: many }) => {
    const { host, port } = new URL(address);
    const one = (cookie) =>
      new Promise((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(`GET /api/agreements/${agreement}/live HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\n\r\n`));
        socket.setEncoding('latin1');
        socket.on('error', () => resolve());
        socket.on('close', () => sockets.delete(socket) && resolve());
        socket.on('data', (piece) => {
          if (piece.includes('event: hello')) {
            sockets.add(socket);
            resolve();
          }
          if (piece.includes('event: changed') && counting.delete(socket) && counting.size === 0) process.send({ kind: 'told', last: performance.timeOrigin + performance.now() });
        });
      });
    const all = followers.flatMap((cookie) => Array.from({ length: many }, () => cookie));
    for (let at = 0; at < all.length; at += 100) await Promise.all(all.slice(at, at + 100).map(one));
    process.send({ kind: 'connected', count: sockets.size });
  };
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) follow();
