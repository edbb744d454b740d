import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeAnswers } from '#agreement/facts/answers';
import type { Json } from '#agreement/record/canonical';
import { erasedName, referTo, standing, type PersonRef } from '#agreement/record/person';
import type { Event } from '#agreement/record/event';
import type { Seat } from '#agreement/record/seat';
import { sharedStream } from '#agreement/record/stream';
import { acceptInvitation } from '#operations/accept-invitation';
import { answerQuestions } from '#operations/answer-questions';
import { createAgreement } from '#operations/create-agreement';
import { createOrganisation } from '#operations/create-organisation';
import { eraseNamed, listNamed } from '#operations/erase-named';
import { erasePerson } from '#operations/erase-person';
import { leaveOrganisation } from '#operations/leave-organisation';
import { removeMember } from '#operations/remove-member';
import { tellNotes } from '#operations/tell-notes';
import { exportBundle } from '#operations/export-bundle';
import { exportMyData } from '#operations/export-my-data';
import { handOver } from '#operations/hand-over';
import { performWhole } from '#operations/perform';
import { listAgreements, searchAgreements } from '#operations/list-agreements';
import { listAccounts } from '#operations/list-accounts';
import { listPeople } from '#operations/list-people';
import { readAgreement } from '#operations/read-agreement';
import { readMe } from '#operations/read-me';
import { readNegotiation } from '#operations/read-negotiation';
import { readOrganisation } from '#operations/read-organisation';
import { readOutbox } from '#operations/read-outbox';
import { setMemberRole } from '#operations/set-member-role';
import { verifyStream } from '#world/store/verify-stream';
import type { MailKind } from '#world/store/outbox';
import { sampleAnswers } from '../agreement/sample-answers';
import { usedStore } from '../stores';
import { quax, tellStory, traces, type Told } from './erasing';
import { guest, invite, openHouse, password, refusal, type House, type Visitor } from './visitors';

type Story = { house: House } & Told;

/** On a database server there are no files to look into, and without a folder no key to sign with. */
const inFolders = usedStore().kind === 'sqlite';

async function story({ kept = false, sign = false } = {}): Promise<Story> {
  const house = await openHouse({ kept: kept && inFolders });
  return { house, ...(await tellStory(house, { sign })) };
}

/** A describe block with one story of its own. */
function within(name: string, options: { kept?: boolean; sign?: boolean }, tests: (at: Story) => void): void {
  describe.skipIf(options.sign === true && !inFolders)(name, () => {
    const at = {} as Story;
    beforeAll(async () => void Object.assign(at, await story(options)));
    afterAll(() => at.house.end());
    tests(at);
  });
}

/** Which of these texts stand in the bytes of any file of a folder. */
function inFiles(folder: string, texts: readonly string[]): string[] {
  if (folder === '') return [];
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap((entry) => {
    const bytes = readFileSync(join(entry.parentPath, entry.name));
    return texts.filter((text) => bytes.includes(text)).map((text) => `${text} in ${entry.name}`);
  });
}

const eventsOf = async ({ world }: House, who: Visitor, agreement: string): Promise<Event[]> => world.store.read(await seatOf(world, who, agreement), sharedStream(agreement));
const seatOf = async (world: House['world'], who: Visitor, agreement: string): Promise<Seat> => (await world.directory.seatOf(await who.id(), agreement)) as Seat;
const peopleOf = async ({ world }: House, who: Visitor, agreement: string) => (await world.store.people(await seatOf(world, who, agreement), agreement))!;
const signIn = async ({ world }: House, email: string): Promise<number> => {
  const request = new Request('https://entente.example/api/auth/sign-in', { method: 'POST', headers: { 'content-type': 'application/json', origin: 'https://entente.example' }, body: JSON.stringify({ email, password }) });
  return (await world.accounts.handle(request, '192.0.2.9')).status;
};

