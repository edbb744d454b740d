import { expect, openExample, save, test } from './support';
import { expectAccessible } from './support-accessible';

test('what an agreement means for a party, confirmed and changed since', async ({ page, first }) => {
  test.slow();
  const id = await openExample(page, first);
  await page.getByRole('navigation', { name: 'About this agreement' }).getByRole('link', { name: 'What this means for us' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'What this means for us' })).toBeVisible();
  for (const name of ['What you give', 'What you do, and by when', 'What you get', 'If things go wrong', 'How you get out']) await expect(page.getByRole('heading', { level: 2, name, exact: true })).toBeVisible();
  await expectAccessible(page);
  const file = await save(page, () => page.getByRole('button', { name: 'Web page' }).click());
  expect(file.bytes.toString('utf8')).toContain('Northwind: what this agreement means for you');

  // Somebody of the party confirms it; an answer that changes the page makes that lapse.
  await page.getByRole('button', { name: /I have understood this page/ }).click();
  await expect(page.getByRole('heading', { name: 'Confirmed as understood' })).toBeVisible();
  await first.write(`agreements/${id}/answer-questions`, { answers: [{ path: 'term.exits.cure', value: { n: 77, unit: 'day' } }] });
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Changed since it was confirmed' })).toBeVisible();
  await expect(page.getByText('within 77 days')).toBeVisible();

  // The page of the other party can be read, and is not ours to confirm.
  await page.getByLabel('Page of').selectOption({ label: 'Aldermoor' });
  await expect(page.getByRole('heading', { level: 1, name: 'What this means for Aldermoor' })).toBeVisible();
  await expect(page.getByRole('button', { name: /I have understood/ })).toHaveCount(0);

  // A line leads to the words that it explains.
  await page.getByRole('link', { name: /^section / }).first().click();
  await expect(page).toHaveURL(/\/text#/);
});

test('the balance and heads of terms', async ({ page, first }) => {
  const id = await openExample(page, first);
  await page.goto(`/a/${id}/balance`);
  await expect(page.getByRole('heading', { level: 1, name: 'Balance' })).toBeVisible();
  await expect(page.getByText('Duties of its own').first()).toBeVisible();
  await expect(page.getByRole('table')).toContainText('only Aldermoor has');
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Heads of terms' }).click();
  await expect(page.getByText('They bind nobody')).toBeVisible();
  await expect(page.getByRole('heading', { name: /Where the parties differ/ })).toBeVisible();
  await expectAccessible(page);
  const file = await save(page, () => page.getByRole('button', { name: 'Word' }).click());
  expect(file.download.suggestedFilename()).toMatch(/heads-of-terms\.docx$/);
});
