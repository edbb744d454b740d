import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf, type Digest, type Json } from '#agreement/record/canonical';
import { openingsFor, readNoted, verifyCheckpoints, type Checkpoint, type NotedCheckpoint } from '#agreement/record/checkpoint';
import type { Event } from '#agreement/record/event';
import type { Seat } from '#agreement/record/seat';
import { writeKeptMail } from '#formats/mail/write';
import { createAgreement } from '#operations/create-agreement';
import { exportAgreement } from '#operations/export-agreement';
import { localContext } from '#operations/operation';
import { perform } from '#operations/perform';
import { noteIssue } from '#operations/note-issue';
import { readCheckpoints } from '#operations/read-checkpoints';
import { sealAgreement } from '#operations/seal-agreement';
import { signAgreement } from '#operations/sign-agreement';
import { signFile } from '#operations/sign-file';
import { verifyFile } from '#operations/verify-file';
import { writeAnswers } from '#agreement/facts/answers';
import { sharedStream } from '#agreement/record/stream';
import type { World } from '#world/world';
import { checkCheckpointSignature } from '#world/signing/checkpoint-signature';
import { sampleAnswers } from '../agreement/sample-answers';
import { context, create, openLived, type Lived } from './lived';
import { agreementOf, founder, guest, openHouse, refusal, type House, type Visitor } from './visitors';

const links = { address: 'https://entente.example', link: 'https://entente.example/a' };
const listOf = async (world: World, agreement: string): Promise<readonly NotedCheckpoint[]> => (await perform(readCheckpoints, context, { agreement }, world)).checkpoints;

