import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agreementIn, expect, openExample, save, start, stop, test } from './support';
import { setUp } from './story';
import { expectAccessible } from './support-accessible';

test('the whole record: downloaded, checked, and gone on with in another installation', async ({ page, first, browser }) => {
  test.slow();
  const id = await openExample(page, first);
  await page.getByText('Download', { exact: true }).click();
  const { download, bytes } = await save(page, () => page.getByRole('button', { name: /Whole record/ }).click());
  expect(download.suggestedFilename()).toMatch(/\.entente\.zip$/);
  const file = { name: download.suggestedFilename(), mimeType: 'application/zip', buffer: bytes };

  // Checked by anybody; one bit changed is told.
  await page.goto('/verify');
  await page.getByLabel('whole record').setInputFiles(file);
  await expect(page.getByRole('heading', { name: 'Intact' })).toBeVisible();
  await expect(page.getByText('Signed checkpoints of the history')).toBeVisible();
  await expectAccessible(page);
  const changed = Buffer.from(bytes);
  changed[2000] = (changed[2000] as number) ^ 1;
  await page.getByLabel('whole record').setInputFiles({ ...file, buffer: changed });
  await expect(page.getByRole('heading', { name: 'Not as it was written' })).toBeVisible();

  // Here it is already; elsewhere it goes on.
  await page.goto('/new');
  await page.getByLabel('Whole record of an agreement').setInputFiles(file);
  await expect(page.getByText('This agreement is here already.')).toBeVisible();
  const folder = mkdtempSync(join(tmpdir(), 'entente-elsewhere-'));
  const { url, child } = await start(join(folder, 'data'));
  const context = await browser.newContext({ baseURL: url });
  try {
    await context.addCookies((await setUp(url)).cookies);
    const elsewhere = await context.newPage();
    await elsewhere.goto('/new');
    await elsewhere.getByLabel('Whole record of an agreement').setInputFiles({ ...file, buffer: changed });
    await expect(elsewhere.getByText(/This file is not what was written/)).toBeVisible();
    await elsewhere.getByLabel('Whole record of an agreement').setInputFiles(file);
    await expect(elsewhere.getByRole('heading', { name: 'Problems' })).toBeVisible();
    expect(agreementIn(elsewhere)).toBe(id);
  } finally {
    await context.close();
    await stop(child);
    rmSync(folder, { recursive: true, force: true });
  }
});
