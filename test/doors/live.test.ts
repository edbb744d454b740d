import { rm } from 'node:fs/promises';
import { get, type ClientRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerClause } from '#operations/answer-clause';
import { makeComment } from '#operations/make-comment';
import type { PersonHere } from '#operations/operation';
import { noteIssue } from '#operations/note-issue';
import { perform } from '#operations/perform';
import { removePerson } from '#operations/remove-person';
import { invitePerson } from '#operations/invite-person';
import { createAgreement } from '#operations/create-agreement';
import { Live, type Follower, type Room } from '#doors/http/live';
import { EventStreamReader, type StreamMessage } from '#doors/web/live/event-stream';
import type { World } from '#world/world';
import { castOf, guestOf, of, sceneOf, type Cast, type Scene, type Somebody } from './matrix-people';
import { cookieOf, openServed, type Served } from './served';

let served: Served;
let cast: Cast;
let scene: Scene;
beforeAll(async () => {
  served = await openServed({ kept: false });
  cast = await castOf(served.world);
  scene = await sceneOf(served.world, cast);
});
afterAll(async () => served.end());

/** One open answer: what it told, and waits for what it will tell. */
interface Followed {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  told: StreamMessage[];
  /** Waits for a message that fits. */
  until(fits: (message: StreamMessage) => boolean): Promise<void>;
  /** Waits until the server ends it. */
  ended: Promise<void>;
  leave(): void;
}

const following: ClientRequest[] = [];
afterAll(() => following.forEach((request) => request.destroy()));

function follow(who: { cookies: readonly string[] } | null, path = '/api/live', on: Served = served): Promise<Followed> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port: on.door.listening.port, path, agent: false, headers: { host: new URL(on.door.address).host, ...cookieOf(who?.cookies ?? []) } }, (response) => {
      const told: StreamMessage[] = [];
      const reader = new EventStreamReader();
      let look = (): void => undefined;
      const followed: Followed = {
        status: response.statusCode ?? 0,
        headers: response.headers,
        told,
        until: (fits) =>
          new Promise((found) => {
            look = () => {
              if (told.some(fits)) found();
            };
            look();
          }),
        ended: new Promise((done) => response.on('end', done)),
        leave: () => request.destroy(),
      };
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        told.push(...reader.read(piece));
        look();
        if (told.length > 0) resolve(followed);
      });
      response.on('error', () => undefined);
      response.on('end', () => resolve(followed));
    });
    following.push(request);
    request.on('error', reject);
  });
}

const changed = (agreement: string) => ({ event, data }: StreamMessage): boolean => event === 'changed' && (JSON.parse(data) as { agreement: string }).agreement === agreement;
const said = (what: string) => ({ event }: StreamMessage): boolean => event === what;
const comment = (who: PersonHere, agreement: string, scope: 'us' | 'everyone', world: World = served.world) => perform(makeComment, { person: who }, { agreement, scope, clause: null, text: 'Read this.' }, world);

