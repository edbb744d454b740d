import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './support';
import { expectAccessible } from './support-accessible';
import { account, guest, password, send, threeOrganisations } from './story';

/** Pictures of a page as people see it, where a folder for them is named: wide, dark and 360 pixels wide. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES'];
  if (folder === undefined) return;
  for (const [kind, colorScheme, width] of [['wide', 'light', 1280], ['dark', 'dark', 1280], ['360', 'light', 360]] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: `${folder}/${name}-${kind}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
}

test('somebody takes their data along and is erased; others read that somebody was', async ({ first, server, open, page }) => {
  test.slow();
  const { agreement } = await first.write<{ agreement: string }>('create-agreement', { answers: threeOrganisations(), party: 'corvin' });
  await send(first, agreement, 'A first version.');
  const bruno = await account(first, { name: 'Bruno Quaxmoor', email: 'bruno@corvin.example', organisation: 'Quaxmoor Consulting' });
  const guestly = await guest(first, agreement, { name: 'Gil Guest', email: 'gil@corvin.example', role: 'contributor' });
  const { link } = await first.write<{ link: string }>(`agreements/${agreement}/invite-person`, { email: 'bruno@corvin.example', role: 'contributor' });
  await bruno.write('accept-invitation', { token: link.slice(link.indexOf('#') + 1) });
  await bruno.write(`agreements/${agreement}/make-comment`, { scope: 'everyone', clause: 'confidentiality', text: 'Fine with me.' });

  const theirs = await open(bruno);
  await theirs.goto('/account');
  const data = theirs.getByRole('region', { name: 'Your data' });
  const [file] = await Promise.all([theirs.waitForEvent('download'), data.getByRole('button', { name: 'Download your data' }).click()]);
  expect(file.suggestedFilename()).toBe('my-data.json');
  expect(JSON.parse(readFileSync(await file.path(), 'utf8'))).toMatchObject({ account: { name: 'Bruno Quaxmoor' }, seats: [{ agreement }] });
  await data.scrollIntoViewIfNeeded();
  await picture(theirs, 'account');

  await data.getByRole('button', { name: 'Erase yourself…' }).click();
  const dialog = theirs.getByRole('dialog', { name: 'Erase yourself here?' });
  await expect(dialog.getByLabel('To confirm, type bruno@corvin.example')).toBeFocused();
  await dialog.getByRole('button', { name: 'Erase me' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Type bruno@corvin.example.');
  await expectAccessible(theirs);
  await picture(theirs, 'erase');
  await dialog.getByLabel('To confirm, type').fill('bruno@corvin.example');
  await dialog.getByRole('button', { name: 'Erase me' }).click();
  await expect(theirs.getByRole('heading', { name: 'You were erased' })).toBeVisible();
  await expect(theirs.getByText('the name in one agreement')).toBeVisible();
  await expectAccessible(theirs);
  await picture(theirs, 'erased');
  await theirs.getByRole('link', { name: 'Leave' }).click();
  await expect(theirs.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await theirs.getByLabel('Mail address').fill('bruno@corvin.example');
  await theirs.getByLabel('Password', { exact: true }).fill(password);
  await theirs.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(theirs.getByRole('alert')).toBeVisible();

  await page.goto(`${server.url}/a/${agreement}/negotiate?clause=confidentiality`);
  await expect(page.getByText('a person who was erased').first()).toBeVisible();
  await expect(page.getByText('Bruno Quaxmoor')).toHaveCount(0);
  await picture(page, 'negotiate');

  // A lead erases whom their side only named, and an administrator a guest.
  await page.goto(`${server.url}/a/${agreement}/people`);
  await page.getByText('Named by Corvin').click();
  await page.getByRole('button', { name: 'Erase Ada Winter', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Erase Ada Winter?' })).toContainText('somebody is to be named again');
  await page.getByRole('button', { name: 'Erase for good' }).click();
  await expect(page.getByText('The details were erased.')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Named by Corvin' }).getByText('a person who was erased')).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'people');

  await page.goto(`${server.url}/account`);
  const people = page.getByRole('region', { name: 'People', exact: true });
  await people.getByLabel('Find by name or mailbox').fill('gil@');
  await people.getByRole('button', { name: 'Erase Gil Guest, gil@corvin.example' }).click();
  await page.getByLabel('To confirm, type gil@corvin.example').fill('gil@corvin.example');
  await page.getByRole('button', { name: 'Erase Gil Guest', exact: true }).click();
  await expect(people.getByRole('status')).toHaveText('Gil Guest was erased.');
  await picture(page, 'administration');
  await expectAccessible(page);
  await expect(guestly.read('read-me')).resolves.toMatchObject({ me: null });
});
