// What is done to one agreement: our figures beside peers.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cpuMs } from './measure.mjs';
import { startServer } from './server.mjs';
const root = fileURLToPath(new URL('..', import.meta.url));

/** Prints the table for an answers file. `ours` are the product's own functions. */
export async function documents(ours, example) {
  // First of all, while nothing is warm: each law's library once, as a fresh server would in the end.
  const { ms: cold, memory: heap } = allLibraries(ours);
  const peers = await installedPeers();
  const compiled = ours.compile([ours.readPackFolder(join(root, 'packs/base'), 'packs/base')]);
  if (!compiled.ok) throw new Error('packs/base does not compile');
  const { library } = compiled;
  const read = ours.readAnswers(readFileSync(join(root, example), 'utf8'));
  if (!read.ok) throw new Error(`${example} cannot be read`);
  const { answers } = read;
  const { document } = ours.draft(library, answers);
  const printed = ours.printDocument(document, { people: ours.peopleFrom(answers) });
  const words = printed.sections.flatMap((section) => section.blocks.flatMap((block) => (block.kind === 'table' ? block.rows.flatMap((row) => row.cells) : [block]))).map((text) => text.text).join(' ').split(/\s+/).length;
  const json = ours.writeJson({ document, answers, version: 1, library: library.digest });
  const meta = { title: printed.title, lang: 'en', created: '2026-11-23T00:00:00Z', draft: false, version: 'Version 1' };
  const rows = [];
  const row = (what, oursMs, peer, peerMs, bar, unit = 'CPU ms') => rows.push({ what, ours: oursMs, peer, peerMs, bar, unit });

  row('all packs → the library of each law, cold', cold, '', null, 300, 'ms wall');
  row('the libraries of all laws in memory', heap, '', null, 60, 'MB');
  const engine = await peers.accord(printed);
  const draftMs = await cpuMs(() => ours.draft(library, answers));
  const accordMs = await cpuMs(engine.run);
  row('answers → Document', draftMs, `Accord template-engine 4.0.0 (${engine.values} variables)`, accordMs, 5);
  const slowest = await slowestExample(ours);
  row(`the slowest of all ${slowest.examples} examples → Document (${slowest.name}, ${slowest.law})`, slowest.ms, '', null, 5);
  let turn = 0;
  const previous = { document, answers };
  const changeMs = await cpuMs(() => {
    turn += 1;
    const set = ours.setAnswer(answers, 'term.exits.cure', { n: 20 + (turn % 40), unit: 'day' });
    return ours.draft(library, set.answers, previous);
  });
  row('one changed answer → new Document', changeMs, 'Accord, which does it all again', accordMs, 1);
  row('all checks', await cpuMs(() => ours.inspect({ document, answers, library, today: '2026-11-23' }, ours.checks)), '', null, 15);
  const docxMs = await cpuMs(() => ours.writeDocx(printed, meta));
  const docxPeer = await peers.docx(printed);
  const docxPeerMs = await cpuMs(docxPeer.run);
  row('Document → DOCX', docxMs, 'docx, fewer features', docxPeerMs, 25);
  const templater = await peers.docxtemplater(printed, ours.writeDocx, meta);
  row('Document → DOCX', docxMs, 'docxtemplater, fills a finished file', await cpuMs(templater.run), 25);
  const request = ours.pdfRequest(printed, { state: 'final', version: 'Version 1', date: '2026-11-23' }, json);
  let pdf;
  row('Document → PDF/A-3a', await cpuMs(() => {
    pdf = ours.compilePdf(request);
  }), '', null, 400);
  const keys = mkdtempSync(join(tmpdir(), 'entente-bench-'));
  try {
    const signer = ours.createSigner(await ours.openAuthority(keys, new Date('2026-11-23T00:00:00Z')));
    const sealed = await signer.seal(pdf, [{ name: 'sign-a', party: 'Alpha', person: 'Ada' }]);
    row('sign PAdES B-B', await cpuMs(() => signer.sign(sealed, { field: 'sign-a', name: 'Ada Winter', organisation: 'Alpha', role: 'Director', reason: 'bench', at: '2026-11-23T00:00:00Z' })), '', null, 30);
  } finally {
    rmSync(keys, { recursive: true, force: true });
  }
  const { firstPage, memory } = await firstPageOf();
  row('first page after start, empty folder', firstPage, '', null, 2000, 'ms wall');
  row('server process after the first page', memory, '', null, 200, 'MB');

  const digits = (value) => (value === null || value === undefined ? '' : value < 10 ? value.toFixed(2) : value.toFixed(0));
  console.log(`\nAgreement: ${example}, ${answers.parties.length} parties, ${printed.sections.filter((one) => one.kind === 'clause').length} clauses, ${printed.sections.filter((one) => one.kind === 'schedule').length} schedules, ${words.toLocaleString('en')} words, ${ours.checks.length} checks. Node ${process.version}.`);
  console.log('| Work | ours | unit | bar | peer | peer | ratio |\n|---|---|---|---|---|---|---|');
  for (const { what, ours: mine, peer, peerMs, bar, unit } of rows) console.log(`| ${what} | ${digits(mine)} | ${unit} | ${mine <= bar ? '≤' : 'MISSED'} ${bar} | ${peer} | ${digits(peerMs)} | ${peerMs === null ? '' : `${digits(peerMs / mine)}×`} |`);
}

