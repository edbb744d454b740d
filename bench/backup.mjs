// node bench/backup.mjs [agreements] [postgres]: what a backup, a restore and a move cost with 10,000 agreements, and what others feel of a server
// while it is backed up. One agreement is made over HTTP; the others are copies of it under other ids, with chains of their own. All
// commands are the built program in processes of their own; wall and processor time, and the most memory that each held. PostgreSQL, which
// takes several times as long, only where it is named.
import Database from 'libsql';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Person } from './people.mjs';
import { startServer } from './server.mjs';
import { postgresBinaries, startPostgres } from '../scripts/postgres.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const agreements = Number(process.argv[2] ?? 10_000);
const answers = readFileSync(join(root, 'bench/answers.yaml'), 'utf8');
const { build } = await import('vite');
const out = join(root, '.cache/bench-backup');
await build({ configFile: join(root, 'vite.server.config.ts'), logLevel: 'error', build: { outDir: out, emptyOutDir: true, ssr: true, rolldownOptions: { input: { ours: join(root, 'scripts/bench-backup.ts') }, output: { entryFileNames: '[name].js' } } } });
const ours = await import(join(out, 'ours.js'));

const work = mkdtempSync(join(tmpdir(), 'entente-copies-'));
let server = await startServer();
try {
  const { data } = server;
  const { person, agreement } = await firstAgreement(server.address);
  await server.stop();
  await timed(`filling the folder with ${agreements.toLocaleString('en')} agreements`, () => fill(data, agreement));
  console.log(`The folder has ${megabytes(join(data, 'entente.db'))} MB.`);

  server = await startServer({ data, options: ['--rate', '0'] });
  person.moveTo(server.address);
  const before = await felt(person, agreement, new Promise((resolve) => setTimeout(resolve, 8000)));
  const file = join(work, 'b.entente');
  let backup;
  const during = await felt(person, agreement, (backup = run('backup', '--data', data, '--to', file)));
  await server.stop();
  person.leave();

  const beside = ['backup beside a server', await backup, megabytes(file)];
  const rows = [['backup', await run('backup', '--data', data, '--to', file, '--force'), megabytes(file)]];
  const sealed = join(work, 'sealed.age');
  const secret = join(work, 'secret');
  writeFileSync(secret, 'four quiet horses run\n', { mode: 0o600 });
  rows.push(['backup, encrypted', await run('backup', '--data', data, '--to', sealed, '--encrypt', '--passphrase-file', secret), megabytes(sealed)]);
  const again = join(work, 'again');
  rows.push(['restore', await run('restore', file, '--data', again), megabytes(join(again, 'entente.db'))]);
  rmSync(again, { recursive: true, force: true });
  rows.push(['restore, encrypted', await run('restore', sealed, '--data', again, '--passphrase-file', secret), megabytes(join(again, 'entente.db'))]);
  rmSync(again, { recursive: true, force: true });
  rmSync(sealed);
  if (process.argv.includes('postgres') && postgresBinaries() !== undefined) {
    const postgres = await startPostgres({ durable: true });
    try {
      const url = await postgres.create('copies');
      rows.push(['move to PostgreSQL', await run('move', '--data', data, '--to', url), null]);
      rows.push(['backup of PostgreSQL', await run('backup', '--data', data, '--database', url, '--to', join(work, 'p.entente')), megabytes(join(work, 'p.entente'))]);
      rows.push(['restore into PostgreSQL', await run('restore', file, '--data', join(work, 'keys'), '--database', await postgres.create('restored')), null]);
    } finally {
      await postgres.end();
    }
  }
  const digests = new Set(rows.map(([, { digest }]) => digest));
  console.log(`\n${agreements.toLocaleString('en')} agreements. Goal: a restore of 10,000 within 60 s. Node ${process.version}.\n| Command | s | CPU s | most memory MB | MB written |\n|---|---|---|---|---|`);
  for (const [what, { seconds, cpu, memory }, size] of [beside, ...rows]) console.log(`| ${what} | ${what.startsWith('restore') && agreements === 10_000 && seconds > 60 ? 'MISSED ' : ''}${seconds.toFixed(1)} | ${cpu.toFixed(1)} | ${memory.toFixed(0)} | ${size ?? ''} |`);
  console.log(digests.size === 1 ? `Every copy has the record digest ${[...digests][0]}.` : `MISSED: the record digests differ: ${[...digests].join(', ')}`);
  console.log('\nWhat somebody feels who reads and writes one after the other:\n| | requests | p50 ms | p99 ms | longest ms |\n|---|---|---|---|---|');
  for (const [what, times] of [['without a backup', before], ['while a backup runs', during]]) console.log(`| ${what} | ${times.length} | ${at(times, 0.5)} | ${at(times, 0.99)} | ${at(times, 1)} |`);
} finally {
  await server.stop();
  server.clear();
  rmSync(work, { recursive: true, force: true });
}