within('somebody who erases themselves', { kept: true }, (at) => {
  let id: string;
  beforeAll(async () => {
    id = await at.ben.id();
    // What is looked for must have been there.
    if (inFolders) expect(inFiles(at.house.folder, [quax.name, quax.email])).not.toEqual([]);
    expect(await at.ben.do(erasePerson, { confirm: ` ${quax.email.toUpperCase()} ` })).toMatchObject({ erased: { agreements: 1, seats: 1, sessions: 1, means: 1, invitations: 2, organisations: 1, emptied: 0, views: 1 } });
  });
  test('is in no file any more, not even in what was deleted', () => expect(inFiles(at.house.folder, traces)).toEqual([]));
  test('is signed in no more and cannot sign in', async () => {
    expect((await at.ben.context()).person).toBeNull();
    expect(await signIn(at.house, quax.email)).toBe(401);
    expect(await signIn(at.house, 'anna@acme.example')).toBe(200);
  });
  test('acts for nobody and belongs nowhere', async () => {
    expect((await at.anna.do(listPeople, { agreement: at.open })).people.map((one) => one.name)).toEqual(['Anna Meyer', 'Bea Beta']);
    expect((await at.anna.do(readOrganisation, { organisation: at.organisation })).members).toHaveLength(1);
    expect(await at.house.world.directory.seatOf(id, at.open)).toBeNull();
  });
  test('is called so wherever they did something', async () => {
    for (const who of [at.anna, at.bea]) expect((await who.do(readNegotiation, { agreement: at.open })).comments).toMatchObject([{ text: 'Fine with me.', by: erasedName }]);
  });
  test('is found by no word and stands in no list', async () => {
    expect((await at.anna.do(searchAgreements, { text: 'Quaxmoor' })).items).toEqual([]);
    for (const seen of [await at.anna.do(listAgreements, {}), await at.anna.do(readOutbox, {}), await at.anna.do(readAgreement, { agreement: at.open }), await at.anna.do(listPeople, { agreement: at.open })]) {
      expect(traces.filter((text) => JSON.stringify(seen).includes(text))).toEqual([]);
    }
  });
  test('leaves a record that tells of it and holds', async () => {
    const events = await eventsOf(at.house, at.bea, at.open);
    expect(events.slice(-2).map(({ kind, actor, onBehalfOf, body }) => ({ kind, actor, onBehalfOf, body }))).toMatchObject([
      { kind: 'seat-ended', actor: { person: id }, onBehalfOf: 'alpha', body: { party: 'alpha', person: { person: id } } },
      { kind: 'person-erased', actor: { person: id }, onBehalfOf: 'alpha', body: { person: { person: id } } },
    ]);
    expect(await verifyStream(at.house.world.store, await seatOf(at.house.world, at.anna, at.open), sharedStream(at.open))).toMatchObject({ ok: true });
    expect(await at.anna.do(readAgreement, { agreement: at.open })).toMatchObject({ chainHolds: true });
  });
  test('leaves commitments that count as erased and not as changed', async () => {
    const people = await peopleOf(at.house, at.anna, at.open);
    const refs = (await eventsOf(at.house, at.anna, at.open)).flatMap((event) => (event.kind === 'seat-granted' ? [event.body.person] : []));
    expect(refs.map((ref) => standing(ref, people.get(ref.person)))).toEqual(['holds', 'erased', 'holds']);
  });
  test.skipIf(!inFolders)('is in no bundle, which still holds', async () => {
    const { bytes } = await at.anna.do(exportBundle, { agreement: at.open });
    const files = unzipSync(bytes);
    expect(Object.entries(files).flatMap(([name, content]) => traces.filter((text) => Buffer.from(content).includes(text)).map((text) => `${text} in ${name}`))).toEqual([]);
    expect((JSON.parse(Buffer.from(files['people.json'] ?? []).toString()) as { id: string }[]).map((one) => one.id)).not.toContain(id);
    expect(Buffer.from(files['events/shared.jsonl'] ?? []).toString()).toContain('person-erased');
  });
  test('leaves others as they are', async () => {
    const people = await peopleOf(at.house, at.anna, at.open);
    expect(people.get(await at.anna.id())?.details).toEqual({ name: 'Anna Meyer' });
    expect(people.get(await at.bea.id())?.details).toEqual({ name: 'Bea Beta' });
    expect((await at.anna.do(readAgreement, { agreement: at.open })).answers).toMatchObject({ parties: [{ signatories: [{ name: 'Ada Winter' }] }, { signatories: [{ name: 'Bruno Marchand' }] }] });
  });
  test('is erased once: asking again says the same', async () => {
    const again = await at.anna.do(erasePerson, { person: id, confirm: '' });
    expect(again.erased).toMatchObject({ agreements: 1, means: 1 });
    expect(await eventsOf(at.house, at.anna, at.open)).toHaveLength((await eventsOf(at.house, at.bea, at.open)).length);
  });
  test('comes in anew as somebody else', async () => {
    const ben = await guest(at.house, at.anna, at.open, { name: 'New Name', email: 'other@acme.example', role: 'reader' });
    expect(await ben.id()).not.toBe(id);
    expect((await peopleOf(at.house, at.anna, at.open)).get(id)).toEqual({ id, salt: '', details: {}, erased: true });
  });
});

