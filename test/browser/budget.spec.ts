import { gzipSync } from 'node:zlib';
import { expect, test } from './support';
import { conclude, openTable, readAgreement } from './story';

/** Most JavaScript that one may have to fetch, in kB of 1,000 bytes, gzipped: for the frame that every screen has, and for any screen opened first. */
const budget = { shell: 150, screen: 250 };

test('no screen fetches more JavaScript than its budget', async ({ server, first, open }) => {
  test.slow();
  const table = await openTable(first);
  await conclude(table, ['corvin']);
  const fields = (await readAgreement(first, table.agreement)).seal?.fields ?? [];
  const draft = (await first.write<{ agreement: string }>('create-agreement', { example: 'river-sensors', party: 'northwind' })).agreement;
  const at = `/a/${table.agreement}`;
  const [sized, loads] = [new Map<string, number>(), new Map<string, number>()];
  const sizeOf = async (path: string): Promise<number> => {
    const known = sized.get(path);
    if (known !== undefined) return known;
    const size = gzipSync(Buffer.from(await (await fetch(new URL(path, server.url))).arrayBuffer())).length / 1000;
    sized.set(path, size);
    return size;
  };
  const page = await open(first);
  const stranger = await open();
  // A page that follows changes always has a request under way, and so would never be at rest.
  await page.context().route('**/live', (route) => route.fulfill({ status: 429, headers: { 'retry-after': '600' } }));
  /** Size of the scripts that a browser fetches to open an address; nothing is kept between two, because each is opened anew. */
  const load = async (name: string, who: typeof page, path: string): Promise<void> => {
    const scripts = new Set<string>();
    who.removeAllListeners('request');
    who.on('request', (request) => void (request.resourceType() === 'script' && scripts.add(new URL(request.url()).pathname)));
    await who.goto('about:blank');
    await who.goto(path, { waitUntil: 'networkidle' });
    let size = 0;
    for (const script of scripts) size += await sizeOf(script);
    loads.set(name, size);
  };

  // The frame: what the page itself names, before any screen is asked for.
  const html = await (await fetch(server.url)).text();
  const named = [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map((match) => match[1] as string);
  loads.set('shell', (await Promise.all(named.map(sizeOf))).reduce((sum, size) => sum + size, 0));
  for (const [name, path] of [['sign in', '/sign-in'], ['join', '/join#none'], ['verify', '/verify']] as const) await load(name, stranger, path);
  const screens = {
    home: '/', agreements: '/agreements', start: '/new', account: '/account', outbox: '/outbox',
    ask: `/a/${draft}/ask/term/term-exits`, check: `/a/${draft}/ask/check`, text: `/a/${draft}/text`, 'first turn': `/a/${draft}/send`,
    negotiate: `${at}/negotiate`, turns: `${at}/turns`, review: `${at}/review`, people: `${at}/people`, signatures: `${at}/sign`,
    sign: `${at}/sign/${fields.find((field) => field.signed === null)?.id}`, signed: `${at}/sign/${fields.find((field) => field.signed !== null)?.id}`, track: `${at}/track`,
  };
  for (const [name, path] of Object.entries(screens)) await load(name, page, path);

  const told = [...loads].map(([name, size]) => `${name} ${size.toFixed(0)}`).join(', ');
  test.info().annotations.push({ type: 'JavaScript in kB, gzip', description: told });
  process.stdout.write(`JavaScript in kB, gzip: ${told}\n`);
  expect(loads.get('shell')).toBeLessThanOrEqual(budget.shell);
  for (const [name, size] of loads) {
    expect.soft(size, name).toBeGreaterThan(50);
    expect.soft(size, name).toBeLessThanOrEqual(budget.screen);
  }
});