async function firstAgreement(address) {
  const person = new Person(address);
  await person.write('set-up', { name: 'Ada', email: 'ada@north.example', password: 'four quiet horses run', organisation: 'North' });
  const { agreement } = await person.write('create-agreement', { answers, party: 'alpha' });
  await person.write('send-turn', { agreement, answering: 0, note: 'A first draft.' });
  for (let i = 0; i < 20; i++) await person.write('make-comment', { agreement, scope: 'everyone', clause: null, text: `Comment ${i}: could we say this in fewer words?` });
  return { person, agreement };
}

/** Copies of an agreement: every row of it in every table, under another id; events linked anew, because their hashes name the stream. */
async function fill(data, template) {
  const file = join(data, 'entente.db');
  const db = new Database(file);
  db.exec('pragma synchronous = off; pragma foreign_keys = off; pragma journal_mode = wal');
  const tables = db.prepare(`select name from pragma_table_list where schema = 'main' and type = 'table'`).all().map(({ name }) => name)
    .filter((name) => !/^(sqlite_|search|idempotency|checkpoints|outbox|session)/.test(name));
  const copied = [];
  for (const table of tables) {
    const columns = db.prepare('select name from pragma_table_info(?)').all([table]).map(({ name }) => name);
    const key = table === 'agreements' ? 'id' : columns.includes('agreement') ? 'agreement' : null;
    if (key === null) continue;
    const rows = db.prepare(`select ${columns.map((name) => `"${name}"`).join()} from "${table}" where "${key}" = ? order by 1, 2, ${columns.length > 2 ? 3 : 1}`).raw().all([template]);
    copied.push({ table, columns, key: columns.indexOf(key), check: columns.indexOf('row_check'), rows, put: db.prepare(`insert into "${table}" values (${columns.map(() => '?').join()})`) });
  }
  const ids = [];
  for (let i = 1; i < agreements; i++) {
    if (i % 200 === 1) db.exec('begin');
    const id = `01930000-${i.toString(16).padStart(8, '0')}-7000-8000-000000000000`;
    for (const { table, columns, key, check, rows, put } of copied) {
      let last = null;
      for (const row of rows) {
        const copy = [...row];
        copy[key] = id;
        if (check !== -1) copy[check] = null;
        if (table === 'events') {
          const event = Object.fromEntries(columns.map((name, index) => [name, copy[index]]));
          const stream = `${id}/${event.stream}`;
          const prev = last?.stream === stream ? last.hash : null;
          const hash = ours.hashOf({ v: event.v, stream, seq: event.seq, kind: event.kind, at: event.at, actor: JSON.parse(event.actor), onBehalfOf: event.on_behalf_of, body: JSON.parse(event.body), prev });
          copy[columns.indexOf('prev')] = prev;
          copy[columns.indexOf('hash')] = hash;
          last = { stream, hash };
        }
        put.run(copy);
      }
    }
    ids.push(id);
    if (i % 200 === 0 || i === agreements - 1) db.exec('commit');
  }
  db.close();
  const database = await ours.openDatabase(file, () => new Date().toISOString(), { peopleKeys: ours.openPeopleKeys(join(data, 'keys')) });
  await ours.copyRows(database.kysely);
  for (let at = 0; at < ids.length; at += 200) {
    await database.engine.write(async (transaction) => {
      for (const id of ids.slice(at, at + 200)) await ours.indexSeats(ours.sqliteWords, transaction, id);
    });
  }
  await database.close();
}

/** How long each request took, in order of length, while something else is under way. */
async function felt(person, agreement, until) {
  let done = false;
  void until.finally(() => (done = true)).catch(() => undefined);
  const times = [];
  for (let i = 0; !done; i++) {
    const start = performance.now();
    if (i % 10 === 0) await person.write('make-comment', { agreement, scope: 'us', clause: null, text: `Comment ${i}` });
    else if (i % 2 === 0) await person.read('read-agreement', { agreement });
    else await person.read('list-agreements', { limit: 50 });
    times.push(performance.now() - start);
  }
  await until;
  return times.sort((a, b) => a - b);
}

/** Runs a command; it must succeed. */
function run(...args) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, [join(root, 'bin/entente.mjs'), ...args, '--format', 'json'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    let memory = 0;
    let cpu = 0;
    const watch = setInterval(() => {
      try {
        const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
        // User and system time are in hundredths of a second.
        cpu = (Number(fields[11]) + Number(fields[12])) / 100;
        memory = Math.max(memory, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
      } catch {
        // It has just ended, or this is not Linux.
      }
    }, 50);
    child.stdout.on('data', (part) => (text += part));
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(watch);
      if (code !== 0) reject(new Error(`entente ${args[0]} ended with ${code}`));
      else resolve({ seconds: (performance.now() - started) / 1000, cpu, memory, digest: JSON.parse(text).record.digest });
    });
  });
}

async function timed(what, work) {
  const started = performance.now();
  await work();
  console.log(`${what}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

function megabytes(file) {
  return (statSync(file).size / 1e6).toFixed(0);
}

function at(times, share) {
  return (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);
}
