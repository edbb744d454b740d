import { afterEach, describe, expect, test } from 'vitest';
import { localSeat } from '#agreement/record/seat';
import { createAgreement } from '#operations/create-agreement';
import { createOrganisation } from '#operations/create-organisation';
import { inviteAccount } from '#operations/invite-account';
import { inviteMember } from '#operations/invite-member';
import { invitePerson } from '#operations/invite-person';
import { leaveOrganisation } from '#operations/leave-organisation';
import { listAccountInvitations } from '#operations/list-account-invitations';
import { listPeople } from '#operations/list-people';
import { lookAtInvitation } from '#operations/look-at-invitation';
import { localContext } from '#operations/operation';
import { perform } from '#operations/perform';
import { acceptInvitation } from '#operations/accept-invitation';
import { readMe } from '#operations/read-me';
import { readOrganisation } from '#operations/read-organisation';
import { removeMember } from '#operations/remove-member';
import { renameOrganisation } from '#operations/rename-organisation';
import { revokeAccountInvitation } from '#operations/revoke-account-invitation';
import { setMemberRole } from '#operations/set-member-role';
import { setUp } from '#operations/set-up';
import { signUp } from '#operations/sign-up';
import { takeOver } from '#operations/take-over-drafts';
import { agreementOf, founder, invite, openHouse, password, refusal, tokenOf, twoParties, type House, type Visitor } from './visitors.ts';

let house: House;
afterEach(() => house.end());

const first = { name: 'Anna Meyer', email: 'anna@acme.example', password, organisation: 'ACME' };

/** Somebody with an account, invited by a manager into an organisation or by an administrator into none. */
async function member(by: Visitor, email: string, name: string, organisation?: string): Promise<Visitor> {
  const { link } = organisation === undefined ? await by.do(inviteAccount, { email }) : await by.do(inviteMember, { organisation, email });
  const visitor = house.visitor();
  await visitor.do(signUp, { token: tokenOf(link), name, password });
  return visitor;
}

/** The only organisation of somebody. */
const ownOrganisation = async (visitor: Visitor): Promise<string> => (await visitor.do(readMe, {})).me?.organisations[0]?.id ?? '';

describe('the first start', () => {
  test('an empty house says so', async () => {
    house = await openHouse();
    expect(await house.visitor().do(readMe, {})).toEqual({ start: true, setUpCode: false, signUp: 'invited', mail: false, me: null });
  });

  test('the first person administers, manages the organisation, and is signed in', async () => {
    house = await openHouse();
    const anna = house.visitor();
    expect(await anna.do(setUp, { ...first, email: ' Anna@ACME.example ', name: ' Anna Meyer ' })).toMatchObject({ organisation: { name: 'ACME' }, agreements: 0 });
    expect(await anna.do(readMe, {})).toMatchObject({ start: false, me: { name: 'Anna Meyer', email: 'anna@acme.example', administrator: true, account: true, agreement: null, organisations: [{ name: 'ACME', role: 'manager', others: false }] } });
  });

  test('of ten at once one is the first', async () => {
    house = await openHouse();
    const tries = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => house.visitor().do(setUp, { ...first, email: `p${n}@acme.example` })));
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  });

  test('nobody sets up twice, and nobody signs up before', async () => {
    house = await openHouse({ signUp: 'open' });
    expect((await refusal(house.visitor().do(signUp, { name: 'Eve', email: 'eve@x.example', password }))).what).toBe('Nobody has set this installation up yet.');
    await founder(house);
    expect((await refusal(house.visitor().do(setUp, first))).what).toBe('This installation is set up already.');
  });

  test('a code that the program printed is asked for', async () => {
    house = await openHouse({ setUpCode: 'blue-otter-17' });
    expect(await house.visitor().do(readMe, {})).toMatchObject({ start: true, setUpCode: true });
    for (const code of [undefined, '', 'blue-otter-18']) expect(await refusal(house.visitor().do(setUp, { ...first, ...(code !== undefined && { code }) }))).toMatchObject({ path: 'code' });
    await house.visitor().do(setUp, { ...first, code: ' blue-otter-17 ' });
  });

  test('a poor password is refused and nobody is made', async () => {
    house = await openHouse();
    expect(await refusal(house.visitor().do(setUp, { ...first, password: 'password' }))).toMatchObject({ path: 'password' });
    expect(await house.visitor().do(readMe, {})).toMatchObject({ start: true });
  });

  test('what was drafted on the command line before is the first person’s too', async () => {
    house = await openHouse();
    const { agreement } = await perform(createAgreement, localContext, { answers: twoParties }, house.world);
    const anna = house.visitor();
    expect(await anna.do(setUp, first)).toMatchObject({ agreements: 1 });
    const people = await anna.do(listPeople, { agreement });
    expect(people.me).toMatchObject({ party: 'local', role: 'lead' });
    expect(people.people.map((one) => one.person)).toContain('local');
    expect(await house.world.store.getAgreement(localSeat, agreement)).toMatchObject({ title: 'Shared gripper' });
  });

  test('and what is drafted there later can be taken over once', async () => {
    house = await openHouse();
    const anna = await founder(house);
    await perform(createAgreement, localContext, { answers: twoParties }, house.world);
    expect(await anna.do(takeOver, {})).toEqual({ agreements: 1 });
    expect(await anna.do(takeOver, {})).toEqual({ agreements: 0 });
    const ben = await member(anna, 'ben@acme.example', 'Ben', await ownOrganisation(anna));
    expect((await refusal(ben.do(takeOver, {}))).kind).toBe('forbidden');
  });
});

