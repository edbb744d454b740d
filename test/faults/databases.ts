import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Case, Cases, must, until } from './cases';
import { type Postgres, processesOf } from './grounds';
import { Installation, mustBe } from './installation';
import type { Run } from './kills';
import { carryOf } from './letters';
import { Browsers, freePort, startServer } from './server';

/* A database server that goes and comes back, and two programs on one database. */

/** How long after the database is back writes may still be refused, in seconds. */
const backWithin = 5;

export async function troubledDatabase(run: Run, server: Postgres, done: Case[]): Promise<void> {
  const cases = new Cases('database', done, run.progress);
  const here = await Installation.make(join(run.folder, 'database'), {}, await server.create('troubled'));
  const away = async (stop: () => Promise<void>): Promise<void> => {
    mustBe(await here.comment(), 200);
    await stop();
    const key = here.nextKey;
    try {
      const answer = await here.comment();
      mustBe(answer, 503);
      must(Number(answer.retryAfter) > 0, 'it does not say when to try again');
      mustBe(await here.read(), 503);
    } finally {
      await server.start();
    }
    await until('reading after the database is back', backWithin, async () => (await here.read()).status === 200);
    await until('writing after the database is back', backWithin, async () => (await here.comment(key)).status === 200);
    mustBe(await here.comment('c1'), 200);
  };
  await cases.try(`a database that is stopped: 503 with a time to try again, and within ${backWithin} s of its return everything by itself`, () => away(() => server.stop('fast')));
  await cases.try('a database that is killed with all its processes, the same', () => away(() => server.kill()));
  await cases.try('connections that are cut off one by one: the next request is answered', async () => {
    for (let round = 0; round < 5; round += 1) {
      await server.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'troubled'`);
      await until('an answer', backWithin, async () => (await here.comment()).status === 200);
    }
  });
  await cases.try('a database that hangs for a while: what was asked is answered, or refused and then answered under its key', async () => {
    const all = processesOf(server.pid ?? 0);
    for (const pid of all) process.kill(pid, 'SIGSTOP');
    const key = here.nextKey;
    const asked = here.comment().catch(() => null);
    await wait(4000).finally(() => {
      for (const pid of all) process.kill(pid, 'SIGCONT');
    });
    const answer = await asked;
    must(answer === null || [200, 503].includes(answer.status), `answered ${answer?.status}`);
    await until('an answer under its key', backWithin, async () => (await here.comment(key)).status === 200);
  });
  await cases.try('two servers on one database: what one answered the other shows, and one that is killed takes nothing with it', async () => {
    const port = await freePort();
    const other = await startServer(here.place, { port });
    const there = new Browsers(other.address);
    there.take(here.browsers);
    const words: string[] = [];
    let killed = false;
    const writing = (async (): Promise<void> => {
      for (let count = 0; !killed; count += 1) {
        const text = `Comment m8-${count}.`;
        const answer = await there.ask('bo', 'make-comment', { agreement: here.agreement, scope: 'everyone', text }, `there-${count}`).catch(() => null);
        if (answer?.status === 200) words.push(text);
        mustBe(await here.comment(), 200);
      }
    })();
    // Its failure is told when it is waited for.
    writing.catch(() => undefined);
    try {
      // What fails here is told before that too few came there.
      await Promise.race([until('thirty comments there', 60, async () => words.length >= 30), writing]);
      await other.end('SIGKILL');
    } finally {
      killed = true;
    }
    await writing;
    const { comments } = (await here.read()).body as { comments: { text: string }[] };
    const read = new Set(comments.map(({ text }) => text));
    must(words.every((text) => read.has(text)), 'a comment that the killed server answered is not there');
    mustBe(await here.comment(), 200);
  });
  await cases.try('a program with other keys is refused', async () => {
    const said = await startServer({ data: join(run.folder, 'other-keys'), database: here.place.database ?? '' }, { port: await freePort() }).then(() => 'it started', (error: unknown) => String(error));
    must(/key/.test(said) && !said.includes('it started'), said);
  });
  await cases.try('all of it is as it was answered', async () => {
    await carryOf(here)('anna', 'answer-questions', { agreement: here.agreement, answers: [{ path: 'conf.terms.period', value: { n: 6, unit: 'year' } }] });
    await here.end();
  });
}
