// Checks the lock file: every package may be given on under its licence, comes from the npm registry with a digest, runs nothing when
// installed, and none is left out.
//   node scripts/licences.mjs [LOCKFILE]
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './sources.mjs';

/** Licences of what we ship. */
const shipped = ['MIT', 'MIT-0', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD', 'Unlicense', 'CC0-1.0', 'OFL-1.1', 'BlueOak-1.0.0', 'PSF-2.0', 'Python-2.0', 'Zlib'];

/** Licences of tools that build and test, beyond those. */
const tools = ['MPL-2.0'];

/** Parts of tools that npm no longer marks as such, because a shipped package has the tool (vite) as a peer that it can do without. */
const partsOfTools = /^lightningcss(-|$)/;

/** Packages that may ship under a licence of their own, because NOTICE gives what it asks for. */
const named = { 'date-holidays': ['CC-BY-3.0'] };

/**
 * Whether a package is a part for another system than Linux on x64 with glibc: such a part may lack a digest, because the registry did not have
 * it when the lock file was written (scripts/complete-lock.mjs), and npm takes it only on its own system.
 */
const isElsewhere = ({ optional, os, cpu, libc }) => optional === true && cpu !== undefined && !(os?.includes('linux') && cpu.includes('x64') && !libc?.includes('musl'));

const file = process.argv[2] === undefined ? join(root, 'package-lock.json') : resolve(process.argv[2]);
const { packages } = JSON.parse(readFileSync(file, 'utf8'));
const faults = [];
let count = 0;
for (const [path, info] of Object.entries(packages)) {
  if (path === '') continue;
  count += 1;
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const isTool = info.dev === true || info.devOptional === true || partsOfTools.test(name);
  const allowed = [...shipped, ...(isTool ? tools : []), ...(named[name] ?? [])];
  if (typeof info.license !== 'string') faults.push(`${name} ${info.version} names no licence.`);
  else if (!fits(info.license, allowed)) faults.push(`${name} ${info.version} is under ${info.license}, which ${isTool ? 'a tool of ours' : 'what we ship'} may not be.`);
  // Without an address npm asks the registry that is configured, and checks the digest whatever it answers.
  const fromRegistry = info.resolved === undefined || info.resolved.startsWith('https://registry.npmjs.org/');
  const hasDigest = info.integrity?.startsWith('sha512-') || info.inBundle === true || isElsewhere(info);
  if (!fromRegistry || !hasDigest) faults.push(`${name} ${info.version} does not come from the npm registry with a SHA-512 digest.`);
  if (info.hasInstallScript === true && info.optional !== true) faults.push(`${name} ${info.version} wants to run a script when it is installed; "npm ci --ignore-scripts" must be enough.`);
}
// npm 11 refuses a lock file that leaves out parts for other systems.
for (const [path, info] of Object.entries(packages))
  for (const name of Object.keys(info.optionalDependencies ?? {})) if (!isListed(path, name)) faults.push(`${name} is missing, which ${path.slice('node_modules/'.length)} may ask for: "npm ci" would refuse the lock file. Run "node scripts/complete-lock.mjs".`);
for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  console.error(`${faults.length} faults in ${count} packages. Choose another package, or say in scripts/licences.mjs and NOTICE why this one may stay.`);
  process.exitCode = 1;
} else console.log(`${count} packages, all under licences that fit.`);

/** Whether a package is listed where Node looks for it from another one's folder, upwards. */
function isListed(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === '' || !folder.includes('/')) return packages[`node_modules/${name}`] !== undefined;
  }
}

/** Whether an SPDX expression can be met: every part of an AND, one part of an OR; brackets first. */
function fits(expression, allowed) {
  const inner = /\(([^()]*)\)/.exec(expression);
  if (inner !== null) return fits(expression.replace(inner[0], fits(inner[1], allowed) ? allowed[0] : 'none'), allowed);
  return expression.split(/\s+OR\s+/).some((part) => part.split(/\s+AND\s+/).every((one) => allowed.includes(one.trim())));
}
