import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface Bom {
  bomFormat: string;
  serialNumber: string;
  metadata: { timestamp?: string; component: { name: string } };
  components: { name: string; version: string; purl: string; licenses?: unknown[] }[];
}

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'entente-sbom-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes the list of parts and gives its bytes. */
function write(name: string, ...args: string[]): string {
  const file = join(folder, name);
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'sbom.mjs'), ...args, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return readFileSync(file, 'utf8');
}

describe('the list of parts', () => {
  let text: string;
  let bom: Bom;
  beforeAll(() => {
    text = write('one.json');
    bom = JSON.parse(text) as Bom;
  });
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { version: string; dev?: boolean; devOptional?: boolean }> };
  const has = (list: Bom, name: string): boolean => list.components.some((one) => one.name === name);

  test('is CycloneDX', () => expect(bom).toMatchObject({ bomFormat: 'CycloneDX', serialNumber: expect.stringMatching(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/), metadata: { component: { name: 'entente-app' } } }));
  test('is the same for the same lock file', () => expect(write('two.json')).toBe(text));
  test('tells neither time nor place', () => expect(text).not.toMatch(/"timestamp"|"tools"/));
  test('names what ships and no tool', () => expect(['better-auth', 'hono', 'react', 'vitest', 'typescript'].map((name) => has(bom, name))).toEqual([true, true, true, false, false]));
  test('names each with version and address', () => {
    for (const { name, version, purl } of bom.components) expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`);
  });
  test('names the tools where they are asked for', () => expect(has(JSON.parse(write('all.json', '--all')) as Bom, 'vitest')).toBe(true));
  test('misses none of the lock file that ships everywhere', () => {
    const shipped = Object.entries(packages).filter(([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true).map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 13));
    expect(shipped.filter((name) => !has(bom, name))).toEqual([]);
  });
});
