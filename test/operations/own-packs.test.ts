import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentFromJson, clausesOf } from '#agreement/document/schema';
import { writeAnswers, type Answers } from '#agreement/facts/answers';
import { answerQuestions } from '#operations/answer-questions';
import { createAgreement } from '#operations/create-agreement';
import { exportBundle } from '#operations/export-bundle';
import { importBundle } from '#operations/import-bundle';
import { inspectAgreement } from '#operations/inspect-agreement';
import { downloadPack, listOwnPacks, retirePack, uploadPack } from '#operations/keep-pack';
import { readAgreementLibrary, readPlaybook, readWords, takeWords } from '#operations/own-words';
import { readAgreement } from '#operations/read-agreement';
import { compareTurns, readNegotiation } from '#operations/read-negotiation';
import { readMe } from '#operations/read-me';
import { rewriteClause } from '#operations/rewrite-clause';
import { sendTurn } from '#operations/send-turn';
import { digestOfPack, readOwnPackFolder } from '#world/own-packs';
import { plainClause } from '#stages/draft/rewrite';
import type { Digest } from '#agreement/record/canonical';
import { printDocument, textsOf } from '#agreement/document/print';
import { peopleFrom } from '#agreement/words/people';
import type { Library } from '#library/library';
import type { Changes } from '#stages/negotiate/changes';
import { sampleAnswers } from '../agreement/sample-answers';
import { founder, guest, openHouse, refusal, type House, type Visitor } from './visitors';

const example = readOwnPackFolder(new URL('../../docs/own-pack/harbour', import.meta.url).pathname).files;

/** The example as a ZIP file of a version, with some files replaced. */
function zip(version: string, files: Record<string, string> = {}): { name: string; mediaType: string; bytes: Uint8Array } {
  const all = { ...example, 'pack.yaml': (example['pack.yaml'] ?? '').replace('1.0.0', version), ...files };
  return { name: 'harbour.zip', mediaType: 'application/zip', bytes: zipSync(Object.fromEntries(Object.entries(all).map(([name, text]) => [name, new TextEncoder().encode(text)]))) };
}

const noticesOf = (writing: string): Record<string, string> => ({ 'clauses/notices/en.md': `{#writing} ${writing}\n` });

