import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LinkKind } from '#world/accounts/accounts';
import { errorOf, goodPassword, install, type Browser, type Installation } from './account-browser';

let world: Installation;
beforeEach(async () => {
  world = await install();
});
afterEach(() => world.database.close());
afterEach(() => vi.useRealTimers());

const newPassword = 'five loud cows sleep';
const minute = 60_000;
function pass(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

/** The token of a link that a mailbox asked for. */
async function ask(path: '/ask-for-link' | '/ask-for-reset', email = 'anna@example.com'): Promise<string> {
  await world.browser().post(path, { email });
  return world.sent.at(-1)?.token ?? '';
}

describe('a link to sign in', () => {
  beforeEach(() => world.person('anna@example.com'));

  test('has 256 random bits, lasts half an hour and is for one person', async () => {
    const token = await ask('/ask-for-link');
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const [link] = world.sent;
    expect(link).toMatchObject({ kind: 'sign-in-link', person: (await world.accounts.personBy('anna@example.com'))?.person });
    expect(Math.round((Date.parse(link?.expiresAt ?? '') - Date.now()) / minute)).toBe(30);
  });
  test('signs in once', async () => {
    const token = await ask('/ask-for-link');
    const [one, two] = [world.browser(), world.browser()];
    expect(await one.post('/open-link', { token })).toMatchObject({ status: 200, body: { signedIn: true, removed: false } });
    const again = await two.post('/open-link', { token });
    expect([again.status, errorOf(again)]).toEqual([400, { what: 'This link has been used or has expired; nothing was changed.', next: 'Ask for a new one.' }]);
    expect([(await one.me())?.email, await two.me()]).toEqual(['anna@example.com', null]);
  });
  test('pressed fifty times at once signs in once', async () => {
    const token = await ask('/ask-for-link');
    const answers = await Promise.all(Array.from({ length: 50 }, () => world.browser().post('/open-link', { token })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await world.accounts.sessions((await world.accounts.personBy('anna@example.com'))?.person ?? '')).toHaveLength(2);
  });
  test('that is only fetched is not spent', async () => {
    const token = await ask('/ask-for-link');
    for (const path of ['/open-link', `/open-link?token=${token}`, `/open-link/${token}`]) expect(await world.browser().get(path)).toMatchObject({ status: 404 });
    expect(await world.browser().send('HEAD', '/open-link')).toMatchObject({ status: 404 });
    expect(await world.browser().post('/open-link', { token })).toMatchObject({ status: 200 });
  });
  test('is over after half an hour', async () => {
    const token = await ask('/ask-for-link');
    pass(30 * minute);
    expect(await world.browser().post('/open-link', { token })).toMatchObject({ status: 400 });
  });
  test.each<[string, (token: string) => string]>([['made up', () => 'x'.repeat(43)], ['cut', (token) => token.slice(0, -1)], ['in other letters', (token) => token.toUpperCase()], ['with a wildcard', () => '%']])('%s opens nothing', async (_, change) => {
    const token = await ask('/ask-for-link');
    expect(await world.browser().post('/open-link', { token: change(token) })).toMatchObject({ status: 400 });
  });
  test('does not open what a link of another kind opens', async () => {
    const [link, reset] = [await ask('/ask-for-link'), await ask('/ask-for-reset')];
    expect(await world.browser().post('/reset-password', { token: link, password: newPassword })).toMatchObject({ status: 400 });
    expect(await world.browser().post('/open-link', { token: reset })).toMatchObject({ status: 400 });
    expect(await world.browser().post('/open-link', { token: link })).toMatchObject({ status: 200 });
  });
  test('stays good when somebody asks for another', async () => {
    const [one] = [await ask('/ask-for-link'), await ask('/ask-for-link')];
    expect(await world.browser().post('/open-link', { token: one })).toMatchObject({ status: 200 });
  });
  test('cannot be used to flood a mailbox', async () => {
    for (let index = 0; index < 16; index++) await world.browser(`203.0.113.${index}`).post('/ask-for-link', { email: 'anna@example.com' });
    expect(world.sent).toHaveLength(10);
  });
  test('is not mailed to those who are not here', async () => {
    await world.browser().post('/ask-for-link', { email: 'nobody@example.com' });
    expect(world.sent).toEqual([]);
  });
});

describe('a link for a new password', () => {
  test('sets it once, ends all sessions and leaves nobody signed in', async () => {
    const anna = await world.person('anna@example.com');
    const token = await ask('/ask-for-reset');
    const browser = world.browser();
    expect(await browser.post('/reset-password', { token, password: newPassword })).toMatchObject({ status: 200, body: { reset: true } });
    expect([await anna.me(), await browser.me()]).toEqual([null, null]);
    expect(await browser.signIn('anna@example.com')).toMatchObject({ status: 401 });
    expect(await browser.signIn('anna@example.com', newPassword)).toMatchObject({ status: 200 });
    expect(await browser.post('/reset-password', { token, password: 'six calm owls blink' })).toMatchObject({ status: 400 });
  });
  test('pressed many times at once sets one password', async () => {
    await world.person('anna@example.com');
    const token = await ask('/ask-for-reset');
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => world.browser().post('/reset-password', { token, password: `${newPassword} ${index}` })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
  test('is not spent by a password that is refused', async () => {
    await world.person('anna@example.com');
    const token = await ask('/ask-for-reset');
    for (const password of ['short', 'password1', 'anna@example.com']) expect(await world.browser().post('/reset-password', { token, password })).toMatchObject({ status: 400 });
    expect(await world.browser().post('/reset-password', { token, password: newPassword })).toMatchObject({ status: 200 });
  });
  test('is over after half an hour', async () => {
    await world.person('anna@example.com');
    const token = await ask('/ask-for-reset');
    pass(30 * minute);
    expect(await world.browser().post('/reset-password', { token, password: newPassword })).toMatchObject({ status: 400 });
  });
  test('made up costs no hashing', async () => {
    const start = process.cpuUsage();
    for (let index = 0; index < 50; index++) await world.browser().post('/reset-password', { token: `made up ${index}`, password: newPassword });
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1500);
  });
  test('gives a guest a password', async () => {
    const guest = world.browser();
    guest.enter(await world.accounts.guestSession({ name: 'Guest', email: 'guest@example.com', agreement: 'a1' }, guest.caller()));
    expect(await guest.post('/reset-password', { token: await ask('/ask-for-reset', 'guest@example.com'), password: newPassword })).toMatchObject({ status: 200 });
    expect(await guest.me()).toBeNull();
    expect(await guest.signIn('guest@example.com', newPassword)).toMatchObject({ status: 200 });
    expect(await guest.me()).toMatchObject({ proven: true, account: true, agreement: null });
  });
});

describe('a mailbox that somebody else signed up with', () => {
  let eve: Browser;
  beforeEach(async () => {
    eve = await world.person('anna@example.com', false);
  });

  test('opens by its link without what the other set up', async () => {
    const anna = world.browser();
    expect(await anna.post('/open-link', { token: await ask('/ask-for-link') })).toMatchObject({ status: 200, body: { signedIn: true, removed: true } });
    expect(await anna.me()).toMatchObject({ proven: true, account: false });
    expect(await eve.me()).toBeNull();
    expect(await eve.signIn('anna@example.com')).toMatchObject({ status: 401 });
  });
  test('opens by a new password without what the other set up', async () => {
    const anna = world.browser();
    expect(await anna.post('/reset-password', { token: await ask('/ask-for-reset'), password: newPassword })).toMatchObject({ status: 200 });
    expect([await eve.me(), (await eve.signIn('anna@example.com')).status]).toEqual([null, 401]);
    expect(await anna.signIn('anna@example.com', newPassword)).toMatchObject({ status: 200 });
    expect(await anna.me()).toMatchObject({ proven: true });
  });
  test('is not confirmed for the other by a press of its owner', async () => {
    const token = world.sent.find(({ kind }) => kind === ('verify-email' satisfies LinkKind))?.token;
    const owner = await world.person('owner@example.com');
    expect(await world.browser().post('/confirm-email', { token })).toMatchObject({ status: 401 });
    expect(await owner.post('/confirm-email', { token })).toMatchObject({ status: 400 });
    expect(await eve.me()).toMatchObject({ proven: false });
  });
});

describe('confirming a mailbox', () => {
  test('takes nothing away, works once and lasts a day', async () => {
    const anna = await world.person('anna@example.com', false);
    const [first] = world.sent;
    expect(Math.round((Date.parse(first?.expiresAt ?? '') - Date.now()) / minute)).toBe(24 * 60);
    expect(await anna.post('/ask-to-confirm-email')).toMatchObject({ body: { asked: true } });
    expect(await anna.post('/confirm-email', { token: first?.token })).toMatchObject({ status: 200 });
    expect(await anna.post('/confirm-email', { token: first?.token })).toMatchObject({ status: 400 });
    expect(await anna.me()).toMatchObject({ proven: true, account: true });
    expect(await anna.post('/ask-to-confirm-email')).toMatchObject({ body: { confirmed: true } });
    expect(await world.browser().signIn('anna@example.com', goodPassword)).toMatchObject({ status: 200 });
    expect(world.sent).toHaveLength(2);
  });
});