within('somebody who signed', { kept: true, sign: true }, (at) => {
  test('is named by the signature until then, and afterwards by the PDF alone', async () => {
    const name = async (): Promise<unknown> => ((await at.anna.do(readAgreement, { agreement: at.signed })) as unknown as { seal: { fields: { party: string; name: string | null }[] } }).seal.fields.find((field) => field.party === 'alpha')?.name;
    expect(await name()).toBe(quax.signs);
    const { kept } = await at.anna.do(erasePerson, { person: await at.ben.id(), confirm: quax.email });
    expect(kept[0]).toMatchObject({ what: 'Names in the sealed and signed PDFs of one agreement', why: expect.stringContaining('legal claims') });
    expect(await name()).toBe(erasedName);
    // Its text prints somebody, not a blank, and its file is still what was signed.
    const { seal } = (await at.anna.do(readAgreement, { agreement: at.signed })) as unknown as { seal: { newest: `sha256:${string}` } };
    const pdf = await at.house.world.store.getBlob(await seatOf(at.house.world, at.anna, at.signed), at.signed, seal.newest);
    expect((await at.house.world.readPdf(pdf!)).verdict).toMatchObject({ verdict: 'intact' });
  });
});

within('who may erase whom', {}, (at) => {
  let ben: string;
  test('whom an administrator finds by name or mailbox', async () => {
    expect((await at.anna.do(listAccounts, {})).items.map((one) => [one.name, one.account])).toEqual([['Anna Meyer', true], ['Bea Beta', false], [quax.name, true]]);
    expect((await at.anna.do(listAccounts, { text: 'QUAX' })).items).toMatchObject([{ person: await at.ben.id(), email: quax.email, administrator: false }]);
    expect((await at.anna.do(listAccounts, { text: 'a%' })).items).toEqual([]);
    const first = await at.anna.do(listAccounts, { limit: 2 });
    expect((await at.anna.do(listAccounts, { limit: 2, after: first.next ?? '' })).items.map((one) => one.name)).toEqual([quax.name]);
    expect(await refusal(at.ben.do(listAccounts, {}))).toMatchObject({ kind: 'forbidden' });
  });
  test('nobody somebody else but an administrator', async () => expect(await refusal(at.ben.do(erasePerson, { person: await at.anna.id(), confirm: 'anna@acme.example' }))).toMatchObject({ kind: 'forbidden' }));
  test('a guest asks the administrator', async () => expect(await refusal(at.bea.do(erasePerson, { confirm: 'bea@beta.example' }))).toMatchObject({ kind: 'forbidden' }));
  test('the mailbox confirms it', async () => expect(await refusal(at.ben.do(erasePerson, { confirm: 'ben@acme.example' }))).toMatchObject({ path: 'confirm' }));
  test('nobody who is not here', async () => expect(await refusal(at.anna.do(erasePerson, { person: 'no-such-person', confirm: '' }))).toMatchObject({ kind: 'absent' }));
  test('not the last administrator', async () => expect(await refusal(at.anna.do(erasePerson, { confirm: 'anna@acme.example' }))).toMatchObject({ what: 'You are the last administrator of this installation.' }));
  test('not the only manager of an organisation with others', async () => {
    ben = await at.ben.id();
    // Whoever gains the right has to sign in again.
    await at.house.world.accounts.setAdministrator(ben, true);
    expect(await refusal(at.anna.do(erasePerson, { confirm: 'anna@acme.example' }))).toMatchObject({ what: 'You are the only manager of ACME.' });
  });
  test('not the only lead of a side, and says where', async () => {
    await at.anna.do(setMemberRole, { organisation: at.organisation, person: ben, role: 'manager' });
    expect(await refusal(at.anna.do(erasePerson, { confirm: 'anna@acme.example' }))).toMatchObject({ what: expect.stringContaining('the only lead of a side in "'), next: expect.stringContaining('Hand over') });
    expect(await refusal(at.anna.do(erasePerson, { confirm: 'anna@acme.example', heir: 'bea@beta.example' }))).toMatchObject({ next: expect.stringContaining('must act for that side') });
    expect(await refusal(at.anna.do(erasePerson, { confirm: 'anna@acme.example', heir: 'nobody@acme.example' }))).toMatchObject({ next: expect.stringContaining('must act for that side') });
  });
  test('not by somebody who signed in long ago', async () => {
    const { person } = await at.anna.context();
    const since = (minutes: number): string => new Date(Date.parse(at.house.world.now()) - minutes * 60_000).toISOString();
    const asked = (minutes: number): Promise<unknown> => performWhole(erasePerson, { person: person && { ...person, since: since(minutes) } }, { person: ben, confirm: 'not it' }, at.house.world);
    expect(await refusal(asked(59))).toMatchObject({ kind: 'input', path: 'confirm' });
    expect(await refusal(asked(61))).toMatchObject({ kind: 'not-fresh' });
  });
});

