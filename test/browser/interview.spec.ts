import { expect, test } from './support';
import { expectAccessible } from './support-accessible';
import { cast, guest, readAgreement, send, threeOrganisations } from './story';

test('two parties answer a joint question differently and settle it', async ({ page: a, first, open }) => {
  test.setTimeout(240_000);
  const { agreement: id } = await first.write<{ agreement: string }>('create-agreement', { answers: threeOrganisations(), party: cast.corvin.id });
  await send(first, id, 'A first version.');
  const lead = await guest(first, id, { name: 'Étienne Moreau', email: 'etienne@mirecourt.example', role: 'lead', party: cast.mirecourt.id });
  const b = await open(lead);

  // B answers its own part from its own seat; the others' parts are theirs.
  await b.goto(`/a/${id}/ask/own`);
  await expect(b.getByRole('heading', { name: 'What Mirecourt says of itself' })).toBeVisible();
  await b.getByRole('textbox', { name: 'legal form' }).fill('public university of France');
  await expect(b.locator('.question-foot').getByText(/Saved \d/)).toBeVisible();
  await b.goto(`/a/${id}/ask/parties/party-seat`);
  await expect(b.getByText('The other parties answer this for themselves')).toBeVisible();

  // B answers a joint question differently. Nobody else knows until B says so.
  await b.goto(`/a/${id}/ask/term/term-exits`);
  await b.getByRole('textbox', { name: 'cure period: number', exact: true }).fill('60');
  await expect(b.locator('.question-foot').getByText(/Saved \d/)).toBeVisible();
  await a.goto(`/a/${id}/ask/differences`);
  await expect(a.getByText('No joint question is answered differently.')).toBeVisible();
  await b.goto(`/a/${id}/ask/differences`);
  await expect(b.getByRole('heading', { name: 'Only you see this' })).toBeVisible();
  await expectAccessible(b);
  await b.getByRole('region', { name: 'cure period' }).getByRole('button', { name: 'Say so to all parties' }).click();

  // Both see both answers side by side, with who said what; the page of A follows by itself.
  for (const page of [a, b]) {
    const row = page.getByRole('region', { name: 'cure period' });
    await expect(row.getByText('30 days')).toBeVisible();
    await expect(row.getByText('60 days')).toBeVisible();
    await expect(row.getByText(/Étienne Moreau, said /)).toBeVisible();
    await expect(row.getByText(/Nora Brandt, in turn 1/)).toBeVisible();
  }
  await expectAccessible(a);

  // A proposes a third answer, B takes it: settled, and A's text says it already.
  await a.getByRole('button', { name: 'Propose a third answer …' }).click();
  const dialog = a.getByRole('dialog', { name: 'Propose another answer' });
  await dialog.getByRole('textbox', { name: 'cure period: number' }).fill('45');
  await dialog.getByRole('button', { name: 'Propose this' }).click();
  await expect(a.getByRole('region', { name: 'cure period' }).getByText('45 days')).toBeVisible();
  await b.getByRole('button', { name: 'Take Corvin’s' }).click();
  await expect(b.getByRole('heading', { name: 'Settled' })).toBeVisible();
  await expect(a.getByRole('heading', { name: 'Settled' })).toBeVisible();
  expect((await readAgreement(first, id)).answers.facts.term?.exits?.cure).toEqual({ n: 45, unit: 'day' });
  expect((await readAgreement(lead, id)).answers.facts.term?.exits?.cure).toEqual({ n: 45, unit: 'day' });
  await send(first, id, 'As we settled it.');
  await b.reload();
  await expect(b.getByText('No joint question is answered differently.')).toBeVisible();
});

test('a newcomer reaches a first draft by what is needed and no more', async ({ page, first: _first }) => {
  test.setTimeout(240_000);
  await page.goto('/new');
  await page.getByRole('button', { name: 'Only what a first draft needs' }).click();
  await expect(page.getByRole('heading', { name: 'One answer is missing' })).toBeVisible();
  await page.getByRole('checkbox', { name: /^We will research or develop something new/ }).check();
  await page.getByRole('checkbox', { name: /^It is mainly about access to data/ }).check();
  await expect(page.getByText('Research and development agreement, because')).toBeVisible();
  await expect(page.getByRole('checkbox', { name: /data sharing agreement/ })).not.toBeChecked();
  await page.getByRole('checkbox', { name: /^It is mainly about access to data/ }).uncheck();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Only what a first draft needs' }).click();

  // The pages, in order; each says what is worth knowing, and nothing is filled in by itself.
  await expect(page.getByRole('heading', { level: 1, name: 'Who takes part' })).toBeVisible();
  await expect(page.getByText(/First draft, page 1 of \d/)).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('short name of another party').fill('Aldermoor');
  await page.getByRole('button', { name: /^Add/ }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'What it is for' })).toBeVisible();
  await page.getByRole('textbox', { name: 'title of the cooperation' }).fill('Tidemark');
  await page.getByRole('region', { name: 'excluded activity' }).getByRole('button', { name: 'Use the usual answer' }).click();
  for (const name of ['Who does what', 'What each party brings, and the money', 'Results and data', 'What to look out for', 'Dates and law', 'Usual answers']) {
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    if (name === 'What each party brings, and the money') await expect(page.getByRole('region', { name: 'Worth knowing' }).getByText('Partnership by accident')).toBeVisible();
  }
  await expectAccessible(page);
  const preview = page.getByRole('complementary', { name: 'The agreement so far' });
  await expect(preview.getByRole('link', { name: /cure period: open/ }).first()).toBeVisible();
  await page.getByRole('button', { name: /^Use all \d+$/ }).click();
  await expect(preview.getByText('30 days').first()).toBeVisible();
  await expect(preview.getByRole('link', { name: /cure period: open/ })).toHaveCount(0);
  await expect(page.locator('.question-foot').getByText(/Saved \d/)).toBeVisible();
});
