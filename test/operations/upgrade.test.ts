import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Digest } from '#agreement/record/canonical';
import type { Seat } from '#agreement/record/seat';
import { acceptInvitation } from '#operations/accept-invitation';
import { listAgreements, searchAgreements } from '#operations/list-agreements';
import { localContext } from '#operations/operation';
import { perform } from '#operations/perform';
import { readAgreement } from '#operations/read-agreement';
import { readMe } from '#operations/read-me';
import { readNegotiation } from '#operations/read-negotiation';
import { readOutbox } from '#operations/read-outbox';
import { signAgreement } from '#operations/sign-agreement';
import { trackAgreement } from '#operations/track-agreement';
import { listViews } from '#operations/views';
import { openWorld } from '#world/open-world';
import { verifyStream } from '#world/store/verify-stream';
import type { World } from '#world/world';
import { unpackFolder, type Facts } from '../fixtures/unpack';
import { bundleChild } from '../suites/bundle-child';
import { Visitor } from './visitors';

const root = mkdtempSync(join(tmpdir(), 'entente-upgrade-'));
const address = 'http://127.0.0.1:4321';

/** Version of the data that the program of before wrote. */
const before = 2;

const version = (folder: string): number => {
  const database = new Database(join(folder, 'entente.db'), { readonly: true });
  try {
    // Where every program looks first, and refuses what is newer than itself.
    return (database.prepare('select max(version) as version from migrations').get() as { version: number }).version;
  } finally {
    database.close();
  }
};

/** Opens the folder a little later than it was closed. */
async function open(data: string, facts: Facts, run: (world: World) => Promise<void> = async () => undefined): Promise<World> {
  let now = Date.parse(facts.at) + 3_600_000;
  const world = await openWorld({ data, clock: () => new Date((now += 1)).toISOString(), served: { address, mailServer: false, signUp: 'invited', setUpCode: null } });
  await run(world);
  return world;
}

/** A browser with the cookies of before. */
function withSession(world: World, facts: Facts, who: keyof Facts['cookies']): Visitor {
  const visitor = new Visitor(world);
  for (const cookie of facts.cookies[who]) visitor.cookies.set(cookie.slice(0, cookie.indexOf('=')), cookie.slice(cookie.indexOf('=') + 1));
  return visitor;
}