within('somebody who leaves everything to another', {}, (at) => {
  test('makes them lead, manager and administrator', async () => {
    const heir = await at.ben.id();
    const invites = async (): Promise<string> => JSON.stringify((await at.house.world.outbox.list(undefined, { limit: 100 })).items.filter((one) => one.kind.endsWith('invitation')).map((one) => one.data));
    expect(await invites()).toContain('Anna Meyer');
    await at.anna.do(erasePerson, { confirm: 'anna@acme.example', heir: quax.email });
    expect(await invites()).not.toContain('Anna Meyer');
    expect(await at.house.world.directory.isAdministrator(heir)).toBe(true);
    expect(await at.house.world.directory.seatOf(heir, at.open)).toMatchObject({ party: 'alpha', role: 'lead' });
    expect((await at.house.world.directory.organisationsOf(heir)).map((one) => one.role)).toEqual(['manager']);
    expect((await eventsOf(at.house, at.bea, at.open)).slice(-3).map((event) => event.kind)).toEqual(['seat-granted', 'seat-ended', 'person-erased']);
    expect(await verifyStream(at.house.world.store, await seatOf(at.house.world, at.bea, at.open), sharedStream(at.open))).toMatchObject({ ok: true });
  });
});

within('an erasure that was interrupted', {}, (at) => {
  test('shows nothing of the person, and goes on', async () => {
    const id = await at.ben.id();
    const erased = await at.house.world.erasures.erase({ person: id, askedBy: await at.anna.id(), heir: null });
    expect(erased).toMatchObject({ kind: 'erased' });
    // As if the program ended here.
    expect((await at.ben.context()).person).toBeNull();
    const seen = [await at.anna.do(listPeople, { agreement: at.open }), await at.anna.do(readNegotiation, { agreement: at.open }), await at.bea.do(readAgreement, { agreement: at.open })];
    expect(traces.filter((text) => JSON.stringify(seen).includes(text))).toEqual([]);
    expect((await at.anna.do(readNegotiation, { agreement: at.open })).comments).toMatchObject([{ by: erasedName }]);
    expect((await eventsOf(at.house, at.anna, at.open)).map((event) => event.kind)).not.toContain('person-erased');
    expect(await tellNotes(at.house.world)).toBe(1);
    expect(await tellNotes(at.house.world)).toBe(0);
    expect((await eventsOf(at.house, at.anna, at.open)).slice(-2).map(({ kind, actor }) => [kind, actor.person])).toEqual([['seat-ended', await at.anna.id()], ['person-erased', await at.anna.id()]]);
  });
});

