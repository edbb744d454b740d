import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '#agreement/input-error';
import type { Directory, NewAccountInvitation } from '#world/store/directory';
import { partyRow, tokenDigest } from '../suites/store-conformance';
import { eachStore } from '../stores';
import { openTown, seatFor, type Town } from './directory-town';

const later = '2027-01-01T00:00:00.000Z';

describe.each(eachStore.filter(({ missing }) => missing === undefined))('organisations $name', (here) => {
  let town: Town;
  let directory: Directory;
  let north: string;

  beforeEach(async () => {
    town = await openTown(here);
    directory = town.database.directory;
    await town.people('Ada', 'Ben', 'Cy', 'Eve', 'Root');
    north = await directory.createOrganisation('ada', '  North Instruments ');
  });
  afterEach(() => town.end());

  const kind = async (outcome: Promise<{ kind: string }>): Promise<string> => (await outcome).kind;
  const invitation = (id: string, more: Partial<NewAccountInvitation> = {}): NewAccountInvitation => ({ id, organisation: north, role: 'member', email: `${id}@example.org`, name: null, tokenDigest: tokenDigest(id), expiresAt: '2026-12-04T10:00:00.000Z', ...more });
  const join = async (person: string, role: 'member' | 'manager' = 'member', organisation = north, by = 'ada'): Promise<void> => {
    const id = `join-${person}-${organisation}`;
    expect(await directory.makeInvitation(by, invitation(id, { role, organisation }))).toBe(true);
    expect(await directory.useInvitation(person, id)).toBe(true);
  };
  const members = async (by = 'ada'): Promise<string[]> => (await directory.organisation(by, north))?.members.map(({ name, role }) => `${name} ${role}`) ?? [];
  const makeRoot = (): Promise<unknown> => town.database.kysely.updateTable('user').set({ administrator: 1 }).where('id', '=', 'root').execute();
  const stateOf = async (id: string): Promise<string | undefined> => (await directory.invitationBy(tokenDigest(id)))?.state;

  describe('organisations', () => {
    test('whoever makes one manages it', async () => {
      expect(await directory.organisation('ada', north)).toEqual({ id: north, name: 'North Instruments', members: [{ person: 'ada', name: 'Ada', email: 'ada@example.org', role: 'manager', joinedAt: '2026-11-20T10:00:00.000Z' }] });
      expect(await directory.organisationsOf('ada')).toEqual([{ id: north, name: 'North Instruments', role: 'manager', others: false }]);
    });
    test.each([['an empty name', '  '], ['a long name', 'x'.repeat(201)], ['a name that turns the direction', 'North\u202eE'], ['a name of two lines', 'North\nSouth'], ['a NUL', 'North\0']])('%s is refused', async (_, name) => {
      await expect(directory.createOrganisation('ada', name)).rejects.toThrow(InputError);
      await expect(directory.renameOrganisation('ada', north, name)).rejects.toThrow(InputError);
    });
    test('organisations and members come by name', async () => {
      await directory.createOrganisation('ada', 'brack');
      await directory.createOrganisation('ada', 'Tide');
      expect((await directory.organisationsOf('ada')).map((one) => one.name)).toEqual(['brack', 'North Instruments', 'Tide']);
      await join('eve');
      await join('ben');
      expect(await members()).toEqual(['Ada manager', 'Ben member', 'Eve member']);
      expect((await directory.organisationsOf('ben')).map((one) => [one.role, one.others])).toEqual([['member', true]]);
    });
    test('what one does not belong to looks like what is not there', async () => {
      await join('ben');
      const absent = { kind: 'absent' };
      for (const id of [north, 'nowhere']) {
        expect(await directory.organisation('eve', id)).toBeNull();
        expect(await directory.renameOrganisation('eve', id, 'Mine')).toEqual(absent);
        expect(await directory.setMemberRole('eve', id, { person: 'ben', role: 'manager' })).toEqual(absent);
        expect(await directory.addMember('eve', id, { person: 'eve', role: 'manager' })).toEqual(absent);
        expect(await directory.removeMember('eve', id, 'ben')).toEqual(absent);
        expect(await directory.accountInvitations('eve', id)).toEqual([]);
        expect(await directory.makeInvitation('eve', invitation(`by-eve-${id}`, { organisation: id }))).toBe(false);
      }
      expect(await directory.organisationsOf('eve')).toEqual([]);
      expect(await members()).toEqual(['Ada manager', 'Ben member']);
    });
    test('a member who manages nothing changes nothing', async () => {
      await join('ben');
      await join('cy');
      expect(await kind(directory.renameOrganisation('ben', north, 'Mine'))).toBe('absent');
      expect(await kind(directory.setMemberRole('ben', north, { person: 'ben', role: 'manager' }))).toBe('absent');
      expect(await kind(directory.removeMember('ben', north, 'cy'))).toBe('absent');
      expect(await directory.makeInvitation('ben', invitation('x'))).toBe(false);
      expect(await members('ben')).toEqual(['Ada manager', 'Ben member', 'Cy member']);
    });
    test('a manager renames', async () => {
      expect(await kind(directory.renameOrganisation('ada', north, 'South'))).toBe('done');
      expect((await directory.organisation('ada', north))?.name).toBe('South');
    });
    test('somebody is added only who shares another organisation with the manager', async () => {
      expect(await kind(directory.addMember('ada', north, { person: 'ben', role: 'member' }))).toBe('absent');
      expect(await kind(directory.addMember('ada', north, { person: 'nobody', role: 'member' }))).toBe('absent');
      const south = await directory.createOrganisation('ben', 'South');
      await join('ada', 'member', south, 'ben');
      expect(await kind(directory.addMember('ada', north, { person: 'ben', role: 'manager' }))).toBe('done');
      expect(await kind(directory.addMember('ada', north, { person: 'ben', role: 'member' }))).toBe('done');
      expect(await members()).toEqual(['Ada manager', 'Ben manager']);
    });
    test('roles change, and the last manager stays one', async () => {
      await join('ben');
      expect(await kind(directory.setMemberRole('ada', north, { person: 'ada', role: 'member' }))).toBe('last-manager');
      expect(await kind(directory.setMemberRole('ada', north, { person: 'nobody', role: 'manager' }))).toBe('absent');
      expect(await kind(directory.setMemberRole('ada', north, { person: 'ben', role: 'manager' }))).toBe('done');
      expect(await kind(directory.setMemberRole('ada', north, { person: 'ada', role: 'member' }))).toBe('done');
      expect(await members()).toEqual(['Ada member', 'Ben manager']);
    });
    test('whoever is a manager no longer has no open invitations', async () => {
      await join('ben', 'manager');
      await directory.makeInvitation('ada', invitation('by-ada'));
      await directory.makeInvitation('ben', invitation('by-ben'));
      await directory.setMemberRole('ada', north, { person: 'ben', role: 'member' });
      expect([await stateOf('by-ada'), await stateOf('by-ben')]).toEqual(['open', 'revoked']);
    });
  });

  describe('removing', () => {
    const ada = seatFor({ person: 'ada', party: 'alpha' });
    const live = async (person: string): Promise<string[]> => (await directory.list(person, {}, { limit: 50 })).items.map((item) => item.id);

    test('the last manager cannot go, not even as the only member', async () => {
      expect(await kind(directory.removeMember('ada', north, 'ada'))).toBe('last-manager');
      await join('ben');
      expect(await kind(directory.removeMember('ada', north, 'ada'))).toBe('last-manager');
    });
    test('a member goes alone or is removed', async () => {
      await join('ben');
      await join('cy');
      expect(await kind(directory.removeMember('ben', north, 'ben'))).toBe('done');
      expect(await kind(directory.removeMember('ada', north, 'cy'))).toBe('done');
      expect(await kind(directory.removeMember('ada', north, 'cy'))).toBe('absent');
      expect(await members()).toEqual(['Ada manager']);
      expect(await directory.organisation('cy', north)).toBeNull();
    });
    test('the seats held for the organisation end, and no others', async () => {
      await join('ben');
      await town.begin('a1', [{ person: 'ada', party: 'alpha', organisation: north }, { person: 'ben', party: 'alpha', role: 'counsel', organisation: north }]);
      await town.begin('a2', [{ person: 'ada', party: 'alpha', organisation: north }, { person: 'ben', party: 'beta' }]);
      await town.begin('a3', [{ person: 'cy', party: 'alpha' }, { person: 'ben', party: 'alpha', role: 'reader', organisation: north }]);
      expect(await live('ben')).toEqual(['a3', 'a2', 'a1']);
      expect(await kind(directory.removeMember('ada', north, 'ben'))).toBe('done');
      expect(await live('ben')).toEqual(['a2']);
      expect(await directory.seatOf('ben', 'a1')).toBeNull();
      expect((await directory.seats(ada, 'a1')).map((seat) => seat.person)).toEqual(['ada']);
      expect((await directory.search('ben', 'one', { limit: 9 })).items.map((item) => item.id)).toEqual(['a2']);
    });
    test('the only lead of a party stays, and is told where', async () => {
      await join('ben');
      await town.begin('a1', [{ person: 'ben', party: 'alpha', organisation: north }, { person: 'ada', party: 'beta' }], { rows: [partyRow('alpha', { title: 'Harbour pilot' }), partyRow('beta', { title: 'Other words' })] });
      town.clock.set('2026-11-21T10:00:00.000Z');
      await town.begin('a2', [{ person: 'ben', party: 'alpha', organisation: north }, { person: 'cy', party: 'alpha', role: 'contributor' }]);
      await town.begin('a3', [{ person: 'ben', party: 'alpha', organisation: north }, { person: 'cy', party: 'alpha' }]);
      await town.begin('a4', [{ person: 'ben', party: 'alpha' }]);
      const refused = { kind: 'only-lead', agreements: [{ id: 'a2', title: 'One' }, { id: 'a1', title: 'Harbour pilot' }] };
      expect(await directory.removeMember('ada', north, 'ben')).toEqual(refused);
      expect(await directory.removeMember('ben', north, 'ben')).toEqual(refused);
      expect(await members()).toEqual(['Ada manager', 'Ben member']);
      expect(await live('ben')).toHaveLength(4);
      await town.share('a2', seatFor({ person: 'ben', party: 'alpha' }), { grants: [{ person: 'cy', party: 'alpha', role: 'lead', organisation: null }] });
      await town.share('a1', seatFor({ person: 'ben', party: 'alpha' }), { grants: [{ person: 'eve', party: 'alpha', role: 'lead', organisation: null }] });
      expect(await kind(directory.removeMember('ada', north, 'ben'))).toBe('done');
      expect(await live('ben')).toEqual(['a4']);
    });
    test('links of somebody removed lead nowhere; those of somebody who left stay', async () => {
      await join('ben', 'manager');
      await join('cy', 'manager');
      for (const person of ['ben', 'cy']) {
        const id = `a-${person}`;
        await town.begin(id, [{ person, party: 'alpha', organisation: north }, { person: 'ada', party: 'alpha', organisation: north }]);
        const open = { id: `seat-${person}`, party: 'beta', role: 'lead' as const, email: 'x@example.org', name: null, tokenDigest: tokenDigest(`seat-${person}`), expiresAt: later };
        await town.database.store.append(seatFor({ person, party: 'alpha' }), { agreement: id, writes: [], invitations: { make: [open] } });
        await directory.makeInvitation(person, invitation(`into-${person}`));
      }
      expect(await kind(directory.removeMember('ada', north, 'ben'))).toBe('done');
      expect(await kind(directory.removeMember('cy', north, 'cy'))).toBe('done');
      expect([await stateOf('seat-ben'), await stateOf('seat-cy')]).toEqual(['revoked', 'open']);
      expect([await stateOf('into-ben'), await stateOf('into-cy')]).toEqual(['revoked', 'revoked']);
    });
    test('of two managers who remove each other at the same moment one stays', async () => {
      await join('ben', 'manager');
      const outcomes = await Promise.all([directory.removeMember('ada', north, 'ben'), directory.removeMember('ben', north, 'ada')]);
      expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['absent', 'done']);
    });
  });

  describe('invitations to the installation', () => {
    test('the link tells what it is', async () => {
      await directory.makeInvitation('ada', invitation('i1', { name: 'Ben', role: 'manager' }));
      expect(await directory.invitationBy(tokenDigest('i1'))).toEqual({
        id: 'i1',
        to: { kind: 'account', organisation: { id: north, name: 'North Instruments' }, role: 'manager' },
        email: 'i1@example.org',
        name: 'Ben',
        madeBy: { person: 'ada', name: 'Ada' },
        madeAt: '2026-11-20T10:00:00.000Z',
        expiresAt: '2026-12-04T10:00:00.000Z',
        state: 'open',
        usedBy: null,
      });
      expect(await directory.invitationBy(tokenDigest('other'))).toBeNull();
    });
    test('made with its mail, and in the place of an earlier one, or not at all', async () => {
      const mail = { id: 'm1', dedupe: 'i2', kind: 'account-invitation' as const, to: { email: 'i@example.org' }, agreement: null, data: null };
      const mails = async (): Promise<number> => (await town.database.outbox.list(undefined, { limit: 9 })).items.length;
      await directory.makeInvitation('ada', invitation('i1'));
      expect(await directory.makeInvitation('eve', invitation('i2', { replaces: ['i1'], mail }))).toBe(false);
      await expect(directory.makeInvitation('ada', invitation('i1', { replaces: ['i1'], mail }))).rejects.toThrow();
      expect([await stateOf('i1'), await mails()]).toEqual(['open', 0]);
      expect(await directory.makeInvitation('ada', invitation('i2', { replaces: ['i1'], mail }))).toBe(true);
      expect([await stateOf('i1'), await stateOf('i2'), await mails()]).toEqual(['revoked', 'open', 1]);
    });
    test('used once, also by 50 at the same moment', async () => {
      await directory.makeInvitation('ada', invitation('i1'));
      const names = Array.from({ length: 50 }, (_, index) => `p${index}`);
      const used = await Promise.all(names.map((person) => directory.useInvitation(person, 'i1')));
      expect(used.filter(Boolean)).toHaveLength(1);
      expect(await members()).toHaveLength(2);
      expect((await directory.invitationBy(tokenDigest('i1')))?.usedBy).toBe(names[used.indexOf(true)]);
    });
    test('spent once it has expired, to the millisecond', async () => {
      await directory.makeInvitation('ada', invitation('i1'));
      town.clock.set('2026-12-04T09:59:59.999Z');
      expect(await stateOf('i1')).toBe('open');
      town.clock.set('2026-12-04T10:00:00.000Z');
      expect(await stateOf('i1')).toBe('expired');
      expect(await directory.useInvitation('ben', 'i1')).toBe(false);
      expect(await members()).toEqual(['Ada manager']);
    });
    test('spent once it is revoked, and a used one is not revoked', async () => {
      await directory.makeInvitation('ada', invitation('i1'));
      expect(await directory.revokeInvitation('eve', 'i1')).toBe(false);
      expect(await directory.revokeInvitation('ada', 'nowhere')).toBe(false);
      expect(await directory.revokeInvitation('ada', 'i1')).toBe(true);
      expect(await directory.useInvitation('ben', 'i1')).toBe(false);
      await join('ben');
      expect(await directory.revokeInvitation('ada', `join-ben-${north}`)).toBe(false);
    });
    test('a member who uses another one keeps the role', async () => {
      await join('ben', 'manager');
      await directory.makeInvitation('ada', invitation('i2'));
      expect(await directory.useInvitation('ben', 'i2')).toBe(true);
      expect(await members()).toEqual(['Ada manager', 'Ben manager']);
    });
    test('without an organisation administrators invite and nobody else', async () => {
      await makeRoot();
      expect([await directory.isAdministrator('root'), await directory.isAdministrator('ada'), await directory.isAdministrator('nobody')]).toEqual([true, false, false]);
      expect(await directory.makeInvitation('ada', invitation('i1', { organisation: null }))).toBe(false);
      expect(await directory.makeInvitation('root', invitation('i1', { organisation: null }))).toBe(true);
      expect(await directory.makeInvitation('root', invitation('i2'))).toBe(false);
      expect(await directory.accountInvitations('root', null)).toMatchObject([{ id: 'i1', organisation: null, state: 'open' }]);
      expect([await directory.accountInvitations('ada', null), await directory.accountInvitations('root', north)]).toEqual([[], []]);
      expect(await directory.revokeInvitation('ada', 'i1')).toBe(false);
      expect(await directory.useInvitation('ben', 'i1')).toBe(true);
      expect(await directory.organisationsOf('ben')).toEqual([]);
    });
    test('the list is newest first, with what became of each', async () => {
      for (const id of ['i1', 'i2', 'i3']) await directory.makeInvitation('ada', invitation(id));
      await directory.useInvitation('ben', 'i1');
      await directory.revokeInvitation('ada', 'i2');
      expect((await directory.accountInvitations('ada', north)).map(({ id, state }) => `${id} ${state}`)).toEqual(['i3 open', 'i2 revoked', 'i1 used']);
    });
    test('one to an agreement is not used or revoked here', async () => {
      await town.begin('a1', [{ person: 'ada', party: 'alpha' }]);
      const open = { id: 'seat', party: 'beta', role: 'lead' as const, email: 'x@example.org', name: null, tokenDigest: tokenDigest('seat'), expiresAt: later };
      await town.database.store.append(seatFor({ person: 'ada', party: 'alpha' }), { agreement: 'a1', writes: [], invitations: { make: [open] } });
      expect([await directory.useInvitation('ben', 'seat'), await directory.revokeInvitation('ada', 'seat')]).toEqual([false, false]);
      expect(await stateOf('seat')).toBe('open');
    });
  });

  describe('seats and invitations of agreements', () => {
    const ada = seatFor({ person: 'ada', party: 'alpha' });
    const ben = seatFor({ person: 'ben', party: 'beta' });
    const invite = (by: typeof ada, id: string, party: string, role: 'lead' | 'counsel' = 'lead') =>
      town.database.store.append(by, { agreement: 'a1', writes: [], invitations: { make: [{ id, party, role, email: `${id}@example.org`, name: 'X', names: { party: 'Beta', by: 'Alpha' }, tokenDigest: tokenDigest(id), expiresAt: later }] } });

    beforeEach(() =>
      town.begin(
        'a1',
        [
          { person: 'ada', party: 'alpha', organisation: north },
          { person: 'cy', party: 'alpha', role: 'counsel' },
          { person: 'ben', party: 'beta' },
        ],
        { rows: [partyRow('alpha', { title: 'Of alpha' }), partyRow('beta', { title: 'Of beta' })] },
      ),
    );

    test('the live seat of a person', async () => {
      expect(await directory.seatOf('cy', 'a1')).toEqual({ person: 'cy', party: 'alpha', role: 'counsel', caucuses: [] });
      expect([await directory.seatOf('eve', 'a1'), await directory.seatOf('cy', 'nowhere')]).toEqual([null, null]);
    });
    test('everybody with a seat sees all seats, by party and role', async () => {
      const all = [
        { person: 'ada', name: 'Ada', party: 'alpha', role: 'lead', organisation: 'North Instruments', grantedAt: '2026-11-20T10:00:00.000Z' },
        { person: 'cy', name: 'Cy', party: 'alpha', role: 'counsel', organisation: null, grantedAt: '2026-11-20T10:00:00.000Z' },
        { person: 'ben', name: 'Ben', party: 'beta', role: 'lead', organisation: null, grantedAt: '2026-11-20T10:00:00.000Z' },
      ];
      expect(await directory.seats(ada, 'a1')).toEqual(all);
      expect(await directory.seats(ben, 'a1')).toEqual(all);
    });
    test.each([
      ['a stranger', { person: 'eve', party: 'alpha' }],
      ['another party than one has', { person: 'ben', party: 'alpha' }],
      ['another role than one has', { person: 'cy', party: 'alpha' }],
    ])('%s sees no seats and no invitations', async (_, sitting) => {
      await invite(ada, 'i1', 'gamma');
      expect([await directory.seats(seatFor(sitting), 'a1'), await directory.invitations(seatFor(sitting), 'a1')]).toEqual([[], []]);
    });
    test('a party sees the invitations that it made', async () => {
      await invite(ada, 'i1', 'gamma');
      await invite(ben, 'i2', 'beta', 'counsel');
      expect((await directory.invitations(ada, 'a1')).map((row) => `${row.id} ${row.party} ${row.role} ${row.state} ${row.madeBy.name}`)).toEqual(['i1 gamma lead open Ada', 'a1-beta beta lead used Ada']);
      expect((await directory.invitations(ben, 'a1')).map((row) => row.id)).toEqual(['i2']);
      expect((await directory.invitations(seatFor({ person: 'cy', party: 'alpha', role: 'counsel' }), 'a1')).map((row) => row.id)).toEqual(['i1', 'a1-beta']);
    });
    test('the link to a seat tells which, with the title that the invited side will see', async () => {
      await invite(ben, 'i2', 'beta', 'counsel');
      await invite(ada, 'i1', 'gamma');
      expect((await directory.invitationBy(tokenDigest('i2')))?.to).toEqual({ kind: 'agreement', agreement: 'a1', title: 'Of beta', party: 'beta', role: 'counsel', names: { party: 'Beta', by: 'Alpha' } });
      expect((await directory.invitationBy(tokenDigest('i1')))?.to).toMatchObject({ title: 'Of alpha', party: 'gamma', role: 'lead' });
    });
    test('of two invitations to one party the second is used up with the first', async () => {
      await invite(ada, 'i1', 'gamma');
      await invite(ben, 'i2', 'gamma');
      await town.database.store.append(seatFor({ person: 'eve', party: 'gamma' }), { agreement: 'a1', writes: [], invitations: { use: { id: 'i1', by: 'eve' } }, grants: [{ person: 'eve', party: 'gamma', role: 'lead', organisation: null }] });
      expect([await stateOf('i1'), await stateOf('i2')]).toEqual(['used', 'used']);
    });
  });

  test('people are known by name and mailbox', async () => {
    expect([await directory.nameOf('ada'), await directory.addressOf('ada'), await directory.nameOf('nobody'), await directory.addressOf('nobody')]).toEqual(['Ada', 'ada@example.org', null, null]);
    expect(await directory.hasPeople()).toBe(true);
    const empty = await openTown(here);
    expect(await empty.database.directory.hasPeople()).toBe(false);
    await empty.end();
  });
});
