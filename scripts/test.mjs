// The whole suite: types, lint and build side by side, then the unit tests, then the journeys in a browser. Stops after the first part that fails.
//   npm test                      everything
//   npm test -- unit journeys     only these parts: types, lint, build, unit, journeys
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './sources.mjs';

const tool = (path, ...args) => [join(root, 'node_modules', path), ...args];
const unitReport = join(root, '.cache', 'unit.json');
const journeysReport = join(root, '.cache', 'journeys.json');

const parts = {
  types: { command: tool('typescript/bin/tsc', '--build') },
  lint: { command: tool('oxlint/bin/oxlint', '--deny-warnings') },
  build: { command: [join(root, 'scripts', 'build.mjs')] },
  unit: {
    command: tool('vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`),
    report: unitReport,
    counts: ({ numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, numTodoTests: todo }) => ({ passed, failed, skipped: skipped + todo }),
  },
  journeys: {
    command: tool('@playwright/test/cli.js', 'test', '--reporter=list,json'),
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: journeysReport },
    report: journeysReport,
    counts: ({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }),
  },
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  process.stderr.write(`There is no part called ${unknown.join(', ')}. The parts are ${Object.keys(parts).join(', ')}.\n`);
  process.exit(2);
}
const chosen = (names) => names.filter((name) => asked.length === 0 || asked.includes(name));
mkdirSync(join(root, '.cache'), { recursive: true });

const began = performance.now();
const total = { passed: 0, failed: 0, skipped: 0 };
const failed = (await Promise.all(chosen(['types', 'lint', 'build']).map((name) => run(name, { quiet: true })))).filter((name) => name !== undefined);
for (const name of chosen(['unit', 'journeys'])) {
  if (failed.length > 0) break;
  const fault = await run(name, { quiet: false });
  if (fault !== undefined) failed.push(fault);
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}, in ${seconds(began)}.${failed.length > 0 ? ` Failed: ${failed.join(', ')}.` : ''}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** Runs one part and prints its line; a quiet part shows what it wrote only when it fails. Gives its name when it failed. */
async function run(name, { quiet }) {
  const { command, env, report, counts } = parts[name];
  const at = performance.now();
  if (report !== undefined) rmSync(report, { force: true });
  if (!quiet) console.log(`\n${name}`);
  const { code, output } = await start(command, env, quiet);
  const count = report === undefined ? undefined : readCounts(report, counts);
  if (count !== undefined) for (const key of Object.keys(total)) total[key] += count[key];
  // A runner that says all is well but left no report, or ran nothing, has not tested anything.
  const ok = code === 0 && (report === undefined || (count !== undefined && count.passed > 0));
  if (!ok && output !== '') console.log(output.trimEnd());
  const result = count === undefined ? '' : `: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}${result} (${seconds(at)})`);
  return ok ? undefined : name;
}

function start(command, env, quiet) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (output += part));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

function readCounts(report, counts) {
  try {
    return counts(JSON.parse(readFileSync(report, 'utf8')));
  } catch {
    return undefined;
  }
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