describe('following changes', () => {
  test('opens as a stream that nothing stores, shortens or holds back', async () => {
    const { status, headers, told, leave } = await follow(of(cast, 'alpha lead'));
    expect([status, headers['content-type'], headers['cache-control'], headers['x-accel-buffering'], told]).toEqual([200, 'text/event-stream; charset=utf-8', 'no-store', 'no', [{ event: 'hello', data: '{}' }]]);
    leave();
  });
  test('what everybody may see is told to everybody with a seat, and to nobody else', async () => {
    const own = scene;
    const names = ['alpha lead', 'alpha reader', 'beta lead', 'beta counsel'];
    const inside = await Promise.all(names.map((name) => follow(of(cast, name))));
    const outside = await Promise.all(['stranger', 'other lead', 'administrator', 'ended'].map((name) => follow(of(cast, name))));
    await comment(of(cast, 'beta lead'), own.agreement, 'everyone');
    await Promise.all(inside.map((one) => one.until(changed(own.agreement))));
    await served.world.directory.archive(of(cast, 'stranger').person, own.agreement, true);
    await outside[0]?.until(said('you'));
    expect(outside.map(({ told }) => told.filter(said('changed')))).toEqual([[], [], [], []]);
    for (const one of [...inside, ...outside]) one.leave();
  });
  test('a private change of one party shows to nobody of another, not even as a tick', async () => {
    const own = scene;
    const [mine, theirs] = [await follow(of(cast, 'alpha reader')), await follow(of(cast, 'beta lead'))];
    await comment(of(cast, 'alpha lead'), own.agreement, 'us');
    await mine.until(changed(own.agreement));
    expect(theirs.told.filter(changed(own.agreement))).toEqual([]);
    // What comes after it arrives, so nothing before it is still on its way.
    await comment(of(cast, 'alpha lead'), own.agreement, 'everyone');
    await theirs.until(changed(own.agreement));
    expect(theirs.told.filter(changed(own.agreement))).toHaveLength(1);
    mine.leave();
    theirs.leave();
  });
  test("counsel's note shows to counsel of the same side alone", async () => {
    const own = scene;
    const followed = await Promise.all(['alpha counsel', 'alpha lead', 'beta counsel'].map((name) => follow(of(cast, name))));
    await perform(noteIssue, { person: of(cast, 'alpha counsel') }, { agreement: own.agreement, clause: null, title: 'A title', text: 'Some words.', scope: 'counsel' }, served.world);
    await followed[0]?.until(changed(own.agreement));
    expect(followed.map(({ told }) => told.filter(changed(own.agreement)).length)).toEqual([1, 0, 0]);
    for (const one of followed) one.leave();
  });
  test('an invitation shows to the side that makes it', async () => {
    const own = scene;
    const [mine, theirs] = [await follow(of(cast, 'alpha contributor')), await follow(of(cast, 'beta lead'))];
    await perform(invitePerson, { person: of(cast, 'alpha lead') }, { agreement: own.agreement, role: 'reader', email: 'somebody@alpha.example' }, served.world);
    await mine.until(changed(own.agreement));
    expect(mine.told.filter(changed(own.agreement)).map(({ data }) => (JSON.parse(data) as { people: boolean }).people)).toEqual([true]);
    expect(theirs.told.filter(said('changed'))).toEqual([]);
    mine.leave();
    theirs.leave();
  });
  test('an agreement that begins while somebody follows is told too', async () => {
    const one = await follow(of(cast, 'stranger'));
    const { agreement } = await perform(createAgreement, { person: of(cast, 'stranger') }, { type: 'RD' }, served.world);
    await one.until(changed(agreement));
    one.leave();
  });
  test('it says which agreement, and nothing of what happened there or who did it', async () => {
    const one = await follow(of(cast, 'alpha lead'));
    await perform(answerClause, { person: of(cast, 'beta lead') }, { agreement: scene.agreement, clauses: [{ clause: scene.turn.clause, hash: scene.turn.hash }], answer: 'open' }, served.world);
    await one.until(changed(scene.agreement));
    expect(one.told.filter(said('changed'))).toEqual([{ event: 'changed', data: JSON.stringify({ agreement: scene.agreement, people: false }) }]);
    one.leave();
  });
});

