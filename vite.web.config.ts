import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { markdownText } from './scripts/markdown-text.mjs';

/**
 * The screens. Nothing is inlined, because the content policy allows scripts, styles, fonts and images from our own address only.
 * `npx vite --config vite.web.config.ts` shows them with changes as they are made, beside a server on port 8787 or ENTENTE_URL.
 */
export default defineConfig({
  root: join(import.meta.dirname, 'src/doors/web'),
  publicDir: false,
  clearScreen: false,
  cacheDir: join(import.meta.dirname, 'node_modules/.vite/web'),
  plugins: [markdownText(), react(), tailwindcss()],
  worker: { format: 'es', plugins: () => [markdownText()] },
  build: {
    outDir: join(import.meta.dirname, 'dist/web'),
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licences.txt' },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
  server: { host: '127.0.0.1', proxy: { '/api': { target: process.env['ENTENTE_URL'] ?? 'http://127.0.0.1:8787', changeOrigin: true } } },
});
