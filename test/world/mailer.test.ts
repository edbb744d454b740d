import { mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { writeKeptMail } from '#formats/mail/write';
import { delays, type Mailer, type MailerOptions, startMailer } from '#world/mail/mailer';
import { openMailSecrets } from '#world/mail/secrets';
import { sendBySmtp } from '#world/mail/send';
import { readMailSettings } from '#world/mail/settings';
import type { MailRow, NewMail } from '#world/store/outbox';
import type { Database } from '#world/store/database';
import { openDatabase } from '#world/store/open-database';
import { headerNames, headerOf, type MailServer, partOf, startBareServer, startMailServer } from './mail-server.ts';
import { PlayedTime } from './played-time.ts';

const address = 'https://entente.example.org';
const secrets = openMailSecrets(undefined);
const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

let counter = 0;
function invitation(changes: Partial<NewMail> = {}, name = 'Aster Ltd'): NewMail {
  const id = `mail-${String(++counter).padStart(4, '0')}`;
  return {
    id,
    dedupe: id,
    kind: 'invitation',
    to: { email: 'bo@borealis.example' },
    agreement: 'a1',
    data: { by: 'Anna Berg', byParty: name, party: 'Borealis AB', role: 'lead', title: 'Joint research', until: '2026-12-07' },
    secret: secrets.seal('tok-en', id),
    ...changes,
  };
}

/** An outbox with a mailer for a server on a port, and time that stands still. */
async function stage(port: number | null, changes: Partial<MailerOptions> = {}, file = ':memory:', time = new PlayedTime()) {
  const database: Database = await openDatabase(file, time.now);
  ending.push(() => database.close());
  const { outbox } = database;
  const settings = port === null ? null : readMailSettings(`smtp://127.0.0.1:${port}?from=Entente <entente@example.org>`);
  const troubles: unknown[] = [];
  const options: MailerOptions = {
    outbox, settings, address, secrets, now: time.now, timers: time,
    write: writeKeptMail,
    addressOf: async (person) => (person === 'nobody' ? null : `${person}@borealis.example`),
    trouble: (error) => troubles.push(error),
    ...changes,
  };
  const start = (): Mailer => {
    const mailer = startMailer(options);
    ending.push(() => mailer.close());
    return mailer;
  };
  const row = async (id: string): Promise<MailRow> => (await outbox.list(undefined, { limit: 200 })).items.find((item) => item.id === id) as MailRow;
  return { database, outbox, time, options, start, row, troubles };
}

async function server(options: SMTPServerOptions = {}, host?: string): Promise<MailServer> {
  const started = await startMailServer(options, host);
  ending.push(() => started.close());
  return started;
}

function refusal(code: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode: code });
}