/** Drafts each bundled example from the library of its law; gives the one that takes longest, in CPU milliseconds. */
async function slowestExample(ours) {
  const names = readdirSync(join(root, 'examples'), { withFileTypes: true }).filter((entry) => entry.isDirectory() && existsSync(join(root, 'examples', entry.name, 'answers.yaml'))).map((entry) => entry.name);
  let slowest = { name: '', law: '', ms: 0, examples: names.length };
  for (const name of names) {
    const read = ours.readAnswers(readFileSync(join(root, 'examples', name, 'answers.yaml'), 'utf8'));
    if (!read.ok) throw new Error(`examples/${name}/answers.yaml cannot be read`);
    const library = libraryOf(ours, read.answers.facts.law?.governing);
    const ms = await cpuMs(() => ours.draft(library, read.answers));
    if (ms > slowest.ms) slowest = { ...slowest, name, law: read.answers.facts.law?.governing ?? 'no law', ms };
  }
  return slowest;
}

/** The library of a law, base alone where no pack is of it. */
function libraryOf(ours, law) {
  const packs = ours.bundledPacks();
  const pack = packs.find((one) => ours.packInfo(one).id === law) ?? packs[0];
  const compiled = ours.compile(chainOf(ours, packs, pack));
  if (!compiled.ok) throw new Error(`${pack.folder} does not compile`);
  return compiled.library;
}

/** A pack after those that it extends. */
function chainOf(ours, packs, pack) {
  const above = ours.packInfo(pack).extends;
  return above === null ? [pack] : [...chainOf(ours, packs, packs.find((other) => ours.packInfo(other).id === above)), pack];
}

/** Reads all packs and compiles the library of each; gives the milliseconds that it took, and the megabytes that all of them hold together. */
function allLibraries(ours) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  collect();
  const before = process.memoryUsage().heapUsed;
  const started = performance.now();
  const packs = ours.bundledPacks();
  const libraries = packs.map((pack) => ours.compile(chainOf(ours, packs, pack)));
  const ms = performance.now() - started;
  const wrong = libraries.findIndex((compiled) => !compiled.ok);
  if (wrong >= 0) throw new Error(`${packs[wrong].folder} does not compile`);
  collect();
  const memory = (process.memoryUsage().heapUsed - before) / 1024 / 1024;
  return { ms, memory: libraries.length > 0 ? memory : 0 };
}

/** The peers have their own package.json in this folder, so that nothing of theirs is ever part of the product. */
async function installedPeers() {
  if (!existsSync(join(root, 'bench/node_modules'))) {
    console.error('Installing the peers in bench/ …');
    const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: join(root, 'bench'), stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) process.exit(2);
  }
  return import('./peers.mjs');
}

/** Starts the built program on an empty folder and asks for the first page. */
async function firstPageOf() {
  const started = performance.now();
  const server = await startServer();
  try {
    await (await fetch(server.address)).text();
    const firstPage = performance.now() - started;
    await (await fetch(`${server.address}/api/read-library`)).text();
    return { firstPage, memory: server.used().memory };
  } finally {
    await server.stop();
    server.clear();
  }
}
