import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BusyError } from '#world/accounts/busy-error';
import { cookieForm, signedCookie, signedValueIn } from '#world/accounts/cookies';
import { plainName } from '#world/accounts/desk';
import { canonicalEmail } from '#world/accounts/email';
import { addressGroup } from '#world/accounts/guesses';
import { checkNewPassword, hashPassword, isOfCost, passwordCost, verifyPassword } from '#world/accounts/password';
import { accountsSecret, newSecret } from '#world/accounts/secret';

const folder = mkdtempSync(join(tmpdir(), 'entente-accounts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a mailbox has one form', () => {
  test.each([
    ['Anna@Example.COM', 'anna@example.com'],
    ['  anna@example.com\n', 'anna@example.com'],
    ['anna+deal@example.com', 'anna+deal@example.com'],
    ["o'neil@example.ie", "o'neil@example.ie"],
    ['a.b.c@sub.example.co.uk', 'a.b.c@sub.example.co.uk'],
    ['info@пример.рф', 'info@xn--e1afmkfd.xn--p1ai'],
    ['info@ПРИМЕР.рф', 'info@xn--e1afmkfd.xn--p1ai'],
    ['info@xn--e1afmkfd.xn--p1ai', 'info@xn--e1afmkfd.xn--p1ai'],
    ['post@faß.de', 'post@xn--fa-hia.de'],
    ['post@bu\u0308cher.de', 'post@xn--bcher-kva.de'],
    ['rene\u0301@example.fr', 'ren\u00e9@example.fr'],
    ['REN\u00c9@example.fr', 'ren\u00e9@example.fr'],
    ['anna@example\u3002com', 'anna@example.com'],
    ['anna@localhost', 'anna@localhost'],
    ['1@2.example', '1@2.example'],
  ])('%j is %j', (text, email) => expect(canonicalEmail(text)).toBe(email));

  test.each([
    '', '@', 'anna', 'anna@', '@example.com', 'anna@example', 'anna@@example.com', 'a@b@example.com', 'anna @example.com', 'an na@example.com', 'anna@exa mple.com',
    '.anna@example.com', 'anna.@example.com', 'an..na@example.com', '"anna b"@example.com', 'anna@[192.0.2.1]', 'anna@192.0.2.1', 'anna@1.2', 'anna@example.123', 'anna@-example.com',
    'anna@example-.com', 'anna@exa_mple.com', 'anna@example..com', 'anna@example.com.', 'anna@.example.com', 'anna@example.com/x', 'anna@example.com:25', 'anna@example.com?x', 'anna@exa%6dple.com',
    'anna\u0000@example.com', 'anna\r\nBcc: eve@example.com', 'anna@example.com\r\nBcc: x', 'anna@example.com,eve@example.com', 'Anna <anna@example.com>', 'anna\u202e@example.com', 'an\u200bna@example.com',
    'anna@exam\u200bple.com', 'anna@exam\u00adple.com', 'anna\ufeff@example.com', 'anna\u2066@example.com', 'anna(comment)@example.com', 'anna@xn--a.com', `${'a'.repeat(65)}@example.com`, `anna@${'a'.repeat(64)}.com`,
    `anna@${'abcdefg.'.repeat(32)}com`, 'x'.repeat(100_000),
  ])('%j is none', (text) => expect(() => canonicalEmail(text)).toThrow('This is not a mail address.'));
});

describe('addresses are counted by what one caller has', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:207', '192.0.2.7'],
    ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['', 'unknown'],
    ['192.0.2.7, 192.0.2.8', 'unknown'],
    ['localhost', 'unknown'],
  ])('%j is %j', (address, group) => expect(addressGroup(address)).toBe(group));
});