describe('the end of following', () => {
  const signIn = async (email: string): Promise<string[]> => {
    const answered = await served.post('/api/auth/sign-in', { email, password: 'seven green lamps' });
    expect(answered.status).toBe(200);
    return answered.headers['set-cookie'] as string[];
  };
  const over = async (followed: Followed): Promise<void> => {
    await followed.ended;
    expect(followed.told.at(-1)).toEqual({ event: 'end', data: '{"why":"session"}' });
  };
  test('signing out ends it, on this device alone', async () => {
    const { email } = of(cast, 'colleague alpha');
    const [here, there] = [await signIn(email), await signIn(email)];
    const [one, two] = [await follow({ cookies: here }), await follow({ cookies: there })];
    await served.post('/api/auth/sign-out', {}, here);
    await over(one);
    await two.until(said('you'));
    two.leave();
  });
  test('ending all sessions ends all, and nobody comes back with the old ones', async () => {
    const { email, person } = of(cast, 'colleague beta');
    const cookies = await signIn(email);
    const followed = await Promise.all([follow({ cookies }), follow({ cookies })]);
    await served.world.accounts.endSessions(person);
    await Promise.all(followed.map(over));
    expect((await served.get('/api/live', cookies)).status).toBe(401);
  });
  test('a session that goes without anybody telling ends it all the same', async () => {
    const ends = new Map<string, boolean>();
    const live = new Live({ ...served.world, changes: { publish: () => undefined, watch: () => () => undefined }, accounts: { ...served.world.accounts, liveSessions: async (ids) => ids.filter((id) => !ends.has(id)) } });
    const reader = live.follow({ person: 'anna', session: 's1', agreement: null, client: null })?.body.getReader();
    await reader?.read();
    ends.set('s1', true);
    expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('"session"');
    expect([(await reader?.read())?.done, live.size]).toEqual([true, 0]);
    live.close();
  });
  test('somebody who is removed hears nothing more of the agreement, and a guest not at all', async () => {
    const own = await sceneOf(served.world, cast);
    const lead = of(cast, 'beta lead');
    const guest: Somebody = await guestOf(served.world, lead, own.agreement, 'beta', 'contributor', 'gabi@beta.example');
    const removed = await follow(of(cast, 'beta contributor'));
    const guests = await follow(guest, `/api/agreements/${own.agreement}/live`);
    for (const { person } of [guest, of(cast, 'beta contributor')]) await perform(removePerson, { person: lead }, { agreement: own.agreement, person }, served.world);
    await over(guests);
    await removed.until(said('you'));
    const before = removed.told.length;
    const other = await follow(of(cast, 'alpha lead'));
    await comment(lead, own.agreement, 'everyone');
    await other.until(changed(own.agreement));
    expect(removed.told.slice(before).filter(changed(own.agreement))).toEqual([]);
    removed.leave();
    other.leave();
  });
  test('a guest follows the one agreement alone', async () => {
    const [own, other] = [await sceneOf(served.world, cast), scene];
    const guest = await guestOf(served.world, of(cast, 'beta lead'), own.agreement, 'beta', 'contributor', 'gil@beta.example');
    await guestOf(served.world, of(cast, 'beta lead'), other.agreement, 'beta', 'contributor', 'gil@beta.example');
    expect([(await served.get('/api/live', guest.cookies)).status, (await served.get(`/api/agreements/${other.agreement}/live`, guest.cookies)).status]).toEqual([403, 404]);
    const one = await follow(guest, `/api/agreements/${own.agreement}/live`);
    await comment(of(cast, 'alpha lead'), other.agreement, 'everyone');
    await comment(of(cast, 'alpha lead'), own.agreement, 'everyone');
    await one.until(changed(own.agreement));
    expect(one.told.map(({ event }) => event)).toEqual(['hello', 'changed']);
    one.leave();
  });
  test('a server that stops lets everybody go at once', async () => {
    const stopping = await openServed({ kept: false });
    const own = await castOf(stopping.world);
    const one = await follow(of(own, 'stranger'), '/api/live', stopping);
    const cut = stopping.door.close();
    await one.ended;
    expect([one.told.at(-1), await cut]).toEqual([{ event: 'end', data: '{"why":"stopping"}' }, 0]);
    await stopping.world.close();
    await rm(stopping.folder, { recursive: true, force: true });
  });
});

describe('too many', () => {
  const follower = (more: Partial<Follower> = {}): Follower => ({ person: 'anna', session: 's1', agreement: null, client: 'home', ...more });
  test.each<[name: string, room: Partial<Room>, more: Partial<Follower>]>([
    ['of one person', { person: 2 }, { client: 'elsewhere' }],
    ['from one address', { client: 2 }, { person: 'bo' }],
    ['in all', { all: 2 }, { person: 'bo', client: 'elsewhere' }],
  ])('%s are refused until one leaves', (_name, room, more) => {
    const one = new Live(served.world, { person: 9, client: 9, all: 9, ...room });
    const first = one.follow(follower());
    one.follow(follower());
    expect(one.follow(follower(more))).toBeNull();
    first?.end();
    first?.end();
    expect(one.follow(follower(more))).not.toBeNull();
    one.close();
  });
  test('over HTTP in words, with when to come back; who leaves makes room', async () => {
    const who = of(cast, 'counsel elsewhere');
    const all = await Promise.all(Array.from({ length: 16 }, () => follow(who)));
    const refused = await served.get('/api/live', who.cookies);
    expect([refused.status, refused.headers['retry-after'], refused.text]).toEqual([429, '60', expect.stringContaining('Too many pages')]);
    all[0]?.leave();
    await expect.poll(async () => (await served.get('/api/live', who.cookies)).status).toBe(200);
    for (const one of all) one.leave();
  });
  test('who does not read is dropped', async () => {
    const told: ((told: { person: string }) => void)[] = [];
    const one = new Live({ ...served.world, accounts: { ...served.world.accounts, liveSessions: async (ids) => [...ids] }, changes: { publish: () => undefined, watch: (listener) => (told.push(listener), () => undefined) } });
    const body = one.follow(follower())?.body;
    for (let count = 0; count < 3000 && one.size > 0; count += 1) {
      told[0]?.({ person: 'anna' });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(one.size).toBe(0);
    const reader = body?.getReader();
    await expect(reader?.read().then(() => reader.read()).then(() => reader.read())).rejects.toThrow('too slow');
    one.close();
  });
  test('a question about the headers alone leaves nothing open', async () => {
    const who = of(cast, 'stranger');
    for (let count = 0; count < 20; count += 1) expect((await served.ask('HEAD', '/api/live', { headers: cookieOf(who.cookies) })).status).toBe(200);
  });
});