within('an erasure after which something fails', {}, (at) => {
  test('is answered as done; what can be told is told, the rest follows', async () => {
    const { world } = at.house;
    const second = await at.anna.do(createAgreement, { answers: writeAnswers(sampleAnswers(2)), party: 'alpha' }, 'second');
    await at.ben.do(acceptInvitation, { token: await invite(at.anna, second.agreement, quax.email, 'signatory') });
    const ben = await at.ben.id();
    const [failing = '', other = ''] = [at.open, second.agreement].sort();
    const { erasures } = world;
    let broken = true;
    const fails = async (): Promise<never> => Promise.reject(new Error('the disk is full'));
    const hindered: House['world'] = { ...world, erasures: { ...erasures, seatFor: async (note) => (broken && note.agreement === failing ? fails() : erasures.seatFor(note)), scrub: fails } };
    const told = async (agreement: string): Promise<string[]> => (await eventsOf(at.house, at.anna, agreement)).map((event) => event.kind).filter((kind) => kind === 'person-erased');
    const { person } = await at.ben.context();
    expect(await performWhole(erasePerson, { person }, { confirm: quax.email }, hindered)).toMatchObject({ result: { erased: { agreements: 2 }, left: 1 } });
    expect([await told(failing), await told(other)]).toEqual([[], ['person-erased']]);
    await expect(tellNotes(hindered)).rejects.toThrow('the disk is full');
    broken = false;
    expect(await tellNotes(world)).toBe(1);
    expect([await told(failing), await world.erasures.left(ben)]).toEqual([['person-erased'], 0]);
  });
});

within('mails that wait', {}, (at) => {
  const title = 'Quaxmoor';
  const put = async (id: string, kind: MailKind, agreement: string | null, data: Json): Promise<void> => at.house.world.outbox.put([{ id, dedupe: id, kind, to: { person: await at.bea.id() }, agreement, data }]);
  test('lose the name of whoever is erased only where they tell what that person did', async () => {
    const signed = { title, person: quax.name, party: quax.name, signed: 1, of: 2 };
    const turn = { turn: 1, from: quax.name, party: quax.name, title, clauses: 1, changed: 0, comments: 0, note: quax.name };
    const made = { by: quax.name, organisation: null, until: '2027-01-01' };
    await put('theirs', 'signed', at.open, signed);
    await put('elsewhere', 'signed', 'another-agreement', signed);
    await put('turn', 'turn', at.open, turn);
    await put('made-by-another', 'account-invitation', null, made);
    await at.ben.do(erasePerson, { confirm: quax.email });
    const mails = new Map((await at.house.world.outbox.list(undefined, { limit: 100 })).items.map((one) => [one.id, one.data]));
    expect(mails.get('theirs')).toEqual({ ...signed, person: erasedName });
    expect([mails.get('elsewhere'), mails.get('turn'), mails.get('made-by-another')]).toEqual([signed, turn, made]);
  });
});

