import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type Download, expect, type Page, test as base } from '@playwright/test';
import { type Caller, setUp } from './story';

const program = join(import.meta.dirname, '..', '..', 'bin', 'entente.mjs');
const examples = join(import.meta.dirname, '..', '..', 'examples');

/** A running server of the built program. */
export interface Server {
  /** Its address, such as `http://127.0.0.1:41234`. */
  url: string;
  /** The folder in which it keeps everything; empty at the start. */
  data: string;
  /** Ends it before the test ends. */
  stop(): Promise<void>;
  /** Starts it again at the same address after it was ended. */
  again(): Promise<void>;
}

/** What a test may ask for. */
interface Fixtures {
  /** Name of an example that is drafted on the command line before the server starts; nothing if empty. */
  drafted: string;
  server: Server;
  /** The first person of the server, administrator of Corvin; the test's page is signed in as them. */
  first: Caller;
  /** Opens a browser of its own: of nobody, or of somebody who is signed in. */
  open: (who?: Caller) => Promise<Page>;
  noErrors: string[];
}

/**
 * Playwright's `test`, with a server of its own for each test that asks for a page or for `server`; addresses are relative to it.
 * A test also fails when a screen threw, wrote an error to the console, or broke the content policy.
 */
export const test = base.extend<Fixtures>({
  drafted: ['', { option: true }],
  server: async ({ drafted }, use, info) => {
    const folder = mkdtempSync(join(tmpdir(), 'entente-journey-'));
    const data = join(folder, 'data');
    if (drafted !== '') {
      const { code, out } = await run('draft', join(examples, drafted, 'answers.yaml'), '--data', data, '--formats', 'json', '--out', join(folder, 'drafted'));
      if (code !== 0) throw new Error(out);
    }
    let { url, child, output } = await start(data);
    const again = async (): Promise<void> => {
      ({ child, output } = await start(data, new URL(url).port));
    };
    await use({ url, data, stop: () => stop(child), again });
    await stop(child);
    if (info.status !== info.expectedStatus) await info.attach('server output', { body: output(), contentType: 'text/plain' });
    rmSync(folder, { recursive: true, force: true });
  },
  baseURL: async ({ server }, use) => {
    await use(server.url);
  },
  first: async ({ server, context }, use) => {
    const first = await setUp(server.url);
    await context.addCookies(first.cookies);
    await use(first);
  },
  open: async ({ browser, server, noErrors }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (who) => {
      const context = await browser.newContext({ baseURL: server.url });
      contexts.push(context);
      if (who !== undefined) await context.addCookies(who.cookies);
      return watched(await context.newPage(), noErrors);
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
  page: async ({ page, noErrors }, use) => {
    await use(watched(page, noErrors));
  },
  noErrors: [
    async ({}, use) => {
      const errors: string[] = [];
      await use(errors);
      if (errors.length > 0) throw new Error(`The screens had errors:\n${errors.join('\n')}`);
    },
    { auto: true },
  ],
});

export { expect };

function watched(page: Page, errors: string[]): Page {
  page.on('pageerror', (error) => errors.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    // An answer of 4xx is also written to the console by the browser itself; the screen deals with it.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) errors.push(`console: ${message.text()}`);
  });
  return page;
}

/** The id in the address of an agreement's screens. */
export function agreementIn(page: Page): string {
  const id = /\/a\/([a-z0-9-]+)/.exec(page.url())?.[1];
  if (id === undefined) throw new Error(`no agreement in ${page.url()}`);
  return id;
}

/** Opens the example of the river sensors as its first party, and its text on the page. */
export async function openExample(page: Page, who: Caller): Promise<string> {
  const { agreement } = await who.write<{ agreement: string }>('create-agreement', { example: 'river-sensors', party: 'northwind' });
  await page.goto(`/a/${agreement}/text`);
  await expect(page.getByRole('heading', { name: 'Problems' })).toBeVisible();
  return agreement;
}

/** Waits for the download that a choice begins, and reads it. */
export async function save(page: Page, choose: () => Promise<void>): Promise<{ download: Download; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), choose()]);
  return { download, bytes: await readFile(await download.path()) };
}

/** Goes through one place to sign, whose page is open: reads, consents, types a name, signs. */
export async function signHere(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toContainText('You are asked to sign');
  await page.getByLabel('I have read the text').check();
  await page.getByLabel(/I agree to sign electronically/).check();
  await page.getByLabel(/I may sign for/).check();
  await page.getByLabel('your name').fill(name);
  // The text may name somebody else for this line; whoever signs says so.
  const instead = page.getByLabel(/I sign in the place of/);
  if (await instead.isVisible()) await instead.check();
  await page.getByRole('button', { name: /^Sign for/ }).click();
  await expect(page.getByText(/Signed on \d/)).toBeVisible({ timeout: 30_000 });
}

/** Runs the program on the command line. */
export async function run(...args: string[]): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (out += part.toString('utf8')));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
}

/** Starts the built program, on a free port unless one is named, and waits until it prints its address. */
export async function start(data: string, port = '0', env: Readonly<Record<string, string>> = {}): Promise<{ url: string; child: ChildProcess; output: () => string }> {
  const child = spawn(process.execPath, [program, 'serve', '--port', port, '--data', data], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
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
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(force);
}
