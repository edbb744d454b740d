import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { writeAnswers } from '#agreement/facts/answers';
import { clockSteps } from '#agreement/record/chain';
import type { Digest } from '#agreement/record/canonical';
import { localSeat, type Seat } from '#agreement/record/seat';
import { sharedStream } from '#agreement/record/stream';
import { acceptInvitation } from '#operations/accept-invitation';
import { createAgreement } from '#operations/create-agreement';
import { invitePerson } from '#operations/invite-person';
import { makeComment } from '#operations/make-comment';
import { localContext } from '#operations/operation';
import { perform } from '#operations/perform';
import { readAgreement } from '#operations/read-agreement';
import { readMe } from '#operations/read-me';
import { readNegotiation } from '#operations/read-negotiation';
import { listAgreements } from '#operations/list-agreements';
import { sealAgreement } from '#operations/seal-agreement';
import { sendTurn } from '#operations/send-turn';
import { signAgreement } from '#operations/sign-agreement';
import { openWorld } from '#world/open-world';
import { verifyStream } from '#world/store/verify-stream';
import { sampleAnswers } from '../agreement/sample-answers';
import { agreementOf, founder, openHouse, password, tokenOf, twoParties, type House, type Visitor } from './visitors';

const houses: House[] = [];
afterEach(async () => {
  for (const house of houses.splice(0)) await house.end();
});
async function open(kept = false): Promise<{ house: House; anna: Visitor }> {
  const house = await openHouse({ kept });
  houses.push(house);
  return { house, anna: await founder(house) };
}
const signIn = async (house: House, email: string, word: string): Promise<number> => {
  const request = new Request('https://entente.example/api/auth/sign-in', { method: 'POST', headers: { 'content-type': 'application/json', origin: 'https://entente.example' }, body: JSON.stringify({ email, password: word }) });
  return (await house.world.accounts.handle(request, '192.0.2.9')).status;
};

describe.each([['forward', 1], ['back', -1]] as const)('a clock that is set %s by a day', (_, days) => {
  test('ends no session and hinders nobody who signs in', async () => {
    const { house, anna } = await open();
    house.pass({ days });
    expect((await anna.do(readMe, {})).me).toMatchObject({ name: 'Anna Meyer' });
    expect(await signIn(house, 'anna@acme.example', password)).toBe(200);
  });
  test('lets nobody guess more than twice as often, and locks nobody out', async () => {
    const { house } = await open();
    const guess = async (): Promise<number> => {
      for (let count = 0; count < 40; count += 1) if ((await signIn(house, 'anna@acme.example', `wrong ${count}`)) === 429) return count;
      return 40;
    };
    const before = await guess();
    house.pass({ days });
    const after = await guess();
    expect([before > 0 && before <= 30, after <= before]).toEqual([true, true]);
    house.pass({ minutes: 16 });
    expect(await signIn(house, 'anna@acme.example', password)).toBe(200);
  });
  test('leaves invitations open and requests known that were sent before', async () => {
    const { house, anna } = await open();
    const agreement = await agreementOf(anna);
    const { link } = await anna.do(invitePerson, { agreement, email: 'bo@beta.example', role: 'lead', party: 'beta' });
    const made = await anna.do(createAgreement, { answers: twoParties, party: 'acme' }, 'key-1');
    house.pass({ days });
    expect(await anna.do(createAgreement, { answers: twoParties, party: 'acme' }, 'key-1')).toEqual(made);
    await house.visitor().do(acceptInvitation, { token: tokenOf(link), name: 'Bo Berg' });
  });
  test('leaves the record in its order, whole and readable', async () => {
    const { house, anna } = await open();
    const agreement = await agreementOf(anna);
    await anna.do(sendTurn, { agreement, answering: 0, note: null });
    const say = (text: string, scope: 'us' | 'everyone' = 'everyone') => anna.do(makeComment, { agreement, clause: null, scope, text });
    await say('one');
    house.pass({ days });
    await say('two');
    house.pass({ days });
    await say('three');
    const seat = (await house.world.directory.seatOf(await anna.id(), agreement)) as Seat;
    const stream = sharedStream(agreement);
    expect(await verifyStream(house.world.store, seat, stream)).toMatchObject({ ok: true });
    expect(clockSteps(await house.world.store.read(seat, stream)).length).toBe(days < 0 ? 2 : 0);
    expect((await anna.do(readNegotiation, { agreement })).comments.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(await anna.do(readAgreement, { agreement })).toMatchObject({ chainHolds: true });
    expect((await anna.do(listAgreements, {})).items.map(({ id }) => id)).toEqual([agreement]);
  });
});

test.each([1, -1])('a clock that is set by %d days between the seal and the signatures leaves them intact', async (days) => {
  const folder = await mkdtemp(join(tmpdir(), 'entente-clock-'));
  let now = Date.parse('2026-11-24T10:00:00.000Z');
  const world = await openWorld({ data: join(folder, 'data'), clock: () => new Date((now += 1)).toISOString() });
  try {
    const { agreement } = await perform(createAgreement, localContext, { answers: writeAnswers(sampleAnswers(2)) }, world);
    const { pdf, fields } = await perform(sealAgreement, localContext, { agreement }, world);
    now += days * 86_400_000;
    let newest = pdf;
    for (const [index, { id }] of fields.entries()) ({ pdf: newest } = await perform(signAgreement, localContext, { agreement, field: id, name: `Signatory ${index}`, consent: pdf }, world));
    const bytes = await world.store.getBlob(localSeat, agreement, newest as Digest);
    expect((await world.readPdf(bytes as Uint8Array)).verdict).toMatchObject({ verdict: 'intact', signatures: fields.map(() => ({ signatureOk: true, chain: { ok: true }, faults: [] })) });
  } finally {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  }
});
