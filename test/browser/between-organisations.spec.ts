import { writeFile } from 'node:fs/promises';
import type { BrowserContext, Locator, Page } from '@playwright/test';
import { expect, run, save, signHere, test } from './support';
import { cast, threeOrganisations } from './story';

/** Records the body of every answer that the server gives to a browser, those included that a page did not wait for. */
async function listen(context: BrowserContext): Promise<() => string> {
  let heard = '';
  // The stream of changes goes on for ever; what it tells is the affair of live.spec.ts.
  await context.route(({ pathname }) => pathname.startsWith('/api/') && !pathname.endsWith('/live'), async (route) => {
    try {
      const response = await route.fetch();
      heard += `${response.url()}\n${await response.text()}\n`;
      await route.fulfill({ response });
    } catch {
      // The page was left before it was answered.
    }
  });
  return () => heard;
}

/** Invites somebody on the screen of people, and gives the link that is shown there once; without a role it is another party's first lead. */
async function invite(page: Page, agreement: string, party: string, email: string, role?: string): Promise<string> {
  await page.goto(`/a/${agreement}/people`);
  const section = page.getByRole('region', { name: party });
  await section.getByRole('button', { name: role === undefined ? /^Invite the lead of / : /^Invite somebody for / }).click();
  await section.getByLabel('Mail address').fill(email);
  if (role !== undefined) await section.getByRole('radio', { name: role }).check();
  await section.getByRole('button', { name: /^Invite to act for / }).click();
  return section.getByRole('textbox', { name: `Link for ${email}` }).inputValue();
}

/** Takes an invitation up without an account. */
async function join(page: Page, link: string, name: string, party: string): Promise<void> {
  await page.goto(link);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`asks you to act for ${party}`);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: `Act for ${party}` }).click();
  await page.waitForURL(/\/a\/[^/]+\/(negotiate|sign)/);
}

const matrix = (page: Page): Locator => page.getByRole('region', { name: 'Clauses and parties' });

/** Opens the matrix anew, at a clause, and gives the pane with its words. */
async function atClause(page: Page, agreement: string, clause: string): Promise<Locator> {
  await page.goto(`/a/${agreement}/negotiate?clause=${clause}`);
  await expect(matrix(page)).toBeVisible();
  return page.getByRole('complementary', { name: /^Clause \d+ / });
}

