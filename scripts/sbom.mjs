// Writes what the product is made of (CycloneDX 1.5, JSON) from the lock file: the same lock file gives the same bytes.
//   node scripts/sbom.mjs [FILE]          what ships; to .cache/sbom.cdx.json unless named
//   node scripts/sbom.mjs --all [FILE]    with the tools that build and test
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { root } from './sources.mjs';

const args = process.argv.slice(2);
const all = args.includes('--all');
const file = resolve(args.find((one) => !one.startsWith('--')) ?? join(root, '.cache', 'sbom.cdx.json'));
const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
const { packages } = JSON.parse(lock);

const isTool = ({ dev, devOptional }) => dev === true || devOptional === true;
const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const refOf = (name, version) => `pkg:npm/${name.replace('@', '%40')}@${version}`;
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// A package may lie in several folders: it is one part, which needs whatever any of them needs.
const parts = new Map();
const needs = new Map();
for (const [path, info] of Object.entries(packages)) {
  if (path === '' || (isTool(info) && !all)) continue;
  const ref = refOf(nameOf(path), info.version);
  parts.set(ref, partOf(ref, nameOf(path), info));
  const found = Object.keys({ ...info.dependencies, ...info.optionalDependencies }).flatMap((name) => refIn(path, name) ?? []);
  needs.set(ref, new Set([...(needs.get(ref) ?? []), ...found]));
}
const { name, version, license, dependencies, devDependencies } = packages[''];
const own = refOf(name, version);
needs.set(own, new Set(Object.keys({ ...dependencies, ...(all && devDependencies) }).flatMap((one) => refIn('', one) ?? [])));

// Chance would make every run another file, so the number comes from the lock file; for the same reason there is no time in it.
const digest = createHash('sha256').update(lock).update(all ? 'all' : 'shipped').digest('hex');
const bom = {
  $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  serialNumber: `urn:uuid:${digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-5$3-8$4-$5')}`,
  version: 1,
  metadata: { lifecycles: [{ phase: 'pre-build' }], component: { type: 'application', 'bom-ref': own, name, version, purl: own, licenses: [{ expression: license }] } },
  components: [...parts.values()].sort((a, b) => byText(a['bom-ref'], b['bom-ref'])),
  dependencies: [...needs].sort(([a], [b]) => byText(a, b)).map(([ref, on]) => ({ ref, dependsOn: [...on].filter((one) => parts.has(one)).sort(byText) })),
};
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);
console.log(`${bom.components.length} parts: ${file}`);

function partOf(ref, part, info) {
  const hash = info.integrity?.startsWith('sha512-') ? Buffer.from(info.integrity.slice('sha512-'.length), 'base64').toString('hex') : undefined;
  return {
    type: 'library',
    'bom-ref': ref,
    name: part,
    version: info.version,
    scope: isTool(info) ? 'excluded' : info.optional === true ? 'optional' : 'required',
    purl: ref,
    ...(typeof info.license === 'string' && { licenses: [{ expression: info.license }] }),
    ...(hash !== undefined && { hashes: [{ alg: 'SHA-512', content: hash }] }),
  };
}

/** The part that Node finds under a name from a package's folder, upwards. */
function refIn(path, wanted) {
  const above = `/${path}`.split('/node_modules/').slice(1);
  for (let depth = above.length; depth >= 0; depth -= 1) {
    const found = packages[[...above.slice(0, depth), wanted].map((one) => `node_modules/${one}`).join('/')];
    if (found !== undefined) return refOf(wanted, found.version);
  }
  return undefined;
}