describe('sending', () => {
  test('in text and as a page, to the mailbox, with our link and nothing else', async () => {
    const { port, got } = await server();
    const { outbox, start, row } = await stage(port);
    const mailer = start();
    const mail = invitation();
    await outbox.put([mail]);
    await mailer.settled();
    const [only] = got;
    const raw = only?.raw ?? '';
    expect([got.length, only?.from, only?.to]).toEqual([1, 'entente@example.org', ['bo@borealis.example']]);
    expect(headerOf(raw, 'From')).toBe('Entente <entente@example.org>');
    expect(headerOf(raw, 'To')).toBe('bo@borealis.example');
    expect(headerOf(raw, 'Subject')).toBe('Anna Berg invites you to “Joint research”');
    expect(headerOf(raw, 'Message-ID')).toBe(`<${mail.id}@example.org>`);
    expect(headerOf(raw, 'Date')).toBe('Mon, 23 Nov 2026 09:00:00 +0000');
    expect(headerOf(raw, 'Auto-Submitted')).toBe('auto-generated');
    expect(headerNames(raw).sort()).toEqual(['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to', 'x-auto-response-suppress']);
    expect(partOf(raw, 'text/plain')).toContain(`Look at the invitation:\n${address}/join#tok-en\n`);
    expect(partOf(raw, 'text/html')).toContain(`href="${address}/join#tok-en"`);
    expect(partOf(raw, 'text/html')).toContain('<bdi>Anna Berg</bdi> of <bdi>Aster Ltd</bdi> invites you to act for <bdi>Borealis AB</bdi>');
    expect(await row(mail.id)).toMatchObject({ state: 'sent', secret: null, lastError: null, attempts: 1 });
  });

  test('to a person, wherever their mailbox is now', async () => {
    const { port, got } = await server();
    const { outbox, start } = await stage(port);
    await outbox.put([invitation({ to: { person: 'carla' } })]);
    await start().settled();
    expect(got[0]?.to).toEqual(['carla@borealis.example']);
  });

  test('at once when it is put, and later when it is for later', async () => {
    const { port, got } = await server();
    const { outbox, start, time } = await stage(port);
    const mailer = start();
    await mailer.settled();
    await outbox.put([invitation({ dueAt: time.in(45_000) }), invitation()]);
    await mailer.settled();
    expect(got).toHaveLength(1);
    time.pass(45_000);
    await mailer.settled();
    expect(got).toHaveLength(2);
  });

  test('a hundred, each once', async () => {
    const { port, got } = await server();
    const { outbox, start } = await stage(port);
    const mails = Array.from({ length: 100 }, () => invitation());
    await outbox.put(mails);
    await start().settled();
    expect(got.map(({ raw }) => headerOf(raw, 'Message-ID')).sort()).toEqual(mails.map(({ id }) => `<${id}@example.org>`).sort());
  });

  test('by two mailers on one outbox, each once', async () => {
    const { port, got } = await server();
    const { outbox, start } = await stage(port);
    const mails = Array.from({ length: 40 }, () => invitation());
    await outbox.put(mails);
    const [one, two] = [start(), start()];
    await one.settled();
    await two.settled();
    await one.settled();
    expect(new Set(got.map(({ raw }) => headerOf(raw, 'Message-ID'))).size).toBe(40);
    expect(got).toHaveLength(40);
  });

  test('over TLS from the first byte, or after an upgrade, and signed in where the settings say so', async () => {
    const onAuth: SMTPServerOptions['onAuth'] = ({ username, password }, _session, done) => (username === 'me' && password === 'p@ss:wörd' ? done(null, { user: 'me' }) : done(refusal(535, 'Wrong')));
    const direct = await server({ secure: true, authOptional: false, onAuth });
    const upgraded = await server({ authOptional: false, onAuth });
    for (const [scheme, { port, got }] of [['smtps', direct], ['smtp', upgraded]] as const) {
      const { outbox, start } = await stage(null, { settings: readMailSettings(`${scheme}://me:p%40ss%3Aw%C3%B6rd@127.0.0.1:${port}?from=entente@example.org`) });
      await outbox.put([invitation()]);
      await start().settled();
      expect(got).toMatchObject([{ secure: true, user: 'me' }]);
    }
  });
});

