// node bench/lists.mjs [--agreements N] [--words N] [--at FILE | postgres://…]: what the lists, the search and the home page of one person
// cost who acts in 10,000 agreements of the N in the database (100,000 with 300 words each, unless given). The rows are written straight
// into the tables of an empty database; with a file's name or an address they are kept for the next run, else a file or a PostgreSQL of
// its own (--at postgres) goes when it ends. p50 and p99 are of the wall, in this process.
import Database from 'libsql';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startPostgres } from '../scripts/postgres.mjs';
const root = fileURLToPath(new URL('..', import.meta.url));
const { build } = await import('vite');
const out = join(root, '.cache/bench-lists');
await build({ configFile: join(root, 'vite.server.config.ts'), logLevel: 'error', build: { outDir: out, emptyOutDir: true, ssr: true, rolldownOptions: { input: { ours: join(root, 'scripts/bench-lists.ts') }, output: { entryFileNames: '[name].js' } } } });
const { openDatabase, entriesOf } = await import(join(out, 'ours.js'));

const { values: given } = parseArgs({ options: { agreements: { type: 'string', default: '100000' }, words: { type: 'string' }, at: { type: 'string' } } });
const agreements = Number(given.agreements);
const own = Math.min(10_000, agreements);
const share = Math.floor(agreements / own);
const wordsEach = Number(given.words ?? 300);
const today = '2026-11-23';
const person = 'p0';
const clock = () => `${today}T12:00:00.000Z`;

/** Without people nothing is sealed: the key of an earlier program, which is gone with it, is nobody's loss. */
async function forgetKeys() {
  if (isServer) {
    const client = new pg.Client({ connectionString: at });
    await client.connect();
    await client.query(`delete from installation where name = 'people-key'`).catch(() => undefined);
    await client.end();
  } else if (existsSync(at)) {
    const db = new Database(at);
    db.exec(`delete from installation where name = 'people-key'`);
    db.close();
  }
}

const organisations = `insert into organisations (id, name, created_at) values ('o1', 'North', '${clock()}'), ('o2', 'South', '${clock()}')`;

