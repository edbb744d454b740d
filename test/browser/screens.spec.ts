import type { Page } from '@playwright/test';
import { expect, openExample, test } from './support';
import { expectAccessible } from './support-accessible';
import { accounts, conclude, invite, negotiate, openTable, readAgreement, rewrite } from './story';

/** Opens an address, waits for something of its content, and looks. */
async function look(page: Page, path: string, content: { role: Parameters<Page['getByRole']>[0]; name: string | RegExp }): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole(content.role, { name: content.name }).first()).toBeVisible();
  await expectAccessible(page);
}

test('the screens of one party are accessible in light, dark and on a phone', async ({ page, first }) => {
  test.setTimeout(240_000);
  const id = await openExample(page, first);
  await expect(page.getByText(/block signing/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Rewrite Governing law and language' }).press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page, ['article']);
  await look(page, '/new', { role: 'heading', name: 'Start from an earlier agreement' });
  await look(page, `/a/${id}/track`, { role: 'table', name: '' });
  await look(page, `/a/${id}/negotiate`, { role: 'heading', name: 'Nobody else sees this draft yet' });
  await look(page, `/a/${id}/send`, { role: 'button', name: 'Send turn 1 to Aldermoor' });
  await look(page, `/a/${id}/sign`, { role: 'heading', name: 'Not ready to sign' });
});

test('the questions are accessible in light, dark and on a phone', async ({ page, first }) => {
  test.setTimeout(240_000);
  const id = await openExample(page, first);
  for (const [index, question] of ['parties/parties', 'parties/party-seat', 'work/work-items', 'work/work-raci', 'term/term-exits', 'money/money-payment', 'law-and-notices/party-addresses'].entries()) {
    await page.goto(`/a/${id}/ask/${question}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('.question-foot')).toBeAttached();
    // The text beside the question is the same at each.
    await expectAccessible(page, index === 0 ? [] : ['aside[aria-label="The agreement so far"]']);
  }
  await look(page, `/a/${id}/ask/check`, { role: 'heading', name: 'Check your answers' });
});

test('the screens between parties are accessible in light, dark and on a phone', async ({ page: a, first, open }) => {
  test.setTimeout(240_000);
  const table = await openTable(first, await accounts(first));
  await negotiate(table);
  const at = `/a/${table.agreement}`;
  await rewrite(first, table.agreement, 'governing-law', 'Rules of that law', 'Rules of this law');
  await look(a, '/', { role: 'heading', name: 'Needs you' });
  await look(a, '/agreements', { role: 'table', name: 'Agreements' });
  await look(a, '/agreements?q=robot', { role: 'table', name: 'Found' });
  await look(a, `${at}/send`, { role: 'insertion', name: '' });
  await look(a, `${at}/turns?from=1&to=3`, { role: 'insertion', name: '' });
  const b = await open(table.b);
  await look(b, `${at}/negotiate?clause=confidentiality`, { role: 'insertion', name: '' });
  await expect(b.getByText('Us only, Mirecourt')).toBeVisible();
  await b.getByRole('button', { name: 'Object …' }).click();
  await expectAccessible(b);
  const counsel = await open(table.counsel);
  await look(counsel, `${at}/review?clause=confidentiality`, { role: 'navigation', name: 'Checklist' });
  await expect(counsel.getByText('Counsel only').first()).toBeVisible();
  await look(counsel, `${at}/people`, { role: 'heading', name: 'People' });
  await b.goto(`${at}/people`);
  await b.getByRole('button', { name: /^Invite somebody for / }).click();
  await expectAccessible(b);
  await look(a, '/organisation/' + (await first.read<{ me: { organisations: { id: string }[] } }>('read-me')).me.organisations[0]?.id, { role: 'list', name: 'Members' });
  await look(a, '/account', { role: 'list', name: 'Your devices' });
  await look(a, '/outbox', { role: 'list', name: 'Mails' });
  await look(counsel, '/account', { role: 'heading', name: 'Your account' });
});

test('the screens of signing are accessible in light, dark and on a phone', async ({ page: a, first, open }) => {
  test.setTimeout(240_000);
  const table = await openTable(first);
  const at = `/a/${table.agreement}`;
  const link = await invite(table.b, table.agreement, { email: 'bruno@mirecourt.example', role: 'signatory' });
  const signatory = await open();
  await look(signatory, link, { role: 'button', name: 'Act for Mirecourt' });
  await conclude(table, ['corvin']);
  await look(a, `${at}/sign`, { role: 'heading', name: '1 of 3 have signed' });
  const fields = (await readAgreement(first, table.agreement)).seal?.fields ?? [];
  await look(a, `${at}/sign/${fields.find((one) => one.party === 'corvin')?.id}`, { role: 'heading', name: 'What happens next' });
  await signatory.getByLabel('Your name').fill('Bruno Marchand');
  await signatory.getByRole('button', { name: 'Act for Mirecourt' }).click();
  await signatory.getByRole('link', { name: /Read and sign for / }).click();
  await expect(signatory.getByLabel('your name')).toBeVisible();
  await signatory.getByRole('button', { name: /^Decline/ }).click();
  await signatory.getByRole('button', { name: 'Say that you have read the text' }).click();
  await signatory.getByRole('button', { name: 'Say that you have read the text' }).click();
  await expectAccessible(signatory);
  await look(signatory, '/verify', { role: 'heading', name: 'Check a signed file' });
  const pdf = await first.file(`agreements/${table.agreement}/export-agreement`, { format: 'pdf' });
  await signatory.getByLabel('Signed PDF').setInputFiles({ name: 'signed.pdf', mimeType: 'application/pdf', buffer: Buffer.from(pdf) });
  await expect(signatory.getByRole('heading', { name: 'Intact' })).toBeVisible();
  await expectAccessible(signatory);
});
