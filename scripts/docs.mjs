// Writes docs/facts.md, docs/clauses.md, docs/checks.md, docs/settings.md, docs/laws.md and docs/real-agreements.md from the product itself.
//   node scripts/docs.mjs [--check]     --check only compares, and says which page is old
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, '.cache/docs');
await build({ configFile: join(root, 'vite.server.config.ts'), logLevel: 'error', build: { outDir: out, emptyOutDir: true, ssr: true, rolldownOptions: { input: { pages: join(root, 'scripts/docs-pages.ts') }, output: { entryFileNames: '[name].js' } } } });
const { pages } = await import(join(out, 'pages.js'));
let old = 0;
for (const [name, text] of Object.entries(pages())) {
  const file = join(root, 'docs', name);
  const same = existsSync(file) && readFileSync(file, 'utf8') === text;
  if (process.argv.includes('--check')) {
    if (!same) console.error(`docs/${name} is old: run node scripts/docs.mjs`);
    old += same ? 0 : 1;
  } else writeFileSync(file, text);
}
process.exitCode = old > 0 ? 1 : 0;
