import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeAnswers } from '#agreement/facts/answers';
import { sampleAnswers } from '../agreement/sample-answers';
import { firstPerson, openServed, type Served } from './served';

/** Everything that people typed or were given in the journey below; nothing of it may stand in the log. */
const typed = ['Ada Winter', 'Winter', 'ada@alpha.example', 'alpha.example', 'seven green lamps', 'Bruno Marchand', 'bruno@beta.example', 'Tidemark', 'Our limit is four', 'hunter2', 'sunken treasure', 'Étienne', '\\u00c9tienne', 'Alpha Robotics'];

let served: Served;
const secrets: string[] = [];
let fails = false;
beforeAll(async () => {
  served = await openServed({
    requests: true,
    kept: false,
    world: (world) => ({
      ...world,
      directory: {
        ...world.directory,
        search: (...asked) => {
          if (fails) throw new TypeError(`cannot read "Ada Winter" <ada@alpha.example> in row 'sunken treasure' (${secrets[0]})`);
          return world.directory.search(...asked);
        },
      },
    }),
  });
  const { cookies } = await firstPerson(served.world);
  secrets.push(...cookies.map((cookie) => /=([^;]+)/.exec(cookie)?.[1] ?? 'x').filter((value) => value.length > 10));
  const answers = writeAnswers(sampleAnswers(2));
  const { agreement } = JSON.parse((await served.post('/api/create-agreement', { answers }, cookies)).text) as { agreement: string };
  const at = `/api/agreements/${agreement}`;
  await served.post(`${at}/make-comment`, { clause: null, scope: 'us', text: 'Our limit is four' }, cookies);
  await served.post(`${at}/send-turn`, { answering: 0, note: 'sunken treasure' }, cookies);
  const { link } = JSON.parse((await served.post(`${at}/invite-person`, { email: 'bruno@beta.example', name: 'Bruno Marchand', role: 'lead', party: 'beta' }, cookies)).text) as { link: string };
  const token = link.slice(link.indexOf('#') + 1);
  secrets.push(token);
  await served.post('/api/look-at-invitation', { token });
  await served.post('/api/accept-invitation', { token, name: 'Bruno Marchand' });
  await served.post('/api/accept-invitation', { token: `${token}x`, name: 'Étienne' });
  await served.post('/api/auth/sign-in', { email: 'ada@alpha.example', password: 'hunter2' });
  await served.post('/api/auth/sign-in', { email: 'ada@alpha.example', password: 'seven green lamps' });
  await served.get('/api/search-agreements?text=sunken%20treasure', cookies);
  await served.get(`/api/agreements/${agreement}/export-agreement?format=html`, cookies);
  await served.get('/agreements/Ada%20Winter?mail=ada@alpha.example', cookies);
  await served.post('/api/set-up', '{"name": "Ada Winter", "sunken treasure');
  await served.ask('POST', '/api/create-agreement', { headers: { origin: served.door.address, 'content-type': 'application/json' }, body: '{"sunken treasure' });
  fails = true;
  expect((await served.get('/api/search-agreements?text=sunken%20treasure', cookies)).status).toBe(500);
});
afterAll(async () => served.end());

describe('the log of a journey', () => {
  test('has a line for every request, and for the trouble with what the person was shown', () => {
    const lines = served.logged.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter(({ level }) => level === 'info').length).toBeGreaterThan(13);
    expect(lines.filter(({ level }) => level === 'error')).toMatchObject([{ reference: expect.stringMatching(/^[0-9a-f]{8}$/), route: '/api/search-agreements', error: expect.stringContaining('TypeError') }]);
  });
  test.each(typed)('holds no %s', (word) => expect(served.logged.join('\n')).not.toContain(word));
  test('holds no cookie and no token', () => {
    expect(secrets.length).toBeGreaterThan(1);
    for (const secret of secrets) for (const line of served.logged) expect(line.includes(secret) || line.includes(secret.slice(0, 16))).toBe(false);
  });
  test('holds no id of an agreement or a person', () => expect(served.logged.join('\n')).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/));
  test('is one object a line, in ASCII', () => {
    for (const line of served.logged) expect(line).toMatch(/^\{[\x20-\x7e]*\}$/);
  });
});
