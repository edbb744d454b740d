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
    globalSetup: ['scripts/build-before-tests.mjs', 'scripts/postgres-for-tests.mjs'],
    pool: 'forks',
    // Two cores have two workers; by itself Vitest would leave one of them idle.
    maxWorkers: '100%',
    // Only what hangs ends by these: some tests start programs, which a slow and busy machine may take its time for.
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
