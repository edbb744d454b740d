import { readFile, writeFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { expect, test } from './support';
import { expectAccessible } from './support-accessible';

/** The id in the address of an agreement's screens. */
function agreementIn(page: Page): string {
  const id = /\/a\/([a-z0-9-]+)/.exec(page.url())?.[1];
  if (id === undefined) throw new Error(`no agreement in ${page.url()}`);
  return id;
}

async function openExample(page: Page, title: RegExp): Promise<string> {
  await page.goto('/');
  await page.getByRole('button', { name: title }).click();
  await expect(page.getByRole('heading', { name: 'Problems' })).toBeVisible();
  return agreementIn(page);
}

async function save(page: Page, choose: () => Promise<void>): Promise<{ download: Download; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), choose()]);
  return { download, bytes: await readFile(await download.path()) };
}

async function signFor(page: Page, party: RegExp, name: string): Promise<void> {
  await page.getByRole('link', { name: party }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('You are asked to sign');
  await page.getByLabel('I have read the text').check();
  await page.getByLabel(/I agree to sign electronically/).check();
  await page.getByLabel(/I may sign for/).check();
  await page.getByLabel('your name').fill(name);
  await page.getByRole('button', { name: /^Sign for/ }).click();
  await expect(page.getByText(/Signed on \d/)).toBeVisible();
}

test('from questions to a signed agreement whose dates are tracked', async ({ page }) => {
  test.slow();
  const id = await openExample(page, /river/i);

  // Ask: an answer changes its sentence beside it, saves itself, and marks what changed.
  await page.goto(`/a/${id}/ask/term/term-exits`);
  const preview = page.getByRole('complementary', { name: 'The agreement so far' });
  await page.getByRole('textbox', { name: 'cure period: number', exact: true }).fill('47');
  await expect(preview.getByText('47 days').first()).toBeVisible();
  await expect(preview.locator('.flash').first()).toBeVisible();
  await expect(page.locator('.question-foot').getByText(/Saved \d/)).toBeVisible();

  // "I don't know yet" leaves a blank, which leads back to its question.
  await page.goto(`/a/${id}/ask/law-and-notices/law-governing`);
  await page.getByLabel('I don’t know yet').check();
  await expect(preview.getByRole('link', { name: /governing law: open/ })).toBeVisible();
  await expect(page.locator('.question-foot').getByText(/Saved \d/)).toBeVisible();

  // Inspect: the blank blocks signing; its question is where it is mended.
  await page.getByRole('link', { name: 'Draft and inspect' }).click();
  await expect(page.getByText(/[1-9]\d* block signing/)).toBeVisible();
  await page.keyboard.press('F8');
  const problem = page.locator('.problem-open');
  await expect(problem).toHaveCount(1);
  await page.getByRole('link', { name: 'Sign', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Not ready to sign' })).toBeVisible();
  await page.goBack();
  await expect(page.getByText(/[1-9]\d* block signing/)).toBeVisible();
  await page.getByRole('button', { name: /governing law/ }).click();
  await problem.getByRole('link', { name: 'Answer the question' }).click();
  await page.getByRole('combobox', { name: 'governing law' }).fill('Scot');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(preview.getByText('Scotland').first()).toBeVisible();
  await expect(page.locator('.question-foot').getByText(/Saved \d/)).toBeVisible();

  // Download.
  await page.getByRole('link', { name: 'Draft and inspect' }).click();
  await expect(page.getByText('0 block signing')).toBeVisible();
  await page.getByText('Download', { exact: true }).click();
  const word = await save(page, () => page.getByRole('button', { name: /^Word/ }).click());
  expect(word.download.suggestedFilename()).toMatch(/\.docx$/);
  expect(word.bytes.subarray(0, 2).toString('latin1')).toBe('PK');
  const pdf = await save(page, () => page.getByRole('button', { name: /^PDF/ }).click());
  expect(pdf.bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');

  // Sign: seal once, then each party; a reload finds the signature again.
  await page.getByRole('link', { name: 'Sign', exact: true }).click();
  await page.getByRole('button', { name: 'Seal the text' }).click();
  await expect(page.getByRole('heading', { name: 'Ready to sign' })).toBeVisible({ timeout: 30_000 });
  await signFor(page, /Read and sign for Northwind/, 'Jonas Feld');
  await page.reload();
  await expect(page.getByText(/Signed on \d/)).toBeVisible();
  await page.getByRole('link', { name: 'All signatures' }).click();
  await signFor(page, /Read and sign for Aldermoor/, 'Helen Marsh');
  await page.getByRole('link', { name: 'All signatures' }).click();
  await expect(page.getByRole('heading', { name: 'Everybody has signed' })).toBeVisible();
  const signed = await save(page, () => page.getByRole('button', { name: /The PDF, 2 of 2 signed/ }).click());

  // Verify: intact as it came; one byte changed is told.
  await page.goto('/verify');
  await page.getByLabel('Signed PDF').setInputFiles(await signed.download.path());
  await expect(page.getByRole('heading', { name: 'Intact' })).toBeVisible();
  await expect(page.getByText('Helen Marsh')).toBeVisible();
  const changed = Buffer.from(signed.bytes);
  const at = changed.indexOf('/Type /Page') > 0 ? changed.indexOf('/Type /Page') + 1 : 2000;
  changed[at] = (changed[at] as number) ^ 1;
  const file = test.info().outputPath('changed.pdf');
  await writeFile(file, changed);
  await page.getByLabel('Signed PDF').setInputFiles({ name: 'changed.pdf', mimeType: 'application/pdf', buffer: changed });
  await expect(page.getByRole('heading', { name: /Changed after signing|does not hold/ })).toBeVisible();

  // Track.
  await page.goto(`/a/${id}/track`);
  await expect(page.getByRole('heading', { name: 'Who owes what, and when' })).toBeVisible();
  await expect(page.getByRole('rowgroup').last().getByRole('row').nth(2)).toBeVisible();
  const calendar = await save(page, () => page.getByRole('button', { name: 'Calendar file' }).click());
  expect(calendar.bytes.toString('utf8')).toContain('BEGIN:VCALENDAR');
});

test('a new agreement by keyboard alone', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Start an agreement' }).press('Enter');
  await expect(page.getByRole('note')).toContainText('gives no legal advice');
  await page.getByRole('radio', { name: /research and development/i }).press('Space');
  await page.getByRole('button', { name: 'Go to the first question' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Who are the parties?' })).toBeVisible();
  const name = page.getByLabel('short name of the first party');
  await name.focus();
  await page.keyboard.type('Northwind');
  await page.keyboard.press('Enter');
  const second = page.getByLabel('short name of another party');
  await second.focus();
  await page.keyboard.type('Aldermoor');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: 'Aldermoor' })).toBeVisible();
  const preview = page.getByRole('complementary', { name: 'The agreement so far' });
  await expect(preview.getByText('Aldermoor').first()).toBeVisible();
  await page.getByRole('button', { name: 'Continue' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.getByRole('heading', { name: 'What kind of organisation is it?' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Who are the parties?' })).toBeVisible();
  await expect(page.locator('.question-foot').getByText(/saved/i)).toBeVisible();
  await page.reload();
  await expect(page.getByRole('group', { name: 'Northwind' })).toBeVisible();
});

test('what cannot stand is told with its field, and nothing typed is lost', async ({ page }) => {
  const id = await openExample(page, /river/i);
  await page.goto(`/a/${id}/ask/term/term-exits`);
  const field = page.getByRole('textbox', { name: 'cure period: number', exact: true });
  await field.fill('soon');
  await page.getByRole('button', { name: 'Continue' }).click();
  const summary = page.getByRole('alert').filter({ hasText: 'One answer cannot stand yet' });
  await expect(summary).toBeFocused();
  await summary.getByRole('link').click();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('soon');
  await field.fill('30');
  await expect(summary).toBeHidden();
});

test('a rewritten clause keeps its words, and a new drafting of it is only offered', async ({ page }) => {
  const id = await openExample(page, /river/i);
  await page.getByRole('button', { name: 'Rewrite Governing law and language' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').nth(1).fill('The law of Northumbria governs this agreement.');
  await dialog.getByRole('button', { name: 'Use these words' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('The law of Northumbria governs this agreement.')).toBeVisible();
  await page.goto(`/a/${id}/ask/law-and-notices/law-governing`);
  await page.getByRole('combobox', { name: 'governing law' }).fill('Scot');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('.question-foot').getByText(/Saved \d/)).toBeVisible();
  await page.getByRole('link', { name: 'Draft and inspect' }).click();
  await expect(page.getByRole('heading', { name: 'One change is offered' })).toBeVisible();
  await page.getByRole('button', { name: 'Keep the words as they are' }).click();
  await expect(page.getByRole('heading', { name: 'One change is offered' })).toBeHidden();
  await expect(page.getByText('The law of Northumbria governs this agreement.')).toBeVisible();
});

test('a fix shows its words before it is taken, and a problem is set aside only with a reason', async ({ page }) => {
  await openExample(page, /river/i);
  await page.getByRole('button', { name: 'Rewrite Governing law and language' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').nth(1).fill('The law of Scotland governs this agreement, as set out in section 99. The parties add [something].');
  await dialog.getByRole('button', { name: 'Use these words' }).click();
  const panel = page.getByRole('complementary', { name: 'Problems' });
  await panel.getByRole('button', { name: /section 99/ }).click();
  await expect(panel.getByRole('deletion')).toContainText('99');
  await expect(panel.getByRole('insertion')).toHaveText(/\d+/);
  await panel.getByRole('button', { name: 'Take this fix' }).click();
  await expect(panel.getByRole('button', { name: /section 99/ })).toBeHidden();
  await panel.getByRole('button', { name: /something/ }).click();
  await panel.getByRole('button', { name: 'Set aside …' }).click();
  const reason = panel.getByLabel('Why it is no problem here');
  await reason.fill('Agreed by mail on Monday');
  await panel.getByRole('button', { name: 'Set aside', exact: true }).click();
  await expect(page.getByText('0 block signing')).toBeVisible();
  await panel.getByText('Set aside', { exact: false }).first().click();
  await expect(panel.getByText('Agreed by mail on Monday')).toBeVisible();
});

test('every screen is accessible in light, dark and on a phone', async ({ page }) => {
  test.slow();
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Open an example' })).toBeVisible();
  await expectAccessible(page);
  await page.goto('/new');
  await expect(page.getByRole('radio').first()).toBeVisible();
  await expectAccessible(page);
  const id = await openExample(page, /river/i);
  await expect(page.getByText(/block signing/)).toBeVisible();
  await expectAccessible(page);
  for (const question of ['parties/parties', 'parties/party-seat', 'work/work-items', 'work/work-raci', 'term/term-exits', 'money/money-payment', 'law-and-notices/party-addresses']) {
    await page.goto(`/a/${id}/ask/${question}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('.question-foot')).toBeAttached();
    await expectAccessible(page);
  }
  await page.goto(`/a/${id}/ask/check`);
  await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible();
  await expectAccessible(page);
  await page.goto(`/a/${id}/track`);
  await expect(page.getByRole('table')).toBeVisible();
  await expectAccessible(page);
  await page.goto('/verify');
  await expectAccessible(page);
  await page.goto(`/a/${id}/sign`);
  await expect(page.getByRole('button', { name: 'Seal the text' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Seal the text' }).click();
  await expect(page.getByRole('heading', { name: 'Ready to sign' })).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await page.getByRole('link', { name: /Read and sign/ }).first().click();
  await expect(page.getByLabel('your name')).toBeVisible();
  await expectAccessible(page);
});