/** Proposes other words for a clause; nobody else sees them yet. */
async function propose(page: Page, agreement: string, clause: string, from: string, to: string): Promise<void> {
  const pane = await atClause(page, agreement, clause);
  await pane.getByRole('button', { name: 'Propose other words' }).click();
  const dialog = page.getByRole('dialog');
  const field = dialog.getByRole('textbox').filter({ hasText: from });
  await field.fill((await field.inputValue()).replace(from, to));
  await dialog.getByRole('button', { name: 'Use these words' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('You have changes that nobody else sees')).toBeVisible();
}

/** Looks at what was proposed and sends it as the next turn. */
async function send(page: Page, turn: number): Promise<void> {
  await page.getByRole('link', { name: `Look at them and send turn ${turn}` }).first().click();
  await expect(page.getByRole('heading', { name: new RegExp(`^Send turn ${turn} to`) })).toBeVisible();
  await expect(page.getByRole('region', { name: 'What changes' }).getByRole('insertion').first()).toBeVisible();
  await page.getByRole('button', { name: new RegExp(`^Send turn ${turn} to`) }).click();
  await expect(matrix(page)).toBeVisible();
}

/** Agrees to one clause as it stands now. */
async function agreeTo(page: Page, agreement: string, clause: string): Promise<void> {
  const pane = await atClause(page, agreement, clause);
  await pane.getByRole('button', { name: 'Agree to these words' }).click();
  await expect(pane.getByRole('button', { name: 'Take your agreement back' })).toBeVisible();
}

/** How many clauses of how many each party agrees to, in the order of the columns. */
async function agreed(page: Page): Promise<string[]> {
  await expect(matrix(page)).toBeVisible();
  return (await matrix(page).getByRole('columnheader').filter({ hasText: / of \d+/ }).allInnerTexts()).map((text) => /\d+ of \d+/.exec(text)?.[0] ?? text);
}

test('three organisations, from an invitation to a ledger that all of them see', async ({ page: a, first, open, server }) => {
  test.setTimeout(240_000);
  const heardByA = await listen(a.context());
  const secrets = ['Walk away above four years', 'The cap would not survive in court'];

  // A sends its version; until then nobody else is there.
  const { agreement: id } = await first.write<{ agreement: string }>('create-agreement', { answers: threeOrganisations(), party: cast.corvin.id });
  await a.goto(`/a/${id}/negotiate`);
  await expect(a.getByRole('heading', { name: 'Nobody else sees this draft yet' })).toBeVisible();
  await a.getByRole('link', { name: 'Send the first version to Mirecourt and Delfia' }).click();
  await a.getByLabel('a few words with it').fill('A first version.');
  await a.getByRole('button', { name: 'Send turn 1 to Mirecourt and Delfia' }).click();
  await expect(matrix(a)).toBeVisible();

  // Everybody else comes in by a link, each in a browser of their own, without an account.
  const [b, c, counsel] = await Promise.all([open(), open(), open()]);
  const toB = await invite(a, id, 'Mirecourt', 'etienne@mirecourt.example');
  const toC = await invite(a, id, 'Delfia', 'joost@delfia.example');
  await Promise.all([join(b, toB, 'Étienne Moreau', 'Mirecourt'), join(c, toC, 'Joost de Vries', 'Delfia')]);
  await join(counsel, await invite(b, id, 'Mirecourt', 'claire@dumas.example', 'Counsel'), 'Claire Dumas', 'Mirecourt');

  // B objects with a reason that all read, and writes a note for its own side; its counsel notes an issue for counsel alone.
  const pane = await atClause(b, id, 'confidentiality');
  await pane.getByRole('button', { name: 'Object …' }).click();
  await pane.getByLabel('why you object').fill('Two days are too slow for us.');
  await pane.getByRole('button', { name: 'Object', exact: true }).click();
  await expect(pane.getByText('Two days are too slow for us.')).toBeVisible();
  await pane.getByLabel('Comment for Mirecourt only').fill(secrets[0] as string);
  await pane.getByRole('button', { name: 'Keep for Mirecourt' }).click();
  await expect(pane.getByRole('listitem').filter({ hasText: secrets[0] as string }).getByText('Us only, Mirecourt')).toBeVisible();
  await pane.getByRole('group', { name: 'Who reads this comment' }).getByRole('button', { name: 'Everyone' }).click();
  await pane.getByLabel('Comment for everyone').fill('Could it be one day?');
  await pane.getByRole('button', { name: 'Send to everyone' }).click();
  await expect(pane.getByText('Could it be one day?')).toBeVisible();
  await expect((await atClause(a, id, 'confidentiality')).getByText('Two days are too slow for us.')).toBeVisible();
  await counsel.goto(`/a/${id}/review?clause=liability-cap`);
  await counsel.getByLabel('the issue in a few words').fill(secrets[1] as string);
  await counsel.getByRole('button', { name: 'Note for counsel only' }).click();
  await expect(counsel.getByRole('listitem').filter({ hasText: secrets[1] as string }).getByText('Counsel only')).toBeVisible();

  // Turns 2 and 3: B proposes other words, then C; what was not sent is seen by nobody else.
  await b.getByRole('button', { name: /^Agree to all \d+/ }).click();
  await b.getByRole('button', { name: /^Agree to these \d+ clauses/ }).click();
  await expect(b.getByRole('button', { name: /^Agree to all/ })).toBeHidden();
  await propose(b, id, 'confidentiality', 'Within 48 hours', 'Within 24 hours');
  await atClause(a, id, 'confidentiality');
  await a.goto(`/a/${id}/text`);
  await expect(a.getByRole('heading', { name: 'Problems' })).toBeVisible();
  expect(heardByA().includes('24 hours'), 'words that were not sent').toBe(false);
  await send(b, 2);
  await c.goto(`/a/${id}/negotiate`);
  await c.getByRole('button', { name: /^Agree to all \d+/ }).click();
  await c.getByRole('button', { name: /^Agree to these \d+ clauses/ }).click();
  await expect(c.getByRole('button', { name: /^Agree to all/ })).toBeHidden();
  await propose(c, id, 'purpose-and-goals', 'and propose a change', 'and propose a remedy');
  await send(c, 3);
  const changed = await atClause(a, id, 'confidentiality');
  await expect(changed.getByRole('deletion')).toContainText('48');
  await expect(changed.getByRole('insertion')).toContainText('24');
  await expect(changed.getByText('Could it be one day?')).toBeVisible();

  // The matrix fills.
  await agreeTo(a, id, 'confidentiality');
  await agreeTo(a, id, 'purpose-and-goals');
  await agreeTo(b, id, 'purpose-and-goals');
  await b.goto(`/a/${id}/negotiate`);
  const full = await agreed(b);
  expect(full).toHaveLength(3);
  for (const one of full) expect(one).toMatch(/^(\d+) of \1$/);
  await expect(matrix(b).getByRole('rowheader', { name: /Hold everything up|^Close/ })).toHaveCount(0);

  // Counsel of B waives the problem that the new words contradict an answer, and signs off; nothing is missing.
  const checklist = counsel.getByRole('navigation', { name: 'Checklist' });
  await counsel.goto(`/a/${id}/review?clause=confidentiality`);
  const problems = counsel.getByRole('region', { name: 'Problems that block signing' });
  await problems.getByRole('button', { name: 'Waive …' }).click();
  await problems.getByLabel('why it does not stand in the way').fill('One day is what the parties agreed to.');
  await problems.getByRole('button', { name: 'Waive this problem' }).click();
  await expect(problems.getByText(/Waived by counsel of Mirecourt/)).toBeVisible();
  await counsel.getByRole('button', { name: /^Sign off turn 3, \d+ clauses left/ }).click();
  await expect(counsel.getByRole('heading', { name: 'Nothing is missing before signing' })).toBeVisible();
  await expect(counsel.getByRole('button', { name: 'Turn 3 is signed off' })).toBeVisible();

  // A changes one clause: that sign-off and those approvals lapse, and no others.
  await propose(a, id, 'purpose-and-goals', 'and propose a remedy', 'and offer a remedy');
  await send(a, 4);
  await counsel.reload();
  await expect(checklist.getByRole('button').filter({ hasText: 'lapsed' })).toHaveCount(1);
  await expect(checklist.getByRole('button').filter({ hasText: 'lapsed' })).toContainText('Purpose and goals');
  await expect(checklist.getByRole('button').filter({ hasText: 'not signed off' })).toHaveCount(0);
  await expect(counsel.getByText('Sign-off of one clause lapsed')).toBeVisible();
  const of = Number(/of (\d+)/.exec(full[0] as string)?.[1]);
  for (const [who, others] of [[b, 'Delfia'], [c, 'Mirecourt']] as const) {
    await who.goto(`/a/${id}/negotiate`);
    expect(await agreed(who)).toEqual([`${of} of ${of}`, `${of - 1} of ${of}`, `${of - 1} of ${of}`]);
    const row = matrix(who).getByRole('row', { name: /Purpose and goals/ });
    await expect(row.getByText('agreed to earlier words')).toHaveCount(2);
    await expect(row.getByText('No answer yet'), others).toHaveCount(1);
    await expect(matrix(who).getByText('agreed to earlier words')).toHaveCount(2);
  }

  // Agreed and signed off again, then sealed.
  await Promise.all([agreeTo(b, id, 'purpose-and-goals'), agreeTo(c, id, 'purpose-and-goals')]);
  await counsel.getByRole('button', { name: 'Sign off turn 4, one clause left' }).click();
  await expect(counsel.getByRole('button', { name: 'Turn 4 is signed off' })).toBeVisible();
  await a.goto(`/a/${id}/sign`);
  await a.getByRole('button', { name: 'Seal the words of turn 4' }).click();
  await expect(a.getByRole('heading', { name: 'Ready to sign' })).toBeVisible({ timeout: 30_000 });

  // Each party's signatory comes in by a link of their own and signs there.
  for (const [lead, party] of [[a, cast.corvin], [b, cast.mirecourt], [c, cast.delfia]] as const) {
    const signatory = await open();
    await join(signatory, await invite(lead, id, party.name, `signs@${party.id}.example`, 'Signatory'), party.signatory, party.name);
    await expect(signatory.getByRole('link', { name: /Read and sign for/ })).toHaveCount(1);
    await signatory.getByRole('link', { name: new RegExp(`Read and sign for .*${party.name}`) }).click();
    await signHere(signatory, party.signatory);
    await signatory.context().close();
  }

  // Everybody downloads the same file; anybody can check it without an account, and one changed byte is told.
  await Promise.all([a, b].map((who) => who.goto(`/a/${id}/sign`)));
  const [file, same] = await Promise.all([a, b].map((who) => save(who, () => who.getByRole('button', { name: 'The PDF, 3 of 3 signed' }).click())));
  if (file === undefined || same === undefined) throw new Error('no file');
  expect(file.bytes.equals(same.bytes)).toBe(true);
  const anybody = await open();
  await anybody.goto('/verify');
  await anybody.getByLabel('Signed PDF').setInputFiles({ name: 'signed.pdf', mimeType: 'application/pdf', buffer: file.bytes });
  await expect(anybody.getByRole('heading', { name: 'Intact' })).toBeVisible();
  for (const party of Object.values(cast)) await expect(anybody.getByText(party.signatory).first()).toBeVisible();
  const broken = Buffer.from(file.bytes);
  const at = broken.indexOf('/Type /Page') + 1;
  broken[at] = (broken[at] as number) ^ 1;
  await anybody.getByLabel('Signed PDF').setInputFiles({ name: 'changed.pdf', mimeType: 'application/pdf', buffer: broken });
  await expect(anybody.getByRole('heading', { name: /Changed after signing|does not hold/ })).toBeVisible();

  // The ledger is the same for all, and so is what one of them reports.
  const ledgers = await Promise.all([a, b, c].map(async (who) => {
    await who.goto(`/a/${id}/track`);
    const rows = who.getByRole('table').getByRole('row');
    await expect(rows.nth(2)).toBeVisible({ timeout: 30_000 });
    return rows.evaluateAll((all) => all.map((row) => {
      // Each party is offered to report what it owes itself.
      const copy = row.cloneNode(true) as Element;
      for (const button of copy.querySelectorAll('button')) button.remove();
      return copy.textContent;
    }));
  }));
  expect(ledgers[0]?.length).toBeGreaterThan(20);
  for (const ledger of ledgers) expect(ledger.join() === ledgers[0]?.join(), 'every party sees the same ledger').toBe(true);
  await b.getByRole('button', { name: /^Report as done/ }).first().click();
  await b.getByRole('textbox').last().fill('See the minutes of the kick-off.');
  await b.getByRole('button', { name: 'Report as done', exact: true }).click();
  await expect(b.getByText(/Reported as done by Mirecourt/)).toBeVisible();
  await c.reload();
  await expect(c.getByText(/Reported as done by Mirecourt.*See the minutes of the kick-off/)).toBeVisible();

  // What B wrote for itself never reached A's browser, and what it wrote for everyone did.
  await a.goto(`/a/${id}/negotiate?clause=confidentiality`);
  await expect(a.getByText('Could it be one day?')).toBeVisible();
  const heard = heardByA();
  for (const shared of ['Could it be one day?', 'Two days are too slow for us.']) expect(heard.includes(shared), shared).toBe(true);
  for (const secret of secrets) expect(heard.includes(secret), secret).toBe(false);

  // With the server stopped, the file speaks for itself.
  const path = test.info().outputPath('signed.pdf');
  await writeFile(path, file.bytes);
  await server.stop();
  const verdict = await run('verify', path);
  expect(verdict.out).toMatch(/intact/i);
  for (const party of Object.values(cast)) expect(verdict.out).toContain(party.signatory);
  expect(verdict.code, verdict.out).toBe(0);
});