within('somebody who is alone', {}, (at) => {
  test('takes an organisation along that nobody else belongs to', async () => {
    const { organisation: { id: organisation } } = await at.ben.do(createOrganisation, { name: 'Quaxmoor Consulting' });
    expect((await at.ben.do(erasePerson, { confirm: quax.email })).erased).toMatchObject({ organisations: 2, emptied: 1 });
    expect(await at.house.world.directory.organisation(await at.anna.id(), organisation)).toBeNull();
  });
  test('had a seat before, and agreements that knew them tell of it', async () => {
    const carl = await guest(at.house, at.anna, at.open, { name: 'Carl Former', email: 'carl@acme.example', role: 'lead' });
    const id = await carl.id();
    await carl.do(handOver, { agreement: at.open, person: await at.anna.id(), afterwards: 'leave' });
    await at.anna.do(erasePerson, { person: id, confirm: 'carl@acme.example' });
    expect((await eventsOf(at.house, at.anna, at.open)).filter((event) => event.kind === 'person-erased' && event.body.person.person === id)).toHaveLength(1);
    expect((await peopleOf(at.house, at.bea, at.open)).get(id)).toMatchObject({ erased: true });
  });
});

within('somebody who is only named', { kept: true }, (at) => {
  const named = async (who: Visitor) => (await who.do(listNamed, { agreement: at.open })).people;
  const name = async (who: Visitor): Promise<unknown> => ((await who.do(readAgreement, { agreement: at.open })).answers as { parties: { signatories: { name?: string }[] }[] }).parties[0]?.signatories[0]?.name;
  test('is listed for the side that named them', async () => {
    expect((await named(at.anna)).map((one) => one.details['name'])).toContain('Ada Winter');
    expect((await named(at.anna)).map((one) => one.details['name'])).not.toContain('Anna Meyer');
    expect(await named(at.bea)).toEqual([]);
  });
  test('is corrected by an answer: the old record stands to its event, the new one to its own', async () => {
    await at.anna.do(answerQuestions, { agreement: at.open, answers: [{ path: 'parties.alpha.addresses.email', value: 'quaxmoor-office@alpha.example' }] });
    await at.anna.do(answerQuestions, { agreement: at.open, answers: [{ path: 'parties.alpha.addresses.email', value: 'office@alpha.example' }] });
    const seat = await seatOf(at.house.world, at.anna, at.open);
    const people = await peopleOf(at.house, at.anna, at.open);
    const refs = (await at.house.world.store.read(seat, `${at.open}/party:alpha`)).flatMap((event) => (event.kind === 'facts-answered' ? event.body.answers.map((answer) => (answer.value as { person?: PersonRef } | null)?.person) : [])).filter((ref) => ref !== undefined);
    expect(refs.length).toBeGreaterThan(1);
    expect(refs.map((ref) => standing(ref, people.get(ref.person)))).toEqual(refs.map(() => 'holds'));
  });
  test('is erased in the side’s own record where only that named them', async () => {
    const old = (await named(at.anna)).find((one) => one.details['email'] === 'quaxmoor-office@alpha.example');
    expect(old).toMatchObject({ shared: false });
    expect(await at.anna.do(eraseNamed, { agreement: at.open, person: old?.person ?? '' })).toEqual({ sealed: false });
    expect(inFiles(at.house.folder, ['quaxmoor-office'])).toEqual([]);
    expect((await eventsOf(at.house, at.anna, at.open)).map((event) => event.kind)).not.toContain('person-erased');
    expect((await named(at.anna)).find((one) => one.person === old?.person)).toEqual({ person: old?.person, details: {}, erased: true, shared: false });
  });
  test('is erased by nobody of another side', async () => {
    const ada = (await named(at.anna)).find((one) => one.details['name'] === 'Ada Winter')?.person ?? '';
    expect(await refusal(at.bea.do(eraseNamed, { agreement: at.open, person: ada }))).toMatchObject({ path: 'person' });
    const seat = await seatOf(at.house.world, at.bea, at.open);
    expect(await at.house.world.store.append(seat, { agreement: at.open, writes: [], erases: [ada] })).toEqual({ kind: 'absent' });
  });
  test('is erased for all parties where all were told', async () => {
    const ada = (await named(at.anna)).find((one) => one.details['name'] === 'Ada Winter')?.person ?? '';
    expect(await name(at.bea)).toBe('Ada Winter');
    await at.anna.do(eraseNamed, { agreement: at.open, person: ada });
    expect((await eventsOf(at.house, at.bea, at.open)).at(-1)).toMatchObject({ kind: 'person-erased', body: { person: { person: ada } } });
    expect(await name(at.anna)).toBeUndefined();
    expect(await name(at.bea)).toBeUndefined();
    expect(inFiles(at.house.folder, ['Ada Winter'])).toEqual([]);
    // The draft has somebody to be named again, and goes on.
    await at.anna.do(answerQuestions, { agreement: at.open, answers: [{ path: 'parties.alpha.signatories.s1.name', value: 'Adam New' }] });
    expect(await name(at.anna)).toBe('Adam New');
  });
  test('is not somebody with an account', async () => expect(await refusal(at.anna.do(eraseNamed, { agreement: at.open, person: await at.ben.id() }))).toMatchObject({ path: 'person' }));
});

