// Builds what the fault run starts: its own program, and the child that is killed. The product itself comes from dist/.
//   node scripts/faults-parts.mjs FOLDER
import { join } from 'node:path';
import { markdownText } from './markdown-text.mjs';
import { root } from './sources.mjs';

/** Builds the parts into a folder: `run.js` and `child.js`. */
export async function buildParts(folder) {
  const { build } = await import('vite');
  const input = Object.fromEntries(['run', 'child'].map((name) => [name, join(root, `test/faults/${name}.ts`)]));
  await build({
    root, configFile: false, logLevel: 'error', publicDir: false, plugins: [markdownText()],
    build: { ssr: true, target: 'node20.19', minify: false, outDir: folder, emptyOutDir: true, rolldownOptions: { input, output: { entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' } } },
  });
}

if (process.argv[1] === import.meta.filename) await buildParts(process.argv[2]);
