import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { postgresBinaries, startPostgres } from '../../scripts/postgres.mjs';
import { expect, start, stop, test } from './support';
import { expectAccessible } from './support-accessible';
import { accounts, agree, Caller, cast, openTable, password, rewrite, send, setUp, threeOrganisations, type Table } from './story';

/** Opens a clause among the words of everybody. */
async function atClause(page: Page, { agreement }: Table, clause = 'confidentiality'): Promise<Locator> {
  await page.goto(`/a/${agreement}/negotiate?clause=${clause}`);
  const pane = page.getByRole('complementary', { name: /^Clause \d+ / });
  await expect(pane.getByRole('region', { name: 'Comments' })).toBeVisible();
  return pane;
}

const field = (pane: Locator): Locator => pane.getByRole('textbox', { name: /^Comment for/ });

async function comment(pane: Locator, words: string): Promise<void> {
  await pane.getByRole('button', { name: 'Everyone', exact: true }).click();
  await field(pane).fill(words);
  await pane.getByRole('button', { name: 'Send to everyone' }).click();
  await expect(pane.getByText(words)).toBeVisible();
}

const says = (who: Caller, { agreement }: Table, words: string) => who.write(`agreements/${agreement}/make-comment`, { clause: 'confidentiality', scope: 'everyone', text: words });

/** The connections that a browser's pages have made to follow changes. */
function streams(page: Page): { count: number } {
  const made = { count: 0 };
  page.context().on('request', (request) => void (new URL(request.url()).pathname.endsWith('/live') && (made.count += 1)));
  return made;
}

test('what one party does shows on the screens of the others, and what they are writing stays', async ({ page, first, open }) => {
  test.setTimeout(240_000);
  const table = await openTable(first, await accounts(first));
  const other = await open(table.b);
  const [here, there] = [await atClause(page, table), await atClause(other, table)];

  await field(here).fill('Before we answer, ask the council');
  await comment(there, 'Would three years do?');
  await expect(here.getByText('Would three years do?')).toBeVisible();
  await expect(field(here)).toHaveValue('Before we answer, ask the council');

  // A turn: the matrix, the words and the line above follow, the clause that is shown stays.
  await agree(table.b, table.agreement, cast.mirecourt.id);
  await rewrite(table.b, table.agreement, 'confidentiality', 'fit the value of the information.', 'fit the value of the information, and keep a list.');
  await send(table.b, table.agreement, 'With a list.');
  await expect(page.getByText(/^Turn 2, sent by Mirecourt/)).toBeVisible();
  await expect(here.getByRole('insertion').first()).toContainText('keep a list');
  await expect(field(here)).toHaveValue('Before we answer, ask the council');

  // Lists follow what somebody does on another device.
  const lists = await open(table.a);
  await lists.goto('/agreements');
  await expect(lists.getByRole('table', { name: 'Agreements' })).toContainText('Corridor inspection pilot');
  await table.a.write('create-agreement', { answers: threeOrganisations('Night robot trial'), party: cast.corvin.id });
  await expect(lists.getByRole('table', { name: 'Agreements' })).toContainText('Night robot trial');

  // Somebody who is removed sees it at once.
  const counsel = await open(table.counsel);
  await counsel.goto(`/a/${table.agreement}/negotiate`);
  await expect(counsel.getByRole('region', { name: 'Clauses and parties' })).toBeVisible();
  const { people } = await table.b.read<{ people: { person: string; role: string }[] }>(`agreements/${table.agreement}/list-people`);
  await table.b.write(`agreements/${table.agreement}/remove-person`, { person: people.find((one) => one.role === 'counsel')?.person });
  await expect(counsel.getByRole('heading', { name: 'You no longer see this agreement' })).toBeVisible();
  await expect(counsel.getByRole('region', { name: 'Clauses and parties' })).toBeHidden();
});

test('a browser follows by one connection, whichever of its tabs are open', async ({ page, first, open }) => {
  const table = await openTable(first, await accounts(first));
  const made = streams(page);
  const here = await atClause(page, table);
  const tab = await page.context().newPage();
  const second = await atClause(tab, table);
  await says(table.b, table, 'One for both tabs');
  await expect(second.getByText('One for both tabs')).toBeVisible();
  await page.bringToFront();
  await expect(here.getByText('One for both tabs')).toBeVisible();
  expect(made.count).toBe(1);
  // The tab that followed is closed: the other one takes over.
  await page.close();
  await expect.poll(() => made.count).toBe(2);
  await says(table.b, table, 'One for the tab that is left');
  await expect(second.getByText('One for the tab that is left')).toBeVisible();
  const elsewhere = await open(table.c);
  await expect((await atClause(elsewhere, table)).getByText('One for both tabs')).toBeVisible();
});

test('without the server the page says so, keeps what is typed, and goes on when it is back', async ({ page, first, server }) => {
  test.setTimeout(240_000);
  const table = await openTable(first, await accounts(first));
  const here = await atClause(page, table);
  await expect(page.getByText(/^Not connected/)).toBeHidden();
  await field(here).fill('Words that nobody has yet');
  await server.stop();
  await expect(page.getByText(/^Not connected; showing \d\d:\d\d\./)).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await server.again();
  await says(table.b, table, 'While you were away');
  await expect(here.getByText('While you were away')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/^Not connected/)).toBeHidden();
  await expect(field(here)).toHaveValue('Words that nobody has yet');
  await here.getByRole('button', { name: /^Keep for/ }).click();
  await expect(here.locator('.comment').getByText('Words that nobody has yet')).toBeVisible();
});

test('two servers on one PostgreSQL are one: changes cross, and when one is killed nobody loses a word', async ({ browser }) => {
  test.setTimeout(240_000);
  test.skip(postgresBinaries() === undefined, 'no PostgreSQL for this machine in node_modules');
  const database = await startPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'entente-two-'));
  const env = { ENTENTE_DATABASE: await database.create('two') };
  const data = join(folder, 'data');
  const one = await start(data, '0', env);
  let two = await start(data, '0', env);
  try {
    const first = await setUp(one.url);
    const table = await openTable(first, await accounts(first));
    const signedIn = new Caller(two.url);
    await signedIn.write('auth/sign-in', { email: 'etienne@mirecourt.example', password });
    const open = async (url: string, who: Caller): Promise<Locator> => {
      const context = await browser.newContext({ baseURL: url });
      await context.addCookies(who.cookies);
      return atClause(await context.newPage(), table);
    };
    const [a, b] = [await open(one.url, table.a), await open(two.url, signedIn)];
    await comment(b, 'Said on the second server');
    await expect(a.getByText('Said on the second server')).toBeVisible();
    await comment(a, 'Answered on the first one');
    await expect(b.getByText('Answered on the first one')).toBeVisible();

    await b.getByRole('button', { name: 'Everyone', exact: true }).click();
    await field(b).fill('Typed, and not sent when the server died');
    const gone = once(two.child, 'exit');
    two.child.kill('SIGKILL');
    await gone;
    await comment(a, 'The first server goes on');
    await expect(b.page().getByText(/^Not connected; showing/)).toBeVisible({ timeout: 30_000 });
    two = await start(data, new URL(two.url).port, env);
    await expect(b.getByText('The first server goes on')).toBeVisible({ timeout: 60_000 });
    await expect(field(b)).toHaveValue('Typed, and not sent when the server died');
    await b.getByRole('button', { name: 'Send to everyone' }).click();
    await expect(a.getByText('Typed, and not sent when the server died')).toBeVisible();
  } finally {
    await Promise.all([stop(one.child), stop(two.child)]);
    await database.end();
    rmSync(folder, { recursive: true, force: true });
  }
});
