import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { markdownText } from './scripts/markdown-text.mjs';

/** The server that answers the screens while they are worked on; it takes requests from its own pages only. */
const server = process.env['ENTENTE_URL'] ?? 'http://127.0.0.1:4321';

/**
 * The screens. Nothing is inlined, because the content policy allows scripts, styles, fonts and images from our own address only.
 * `npx vite --config vite.web.config.ts` shows them with changes as they are made, beside `npm start` or a server at ENTENTE_URL.
 */
export default defineConfig({
  root: join(import.meta.dirname, 'src/doors/web'),
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
  server: { host: '127.0.0.1', proxy: { '/api/': { target: server, headers: { host: new URL(server).host, origin: server } } } },
});
