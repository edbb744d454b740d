// Adds to package-lock.json the parts of packages for other systems that npm left out, because the registry did not have them when the
// file was written; npm 11 refuses such a file with "Missing: … from lock file". Run it by hand after `npm install` and read the difference.
//   node scripts/complete-lock.mjs [LOCKFILE]
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './sources.mjs';

const file = process.argv[2] === undefined ? join(root, 'package-lock.json') : resolve(process.argv[2]);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = { arm: 'arm', arm64: 'arm64', ia32: 'ia32', loong64: 'loong64', ppc64: 'ppc64', riscv64: 'riscv64', s390x: 's390x', x64: 'x64', wasm32: 'wasm32' };

let added = 0;
for (const info of Object.values(lock.packages))
  for (const [name, version] of Object.entries(info.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (lock.packages[path] !== undefined) continue;
    const words = name.split('-');
    const os = systems.find((system) => words.includes(system));
    const cpu = words.map((word) => processors[word]).find((word) => word !== undefined);
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version) || cpu === undefined || (os === undefined && cpu !== 'wasm32')) {
      console.error(`${name} ${version} is missing, and its name does not tell for which system it is. Add it by hand.`);
      process.exitCode = 1;
      continue;
    }
    const libc = os !== 'linux' ? undefined : words.some((word) => word.includes('musl')) ? 'musl' : 'glibc';
    const system = { ...(libc !== undefined && { libc: [libc] }), license: info.license, optional: true, ...(os !== undefined && { os: [os] }) };
    lock.packages[path] = { version, cpu: [cpu], ...(info.dev === true && { dev: true }), ...system };
    added += 1;
  }
if (added > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`${added} parts added.`);
