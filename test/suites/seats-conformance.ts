import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestOf, digestOfBytes, type Digest } from '#agreement/record/canonical';
import type { EventDraft } from '#agreement/record/event';
import { roles, type Role, type Seat } from '#agreement/record/seat';
import { partyStream, sharedStream } from '#agreement/record/stream';
import type { NewMail } from '#world/store/outbox';
import type { Database } from '#world/store/database';
import type { Append, Appended, NewInvitation, Store } from '#world/store/store';
import { handClock, partyRow, tokenDigest, type HandClock, type StoreUnderTest } from './store-conformance';

const seat = (person: string, party: string, role: Role = 'lead'): Seat => ({ person, party, role, caucuses: [] });
const ada = seat('ada', 'alpha');
const bob = seat('bob', 'beta');
const shared = sharedStream('a1');
const mine = partyStream('a1', 'alpha');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const named = (title: string): EventDraft => ({ kind: 'agreement-named', body: { type: 'RD', title } });
const granted = ({ person, party, role }: Seat): EventDraft => ({ kind: 'seat-granted', body: { party, person: { person }, role } });
const ended = ({ person, party }: Seat): EventDraft => ({ kind: 'seat-ended', body: { party, person: { person } } });
const grant = ({ person, party, role }: Seat, organisation: string | null = null) => ({ person, party, role, organisation });
const mail = (id: string, dedupe = id): NewMail => ({ id, dedupe, kind: 'invitation', to: { email: 'x@y.example' }, agreement: 'a1', data: { title: 'One' } });
const start = '2026-11-20T10:00:00.000Z';
const later = '2026-11-21T10:00:00.000Z';