describe.each([
  ['leaves', async ({ ben, organisation }: Story): Promise<void> => void (await ben.do(leaveOrganisation, { organisation })), 'ben'],
  ['is taken out of', async ({ anna, ben, organisation }: Story): Promise<void> => void (await anna.do(removeMember, { organisation, person: await ben.id() })), 'anna'],
] as const)('somebody who %s an organisation', (_, go, who) => {
  test('leaves records that tell of the seats that ended', async () => {
    const at = await story();
    try {
      await go(at);
      expect((await eventsOf(at.house, at.anna, at.open)).at(-1)).toMatchObject({ kind: 'seat-ended', actor: { person: await at[who].id() }, onBehalfOf: 'alpha', body: { party: 'alpha', person: { person: await at.ben.id() } } });
      expect((await at.anna.do(listPeople, { agreement: at.open })).people.map((one) => one.name)).toEqual(['Anna Meyer', 'Bea Beta']);
      expect((await at.anna.do(readNegotiation, { agreement: at.open })).comments).toMatchObject([{ by: quax.name }]);
      expect([await at.house.world.erasures.notes(1), await at.house.world.erasures.left(await at.ben.id())]).toEqual([[], 0]);
    } finally {
      await at.house.end();
    }
  });
});

within('what is kept about somebody', {}, (at) => {
  test('is one file', async () => {
    const { name, bytes } = await at.ben.do(exportMyData, {});
    const file = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
    expect(name).toBe('my-data.json');
    expect(file).toMatchObject({
      kind: 'entente-my-data',
      account: { name: quax.name, email: quax.email, administrator: false },
      means: { password: true, secondFactor: false, passkeys: [] },
      sessions: [{ address: '192.0.2.7' }],
      organisations: [{ name: 'ACME', role: 'member' }],
      seats: [{ agreement: at.open, party: 'alpha', role: 'signatory', endedAt: null }],
      details: [{ agreement: at.open, recordedBy: 'alpha', details: { name: quax.name } }],
      invitations: [{ email: quax.email }, { email: quax.email }],
      views: [{ name: 'Mine' }],
    });
    expect((file['mails'] as unknown[]).length).toBeGreaterThan(0);
    expect(JSON.stringify(file)).not.toMatch(/Bea Beta|bea@/);
  });
  test('is for nobody else', async () => {
    expect(Buffer.from((await at.anna.do(exportMyData, {})).bytes).toString()).not.toContain('Quaxmoor');
    expect(await refusal(at.bea.do(exportMyData, {}))).toMatchObject({ kind: 'forbidden' });
    expect((await at.anna.do(readMe, {})).me?.name).toBe('Anna Meyer');
  });
});

test('a reference to an erased record is neither held nor changed', () => {
  const record = { id: 'p', salt: 'ab'.repeat(32), details: { name: 'P' } };
  expect(standing(referTo(record), { id: 'p', salt: '', details: {}, erased: true })).toBe('erased');
});
