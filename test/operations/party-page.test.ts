import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PartyPage } from '#stages/draft/party-page';
import { answerQuestions } from '#operations/answer-questions';
import { createAgreement } from '#operations/create-agreement';
import { exportAgreement } from '#operations/export-agreement';
import { exportLeaflet, readBalance, readHeads } from '#operations/leaflets';
import { confirmPage, readPartyPage } from '#operations/party-page';
import { sendTurn } from '#operations/send-turn';
import { writeAnswers } from '#agreement/facts/answers';
import { sampleAnswers } from '../agreement/sample-answers';
import { founder, guest, openHouse, refusal, type House, type Visitor } from './visitors';

let house: House;
let anna: Visitor;
let ben: Visitor;
let rita: Visitor;
let agreement: string;

beforeAll(async () => {
  house = await openHouse();
  anna = await founder(house);
  agreement = (await anna.do(createAgreement, { answers: writeAnswers(sampleAnswers(2)), party: 'alpha' })).agreement;
  await anna.do(sendTurn, { agreement, answering: 0 });
  ben = await guest(house, anna, agreement, { name: 'Ben Marchand', email: 'ben@beta.example', role: 'lead', party: 'beta' });
  rita = await guest(house, ben, agreement, { name: 'Rita Reader', email: 'rita@beta.example', role: 'reader' });
});
afterAll(async () => house.end());

const pageFor = async (who: Visitor, party?: string): Promise<{ page: PartyPage; own: boolean; understood: { by: string; current: boolean; turn: number; version: number }[]; parties: { id: string }[] }> => (await who.do(readPartyPage, { agreement, ...(party !== undefined && { party }) })) as never;

describe('the page of a party', () => {
  test('is the own one first, and that of every other for whoever asks', async () => {
    const mine = await pageFor(ben);
    expect([mine.page.party, mine.own, mine.parties.map((one) => one.id)]).toEqual(['beta', true, ['beta', 'alpha']]);
    const other = await pageFor(ben, 'alpha');
    expect([other.page.party, other.own]).toEqual(['alpha', false]);
    expect(other.page.digest).toBe((await pageFor(anna)).page.digest);
  });
  test('of a party that is none is refused in words', async () => expect(await refusal(pageFor(ben, 'omega'))).toMatchObject({ kind: 'input', path: 'party', next: 'Parties: alpha, beta.' }));
});

describe('confirming it', () => {
  test('needs the page as it is now', async () => {
    expect(await refusal(ben.do(confirmPage, { agreement, digest: `sha256:${'0'.repeat(64)}` }))).toMatchObject({ kind: 'conflict' });
    expect((await pageFor(ben)).understood).toEqual([]);
  });
  test('is for the own side', async () => {
    const { page } = await pageFor(ben, 'alpha');
    expect(await refusal(ben.do(confirmPage, { agreement, party: 'alpha', digest: page.digest }))).toMatchObject({ kind: 'input', path: 'party' });
  });
  test('is not for readers', async () => expect(await refusal(rita.do(confirmPage, { agreement, digest: (await pageFor(rita)).page.digest }))).toMatchObject({ kind: 'forbidden' }));
  test('is noted with who, version and turn, for the own side alone', async () => {
    const { page } = await pageFor(ben);
    await ben.do(confirmPage, { agreement, digest: page.digest });
    await ben.do(confirmPage, { agreement, digest: page.digest });
    expect((await pageFor(rita)).understood).toEqual([expect.objectContaining({ by: 'Ben Marchand', current: true, turn: 1, version: 1 })]);
    expect((await pageFor(anna, 'beta')).understood).toEqual([]);
  });
  test('lapses when the page reads differently', async () => {
    await ben.do(answerQuestions, { agreement, answers: [{ path: 'term.exits.cure', value: { n: 77, unit: 'day' } }] });
    const changed = await pageFor(ben);
    expect(changed.understood.map((one) => one.current)).toEqual([false]);
    await ben.do(confirmPage, { agreement, digest: changed.page.digest });
    expect((await pageFor(ben)).understood.map((one) => one.current)).toEqual([true, false]);
  });
});

describe('what else is told', () => {
  test('heads of terms and balance', async () => {
    const heads = await anna.do(readHeads, { agreement });
    expect(heads.title).toMatch(/: heads of terms$/);
    const { parties } = await anna.do(readBalance, { agreement });
    expect(parties).toMatchObject([{ party: 'alpha' }, { party: 'beta' }]);
  });
  test('the web page of a party leads into that of the agreement beside it', async () => {
    const html = new TextDecoder().decode((await ben.do(exportLeaflet, { agreement, leaflet: 'party-page', format: 'html' })).bytes);
    const { name, bytes } = await ben.do(exportAgreement, { agreement, format: 'html' });
    const links = [...html.matchAll(/href="([^"#]+)#([^"]+)"/g)];
    expect(links.length).toBeGreaterThan(20);
    const text = new TextDecoder().decode(bytes);
    for (const [, file, target] of links) expect([file, text.includes(`id="${decodeURIComponent(target as string)}"`)]).toEqual([name, true]);
  });
  test.each(['party-page', 'heads', 'balance'] as const)('%s as files', async (leaflet) => {
    for (const format of ['md', 'html', 'docx', 'pdf'] as const) {
      const { name, bytes } = await ben.do(exportLeaflet, { agreement, leaflet, format });
      expect(name).toMatch(new RegExp(`-(page-beta|heads-of-terms|balance)\\.${format}$`));
      expect(bytes.length).toBeGreaterThan(500);
    }
  });
});
