import { defineConfig } from 'vitest/config';
import { markdownText } from './scripts/markdown-text.mjs';

/** Every test but the browser journeys; processes, because native parts are not made for threads. */
export default defineConfig({
  plugins: [markdownText()],
  test: {
    name: 'unit',
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**'],
    setupFiles: ['test/properties.ts'],
    globalSetup: ['scripts/build-before-tests.mjs'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