describe('an organisation and its pack', () => {
  let house: House;
  let a: Visitor;
  let b: Visitor;
  let counsel: Visitor;
  let organisation: string;
  let id: string;
  let first: string;

  beforeAll(async () => {
    house = await openHouse({ kept: true });
    a = await founder(house);
    organisation = (await a.do(readMe, {})).me?.organisations[0]?.id ?? '';
  });
  afterAll(() => house.end());

  const text = async (who: Visitor) => {
    const read = await who.do(readAgreement, { agreement: id });
    return { ...read, tree: documentFromJson(read.document) };
  };
  const wordsOf = async (who: Visitor, clause: string): Promise<string> => {
    const { tree, answers } = await text(who);
    const section = printDocument(tree, { people: peopleFrom(answers as Answers) }).sections.find((one) => one.id === clause);
    return section === undefined ? '' : [...textsOf(section)].map((one) => one.runs.map((run) => run.text).join('')).join(' ');
  };
  const refused = async (work: Promise<unknown>): Promise<string> => Object.values(await refusal(work)).join(' ');

  test('is checked and kept', async () => {
    const kept = await a.do(uploadPack, { organisation, file: zip('1.0.0') });
    expect(kept).toMatchObject({ id: 'harbour', version: '1.0.0', adds: ['remote-access'], changes: ['notices'], plays: 5, known: false, digest: digestOfPack({ folder: 'x', files: example }) });
    first = kept.digest;
    expect((await a.do(uploadPack, { organisation, file: zip('1.0.0') })).known).toBe(true);
    expect((await a.do(listOwnPacks, { organisation })).items).toMatchObject([{ version: '1.0.0', inUse: true, retiredAt: null, addedBy: expect.stringMatching(/./) }]);
  });
  test('is refused with all its faults, and the store keeps what it had', async () => {
    const bad = zip('1.1.0', { 'clauses/remote-access/en.md': '# Remote access\n\n{#record} Each party {parties.\n' });
    expect(await refused(a.do(uploadPack, { organisation, file: bad }))).toContain('pack/clauses/remote-access/en.md:3 A brace is not closed.');
    expect(await refused(a.do(uploadPack, { organisation, file: zip('1.0.0', noticesOf('A party must give notice in ink.')) }))).toContain('There is another pack harbour 1.0.0 already');
    expect(await refused(a.do(uploadPack, { organisation, file: { name: 'x.pdf', mediaType: 'application/pdf', bytes: new TextEncoder().encode('%PDF-') } }))).toContain('not a ZIP archive');
    expect((await a.do(listOwnPacks, { organisation })).items).toHaveLength(1);
  });
  test('comes out as it went in', async () => {
    const file = await a.do(downloadPack, { organisation, digest: first });
    expect(file.name).toBe('harbour-1.0.0.zip');
    expect((await a.do(uploadPack, { organisation, file })).digest).toBe(first);
  });
  test('is what new agreements are drafted from, and the record names it', async () => {
    id = (await a.do(createAgreement, { answers: writeAnswers(sampleAnswers(3)), party: 'alpha' })).agreement;
    expect(await wordsOf(a, 'notices')).toContain('name the person who answers questions');
    expect(clausesOf((await text(a)).tree).map((node) => node.attrs.id)).toContain('remote-access');
    expect(await a.do(readWords, { agreement: id })).toMatchObject({ own: true, newer: 'same', pack: { id: 'harbour', version: '1.0.0', date: '2026-11-20', digest: first }, offers: [], trouble: null });
    expect((await text(a)).pack).toBe(first);
    const library = (await a.do(readAgreementLibrary, { agreement: id })) as Library;
    expect(library.packs.map((pack) => pack.id)).toEqual(['base', 'harbour']);
  });
  test('its playbook stands beside the text for its own people', async () => {
    const { clauses, pack } = await a.do(readPlaybook, { agreement: id });
    expect(pack?.version).toBe('1.0.0');
    expect(clauses.find((one) => one.clause === 'liability-cap')?.lines[0]).toMatchObject({ what: 'Position', preferred: '“balanced”', acceptable: '“fallback”, “recipient”', walkAway: '“none”' });
    expect(clauses.flatMap((one) => one.lines).map((line) => line.stands)).toContain('preferred');
  });
  test('a guest of the own side drafts with its words and does not read the playbook', async () => {
    counsel = await guest(house, a, id, { name: 'Cora Counsel', email: 'cora@law.example', role: 'counsel', party: 'alpha' });
    expect(await counsel.do(readPlaybook, { agreement: id })).toEqual({ pack: null, clauses: [] });
    expect((await counsel.do(readWords, { agreement: id })).pack?.digest).toBe(first);
  });
  test('another party sees the words and the digest, never the playbook or the library', async () => {
    b = await guest(house, a, id, { name: 'Ben Beta', email: 'ben@beta.example', role: 'lead', party: 'beta' });
    await a.do(sendTurn, { agreement: id, answering: 0 });
    expect(await wordsOf(b, 'notices')).toContain('name the person who answers questions');
    const seen = await b.do(readWords, { agreement: id });
    expect(seen).toMatchObject({ pack: null, own: false, newer: 'other', library: (await a.do(readWords, { agreement: id })).library });
    expect(seen.offers.map((offer) => `${offer.kind} ${offer.clause}`)).toEqual(expect.arrayContaining(['changed notices', 'gone remote-access']));
    expect(await b.do(readPlaybook, { agreement: id })).toEqual({ pack: null, clauses: [] });
    expect(((await b.do(readAgreementLibrary, { agreement: id })) as Library).packs.map((pack) => pack.id)).toEqual(['base']);
    expect(JSON.stringify(await b.do(readNegotiation, { agreement: id }))).not.toContain('insurance desk');
    for (const { bytes } of [await b.do(exportBundle, { agreement: id })]) expect(Buffer.from(bytes).includes('walk-away')).toBe(false);
  });
  test('drafting by that party leaves the words that are not its own, and nothing breaks', async () => {
    expect((await b.do(inspectAgreement, { agreement: id })).findings.filter((one) => one.severity === 'error').map((one) => `${one.code} ${one.message}`)).toEqual((await a.do(inspectAgreement, { agreement: id })).findings.filter((one) => one.severity === 'error').map((one) => `${one.code} ${one.message}`));
    await b.do(answerQuestions, { agreement: id, answers: [{ path: 'notice.rules.closingTime', value: '16:45' }, { path: 'conf.terms.period', value: { n: 2, unit: 'year' } }] });
    expect(await wordsOf(b, 'notices')).toContain('name the person who answers questions');
    expect(await wordsOf(b, 'confidentiality')).toContain('2 years');
    const read = await text(b);
    expect(clausesOf(read.tree).map((node) => node.attrs.id)).toContain('remote-access');
    expect(read.proposals.map((one) => one.clause)).toEqual(['notices']);
    await b.do(sendTurn, { agreement: id, answering: 1 });
    const { changes } = await a.do(compareTurns, { agreement: id, from: '1', to: '2' });
    expect((changes as Changes).sections.filter((section) => section.kind !== 'same').map((section) => section.clause)).toContain('confidentiality');
    expect((await a.do(readWords, { agreement: id })).pack?.digest).toBe(first);
    expect((await a.do(readPlaybook, { agreement: id })).clauses.find((one) => one.clause === 'confidentiality')?.lines.find((line) => line.what !== 'Position')).toMatchObject({ now: '2 years', stands: 'other' });
  });
  test('a newer pack changes no text by itself and is offered clause by clause', async () => {
    const before = await wordsOf(a, 'notices');
    const newer = await a.do(uploadPack, { organisation, file: zip('1.1.0', { ...noticesOf('A party must give notice in writing and by name.'), 'clauses/remote-access/en.md': (example['clauses/remote-access/en.md'] ?? '').replace('It must show', 'It must keep that record for three years and show').replace('three years', 'a long time') }) });
    await a.do(answerQuestions, { agreement: id, answers: [{ path: 'conf.terms.period', value: { n: 4, unit: 'year' } }] });
    expect(await wordsOf(a, 'notices')).toBe(before);
    const seen = await a.do(readWords, { agreement: id });
    expect(seen).toMatchObject({ newer: 'pack', pack: { version: '1.0.0' }, newest: { version: '1.1.0', digest: newer.digest } });
    expect(seen.offers.map((offer) => `${offer.kind} ${offer.clause}`)).toEqual(['changed remote-access', 'changed notices']);
    await a.do(takeWords, { agreement: id, clauses: ['notices'] });
    expect(await wordsOf(a, 'notices')).toContain('must give notice in writing and by name');
    expect(await wordsOf(a, 'remote-access')).not.toContain('a long time');
    expect(await a.do(readWords, { agreement: id })).toMatchObject({ newer: 'same', pack: { version: '1.1.0' } });
  });
  test('words that people wrote stay until they choose otherwise', async () => {
    const { tree, answers } = await text(a);
    const section = printDocument(tree, { people: peopleFrom(answers as Answers) }).sections.find((one) => one.id === 'remote-access')!;
    const plain = plainClause(section);
    await a.do(rewriteClause, { agreement: id, clause: 'remote-access', heading: plain.heading, blocks: plain.blocks.map((block, index) => ({ ...block, text: index === 0 ? `${block.text} Nobody may do so at night.` : block.text })) });
    await a.do(uploadPack, { organisation, file: zip('1.2.0') });
    const offer = (await a.do(readWords, { agreement: id })).offers.find((one) => one.clause === 'remote-access');
    expect(offer).toMatchObject({ kind: 'changed', edited: true });
    await a.do(takeWords, { agreement: id, clauses: [] });
    expect(await wordsOf(a, 'remote-access')).toContain('at night');
    expect((await a.do(readWords, { agreement: id })).newer).toBe('same');
    expect(await refused(a.do(takeWords, { agreement: id, clauses: ['courts'] }))).toContain('no newer words');
  });
  test('out of use it is offered to nothing new, and what stands on it goes on', async () => {
    for (const { digest } of (await a.do(listOwnPacks, { organisation })).items) await a.do(retirePack, { organisation, digest, retired: true });
    const plain = (await a.do(createAgreement, { answers: writeAnswers(sampleAnswers(2)), party: 'alpha' })).agreement;
    expect((await a.do(readWords, { agreement: plain })).pack).toBeNull();
    expect(await a.do(readWords, { agreement: id })).toMatchObject({ newer: 'same', pack: { version: '1.2.0' } });
    await a.do(answerQuestions, { agreement: id, answers: [{ path: 'notice.rules.closingTime', value: '16:15' }] });
    expect(await wordsOf(a, 'notices')).toContain('name the person who answers questions');
    await a.do(retirePack, { organisation, digest: first, retired: false });
    expect((await a.do(readWords, { agreement: plain })).newer).toBe('pack');
    await a.do(takeWords, { agreement: plain, clauses: ['notices'] });
    expect((await a.do(readWords, { agreement: plain })).pack?.digest).toBe(first);
  });
  test('elsewhere, where the pack is not, the text goes on and says so', async () => {
    const bundle = await a.do(exportBundle, { agreement: id });
    const away = await openHouse({ kept: true });
    try {
      const x = await founder(away);
      await x.do(importBundle, { file: bundle });
      const seen = await x.do(readWords, { agreement: id });
      expect(seen.trouble).toContain('The pack harbour 1.2.0 of 2026-11-20, from which this text was drafted, is not here.');
      await x.do(answerQuestions, { agreement: id, answers: [{ path: 'conf.terms.period', value: { n: 6, unit: 'year' } }] });
      const read = await x.do(readAgreement, { agreement: id });
      expect(clausesOf(documentFromJson(read.document)).find((node) => node.attrs.id === 'notices')?.textContent).toContain('name the person who answers questions');
    } finally {
      await away.end();
    }
  });
  test('foreign and absent are one answer', async () => {
    expect(await refused(b.do(listOwnPacks, { organisation }))).toMatch(/./);
    await expect(house.world.directory.packs('nobody', organisation)).resolves.toBeNull();
    await expect(house.world.directory.pack('nobody', organisation, first as Digest)).resolves.toBeNull();
    await expect(house.world.directory.addPack('nobody', organisation, { digest: first as Digest, id: 'x', version: '1.0.0', title: 'X', dated: '2026-01-01', files: new Uint8Array(1) })).resolves.toEqual({ kind: 'absent' });
  });
});