describe('new passwords', () => {
  test.each([
    ['horse42', 'fewer than 8'], ['', 'fewer than 8'], ['🐎🐎🐎🐎🐎🐎🐎', 'fewer than 8'], ['password', 'common'], ['Password', 'common'], ['PASSWORD1', 'common'], ['password2026', 'common'], ['Dragon2024!', 'common'],
    ['12345678', 'common'], ['qwertyuiop', 'common'], ['ｐａｓｓｗｏｒｄ', 'common'], ['11111111', 'repeats'], ['abababababab', 'repeats'], ['anna.weber', 'own name'], ['anna.weber1', 'own name'], ['anna.weber@example.com', 'own name'],
    ['Anna Weber', 'own name'], ['x'.repeat(129), 'more than 128'],
  ])('%j is refused: %s', async (password, why) => {
    await expect(checkNewPassword(password, ['anna.weber@example.com', 'Anna Weber'])).rejects.toMatchObject({ what: expect.stringContaining(why), path: 'password' });
  });
  test.each(['four quiet horses run', 'k7#Rw9!q', 'пароль длинный и странный', 'a'.repeat(60) + ' bcd', 'horse 🐎 battery', 'anna.weber likes cold lakes', 'correct horse battery staple'])('%j is taken', async (password) => {
    await expect(checkNewPassword(password, ['anna.weber@example.com', 'Anna Weber'])).resolves.toBeUndefined();
  });

  test('a hash holds its cost and a salt of its own', async () => {
    const [one, two] = await Promise.all([hashPassword('four quiet horses'), hashPassword('four quiet horses')]);
    expect(one).toMatch(/^scrypt\$15\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    expect(one).not.toBe(two);
    expect(await verifyPassword(one ?? '', 'four quiet horses')).toBe(true);
    expect(await verifyPassword(one ?? '', 'four quiet horse')).toBe(false);
  });
  test('a hash of another cost is read as well, and known as such', async () => {
    const older = await hashPassword('four quiet horses', { ln: 4, r: 8, p: 1 });
    expect(older).toMatch(/^scrypt\$4\$8\$1\$/);
    expect(await verifyPassword(older, 'four quiet horses')).toBe(true);
    expect(await verifyPassword(older, 'four quiet horse')).toBe(false);
    expect([isOfCost(older, passwordCost), isOfCost(older, { ln: 4, r: 8, p: 1 }), isOfCost(older, { ln: 4, r: 8, p: 11 })]).toEqual([false, true, false]);
  });
  test('nobody has no password', async () => expect(await verifyPassword(null, '')).toBe(false));
  test('the same letters typed another way are the same password', async () => expect(await verifyPassword(await hashPassword('caf\u00e9 au lait'), 'cafe\u0301 au lait')).toBe(true));
  test('hashing leaves the others their turn', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 5);
    await hashPassword('four quiet horses');
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });
  test('a flood is refused rather than queued without end', async () => {
    const results = await Promise.allSettled(Array.from({ length: 60 }, () => verifyPassword('scrypt$4$8$1$c2FsdA$a2V5', 'x')));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(18);
    expect(refused.every(({ reason }) => reason instanceof BusyError)).toBe(true);
    expect(await verifyPassword('scrypt$4$8$1$c2FsdA$a2V5', 'x')).toBe(false);
  });
});

describe('names', () => {
  test.each([['  Anna Weber ', 'Anna Weber'], ['Rene\u0301', 'Ren\u00e9'], ['علی‌رضا', 'علی‌رضا'], ["O'Neil-Smith", "O'Neil-Smith"], ['<b>Anna</b>', '<b>Anna</b>']])('%j becomes %j', (text, name) => expect(plainName(text, 'name', 200)).toBe(name));
  test.each([['', 'empty'], ['   ', 'empty'], ['x'.repeat(201), 'more than 200'], ['Anna\nWeber', 'line break'], ['Anna\u202eWeber', 'reading direction'], ['An\u200bna', 'invisible'], ['Anna\u0000', 'control'], ['Anna\ud800', 'half of a character']])('%j is refused', (text, why) => {
    expect(() => plainName(text, 'name', 200)).toThrow(why);
  });
});

describe('cookies', () => {
  const form = cookieForm('https://entente.example');
  const secret = newSecret();
  const headers = (cookie: string): Headers => new Headers({ cookie });
  const line = signedCookie(form, form.name, 'some value', secret, 60);
  const pair = line.split(';')[0] ?? '';

  test('are bound to host and https', () => expect(line).toMatch(/^__Host-entente=\S+; Max-Age=60; Path=\/; HttpOnly; Secure; SameSite=Lax$/));
  test('on this machine go without https', () => expect(signedCookie(cookieForm('http://localhost:4321'), 'entente', 'x', secret, 60)).toMatch(/^entente=\S+; Max-Age=60; Path=\/; HttpOnly; SameSite=Lax$/));
  test('are read among others', () => expect(signedValueIn(headers(`a=b; ${pair}; c=d`), form.name, secret)).toBe('some value'));
  test.each([
    ['another secret', pair, newSecret()],
    ['a changed value', pair.replace('some', 'same'), secret],
    ['no signature', pair.replace(/\..*$/, ''), secret],
    ['an empty signature', pair.replace(/\..*$/, '.'), secret],
    ['half an escape', `${form.name}=%E0%A4%A`, secret],
    ['another name', pair.replace('__Host-entente', 'x__Host-entente'), secret],
    ['a huge one', `${form.name}=${'x'.repeat(5000)}`, secret],
  ])('with %s say nothing', (_, cookie, key) => expect(signedValueIn(headers(cookie), form.name, key)).toBeUndefined());
});

describe('the secret', () => {
  test('is made once, for the owner only', () => {
    const secret = accountsSecret(folder);
    expect(accountsSecret(folder)).toBe(secret);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(statSync(join(folder, 'accounts.secret')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'accounts.secret'), 'utf8').trim()).toBe(secret);
  });
  test.each(['', 'short', 'x'.repeat(44), `${'x'.repeat(42)}!`])('is not replaced where the file holds %j', (content) => {
    writeFileSync(join(folder, 'accounts.secret'), content);
    expect(() => accountsSecret(folder)).toThrow('does not hold the secret');
    expect(readFileSync(join(folder, 'accounts.secret'), 'utf8')).toBe(content);
  });
});
