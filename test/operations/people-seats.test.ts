import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sharedStream } from '#agreement/record/stream';
import { acceptInvitation } from '#operations/accept-invitation';
import { answerQuestions } from '#operations/answer-questions';
import { changeRole } from '#operations/change-role';
import { createAgreement } from '#operations/create-agreement';
import { createOrganisation } from '#operations/create-organisation';
import { handOver } from '#operations/hand-over';
import { inviteAccount } from '#operations/invite-account';
import { invitePerson } from '#operations/invite-person';
import { leaveAgreement } from '#operations/leave-agreement';
import { listAgreements } from '#operations/list-agreements';
import { listPeople } from '#operations/list-people';
import { lookAtInvitation } from '#operations/look-at-invitation';
import { readAgreement } from '#operations/read-agreement';
import { readMe } from '#operations/read-me';
import { removePerson } from '#operations/remove-person';
import { revokeInvitation } from '#operations/revoke-invitation';
import { sendTurn } from '#operations/send-turn';
import { signUp } from '#operations/sign-up';
import type { Role } from '#agreement/record/seat';
import { agreementOf, founder, guest, invite, openHouse, password, refusal, tokenOf, twoParties, type House, type Visitor } from './visitors.ts';

let house: House;
let anna: Visitor;
let agreement: string;
beforeEach(async () => {
  house = await openHouse();
  anna = await founder(house);
  agreement = await agreementOf(anna);
});
afterEach(() => house.end());

const seated = (name: string, role: Role, party?: string): Promise<Visitor> => guest(house, anna, agreement, { name, email: `${name.toLowerCase()}@${party ?? 'acme'}.example`, role, ...(party !== undefined && { party }) });

/** Somebody with an account and no organisation. */
async function account(name: string, email: string): Promise<Visitor> {
  const visitor = house.visitor();
  await visitor.do(signUp, { token: tokenOf((await anna.do(inviteAccount, { email })).link), name, password });
  return visitor;
}

const rolesOf = async (visitor: Visitor): Promise<string[]> => (await visitor.do(listPeople, { agreement })).people.map((one) => `${one.name}: ${one.party} ${one.role}`).sort();

