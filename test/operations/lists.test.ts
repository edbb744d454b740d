import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAnswers } from '#agreement/facts/answers';
import { answerClause } from '#operations/answer-clause';
import { answerQuestions } from '#operations/answer-questions';
import { archiveAgreement } from '#operations/archive-agreement';
import { createAgreement } from '#operations/create-agreement';
import { listAgreements, readHome, searchAgreements } from '#operations/list-agreements';
import { listExamples } from '#operations/list-examples';
import { readNegotiation } from '#operations/read-negotiation';
import { sendTurn } from '#operations/send-turn';
import { deleteView, listViews, saveView } from '#operations/views';
import { agreementOf, founder, guest, openHouse, refusal, type House, type Visitor } from './visitors';

/** What lists and the home page say of one agreement on its way between two parties. */
describe('lists of an agreement between two parties', () => {
  let house: House;
  let anna: Visitor;
  let bea: Visitor;
  let id: string;

  beforeAll(async () => {
    house = await openHouse();
    anna = await founder(house);
    id = await agreementOf(anna);
  });
  afterAll(() => house.end());

  const home = () => anna.do(readHome, {});

  test('a draft asks to be sent', async () => expect((await home()).needs.items).toMatchObject([{ id, need: { what: 'send' }, turn: 0 }]));
  test('the need of a draft comes from nobody', async () => expect((await home()).needs.items[0]?.need?.from).toBeUndefined());
  test('once sent it waits for the other party, by name', async () => {
    await anna.do(sendTurn, { agreement: id, answering: 0 });
    expect(await home()).toMatchObject({ needs: { count: 0 }, waits: { count: 1, items: [{ id, waits: [{ party: 'beta', name: 'Beta', what: 'join' }] }] } });
  });
  test('the list of what waits on others has it', async () => expect((await anna.do(listAgreements, { waits: 'true' })).items.map((item) => item.id)).toEqual([id]));
  test('the list of what needs the reader has it no more', async () => expect((await anna.do(listAgreements, { needs: 'any' })).items).toEqual([]));
  test('it says since when it waits', async () => expect((await home()).waits.items[0]?.waitsSince).toMatch(/^2026-11-23T/));
  test('a turn of the other party is asked for by its name', async () => {
    bea = await guest(house, anna, id, { name: 'Bea Beta', email: 'bea@beta.example', role: 'lead', party: 'beta' });
    await bea.do(answerQuestions, { agreement: id, answers: [{ path: 'agreement.title', value: 'Shared gripper, phase 2' }] });
    expect((await bea.do(sendTurn, { agreement: id, answering: 1 })).turn).toBe(2);
    expect((await home()).needs.items).toMatchObject([{ id, turn: 2, title: 'Shared gripper, phase 2', need: { what: 'answer', from: 'Beta' } }]);
  });
  test('answered, it waits for what the other party has not answered', async () => {
    const { standing, party } = await anna.do(readNegotiation, { agreement: id });
    const { rows } = standing as { rows: { clause: string; hash: `sha256:${string}`; cells: Record<string, { state: string }> }[] };
    await anna.do(answerClause, { agreement: id, answer: 'agreed', clauses: rows.filter((row) => row.cells[party]?.state === 'answer').map(({ clause, hash }) => ({ clause, hash })) });
    expect(await home()).toMatchObject({ needs: { count: 0 }, waits: { items: [{ waits: [{ name: 'Beta', what: 'answer' }] }] } });
  });
  test('the words of the newest turn are found, with their place', async () => {
    const [found] = (await anna.do(searchAgreements, { text: 'confidential' })).items;
    expect(found?.id).toBe(id);
    const { from = 0, to = 0 } = found?.marks[0] ?? {};
    expect(found?.excerpt?.slice(from, to).toLowerCase()).toMatch(/^confidential/);
  });
  test('a hit in the title needs no excerpt', async () => expect((await anna.do(searchAgreements, { text: 'gripper phase' })).items).toMatchObject([{ id, excerpt: null, marks: [] }]));
  test('archived it leaves the lists of what waits', async () => {
    await anna.do(archiveAgreement, { agreement: id, archived: true });
    expect((await anna.do(listAgreements, { waits: 'true' })).items).toEqual([]);
    expect((await anna.do(listAgreements, { waits: 'true', archived: 'true' })).items.map((item) => item.id)).toEqual([id]);
  });
  test('a guest has no lists', async () => expect((await refusal(bea.do(readHome, {}))).kind).toBe('forbidden'));
  test('a filter is kept as it was given', async () => {
    const { view } = await anna.do(saveView, { name: 'Waits', filter: { waits: 'true', organisation: 'none' } });
    expect((await anna.do(listViews, {})).items).toEqual([{ id: view, name: 'Waits', filter: { waits: true, organisation: null } }]);
    await anna.do(deleteView, { view });
    expect((await anna.do(listViews, {})).items).toEqual([]);
  });
});

describe('examples', () => {
  let house: House;
  let anna: Visitor;
  beforeAll(async () => {
    house = await openHouse();
    anna = await founder(house);
  });
  afterAll(() => house.end());

  test('each has parties with names', async () => {
    for (const { parties } of (await anna.do(listExamples, {})).items) {
      expect(parties.length).toBeGreaterThan(1);
      for (const party of parties) expect(party.name).not.toBe('');
    }
  });
  test('the parties are those of its answers, in their order', async () => {
    const { items } = await anna.do(listExamples, {});
    for (const example of house.world.examples()) {
      const read = readAnswers(example.answers);
      expect(items.find((item) => item.name === example.name)?.parties.map((party) => party.id)).toEqual(read.ok ? read.answers.parties.map((party) => party.id) : []);
    }
  });
  test('one is opened from the side of any of its parties', async () => {
    const [example] = (await anna.do(listExamples, {})).items;
    const party = example?.parties.at(-1)?.id ?? '';
    const { agreement } = await anna.do(createAgreement, { example: example?.name ?? '', party });
    expect((await anna.do(listAgreements, {})).items).toMatchObject([{ id: agreement, party }]);
  });
  test('nobody is a party that the example does not have', async () => expect((await refusal(anna.do(createAgreement, { example: 'river-sensors', party: 'nobody' }))).what).toBe('"nobody" is not a party of these answers.'));
});
