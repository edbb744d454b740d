// Makes docs/screens/: pictures of the real screens, from the real server on an empty folder, while three organisations agree, sign and track.
//   node scripts/screens.mjs [FOLDER]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium as playwright } from 'playwright-core';
import { build } from 'vite';
import { chromium, flags } from './chromium.mjs';
import { root } from './sources.mjs';

const looks = {
  wide: { viewport: { width: 1440, height: 940 } },
  dark: { viewport: { width: 1440, height: 940 }, colorScheme: 'dark' },
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
};

let answered = 0;
const folder = process.argv[2] ?? join(root, 'docs/screens');
mkdirSync(folder, { recursive: true });
const made = join(root, '.cache/screens');
await build({ configFile: join(root, 'vite.server.config.ts'), logLevel: 'error', build: { outDir: made, emptyOutDir: true, ssr: true, rolldownOptions: { input: { story: join(root, 'test/browser/story.ts') }, output: { entryFileNames: '[name].js' } } } });
const story = await import(join(made, 'story.js'));

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
  const shown = await play(address);
  const { executablePath, env } = chromium();
  const browser = await playwright.launch({ executablePath, args: flags, env: { ...process.env, ...env } });
  for (const [look, options] of Object.entries(looks)) {
    for (const [name, { who, path, after }] of Object.entries(shown)) {
      const context = await browser.newContext({ baseURL: address, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', ...options });
      if (who !== null) await context.addCookies(who.cookies);
      // A page that follows changes always has a request under way.
      await context.route('**/live', (route) => route.fulfill({ status: 429, headers: { 'retry-after': '600' } }));
      const page = await context.newPage();
      page.on('pageerror', (error) => {
        throw new Error(`${name} (${look}): ${error.message}`);
      });
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      await page.locator('main').first().waitFor();
      await after?.(page);
      await page.waitForFunction(() => document.fonts.status === 'loaded');
      await page.screenshot({ path: join(folder, `${name}-${look}.png`) });
      await context.close();
    }
  }
  await browser.close();
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve()));
  rmSync(data, { recursive: true, force: true });
}

/** Plays the story; gives each screen with who sees it, where, and what is done there first. */
async function play(address) {
  const a = await story.setUp(address);
  const others = await story.accounts(a);
  const signed = await story.openTable(a, others, 'Ward air study');
  await story.conclude(signed, ['corvin', 'mirecourt', 'delfia']);
  const sealed = await story.openTable(a, others, 'Night robot trial');
  const signatory = await story.guest(sealed.b, sealed.agreement, { name: 'Bruno Marchand', email: 'bruno.marchand@mirecourt.example', role: 'signatory' });
  await story.conclude(sealed, ['corvin']);
  const { agreement: draft } = await a.write('create-agreement', { answers: story.threeOrganisations('Corridor map exchange'), party: 'corvin' });
  await a.write(`agreements/${draft}/answer-questions`, { answers: [{ path: 'law.governing' }] });
  const table = await story.openTable(a, others);
  await story.negotiate(table);
  await story.rewrite(a, table.agreement, 'purpose-and-goals', 'and propose a change', 'and propose a change in writing');
  const link = await story.invite(table.b, table.agreement, { email: 'bruno.marchand@mirecourt.example', name: 'Bruno Marchand', role: 'signatory' });
  const pdf = await a.file(`agreements/${signed.agreement}/export-agreement`, { format: 'pdf' });
  const fields = (await story.readAgreement(a, sealed.agreement)).seal.fields;
  const field = (party) => fields.find((one) => one.party === party).id;
  const at = `/a/${table.agreement}`;
  await table.b.write(`agreements/${table.agreement}/state-answer`, { path: 'term.exits.cure', value: { n: 60, unit: 'day' } });
  return {
    'sign-in': { who: null, path: '/sign-in' },
    home: { who: a, path: '/' },
    new: { who: a, path: '/new' },
    first: { who: a, path: `/a/${draft}/ask/first` },
    own: { who: a, path: `/a/${draft}/ask/own` },
    differences: { who: a, path: `${at}/ask/differences` },
    page: { who: a, path: `${at}/page` },
    balance: { who: a, path: `${at}/balance` },
    heads: { who: a, path: `${at}/heads` },
    list: { who: a, path: '/agreements' },
    ask: { who: a, path: `/a/${draft}/ask/term/term-exits`, after: answer },
    text: { who: a, path: `/a/${draft}/text` },
    people: { who: table.b, path: `${at}/people` },
    join: { who: null, path: link },
    negotiate: { who: table.b, path: `${at}/negotiate?clause=confidentiality`, after: toWords },
    send: { who: a, path: `${at}/send` },
    review: { who: table.counsel, path: `${at}/review?clause=confidentiality` },
    sign: { who: signatory, path: `/a/${sealed.agreement}/sign/${field('mirecourt')}` },
    signed: { who: a, path: `/a/${sealed.agreement}/sign/${field('corvin')}` },
    track: { who: a, path: `/a/${signed.agreement}/track` },
    verify: { who: null, path: '/verify', after: (page) => check(page, pdf) },
    outbox: { who: a, path: '/outbox' },
  };
}

/** Gives another answer each time, so that the sentence which it changes is tinted. */
async function answer(page) {
  answered += 1;
  await page.getByRole('textbox', { name: 'cure period: number', exact: true }).fill(String(30 + answered));
  await page.locator('.question-foot').getByText(/Saved \d/).waitFor({ state: 'attached' });
}

/** On a narrow screen the words of the clause stand below the matrix. */
async function toWords(page) {
  if (page.viewportSize().width < 640) await page.getByRole('complementary', { name: /^Clause/ }).evaluate((pane) => pane.scrollIntoView());
}

async function check(page, bytes) {
  await page.getByLabel('Signed PDF').setInputFiles({ name: 'ward-air-study.pdf', mimeType: 'application/pdf', buffer: Buffer.from(bytes) });
  await page.getByRole('heading', { name: 'Intact' }).waitFor();
}