describe('inviting', () => {
  test('the first lead of another party, by link, without an account', async () => {
    const made = await anna.do(invitePerson, { agreement, party: 'beta', role: 'lead', email: 'Bea@beta.example', name: 'Bea' });
    expect(made).toMatchObject({ party: { id: 'beta', name: 'Beta' }, role: 'lead', until: '2026-12-07' });
    const bea = house.visitor();
    expect(await bea.do(lookAtInvitation, { token: tokenOf(made.link) })).toEqual({
      to: 'agreement', by: 'Anna Meyer', byParty: 'ACME', title: 'Shared gripper', party: { id: 'beta', name: 'Beta' }, role: 'lead', organisation: null, mailbox: 'b…@beta.example', name: 'Bea', until: '2026-12-07', next: 'name', agreement: null,
    });
    expect(await bea.do(acceptInvitation, { token: tokenOf(made.link), name: 'Bea de Vries' })).toEqual({ agreement, party: 'beta', role: 'lead', organisation: null });
    expect((await bea.do(readMe, {})).me).toMatchObject({ name: 'Bea de Vries', email: 'bea@beta.example', account: false, administrator: false, agreement, organisations: [] });
    const people = await bea.do(listPeople, { agreement });
    expect(people.me).toMatchObject({ party: 'beta', role: 'lead' });
    expect(await rolesOf(anna)).toEqual(['Anna Meyer: acme lead', 'Bea de Vries: beta lead']);
    expect(people.people.find((one) => one.party === 'acme')).toMatchObject({ name: 'Anna Meyer', organisation: 'ACME', me: false });
    // Invitations are the affair of the side that made them.
    expect(people.invitations).toEqual([]);
    expect((await anna.do(listPeople, { agreement })).invitations).toMatchObject([{ email: 'bea@beta.example', name: 'Bea', by: 'Anna Meyer', state: 'used', party: 'beta', role: 'lead' }]);
  });

  test('is told in the shared record, with the name in a record of its own', async () => {
    const bea = await seated('Bea', 'lead', 'beta');
    const context = await bea.context();
    const seat = await house.world.directory.seatOf(context.person?.person ?? '', agreement);
    const events = await house.world.store.read(seat!, sharedStream(agreement));
    expect(events.slice(-2).map((event) => [event.kind, event.onBehalfOf, event.actor.person])).toEqual([['party-joined', 'beta', context.person?.person], ['seat-granted', 'beta', context.person?.person]]);
    expect(JSON.stringify(events)).not.toContain('Bea');
    expect(await house.world.store.readPerson(seat!, agreement, context.person?.person ?? '')).toMatchObject({ details: { name: 'Bea' } });
  });

  test('nothing drafted and not sent is seen by the other party', async () => {
    const bea = await seated('Bea', 'lead', 'beta');
    expect(await refusal(bea.do(readAgreement, { agreement })).catch(() => bea.do(readAgreement, { agreement }).then((one) => JSON.stringify(one)))).not.toContain('ACME Robotics GmbH');
    expect(JSON.stringify(await bea.do(listPeople, { agreement }))).not.toContain('Robotics');
  });

  test('the inviter’s own row of the list stays as it was', async () => {
    const before = (await anna.do(listAgreements, {})).items[0];
    const bea = await seated('Bea', 'lead', 'beta');
    expect((await anna.do(listAgreements, {})).items[0]).toMatchObject({ title: before?.title, type: before?.type, parties: before?.parties, status: before?.status });
    expect((await bea.do(listAgreements, {}).catch(() => ({ items: [] }))).items).toEqual([]);
    const row = await house.world.directory.list(await bea.id(), {}, { limit: 5 });
    expect(row.items).toMatchObject([{ title: 'Shared gripper', parties: ['ACME', 'Beta'], party: 'beta', role: 'lead', turn: 0 }]);
  });

  test.each([
    ['counsel', 'Only Beta names its own counsel.'],
    ['reader', 'Only Beta names its own readers.'],
    ['signatory', 'Only Beta names its own signatories.'],
    ['contributor', 'Only Beta names its own contributors.'],
  ] as const)('no %s of another party', async (role, what) => {
    expect(await refusal(anna.do(invitePerson, { agreement, party: 'beta', role, email: 'x@beta.example' }))).toMatchObject({ what, path: 'role', next: expect.stringContaining('Invite its first lead') });
  });

  test('a party that acts for itself names its own people', async () => {
    await seated('Bea', 'lead', 'beta');
    expect((await refusal(anna.do(invitePerson, { agreement, party: 'beta', role: 'lead', email: 'y@beta.example' }))).what).toBe('Bea already acts for Beta, which names its own people.');
    expect((await refusal(anna.do(invitePerson, { agreement, party: 'beta', role: 'counsel', email: 'y@beta.example' }))).next).toBe('Nothing was sent. Ask Bea.');
  });

  test('of several first leads the first to come in is the one', async () => {
    const [one, two] = [await invite(anna, agreement, 'bea@beta.example', 'lead', 'beta'), await invite(anna, agreement, 'bob@beta.example', 'lead', 'beta')];
    const bob = house.visitor();
    await bob.do(acceptInvitation, { token: two, name: 'Bob' });
    const bea = house.visitor();
    expect((await refusal(bea.do(acceptInvitation, { token: one, name: 'Bea' }))).kind).toBe('spent');
    expect(bea.cookies.size).toBe(0);
  });

  test('a party that the agreement does not have', async () => {
    expect(await refusal(anna.do(invitePerson, { agreement, party: 'gamma', role: 'lead', email: 'x@gamma.example' }))).toMatchObject({ path: 'party', next: 'Nothing was sent. Parties: ACME (acme), Beta (beta).' });
  });

  test('oneself to the other side', async () => {
    expect((await refusal(anna.do(invitePerson, { agreement, party: 'beta', role: 'lead', email: 'ANNA@acme.example' }))).what).toMatch(/^This is your own mailbox/);
  });

  test('somebody who acts for this side already', async () => {
    await seated('Carl', 'contributor');
    expect((await refusal(anna.do(invitePerson, { agreement, role: 'counsel', email: 'carl@acme.example' }))).what).toBe('Carl acts for your side already.');
  });

  test.each(['contributor', 'counsel', 'signatory', 'reader'] as const)('not by a %s', async (role) => {
    const carl = await seated('Carl', role);
    const { kind, what } = await refusal(carl.do(invitePerson, { agreement, role: 'reader', email: 'x@acme.example' }));
    expect([kind, what]).toEqual(['forbidden', `Your role here (${role}) may not invite somebody to act for a party.`]);
  });

  test('a hundred open ones are enough', async () => {
    for (let n = 0; n < 100; n += 1) await anna.do(invitePerson, { agreement, role: 'reader', email: `r${n}@acme.example` });
    expect((await refusal(anna.do(invitePerson, { agreement, role: 'reader', email: 'r100@acme.example' }))).what).toBe('100 invitations are open already.');
    // One that replaces another is no more than before.
    await anna.do(invitePerson, { agreement, role: 'reader', email: 'r99@acme.example' });
  });

  test('again under the same key changes nothing and shows no link again', async () => {
    const input = { agreement, role: 'reader' as const, email: 'r@acme.example' };
    const one = await anna.do(invitePerson, input, 'key-1');
    expect(await anna.do(invitePerson, input, 'key-1')).toEqual({ ...one, link: null });
    expect((await anna.do(listPeople, { agreement })).invitations).toHaveLength(1);
  });

  test('the token is nowhere but in the link and, sealed, in the mail', async () => {
    const token = await invite(anna, agreement, 'r@acme.example', 'reader');
    const { items } = await house.world.outbox.list(undefined, { limit: 10 });
    expect(items).toMatchObject([{ kind: 'invitation', agreement, data: { by: 'Anna Meyer', byParty: 'ACME', party: 'ACME', role: 'reader', title: 'Shared gripper', until: '2026-12-07' } }]);
    expect(JSON.stringify(items[0]?.data)).not.toContain(token);
    expect(Buffer.from(items[0]?.secret ?? []).includes(token)).toBe(false);
    expect(house.world.mail.secrets.open(items[0]!.secret!, items[0]!.id)).toBe(token);
  });
});

