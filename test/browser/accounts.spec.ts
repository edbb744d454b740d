import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support';
import { expectAccessible } from './support-accessible';
import { password } from './story';

const menu = (page: Page): Locator => page.locator('summary').filter({ hasText: 'Open the menu of your account' });

async function signOut(page: Page): Promise<void> {
  await menu(page).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
}

async function signIn(page: Page, email: string, secret = password): Promise<void> {
  await page.getByLabel('Mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('the first start makes an administrator, who signs in by password, passkey and link', async ({ page, context, server, open }) => {
  test.slow();
  // Passkeys belong to a name, so this browser uses the name of the machine.
  const here = server.url.replace('127.0.0.1', 'localhost');
  const authenticator = await context.newCDPSession(page);
  await authenticator.send('WebAuthn.enable');
  await authenticator.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });

  // Nobody has an account: every address leads to the set-up, which says what is missing and keeps what was typed.
  await page.goto(`${here}/agreements`);
  await expect(page.getByRole('heading', { name: 'Set up Entente' })).toBeVisible();
  await page.getByLabel('Your name').fill('Nora Brandt');
  await page.getByRole('button', { name: 'Set up and sign in' }).click();
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('link')).toHaveCount(3);
  await expectAccessible(page);
  await summary.getByRole('link', { name: 'Enter the name of your organisation.' }).click();
  await expect(page.getByLabel('Organisation')).toBeFocused();
  await page.getByLabel('Organisation').fill('Corvin Robotics GmbH');
  await page.getByLabel('Mail address').fill('nora@corvin.example');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await expect(page.getByLabel('Your name')).toHaveValue('Nora Brandt');
  await page.getByRole('button', { name: 'Set up and sign in' }).click();
  await expect(page.getByText('Your agreements will stand here')).toBeVisible();
  await expectAccessible(page);

  // A passkey is added under a name, and opens the account.
  await page.goto(`${here}/account`);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByLabel('Name of the passkey').fill('laptop at work');
  await page.getByRole('button', { name: 'Add the passkey' }).click();
  await expect(page.getByRole('list', { name: 'Your passkeys' }).getByText('laptop at work')).toBeVisible();
  await expectAccessible(page);
  await signOut(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByText('Your agreements will stand here')).toBeVisible();

  // A wrong password is told in place; the right one leads where the visitor wanted to go.
  await signOut(page);
  await page.goto(`${here}/account`);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await signIn(page, 'nora@corvin.example', 'four quiet horses sleep');
  await expect(page.getByRole('alert')).toContainText('You are not signed in yet');
  await expect(page.getByLabel('Mail address')).toHaveValue('nora@corvin.example');
  await signIn(page, 'nora@corvin.example');
  await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible();

  // A link to sign in waits in the outbox, since no mail server is set up; it signs another browser in.
  const other = await open();
  await other.goto('/sign-in');
  await other.getByLabel('Mail address').fill('nora@corvin.example');
  await other.getByRole('button', { name: 'Send me a link instead' }).click();
  await expect(other.getByRole('heading', { name: 'The link waits to be passed on' })).toBeVisible();
  await page.goto(`${here}/outbox`);
  await expectAccessible(page);
  const link = await page.getByRole('textbox', { name: /nora@corvin\.example/ }).first().inputValue();
  await other.goto(link);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other.getByText('Your agreements will stand here')).toBeVisible();

  // Signing out everywhere else counts at once.
  await page.goto(`${here}/account`);
  await expect(page.getByRole('list', { name: 'Your devices' }).getByRole('listitem')).not.toHaveCount(1);
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(page.getByRole('list', { name: 'Your devices' }).getByRole('listitem')).toHaveCount(1);
  await other.goto('/');
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('an invitation is for one mailbox, works once, and spends nothing by being looked at', async ({ page, first: _first, open }) => {
  // A manager invites a colleague into the organisation, and passes the link on.
  await page.goto('/');
  await menu(page).click();
  await page.getByRole('link', { name: /Corvin Robotics GmbH/ }).click();
  await page.getByRole('button', { name: /^Invite/ }).first().click();
  await page.getByLabel('Mail address').fill('karl@corvin.example');
  await page.getByRole('button', { name: /^Invite/ }).last().click();
  const link = await page.getByRole('textbox', { name: 'Link for karl@corvin.example' }).inputValue();
  await expectAccessible(page);

  // Whoever invited is signed in with another mailbox and cannot take it up; nothing is spent.
  await page.goto(link);
  await expect(page.getByText(/this invitation is for k/)).toBeVisible();
  const [karl, again] = [await open(), await open()];
  for (const tab of [karl, again]) {
    await tab.goto(link);
    await expect(tab.getByRole('heading', { name: 'Nora Brandt invites you to join Corvin Robotics GmbH' })).toBeVisible();
  }
  await expectAccessible(karl);
  for (const tab of [karl, again]) {
    await tab.getByLabel('Your name').fill('Karl Lind');
    await tab.getByLabel('Password', { exact: true }).fill(password);
  }
  await karl.getByRole('button', { name: 'Make the account and join Corvin Robotics GmbH' }).click();
  await expect(karl.getByText('Your agreements will stand here')).toBeVisible();
  await again.getByRole('button', { name: 'Make the account and join Corvin Robotics GmbH' }).click();
  await expect(again.getByRole('alert')).toBeVisible();
  await again.goto('about:blank');
  await again.goto(link);
  await expect(again.getByRole('heading', { name: 'This invitation cannot be used any more' })).toBeVisible();
  await expectAccessible(again);

  // Both belong to the organisation now, and act for it.
  await expect(menu(karl).filter({ hasText: 'Corvin Robotics GmbH' })).toBeVisible();
});
