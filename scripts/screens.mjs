// Makes docs/screens/: pictures of the real screens, from the real server on an empty folder with an example opened.
//   node scripts/screens.mjs [FOLDER]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium as playwright } from 'playwright-core';
import { chromium, flags } from './chromium.mjs';
import { root } from './sources.mjs';
const folder = process.argv[2] ?? join(root, 'docs/screens');
mkdirSync(folder, { recursive: true });
const data = mkdtempSync(join(tmpdir(), 'entente-screens-'));
const server = spawn(process.execPath, [join(root, 'bin/entente.mjs'), 'serve', '--port', '0', '--data', join(data, 'data')], { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const address = await new Promise((resolve, reject) => {
    let text = '';
    server.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /http:\/\/[\d.:]+/.exec(text);
      if (found !== null) resolve(found[0]);
    });
    server.once('exit', () => reject(new Error('the server stopped')));
  });
  const { executablePath, env } = chromium();
  const browser = await playwright.launch({ executablePath, args: flags, env: { ...process.env, ...env } });
  const post = async (path, body) => (await (await fetch(`${address}/api/${path}`, { method: 'POST', headers: { 'content-type': 'application/json', origin: address }, body: JSON.stringify(body) })).json());
  const { agreement } = await post('create-agreement', { example: 'river-sensors' });
  await post(`agreements/${agreement}/answer-questions`, { answers: [{ path: 'law.governing' }] });
  const screens = { home: '/', ask: `/a/${agreement}/ask/term/term-exits`, text: `/a/${agreement}/text`, sign: `/a/${agreement}/sign`, track: `/a/${agreement}/track`, verify: '/verify' };
  for (const [look, options] of Object.entries({ wide: { viewport: { width: 1440, height: 940 } }, dark: { viewport: { width: 1440, height: 940 }, colorScheme: 'dark' }, phone: { viewport: { width: 360, height: 740 } } })) {
    const page = await browser.newPage(options);
    for (const [name, path] of Object.entries(screens)) {
      await page.goto(address + path);
      await page.waitForLoadState('networkidle');
      await page.locator('main').first().waitFor();
      await page.waitForFunction(() => document.fonts.status === 'loaded');
      await page.screenshot({ path: join(folder, `${name}-${look}.png`) });
    }
    await page.close();
  }
  await browser.close();
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
}
