import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '#agreement/input-error';
import { mailLink, needsToken } from '#world/mail/link';
import { openMailSecrets } from '#world/mail/secrets';
import { cleaned } from '#world/mail/send';
import { isMailbox, readMailSettings } from '#world/mail/settings';
import { mailKinds } from '#world/store/outbox';

describe('the setting for mail', () => {
  const from = 'from=entente@example.org';

  test.each([
    [`smtp://mail.example.org?${from}`, { host: 'mail.example.org', port: 587, secure: false, from: { name: '', address: 'entente@example.org' }, allowPrivate: [], plain: false }],
    [`smtps://mail.example.org?${from}`, { port: 465, secure: true }],
    [`smtp://mail.example.org:2525/?${from}`, { port: 2525, secure: false }],
    [`smtp://me%40example.org:p%2Fa%3As%25s@mail.example.org?${from}`, { user: 'me@example.org', password: 'p/a:s%s' }],
    ['smtp://mail.example.org?from=Entente%20%3Centente@example.org%3E', { from: { name: 'Entente', address: 'entente@example.org' } }],
    ['smtp://mail.example.org?from=Entente+<entente@example.org>', { from: { name: 'Entente', address: 'entente@example.org' } }],
    ['smtp://mail.example.org?from="Entente, here" <entente@example.org>', { from: { name: 'Entente, here', address: 'entente@example.org' } }],
    [`smtp://mail.internal?${from}&allow-private=mail.internal,10.0.0.0/8`, { allowPrivate: ['mail.internal', '10.0.0.0/8'] }],
    [`smtp://localhost:1025?${from}`, { host: 'localhost', allowPrivate: ['localhost'] }],
    [`smtp://127.0.0.1:1025?${from}`, { allowPrivate: ['127.0.0.1'] }],
    [`smtp://[::1]:1025?${from}`, { host: '::1', allowPrivate: ['::1'] }],
    [`smtp://mail.internal?${from}&tls=none`, { plain: true }],
  ])('%s', (text, settings) => expect(readMailSettings(text)).toMatchObject(settings));

  test.each([
    '', 'mail.example.org', 'http://mail.example.org', `smtp://?${from}`, 'smtp://mail.example.org', 'smtp://mail.example.org?from=', 'smtp://mail.example.org?from=nobody', 'smtp://mail.example.org?from=a@b,c@d',
    'smtp://mail.example.org?from=a@b.org%0D%0ABcc:x@y.org', 'smtp://mail.example.org?from=A%0D%0AB%20<a@b.org>', 'smtp://mail.example.org?from=A" <a@b.org>', `smtp://mail.example.org/x?${from}`, `smtp://mail.example.org?${from}&rejectUnauthorized=false`,
    `smtp://mail.example.org?${from}&allow-private=10.0.0.0/99`, `smtp://mail.example.org?${from}&tls=maybe`, `smtps://mail.example.org?${from}&tls=none`, `smtp://user@mail.example.org?${from}`, `smtp://:secret@mail.example.org?${from}`,
    `smtp://u:%0D%0A@mail.example.org?${from}`, `smtp://u:50%@mail.example.org?${from}`, `smtp://mail.example.org:0?${from}`, `smtp://mail.example.org:99999?${from}`, `smtp://a%20b?${from}`,
  ])('%s is refused', (text) => expect(() => readMailSettings(text)).toThrow(InputError));

  test('the password is never repeated', () => {
    for (const text of ['smtp://me:geheim@mail.example.org', 'http://me:geheim@mail.example.org', 'smtp://me:geheim@mail.example.org?from=a@b.org&x=1']) {
      expect(() => readMailSettings(text)).toThrow(/^(?!.*geheim)/s);
    }
  });
});

describe('mailboxes', () => {
  test.each(['a@b.org', 'anna.berg+x@mail.example.org', 'o’brien@example.org', 'анна@пошта.укр', 'root@localhost', 'a@xn--p1ai.example'])('%s', (text) => expect(isMailbox(text)).toBe(true));
  test.each([
    '', 'a', '@b.org', 'a@', 'a@b@c.org', 'a b@c.org', 'a@b c', 'a@b.org\r\nBcc: x@y.org', 'a@b.org,c@d.org', 'a@b.org;c@d.org', '<a@b.org>', '"a"@b.org', 'a@b..org', 'a@.org', 'a@-b.org', 'a(b)@c.org', `${'a'.repeat(65)}@b.org`, 'a@b.org\0', 'a\u202E@b.org', 'a\u200B@b.org', 'a@[127.0.0.1]', `a@${'b.'.repeat(200)}org`,
  ])('%j is none', (text) => expect(isMailbox(text)).toBe(false));
});

