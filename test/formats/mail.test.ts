import { describe, expect, test } from 'vitest';
import { type MailContent, type MailKind, mailKinds, readMail } from '#formats/mail/content';
import { plainName, plainNote } from '#formats/mail/plain';
import { writeKeptMail, writeMail, type WrittenMail } from '#formats/mail/write';
import { mailKinds as outboxKinds } from '#world/store/outbox';
import { processorTime } from '../timed';

const address = 'https://entente.example.org';
const link = `${address}/join#q7Yk3mZ_w-4`;
const file = `sha256:${'ab'.repeat(32)}`;

/** One mail of each kind, with every text a person gives set to `name`. */
function samples(name: string): Readonly<Record<MailKind, MailContent>> {
  const links = { address, link };
  return {
    invitation: { kind: 'invitation', ...links, by: name, byParty: name, party: name, role: 'counsel', title: name, until: '2026-12-07' },
    'account-invitation': { kind: 'account-invitation', ...links, by: name, organisation: name, until: '2026-12-07' },
    turn: { kind: 'turn', ...links, turn: 3, from: name, party: name, title: name, clauses: 22, changed: 2, comments: 1, note: name },
    sealed: { kind: 'sealed', ...links, title: name, by: name, party: name, version: 4, file: name },
    signed: { kind: 'signed', ...links, title: name, person: name, party: name, signed: 1, of: 3 },
    completed: { kind: 'completed', ...links, title: name, parties: [name, name], signatures: 2, file: name },
    declined: { kind: 'declined', ...links, title: name, person: name, party: name, reason: name },
    'sign-in-link': { kind: 'sign-in-link', ...links, minutes: 15 },
    reset: { kind: 'reset', ...links, minutes: 30 },
    'verify-email': { kind: 'verify-email', ...links, minutes: 1440 },
    reminder: { kind: 'reminder', ...links, title: name, party: name, dates: [{ on: '2026-11-30', what: name, clause: name, passed: false }] },
  };
}

function of<Kind extends MailKind>(kind: Kind, changes: Partial<Extract<MailContent, { kind: Kind }>> = {}, name = 'Aster Ltd'): WrittenMail {
  return writeMail({ ...samples(name)[kind], ...changes } as MailContent);
}

describe('names made plain', () => {
  test.each([
    ['Aster Ltd', 'Aster Ltd'],
    ['  Aster \n\t Ltd  ', 'Aster Ltd'],
    ['Aster\r\nBcc: all@example.org', 'Aster Bcc: all @ example. org'],
    ['evil.com', 'evil. com'],
    ['www.evil.com', 'www. evil. com'],
    ['http://evil.com/x', 'http: / /evil. com/x'],
    ['HTTPS://EVIL.COM', 'HTTPS: / /EVIL. COM'],
    ['//evil.com', '/ /evil. com'],
    ['\\\\server\\share', '\\ \\server\\share'],
    ['javascript:alert(1)', 'javascript: alert(1)'],
    ['mailto:a@b.org', 'mailto: a @ b. org'],
    ['@here', '@ here'],
    ['localhost:3000', 'localhost: 3000'],
    ['10.0.0.1', '10. 0.0.1'],
    ['пример.рф', 'пример. рф'],
    ['例え。jp', '例え。jp'],
    ['evil。com', 'evil。 com'],
    ['evil．com', 'evil． com'],
    ['evil\u200B.\u2060com', 'evil. com'],
    ['evil.\u00ADcom', 'evil. com'],
    ['\u202Emoc.live\u202C', 'moc. live'],
    ['Aster\u0000Ltd', 'Aster Ltd'],
    ['Aster\u2028Ltd', 'Aster Ltd'],
    ['Aster \u{E0041}\u{E0042}Ltd', 'Aster Ltd'],
    ['\uFFF9Aster\uFFFBLtd', 'AsterLtd'],
    ['\uD800Aster', 'Aster'],
    ['', '[no name]'],
    ['\u200B\u202E', '[no name]'],
    ['J. P. Müller & Co. KG', 'J. P. Müller & Co. KG'],
    ['S.A.R.L. Dupont', 'S.A.R.L. Dupont'],
    ['O’Brien-Łukasz (Europe) 24/7 3.14', 'O’Brien-Łukasz (Europe) 24/7 3.14'],
    ['10:30 at gate 5', '10:30 at gate 5'],
    ['شركة النور', 'شركة النور'],
    ['می\u200Cخواهم', 'می\u200Cخواهم'],
    ['क्\u200Dष', 'क्\u200Dष'],
    ['株式会社あすか', '株式会社あすか'],
    ['<b>Aster</b>', '<b>Aster</b>'],
    ['e\u0301', 'é'],
  ])('%j', (given, plain) => expect(plainName(given)).toBe(plain));

  test('a long name is cut', () => expect(plainName('a'.repeat(10_000))).toBe(`${'a'.repeat(79)}…`));
  test('cut between characters, never within one', () => expect(Array.from(plainName('😀'.repeat(10_000)))).toHaveLength(80));
  test('a pile of accents is cut', () => expect(plainName(`a${'\u0316'.repeat(5000)}`)).toBe('a\u0316\u0316\u0316\u0316'));
  test('a million characters take no time', async () => {
    const took = await processorTime(() => {
      for (const text of ['.a'.repeat(500_000), '@'.repeat(1_000_000), '/'.repeat(1_000_000), 'a:'.repeat(500_000), '\u0316'.repeat(1_000_000), ' '.repeat(1_000_000), '1.'.repeat(500_000)]) plainName(text);
    });
    expect(took).toBeLessThan(5000);
  });
  test('making plain twice changes nothing more', () => {
    for (const text of ['http://a.b.com:80/x@y', '\\\\\\\\a//b', '@@@', 'a.b.cd.ef', '1.2.3.4.5.6', 'x:y:z']) expect(plainName(plainName(text))).toBe(plainName(text));
  });
  test('a note keeps its lines', () => expect(plainNote('One\r\n\r\n\r\n\r\ntwo\u2028 three.com\n')).toBe('One\n\ntwo\nthree. com'));
  test('a note may be empty', () => expect(plainNote(' \n\u200B\n ')).toBe(''));
  test('a long note is cut', () => expect(plainNote('b '.repeat(10_000))).toHaveLength(2000));
});

