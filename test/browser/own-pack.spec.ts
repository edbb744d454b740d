import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { zipSync } from 'fflate';
import { expect, openExample, test } from './support';
import { expectAccessible } from './support-accessible';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'own-pack', 'harbour');

/** The example of a version as a ZIP file, with other words for one of its clauses. */
function pack(version: string, writing?: string): { name: string; mimeType: string; buffer: Buffer } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const text = (name: string): string => {
    if (name === 'clauses/notices/en.md' && writing !== undefined) return `{#writing} ${writing}\n`;
    return readFileSync(join(folder, name), 'utf8').replace('version: 1.0.0', `version: ${version}`);
  };
  return { name: 'harbour.zip', mimeType: 'application/zip', buffer: Buffer.from(zipSync(Object.fromEntries(files.map((name) => [name, new TextEncoder().encode(text(name))])))) };
}

test('an organisation uploads its pack, drafts from it, and takes newer words clause by clause', async ({ page, first }) => {
  test.slow();
  await page.goto('/account');
  await page.getByRole('link', { name: /Corvin/ }).first().click();
  const section = page.getByRole('region', { name: 'Own clauses and playbook' });
  await expect(section.getByText('There is no pack yet.')).toBeVisible();
  await section.getByLabel('Pack as a ZIP file').setInputFiles(pack('1.0.0', 'Each party {parties.'));
  await expect(section.getByText(/A brace is not closed/)).toBeVisible();
  await section.getByLabel('Pack as a ZIP file').setInputFiles(pack('1.0.0'));
  await expect(section.getByText('in use', { exact: true })).toBeVisible();
  await expectAccessible(page);

  const id = await openExample(page, first);
  await expect(page.getByText('Drafted from Harbour Robotics 1.0.0 of 20 November 2026.')).toBeVisible();
  await expect(page.getByText('name the person who answers questions').first()).toBeVisible();
  await expect(page.getByRole('complementary', { name: 'Our playbook, for our side alone' }).first()).toBeVisible();
  await expectAccessible(page);

  await page.goto('/account');
  await page.getByRole('link', { name: /Corvin/ }).first().click();
  await section.getByLabel('Pack as a ZIP file').setInputFiles(pack('1.1.0', 'A party must give notice in ink.'));
  await expect(section.getByText('Harbour Robotics 1.1.0', { exact: true })).toBeVisible();
  await page.goto(`/a/${id}/text`);
  await page.getByRole('button', { name: 'Look at one clause' }).click();
  const dialog = page.getByRole('dialog', { name: 'Newer words for this text' });
  await expect(dialog.getByText('Notices', { exact: true }).first()).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Take the chosen words (1)' }).click();
  await expect(page.getByText('Drafted from Harbour Robotics 1.1.0 of 20 November 2026.')).toBeVisible();
  await expect(page.getByText('must give notice in ink').first()).toBeVisible();
});
