import { afterEach, describe, expect, test, vi } from 'vitest';
import { writeKeptMail } from '#formats/mail/write';
import { startMailer, type Mailer } from '#world/mail/mailer';
import { openMailSecrets } from '#world/mail/secrets';
import { readMailSettings } from '#world/mail/settings';
import { openDatabase } from '#world/store/open-database';
import type { MailRow, NewMail } from '#world/store/outbox';
import { startBareServer, startMailServer } from './mail-server';
import { PlayedTime } from './played-time';

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

const minute = 60_000;
const day = 24 * 60 * minute;
const secrets = openMailSecrets(undefined);
const mail = (id: string, more: Partial<NewMail> = {}): NewMail => ({
  id, dedupe: id, kind: 'invitation', to: { email: 'bo@borealis.example' }, agreement: null,
  data: { by: 'Anna Berg', byParty: 'Aster Ltd', party: 'Borealis AB', role: 'lead', title: 'Joint research', until: '2026-12-07' },
  secret: secrets.seal('tok-en', id),
  ...more,
});

/** An outbox with a mailer whose timers follow time that passes, and whose clock can be set beside it. */
async function stage(port: number) {
  const time = new PlayedTime();
  let set = 0;
  const now = (): string => new Date(Date.parse(time.now()) + set).toISOString();
  const database = await openDatabase(':memory:', now);
  ending.push(() => database.close());
  const { outbox } = database;
  const settings = readMailSettings(`smtp://127.0.0.1:${port}?from=Entente <entente@example.org>`);
  const told: boolean[] = [];
  const start = (): Mailer => {
    const mailer = startMailer({ server: (works) => void told.push(works), outbox, settings, now, timers: time, address: 'https://entente.example', secrets, write: writeKeptMail, addressOf: async () => null });
    ending.push(() => mailer.close());
    return mailer;
  };
  return {
    outbox, now, start, told,
    setClock: (by: number) => void (set += by),
    /** Lets time pass and waits until the mailer has done what there is to do. */
    pass: async (ms: number, mailer: Mailer) => {
      time.pass(ms);
      await mailer.settled();
    },
    row: async (id: string): Promise<MailRow> => (await outbox.list(undefined, { limit: 9 })).items.find((item) => item.id === id) as MailRow,
  };
}

const refusing = (times: number): Parameters<typeof startMailServer>[0] => {
  let left = times;
  return { onRcptTo: (_address, _session, done) => done(left-- > 0 ? Object.assign(new Error('try later'), { responseCode: 450 }) : null) };
};

describe.each([['an hour', 60 * minute], ['a day', day]])('a clock that is set back by %s', (_, back) => {
  test('does not keep back a mail that was put before', async () => {
    const { got, port, close } = await startMailServer();
    ending.push(close);
    const { outbox, start, setClock } = await stage(port);
    await outbox.put([mail('m1')]);
    setClock(-back);
    await start().settled();
    expect(got).toHaveLength(1);
  });
  test('does not keep back a mail that waits for its next try', async () => {
    const { got, port, close } = await startMailServer(refusing(1));
    ending.push(close);
    const { outbox, start, setClock, pass, row } = await stage(port);
    const mailer = start();
    await outbox.put([mail('m1')]);
    await mailer.settled();
    expect(await row('m1')).toMatchObject({ state: 'waiting', attempts: 1 });
    setClock(-back);
    await pass(minute, mailer);
    await mailer.settled();
    expect([got.length, (await row('m1')).state]).toEqual([1, 'sent']);
  });
  test('does not keep back a mail whose sender died', async () => {
    const { got, port, close } = await startMailServer();
    ending.push(close);
    const { outbox, now, start, setClock } = await stage(port);
    await outbox.put([mail('m1')]);
    expect(await outbox.claim(now(), 1, 3 * minute)).toHaveLength(1);
    setClock(-back);
    await start().settled();
    expect(got).toHaveLength(1);
  });
  test('sends nothing before its day', async () => {
    const { got, port, close } = await startMailServer();
    ending.push(close);
    const { outbox, now, start, setClock, row } = await stage(port);
    const dueAt = new Date(Date.parse(now()) + 3 * day).toISOString();
    await outbox.put([mail('m1', { dueAt })]);
    setClock(-back);
    await start().settled();
    expect([got.length, (await row('m1')).dueAt]).toEqual([0, dueAt]);
  });
});

test('a clock that is set forward while a mail is on its way does not send it twice', async () => {
  let connections = 0;
  const server = await startBareServer(() => void (connections += 1));
  const { outbox, start, setClock, row } = await stage(server.port);
  const mailer = start();
  const next = server.next();
  await outbox.put([mail('m1')]);
  await next;
  setClock(day);
  mailer.wake();
  await vi.waitFor(async () => expect((await row('m1')).attempts).toBe(2));
  await outbox.put([mail('m2', { dueAt: '2027-12-01T00:00:00.000Z' })]);
  expect([connections, (await row('m1')).state]).toEqual([1, 'sending']);
  server.close();
});

test('a mail server that takes nothing is told of once, and once when it takes mails again', async () => {
  const { got, port, close } = await startMailServer(refusing(12));
  ending.push(close);
  const { outbox, start, told, pass } = await stage(port);
  const mailer = start();
  await outbox.put(Array.from({ length: 6 }, (_, index) => mail(`m${index}`)));
  await mailer.settled();
  expect(told).toEqual([false]);
  await pass(minute, mailer);
  await pass(5 * minute, mailer);
  await mailer.settled();
  expect([told, got.length]).toEqual([[false, true], 6]);
});
