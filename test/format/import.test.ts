import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NotedCheckpoint } from '#agreement/record/checkpoint';
import type { Standing } from '#stages/negotiate/standing';
import { answerClause } from '#operations/answer-clause';
import { answerQuestions } from '#operations/answer-questions';
import { exportAgreement } from '#operations/export-agreement';
import { importBundle } from '#operations/import-bundle';
import { listAgreements, readHome, searchAgreements } from '#operations/list-agreements';
import { readAgreement } from '#operations/read-agreement';
import { readNegotiation } from '#operations/read-negotiation';
import { reportObligation } from '#operations/report-obligation';
import { sendTurn } from '#operations/send-turn';
import { trackAgreement } from '#operations/track-agreement';
import { checkAdoption } from '#world/store/check';
import { founder, guest, openHouse, refusal, type House, type Visitor } from '../operations/visitors';
import { bundleOf, filesOf, live, type Life } from './lives';
import { linesOf, putLines, repack, smallBundle } from './small-bundle';
import { mjs, ours } from './verifiers';

const fileOf = (bytes: Uint8Array) => ({ name: 'a.entente.zip', mediaType: 'application/zip', bytes });
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const checkpointsOf = (bundle: Uint8Array): NotedCheckpoint[] => JSON.parse(text(filesOf(bundle)['checkpoints.json'])) as NotedCheckpoint[];
const without = (bundle: Uint8Array, ...names: readonly string[]): Record<string, string> => Object.fromEntries(Object.entries(filesOf(bundle)).filter(([name]) => !names.includes(name)).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]));