describe('making an account', () => {
  test('only the invited, where sign-up is not open', async () => {
    house = await openHouse();
    await founder(house);
    expect((await refusal(house.visitor().do(signUp, { name: 'Eve', email: 'eve@x.example', password }))).what).toBe('Accounts are made by invitation here.');
  });

  test('anybody, where it is open, with an organisation of their own', async () => {
    house = await openHouse({ signUp: 'open' });
    await founder(house);
    const eve = house.visitor();
    expect(await eve.do(signUp, { name: 'Eve', email: 'eve@x.example', password, organisation: 'Evenings' })).toMatchObject({ organisation: { name: 'Evenings' } });
    expect((await eve.do(readMe, {})).me).toMatchObject({ administrator: false, organisations: [{ name: 'Evenings', role: 'manager' }] });
  });

  test('an invitation says who asks, names the mailbox in part, and spends nothing by a look', async () => {
    house = await openHouse();
    const anna = await founder(house);
    const { link, until } = await anna.do(inviteMember, { organisation: await ownOrganisation(anna), email: 'Ben@Acme.example', name: 'Ben' });
    expect(link).toMatch(/^https:\/\/entente\.example\/join#[A-Za-z0-9_-]{43}$/);
    expect(until).toBe('2026-12-07');
    const ben = house.visitor();
    for (let look = 0; look < 3; look += 1) {
      expect(await ben.do(lookAtInvitation, { token: tokenOf(link) })).toEqual({
        to: 'account', by: 'Anna Meyer', byParty: null, title: null, party: null, role: 'member', organisation: 'ACME', mailbox: 'b…@acme.example', name: 'Ben', until, next: 'sign-up', agreement: null,
      });
    }
    expect(await ben.do(signUp, { token: tokenOf(link), name: 'Ben Ott', password })).toMatchObject({ organisation: { name: 'ACME' } });
    expect((await ben.do(readMe, {})).me).toMatchObject({ email: 'ben@acme.example', organisations: [{ name: 'ACME', role: 'member', others: true }] });
    expect((await refusal(house.visitor().do(lookAtInvitation, { token: tokenOf(link) }))).kind).toBe('spent');
    expect((await refusal(house.visitor().do(signUp, { token: tokenOf(link), name: 'Mallory', password }))).kind).toBe('spent');
  });

  test('one invitation makes one account under many tries', async () => {
    house = await openHouse();
    const anna = await founder(house);
    const token = tokenOf((await anna.do(inviteAccount, { email: 'ben@acme.example' })).link);
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => house.visitor().do(signUp, { token, name: 'Ben', password })));
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  });

  test('another mailbox cannot be put in its place', async () => {
    house = await openHouse();
    const anna = await founder(house);
    const token = tokenOf((await anna.do(inviteAccount, { email: 'ben@acme.example' })).link);
    expect(await refusal(house.visitor().do(signUp, { token, email: 'eve@x.example', name: 'Eve', password }))).toMatchObject({ path: 'email' });
  });

  test('expired, revoked, guessed: one and the same answer', async () => {
    house = await openHouse();
    const anna = await founder(house);
    const old = await anna.do(inviteAccount, { email: 'ben@acme.example' });
    house.pass({ days: 14 });
    const revoked = await anna.do(inviteAccount, { email: 'carl@acme.example' });
    await anna.do(revokeAccountInvitation, { invitation: revoked.invitation });
    const answers = await Promise.all([tokenOf(old.link), tokenOf(revoked.link), 'x'.repeat(43), ''].map((token) => refusal(house.visitor().do(lookAtInvitation, { token }))));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.kind).toBe('spent');
    expect((await anna.do(listAccountInvitations, {})).invitations.map((one) => one.state).sort()).toEqual(['expired', 'revoked']);
  });

  test('a second invitation to a mailbox takes the first one back', async () => {
    house = await openHouse();
    const anna = await founder(house);
    const one = tokenOf((await anna.do(inviteAccount, { email: 'ben@acme.example' })).link);
    const two = tokenOf((await anna.do(inviteAccount, { email: 'ben@acme.example' })).link);
    expect((await refusal(house.visitor().do(lookAtInvitation, { token: one }))).kind).toBe('spent');
    expect((await house.visitor().do(lookAtInvitation, { token: two })).next).toBe('sign-up');
  });

  test('with a mail server nobody is shown the link', async () => {
    house = await openHouse({ mail: true });
    const anna = await founder(house);
    expect((await anna.do(inviteAccount, { email: 'ben@acme.example' })).link).toBeNull();
    expect((await house.world.outbox.list(undefined, { limit: 10 })).items).toMatchObject([{ kind: 'account-invitation', to: { email: 'ben@acme.example' }, data: { by: 'Anna Meyer', organisation: null, until: '2026-12-07' } }]);
  });
});