describe('an agreement that is sealed and signed', () => {
  let lived: Lived;
  let id: string;
  let sealed: { pdf: string; fields: { id: string; party: string }[] };
  const world = () => lived.world;
  const pdfOf = async (): Promise<Uint8Array> => (await perform(exportAgreement, context, { agreement: id, format: 'pdf' }, world())).bytes;
  const carried = async (bytes: Uint8Array) => (await perform(verifyFile, context, { file: { name: 'a.pdf', mediaType: 'application/pdf', bytes } }, world())).checkpoint;
  const attachedTo = async (bytes: Uint8Array): Promise<NotedCheckpoint> => readNoted(JSON.parse(new TextDecoder().decode((await world().readPdf(bytes)).attachments.find(({ name }) => name === 'checkpoint.json')?.bytes)))!;
  beforeAll(async () => {
    lived = await openLived('folder');
    id = await create(lived.world, sampleAnswers(2));
  });
  afterAll(() => lived.end());

  test('has none before it is sealed, and its draft carries none', async () => {
    expect(await listOf(world(), id)).toEqual([]);
    expect(await carried(await pdfOf())).toBeUndefined();
  });
  test('is sealed with one over the history before the seal, which the PDF carries', async () => {
    const before = (await world().store.checkpointBase(context.seat as Seat, id))!;
    sealed = await perform(sealAgreement, context, { agreement: id }, world());
    const [noted, ...more] = await listOf(world(), id);
    expect(more).toEqual([]);
    expect(noted?.openings.map(({ stream, seq, hash }) => ({ stream, seq, hash }))).toEqual(before.heads);
    const inside = await attachedTo(await pdfOf());
    expect(inside.checkpoint).toEqual(noted?.checkpoint);
    expect(await carried(await pdfOf())).toMatchObject({ n: 1, root: noted?.checkpoint.root, at: noted?.checkpoint.at, holds: true, issuer: 'authority' });
  });
  test('the PDF that all parties get opens no private stream', async () => {
    // Before the seal one person drafted alone: nothing was shared, and nothing is opened.
    expect((await attachedTo(await pdfOf())).openings).toEqual([]);
    expect((await listOf(world(), id))[0]?.openings.map((one) => one.stream)).toEqual([`${id}/party:local`]);
  });
  test('each signature makes the next one, over what has happened with it', async () => {
    for (const [index, field] of sealed.fields.entries()) await perform(signAgreement, context, { agreement: id, field: field.id, name: `Signer ${index}`, consent: sealed.pdf }, world());
    const list = await listOf(world(), id);
    expect(list.map(({ checkpoint }) => checkpoint.n)).toEqual([1, 2, 3]);
    expect(list[2]?.openings.find((one) => one.stream === sharedStream(id))?.seq).toBe(3);
    const chains = new Map(await Promise.all((await world().store.streams(context.seat as Seat, id)).map(async (stream) => [stream, await world().store.read(context.seat as Seat, stream)] as const)));
    expect(verifyCheckpoints(list, chains)).toEqual({ ok: true });
    for (const { checkpoint } of list) expect(checkCheckpointSignature(checkpoint)).toEqual({ holds: true, issuer: 'unknown' });
  });
  test('signing leaves the file its checkpoint, and the file stays intact', async () => {
    const { verdict, checkpoint } = await world().readPdf(await pdfOf());
    expect(verdict).toMatchObject({ verdict: 'intact', signed: 2 });
    expect(checkpoint).toMatchObject({ n: 1, holds: true });
  });
  test('nothing happened since, so the same one is given again; something happened, so another one is made', async () => {
    const { make } = await world().checkpointer();
    const seat = context.seat as Seat;
    expect((await world().store.makeCheckpoint(seat, id, make))?.checkpoint.n).toBe(3);
    expect(await listOf(world(), id)).toHaveLength(3);
  });
  test('one without a seat gets none', async () => {
    const { make } = await world().checkpointer();
    const stranger: Seat = { person: 'eve', party: 'alpha', role: 'lead', caucuses: [] };
    expect(await world().store.checkpointBase(stranger, id)).toBeNull();
    expect(await world().store.makeCheckpoint(stranger, id, make)).toBeNull();
    expect(await world().store.checkpoints(stranger, id)).toBeNull();
  });
  test('a checkpoint that does not follow the newest is a conflict, and nothing is kept', async () => {
    const seat = context.seat as Seat;
    const { make } = await world().checkpointer();
    const base = (await world().store.checkpointBase(seat, id))!;
    const stale = make({ ...base, last: null }, world().now());
    const appended = await world().store.append(seat, { agreement: id, writes: [{ stream: sharedStream(id), expectedSeq: 3, drafts: [] }], checkpoint: stale });
    expect(appended).toEqual({ kind: 'conflict', stream: `${id}/checkpoints`, expectedSeq: 0, actualSeq: 3 });
    const fork = make({ ...base, last: { ...base.last!, checkpoint: { ...base.last!.checkpoint, at: '2026-01-01T00:00:00.000Z' } } }, world().now());
    expect(await world().store.append(seat, { agreement: id, writes: [{ stream: sharedStream(id), expectedSeq: 3, drafts: [] }], checkpoint: fork })).toMatchObject({ kind: 'conflict' });
    expect(await listOf(world(), id)).toHaveLength(3);
  });
  test('a file sealed on the server is signed elsewhere as it is: its pages are set again with its checkpoint', async () => {
    const { agreement } = await perform(createAgreement, localContext, { answers: writeAnswers(sampleAnswers(2)) }, world());
    await perform(sealAgreement, context, { agreement }, world());
    const { bytes } = await perform(exportAgreement, context, { agreement, format: 'pdf' }, world());
    const { file } = await perform(signFile, context, { file: { name: 'sealed.pdf', mediaType: 'application/pdf', bytes }, as: 'Ada', for: 'alpha' }, world());
    expect(await carried(file.bytes)).toMatchObject({ agreement, n: 1, holds: true });
  });
  test('a checkpoint made with a changed text is shown as one that does not hold', async () => {
    const noted = (await listOf(world(), id))[0]!;
    const changed: Checkpoint = { ...noted.checkpoint, at: '2020-01-01T00:00:00.000Z' };
    expect(checkCheckpointSignature(changed).holds).toBe(false);
    expect(checkCheckpointSignature({ ...noted.checkpoint, key: noted.checkpoint.certificate }).holds).toBe(false);
    expect(checkCheckpointSignature({ ...noted.checkpoint, signature: 'AAAA' }).holds).toBe(false);
  });
  test('the key and its certificate belong to the installation', async () => {
    const { checkpoint } = (await listOf(world(), id))[0]!;
    const other = await openLived('memory');
    try {
      await perform(sealAgreement, context, { agreement: await create(other.world, sampleAnswers(2)) }, other.world);
      const { checkpointer } = other.world;
      const foreign = (await checkpointer()).make({ agreement: id, heads: [], parties: 1, last: null }, other.world.now()).checkpoint;
      expect(checkCheckpointSignature({ ...checkpoint, certificate: foreign.certificate }).issuer).toBe('nobody');
      expect(checkCheckpointSignature({ ...checkpoint, certificate: 'AAAA' }).issuer).toBe('nobody');
    } finally {
      await other.end();
    }
  });
});

