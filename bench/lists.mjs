// node bench/lists.mjs [file]: what the lists, the search and the home page of one person cost who acts in 10,000 agreements of the
// 100,000 in the file. The rows are written straight into the tables of an empty database; with a file's name they are kept for the
// next run. p50 and p99 are of the wall, in this process: the database answers while everything else waits.
import Database from 'libsql';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
const root = fileURLToPath(new URL('..', import.meta.url));
const { build } = await import('vite');
const out = join(root, '.cache/bench-lists');
await build({ configFile: join(root, 'vite.server.config.ts'), logLevel: 'error', build: { outDir: out, emptyOutDir: true, ssr: true, rolldownOptions: { input: { ours: join(root, 'scripts/bench-lists.ts') }, output: { entryFileNames: '[name].js' } } } });
const { openDatabase } = await import(join(out, 'ours.js'));

const agreements = 100_000;
const share = 10;
const wordsEach = 300;
const today = '2026-11-23';
const person = 'p0';
const clock = () => `${today}T12:00:00.000Z`;

const folder = process.argv[2] === undefined ? mkdtempSync(join(tmpdir(), 'entente-lists-')) : null;
const file = process.argv[2] ?? join(folder, 'lists.db');
const fresh = !existsSync(file);
let database = await openDatabase(file, clock);
if (fresh) {
  await database.close();
  const started = performance.now();
  fill(file);
  console.log(`Wrote ${agreements.toLocaleString('en')} agreements in ${((performance.now() - started) / 1000).toFixed(0)} s, ${(statSync(file).size / 1e6).toFixed(0)} MB.`);
  database = await openDatabase(file, clock);
}
try {
  const { directory } = database;
  const vocabulary = words();
  const rows = [];
  const row = async (what, work, runs = 200) => rows.push({ what, ...(await times(work, runs)) });

  await row('home, all organisations', () => directory.home(person, null, today));
  await row('home, one organisation', () => directory.home(person, 'o1', today));
  const at = await deep(directory, 9_000);
  await row('list, first page of 50', () => directory.list(person, {}, { limit: 50 }));
  await row('list, page after 9,000', () => directory.list(person, {}, { limit: 50, after: at }));
  await row('list, of an organisation', () => directory.list(person, { organisation: 'o1' }, { limit: 50 }));
  await row('list, needs somebody', () => directory.list(person, { needs: true }, { limit: 50 }));
  await row('list, waits on others', () => directory.list(person, { waits: true }, { limit: 50 }));
  await row('list, a rare status', () => directory.list(person, { status: 'declined' }, { limit: 50 }));
  await row('list, a common status', () => directory.list(person, { status: 'drafted' }, { limit: 50 }));
  await row('list, a party by a part of its name', () => directory.list(person, { party: 'south 77' }, { limit: 50 }));
  await row('list, a party that is nowhere', () => directory.list(person, { party: 'nowhere' }, { limit: 50 }));
  await row('list, archived', () => directory.list(person, { archived: true }, { limit: 50 }));
  await row('search, a word in every text', () => directory.search(person, vocabulary[1], { limit: 20 }));
  await row('search, two common words', () => directory.search(person, `${vocabulary[1]} ${vocabulary[2]}`, { limit: 20 }));
  await row('search, a rare word', () => directory.search(person, vocabulary[15_000], { limit: 20 }));
  await row('search, a word that is nowhere', () => directory.search(person, 'xylophone', { limit: 20 }));
  for (const typed of ['a', 'ag', 'con', 'cont', 'contr']) await row(`search, typing "${typed}"`, () => directory.search(person, typed, { limit: 20 }), 50);
  await row('search, somebody in 3 agreements', () => directory.search('few', vocabulary[1], { limit: 20 }));
  await row('search, a stranger', () => directory.search('stranger', vocabulary[1], { limit: 20 }));
  await row('home of a stranger', () => directory.home('stranger', null, today));
  print(`Somebody in ${(agreements / share).toLocaleString('en')} agreements among ${agreements.toLocaleString('en')}`, rows);

  // The worst that the home page can meet: everything needs the person, and everything is overdue.
  const file2 = new Database(file);
  file2.exec('begin');
  file2.exec(`create temp table before as select agreement, needs, needs_since, waits_since, first_day from seats where person = '${person}'`);
  file2.exec(`update seats set needs = 'sign', needs_since = coalesce(needs_since, updated_at), first_day = '2026-01-01' where person = '${person}'`);
  file2.exec(`insert into dates select agreement, 'a', '2026-01-01', 'worst', 'Report', '1.1' from seats where person = '${person}'`);
  file2.exec('commit');
  const worst = [{ what: 'home, everything needs and is overdue', ...(await times(() => directory.home(person, null, today), 100)) }];
  worst.push({ what: 'list, needs somebody', ...(await times(() => directory.list(person, { needs: true }, { limit: 50 }), 100)) });
  print('At its worst', worst);
  file2.exec(`begin; delete from dates where obligation = 'worst'`);
  file2.exec(`update seats set (needs, needs_since, waits_since, first_day) = (select needs, needs_since, waits_since, first_day from before where before.agreement = seats.agreement) where person = '${person}'; commit`);
  file2.close();
} finally {
  await database.close();
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
}

