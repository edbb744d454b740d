import { expect, openExample, test } from './support';

test('what is typed while the server is away stays on the page and is kept when it is back', async ({ page, first, server }) => {
  const id = await openExample(page, first);
  await page.goto(`/a/${id}/ask/term/term-exits`);
  const answer = page.getByRole('textbox', { name: 'cure period: number', exact: true });
  const foot = page.locator('.question-foot');
  await expect(answer).toBeVisible();
  await server.stop();
  await answer.fill('47');
  await expect(foot.getByText(/Not saved\. The server cannot be reached\..*what you typed is kept on this page/)).toBeVisible();
  await server.again();
  await expect(foot.getByText(/Saved \d/)).toBeVisible({ timeout: 15_000 });
  await page.reload();
  await expect(answer).toHaveValue('47');
});