/** Signs in by password, as the page does. */
async function signIn(world: World, email: string, password: string): Promise<{ status: number; visitor: Visitor }> {
  const visitor = new Visitor(world);
  const request = new Request(`${address}/api/auth/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json', origin: address }, body: JSON.stringify({ email, password }) });
  const answer = await world.accounts.handle(request, '192.0.2.7');
  for (const line of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    visitor.cookies.set(name, value);
  }
  return { status: answer.status, visitor };
}

describe('a data folder of the program of before', () => {
  const data = join(root, 'data');
  let facts: Facts;
  let world: World;
  let a: Visitor;
  let b: Visitor;
  let c: Visitor;
  let counsel: Visitor;
  beforeAll(async () => {
    facts = unpackFolder('data-version-2', data);
    expect(version(data)).toBe(before);
    world = await open(data, facts);
    [a, b, c, counsel] = [withSession(world, facts, 'corvin'), withSession(world, facts, 'mirecourt'), withSession(world, facts, 'delfia'), withSession(world, facts, 'counsel')];
  });
  afterAll(async () => {
    await world?.close();
    rmSync(root, { recursive: true, force: true });
  });
  const seatOf = async (who: Visitor, agreement: string): Promise<Seat> => (await world.directory.seatOf(await who.id(), agreement)) as Seat;

  test('its sessions go on', async () => {
    expect((await a.do(readMe, {})).me).toMatchObject({ name: 'Nora Brandt', administrator: true, organisations: [{ name: 'Corvin Robotics GmbH' }] });
    expect((await counsel.do(readMe, {})).me).toMatchObject({ name: 'Claire Dumas', agreement: facts.signed });
  });
  test('its people sign in', async () => {
    const { status, visitor } = await signIn(world, 'joost@delfia.example', facts.password);
    expect(status).toBe(200);
    expect((await visitor.do(readMe, {})).me).toMatchObject({ name: 'Joost de Vries' });
    expect((await signIn(world, 'joost@delfia.example', 'not this one')).status).toBe(401);
  });
  test('its lists are as they were', async () => {
    expect((await a.do(listAgreements, {})).items.map(({ title, status }) => ({ title, status }))).toEqual([
      { title: 'Second pilot', status: 'drafted' },
      { title: 'Corridor inspection pilot', status: 'partly-signed' },
      // Whoever sets an installation up takes over what was drafted on its machine before.
      { title: 'Pilot on one machine', status: 'drafted' },
    ]);
    expect((await c.do(listAgreements, {})).items).toEqual([]);
    expect((await a.do(listViews, {})).items).toMatchObject([{ name: 'Pilots', filter: { status: 'negotiating' } }]);
  });
  test('it is searched', async () => {
    expect((await b.do(searchAgreements, { text: 'corridor inspection' })).items.map(({ id }) => id)).toEqual([facts.signed]);
    expect((await b.do(searchAgreements, { text: 'second pilot' })).items).toEqual([]);
  });
  test('the draft of whoever runs the program is there', async () => {
    const { items } = await perform(listAgreements, localContext, {}, world);
    expect(items).toMatchObject([{ title: 'Pilot on one machine' }]);
    expect(await perform(readAgreement, localContext, { agreement: items[0]?.id ?? '' }, world)).toMatchObject({ chainHolds: true, version: 1 });
  });
  test('turns, answers, comments and issues are read by those who may', async () => {
    const [ours, theirs, counsels] = await Promise.all([b, a, counsel].map((who) => who.do(readNegotiation, { agreement: facts.signed })));
    expect(ours?.turns).toHaveLength(3);
    expect(ours?.comments.map(({ scope, by }) => `${scope} ${by}`)).toEqual(['us Étienne Moreau', 'everyone Étienne Moreau', 'everyone Nora Brandt']);
    expect(theirs?.comments.map(({ scope }) => scope)).toEqual(['everyone', 'everyone']);
    expect([ours, theirs, counsels].map((read) => read?.issues.length)).toEqual([1, 0, 2]);
    expect(theirs?.people.map(({ name }) => name).sort()).toEqual(['Claire Dumas', 'Joost de Vries', 'Nora Brandt', 'Étienne Moreau']);
  });
  test('every chain holds', async () => {
    for (const who of [a, b, c, counsel]) {
      const seat = await seatOf(who, facts.signed);
      const streams = await world.store.streams(seat, facts.signed);
      expect(streams.length).toBeGreaterThan(0);
      for (const stream of streams) expect(await verifyStream(world.store, seat, stream)).toMatchObject({ ok: true });
      expect(await who.do(readAgreement, { agreement: facts.signed })).toMatchObject({ chainHolds: true, seal: { sealed: facts.sealed.sealed, newest: facts.sealed.newest } });
    }
  });
  test('mails wait as they did', async () => {
    const { items } = await a.do(readOutbox, { limit: 200 });
    expect(items.find(({ state }) => state === 'waiting')).toMatchObject({ kind: 'invitation', attempts: 1, to: { email: 'joost@delfia.example' } });
    expect(items.find(({ to, state }) => to.email === 'late@mirecourt.example' && state === 'held')?.link).toBe(facts.link.replace(/^http:\/\/[^/]+/, address));
  });
  test('an invitation of before still opens', async () => {
    const late = new Visitor(world);
    await late.do(acceptInvitation, { token: facts.link.slice(facts.link.indexOf('#') + 1), name: 'Luc Perrin' });
    expect(await seatOf(late, facts.drafted)).toMatchObject({ party: 'mirecourt', role: 'lead' });
  });
  test('the signed file is intact, and signing goes on to the end', async () => {
    const verdict = async (digest: string): Promise<unknown> => (await world.readPdf((await world.store.getBlob(await seatOf(a, facts.signed), facts.signed, digest as Digest)) as Uint8Array)).verdict;
    expect(await verdict(facts.sealed.newest)).toMatchObject({ verdict: 'intact', signatures: [{ name: 'Ada Winter', signatureOk: true, issuedHere: true }] });
    let newest = '';
    for (const [who, party, name] of [[b, 'mirecourt', 'Bruno Marchand'], [c, 'delfia', 'Carla de Wit']] as const) {
      newest = (await who.do(signAgreement, { agreement: facts.signed, field: facts.sealed.fields.find((field) => field.party === party)?.id ?? '', name, consent: facts.sealed.sealed })).pdf;
    }
    expect(await verdict(newest)).toMatchObject({ verdict: 'intact', signatures: [{ signatureOk: true }, { signatureOk: true }, { signatureOk: true }] });
    expect((await a.do(trackAgreement, { agreement: facts.signed })).obligations.length).toBeGreaterThan(0);
    expect((await a.do(listAgreements, {})).items.find(({ id }) => id === facts.signed)).toMatchObject({ status: 'signed' });
  });
  test('it opens again without another step, and the program of before finds a newer version', async () => {
    await world.close();
    const first = version(data);
    world = await open(data, facts);
    expect(version(data)).toBe(first);
    expect(first).toBeGreaterThanOrEqual(before);
  });
});

describe('an upgrade that is killed', () => {
  let child = '';
  beforeAll(async () => void (child = await bundleChild('test/world/children/open-and-die.ts')));
  afterAll(() => child !== '' && rmSync(dirname(child), { recursive: true, force: true }));

  test('goes on at the next start, wherever it was', async () => {
    const data = join(root, 'killed');
    const facts = unpackFolder('data-version-2', data);
    const versions: number[] = [];
    for (let looks = 1; ; looks++) {
      const { signal, stdout, stderr } = spawnSync(process.execPath, [child, data, String(looks)], { encoding: 'utf8' });
      if (signal === null) {
        expect({ stdout, stderr }).toEqual({ stdout: 'open', stderr: '' });
        break;
      }
      expect(signal).toBe('SIGKILL');
      versions.push(version(data));
    }
    expect(versions).toEqual([...versions].sort((one, other) => one - other));
    expect(versions[0]).toBe(before);
    const world = await open(data, facts);
    try {
      const a = withSession(world, facts, 'corvin');
      expect(await a.do(readAgreement, { agreement: facts.signed })).toMatchObject({ chainHolds: true });
    } finally {
      await world.close();
    }
  });
});