async function times(work, runs) {
  for (let i = 0; i < 5; i++) await work();
  const each = [];
  const before = process.cpuUsage();
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await work();
    each.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  each.sort((a, b) => a - b);
  return { cpu: (user + system) / 1000 / runs, p50: each[Math.floor(runs * 0.5)], p99: each[Math.floor(runs * 0.99)] };
}

async function deep(directory, count) {
  let after;
  for (let i = 0; i < count / 200; i++) after = (await directory.list(person, {}, { limit: 200, ...(after !== undefined && { after }) })).next ?? after;
  return after;
}

function print(title, rows) {
  console.log(`\n${title}. Goal: p99 <= 50 ms. Node ${process.version}.\n| Work | CPU ms | p50 ms | p99 ms |\n|---|---|---|---|`);
  for (const { what, cpu, p50, p99 } of rows) console.log(`| ${what} | ${cpu.toFixed(2)} | ${p50.toFixed(2)} | ${p99 <= 50 ? '' : 'MISSED '}${p99.toFixed(2)} |`);
}

/** The same numbers between 0 and 1 in every run. */
function chance() {
  let state = 7;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function words() {
  const next = chance();
  const parts = 'ag re con tra ter min del iv por tal sea sen sor da ta par ty in est op era tion al mu tu cla use com pli ance'.split(' ');
  const made = new Set();
  while (made.size < 20_000) made.add(Array.from({ length: 2 + Math.floor(next() * 3) }, () => parts[Math.floor(next() * parts.length)]).join(''));
  return [...made];
}

function fill(name) {
  const db = new Database(name);
  db.exec('pragma synchronous = off; pragma foreign_keys = off');
  const next = chance();
  const vocabulary = words();
  // As in a language: the k-th word is there about once in k words.
  const word = () => vocabulary[Math.min(vocabulary.length - 1, Math.floor(Math.exp(next() * Math.log(vocabulary.length))))];
  const some = (count) => Array.from({ length: count }, word).join(' ');
  const put = (table, columns) => db.prepare(`insert into ${table} (${columns}) values (${columns.split(',').map(() => '?').join(',')})`);
  const agreement = put('agreements', 'id,created_at');
  const member = put('members', 'agreement,party,title,type,parties,status,turn,needs,waits,search_row');
  const search = put('search', 'rowid,agreement,party,persons,title,parties,words');
  const seat = put('seats', 'agreement,person,party,role,organisation,granted_at,updated_at,archived_at,needs,needs_since,waits_since,first_day,status,type');
  const date = put('dates', 'agreement,party,on_day,obligation,what,clause');
  const day = (days) => new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  db.exec(`insert into organisations values ('o1', 'North', '${clock()}'), ('o2', 'South', '${clock()}')`);
  let place = 0;
  for (let i = 0; i < agreements; i++) {
    if (i % 2000 === 0) db.exec('begin');
    const id = `01930000-${i.toString(16).padStart(8, '0')}-7000-8000-000000000000`;
    const made = new Date(Date.parse('2024-01-01T00:00:00Z') + i * 900_000).toISOString();
    agreement.run(id, made);
    const own = i % share === 0;
    const signed = next() < 0.3;
    const title = `${some(3)} agreement`;
    const parties = ['North', `South ${i % 997}`];
    const status = signed ? 'signed' : next() < 0.001 ? 'declined' : 'drafted';
    const type = next() < 0.5 ? 'RD' : 'NDA';
    let early = null;
    if (signed) {
      for (let k = 0; k < 6; k++) {
        const on = day(Math.floor(next() * 700) - 3);
        if (early === null || on < early) early = on;
        date.run(id, k % 2 === 0 ? 'a' : 'b', on, `o${k}`, some(4), `${k + 1}.1`);
      }
    }
    const needing = !signed && next() < 0.03;
    const waiting = !signed && !needing && next() < 0.5;
    const people = { a: [own ? person : `p${1 + Math.floor(next() * 300)}`, `p${301 + Math.floor(next() * 50)}`], b: [i < 3 ? 'few' : `p${351 + Math.floor(next() * 300)}`] };
    for (const party of ['a', 'b']) {
      const needs = needing ? '[{"role":"lead","what":"answer"}]' : '[]';
      const waits = waiting ? `[{"party":"${party === 'a' ? 'b' : 'a'}","what":"answer"}]` : '[]';
      member.run(id, party, title, type, JSON.stringify(parties), status, 1 + Math.floor(next() * 6), needs, waits, (place += 1));
      search.run(place, id, party, people[party].map((one) => `\u{e000}${one}`).join(' '), title, parties.join(' · '), some(wordsEach));
      for (const [index, one] of people[party].entries()) {
        const organisation = party === 'b' ? 'o2' : next() < 0.8 ? 'o1' : null;
        seat.run(id, one, party, index === 0 ? 'lead' : 'reader', organisation, made, made, next() < 0.05 ? made : null, needing ? 'answer' : null, needing ? made : null, waiting ? made : null, early, status, type);
      }
    }
    if (i % 2000 === 1999) db.exec('commit');
  }
  db.close();
}
