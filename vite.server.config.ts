import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig } from 'vite';
import { markdownText } from './scripts/markdown-text.mjs';

/** The program and every child process it starts, one file each; packages stay outside the bundle. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  clearScreen: false,
  plugins: [markdownText()],
  build: {
    ssr: true,
    target: 'node20.19',
    minify: false,
    emptyOutDir: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { entente: join(import.meta.dirname, 'src/doors/cli/main.ts'), ...children() },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});

/** Child processes by name: the files of `src/` that call `answerParent` at the start of a line. */
function children(): Record<string, string> {
  const found: Record<string, string> = {};
  const src = join(import.meta.dirname, 'src');
  for (const name of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    const file = join(src, name);
    if (!name.endsWith('.ts') || name.endsWith('.d.ts') || !/^answerParent[<(]/m.test(readFileSync(file, 'utf8'))) continue;
    const child = `children/${basename(name, '.ts')}`;
    if (found[child] !== undefined) throw new Error(`Two child processes are called ${basename(name)}: ${found[child]} and ${file}. Rename one.`);
    found[child] = file;
  }
  return found;
}
