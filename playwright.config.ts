import { defineConfig } from '@playwright/test';
import { chromium, flags } from './scripts/chromium.mjs';

const { executablePath, env } = chromium();

/** The journeys in a browser, each on a server of its own with an empty data folder. */
export default defineConfig({
  testDir: 'test/browser',
  testMatch: '*.spec.ts',
  globalSetup: './scripts/build-before-journeys.mjs',
  outputDir: 'test-results',
  reporter: 'list',
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1280, height: 900 },
    screenshot: 'only-on-failure',
    actionTimeout: 20_000,
    launchOptions: { executablePath, args: flags, env: { ...definedOnly(process.env), ...env } },
  },
});

function definedOnly(values: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
