// Writes what the product is made of (CycloneDX 1.5, JSON) from the lock file: the same lock file gives the same bytes.
//   node scripts/sbom.mjs [FILE]          only what ships; to .cache/sbom.cdx.json unless named
//   node scripts/sbom.mjs --all [FILE]    with the tools that build and test
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { root } from './sources.mjs';

const args = process.argv.slice(2);
const whole = args.includes('--all');
const file = resolve(args.find((one) => !one.startsWith('--')) ?? join(root, '.cache', 'sbom.cdx.json'));

// npm knows the lock file best and needs no network for this.
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const { status, stdout, stderr } = spawnSync(npm, ['sbom', '--sbom-format=cyclonedx', '--package-lock-only', '--offline', ...(whole ? [] : ['--omit=dev'])], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, shell: process.platform === 'win32' });
if (status !== 0) {
  process.stderr.write(stderr);
  process.exit(1);
}
const bom = JSON.parse(stdout);
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
// Time and chance would make every run another file; the folder's name is nobody's business.
const digest = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).update(whole ? 'all' : 'shipped').digest('hex');
bom.serialNumber = `urn:uuid:${digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-5$3-8$4-$5')}`;
delete bom.metadata.timestamp;
delete bom.metadata.tools;
Object.assign(bom.metadata.component, { name, version });
bom.components.sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1));
bom.dependencies.sort((a, b) => (a.ref < b.ref ? -1 : 1));
for (const one of bom.dependencies) one.dependsOn.sort();
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);
console.log(`${bom.components.length} components: ${file}`);