describe('what goes wrong', () => {
  test('a receiver that is refused for good is dead at once, with the server’s words', async () => {
    const { port } = await server({ onRcptTo: (_to, _session, done) => done(refusal(550, `5.1.1 No such user \u0007${'x'.repeat(5000)}`)) });
    const { outbox, start, row } = await stage(port);
    const mail = invitation();
    await outbox.put([mail]);
    await start().settled();
    const { state, lastError, attempts } = await row(mail.id);
    expect([state, attempts]).toEqual(['dead', 1]);
    expect(lastError).toMatch(/^The mail server refused this receiver: 550 5\.1\.1 No such user x+…$/);
    expect(lastError?.length).toBeLessThan(260);
  });

  test('a mail that is refused for good after it was read is dead at once', async () => {
    const { port } = await server({ onData: (stream, _session, done) => void stream.resume().on('end', () => done(refusal(554, 'Looks like spam'))) });
    const { outbox, start, row } = await stage(port);
    const mail = invitation();
    await outbox.put([mail]);
    await start().settled();
    expect(await row(mail.id)).toMatchObject({ state: 'dead', lastError: 'The mail server refused this mail: 554 Looks like spam' });
  });

  test.each<[string, SMTPServerOptions, string]>([
    ['a sender that is refused', { onMailFrom: (_from, _session, done) => done(refusal(550, 'Not your name')) }, 'The mail server did not take this mail: 550 Not your name'],
    ['a server that is closed today', { onConnect: (_session, done) => done(refusal(554, 'Closed')) }, 'The mail server did not take this mail: 554 Closed'],
    ['a full mailbox', { onRcptTo: (_to, _session, done) => done(refusal(452, 'Mailbox full')) }, 'The mail server did not take this mail: 452 Mailbox full'],
    ['a server that wants a password', { authOptional: false }, 'The mail server did not take this mail: 530 Error: authentication Required'],
  ])('%s is tried again, since settings and servers are mended', async (_what, options, words) => {
    const { port } = await server(options);
    const { outbox, start, row, time } = await stage(port);
    const mail = invitation();
    await outbox.put([mail]);
    await start().settled();
    expect(await row(mail.id)).toMatchObject({ state: 'waiting', dueAt: time.in(60_000), lastError: words });
  });

  test('a wrong password is tried again and never shown', async () => {
    const { port } = await server({ authOptional: false, onAuth: (_auth, _session, done) => done(refusal(535, 'Bad credentials')) });
    const { outbox, start, row } = await stage(null, { settings: readMailSettings(`smtp://me:geheim@127.0.0.1:${port}?from=entente@example.org`) });
    const mail = invitation();
    await outbox.put([mail]);
    await start().settled();
    const { state, lastError } = await row(mail.id);
    expect([state, lastError]).toEqual(['waiting', 'The mail server did not accept the user or the password of the settings: 535 Bad credentials']);
  });

  test('a server that says later and then takes it gets the same Message-ID', async () => {
    const seen: (string | undefined)[] = [];
    const { port } = await server({
      onData: (stream, _session, done) => {
        let raw = '';
        stream.on('data', (chunk: Buffer) => (raw += chunk.toString()));
        stream.on('end', () => {
          seen.push(headerOf(raw, 'Message-ID'));
          done(seen.length < 3 ? refusal(451, 'Greylisted, come back') : null);
        });
      },
    });
    const { outbox, start, row, time } = await stage(port);
    const mailer = start();
    const mail = invitation();
    await outbox.put([mail]);
    await mailer.settled();
    expect(await row(mail.id)).toMatchObject({ state: 'waiting', dueAt: time.in(60_000), lastError: 'The mail server did not take this mail: 451 Greylisted, come back' });
    time.pass(59_000);
    await mailer.settled();
    expect(seen).toHaveLength(1);
    time.pass(1000);
    await mailer.settled();
    expect(await row(mail.id)).toMatchObject({ state: 'waiting', dueAt: time.in(300_000), attempts: 2 });
    time.pass(300_000);
    await mailer.settled();
    expect(await row(mail.id)).toMatchObject({ state: 'sent', attempts: 3, lastError: null });
    expect(seen).toEqual(Array(3).fill(`<${mail.id}@example.org>`));
  });

  test('a server that is absent: nine tries over three days, then dead, and sent when tried by hand', async () => {
    const gone = await startBareServer();
    gone.close();
    const { outbox, start, row, time, options } = await stage(gone.port);
    const mailer = start();
    const mail = invitation();
    await outbox.put([mail]);
    await mailer.settled();
    for (const [index, delay] of delays.entries()) {
      expect(await row(mail.id)).toMatchObject({ state: 'waiting', attempts: index + 1, dueAt: time.in(delay) });
      time.pass(delay);
      await mailer.settled();
    }
    const dead = await row(mail.id);
    expect(dead).toMatchObject({ state: 'dead', attempts: 9, lastError: `127.0.0.1 does not answer on port ${gone.port} (ECONNREFUSED).` });
    expect(delays.reduce((sum, delay) => sum + delay, 0)).toBe(246_960_000);
    expect(dead.secret).not.toBeNull();
    await mailer.close();
    const { port, got } = await server();
    options.settings = readMailSettings(`smtp://127.0.0.1:${port}?from=entente@example.org`);
    const again = start();
    await outbox.retry(mail.id);
    await again.settled();
    expect(got).toHaveLength(1);
  });

  test.each<[string, string]>([
    ['before it greets', ''],
    ['after its greeting', '220 mail.example\r\n'],
    ['in the middle of a line', '220 mail.exa'],
    ['with a greeting that never ends', `220-${'x'.repeat(1000)}\r\n`],
  ])('a server that hangs %s is left after 10 seconds', async (_when, greeting) => {
    const silent = await startBareServer((socket) => void socket.write(greeting));
    ending.push(() => silent.close());
    const { outbox, start, row, time } = await stage(silent.port);
    const mailer = start();
    const mail = invitation();
    const connected = silent.next();
    await outbox.put([mail]);
    const socket = await connected;
    const closed = new Promise((done) => socket.on('close', done));
    time.pass(10_000);
    await mailer.settled();
    await closed;
    expect(await row(mail.id)).toMatchObject({ state: 'waiting', lastError: 'The mail server did not answer within 10 seconds.', dueAt: time.in(60_000) });
  });

  test('one that hangs holds no other up', async () => {
    let hanging = 0;
    const all = await server({
      onRcptTo: (to, _session, done) => {
        if (to.address.startsWith('hang')) hanging++;
        else done();
      },
    });
    const { outbox, start, row, time } = await stage(all.port);
    const mailer = start();
    const slow = invitation({ to: { email: 'hang@borealis.example' } });
    await outbox.put([slow, ...Array.from({ length: 20 }, () => invitation())]);
    await all.until(20);
    expect([hanging, (await row(slow.id)).state]).toEqual([1, 'sending']);
    time.pass(10_000);
    await mailer.settled();
    expect((await row(slow.id)).state).toBe('waiting');
  });

  test('a server that has the whole mail gets a minute to say so, lest it come twice', async () => {
    let read: () => void = () => undefined;
    const whole = new Promise<void>((done) => (read = done));
    const { port } = await server({ onData: (stream) => void stream.resume().on('end', () => read()) });
    const { outbox, start, row, time } = await stage(port);
    const mailer = start();
    const mail = invitation();
    await outbox.put([mail]);
    await whole;
    time.pass(59_000);
    expect((await row(mail.id)).state).toBe('sending');
    time.pass(1000);
    await mailer.settled();
    expect(await row(mail.id)).toMatchObject({ state: 'waiting', lastError: 'The mail server did not answer within 60 seconds.' });
  });

  test.each([[0, 'at once'], [1, 'after its greeting'], [2, 'at the sender'], [3, 'at the receiver'], [4, 'at the mail'], [5, 'within the mail']])('a server that drops the connection after %i answers (%s) is tried again', async (count) => {
    const answers = ['220 mail.example ESMTP\r\n', '250 mail.example\r\n', '250 OK\r\n', '250 OK\r\n', '354 Go on\r\n'].slice(0, count);
    const dropping = await startBareServer((socket) => {
      const answer = (): void => {
        const next = answers.shift();
        if (next === undefined) socket.destroy();
        else socket.write(next);
      };
      answer();
      socket.on('data', answer);
    });
    ending.push(() => dropping.close());
    const { outbox, start, row, time } = await stage(dropping.port);
    const mail = invitation();
    await outbox.put([mail]);
    await start().settled();
    const { state, lastError, dueAt } = await row(mail.id);
    expect([state, dueAt]).toEqual(['waiting', time.in(60_000)]);
    expect(lastError).toMatch(/^The connection to the mail server broke \(/);
  });

  test('a server that talks without end is left', async () => {
    const endless = await startBareServer((socket) => {
      const talk = (): void => {
        while (!socket.destroyed && socket.write('220-more\r\n'.repeat(1000)));
        if (!socket.destroyed) socket.once('drain', talk);
      };
      talk();
    });
    ending.push(() => endless.close());
    const { outbox, start, row } = await stage(endless.port);
    const mail = invitation();
    await outbox.put([mail]);
    await start().settled();
    expect(await row(mail.id)).toMatchObject({ state: 'waiting', lastError: 'The connection to the mail server broke (Server response exceeds maximum allowed size).' });
  });

  const outside = Object.values(networkInterfaces()).flat().find((each) => each !== undefined && !each.internal && each.family === 'IPv4')?.address;
  test.skipIf(outside === undefined)('away from this machine nothing goes without TLS, or with a certificate that nobody vouches for, unless the settings say so', async () => {
    const bare = await server({ disabledCommands: ['STARTTLS'] }, outside);
    const selfMade = await server({}, outside);
    const words = async (port: number, more: string): Promise<[string, string | null]> => {
      const { outbox, start, row } = await stage(null, { settings: readMailSettings(`smtp://${outside}:${port}?from=entente@example.org${more}`) });
      const mail = invitation();
      await outbox.put([mail]);
      await start().settled();
      const { state, lastError } = await row(mail.id);
      return [state, lastError];
    };
    expect(await words(bare.port, '')).toEqual(['waiting', expect.stringMatching(/TLS|STARTTLS/)]);
    expect(await words(selfMade.port, '')).toEqual(['waiting', expect.stringMatching(/^No protected connection to the mail server could be made/)]);
    expect([bare.got, selfMade.got]).toEqual([[], []]);
    expect(await words(bare.port, '&tls=none')).toEqual(['sent', null]);
  });

  test('a private server that the settings do not except is not connected to', async () => {
    const { port, got } = await server();
    const { outbox, start, row } = await stage(null, { settings: { ...readMailSettings(`smtp://127.0.0.1:${port}?from=entente@example.org`), allowPrivate: [] } });
    const mail = invitation();
    await outbox.put([mail]);
    await start().settled();
    expect(got).toEqual([]);
    expect((await row(mail.id)).lastError).toContain('127.0.0.1 is not an address of the outside');
  });

  test.each<[string, Partial<NewMail>, RegExp]>([
    ['nobody has that name any more', { to: { person: 'nobody' } }, /no mailbox here any more/],
    ['data that are not those of its kind', { data: {} }, /^This mail cannot be written: /],
    ['a token that was sealed elsewhere', { secret: openMailSecrets(undefined).seal('x', 'y') }, /link of this mail can no longer be read/],
    ['no token where the link needs one', { secret: undefined }, /link of this mail can no longer be read/],
  ])('%s: dead at once', async (_what, changes, words) => {
    const { port, got } = await server();
    const { outbox, start, row } = await stage(port);
    const mail = invitation(changes);
    await outbox.put([mail]);
    await start().settled();
    const { state, lastError } = await row(mail.id);
    expect([state, got.length]).toEqual(['dead', 0]);
    expect(lastError).toMatch(words);
  });
});

describe('starting and stopping', () => {
  test('without a mail server mails are held with their secret, and sent when there is one and somebody says so', async () => {
    const { outbox, start, row, options } = await stage(null);
    const mail = invitation();
    await outbox.put([mail]);
    const mailer = start();
    await mailer.settled();
    const held = await row(mail.id);
    expect(held.state).toBe('held');
    expect(secrets.open(held.secret ?? new Uint8Array(), mail.id)).toBe('tok-en');
    await mailer.close();
    const { port, got } = await server();
    options.settings = readMailSettings(`smtp://127.0.0.1:${port}?from=entente@example.org`);
    await outbox.retry(mail.id);
    await start().settled();
    expect([got.length, (await row(mail.id)).state]).toEqual([1, 'sent']);
  });

  test('a claim that a crash left over is taken up when it ends', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'entente-mailer-'));
    ending.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'entente.db');
    const before = await stage(null, {}, file);
    const mail = invitation();
    await before.outbox.put([mail]);
    expect(await before.outbox.claim(before.time.now(), 10, 180_000)).toHaveLength(1);
    await before.database.close();
    const { port, got } = await server();
    const { start, row, time } = await stage(port, {}, file, before.time);
    const mailer = start();
    await mailer.settled();
    time.pass(179_000);
    await mailer.settled();
    expect(got).toHaveLength(0);
    time.pass(1000);
    await mailer.settled();
    expect(got).toHaveLength(1);
    expect(await row(mail.id)).toMatchObject({ state: 'sent', attempts: 2 });
  });

  test('closing waits for the mail under way and starts no other', async () => {
    let answer: () => void = () => undefined;
    let arrived: () => void = () => undefined;
    const there = new Promise<void>((done) => (arrived = done));
    const { port } = await server({
      onData: (stream, _session, done) =>
        void stream.resume().on('end', () => {
          answer = () => done(null);
          arrived();
        }),
    });
    const { outbox, start, row } = await stage(port);
    const mailer = start();
    const [first, second] = [invitation(), invitation()];
    await outbox.put([first]);
    await there;
    let closed = false;
    const closing = mailer.close().then(() => (closed = true));
    await outbox.put([second]);
    expect(closed).toBe(false);
    answer();
    await closing;
    expect([(await row(first.id)).state, (await row(second.id)).state]).toEqual(['sent', 'waiting']);
  });

  test('a mail that was taken while the database could not be written is not sent again from here', async () => {
    const { port, got } = await server();
    const { outbox, options, row, time, troubles } = await stage(port);
    let broken = true;
    const failing = new Proxy(outbox, {
      get: (target, name: keyof typeof outbox) => (name === 'sent' && broken ? () => Promise.reject(new Error('disk full')) : (target[name] as () => unknown).bind(target)),
    });
    const mailer = startMailer({ ...options, outbox: failing });
    ending.push(() => mailer.close());
    const mail = invitation();
    await outbox.put([mail]);
    await mailer.settled();
    expect([got.length, (await row(mail.id)).state, troubles.length]).toEqual([1, 'sending', 1]);
    broken = false;
    time.pass(180_000);
    await mailer.settled();
    expect([got.length, (await row(mail.id)).state]).toEqual([1, 'sent']);
  });

  test('a database that fails is asked again after 5 seconds', async () => {
    const { port, got } = await server();
    const { outbox, options, time, troubles } = await stage(port);
    let broken = true;
    const failing = new Proxy(outbox, {
      get: (target, name: keyof typeof outbox) => (name === 'claim' && broken ? () => Promise.reject(new Error('busy')) : (target[name] as () => unknown).bind(target)),
    });
    await outbox.put([invitation()]);
    const mailer = startMailer({ ...options, outbox: failing });
    ending.push(() => mailer.close());
    await mailer.settled();
    expect([got.length, troubles.length]).toEqual([0, 1]);
    broken = false;
    time.pass(5000);
    await mailer.settled();
    expect(got).toHaveLength(1);
  });
});