describe('a guest who is invited to an account', () => {
  const mailed = async (email: string): Promise<string> => {
    const mail = (await house.world.outbox.list(undefined, { limit: 20 })).items.find((one) => 'email' in one.to && one.to.email === email);
    return house.world.mail.secrets.open(mail!.secret!, mail!.id)!;
  };

  test('gets one by a link that only the mailbox has seen, and keeps the seat', async () => {
    house = await openHouse({ mail: true });
    const anna = await founder(house);
    const agreement = await agreementOf(anna);
    await anna.do(invitePerson, { agreement, role: 'reader', email: 'carl@acme.example' });
    const carl = house.visitor();
    await carl.do(acceptInvitation, { token: await mailed('carl@acme.example'), name: 'Carl' });
    await anna.do(inviteMember, { organisation: await ownOrganisation(anna), email: 'carl@acme.example' });
    const token = await mailed('carl@acme.example');
    expect((await carl.do(lookAtInvitation, { token })).next).toBe('sign-up');
    await carl.do(signUp, { token, name: 'Carl Orff', password });
    expect((await carl.do(readMe, {})).me).toMatchObject({ account: true, agreement: null, organisations: [{ name: 'ACME' }] });
    expect((await carl.do(listPeople, { agreement })).me.role).toBe('reader');
  });

  test('not by one that the inviter has seen', async () => {
    house = await openHouse();
    const anna = await founder(house);
    const agreement = await agreementOf(anna);
    await house.visitor().do(acceptInvitation, { token: await invite(anna, agreement, 'carl@acme.example', 'reader'), name: 'Carl' });
    const token = tokenOf((await anna.do(inviteAccount, { email: 'carl@acme.example' })).link);
    const anybody = house.visitor();
    expect((await anybody.do(lookAtInvitation, { token })).next).toBe('sign-in');
    expect((await refusal(anybody.do(signUp, { token, name: 'Mallory', password }))).what).toMatch(/as a guest/);
    expect(anybody.cookies.size).toBe(0);
  });
});

