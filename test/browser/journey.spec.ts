import { agreementIn, expect, openExample, save, signHere, test } from './support';

test('from questions to a text that is ready to send, and its dates', async ({ page, first }) => {
  test.slow();
  // An example is opened from the side of one of its parties.
  await page.goto('/');
  await expect(page.getByText('Your agreements will stand here')).toBeVisible();
  await page.getByRole('button', { name: /river/i }).click();
  const which = page.getByRole('dialog', { name: 'Which party are you in this example?' });
  await which.getByRole('radio', { name: 'Northwind' }).check();
  await which.getByRole('button', { name: 'Open the example' }).click();
  await expect(page.getByRole('heading', { name: 'Problems' })).toBeVisible();
  const id = agreementIn(page);

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

  // Track.
  await page.goto(`/a/${id}/track`);
  await expect(page.getByRole('heading', { name: 'Who owes what, and when' })).toBeVisible();
  await expect(page.getByRole('rowgroup').last().getByRole('row').nth(2)).toBeVisible();
  const calendar = await save(page, () => page.getByRole('button', { name: 'Calendar file' }).click());
  expect(calendar.bytes.toString('utf8')).toContain('BEGIN:VCALENDAR');

  // Home and the list know it; words find it.
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Waiting on others' })).toBeVisible();
  await page.goto('/agreements?q=scotland');
  await expect(page.getByRole('table', { name: 'Found' }).getByRole('link', { name: 'River Alder early warning' })).toBeVisible();
  expect((await first.read<{ items: unknown[] }>('search-agreements', { text: 'zebra' })).items).toEqual([]);
});

test.describe('drafted before there were accounts', () => {
  test.use({ drafted: 'river-sensors' });
  test('what one person drafted on the command line is sealed, signed for all and checked', async ({ page, first }) => {
    test.slow();
    const [kept] = (await first.read<{ items: { id: string }[] }>('list-agreements')).items;

    // Seal once, then each party; a reload finds the signature again.
    await page.goto(`/a/${kept?.id}/sign`);
    await page.getByRole('button', { name: 'Seal the text' }).click();
    await expect(page.getByRole('heading', { name: 'Ready to sign' })).toBeVisible({ timeout: 30_000 });
    await page.getByRole('link', { name: /Read and sign for Northwind/ }).click();
    await signHere(page, 'Jonas Feld');
    await page.reload();
    await expect(page.getByText(/Signed on \d/)).toBeVisible();
    await page.getByRole('link', { name: 'All signatures' }).click();
    await page.getByRole('link', { name: /Read and sign for Aldermoor/ }).click();
    await signHere(page, 'Helen Marsh');
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
    await page.getByLabel('Signed PDF').setInputFiles({ name: 'changed.pdf', mimeType: 'application/pdf', buffer: changed });
    await expect(page.getByRole('heading', { name: /Changed after signing|does not hold/ })).toBeVisible();
  });
});

test('a new agreement by keyboard alone', async ({ page, first: _first }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Start an agreement' }).press('Enter');
  await expect(page.getByRole('note')).toContainText('gives no legal advice');
  await page.getByRole('checkbox', { name: /^We will research or develop something new/ }).press('Space');
  await expect(page.getByText('Research and development agreement, because')).toBeVisible();
  await page.getByRole('button', { name: 'All questions, from the first' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Who are the parties?' })).toBeVisible();
  // The first party is the organisation that one acts for.
  await expect(page.getByRole('group', { name: 'Corvin Robotics GmbH' })).toBeVisible();
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
  await expect(page.getByRole('group', { name: 'Corvin Robotics GmbH' })).toBeVisible();
});

test('what cannot stand is told with its field, and nothing typed is lost', async ({ page, first }) => {
  const id = await openExample(page, first);
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

test('a rewritten clause keeps its words, and a new drafting of it is only offered', async ({ page, first }) => {
  const id = await openExample(page, first);
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

test('a fix shows its words before it is taken, and a problem is set aside only with a reason', async ({ page, first }) => {
  await openExample(page, first);
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