describe('a signed agreement taken elsewhere', () => {
  let life: Life;
  let house: House;
  let ines: Visitor;
  let bundle: Uint8Array;
  beforeAll(async () => {
    life = await live();
    bundle = await bundleOf(life.alpha, life.id);
    house = await openHouse({ kept: true });
    ines = await founder(house);
  });
  afterAll(() => Promise.all([life.house.end(), house.end()]));
  const bring = (bytes: Uint8Array) => ines.do(importBundle, { file: fileOf(bytes) });
  const nothingKept = async (): Promise<void> => expect((await ines.do(listAgreements, {})).items).toEqual([]);

  test('is refused if anything is broken, with the place, and nothing is kept', async () => {
    const edited = await repack(bundle, (opened) => putLines(opened, 'events/shared.jsonl', linesOf(opened, 'events/shared.jsonl').map((line, index) => (index === 4 ? line.replace('"at":"2026', '"at":"2027') : line))));
    expect((await refusal(bring(edited))).what).toBe('This file is not what was written (events). event 5 of shared: its content is not what was written.');
    expect((await refusal(bring(bundle.subarray(0, 100_000)))).what).toContain('is not what was written (archive)');
    expect((await refusal(bring(await repack(bundle, ({ files }) => void files.set('certificates.pem', new Uint8Array()))))).what).toContain('cannot be trusted (checkpoints)');
    expect((await refusal(bring(new TextEncoder().encode('%PDF-1.7')))).what).toContain('(archive)');
    await nothingKept();
  });
  test.each<[string, ...Parameters<typeof smallBundle>]>([
    ['the text sha256:'],
    ['event 4 of party:alpha does not belong there', ['party:alpha', { kind: 'agreement-reopened', body: { reason: 'forged' } }]],
    ['event 6 of shared does not belong there', ['shared', { kind: 'agreement-named', body: { type: null, title: 'forged' } }]],
    ['event 4 of party:alpha confirms the page of another party', ['party:alpha', { kind: 'page-understood', body: { party: 'beta', turn: 0, version: 1, page: `sha256:${'0'.repeat(64)}` } }]],
    ['event 4 of agreement-1/party:alpha takes a turn that was never sent', ['party:alpha', { kind: 'turn-taken', body: { turn: 7 } }]],
  ])('is refused where this program could not go on with it, however well it is signed: %s', async (why, ...odd) => {
    const made = await smallBundle(...odd);
    expect((await ours(made))[0]).toBe('intact');
    expect((await refusal(bring(made))).what).toContain(`cannot be gone on with: ${why}`);
    await nothingKept();
  });
  const comment = (n: number, words = 'x') => ({ kind: 'comment-made', body: { comment: `d${n}`, clause: null, text: words } }) as const;
  test.each<[string, ...Parameters<typeof smallBundle>]>([
    ['2001 comments in one stream', ['party:alpha', Array.from({ length: 2001 }, (_, n) => comment(n))]],
    ['1001 answers to single questions', ['shared', Array.from({ length: 1001 }, (_, n) => ({ kind: 'answer-stated', body: { path: `work.items.w${n}.title`, value: 'x', turn: 1 } }) as const)]],
    ['1001 answers in one event', ['party:alpha', { kind: 'facts-answered', body: { answers: Array.from({ length: 1001 }, (_, n) => ({ path: `a${n}`, value: n, status: 'agreed' as const })) } }]],
  ])('is refused where it is longer than what is taken in: %s', async (what, ...odd) => {
    expect((await refusal(bring(await smallBundle(...odd)))).what).toContain(`too long to be taken in: it has ${what}`);
    await nothingKept();
  });
  test('says who signed its newest checkpoint, whatever its list says', async () => {
    const own = checkpointsOf(bundle).at(-1)!.checkpoint.installation;
    const other = await openHouse({ kept: true });
    try {
      const named = await repack(bundle, (opened) => void (opened.list = { ...opened.list, installation: `sha256:${'0'.repeat(64)}` }));
      expect(await (await founder(other)).do(importBundle, { file: fileOf(named) })).toMatchObject({ from: own });
    } finally {
      await other.end();
    }
  });
  test('is refused where it lets somebody act who has an account here', async () => {
    const other = await openHouse({ kept: true });
    try {
      const store = other.world.store;
      const somebody = await founder(other);
      const adoption = { agreement: 'a1', streams: [], blobs: [], people: [], checkpoints: [], rows: [], dates: [], organisation: null, strangers: ['nobody', await somebody.id()] };
      const seat = { person: 'importer', party: 'alpha', role: 'lead', caucuses: [] } as const;
      expect((await refusal(store.adopt(seat, adoption))).what).toContain('has an account here');
      expect(await store.streams(seat, 'a1')).toEqual([]);
    } finally {
      await other.end();
    }
  });
  test.each<[string, string, Parameters<typeof checkAdoption>[1]['streams'][number]['events'][number]]>([
    ['a NUL', 'NUL', { kind: 'comment-made', body: { comment: 'c', clause: null, text: 'a\0b' } } as never],
    ['a time that never was', 'A time', { kind: 'comment-made', at: '9999-99-99T99:99:99.999Z', body: { comment: 'c', clause: null, text: 'a' } } as never],
    ['a title that deceives', 'title', { kind: 'agreement-created', body: { type: null, title: 'a\u202eb' } } as never],
  ])('is refused with %s', (_, why, event) => {
    const seat = { person: 'importer', party: 'alpha', role: 'lead', caucuses: [] } as const;
    const events = [Object.assign({ at: '2026-11-23T09:00:00.000Z', actor: { person: 'ada' }, onBehalfOf: 'alpha', seq: 1, stream: 'a1/shared' }, event)];
    expect(() => checkAdoption(seat, { agreement: 'a1', streams: [{ stream: 'a1/shared', events }], blobs: [], people: [], checkpoints: [], rows: [], dates: [], organisation: null })).toThrow(why);
  });
  test('is refused to a guest who came in by a link', async () => expect((await refusal(life.beta.do(importBundle, { file: fileOf(bundle) }))).kind).toBe('forbidden'));

  test('is kept with the same events, files, people and checkpoints, byte for byte', async () => {
    expect(await bring(bundle)).toMatchObject({ agreement: life.id, title: 'Tidemark', party: 'alpha', from: checkpointsOf(bundle)[0]?.checkpoint.installation });
    const again = await bundleOf(ines, life.id);
    const rest = ['bundle.json', 'README.txt', 'certificates.pem'];
    expect(without(again, ...rest)).toEqual(without(bundle, ...rest));
    expect(await ours(again)).toEqual(await ours(bundle));
    expect(await mjs(again)).toEqual(await ours(bundle));
  });
  test('is refused a second time', async () => expect((await refusal(bring(bundle))).what).toBe('This agreement is here already.'));
  test('is read, listed, found, tracked and exported by whoever took it in', async () => {
    expect(await ines.do(readAgreement, { agreement: life.id })).toMatchObject({ party: 'alpha', role: 'lead', phase: 'signed', title: 'Tidemark', chainHolds: true });
    expect((await ines.do(listAgreements, {})).items).toMatchObject([{ id: life.id, title: 'Tidemark', parties: ['Alpha', 'Beta'], status: 'signed', party: 'alpha', role: 'lead' }]);
    expect((await ines.do(searchAgreements, { text: 'confidentiality' })).items).toHaveLength(1);
    expect((await ines.do(readHome, {})).dates.items.length).toBeGreaterThan(0);
    const { obligations } = await ines.do(trackAgreement, { agreement: life.id });
    expect((obligations as { id: string }[]).map((one) => one.id)).toEqual(((await life.alpha.do(trackAgreement, { agreement: life.id })).obligations as { id: string }[]).map((one) => one.id));
    const pdf = (who: Visitor) => who.do(exportAgreement, { agreement: life.id, format: 'pdf' });
    expect(Buffer.from((await pdf(ines)).bytes).equals((await pdf(life.alpha)).bytes)).toBe(true);
  });
  test('is nobody else’s', async () => {
    const { id } = life;
    expect((await refusal(house.visitor().do(readAgreement, { agreement: id }))).kind).toBe('sign-in');
    const seat = { person: await life.alpha.id(), party: 'alpha', role: 'lead', caucuses: [] } as const;
    expect(await house.world.store.streams(seat, id)).toEqual([]);
  });
  test('goes on here: later checkpoints are of this installation and follow the earlier ones', async () => {
    const [obligation] = (await ines.do(trackAgreement, { agreement: life.id })).obligations as { id: string }[];
    await ines.do(reportObligation, { agreement: life.id, obligation: obligation!.id, report: 'done' });
    const later = await bundleOf(ines, life.id);
    expect(await ours(later)).toEqual(await ours(bundle));
    const before = checkpointsOf(bundle);
    const after = checkpointsOf(later);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(new Set(after.map(({ checkpoint }) => checkpoint.installation)).size).toBe(2);
    expect(text(filesOf(later)['events/shared.jsonl']).startsWith(text(filesOf(bundle)['events/shared.jsonl']))).toBe(true);
  });
});