describe('organisations', () => {
  test('somebody with an account joins by the same link, signed in', async () => {
    house = await openHouse();
    const anna = await founder(house);
    const ben = await member(anna, 'ben@beta.example', 'Ben');
    await ben.do(createOrganisation, { name: 'Beta' });
    const token = tokenOf((await anna.do(inviteMember, { organisation: await ownOrganisation(anna), email: 'ben@beta.example', role: 'manager' })).link);
    expect((await house.visitor().do(lookAtInvitation, { token })).next).toBe('sign-in');
    expect((await refusal(house.visitor().do(acceptInvitation, { token }))).kind).toBe('sign-in');
    expect((await refusal(anna.do(acceptInvitation, { token }))).kind).toBe('forbidden');
    expect(await ben.do(acceptInvitation, { token })).toMatchObject({ agreement: null, role: 'manager', organisation: { name: 'ACME' } });
    expect((await ben.do(readMe, {})).me?.organisations.map((one) => one.name)).toEqual(['ACME', 'Beta']);
    expect((await refusal(ben.do(acceptInvitation, { token }))).kind).toBe('spent');
  });

  test('none of them sees another', async () => {
    house = await openHouse();
    const anna = await founder(house);
    const ben = await member(anna, 'ben@beta.example', 'Ben');
    const { organisation } = await ben.do(createOrganisation, { name: 'Beta' });
    const foreign = await refusal(anna.do(readOrganisation, { organisation: organisation.id }));
    expect(foreign).toEqual(await refusal(anna.do(readOrganisation, { organisation: 'nothing-here' })));
    expect(foreign.kind).toBe('absent');
    for (const work of [anna.do(renameOrganisation, { organisation: organisation.id, name: 'Mine' }), anna.do(inviteMember, { organisation: organisation.id, email: 'x@y.example' }), anna.do(removeMember, { organisation: organisation.id, person: await ben.id() })]) {
      expect(await refusal(work)).toEqual(foreign);
    }
    expect((await anna.do(listAccountInvitations, { organisation: organisation.id })).invitations).toEqual([]);
    expect((await ben.do(listAccountInvitations, {})).invitations).toEqual([]);
  });

  test('members read, managers change', async () => {
    house = await openHouse();
    const anna = await founder(house);
    const organisation = await ownOrganisation(anna);
    const ben = await member(anna, 'ben@acme.example', 'Ben', organisation);
    expect((await ben.do(readOrganisation, { organisation })).members).toMatchObject([{ name: 'Anna Meyer', role: 'manager', me: false }, { name: 'Ben', role: 'member', me: true }]);
    expect((await refusal(ben.do(renameOrganisation, { organisation, name: 'Bens' }))).what).toBe('Only a manager of ACME may rename an organisation.');
    await anna.do(renameOrganisation, { organisation, name: 'ACME Group' });
    expect((await ben.do(readOrganisation, { organisation })).name).toBe('ACME Group');
    expect((await refusal(anna.do(inviteMember, { organisation, email: 'BEN@acme.example' }))).what).toBe('Ben belongs to ACME Group already.');
  });

  test('the last manager stays until somebody else is one', async () => {
    house = await openHouse();
    const anna = await founder(house);
    const organisation = await ownOrganisation(anna);
    const ben = await member(anna, 'ben@acme.example', 'Ben', organisation);
    const me = await anna.id();
    for (const work of [anna.do(leaveOrganisation, { organisation }), anna.do(removeMember, { organisation, person: me }), anna.do(setMemberRole, { organisation, person: me, role: 'member' })]) {
      expect((await refusal(work)).what).toBe('The organisation would have no manager.');
    }
    await anna.do(setMemberRole, { organisation, person: await ben.id(), role: 'manager' });
    await anna.do(leaveOrganisation, { organisation });
    expect((await anna.do(readMe, {})).me?.organisations).toEqual([]);
    expect((await refusal(anna.do(readOrganisation, { organisation }))).kind).toBe('absent');
  });

  test('somebody who alone leads an agreement for it is not removed, and the agreements are named', async () => {
    house = await openHouse();
    const anna = await founder(house);
    const organisation = await ownOrganisation(anna);
    const ben = await member(anna, 'ben@acme.example', 'Ben', organisation);
    await agreementOf(ben);
    expect((await refusal(anna.do(removeMember, { organisation, person: await ben.id() }))).what).toBe('This person is the only lead of this side in "Shared gripper".');
    expect((await refusal(ben.do(leaveOrganisation, { organisation }))).what).toMatch(/^You are the only lead/);
  });
});

describe('names', () => {
  const refused: [string, string][] = [
    ['', 'The name is empty.'],
    [' \n ', 'The name is empty.'],
    ['A'.repeat(201), 'This name has 201 characters; the most is 200.'],
    ['A'.repeat(10_000), 'This name has 10000 characters; the most is 200.'],
    ['Anna\u202eMeyer', 'This name cannot be kept. Character 5 is a character that turns the reading direction (U+202E).'],
    ['Anna\u200bMeyer', 'This name cannot be kept. Character 5 is an invisible character (U+200B).'],
    ['Anna\nBcc: all@x.example', 'This name cannot be kept. Character 5 is a line break or tab (U+000A).'],
    ['Anna\0', 'This name cannot be kept. Character 5 is a control character (U+0000).'],
  ];
  test('that deceive or do not fit are refused with the reason', async () => {
    house = await openHouse();
    const anna = await founder(house);
    for (const [name, what] of refused) expect(await refusal(anna.do(createOrganisation, { name }))).toMatchObject({ kind: 'input', path: 'name', what });
    expect((await anna.do(readMe, {})).me?.organisations).toHaveLength(1);
  });

  test('in any script, and with markup as plain text, are kept', async () => {
    house = await openHouse();
    const anna = await founder(house);
    for (const name of ['Ωμέγα ΑΕ', 'Заря', 'שלום', 'شرکت نمونه‌ای', '株式会社', '<b>Bold & Co</b>', '=1+1', "Robert'); DROP TABLE seats;--"]) expect((await anna.do(createOrganisation, { name })).organisation.name).toBe(name);
    expect((await anna.do(createOrganisation, { name: ' Cafe\u0301 ' })).organisation.name).toBe('Café');
  });
});