describe('a link', () => {
  test('used again, by anybody', async () => {
    const token = await invite(anna, agreement, 'bea@beta.example', 'lead', 'beta');
    const bea = house.visitor();
    await bea.do(acceptInvitation, { token, name: 'Bea' });
    expect((await refusal(house.visitor().do(acceptInvitation, { token, name: 'Mallory' }))).kind).toBe('spent');
    expect((await refusal(house.visitor().do(lookAtInvitation, { token }))).kind).toBe('spent');
    expect((await refusal(anna.do(lookAtInvitation, { token }))).kind).toBe('spent');
    // In another tab of the same browser it just leads in.
    expect(await bea.do(lookAtInvitation, { token })).toMatchObject({ next: 'seated', agreement });
    expect(await bea.do(acceptInvitation, { token })).toMatchObject({ agreement, party: 'beta' });
    expect(await rolesOf(anna)).toHaveLength(2);
  });

  test.each(['memory', 'file'] as const)('in fifty tabs at once makes one seat and one session, in %s', async (kind) => {
    await house.end();
    house = await openHouse({ kept: kind === 'file' });
    anna = await founder(house);
    agreement = await agreementOf(anna);
    const token = await invite(anna, agreement, 'bea@beta.example', 'lead', 'beta');
    const tabs = Array.from({ length: 50 }, () => house.visitor());
    const tries = await Promise.allSettled(tabs.map((tab) => tab.do(acceptInvitation, { token, name: 'Bea' })));
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of tries) if (one.status === 'rejected') expect(one.reason).toMatchObject({ kind: 'spent' });
    expect(tabs.filter((tab) => tab.cookies.size > 0)).toHaveLength(1);
    const person = await tabs.find((tab) => tab.cookies.size > 0)!.id();
    expect(await house.world.accounts.sessions(person)).toHaveLength(1);
    expect(await rolesOf(anna)).toEqual(['Anna Meyer: acme lead', 'Bea: beta lead']);
  });

  test('twenty people who come in at the same moment are all let in', async () => {
    const tokens: string[] = [];
    for (let n = 0; n < 20; n += 1) tokens.push(await invite(anna, agreement, `r${n}@acme.example`, 'reader'));
    await Promise.all(tokens.map((token, n) => house.visitor().do(acceptInvitation, { token, name: `Reader ${n}` })));
    expect(await rolesOf(anna)).toHaveLength(21);
  });

  test('in fifty tabs of somebody signed in', async () => {
    const bea = await account('Bea', 'bea@beta.example');
    const token = await invite(anna, agreement, 'bea@beta.example', 'lead', 'beta');
    const tries = await Promise.allSettled(Array.from({ length: 50 }, () => bea.do(acceptInvitation, { token })));
    expect(tries.filter((one) => one.status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
    expect(await rolesOf(anna)).toEqual(['Anna Meyer: acme lead', 'Bea: beta lead']);
  });

  test('guessed, revoked, expired, for an account: the same answer', async () => {
    const revoked = await anna.do(invitePerson, { agreement, role: 'reader', email: 'r@acme.example' });
    await anna.do(revokeInvitation, { agreement, invitation: revoked.invitation });
    const expired = await invite(anna, agreement, 's@acme.example', 'reader');
    house.pass({ days: 14 });
    const tokens = ['A'.repeat(43), '', "'; drop table invitations", tokenOf(revoked.link), expired];
    const answers = await Promise.all(tokens.flatMap((token) => [refusal(house.visitor().do(lookAtInvitation, { token })), refusal(house.visitor().do(acceptInvitation, { token, name: 'Eve' }))]));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await anna.do(listPeople, { agreement })).invitations.map((one) => one.state).sort()).toEqual(['expired', 'revoked']);
  });

  test('a minute before it runs out still works', async () => {
    const token = await invite(anna, agreement, 'r@acme.example', 'reader');
    house.pass({ days: 13, minutes: 1439 });
    await house.visitor().do(acceptInvitation, { token, name: 'Rita' });
  });

  test('forwarded to somebody who is signed in with another mailbox', async () => {
    const eve = await account('Eve', 'eve@x.example');
    const token = await invite(anna, agreement, 'bea@beta.example', 'lead', 'beta');
    expect((await eve.do(lookAtInvitation, { token })).next).toBe('other-mailbox');
    expect(await refusal(eve.do(acceptInvitation, { token }))).toMatchObject({ kind: 'forbidden', what: 'This invitation is for b…@beta.example, and you are signed in as eve@x.example.' });
    expect((await house.visitor().do(lookAtInvitation, { token })).next).toBe('name');
  });

  test('forwarded to a guest of another mailbox', async () => {
    const carl = await seated('Carl', 'reader');
    const token = await invite(anna, agreement, 'bea@beta.example', 'lead', 'beta');
    expect((await refusal(carl.do(acceptInvitation, { token, name: 'Carl' }))).kind).toBe('forbidden');
    expect((await carl.do(listPeople, { agreement })).me.role).toBe('reader');
  });

  test('to a mailbox that has an account: signing in comes first', async () => {
    const bea = await account('Bea', 'bea@beta.example');
    const { organisation } = await bea.do(createOrganisation, { name: 'Beta Labs' });
    const token = await invite(anna, agreement, 'bea@beta.example', 'lead', 'beta');
    const stranger = house.visitor();
    expect((await stranger.do(lookAtInvitation, { token })).next).toBe('sign-in');
    expect((await refusal(stranger.do(acceptInvitation, { token, name: 'Bea' }))).kind).toBe('sign-in');
    expect((await bea.do(lookAtInvitation, { token })).next).toBe('accept');
    expect(await bea.do(acceptInvitation, { token })).toEqual({ agreement, party: 'beta', role: 'lead', organisation });
    expect((await anna.do(listPeople, { agreement })).people.find((one) => one.party === 'beta')).toMatchObject({ name: 'Bea', organisation: 'Beta Labs' });
    expect((await bea.do(listAgreements, { organisation: organisation.id })).items).toMatchObject([{ id: agreement, party: 'beta' }]);
  });

  test('somebody of several organisations says for which one', async () => {
    const bea = await account('Bea', 'bea@beta.example');
    await bea.do(createOrganisation, { name: 'Beta Labs' });
    const { organisation } = await bea.do(createOrganisation, { name: 'Gamma' });
    const token = await invite(anna, agreement, 'bea@beta.example', 'lead', 'beta');
    expect(await refusal(bea.do(acceptInvitation, { token }))).toMatchObject({ path: 'organisation', next: expect.stringContaining('Beta Labs, Gamma') });
    expect(await refusal(bea.do(acceptInvitation, { token, organisation: 'somebody-elses' }))).toMatchObject({ path: 'organisation' });
    expect(await bea.do(acceptInvitation, { token, organisation: organisation.id })).toMatchObject({ organisation });
  });

  test('or for none', async () => {
    const bea = await account('Bea', 'bea@beta.example');
    await bea.do(createOrganisation, { name: 'Beta Labs' });
    expect(await bea.do(acceptInvitation, { token: await invite(anna, agreement, 'bea@beta.example', 'lead', 'beta'), organisation: null })).toMatchObject({ organisation: null });
  });

  test('for somebody who acts for the other party', async () => {
    const bea = await seated('Bea', 'lead', 'beta');
    const carl = await seated('Carl', 'contributor');
    const token = await invite(bea, agreement, 'carl@acme.example', 'contributor');
    for (const visitor of [carl, house.visitor()]) {
      const answer = await refusal(visitor.do(acceptInvitation, { token, name: 'Carl' }));
      expect(answer.what).toBe('You act for another party in this agreement, and nobody acts for two.');
    }
    expect(await rolesOf(anna)).toContain('Carl: acme contributor');
    // The session that a stranger had for a moment is gone.
    expect(await house.world.accounts.sessions(await carl.id())).toHaveLength(1);
  });

  test('without a name, or with one that deceives', async () => {
    const token = await invite(anna, agreement, 'bea@beta.example', 'lead', 'beta');
    expect(await refusal(house.visitor().do(acceptInvitation, { token }))).toMatchObject({ path: 'name' });
    for (const name of ['', 'Be\u202ea', 'Bea\r\nBcc: x@y.example', 'B'.repeat(10_000)]) expect(await refusal(house.visitor().do(acceptInvitation, { token, name }))).toMatchObject({ path: 'name' });
    const bea = house.visitor();
    await bea.do(acceptInvitation, { token, name: '<img src=x onerror=alert(1)>' });
    expect(await rolesOf(anna)).toContain('<img src=x onerror=alert(1)>: beta lead');
  });

  test('taken back: only by the own side’s lead, and only while it is open', async () => {
    const bea = await seated('Bea', 'lead', 'beta');
    const { invitation } = await anna.do(invitePerson, { agreement, role: 'reader', email: 'r@acme.example' });
    expect((await refusal(bea.do(revokeInvitation, { agreement, invitation }))).what).toBe('Your side made no such invitation.');
    const carl = await seated('Carl', 'counsel');
    expect((await refusal(carl.do(revokeInvitation, { agreement, invitation }))).kind).toBe('forbidden');
    await anna.do(revokeInvitation, { agreement, invitation });
    await anna.do(revokeInvitation, { agreement, invitation });
    const used = (await anna.do(listPeople, { agreement })).invitations.find((one) => one.email === 'carl@acme.example');
    expect((await refusal(anna.do(revokeInvitation, { agreement, invitation: used?.id ?? '' }))).what).toBe('The invitation to carl@acme.example was used already.');
  });
});