describe('links', () => {
  const address = 'https://entente.example.org';
  test.each([
    [{ kind: 'invitation', agreement: 'a1' }, 'tok-en_1', '/join#tok-en_1'],
    [{ kind: 'account-invitation', agreement: null }, 't', '/join#t'],
    [{ kind: 'sign-in-link', agreement: null }, 't', '/link#t'],
    [{ kind: 'reset', agreement: null }, 't', '/reset#t'],
    [{ kind: 'verify-email', agreement: null }, 't', '/confirm-email#t'],
    [{ kind: 'turn', agreement: 'a1' }, null, '/a/a1/negotiate'],
    [{ kind: 'sealed', agreement: 'a1' }, null, '/a/a1/sign'],
    [{ kind: 'sealed', agreement: 'a1' }, 't', '/join#t'],
    [{ kind: 'completed', agreement: 'a1' }, null, '/a/a1/sign'],
    [{ kind: 'reminder', agreement: 'a1' }, null, '/a/a1/track'],
    [{ kind: 'reminder', agreement: null }, null, '/'],
    [{ kind: 'turn', agreement: '../x' }, null, '/a/..%2Fx/negotiate'],
  ] as const)('%j %s', (row, token, path) => expect(mailLink(address, row, token)).toBe(address + path));

  test('every kind leads somewhere of its own', () => {
    for (const kind of mailKinds) expect(new URL(mailLink(address, { kind, agreement: 'a1' }, needsToken(kind) ? 't' : null)).pathname).not.toBe('/');
  });
});

describe('sealed tokens', () => {
  const folders: string[] = [];
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'entente-keys-'));
    folders.push(made);
    return made;
  };
  afterAll(() => folders.forEach((made) => rmSync(made, { recursive: true })));

  test('opened again after a restart, with a key of 32 bytes that only the owner can read', () => {
    const keys = folder();
    const sealed = openMailSecrets(keys).seal('token', 'm1');
    expect(openMailSecrets(keys).open(sealed, 'm1')).toBe('token');
    expect(statSync(join(keys, 'outbox.key')).size).toBe(32);
    expect(statSync(join(keys, 'outbox.key')).mode & 0o777).toBe(0o600);
  });
  test('without a folder as long as the program runs', () => {
    const secrets = openMailSecrets(undefined);
    expect(secrets.open(secrets.seal('token', 'm1'), 'm1')).toBe('token');
    expect(openMailSecrets(undefined).open(secrets.seal('token', 'm1'), 'm1')).toBeNull();
  });
  test('not for another mail, under another key, or changed anywhere', () => {
    const secrets = openMailSecrets(folder());
    const sealed = secrets.seal('token', 'm1');
    expect(secrets.open(sealed, 'm2')).toBeNull();
    expect(openMailSecrets(folder()).open(sealed, 'm1')).toBeNull();
    for (let at = 0; at < sealed.length; at++) expect(secrets.open(sealed.map((byte, index) => (index === at ? byte ^ 1 : byte)), 'm1')).toBeNull();
    for (let length = 0; length < sealed.length; length++) expect(secrets.open(sealed.subarray(0, length), 'm1')).toBeNull();
  });
  test('the same token never seals alike, and does not show', () => {
    const secrets = openMailSecrets(folder());
    expect(secrets.seal('token', 'm1')).not.toEqual(secrets.seal('token', 'm1'));
    expect(Buffer.from(secrets.seal('token', 'm1')).includes('token')).toBe(false);
  });
  test('a key that others can read is refused', () => {
    const keys = folder();
    openMailSecrets(keys);
    chmodSync(join(keys, 'outbox.key'), 0o644);
    expect(() => openMailSecrets(keys)).toThrow('can be read by other users');
  });
  test('a damaged key is refused and left as it is', () => {
    const keys = folder();
    writeFileSync(join(keys, 'outbox.key'), 'short', { mode: 0o600 });
    expect(() => openMailSecrets(keys)).toThrow('damaged');
    expect(readFileSync(join(keys, 'outbox.key'), 'utf8')).toBe('short');
  });
  test('a folder that is not there is named', () => expect(() => openMailSecrets(join(folder(), 'gone'))).toThrow(InputError));
});

test.each([
  ['550 5.1.1 No such user', '550 5.1.1 No such user'],
  ['550-one\r\n550 two\u0007\u001B[31m', '550-one 550 two [31m'],
  ['x'.repeat(5000), `${'x'.repeat(199)}…`],
  ['\u202Eabc\u200B\0', 'abc'],
])('words of a server %#', (said, shown) => expect(cleaned(said)).toBe(shown));
