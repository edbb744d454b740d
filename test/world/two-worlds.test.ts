import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAgreement } from '#operations/create-agreement';
import { makeComment } from '#operations/make-comment';
import { perform } from '#operations/perform';
import { Live } from '#doors/http/live';
import { openWorld } from '#world/open-world';
import type { World } from '#world/world';
import { cheapPasswords } from '../cheap-passwords';
import { postgresDatabase, postgresMissing } from '../postgres';

const folder = mkdtempSync(join(tmpdir(), 'entente-worlds-'));

describe.skipIf(postgresMissing !== undefined)('two processes on one PostgreSQL', () => {
  let worlds: World[];
  let release: () => void;
  beforeAll(async () => {
    const database = await postgresDatabase();
    release = database.release;
    worlds = [];
    for (const setUpCode of ['ABCD-EFGH-JKMN', 'PQRS-TUVW-XYZ2']) {
      worlds.push(await openWorld({ data: join(folder, 'data'), database: database.url, passwordCost: cheapPasswords, served: { address: 'https://entente.example', mailServer: false, signUp: 'invited', setUpCode } }));
    }
  });
  afterAll(async () => {
    await Promise.all(worlds.map((world) => world.close()));
    release();
    rmSync(folder, { recursive: true, force: true });
  });
  const [one, two] = [(): World => worlds[0] as World, (): World => worlds[1] as World];
  const here = { headers: new Headers(), address: '127.0.0.1' };

  test('ask for one set-up code, that of the first', () => expect(worlds.map((world) => world.setUpCode)).toEqual(['ABCD-EFGH-JKMN', 'ABCD-EFGH-JKMN']));

  test('who follows at one hears what happens at the other, and is let go when signed out there', async () => {
    const { cookies } = await one().accounts.signUpFirst({ name: 'Ada Winter', email: 'ada@alpha.example', password: 'seven green lamps' }, here);
    const me = await two().accounts.personOf(new Headers({ cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') }));
    if (me === null) throw new Error('a session of one process counts in the other');
    const { agreement } = await perform(createAgreement, { person: me }, { type: 'RD' }, one());
    const live = new Live(two());
    const reader = live.follow({ person: me.person, session: me.session, agreement: null, client: null })?.body.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    const until = async (words: string): Promise<void> => {
      while (!heard.includes(words)) heard += (await reader?.read())?.value ?? '';
    };
    await until('hello');
    // The connection of the other process may still be on its way: what it misses then is asked for by the pages themselves.
    const saying = setInterval(() => void perform(makeComment, { person: me }, { agreement, scope: 'us', clause: null, text: 'Read this.' }, one()), 100);
    await until(agreement);
    clearInterval(saying);
    await one().accounts.endSession(me.person, me.session);
    await until('"why":"session"');
    live.close();
  });
});