const server = given.at === 'postgres' ? await startPostgres({ settings: ['shared_buffers = 512MB', 'maintenance_work_mem = 512MB', 'max_wal_size = 8GB'] }) : null;
const folder = given.at === undefined ? mkdtempSync(join(tmpdir(), 'entente-lists-')) : null;
const at = server === null ? (given.at ?? join(folder, 'lists.db')) : await server.create('lists');
const isServer = at.startsWith('postgres');
await forgetKeys();
let database = await openDatabase(at, clock);
if ((await database.kysely.selectFrom('agreements').select('id').limit(1).executeTakeFirst()) === undefined) {
  await database.close();
  const started = performance.now();
  if (isServer) await fillPostgres(at);
  else await fillSqlite(at);
  const took = ((performance.now() - started) / 1000).toFixed(0);
  await forgetKeys();
  database = await openDatabase(at, clock);
  console.log(`Wrote ${agreements.toLocaleString('en')} agreements in ${took} s, ${(isServer ? await sizeOf(at) : statSync(at).size / 1e6).toFixed(0)} MB.`);
}
try {
  const { directory } = database;
  const vocabulary = words();
  const rows = [];
  const row = async (what, work, runs = 200) => rows.push({ what, ...(await times(work, runs)) });

  await row('home, all organisations', () => directory.home(person, null, today));
  await row('home, one organisation', () => directory.home(person, 'o1', today));
  const behind = await deep(directory, own * 0.9);
  await row('list, first page of 50', () => directory.list(person, {}, { limit: 50 }));
  await row('list, page behind nine tenths', () => directory.list(person, {}, { limit: 50, after: behind }));
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
  for (const typed of ['a', 'ag', 'con', 'cont', 'contr', 'agree', 'agreement']) await row(`search, typing "${typed}"`, () => directory.search(person, typed, { limit: 20 }), 50);
  await row('search, somebody in 3 agreements', () => directory.search('few', vocabulary[1], { limit: 20 }));
  await row('search, a stranger', () => directory.search('stranger', vocabulary[1], { limit: 20 }));
  await row('home of a stranger', () => directory.home('stranger', null, today));
  print(`Somebody in ${own.toLocaleString('en')} agreements among ${agreements.toLocaleString('en')}, ${isServer ? 'PostgreSQL' : 'SQLite'}`, rows);

  // The worst that the home page can meet: everything needs the person, and everything is overdue.
  const all = async (...statements) => {
    for (const statement of statements) await database.engine.db.executeQuery({ sql: statement, parameters: [], query: { kind: 'RawNode' }, queryId: { queryId: 'bench' } });
  };
  await all(
    `create table before as select agreement, needs, needs_since, waits_since, first_day from seats where person = '${person}'`,
    `update seats set needs = 'sign', needs_since = coalesce(needs_since, updated_at), first_day = '2026-01-01' where person = '${person}'`,
    `insert into dates (agreement, place, party, on_day, obligation, what, clause) select agreement, 900, 'a', '2026-01-01', 'worst', 'Report', '1.1' from seats where person = '${person}'`,
  );
  if (isServer) await all('analyze seats', 'analyze dates');
  const worst = [{ what: 'home, everything needs and is overdue', ...(await times(() => directory.home(person, null, today), 100)) }];
  worst.push({ what: 'list, needs somebody', ...(await times(() => directory.list(person, { needs: true }, { limit: 50 }), 100)) });
  print('At its worst', worst);
  await all(
    `delete from dates where place = 900`,
    `update seats set needs = before.needs, needs_since = before.needs_since, waits_since = before.waits_since, first_day = before.first_day from before where before.agreement = seats.agreement and seats.person = '${person}'`,
    `drop table before`,
  );
} finally {
  await database.close();
  await server?.end();
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

/** The agreements, one after the other, the same in every run. */
function* town() {
  const next = chance();
  const vocabulary = words();
  // As in a language: the k-th word is there about once in k words.
  const word = () => vocabulary[Math.min(vocabulary.length - 1, Math.floor(Math.exp(next() * Math.log(vocabulary.length))))];
  const some = (count) => Array.from({ length: count }, word).join(' ');
  const day = (days) => new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  for (let i = 0; i < agreements; i++) {
    const id = `01930000-${i.toString(16).padStart(8, '0')}-7000-8000-000000000000`;
    const made = new Date(Date.parse('2024-01-01T00:00:00Z') + i * 60_000).toISOString();
    const signed = next() < 0.3;
    const title = `${some(3)} agreement`;
    const parties = ['North', `South ${i % 997}`];
    const status = signed ? 'signed' : next() < 0.001 ? 'declined' : 'drafted';
    const type = next() < 0.5 ? 'RD' : 'NDA';
    const dates = signed ? Array.from({ length: 6 }, (_, k) => ({ place: k, party: k % 2 === 0 ? 'a' : 'b', on: day(Math.floor(next() * 700) - 3), obligation: `o${k}`, what: some(4), clause: `${k + 1}.1` })) : [];
    const early = dates.map(({ on }) => on).sort()[0] ?? null;
    const needing = !signed && next() < 0.03;
    const waiting = !signed && !needing && next() < 0.5;
    // As many people as there are agreements for, so that each has a few hundred.
    const crowd = Math.max(300, Math.floor(agreements / 300));
    const some1 = (from) => `p${from + Math.floor(next() * crowd)}`;
    const people = { a: [i % share === 0 ? person : some1(1), some1(1 + crowd)], b: [i < 3 ? 'few' : some1(1 + 2 * crowd)] };
    const rows = ['a', 'b'].map((party) => ({
      party,
      turn: 1 + Math.floor(next() * 6),
      needs: needing ? '[{"role":"lead","what":"answer"}]' : '[]',
      waits: waiting ? `[{"party":"${party === 'a' ? 'b' : 'a'}","what":"answer"}]` : '[]',
      words: some(wordsEach),
      seats: people[party].map((one, index) => ({ person: one, role: index === 0 ? 'lead' : 'reader', organisation: party === 'b' ? 'o2' : next() < 0.8 ? 'o1' : null, archived: next() < 0.05 ? made : null, needs: needing ? 'answer' : null, needsSince: needing ? made : null, waitsSince: waiting ? made : null })),
    }));
    yield { id, made, title, parties, status, type, dates, early, rows };
  }
}

async function fillSqlite(name) {
  const db = new Database(name);
  db.exec('pragma synchronous = off; pragma foreign_keys = off; pragma cache_size = -524288');
  const put = (table, columns) => db.prepare(`insert into ${table} (${columns}) values (${columns.split(',').map(() => '?').join(',')})`);
  const agreement = put('agreements', 'id,created_at');
  const member = put('members', 'agreement,party,title,type,parties,status,turn,needs,waits');
  const text = put('texts', 'agreement,party,title,parties,words');
  const search = put('search', 'rowid,title,parties,words');
  const found = put('search_rows', 'agreement,person,party,place');
  const seat = put('seats', 'agreement,person,party,role,organisation,granted_at,updated_at,archived_at,needs,needs_since,waits_since,first_day,status,type');
  const date = put('dates', 'agreement,place,party,on_day,obligation,what,clause');
  // Written in fewer and larger parts, as a restore does it.
  db.exec(`insert into search (search, rank) values ('hashsize', 67108864)`);
  db.exec(organisations);
  const spans = new Map();
  let count = 0;
  for (const { id, made, title, parties, status, type, dates, early, rows } of town()) {
    if (count % 2000 === 0) db.exec('begin');
    agreement.run(id, made);
    for (const { place, party, on, obligation, what, clause } of dates) date.run(id, place, party, on, obligation, what, clause);
    for (const row of rows) {
      member.run(id, row.party, title, type, JSON.stringify(parties), status, row.turn, row.needs, row.waits);
      text.run(id, row.party, title, parties.join(' · '), row.words);
      for (const one of row.seats) {
        seat.run(id, one.person, row.party, one.role, one.organisation, made, made, one.archived, one.needs, one.needsSince, one.waitsSince, early, status, type);
        const span = spans.get(one.person) ?? { number: spans.size + 1, used: 0 };
        spans.set(one.person, span);
        const place = span.number * 2 ** 28 + span.used++;
        found.run(id, one.person, row.party, place);
        search.run(place, title, parties.join(' '), [...new Set(row.words.split(' '))].join(' '));
      }
    }
    count += 1;
    if (count % 2000 === 0) db.exec('commit');
    if (count % 100_000 === 0) console.error(`${count.toLocaleString('en')} agreements written`);
  }
  if (db.inTransaction) db.exec('commit');
  const searcher = put('searchers', 'person,number');
  db.exec('begin');
  for (const [one, { number }] of spans) searcher.run(one, number);
  db.exec(`commit; insert into search (search, rank) values ('hashsize', 1048576); analyze`);
  db.close();
}

async function fillPostgres(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const table = (name, columns) => {
    const names = columns.split(',').map((column) => column.split(':')[0]);
    const types = columns.split(',').map((column) => column.split(':')[1] ?? 'text');
    const held = names.map(() => []);
    return {
      add: (...values) => values.forEach((value, index) => held[index].push(value)),
      flush: async () => {
        await client.query({ name: `fill ${name}`, text: `insert into ${name} (${names.join(',')}) select * from unnest(${types.map((type, index) => `$${index + 1}::${type}[]`).join(',')})`, values: held });
        for (const column of held) column.length = 0;
      },
    };
  };
  const agreement = table('agreements', 'id,created_at');
  const member = table('members', 'agreement,party,title,type,parties,status,turn:int,needs,waits');
  const text = table('texts', 'agreement,party,title,parties,words');
  const search = table('search', 'person,agreement,party,in_title:tsvector,in_names:tsvector,in_all:tsvector');
  const seat = table('seats', 'agreement,person,party,role,organisation,granted_at,updated_at,archived_at,needs,needs_since,waits_since,first_day,status,type');
  const date = table('dates', 'agreement,place:int,party,on_day,obligation,what,clause');
  await client.query(`set synchronous_commit = off; set session_replication_role = replica; drop index search_in_all; ${organisations}`);
  let count = 0;
  for (const { id, made, title, parties, status, type, dates, early, rows } of town()) {
    agreement.add(id, made);
    for (const { place, party, on, obligation, what, clause } of dates) date.add(id, place, party, on, obligation, what, clause);
    for (const row of rows) {
      member.add(id, row.party, title, type, JSON.stringify(parties), status, row.turn, row.needs, row.waits);
      text.add(id, row.party, title, parties.join(' · '), row.words);
      for (const one of row.seats) {
        seat.add(id, one.person, row.party, one.role, one.organisation, made, made, one.archived, one.needs, one.needsSince, one.waitsSince, early, status, type);
        search.add(one.person, id, row.party, ...entriesOf(one.person, { title, parties: parties.join(' · '), words: row.words }));
      }
    }
    count += 1;
    if (count % 1000 === 0 || count === agreements) for (const one of [agreement, member, text, seat, search, date]) await one.flush();
    if (count % 100_000 === 0) console.error(`${count.toLocaleString('en')} agreements written`);
  }
  await client.query(`set maintenance_work_mem = '512MB'; create index search_in_all on search using gin (in_all) with (fastupdate = off)`);
  await client.query('vacuum analyze');
  await client.end();
}

async function sizeOf(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('select pg_database_size(current_database()) / 1e6 as size');
  await client.end();
  return Number(rows[0].size);
}
