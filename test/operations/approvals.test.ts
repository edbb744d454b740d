import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeAnswers } from '#agreement/facts/answers';
import { documentFromJson, clausesOf } from '#agreement/document/schema';
import type { Standing } from '#stages/negotiate/standing';
import { answersEntry, titleEntry } from '#stages/turns';
import { answerClause } from '#operations/answer-clause';
import { answerQuestions } from '#operations/answer-questions';
import { createAgreement } from '#operations/create-agreement';
import { readAgreement } from '#operations/read-agreement';
import { readNegotiation } from '#operations/read-negotiation';
import { rewriteClause } from '#operations/rewrite-clause';
import { sealAgreement } from '#operations/seal-agreement';
import { sendTurn } from '#operations/send-turn';
import { sampleAnswers } from '../agreement/sample-answers';
import { founder, guest, openHouse, refusal, type House, type Visitor } from './visitors';

/** All that is printed in the sealed text was agreed to: a turn that moves any of it leaves something open for the others. */
describe('approvals cover everything that is printed', () => {
  let house: House;
  let a: Visitor;
  let b: Visitor;
  let id: string;
  let turn = 1;

  beforeAll(async () => {
    house = await openHouse();
    a = await founder(house);
    id = (await a.do(createAgreement, { answers: writeAnswers(sampleAnswers(2)), party: 'alpha' })).agreement;
    await a.do(sendTurn, { agreement: id, answering: 0 });
    b = await guest(house, a, id, { name: 'Bea Beta', email: 'bea@beta.example', role: 'lead', party: 'beta' });
  });
  afterAll(() => house.end());

  const rows = async (who: Visitor) => ((await who.do(readNegotiation, { agreement: id })).standing as Standing).rows;
  const agree = async (who: Visitor) => who.do(answerClause, { agreement: id, answer: 'agreed', clauses: (await rows(who)).map(({ clause, hash }) => ({ clause, hash })) });
  /** What is open for the other side after B sent what it changed. */
  const openAfter = async (change: () => Promise<unknown>): Promise<string[]> => {
    for (const who of [a, b]) await agree(who);
    expect((await rows(a)).filter((row) => row.open.length > 0)).toEqual([]);
    await change();
    await b.do(sendTurn, { agreement: id, answering: turn++ });
    expect((await refusal(b.do(sealAgreement, { agreement: id }))).what).toContain('Alpha has not answered');
    return (await rows(a)).filter((row) => row.open.includes('alpha')).map((row) => row.clause);
  };
  const answer = (path: string, value: unknown) => () => b.do(answerQuestions, { agreement: id, answers: [{ path, value: value as string }] });

  test('every clause of the text is on the table under its own name, and the title beside them', async () => {
    const { document } = await a.do(readAgreement, { agreement: id });
    const ids = clausesOf(documentFromJson(document)).map((node) => node.attrs.id as string);
    expect(ids).not.toContain(titleEntry);
    expect((await rows(a)).map((row) => row.clause).sort()).toEqual([...ids, answersEntry, titleEntry].sort());
  });
  test('the words of the clause that names the parties', async () =>
    expect(await openAfter(() => b.do(rewriteClause, { agreement: id, clause: 'title-and-parties', heading: 'Parties', blocks: [{ id: null, kind: 'paragraph', text: 'Alpha owes Beta a million.' }] }))).toEqual(['title-and-parties']));
  test('where notices to the other party go', async () => expect(await openAfter(answer('parties.alpha.addresses.email', 'notices@beta.example'))).not.toEqual([]));
  test('who signs for the other party', async () => expect(await openAfter(answer('parties.alpha.signatories.s1.name', 'Bea Beta'))).not.toEqual([]));
  test('the kind of agreement in the title', async () => expect(await openAfter(answer('agreement.type', 'BC'))).toContain(titleEntry));
});
