// The whole suite: types, lint and build side by side, then the unit tests, then the journeys in a browser. Stops after the first part that fails, and names the failed tests last.
//   npm test                      everything
//   npm test -- unit journeys     only these parts: types, lint, build, unit, journeys
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
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
    faults: ({ testResults }) => testResults.flatMap(({ name, message, assertionResults }) => {
      const own = assertionResults.filter(({ status }) => status === 'failed').map((test) => ({ test: [relative(root, name), ...test.ancestorTitles, test.title], message: test.failureMessages.join('\n') }));
      // A file that could not be read as tests has a message of its own.
      return own.length === 0 && message ? [{ test: [relative(root, name)], message }] : own;
    }),
  },
  journeys: {
    command: tool('@playwright/test/cli.js', 'test', '--reporter=list,json'),
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: journeysReport },
    report: journeysReport,
    counts: ({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }),
    faults: ({ suites, errors }) => [...suites.flatMap((suite) => faultsOf(suite)), ...errors.map(({ message }) => ({ test: ['journeys'], message }))],
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
const faults = [];
const total = { passed: 0, failed: 0, skipped: 0 };
const failed = (await Promise.all(chosen(['types', 'lint', 'build']).map((name) => run(name, { quiet: true })))).filter((name) => name !== undefined);
for (const name of chosen(['unit', 'journeys'])) {
  if (failed.length > 0) break;
  const fault = await run(name, { quiet: false });
  if (fault !== undefined) failed.push(fault);
}

for (const { test, message } of faults.slice(0, 10)) console.log(`\n✗ ${test.join(' > ')}\n${firstLines(message)}`);
if (faults.length > 10) console.log(`\nand ${faults.length - 10} more.`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}, in ${seconds(began)}.${failed.length > 0 ? ` Failed: ${failed.join(', ')}.` : ''}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** Runs one part and prints its line; a quiet part shows what it wrote only when it fails. Gives its name when it failed. */
async function run(name, { quiet }) {
  const { command, env, report, counts, faults: faultsIn } = parts[name];
  const at = performance.now();
  if (report !== undefined) rmSync(report, { force: true });
  if (!quiet) console.log(`\n${name}`);
  const { code, output } = await start(command, env, quiet);
  const told = report === undefined ? undefined : readReport(report);
  const count = told && counts(told);
  if (count !== undefined) for (const key of Object.keys(total)) total[key] += count[key];
  // A runner that says all is well but left no report, or ran nothing, has not tested anything.
  const ok = code === 0 && (report === undefined || (count !== undefined && count.passed > 0));
  if (!ok && output !== '') console.log(output.trimEnd());
  if (!ok && told !== undefined) faults.push(...faultsIn(told));
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

/** The report that a runner left, undefined if it left none. */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The failed journeys of a suite and of the suites in it; the outermost is its file. */
function faultsOf({ title, specs = [], suites = [] }, above = []) {
  const names = [...above, title];
  const own = specs.filter(({ ok }) => !ok).map((spec) => ({ test: [...names, spec.title], message: spec.tests.flatMap(({ results }) => results.flatMap(({ errors }) => errors.map(({ message }) => message))).join('\n') }));
  return [...own, ...suites.flatMap((suite) => faultsOf(suite, names))];
}

/** The first dozen lines of a message, without its colours and without calls that are not ours. */
function firstLines(message) {
  const lines = stripVTControlCharacters(message).split('\n').filter((line) => line.trim() !== '' && !/^\s+at .*(?:node_modules|node:|<anonymous>)/.test(line));
  return lines.slice(0, 12).map((line) => `  ${line}`.slice(0, 400)).join('\n');
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
