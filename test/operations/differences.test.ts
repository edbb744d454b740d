import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeAnswers, type Answers } from '#agreement/facts/answers';
import { valueAt } from '#agreement/facts/read';
import { answerQuestions } from '#operations/answer-questions';
import { createAgreement } from '#operations/create-agreement';
import { readAgreement } from '#operations/read-agreement';
import { readNegotiation } from '#operations/read-negotiation';
import { sendTurn } from '#operations/send-turn';
import { readDifferences, stateAnswer } from '#operations/state-answer';
import { sampleAnswers } from '../agreement/sample-answers';
import { founder, guest, openHouse, refusal, type House, type Visitor } from './visitors';

const days = (n: number) => ({ n, unit: 'day' });

describe('two parties answer a joint question differently', () => {
  let house: House;
  let a: Visitor;
  let b: Visitor;
  let agreement: string;
  const path = 'term.exits.cure';
  const rows = async (who: Visitor) => (await who.do(readDifferences, { agreement })).differences.map((row) => [row.path, row.settled, Object.fromEntries(row.sides.map((side) => [side.party, side.value]))]);
  const own = async (who: Visitor) => valueAt((await who.do(readAgreement, { agreement })).answers as Answers, path);

  beforeAll(async () => {
    house = await openHouse({ kept: true });
    a = await founder(house);
    agreement = (await a.do(createAgreement, { answers: writeAnswers(sampleAnswers(2)), party: 'alpha' })).agreement;
    b = await guest(house, a, agreement, { name: 'Bo Beta', email: 'bo@beta.example', role: 'lead', party: 'beta' });
  });
  afterAll(() => house.end());

  test('before the first turn there is nothing to differ from', async () => {
    expect((await a.do(readDifferences, { agreement })).differences).toEqual([]);
    expect((await refusal(a.do(stateAnswer, { agreement, path, value: days(60) }))).what).toContain('Nothing was sent');
    await a.do(sendTurn, { agreement, answering: 0 });
  });
  test('an answer of its own stays its own until it says so', async () => {
    await b.do(answerQuestions, { agreement, answers: [{ path, value: days(60) }] });
    expect((await b.do(readDifferences, { agreement })).unsaid).toEqual([{ path, own: days(60), table: days(30) }]);
    expect(await rows(a)).toEqual([]);
    await b.do(stateAnswer, { agreement, path, value: days(60) });
    expect((await b.do(readDifferences, { agreement })).unsaid).toEqual([]);
    expect(await rows(a)).toEqual([[path, false, { alpha: days(30), beta: days(60) }]]);
    expect(await rows(b)).toEqual(await rows(a));
  });
  test('who said it is told by name', async () => expect((await a.do(readDifferences, { agreement })).differences[0]?.sides.map((side) => [side.party, side.said, side.by === null || side.by === ''])).toEqual([['alpha', 'sent', false], ['beta', 'stated', false]]));
  test('a third answer goes into the own draft at once', async () => {
    expect(await a.do(stateAnswer, { agreement, path, value: days(45) })).toEqual({ settled: false });
    expect(await own(a)).toEqual(days(45));
    expect((await a.do(readNegotiation, { agreement })).unsent).toBe(true);
    expect(await own(b)).toEqual(days(60));
  });
  test('taking it settles the question; the next turn carries it', async () => {
    expect(await b.do(stateAnswer, { agreement, path, value: days(45) })).toEqual({ settled: true });
    expect(await own(b)).toEqual(days(45));
    expect(await rows(a)).toEqual([[path, true, { alpha: days(45), beta: days(45) }]]);
    await a.do(sendTurn, { agreement, answering: 1 });
    expect(await rows(a)).toEqual([]);
    expect(await own(b)).toEqual(days(45));
  });
  test('two turns that differ are a difference by themselves', async () => {
    await b.do(answerQuestions, { agreement, answers: [{ path, value: days(90) }] });
    await b.do(sendTurn, { agreement, answering: 2 });
    expect(await rows(a)).toEqual([[path, false, { alpha: days(45), beta: days(90) }]]);
    await a.do(stateAnswer, { agreement, path, value: days(45) });
    expect(await rows(b)).toEqual([[path, false, { alpha: days(45), beta: days(90) }]]);
    await b.do(stateAnswer, { agreement, path, value: days(45) });
    expect(await rows(b)).toEqual([[path, true, { alpha: days(45), beta: days(45) }]]);
  });
  test.each([
    ['what a party says of itself', 'parties.beta.seat', 'FR', /is its own/],
    ['the type', 'agreement.type', 'BC', /chosen on the text/],
    ['no fact', 'no.such', 1, /no fact/],
    ['a value that does not fit', 'term.exits.cure', 'soon', /cannot be used/],
    ['a person', 'work.people', [{ id: 'nurse', name: 'Hanna Roux' }], /names a person/],
    ['a whole group', 'work', {}, /group of questions/],
    ['an entry of a table', 'work.raci.constructor', { a: 'alpha' }, /group of questions/],
    ['what leads into an object', 'term.__proto__.x', 1, /no fact/],
    ['more than fits into a question', 'goal.statement', Array.from({ length: 30 }, (_one, n) => ({ id: `g${n}`, text: 'a'.repeat(1900) })), /too long to be said by itself/],
  ])('%s is refused', async (_, at, value, what) => expect((await refusal(a.do(stateAnswer, { agreement, path: at, value }))).what).toMatch(what));
  test('a party that the others do not know of is not named to them', async () => {
    await b.do(answerQuestions, { agreement, answers: [{ path: 'parties.hidden', value: { shortName: 'Hidden' } }] });
    expect((await refusal(b.do(stateAnswer, { agreement, path: 'ip.resultsOwnership.owner', value: 'hidden' }))).what).toContain('do not know of');
    expect(JSON.stringify(await a.do(readDifferences, { agreement }))).not.toContain('hidden');
  });
});
