import { afterEach, describe, expect, test } from 'vitest';
import { writeKeptMail } from '#formats/mail/write';
import { acceptInvitation } from '#operations/accept-invitation';
import { discardMail } from '#operations/discard-mail';
import { inviteAccount } from '#operations/invite-account';
import { invitePerson } from '#operations/invite-person';
import { readOutbox } from '#operations/read-outbox';
import { retryMail } from '#operations/retry-mail';
import { revokeInvitation } from '#operations/revoke-invitation';
import { signUp } from '#operations/sign-up';
import { agreementOf, founder, invite, openHouse, password, refusal, tokenOf, type House } from './visitors.ts';

let house: House;
afterEach(() => house.end());

describe('the outbox', () => {
  test('without a mail server shows the links that still work', async () => {
    house = await openHouse();
    const anna = await founder(house);
    const agreement = await agreementOf(anna);
    const made = await anna.do(invitePerson, { agreement, role: 'reader', email: 'r@acme.example' });
    const { items } = await anna.do(readOutbox, {});
    expect(items).toMatchObject([{ kind: 'invitation', to: { name: null, email: 'r@acme.example' }, agreement, attempts: 0, sentAt: null, link: made.link }]);
    await anna.do(revokeInvitation, { agreement, invitation: made.invitation });
    expect((await anna.do(readOutbox, {})).items[0]?.link).toBeNull();
  });

  test('not of those that were used or ran out', async () => {
    house = await openHouse();
    const anna = await founder(house);
    const agreement = await agreementOf(anna);
    await house.visitor().do(acceptInvitation, { token: await invite(anna, agreement, 'a@acme.example', 'reader'), name: 'Al' });
    await invite(anna, agreement, 'b@acme.example', 'reader');
    house.pass({ days: 15 });
    expect((await anna.do(readOutbox, {})).items.map((one) => one.link)).toEqual([null, null]);
  });

  test('with a mail server shows none of what will be sent', async () => {
    house = await openHouse({ mail: true });
    const anna = await founder(house);
    await anna.do(inviteAccount, { email: 'r@acme.example' });
    expect((await anna.do(readOutbox, {})).items).toMatchObject([{ state: 'waiting', link: null }]);
  });

  test('of a mail that was given up shows the link, and tries again when told', async () => {
    house = await openHouse({ mail: true });
    const anna = await founder(house);
    await anna.do(inviteAccount, { email: 'r@acme.example' });
    const [mail] = await house.world.outbox.claim(house.world.now(), 1, 1000);
    await house.world.outbox.failed({ id: mail?.id ?? '', attempts: 1 }, 'The server said no.', null);
    const [dead] = (await anna.do(readOutbox, { state: 'dead' })).items;
    expect(dead).toMatchObject({ state: 'dead', lastError: 'The server said no.', link: expect.stringMatching(/^https:\/\/entente\.example\/join#.{43}$/) });
    await anna.do(retryMail, { mail: dead?.id ?? '' });
    expect((await anna.do(readOutbox, { state: 'waiting' })).items).toHaveLength(1);
    await anna.do(discardMail, { mail: dead?.id ?? '' });
    expect((await anna.do(readOutbox, {})).items).toMatchObject([{ state: 'discarded', link: null }]);
    expect(await refusal(anna.do(retryMail, { mail: dead?.id ?? '' }))).toMatchObject({ path: 'mail' });
    expect(await refusal(anna.do(discardMail, { mail: 'no-such-mail' }))).toMatchObject({ path: 'mail' });
  });

  test('is the administrator’s alone', async () => {
    house = await openHouse();
    const anna = await founder(house);
    const ben = house.visitor();
    await ben.do(signUp, { token: tokenOf((await anna.do(inviteAccount, { email: 'ben@acme.example' })).link), name: 'Ben', password });
    for (const work of [ben.do(readOutbox, {}), ben.do(retryMail, { mail: 'x' }), ben.do(discardMail, { mail: 'x' }), ben.do(inviteAccount, { email: 'x@y.example' })]) expect((await refusal(work)).kind).toBe('forbidden');
    for (const work of [house.visitor().do(readOutbox, {}), house.visitor().do(retryMail, { mail: 'x' })]) expect((await refusal(work)).kind).toBe('sign-in');
  });

  test('is read in pages', async () => {
    house = await openHouse();
    const anna = await founder(house);
    for (let n = 0; n < 5; n += 1) await anna.do(inviteAccount, { email: `r${n}@acme.example` });
    const one = await anna.do(readOutbox, { limit: 3 });
    const two = await anna.do(readOutbox, { limit: 3, after: one.next ?? '' });
    expect([...one.items, ...two.items].map((item) => item.to.email)).toEqual([4, 3, 2, 1, 0].map((n) => `r${n}@acme.example`));
    expect(two.next).toBeNull();
  });

  test('every mail that people operations put can be written', async () => {
    house = await openHouse();
    const anna = await founder(house);
    const agreement = await agreementOf(anna);
    await anna.do(inviteAccount, { email: 'r@acme.example' });
    await anna.do(invitePerson, { agreement, party: 'beta', role: 'lead', email: 'b@beta.example', name: '<b>Bea</b>' });
    for (const mail of (await house.world.outbox.list(undefined, { limit: 10 })).items) {
      const { subject, text } = writeKeptMail(mail.kind, mail.data, { address: 'https://entente.example', link: 'https://entente.example/join#x' });
      expect(subject).toContain('Anna Meyer');
      expect(text).toContain('https://entente.example/join#x');
    }
  });
});
