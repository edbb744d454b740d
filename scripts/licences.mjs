// Checks that every package may be given on under its licence, comes from the npm registry with a digest, and runs nothing when installed.
//   node scripts/licences.mjs [LOCKFILE]
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './sources.mjs';

/** Licences of what we ship. */
const shipped = ['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD', 'Unlicense', 'CC0-1.0', 'OFL-1.1', 'BlueOak-1.0.0', 'PSF-2.0', 'Python-2.0', 'Zlib'];

/** Licences of tools that build and test, beyond those. */
const tools = ['MPL-2.0'];

/** Packages that may ship under a licence of their own, because NOTICE gives what it asks for. */
const named = { 'date-holidays': ['CC-BY-3.0'] };

const file = process.argv[2] === undefined ? join(root, 'package-lock.json') : resolve(process.argv[2]);
const { packages } = JSON.parse(readFileSync(file, 'utf8'));
const faults = [];
let count = 0;
for (const [path, info] of Object.entries(packages)) {
  if (path === '') continue;
  count += 1;
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const isTool = info.dev === true || info.devOptional === true;
  const allowed = [...shipped, ...(isTool ? tools : []), ...(named[name] ?? [])];
  if (typeof info.license !== 'string') faults.push(`${name} ${info.version} names no licence.`);
  else if (!fits(info.license, allowed)) faults.push(`${name} ${info.version} is under ${info.license}, which ${isTool ? 'a tool of ours' : 'what we ship'} may not be.`);
  // Without an address npm asks the registry that is configured, and checks the digest whatever it answers.
  const fromRegistry = info.resolved === undefined || info.resolved.startsWith('https://registry.npmjs.org/');
  if (!fromRegistry || !info.integrity?.startsWith('sha512-')) faults.push(`${name} ${info.version} does not come from the npm registry with a SHA-512 digest.`);
  if (info.hasInstallScript === true && info.optional !== true) faults.push(`${name} ${info.version} wants to run a script when it is installed; "npm ci --ignore-scripts" must be enough.`);
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  console.error(`${faults.length} faults in ${count} packages. Choose another package, or say in scripts/licences.mjs and NOTICE why this one may stay.`);
  process.exitCode = 1;
} else console.log(`${count} packages, all under licences that fit.`);

/** Whether an SPDX expression can be met: every part of an AND, one part of an OR; brackets first. */
function fits(expression, allowed) {
  const inner = /\(([^()]*)\)/.exec(expression);
  if (inner !== null) return fits(expression.replace(inner[0], fits(inner[1], allowed) ? allowed[0] : 'none'), allowed);
  return expression.split(/\s+OR\s+/).some((part) => part.split(/\s+AND\s+/).every((one) => allowed.includes(one.trim())));
}