describe('going', () => {
  test('somebody removed no longer sees it, and a guest is signed out', async () => {
    const carl = await seated('Carl', 'contributor');
    await anna.do(removePerson, { agreement, person: await carl.id() });
    expect((await carl.do(readMe, {})).me).toBeNull();
    expect((await refusal(carl.do(listPeople, { agreement }))).kind).toBe('sign-in');
    expect(await rolesOf(anna)).toEqual(['Anna Meyer: acme lead']);
  });

  test('somebody removed with an account: absent and foreign look the same', async () => {
    const bea = await account('Bea', 'bea@acme.example');
    await bea.do(acceptInvitation, { token: await invite(anna, agreement, 'bea@acme.example', 'contributor') });
    await anna.do(removePerson, { agreement, person: await bea.id() });
    expect(await refusal(bea.do(listPeople, { agreement }))).toEqual(await refusal(bea.do(listPeople, { agreement: 'no-such-agreement' })));
    expect((await bea.do(listAgreements, {})).items).toEqual([]);
  });

  test('somebody removed while writing has written nothing', async () => {
    const carl = await seated('Carl', 'contributor');
    const context = await carl.context();
    const seat = (await house.world.directory.seatOf(await carl.id(), agreement))!;
    const before = (await house.world.store.read((await house.world.directory.seatOf(await anna.id(), agreement))!, `${agreement}/party:acme`)).length;
    await anna.do(removePerson, { agreement, person: await carl.id() });
    // The request had passed the door before the seat ended.
    const late = house.world.store.append(seat, { agreement, writes: [{ stream: `${agreement}/party:acme`, expectedSeq: before, drafts: [{ kind: 'agreement-named', body: { type: 'RD', title: 'Mine' } }] }] });
    expect((await late).kind).toBe('absent');
    expect((await refusal(carl.do(answerQuestions, { agreement, answers: [] }))).kind).toBe('sign-in');
    expect(context.person?.name).toBe('Carl');
  });

  test('somebody removed can be invited again, and their old links stay dead', async () => {
    const carl = await seated('Carl', 'lead');
    const theirs = await invite(carl, agreement, 'x@acme.example', 'reader');
    await anna.do(removePerson, { agreement, person: await carl.id() });
    expect((await refusal(house.visitor().do(lookAtInvitation, { token: theirs }))).kind).toBe('spent');
    await seated('Carl', 'reader');
    expect(await rolesOf(anna)).toEqual(['Anna Meyer: acme lead', 'Carl: acme reader']);
  });

  test('only people of the own side', async () => {
    const bea = await seated('Bea', 'lead', 'beta');
    const person = await bea.id();
    const me = await anna.id();
    for (const work of [anna.do(removePerson, { agreement, person }), anna.do(changeRole, { agreement, person, role: 'reader' }), anna.do(handOver, { agreement, person, afterwards: 'leave' }), bea.do(removePerson, { agreement, person: me })]) {
      expect((await refusal(work)).what).toBe('Nobody of your side has this seat.');
    }
  });

  test('the last lead stays until somebody else leads', async () => {
    const me = await anna.id();
    const nobody = await refusal(anna.do(leaveAgreement, { agreement }));
    expect(nobody).toMatchObject({ what: 'You are the only lead. Your side would have no lead.', next: 'Nothing was changed. Invite somebody of your side and hand over to them first, or archive the agreement.' });
    await seated('Carl', 'contributor');
    expect((await refusal(anna.do(removePerson, { agreement, person: me }))).next).toBe('Nothing was changed. Hand over to somebody of your side first.');
    expect((await refusal(anna.do(changeRole, { agreement, person: me, role: 'reader' }))).what).toMatch(/^You are the only lead/);
    expect(await rolesOf(anna)).toEqual(['Anna Meyer: acme lead', 'Carl: acme contributor']);
  });

  test('of two leads who leave at once one stays', async () => {
    const carl = await seated('Carl', 'lead');
    const left = await Promise.allSettled([anna.do(leaveAgreement, { agreement }), carl.do(leaveAgreement, { agreement })]);
    expect(left.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  });

  test.each(['contributor', 'counsel', 'signatory', 'reader'] as const)('a %s may leave', async (role) => {
    const carl = await seated('Carl', role);
    await carl.do(leaveAgreement, { agreement });
    expect(await rolesOf(anna)).toEqual(['Anna Meyer: acme lead']);
    expect((await carl.do(readMe, {})).me).toBeNull();
  });

  test('handing over and staying', async () => {
    const carl = await seated('Carl', 'contributor');
    await anna.do(handOver, { agreement, person: await carl.id(), afterwards: 'stay' });
    expect(await rolesOf(anna)).toEqual(['Anna Meyer: acme contributor', 'Carl: acme lead']);
    // The organisation that one acts for stays.
    expect((await carl.do(listPeople, { agreement })).people.find((one) => one.name === 'Anna Meyer')?.organisation).toBe('ACME');
    expect((await refusal(anna.do(invitePerson, { agreement, role: 'reader', email: 'x@acme.example' }))).kind).toBe('forbidden');
    await carl.do(invitePerson, { agreement, role: 'reader', email: 'x@acme.example' });
  });

  test('handing over and leaving', async () => {
    const carl = await seated('Carl', 'signatory');
    await anna.do(handOver, { agreement, person: await carl.id(), afterwards: 'leave' });
    expect(await rolesOf(carl)).toEqual(['Carl: acme lead']);
    expect((await anna.do(listAgreements, {})).items).toEqual([]);
    expect((await refusal(carl.do(leaveAgreement, { agreement }))).what).toMatch(/^You are the only lead/);
  });

  test('not to oneself', async () => {
    expect((await refusal(anna.do(handOver, { agreement, person: await anna.id(), afterwards: 'stay' }))).path).toBe('person');
  });

  test('a role changes, and with it what may be done', async () => {
    const carl = await seated('Carl', 'reader');
    const person = await carl.id();
    await anna.do(changeRole, { agreement, person, role: 'lead' });
    await carl.do(invitePerson, { agreement, role: 'reader', email: 'x@acme.example' });
    await anna.do(changeRole, { agreement, person, role: 'lead' });
    await carl.do(changeRole, { agreement, person: await anna.id(), role: 'counsel' });
    expect(await rolesOf(carl)).toEqual(['Anna Meyer: acme counsel', 'Carl: acme lead']);
  });
});

describe('a guest', () => {
  test('reaches one agreement and nothing else', async () => {
    const carl = await seated('Carl', 'lead');
    const other = await agreementOf(anna);
    expect((await refusal(carl.do(listPeople, { agreement: other }))).kind).toBe('absent');
    expect((await refusal(carl.do(listAgreements, {}))).kind).toBe('forbidden');
    expect((await refusal(carl.do(createOrganisation, { name: 'Mine' }))).kind).toBe('forbidden');
    expect((await refusal(carl.do(createAgreement, { answers: twoParties, party: 'acme' }))).kind).toBe('forbidden');
  });

  test('of two agreements goes from one to the other by its link', async () => {
    const other = await agreementOf(anna);
    const carl = await seated('Carl', 'reader');
    await carl.do(acceptInvitation, { token: await invite(anna, other, 'carl@acme.example', 'contributor') });
    expect((await carl.do(readMe, {})).me).toMatchObject({ name: 'Carl', agreement: other });
    expect((await carl.do(listPeople, { agreement: other })).me.role).toBe('contributor');
  });

  test('whose session ran out is nobody, and keeps the seat', async () => {
    const carl = await seated('Carl', 'reader');
    house.pass({ days: 15 });
    expect((await carl.do(readMe, {})).me).toBeNull();
    expect(await rolesOf(anna)).toContain('Carl: acme reader');
  });

  test('comes back by a link to the mailbox, asked for and pressed', async () => {
    const carl = await seated('Carl', 'reader');
    house.pass({ days: 15 });
    const post = (path: string, body: unknown): Promise<Response> => house.world.accounts.handle(new Request(`https://entente.example/api/auth${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }), '192.0.2.7');
    const answers = await Promise.all(['carl@acme.example', 'nobody@acme.example'].map(async (email) => (await post('/ask-for-link', { email })).text()));
    expect(answers[0]).toBe(answers[1]);
    const mails = (await house.world.outbox.list(undefined, { limit: 20 })).items.filter((one) => one.kind === 'sign-in-link');
    expect(mails).toHaveLength(1);
    const token = house.world.mail.secrets.open(mails[0]!.secret!, mails[0]!.id)!;
    const opened = await post('/open-link', { token });
    expect(opened.status).toBe(200);
    for (const line of opened.headers.getSetCookie()) carl.cookies.set(line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).split(';')[0] ?? '');
    expect((await carl.do(listPeople, { agreement })).me.role).toBe('reader');
    expect((await post('/open-link', { token })).status).toBe(400);
  });
});

describe('after a turn', () => {
  test('who joins a side later sees the turn, and the side’s own row stays', async () => {
    await anna.do(sendTurn, { agreement, answering: 0 });
    const bea = await seated('Bea', 'lead', 'beta');
    expect((await bea.do(listPeople, { agreement })).parties).toMatchObject([{ id: 'acme', name: 'ACME', own: false, acted: true }, { id: 'beta', name: 'Beta', own: true, acted: true }]);
    const before = await house.world.directory.list(await bea.id(), {}, { limit: 5 });
    expect(before.items).toMatchObject([{ title: 'Shared gripper', turn: 1, status: 'drafted' }]);
    const token = await invite(bea, agreement, 'ben@beta.example', 'counsel');
    const ben = house.visitor();
    expect(await ben.do(lookAtInvitation, { token })).toMatchObject({ by: 'Bea', byParty: 'Beta', party: { name: 'Beta' }, role: 'counsel' });
    await ben.do(acceptInvitation, { token, name: 'Ben' });
    const row = (visitor: string) => house.world.directory.list(visitor, {}, { limit: 5 }).then(({ items }) => items.map(({ title, type, parties, status, turn }) => ({ title, type, parties, status, turn })));
    expect(await row(await bea.id())).toEqual(await row(await ben.id()));
    expect(before.items[0]).toMatchObject((await row(await bea.id()))[0] ?? {});
  });
});

describe('organisations on one installation', () => {
  test('see nothing of each other’s agreements', async () => {
    const bea = await account('Bea', 'bea@beta.example');
    await bea.do(createOrganisation, { name: 'Beta' });
    const theirs = await agreementOf(bea);
    expect((await anna.do(listAgreements, {})).items.map((one) => one.id)).toEqual([agreement]);
    expect((await bea.do(listAgreements, {})).items.map((one) => one.id)).toEqual([theirs]);
    const absent = await refusal(anna.do(listPeople, { agreement: 'no-such-agreement' }));
    const person = await bea.id();
    for (const work of [
      anna.do(listPeople, { agreement: theirs }),
      anna.do(invitePerson, { agreement: theirs, role: 'lead', email: 'x@y.example' }),
      anna.do(revokeInvitation, { agreement: theirs, invitation: 'x' }),
      anna.do(removePerson, { agreement: theirs, person }),
      anna.do(leaveAgreement, { agreement: theirs }),
      anna.do(handOver, { agreement: theirs, person, afterwards: 'stay' }),
      anna.do(changeRole, { agreement: theirs, person, role: 'reader' }),
    ]) expect(await refusal(work)).toEqual(absent);
  });
});