describe('who is told what', () => {
  let house: House;
  let anna: Visitor;
  let bea: Visitor;
  let carl: Visitor;
  let id: string;
  beforeAll(async () => {
    house = await openHouse({ kept: true });
    anna = await founder(house);
    id = await agreementOf(anna);
    bea = await guest(house, anna, id, { name: 'Bea Beta', email: 'bea@beta.example', role: 'lead', party: 'beta' });
    carl = await guest(house, anna, id, { name: 'Carl Counsel', email: 'carl@acme.example', role: 'counsel' });
    await carl.do(noteIssue, { agreement: id, scope: 'counsel', title: 'Cap', text: 'Ask for one.' });
    const { make } = await house.world.checkpointer();
    await house.world.store.makeCheckpoint((await house.world.directory.seatOf(await bea.id(), id))!, id, make);
  });
  afterAll(() => house.end());

  const opened = async (who: Visitor): Promise<string[]> => (await who.do(readCheckpoints, { agreement: id })).checkpoints.flatMap(({ openings }) => openings.map((one) => one.stream.slice(id.length + 1)));
  test('each seat gets the openings of what it reads, counsel’s for counsel alone', async () => {
    expect((await opened(anna)).sort()).toEqual(['party:acme', 'shared']);
    expect((await opened(carl)).sort()).toEqual(['counsel:acme', 'party:acme', 'shared']);
    expect(await opened(bea)).toEqual(['shared']);
  });
  test('nobody can tell from the number of leaves who has private streams', async () => {
    const [noted] = (await bea.do(readCheckpoints, { agreement: id })).checkpoints;
    expect(noted?.checkpoint.leaves).toHaveLength(5);
  });
  test('a new number tells nobody that another party or its counsel did something in private', async () => {
    await carl.do(noteIssue, { agreement: id, scope: 'counsel', title: 'Term', text: 'Ask for a longer one.' });
    const { make } = await house.world.checkpointer();
    const next = async (who: Visitor): Promise<number | undefined> => (await house.world.store.makeCheckpoint((await house.world.directory.seatOf(await who.id(), id))!, id, make))?.checkpoint.n;
    expect([await next(bea), await next(anna), await next(carl), await next(bea)]).toEqual([1, 1, 2, 2]);
    await carl.do(noteIssue, { agreement: id, scope: 'counsel', title: 'Law', text: 'Ask which.' });
    expect(await next(bea)).toBe(2);
    const chains = async (who: Visitor): Promise<Map<string, readonly Event[]>> => {
      const seat = (await house.world.directory.seatOf(await who.id(), id))!;
      return new Map(await Promise.all((await house.world.store.streams(seat, id)).map(async (stream) => [stream, await house.world.store.read(seat, stream)] as const)));
    };
    for (const who of [bea, anna, carl]) expect(verifyCheckpoints((await who.do(readCheckpoints, { agreement: id })).checkpoints, await chains(who))).toEqual({ ok: true });
  });
  test('whoever is not at the table sees nothing', async () => {
    const eve = house.visitor();
    expect(await refusal(eve.do(readCheckpoints, { agreement: id }))).toMatchObject({ kind: 'sign-in' });
  });
});

describe('the mail about the last signature', () => {
  const digest = (letter: string): Digest => `sha256:${letter.repeat(64)}`;
  const checkpoint: Checkpoint = { v: 1, kind: 'entente-checkpoint', agreement: 'a1', n: 7, at: '2026-11-24T10:00:00.000Z', installation: digest('1'), leaves: [digest('2')], root: digestOf([digest('2')]), prev: digest('3'), algorithm: 'ecdsa-p256-sha256', key: 'AAAA', certificate: 'BBBB', signature: 'CCCCdddd' };
  const data = (more: Record<string, Json>): Json => ({ title: 'Tidemark', parties: ['Alpha', 'Beta'], signatures: 2, file: digest('a'), ...more });
  test('says the number, time, root and signature of the newest checkpoint, and carries it as a file', () => {
    const noted = { checkpoint, openings: openingsFor([], () => true) };
    const mail = writeKeptMail('completed', data({ checkpoint: noted as unknown as Json }), links);
    for (const words of ['Checkpoint 7 of its history', '2026-11-24T10:00:00.000Z', checkpoint.root.replace('sha256:', ''), 'CCCCdddd', 'entente audit --against']) {
      expect(mail.text).toContain(words);
      expect(mail.html).toContain(words);
    }
    expect(mail.files).toHaveLength(1);
    expect(mail.files[0]).toMatchObject({ name: 'checkpoint-7.json', mediaType: 'application/json' });
    expect(readNoted(JSON.parse(mail.files[0]!.text))).toEqual(noted);
  });
  test('of an older program goes without', () => expect(writeKeptMail('completed', data({ record: null }), links).files).toEqual([]));
  test('with something else in its place is not written', () => expect(() => writeKeptMail('completed', data({ checkpoint: { hello: 1 } }), links)).toThrow());
});