/** Everything a store must do about seats, invitations, list rows, dates and mails. */
export function seatsConformance(name: string, under: () => Promise<StoreUnderTest>): void {
  describe(`seats: ${name}`, () => {
    let clock: HandClock;
    let database: Database;
    let subject: StoreUnderTest;
    let store: Store;

    beforeEach(async () => {
      clock = handClock(start);
      subject = await under();
      database = await subject.open(clock);
      store = database.store;
      await append(ada, { create: true, writes: [{ stream: shared, expectedSeq: 0, drafts: [named('One')] }], rows: [partyRow('alpha'), partyRow('beta')] });
    });
    afterEach(async () => {
      await database.close();
      subject.release?.();
    });

    const append = (by: Seat, more: Partial<Append>): Promise<Appended> => store.append(by, { agreement: 'a1', writes: [], ...more });
    const kind = async (outcome: Promise<Appended>): Promise<string> => (await outcome).kind;
    const write = (by: Seat, stream: string, expectedSeq: number, title = 'x'): Promise<Appended> => append(by, { writes: [{ stream, expectedSeq, drafts: [named(title)] }] });
    const invitation = (id: string, to: Seat, more: Partial<NewInvitation> = {}): NewInvitation => ({
      id,
      party: to.party,
      role: to.role,
      email: `${to.person}@example.org`,
      name: null,
      tokenDigest: tokenDigest(id),
      expiresAt: '2026-12-04T10:00:00.000Z',
      ...more,
    });
    const invite = (by: Seat, id: string, to: Seat, more: Partial<NewInvitation> = {}): Promise<Appended> => append(by, { invitations: { make: [invitation(id, to, more)] } });
    const accept = (as: Seat, id: string, more: Partial<Append> = {}): Promise<Appended> => append(as, { invitations: { use: { id, by: as.person } }, grants: [grant(as)], ...more });
    const joinBob = async (): Promise<void> => {
      expect(await kind(invite(ada, 'to-bob', bob))).toBe('appended');
      expect(await kind(accept(bob, 'to-bob'))).toBe('appended');
    };
    const colleague = async (role: Role, person = 'cy'): Promise<Seat> => {
      const newcomer = seat(person, 'alpha', role);
      expect(await kind(append(ada, { grants: [grant(newcomer)] }))).toBe('appended');
      return newcomer;
    };
    const rowOf = (person: string, agreement = 'a1') => database.kysely.selectFrom('seats').selectAll().where('agreement', '=', agreement).where('person', '=', person).executeTakeFirst();
    const invitationOf = (id: string) => database.kysely.selectFrom('invitations').selectAll().where('id', '=', id).executeTakeFirst();
    const sees = async (as: Seat): Promise<boolean> => (await store.getAgreement(as, 'a1')) !== null;

    describe('a seat is held by this person for this party in this role', () => {
      const digest = digestOfBytes(bytes('blob'));
      const looks = async (as: Seat, id: string): Promise<unknown> => [
        await store.read(as, sharedStream(id)),
        await store.read(as, partyStream(id, 'alpha')),
        await store.streams(as, id),
        await store.getAgreement(as, id),
        (await store.listAgreements(as, { limit: 9 })).items,
        await store.getBlob(as, id, digest),
        await store.readPerson(as, id, 'jo'),
        await store.people(as, id),
        await store.marks(as, id),
        await store.putBlob(as, sharedStream(id), bytes('x')),
        await store.savePerson(as, sharedStream(id), { id: 'new', salt: '', details: {} }),
        await store.append(as, { agreement: id, writes: [{ stream: sharedStream(id), expectedSeq: 1, drafts: [named('x')] }] }),
        await store.append(as, { agreement: id, writes: [], rows: [partyRow(as.party)] }),
        await store.append(as, { agreement: id, writes: [], mails: [mail('m1')] }),
        await store.append(as, { agreement: id, writes: [], grants: [grant(seat('mallory', as.party))] }),
        await store.append(as, { agreement: id, writes: [], ends: ['ada'] }),
        await store.append(as, { agreement: id, writes: [], invitations: { make: [invitation(`i-${id}`, seat('mallory', as.party))] } }),
        await store.earlier(as, 'key', digestOf('request')),
      ];
      beforeEach(async () => {
        await append(ada, { writes: [{ stream: mine, expectedSeq: 0, drafts: [named('Ours')], blobs: [bytes('blob')], people: [{ id: 'jo', salt: '', details: { name: 'Jo' } }] }], once: { key: 'key', request: digestOf('request') } });
      });
      const others: [string, Seat][] = [
        ['another person of the party', seat('eve', 'alpha')],
        ['the person for another party', seat('ada', 'beta')],
        ['a stranger', seat('eve', 'gamma')],
        ...roles.filter((role) => role !== 'lead').map((role): [string, Seat] => [`the person as ${role}`, seat('ada', 'alpha', role)]),
      ];
      test.each(others)('%s sees what is seen of an agreement that is not there', async (_, as) => {
        expect(await looks(as, 'a1')).toEqual(await looks(as, 'absent'));
        expect(await database.outbox.list(undefined, { limit: 9 })).toMatchObject({ items: [] });
      });
      test('one whose seat ended likewise', async () => {
        const cy = await colleague('lead');
        expect(await sees(cy)).toBe(true);
        await append(ada, { ends: ['cy'] });
        expect(await looks(cy, 'a1')).toEqual(await looks(cy, 'absent'));
      });
      test('one whose role was changed sees it in the new role only', async () => {
        const cy = await colleague('counsel');
        await append(ada, { grants: [grant(seat('cy', 'alpha', 'reader'))] });
        expect([await sees(cy), await sees(seat('cy', 'alpha', 'reader'))]).toEqual([false, true]);
        expect(await write(cy, mine, 1)).toEqual({ kind: 'absent' });
      });
      test('the holder sees it', async () => {
        const [events, , streams, row] = (await looks(ada, 'a1')) as [unknown[], unknown, string[], unknown];
        expect([events.length, streams, row === null]).toEqual([1, [mine, shared], false]);
      });
      test('somebody who is removed between reading and writing writes nothing', async () => {
        const cy = await colleague('contributor');
        const known = (await store.read(cy, mine)).length;
        await append(ada, { ends: ['cy'] });
        expect(await write(cy, mine, known)).toEqual({ kind: 'absent' });
        expect(await store.read(ada, mine)).toHaveLength(known);
      });
      test('of a removal and a write at once nothing is half-done, whichever comes first', async () => {
        const cy = await colleague('contributor');
        const kept = async (): Promise<number> => (await database.kysely.selectFrom('events').select('seq').where('stream', '=', 'party:alpha').execute()).length;
        // A database with one writer carries out what was asked for first; another one may choose.
        for (const [by, party] of [[cy, ada], [ada, ada]] as const) {
          const before = await kept();
          const writes = kind(write(by, mine, before));
          const [written, removed] = await Promise.all([writes, kind(append(party, { ends: [by.person] }))]);
          expect(removed).toBe('appended');
          expect([written, await kept()]).toEqual(written === 'appended' ? ['appended', before + 1] : ['absent', before]);
        }
      });
      test('a request repeated by one whose seat ended is absent, and its key still guards', async () => {
        const cy = await colleague('contributor');
        const once = { key: 'k', request: digestOf('x'), answer: 'secret' };
        await append(cy, { writes: [{ stream: mine, expectedSeq: 1, drafts: [named('x')] }], once });
        await append(ada, { ends: ['cy'] });
        expect(await store.earlier(cy, 'k', once.request)).toEqual({ kind: 'none' });
        expect(await append(cy, { once })).toEqual({ kind: 'absent' });
        expect(await store.append(cy, { agreement: 'a2', create: true, writes: [], once })).toEqual({ kind: 'absent' });
        expect(await store.append(cy, { agreement: 'a2', create: true, writes: [], once: { ...once, request: digestOf('y') } })).toEqual({ kind: 'key-conflict' });
      });
    });

    describe('giving and ending seats', () => {
      test('the creator has a seat, for the organisation that the grant names', async () => {
        expect(await rowOf('ada')).toMatchObject({ party: 'alpha', role: 'lead', organisation: null, granted_at: start, ended_at: null });
        await database.kysely.insertInto('organisations').values({ id: 'org', name: 'Org', created_at: start }).execute();
        await store.append(ada, { agreement: 'a2', create: true, writes: [], grants: [grant(ada, 'org'), grant(seat('cy', 'alpha', 'counsel'), 'org')] });
        expect(await rowOf('ada', 'a2')).toMatchObject({ organisation: 'org' });
        expect(await rowOf('cy', 'a2')).toMatchObject({ role: 'counsel', organisation: 'org' });
      });
      test.each([
        ['another party', [grant(ada), grant(seat('bob', 'beta'))]],
        ['itself in another role', [grant(seat('ada', 'alpha', 'counsel'))]],
        ['itself for another party', [grant(seat('ada', 'beta'))]],
      ] as const)('a creator gives no seat to %s', async (_, grants) => {
        expect(await store.append(ada, { agreement: 'a2', create: true, writes: [], grants })).toEqual({ kind: 'absent' });
        expect(await store.append(ada, { agreement: 'a2', create: true, writes: [] })).toMatchObject({ kind: 'appended' });
      });
      test.each(roles)('a %s of the own party works at once', async (role) => {
        const cy = await colleague(role);
        expect(await sees(cy)).toBe(true);
        expect(await kind(write(cy, mine, 0))).toBe(role === 'reader' ? 'absent' : 'appended');
      });
      test.each(roles.filter((role) => role !== 'lead'))('a %s gives, ends and invites nobody', async (role) => {
        const cy = await colleague(role);
        await invite(ada, 'i1', seat('di', 'alpha', 'reader'));
        expect(await kind(append(cy, { grants: [grant(seat('di', 'alpha', 'reader'))] }))).toBe('absent');
        expect(await kind(append(cy, { grants: [grant(seat('cy', 'alpha', 'lead'))] }))).toBe('absent');
        expect(await kind(append(cy, { ends: ['ada'] }))).toBe('absent');
        expect(await kind(invite(cy, 'i2', seat('di', 'alpha', 'reader')))).toBe('absent');
        expect(await kind(append(cy, { invitations: { revoke: ['i1'] } }))).toBe('absent');
        expect(await invitationOf('i1')).toMatchObject({ revoked_at: null });
      });
      test('nobody gives or ends a seat of another party', async () => {
        await joinBob();
        expect(await kind(append(ada, { grants: [grant(seat('eve', 'beta'))] }))).toBe('absent');
        expect(await kind(append(ada, { grants: [grant(seat('eve', 'gamma'))] }))).toBe('absent');
        expect(await kind(append(ada, { ends: ['bob'] }))).toBe('absent');
        expect(await kind(append(ada, { ends: ['nobody'] }))).toBe('absent');
        expect(await sees(bob)).toBe(true);
      });
      test.each(roles)('a %s leaves by their own hand, and the shared stream says so', async (role) => {
        const cy = await colleague(role);
        const leaving = { ends: ['cy'], writes: [{ stream: mine, expectedSeq: 0, drafts: [] }, { stream: shared, expectedSeq: 1, drafts: [ended(cy)] }] };
        expect(await kind(append(cy, leaving))).toBe('appended');
        expect([await sees(cy), (await store.read(ada, shared)).at(-1)?.kind]).toEqual([false, 'seat-ended']);
      });
      test('a reader who leaves writes nothing else', async () => {
        const cy = await colleague('reader');
        const leave = (drafts: EventDraft[], more: object = {}): Promise<string> => kind(append(cy, { ends: ['cy'], writes: [{ stream: shared, expectedSeq: 1, drafts, ...more }] }));
        expect(await leave([named('x')])).toBe('absent');
        expect(await leave([ended(cy), named('x')])).toBe('absent');
        expect(await leave([ended(ada)])).toBe('absent');
        expect(await leave([ended(cy)], { blobs: [bytes('x')] })).toBe('absent');
        expect(await leave([ended(cy)], { people: [{ id: 'ada', salt: '', details: {} }] })).toBe('absent');
        expect(await sees(cy)).toBe(true);
      });
      test('a lead hands over and leaves in one append', async () => {
        expect(await kind(append(ada, { grants: [grant(seat('cy', 'alpha'))], ends: ['ada'] }))).toBe('appended');
        expect([await sees(ada), await sees(seat('cy', 'alpha'))]).toEqual([false, true]);
      });
      test('a person whose seat ended may be given one again, for another party too', async () => {
        await colleague('counsel', 'eve');
        await append(ada, { ends: ['eve'] });
        await invite(ada, 'to-eve', seat('eve', 'beta'));
        clock.set(later);
        expect(await kind(accept(seat('eve', 'beta'), 'to-eve'))).toBe('appended');
        expect(await rowOf('eve')).toMatchObject({ party: 'beta', role: 'lead', granted_at: later, ended_at: null });
        expect(await sees(seat('eve', 'alpha', 'counsel'))).toBe(false);
      });
      test('nobody acts for two parties', async () => {
        await joinBob();
        await expect(append(bob, { grants: [grant(seat('ada', 'beta', 'reader'))] })).rejects.toThrow('acts for another party of this agreement');
        await invite(bob, 'to-ada', seat('ada', 'beta', 'counsel'));
        await expect(accept(seat('ada', 'beta', 'counsel'), 'to-ada')).rejects.toThrow('acts for another party of this agreement');
        expect([await sees(ada), (await invitationOf('to-ada'))?.used_at]).toEqual([true, null]);
      });
      test('a new role leaves the organisation, unless the grant names one', async () => {
        await append(ada, { grants: [grant(seat('cy', 'alpha', 'reader'), 'org')] });
        await append(ada, { grants: [{ person: 'cy', party: 'alpha', role: 'counsel' }] });
        expect(await rowOf('cy')).toMatchObject({ role: 'counsel', organisation: 'org', granted_at: start });
        await append(ada, { grants: [grant(seat('cy', 'alpha', 'counsel'))] });
        expect(await rowOf('cy')).toMatchObject({ organisation: null });
      });
      test('an append that meets a conflict changes no seat', async () => {
        await colleague('reader');
        const late = { writes: [{ stream: shared, expectedSeq: 0, drafts: [named('x')] }] };
        expect(await kind(append(ada, { ...late, grants: [grant(seat('di', 'alpha'))], ends: ['cy'] }))).toBe('conflict');
        expect([(await rowOf('di')) === undefined, (await rowOf('cy'))?.ended_at]).toEqual([true, null]);
      });
    });

    describe('invitations', () => {
      test('an invited person joins with a first append of their own, and is told of in the shared stream', async () => {
        await invite(ada, 'to-bob', bob);
        const known = (await store.readInvited(bob, 'a1', 'to-bob')).length;
        const outcome = await accept(bob, 'to-bob', { writes: [{ stream: shared, expectedSeq: known, drafts: [granted(bob)], people: [{ id: 'bob', salt: '', details: { name: 'Bob' } }] }], rows: [partyRow('alpha'), partyRow('beta', { title: 'Hello' })] });
        expect(outcome).toMatchObject({ kind: 'appended', events: [{ actor: { person: 'bob' }, onBehalfOf: 'beta', kind: 'seat-granted' }] });
        expect((await store.listAgreements(bob, { limit: 9 })).items).toMatchObject([{ id: 'a1', title: 'Hello' }]);
        expect(await invitationOf('to-bob')).toMatchObject({ used_by: 'bob', used_at: start });
      });
      test('it keeps what the parties were called when it was made', async () => {
        await invite(ada, 'to-bob', bob, { name: 'Bob Ray', names: { party: 'Beta Ltd', by: null } });
        expect(await invitationOf('to-bob')).toMatchObject({ name: 'Bob Ray', party_name: 'Beta Ltd', made_for_name: null, made_by: 'ada', made_for: 'alpha', made_at: start });
        await expect(invite(ada, 'i2', bob, { names: { party: 'a\0b', by: null } })).rejects.toMatchObject({ name: 'InputError' });
      });
      test.each(roles)('a %s joins, a reader too', async (role) => {
        const cy = seat('cy', 'alpha', role);
        await invite(ada, 'to-cy', cy);
        expect(await kind(accept(cy, 'to-cy', { writes: [{ stream: shared, expectedSeq: 1, drafts: [granted(cy)] }] }))).toBe('appended');
        expect(await sees(cy)).toBe(true);
      });
      test('of fifty people at once with one link one joins', async () => {
        await invite(ada, 'to-bob', bob);
        const people = Array.from({ length: 50 }, (_, index) => seat(`p${index}`, 'beta'));
        const outcomes = await Promise.all(people.map((person) => kind(accept(person, 'to-bob', { mails: [mail(`m-${person.person}`)] }))));
        expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === 'spent')).toHaveLength(49);
        expect((await database.outbox.list(undefined, { limit: 99 })).items).toHaveLength(1);
        expect(await database.kysely.selectFrom('seats').select('person').where('party', '=', 'beta').execute()).toHaveLength(1);
      });
      test('of fifty presses of one person one counts', async () => {
        await invite(ada, 'to-bob', bob);
        const outcomes = await Promise.all(Array.from({ length: 50 }, () => kind(accept(bob, 'to-bob'))));
        expect(outcomes.sort()).toEqual(['appended', ...Array.from({ length: 49 }, () => 'spent')]);
      });
      test('the same press sent again with its key is answered again', async () => {
        await invite(ada, 'to-bob', bob);
        const once = { key: 'press', request: digestOf('press'), answer: 'welcome' };
        await accept(bob, 'to-bob', { once });
        expect(await accept(bob, 'to-bob', { once })).toMatchObject({ kind: 'repeated', answer: 'welcome' });
      });
      test('one that has expired is spent, to the millisecond', async () => {
        await invite(ada, 'to-bob', bob);
        clock.set('2026-12-04T10:00:00.000Z');
        expect(await accept(bob, 'to-bob')).toEqual({ kind: 'spent' });
        clock.set('2026-12-04T09:59:59.999Z');
        expect(await kind(accept(bob, 'to-bob'))).toBe('appended');
      });
      test('one that was revoked is spent', async () => {
        await invite(ada, 'to-bob', bob);
        expect(await kind(append(ada, { invitations: { revoke: ['to-bob'] } }))).toBe('appended');
        expect(await accept(bob, 'to-bob')).toEqual({ kind: 'spent' });
        expect(await sees(bob)).toBe(false);
      });
      test('one that never was, and one of another agreement, are spent alike', async () => {
        await store.append(seat('eve', 'gamma'), { agreement: 'e1', create: true, writes: [], invitations: { make: [invitation('elsewhere', bob)] } });
        expect(await accept(bob, 'nowhere')).toEqual({ kind: 'spent' });
        expect(await accept(bob, 'elsewhere')).toEqual({ kind: 'spent' });
        expect(await invitationOf('elsewhere')).toMatchObject({ used_at: null });
      });
      test.each<[string, Seat, Partial<Append>]>([
        ['in another role', seat('bob', 'beta', 'counsel'), {}],
        ['for another party', seat('bob', 'alpha'), {}],
        ['for somebody else', bob, { invitations: { use: { id: 'to-bob', by: 'eve' } } }],
        ['with a seat for somebody else', bob, { grants: [grant(seat('eve', 'beta'))] }],
        ['with a second seat', bob, { grants: [grant(bob), grant(seat('eve', 'beta'))] }],
        ['without a seat', bob, { grants: [] }],
      ])('nobody uses one %s', async (_, as, more) => {
        await invite(ada, 'to-bob', bob);
        expect(await accept(as, 'to-bob', more)).toEqual({ kind: 'absent' });
        expect(await invitationOf('to-bob')).toMatchObject({ used_at: null });
        expect(await kind(accept(bob, 'to-bob'))).toBe('appended');
      });
      test('somebody who has a seat keeps it and the link', async () => {
        const cy = await colleague('lead');
        await invite(ada, 'to-cy', seat('cy', 'alpha', 'reader'));
        await expect(accept(seat('cy', 'alpha', 'reader'), 'to-cy')).rejects.toThrow('acts for this party already');
        expect([await sees(cy), (await invitationOf('to-cy'))?.used_at]).toEqual([true, null]);
      });
      test('another party is invited by a lead only and to a lead’s seat only', async () => {
        expect(await kind(invite(ada, 'i1', seat('x', 'beta', 'counsel')))).toBe('absent');
        expect(await kind(invite(ada, 'i2', seat('x', 'beta', 'signatory')))).toBe('absent');
        expect(await kind(invite(await colleague('contributor'), 'i3', bob))).toBe('absent');
        expect(await kind(invite(ada, 'i4', bob))).toBe('appended');
      });
      test('a party that somebody acts for invites for itself', async () => {
        await joinBob();
        expect(await kind(invite(ada, 'i1', seat('eve', 'beta')))).toBe('absent');
        expect(await kind(invite(bob, 'i2', seat('di', 'beta', 'counsel')))).toBe('appended');
        expect(await kind(accept(seat('di', 'beta', 'counsel'), 'i2'))).toBe('appended');
      });
      test('of two invitations to a new party the second is spent once the first was used', async () => {
        await invite(ada, 'one', bob);
        await invite(ada, 'two', bob);
        await accept(bob, 'one');
        expect(await accept(seat('eve', 'beta'), 'two')).toEqual({ kind: 'spent' });
        expect(await store.readInvited(seat('eve', 'beta'), 'a1', 'two')).toEqual([]);
      });
      test('links made by somebody who is removed lead nowhere; those of somebody who leaves stay', async () => {
        const cy = await colleague('lead');
        await invite(cy, 'of-cy', seat('di', 'alpha', 'reader'));
        await invite(ada, 'of-ada', seat('fay', 'alpha', 'reader'));
        await append(ada, { ends: ['cy'] });
        expect(await accept(seat('di', 'alpha', 'reader'), 'of-cy')).toEqual({ kind: 'spent' });
        await append(ada, { ends: ['ada'] });
        expect(await kind(accept(seat('fay', 'alpha', 'reader'), 'of-ada'))).toBe('appended');
      });
      test('nobody revokes those of another party', async () => {
        await joinBob();
        await invite(bob, 'i1', seat('di', 'beta', 'counsel'));
        expect(await kind(append(ada, { invitations: { revoke: ['i1'] } }))).toBe('absent');
        expect(await kind(append(ada, { invitations: { revoke: ['nowhere'] } }))).toBe('absent');
        expect(await invitationOf('i1')).toMatchObject({ revoked_at: null });
      });
      test('revoking one that was used leaves it used', async () => {
        await joinBob();
        await append(ada, { invitations: { revoke: ['to-bob'] } });
        expect(await invitationOf('to-bob')).toMatchObject({ used_by: 'bob', revoked_at: null });
        expect(await sees(bob)).toBe(true);
      });
      test('a conflict uses nothing up', async () => {
        await invite(ada, 'to-bob', bob);
        expect(await kind(accept(bob, 'to-bob', { writes: [{ stream: shared, expectedSeq: 0, drafts: [granted(bob)] }] }))).toBe('conflict');
        expect(await kind(accept(bob, 'to-bob', { writes: [{ stream: shared, expectedSeq: 1, drafts: [granted(bob)] }] }))).toBe('appended');
      });
      test('the shared stream is read beforehand by whom the link leads to that seat, and by nobody else', async () => {
        await invite(ada, 'to-bob', bob);
        const length = async (as: Seat, id = 'to-bob', agreement = 'a1'): Promise<number> => (await store.readInvited(as, agreement, id)).length;
        expect([await length(bob), await length(seat('bob', 'beta', 'counsel')), await length(seat('bob', 'alpha')), await length(bob, 'nowhere'), await length(bob, 'to-bob', 'a2')]).toEqual([1, 0, 0, 0, 0]);
        expect(await store.read(bob, shared)).toEqual([]);
        await accept(bob, 'to-bob');
        expect(await length(bob)).toBe(0);
      });
    });

    describe('lists', () => {
      const updated = async (person: string): Promise<string | undefined> => (await rowOf(person))?.updated_at;
      const counselStream = 'a1/counsel:alpha';
      test.each([
        ['shared', shared, 1, ['ada', 'cy', 'di', 'bob']],
        ['the party’s own', mine, 0, ['ada', 'cy', 'di']],
        ['counsel’s', counselStream, 0, ['cy']],
      ] as const)('an event in the %s stream moves the agreement up for those who read it', async (_, stream, seq, moved) => {
        await joinBob();
        const cy = await colleague('counsel', 'cy');
        await colleague('reader', 'di');
        clock.set(later);
        await write(cy, stream, seq);
        for (const person of ['ada', 'cy', 'di', 'bob']) expect(await updated(person)).toBe((moved as readonly string[]).includes(person) ? later : start);
      });
      test('a row without an event moves nothing', async () => {
        clock.set(later);
        await append(ada, { rows: [partyRow('alpha', { title: 'Two' })] });
        expect(await store.getAgreement(ada, 'a1')).toMatchObject({ title: 'Two', updatedAt: start });
      });
      test('each party sees its own row', async () => {
        await joinBob();
        await append(ada, { writes: [{ stream: shared, expectedSeq: 1, drafts: [named('x')] }], rows: [partyRow('alpha', { title: 'Ours', turn: 2 }), partyRow('beta', { title: 'Theirs' })] });
        expect([(await store.getAgreement(ada, 'a1'))?.title, (await store.getAgreement(bob, 'a1'))?.title]).toEqual(['Ours', 'Theirs']);
      });
      test('what a row leaves out stays as it was', async () => {
        await append(ada, { rows: [partyRow('alpha', { title: 'Ours', parties: ['A', 'B'], status: 'drafted', words: 'nitrate' })] });
        await append(ada, { rows: [{ party: 'alpha', turn: 4, needs: [], waits: [] }] });
        expect(await store.getAgreement(ada, 'a1')).toMatchObject({ title: 'Ours', type: 'RD', parties: ['A', 'B'], status: 'drafted' });
        expect(await database.kysely.selectFrom('members').select('turn').where('party', '=', 'alpha').executeTakeFirst()).toEqual({ turn: 4 });
      });
      test('a party given no row finds the agreement all the same', async () => {
        await invite(ada, 'i1', seat('gil', 'gamma'));
        await accept(seat('gil', 'gamma'), 'i1');
        expect(await store.getAgreement(seat('gil', 'gamma'), 'a1')).toMatchObject({ title: null, status: 'created' });
      });
      test('what is asked goes to the seats of the role, and "since" stays while it stays', async () => {
        const cy = await colleague('counsel', 'cy');
        const asks = (what: 'clear' | 'answer', waits: { party: string; what: 'answer' | 'join' }[] = []): Promise<Appended> =>
          append(ada, { rows: [partyRow('alpha', { needs: [{ role: 'counsel', what }, { role: 'counsel', what: 'seal' }], waits })] });
        clock.set('2026-11-21T00:00:00.000Z');
        await asks('clear');
        expect(await rowOf('cy')).toMatchObject({ needs: 'clear', needs_since: '2026-11-21T00:00:00.000Z' });
        expect(await rowOf('ada')).toMatchObject({ needs: null, needs_since: null, waits_since: null });
        clock.set('2026-11-22T00:00:00.000Z');
        await asks('clear', [{ party: 'beta', what: 'answer' }]);
        expect(await rowOf('cy')).toMatchObject({ needs_since: '2026-11-21T00:00:00.000Z', waits_since: null });
        expect(await rowOf('ada')).toMatchObject({ waits_since: '2026-11-22T00:00:00.000Z' });
        clock.set('2026-11-23T00:00:00.000Z');
        await asks('answer', [{ party: 'beta', what: 'answer' }]);
        expect(await rowOf('cy')).toMatchObject({ needs: 'answer', needs_since: '2026-11-23T00:00:00.000Z' });
        expect(await rowOf('ada')).toMatchObject({ waits_since: '2026-11-22T00:00:00.000Z' });
        await asks('answer', [{ party: 'beta', what: 'join' }]);
        expect(await rowOf('ada')).toMatchObject({ waits_since: '2026-11-23T00:00:00.000Z' });
        await append(ada, { rows: [partyRow('alpha')] });
        expect([await rowOf('cy'), await rowOf('ada')]).toMatchObject([{ needs: null, needs_since: null }, { waits_since: null }]);
        expect(await sees(cy)).toBe(true);
      });
      test('a new seat takes over what its role is asked', async () => {
        await append(ada, { rows: [partyRow('alpha', { needs: [{ role: 'signatory', what: 'sign' }] })] });
        await colleague('signatory', 'cy');
        expect(await rowOf('cy')).toMatchObject({ needs: 'sign', needs_since: start });
      });
      test('an agreement put aside is not listed, and is still there', async () => {
        await database.kysely.updateTable('seats').set({ archived_at: later }).execute();
        expect((await store.listAgreements(ada, { limit: 9 })).items).toEqual([]);
        expect(await sees(ada)).toBe(true);
      });
    });

    describe('words', () => {
      beforeEach(joinBob);
      const found = async (text: string): Promise<string[]> => {
        const finds = async ({ person, party }: Seat): Promise<string[]> => (await database.directory.search(person, text, { limit: 9 })).items.map(() => party);
        return [...(await finds(ada)), ...(await finds(bob))];
      };
      test('an agreement is found by title, parties and words of the own row, whatever the letters', async () => {
        await append(ada, { rows: [partyRow('alpha', { title: 'Gezeiten', parties: ['Müller', 'Vand'], words: 'nitrate sensing in tidal rivers' })] });
        expect([await found('gezeiten'), await found('muller'), await found('NITRATE'), await found('absent')]).toEqual([['alpha'], ['alpha'], ['alpha'], []]);
      });
      test('words stay until others are given', async () => {
        await append(ada, { rows: [partyRow('alpha', { words: 'nitrate' })] });
        await append(ada, { rows: [partyRow('alpha', { title: 'Renamed' })] });
        expect([await found('nitrate'), await found('renamed')]).toEqual([['alpha'], ['alpha']]);
        await append(ada, { rows: [partyRow('alpha', { words: '' })] });
        expect(await found('nitrate')).toEqual([]);
      });
      test('a conflict leaves the words as they were', async () => {
        await append(ada, { rows: [partyRow('alpha', { words: 'before' })] });
        await append(ada, { writes: [{ stream: shared, expectedSeq: 0, drafts: [] }], rows: [partyRow('alpha', { words: 'after' })] });
        expect([await found('before'), await found('after')]).toEqual([['alpha'], []]);
      });
    });

    describe('dates', () => {
      const date = (on: string, party = 'alpha') => ({ party, on, obligation: `o-${on}`, what: 'Report', clause: '5.1' });
      const give = (expectedSeq: number, days: string[]): Promise<Appended> => append(ada, { writes: [{ stream: shared, expectedSeq, drafts: [named('x')] }], dates: days.map((day) => date(day)) });
      const kept = async (): Promise<string[]> => (await database.kysely.selectFrom('dates').select('on_day').orderBy('on_day').execute()).map((row) => row.on_day);
      test('are replaced whole, and every seat knows the first day', async () => {
        await joinBob();
        await give(1, ['2027-03-31', '2026-12-01']);
        expect([await kept(), (await rowOf('ada'))?.first_day, (await rowOf('bob'))?.first_day]).toEqual([['2026-12-01', '2027-03-31'], '2026-12-01', '2026-12-01']);
        await give(2, ['2027-03-31']);
        expect([await kept(), (await rowOf('bob'))?.first_day]).toEqual([['2027-03-31'], '2027-03-31']);
        await give(3, []);
        expect([await kept(), (await rowOf('bob'))?.first_day]).toEqual([[], null]);
      });
      test('stay where an append gives none, and where it fails', async () => {
        await give(1, ['2027-03-31']);
        await write(ada, shared, 2);
        await give(1, []);
        expect(await kept()).toEqual(['2027-03-31']);
      });
      test('of a newcomer are those of the agreement', async () => {
        await give(1, ['2027-03-31']);
        await colleague('reader');
        expect(await rowOf('cy')).toMatchObject({ first_day: '2027-03-31' });
      });
    });

    describe('mails', () => {
      const waiting = async (): Promise<string[]> => (await database.outbox.list('waiting', { limit: 99 })).items.map((item) => item.id).sort();
      test('wait once the append is through, and those who watch are told', async () => {
        let told = 0;
        const end = database.outbox.watch(() => (told += 1));
        await append(ada, { mails: [mail('m1'), { ...mail('m2'), to: { person: 'bob' }, secret: bytes('token') }] });
        expect([await waiting(), told]).toEqual([['m1', 'm2'], 1]);
        await write(ada, mine, 0);
        end();
        await append(ada, { mails: [mail('m3')] });
        expect(told).toBe(1);
      });
      test.each<[string, Partial<Append>]>([
        ['a conflict', { writes: [{ stream: shared, expectedSeq: 7, drafts: [] }] }],
        ['a stream of somebody else', { writes: [{ stream: partyStream('a1', 'beta'), expectedSeq: 0, drafts: [named('x')] }] }],
        ['a change that is not allowed', { ends: ['nobody'] }],
        ['a spent invitation', { invitations: { use: { id: 'nowhere', by: 'ada' } } }],
      ])('go with everything else at %s', async (_, more) => {
        let told = 0;
        database.outbox.watch(() => (told += 1));
        expect(await kind(append(ada, { ...more, mails: [mail('m1')] }))).not.toBe('appended');
        expect([await waiting(), told]).toEqual([[], 0]);
      });
      test('go with everything else where an event cannot be written', async () => {
        const half = { writes: [{ stream: shared, expectedSeq: 1, drafts: [named('half \ud800 pair')] }], mails: [mail('m1')], grants: [grant(seat('cy', 'alpha'))], rows: [partyRow('alpha', { title: 'Half' })], dates: [] };
        await expect(append(ada, half)).rejects.toThrow('half of a character pair');
        expect([await waiting(), await rowOf('cy'), (await store.getAgreement(ada, 'a1'))?.title]).toEqual([[], undefined, 'One']);
      });
      test('a repeated request puts none again', async () => {
        const once = { key: 'k', request: digestOf('x') satisfies Digest };
        await append(ada, { mails: [mail('m1')], once });
        await append(ada, { mails: [mail('m2')], once });
        expect(await waiting()).toEqual(['m1']);
      });
      test('one occasion has one mail', async () => {
        await append(ada, { mails: [mail('m1', 'turn-1-bob')] });
        await append(ada, { mails: [mail('m2', 'turn-1-bob')] });
        expect(await waiting()).toEqual(['m1']);
      });
    });
  });
}