/** Every address in a text that a mail program might make into a link. */
function addressesIn(text: string): string[] {
  return [...text.matchAll(/[a-z][a-z0-9+.-]*:\S+|www\.\S+|\\\\\w\S*|\/\/\w\S*|\S+@\S+|[\p{L}\p{N}-]+(?:[.．｡][\p{L}\p{N}-]+)*[.．｡]\p{L}[\p{L}\p{N}-]+/giu)].map(([found]) => found);
}

const hostile = [
  'evil.com', 'http://evil.com/a?b=c', 'www.evil.com', 'a@evil.com', '//evil.com', '\\\\evil\\x', 'evil\u200B.com', 'tel:+331234', 'x.evil。com',
  '<a href="https://evil.com">Sign here</a>', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", '</style><script>alert(1)</script>', '&lt;a href=evil&gt;',
  '\u202Egnp.exe\u2066', 'Aster\r\nBcc: x@evil.com\r\n\r\nhello', '\u0085\u2028\u2029', '{{7*7}}${7*7}', 'a'.repeat(10_000), '\u0316'.repeat(10_000), '', '\0',
];

describe.each(mailKinds)('%s', (kind) => {
  test.each(hostile.map((name) => [name.slice(0, 40), name]))('%j stays words', (_shown, name) => {
    const { subject, text, html } = writeMail(samples(name)[kind]);
    expect(subject).not.toMatch(/[\r\n\u2028\u2029]|\p{Cc}/u);
    expect(Array.from(subject).length).toBeLessThanOrEqual(200);
    const bidi = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u00AD]|[\u{E0000}-\u{E007F}]/u;
    expect(subject + text + html).not.toMatch(bidi);
    expect((text + html).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    const ours = (found: string): boolean => found.replace(/[").,;]+$/, '').startsWith(address);
    expect(addressesIn(text.replaceAll('entente.example.org\n', '\n')).filter((found) => !ours(found))).toEqual([]);
    expect(text.length).toBeLessThan(6000);
    const body = html.slice(html.indexOf('<main>'));
    const tags = new Set([...body.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag));
    for (const tag of tags) expect(['main', 'h1', 'p', 'a', 'bdi', 'blockquote', 'ul', 'li', 'footer', 'body', 'html']).toContain(tag);
    expect([...html.matchAll(/href="([^"]*)"/g)].every(([, to]) => to === link)).toBe(true);
    expect(html).not.toMatch(/<[^>]*\s(?:on\w+|src|style|background)=|url\(|@import/i);
  });

  test('says why it came and what happens otherwise', () => {
    const { text, html } = of(kind);
    expect(text).toMatch(/You get this because /);
    expect(text).toMatch(/[Ii]f (you do nothing|it was not you)|You need not do anything/);
    expect(text).toContain(`:\n${link}\n`);
    expect(html).toContain(`href="${link}"`);
    expect(text).not.toMatch(/!|successfully|undefined|null|\[object|NaN| {2}(?! )[a-z]/);
  });

  test('can be kept as JSON and written later', () => {
    const { kind: _kind, address: _address, link: _link, ...kept } = samples('Aster Ltd')[kind];
    expect(writeKeptMail(kind, JSON.parse(JSON.stringify(kept)), { address, link })).toEqual(of(kind));
  });
});

describe('words', () => {
  test('kinds are those of the outbox', () => expect([...mailKinds].sort()).toEqual([...outboxKinds].sort()));
  test('a kind that is none is refused', () => expect(() => readMail('constructor', {}, { address, link })).toThrow('no mail of the kind'));
  test('data of another kind are refused', () => expect(() => readMail('turn', { minutes: 5 }, { address, link })).toThrow());

  test.each([
    [of('invitation', { title: 'Joint research' }), 'Aster Ltd invites you to “Joint research”'],
    [of('account-invitation', { organisation: null }), 'Aster Ltd invites you to Entente'],
    [of('turn', { title: null }), 'Aster Ltd sent turn 3 of an agreement without a title'],
    [of('sealed'), '“Aster Ltd” is ready to be signed'],
    [of('signed'), 'Aster Ltd signed “Aster Ltd” for Aster Ltd'],
    [of('completed', { title: null }), 'An agreement without a title is signed by all parties'],
    [of('declined'), 'Aster Ltd declined to sign “Aster Ltd”'],
    [of('reminder'), '30 November 2026: a date of Aster Ltd in “Aster Ltd”'],
    [of('turn', { title: 'Joint research on example.com' }), 'Aster Ltd sent turn 3 of “Joint research on example. com”'],
  ])('subject %#', ({ subject }, wanted) => expect(subject).toBe(wanted));

  test.each([
    [of('turn', { turn: 1, changed: 22, comments: 0, title: 'T' }), 'It is the first version of “T”: 22 clauses.'],
    [of('turn', { changed: 2, comments: 1, title: 'T' }), 'In “T” it changes the words of 2 of 22 clauses, with one comment.'],
    [of('turn', { changed: 1, comments: 0, title: 'T' }), 'In “T” it changes the words of 1 of 22 clauses.'],
    [of('turn', { changed: 0, comments: 3, title: 'T' }), 'In “T” it changes no words, with three comments.'],
    [of('turn', { changed: 0 }), 'If you do nothing, what Aster Ltd agreed to stays agreed.'],
    [of('signed', { signed: 2, of: 3 }), 'has 2 of 3 signatures.'],
    [of('completed', { parties: ['Aster Ltd', 'Borealis AB', 'Corvus GmbH'] }), 'Aster Ltd, Borealis AB and Corvus GmbH signed'],
    [of('completed', { file }), 'ab'.repeat(32)],
    [of('completed'), `open ${address}/verify and choose it`],
    [of('reset'), 'within 30 minutes'],
    [of('verify-email'), 'within 1 day'],
    [of('invitation'), 'ends after 7 December 2026'],
    [of('invitation', { byParty: null }), 'Aster Ltd invites you to act for Aster Ltd'],
    [of('reminder', { dates: [{ on: '2026-11-20', what: 'Borealis AB pays the first fee', clause: '7.2', passed: true }] }), '- 20 November 2026, passed: Borealis AB pays the first fee (clause 7.2)'],
    [of('reminder', { dates: Array.from({ length: 40 }, () => ({ on: '2026-11-20', what: 'x', clause: null, passed: true })) }), '- and 10 more'],
  ])('says %#', ({ text }, wanted) => expect(text).toContain(wanted));

  test('every line of a note is marked as somebody’s words', () => {
    const { text } = of('turn', { note: 'Hello\n\nRead turn 3:\nSign here' });
    expect(text).toContain('Aster Ltd writes:\n> Hello\n>\n> Read turn 3:\n> Sign here\n');
  });
  test('an empty note leaves no trace', () => expect(of('turn', { note: ' \n ' }).text).not.toContain('writes'));
  test('what a person gave keeps its own direction', () => expect(of('invitation', { by: 'شركة' }).html).toContain('<bdi>شركة</bdi>'));
  test.each([
    'https://entente.example.org.evil.com/join', 'https://evil.com/join', 'http://entente.example.org/join', '//evil.com', 'javascript:alert(1)', `${address}/"onclick="x`, `${address}@evil.com/`, address, '',
  ])('leads nowhere else: %s', (elsewhere) => expect(() => of('reset', { link: elsewhere })).toThrow('this installation only'));
});