describe('an open agreement taken elsewhere', () => {
  let life: Life;
  let house: House;
  let ines: Visitor;
  beforeAll(async () => {
    life = await live({ signed: false });
    house = await openHouse({ kept: true });
    ines = await founder(house);
  });
  afterAll(() => Promise.all([life.house.end(), house.end()]));

  test('is gone on with by its party, and by others once they are invited', async () => {
    const { id } = life;
    await ines.do(importBundle, { file: fileOf(await bundleOf(life.alpha, id)) });
    await ines.do(answerQuestions, { agreement: id, answers: [{ path: 'conf.terms.period', value: { n: 5, unit: 'year' } }] });
    await ines.do(sendTurn, { agreement: id, answering: 1, note: 'Five years.' });
    const bo = await guest(house, ines, id, { name: 'Bo Beta', email: 'bo@beta.example', role: 'lead', party: 'beta' });
    expect(await bo.do(readAgreement, { agreement: id })).toMatchObject({ party: 'beta', turn: 2, chainHolds: true });
    const { rows } = (await bo.do(readNegotiation, { agreement: id })).standing as Standing;
    await bo.do(answerClause, { agreement: id, answer: 'agreed', clauses: rows.map(({ clause, hash }) => ({ clause, hash })) });
    expect(((await ines.do(readNegotiation, { agreement: id })).standing as Standing).rows.every((row) => row.cells['beta']?.state === 'agreed')).toBe(true);
    for (const who of [ines, bo]) expect((await ours(await bundleOf(who, id)))[0]).toBe('intact');
  });
  test('as counsel read it brings the notes of counsel, which wait for counsel', async () => {
    const other = await openHouse({ kept: true });
    try {
      const ada = await founder(other);
      await ada.do(importBundle, { file: fileOf(await bundleOf(life.counsel, life.id)) });
      const names = (bundle: Uint8Array) => Object.keys(filesOf(bundle)).filter((name) => name.startsWith('events/')).sort();
      expect(names(await bundleOf(ada, life.id))).toEqual(['events/party-beta.jsonl', 'events/shared.jsonl']);
      const cora = await guest(other, ada, life.id, { name: 'Cora Counsel', email: 'cora@law.example', role: 'counsel' });
      const counselFile = async (who: Visitor) => text(filesOf(await bundleOf(who, life.id))['events/counsel-beta.jsonl']);
      expect(await counselFile(cora)).toBe(await counselFile(life.counsel));
      expect((await ours(await bundleOf(cora, life.id)))[0]).toBe('intact');
    } finally {
      await other.end();
    }
  });
});
