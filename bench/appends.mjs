// node bench/appends.mjs: how many chained, synced writes a second the store takes, and whether one costs more in a long history than in a
// short one. Each append has an event, a list row and an idempotency key, and is answered when it is on the disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../scripts/postgres.mjs';
const root = fileURLToPath(new URL('..', import.meta.url));
const { build } = await import('vite');
const out = join(root, '.cache/bench-lists');
await build({ configFile: join(root, 'vite.server.config.ts'), logLevel: 'error', build: { outDir: out, emptyOutDir: true, ssr: true, rolldownOptions: { input: { ours: join(root, 'scripts/bench-lists.ts') }, output: { entryFileNames: '[name].js' } } } });
const { openDatabase } = await import(join(out, 'ours.js'));

const seat = { person: 'local', party: 'local', role: 'lead', caucuses: [] };
const folder = mkdtempSync(join(tmpdir(), 'entente-appends-'));
const server = await startPostgres({ durable: true });
try {
  console.log('\nChained, synced writes. Goal: 1,000/s, at least 300/s, and the same at the end of a long history.');
  console.log('| Store | writers | a second | CPU ms of the app for each |\n|---|---|---|---|');
  const flat = [];
  for (const [store, at] of [['SQLite', join(folder, 'one.db')], ['PostgreSQL', await server.create('appends')]]) {
    const database = await openDatabase(at, () => new Date().toISOString());
    for (const writers of [1, 10]) {
      const done = await write(database, `${store.toLowerCase()}-${writers}`, writers, 1500);
      console.log(`| ${store} | ${writers} | ${done.perSecond < 300 ? 'MISSED ' : ''}${done.perSecond.toFixed(0)} | ${done.cpu.toFixed(2)} |`);
    }
    const long = await history(database, `long-${store.toLowerCase()}`, 6000);
    flat.push(`${store}: ${long.early.toFixed(2)} CPU ms for events 100 to 1,100, ${long.late.toFixed(2)} for events 5,000 to 6,000`);
    await database.close();
  }
  console.log(`\nIn a history of 6,000 events: ${flat.join('; ')}.`);
} finally {
  await server.end();
  rmSync(folder, { recursive: true, force: true });
}

async function begin(store, agreement) {
  const made = await store.append(seat, { agreement, create: true, writes: [{ stream: `${agreement}/party:local`, expectedSeq: 0, drafts: [{ kind: 'agreement-created', body: { type: null, title: null } }] }] });
  if (made.kind !== 'appended') throw new Error(made.kind);
}

async function append(store, agreement, seq) {
  const row = { party: 'local', title: 'One', type: null, parties: [], status: 'drafted', turn: 0, needs: [], waits: [] };
  const once = { key: `${agreement}-${seq}`, request: `sha256:${'0'.repeat(64)}` };
  const made = await store.append(seat, { agreement, writes: [{ stream: `${agreement}/party:local`, expectedSeq: seq, drafts: [{ kind: 'comment-made', body: { comment: `c${seq}`, clause: null, text: 'We read this again; it can stay.' } }] }], rows: [row], once });
  if (made.kind !== 'appended') throw new Error(made.kind);
}

/** Writers at once, each in an agreement of their own. */
async function write({ store }, name, writers, count) {
  await Promise.all(Array.from({ length: writers }, (_, index) => begin(store, `${name}-${index}`)));
  const started = performance.now();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: writers }, async (_, index) => {
    for (let seq = 1; seq <= count / writers; seq++) await append(store, `${name}-${index}`, seq);
  }));
  const { user, system } = process.cpuUsage(before);
  return { perSecond: (1000 * count) / (performance.now() - started), cpu: (user + system) / 1000 / count };
}

async function history({ store }, agreement, count) {
  await begin(store, agreement);
  const times = [];
  for (let seq = 1; seq < count; seq++) {
    if (seq % 1000 === 100 || seq % 1000 === 0) times.push([seq, process.cpuUsage()]);
    await append(store, agreement, seq);
  }
  times.push([count, process.cpuUsage()]);
  const cpu = (from, to) => {
    const [a, b] = [from, to].map((at) => times.find(([seq]) => seq === at)[1]);
    return (b.user + b.system - a.user - a.system) / 1000 / (to - from);
  };
  return { early: cpu(100, 1100), late: cpu(5000, count) };
}
