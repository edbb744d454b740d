import { afterEach, describe, expect, test } from 'vitest';
import { delays, startMailer, type Mailer } from '#world/mail/mailer';
import { openMailSecrets } from '#world/mail/secrets';
import { readMailSettings } from '#world/mail/settings';
import type { Database } from '#world/store/database';
import { openDatabase } from '#world/store/open-database';
import type { NewMail } from '#world/store/outbox';
import { eachStore } from '../stores';
import { startMailServer } from './mail-server.ts';
import { PlayedTime } from './played-time.ts';

const secrets = openMailSecrets(undefined);
const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

const turn = (id: string, agreement: string): NewMail => ({ id, dedupe: id, kind: 'turn', to: { person: 'bo' }, agreement, data: id });

describe.each(eachStore)('two mailers, $name', ({ missing, fresh, kind }) => {
  describe.skipIf(missing !== undefined)(missing ?? 'on one outbox', () => {
    /** Two mailers, on PostgreSQL each with a database of its own as two processes have; `busy` says which mails the server does not take yet. */
    const open = async (busy: (title: string, tries: number) => boolean = () => false) => {
      const time = new PlayedTime();
      const place = await fresh();
      ending.push(() => place.release());
      const databases: Database[] = [await openDatabase(place.at, time.now)];
      if (kind === 'postgres') databases.push(await openDatabase(place.at, time.now));
      for (const database of databases) ending.push(() => database.close());
      const got: string[] = [];
      const tries = new Map<string, number>();
      const server = await startMailServer({
        onData: (stream, _session, done) => {
          let raw = '';
          stream.on('data', (chunk: Buffer) => (raw += chunk.toString('utf8')));
          stream.on('end', () => {
            const title = /^Subject: (m\d\d)/m.exec(raw)?.[1] ?? '';
            tries.set(title, (tries.get(title) ?? 0) + 1);
            if (busy(title, tries.get(title) ?? 0)) return done(Object.assign(new Error('not now'), { responseCode: 451 }));
            got.push(title);
            done(null);
          });
        },
      });
      ending.push(() => server.close());
      const settings = readMailSettings(`smtp://127.0.0.1:${server.port}?from=Entente <entente@example.org>`);
      const mailers = [databases[0] as Database, databases.at(-1) as Database].map(({ outbox }): Mailer => {
        const mailer = startMailer({
          outbox, settings, address: 'https://entente.example.org', secrets, now: time.now, timers: time,
          write: (_kind, data) => ({ subject: String(data), text: 'words', html: '<p>words</p>' }),
          addressOf: async (person) => `${person}@borealis.example`,
        });
        ending.push(() => mailer.close());
        return mailer;
      });
      const calm = async (): Promise<void> => {
        await Promise.all(mailers.map((mailer) => mailer.settled()));
      };
      return { databases, got, tries, time, calm };
    };

    test('send each mail once, those of one agreement in order, whoever put them', async () => {
      const { databases, got, tries } = await open();
      const names = Array.from({ length: 12 }, (_, index) => `m${String(index).padStart(2, '0')}`);
      for (const [index, name] of names.entries()) await (databases[index % databases.length] as Database).outbox.put([turn(name, `a${index % 2}`)]);
      await expect.poll(() => got.length, { timeout: 20_000 }).toBe(names.length);
      for (const own of [0, 1]) expect(got.filter((name) => Number(name.slice(1)) % 2 === own)).toEqual(names.filter((_, index) => index % 2 === own));
      expect([...tries.values()]).toEqual(names.map(() => 1));
    });
    test('hold newer ones back while an older one waits to be tried again, and send them after it', async () => {
      const { databases, got, tries, time, calm } = await open((title, count) => title === 'm01' && count === 1);
      const { outbox } = databases[0] as Database;
      await outbox.put([turn('m01', 'a1'), turn('m02', 'a1'), turn('m03', 'a2')]);
      await expect.poll(async () => (await outbox.list('waiting', { limit: 9 })).items.map(({ id, heldBack }) => [id, heldBack]), { timeout: 20_000 }).toEqual([['m02', true], ['m01', false]]);
      await expect.poll(() => got, { timeout: 20_000 }).toEqual(['m03']);
      await calm();
      time.pass(delays[0] ?? 0);
      await expect.poll(() => got, { timeout: 20_000 }).toEqual(['m03', 'm01', 'm02']);
      expect([tries.get('m01'), tries.get('m02')]).toEqual([2, 1]);
    });
    test('send what a mailer that died had claimed, once its claim ends', async () => {
      const { databases, got, time } = await open();
      const { outbox } = databases[0] as Database;
      await outbox.put([{ ...turn('m01', 'a1'), dueAt: time.in(1000) }]);
      // Claimed by a process that is never heard of again.
      expect(await outbox.claim(time.in(1000), 1, 60_000)).toHaveLength(1);
      time.pass(2000);
      expect(got).toEqual([]);
      time.pass(62_000);
      await expect.poll(() => got, { timeout: 20_000 }).toEqual(['m01']);
    });
  });
});
