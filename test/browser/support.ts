import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';

/** A running server of the built program. */
export interface Server {
  /** Its address, such as `http://127.0.0.1:41234`. */
  url: string;
  /** The folder in which it keeps everything; empty at the start. */
  data: string;
}

/**
 * Playwright's `test`, with a server of its own for each test that asks for a page or for `server`; addresses are relative to it.
 * A test also fails when a screen threw, wrote an error to the console, or broke the content policy.
 */
export const test = base.extend<{ server: Server; noErrors: void }>({
  server: async ({}, use, info) => {
    const data = mkdtempSync(join(tmpdir(), 'entente-journey-'));
    const { url, child, output } = await start(data);
    await use({ url, data });
    await stop(child);
    if (info.status !== info.expectedStatus) await info.attach('server output', { body: output(), contentType: 'text/plain' });
    rmSync(data, { recursive: true, force: true });
  },
  baseURL: async ({ server }, use) => {
    await use(server.url);
  },
  noErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(`thrown: ${error.message}`));
      page.on('console', (message) => {
        // An answer of 4xx is also written to the console by the browser itself; the screen deals with it.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) errors.push(`console: ${message.text()}`);
      });
      await use();
      if (errors.length > 0) throw new Error(`The screens had errors:\n${errors.join('\n')}`);
    },
    { auto: true },
  ],
});

export { expect } from '@playwright/test';

/** Starts the built program on a free port and waits until it prints its address. */
async function start(data: string): Promise<{ url: string; child: ChildProcess; output: () => string }> {
  const program = join(import.meta.dirname, '..', '..', 'bin', 'entente.mjs');
  const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--data', data], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (part: Buffer): void => {
      output += part.toString('utf8');
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output);
      if (address !== null) resolve(address[0]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`The server ended with code ${code} before it printed an address:\n${output}`)));
  });
  return { url, child, output: () => output };
}

/** Ends a server as a service manager would, and by force after five seconds. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(force);
}
