import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clockSteps } from '#agreement/record/chain';
import { eventsOf } from '#world/store/sql/rows';
import { startMailServer } from '../world/mail-server';
import { type Case, Cases, must, until } from './cases';
import { Gate } from './gate';
import { Installation, mustBe } from './installation';
import type { Run } from './kills';
import { carryOf, live } from './letters';
import { lookInto } from './place';

/* Clocks that are set while a server runs. */

const libraries = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`);

export async function jumpingClocks(run: Run, done: Case[]): Promise<void> {
  const cases = new Cases('clock', done, run.progress);
  const library = libraries.find((file) => existsSync(file));
  if (library === undefined) {
    cases.skip('a clock that is set a day forwards and back', 'libfaketime is not installed');
    return;
  }
  const file = join(run.folder, 'clock');
  const set = (days: number): void => writeFileSync(file, days === 0 ? '+0\n' : `${days > 0 ? '+' : ''}${days}d\n`);
  const env = { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' };
  set(0);
  const mails = await startMailServer({ disabledCommands: ['STARTTLS'] });
  const here = await Installation.make(join(run.folder, 'clock-place'), { env });
  await here.server.end('SIGTERM');
  const gate = await Gate.open(mails.port);
  await here.start({ options: ['--mail', `smtp://127.0.0.1:${gate.port}?from=entente@alpha.example`] });
  const invite = (name: string): Promise<unknown> => carryOf(here)('anna', 'invite-person', { agreement: here.agreement, email: `${name}@readers.example`, role: 'reader' });
  const came = (name: string): Promise<number> => until(`the mail to ${name}`, 90, async () => mails.got.some(({ to }) => to.includes(`${name}@readers.example`)));
  await cases.try('today', async () => {
    mustBe(await here.comment(), 200);
    await invite('today');
    await came('today');
  });
  await cases.try('a day forwards: everybody is still signed in, a repeat is answered as before, mails go out', async () => {
    set(1);
    mustBe(await here.comment(), 200);
    mustBe(await here.comment('c1'), 200);
    mustBe(await here.comment(undefined, 'bo'), 200);
    await invite('tomorrow');
    await came('tomorrow');
  });
  await cases.try('a mail that waits for its next try when the clock is set back goes out all the same', async () => {
    gate.mode = 'refuse';
    await invite('waiting');
    await until('a first try that failed', 15, async () => JSON.stringify((await here.browsers.ask('anna', 'read-outbox', {})).body).includes('"lastError":"'));
    set(-1);
    gate.mode = 'pass';
    await came('waiting');
  });
  await cases.try('two days back: everybody is still signed in, a repeat is answered as before, mails go out', async () => {
    set(-1);
    mustBe(await here.comment(), 200);
    mustBe(await here.comment('c2'), 200);
    mustBe(await here.comment(undefined, 'bo'), 200);
    await invite('yesterday');
    await came('yesterday');
  });
  await cases.try('what is agreed, sealed and signed on a clock that went back counts', () => live(carryOf(here), here.agreement));
  await cases.try('the order is that of the numbers, in what people read and in the record', async () => {
    const { comments } = (await here.read()).body as { comments: { text: string }[] };
    const numbers = comments.map(({ text }) => Number(/m9-(\d+)/.exec(text)?.[1]));
    must(numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0)), `read in the order ${numbers.join(', ')}`);
    await here.end();
    const { kysely, close } = await lookInto(here.place);
    const events = eventsOf(await kysely.selectFrom('events').selectAll().where('agreement', '=', here.agreement).where('stream', '=', 'shared').orderBy('seq').execute());
    await close();
    must(clockSteps(events).length === 1, `the record tells of ${clockSteps(events).length} times that the clock went back, and there was one`);
  });
  await cases.try('a server started with its clock a day behind its own record serves it', async () => {
    set(-2);
    await here.start();
    mustBe(await here.read(), 200);
    mustBe(await here.comment('c1'), 200);
    await here.end();
  });
  gate.close();
  await mails.close();
}