describe('names with intent', () => {
  test.each([
    'Aster\r\nBcc: victim@example.net\r\nX: y', 'Aster\nSubject: other', '"Aster" <a@b.org>, c@d.org', 'Aster\r\n\r\n<script>alert(1)</script>', '=?utf-8?B?DQpCY2M6IHhAeS5vcmc=?=', '\u202Emoc.live\u202C\u2066', '\u2028Bcc: x@y.org',
    'a'.repeat(10_000), '\u0301'.repeat(10_000), 'https://evil.example/' + 'a'.repeat(5000), '\0', '.\r\n.\r\nQUIT\r\n',
  ])('%# add no header, no receiver and no link', async (name) => {
    const { port, got } = await server();
    const { outbox, start } = await stage(port);
    await outbox.put([invitation({ data: { by: name, byParty: name, party: name, role: 'lead', title: name, until: '2026-12-07' } })]);
    await start().settled();
    const [only] = got;
    const raw = only?.raw ?? '';
    expect(only?.to).toEqual(['bo@borealis.example']);
    expect(headerNames(raw).sort()).toEqual(['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to', 'x-auto-response-suppress']);
    expect(headerOf(raw, 'Subject')).not.toMatch(/\p{Cc}|[\u202A-\u202E\u2066-\u2069\u2028]/u);
    expect(raw.split('\r\n').every((line) => line.length < 998)).toBe(true);
    expect([...partOf(raw, 'text/html').matchAll(/(?:href|src)="([^"]*)"/g)].every(([, to]) => to?.startsWith(`${address}/join#`))).toBe(true);
    expect(partOf(raw, 'text/plain')).not.toMatch(/evil\.example|https?:\/\/(?!entente\.example\.org)/);
    expect(raw.length).toBeLessThan(20_000);
  });

  test.each(['bo@borealis.example\r\nBcc: x@y.org', 'bo@borealis.example>\r\nRCPT TO:<x@y.org', 'bo@borealis.example, x@y.org', '', '"x y"@b.org'])('%j is not a receiver', async (to) => {
    const { port, got } = await server();
    const outcome = await sendBySmtp({ id: 'm', to, at: new Date(0), subject: 's', text: 't', html: 'h' }, readMailSettings(`smtp://127.0.0.1:${port}?from=a@b.org`), { timers: new PlayedTime(), greeting: '[127.0.0.1]' });
    expect(outcome).toEqual({ kind: 'never', words: 'This is not a mailbox that mail can be sent to.' });
    expect(got).toEqual([]);
  });
});
