// node bench/audit.mjs [events]: how long `entente audit` takes over 1,000,000 events of 20,000 agreements (or as many as are named), in a
// SQLite file and on a PostgreSQL server, and how many events a second the check by reading each event goes through, which everybody can do
// with the published form alone. security.md asks for 10 s, 30 s at most.
import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
const root = fileURLToPath(new URL('..', import.meta.url));
const { build } = await import('vite');
const out = join(root, '.cache/bench-audit');
await build({ configFile: join(root, 'vite.server.config.ts'), logLevel: 'error', build: { outDir: out, emptyOutDir: true, ssr: true, rolldownOptions: { input: { ours: join(root, 'scripts/bench-audit.ts') }, output: { entryFileNames: '[name].js' } } } });
const { eventsOf, hashedText, openDatabase, verifyChain } = await import(join(out, 'ours.js'));
const { startPostgres } = await import('../scripts/postgres.mjs');

const total = Number(process.argv[2] ?? 1_000_000);
const each = 50;
const goal = 10;
const floor = 30;
const clock = () => '2026-11-24T12:00:00.000Z';
const folder = mkdtempSync(join(tmpdir(), 'entente-audit-bench-'));
const figures = [];
let server;
try {
  await measure('SQLite', join(folder, 'entente.db'), null);
  server = await startPostgres();
  const url = await server.create('audit');
  await measure('PostgreSQL', url, url);
  print();
} finally {
  await server?.end();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(name, at, url) {
  const database = await openDatabase(at, clock);
  const filled = performance.now();
  await fill(database.kysely);
  const slow = await bySlowWay(database.kysely);
  await database.close();
  const size = url === null ? `${(statSync(at).size / 1e6).toFixed(0)} MB` : '';
  console.log(`${name}: wrote ${total.toLocaleString('en')} events in ${((performance.now() - filled) / 1000).toFixed(0)} s${size === '' ? '' : `, ${size}`}.`);
  // In a process of its own, whose memory is that of the audit alone.
  const place = JSON.stringify({ data: folder, database: url });
  const script = `const { auditPlace } = await import(${JSON.stringify(join(out, 'ours.js'))}); const cpu = process.cpuUsage(); const started = performance.now(); let memory = 0; const { ok, counts } = await auditPlace(${place}, { progress: () => { memory = Math.max(memory, process.memoryUsage.rss()); } }); const { user, system } = process.cpuUsage(cpu);
    console.log(JSON.stringify({ ok, events: counts.events, seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1e6, memory: memory / 1e6 }));`;
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const report = status === 0 ? JSON.parse(stdout) : { ok: false };
  if (!report.ok || report.events !== total) throw new Error(`the audit did not go through: ${stdout}`);
  figures.push({ name, slow, ...report });
}

/** Agreements whose events are linked as the program links them, mostly answers. */
async function fill(db) {
  const row = (agreement, seq, prev) => {
    const body = seq % 10 === 0 ? `{"clause":"confidentiality","comment":"c${seq}","text":"We would rather have three years here, as in the last agreement."}` : `{"answers":[{"path":"term.start.effectiveDate","status":"agreed","value":"2027-03-${String((seq % 28) + 1).padStart(2, '0')}"},{"path":"money.budget","status":"proposed","value":{"amount":"${seq}000.00","currency":"EUR"}}]}`;
    const event = { v: 1, stream: `${agreement}/shared`, seq, kind: seq % 10 === 0 ? 'comment-made' : 'facts-answered', at: clock(), actor: '{"person":"p0"}', onBehalfOf: 'alpha', body, prev };
    return { agreement, stream: 'shared', seq, v: 1, kind: event.kind, at: event.at, actor: event.actor, on_behalf_of: event.onBehalfOf, body, prev, hash: `sha256:${hash('sha256', hashedText(event), 'hex')}` };
  };
  const together = 20;
  for (let first = 0; first < total / each; first += together) {
    const ids = Array.from({ length: Math.min(together, total / each - first) }, (_, index) => `a${String(first + index).padStart(8, '0')}`);
    const rows = ids.flatMap((agreement) => {
      let prev = null;
      return Array.from({ length: each }, (_, index) => {
        const made = row(agreement, index + 1, prev);
        prev = made.hash;
        return made;
      });
    });
    await db.transaction().execute(async (transaction) => {
      await transaction.insertInto('agreements').values(ids.map((id) => ({ id, created_at: clock() }))).execute();
      await transaction.insertInto('events').values(rows).execute();
    });
  }
}

/** Events a second where each is read, put into its form and hashed. */
async function bySlowWay(db) {
  const rows = await db.selectFrom('events').selectAll().where('agreement', '<', 'a00000400').orderBy('agreement').orderBy('seq').execute();
  const streams = Map.groupBy?.(rows, (row) => row.agreement) ?? rows.reduce((map, row) => map.set(row.agreement, [...(map.get(row.agreement) ?? []), row]), new Map());
  const started = performance.now();
  for (const own of streams.values()) if (!verifyChain(eventsOf(own)).ok) throw new Error('a chain does not hold');
  return rows.length / ((performance.now() - started) / 1000);
}

function print() {
  console.log(`\nChecking ${total.toLocaleString('en')} events; goal ${goal} s, at most ${floor} s`);
  for (const { name, seconds, cpu, slow, memory } of figures) {
    const said = seconds <= goal ? 'met' : seconds <= floor ? 'goal missed' : 'FLOOR MISSED';
    console.log(`  ${name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s   ${cpu.toFixed(1).padStart(6)} CPU s   ${memory.toFixed(0)} MB   ${said}   (event by event: ${Math.round(slow).toLocaleString('en')}/s)`);
  }
}
