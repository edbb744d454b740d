import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';

/** Bundles a TypeScript file into one plain module for a child process of a test; the packages stay outside. Returns its path. */
export async function bundleChild(entry: string): Promise<string> {
  const cache = resolve('.cache');
  mkdirSync(cache, { recursive: true });
  const outDir = mkdtempSync(join(cache, 'test-child-'));
  // A child may run as another user.
  chmodSync(outDir, 0o755);
  await build({ configFile: false, logLevel: 'error', build: { ssr: resolve(entry), outDir, rollupOptions: { output: { entryFileNames: 'child.mjs' } } } });
  return join(outDir, 'child.mjs');
}
