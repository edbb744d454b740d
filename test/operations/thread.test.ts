import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeAnswers, type Answers } from '#agreement/facts/answers';
import { documentFromJson } from '#agreement/document/schema';
import { printDocument, textsOf } from '#agreement/document/print';
import { peopleFrom } from '#agreement/words/people';
import type { Changes } from '#stages/negotiate/changes';
import type { Standing } from '#stages/negotiate/standing';
import { plainClause } from '#stages/draft/rewrite';
import { answerClause } from '#operations/answer-clause';
import { answerQuestions } from '#operations/answer-questions';
import { clearVersion } from '#operations/clear-version';
import { copyAgreement } from '#operations/copy-agreement';
import { createAgreement } from '#operations/create-agreement';
import { declineToSign } from '#operations/decline-to-sign';
import { exportAgreement } from '#operations/export-agreement';
import { listAgreements, readHome, searchAgreements } from '#operations/list-agreements';
import { makeComment } from '#operations/make-comment';
import { noteIssue } from '#operations/note-issue';
import { readAgreement } from '#operations/read-agreement';
import { compareTurns, readNegotiation } from '#operations/read-negotiation';
import { reopenAgreement } from '#operations/reopen-agreement';
import { reportObligation } from '#operations/report-obligation';
import { rewriteClause } from '#operations/rewrite-clause';
import { sealAgreement } from '#operations/seal-agreement';
import { sendTurn } from '#operations/send-turn';
import { signAgreement } from '#operations/sign-agreement';
import { settleIssue } from '#operations/settle-issue';
import { trackAgreement } from '#operations/track-agreement';
import { verifyFile } from '#operations/verify-file';
import { sampleAnswers } from '../agreement/sample-answers';
import { founder, guest, openHouse, refusal, type House, type Visitor } from './visitors';

/** Three organisations at one table: A drafts, B and C come in by links, B brings counsel. */
describe('the thread from the first turn to the ledger', () => {
  let house: House;
  let a: Visitor;
  let b: Visitor;
  let c: Visitor;
  let counsel: Visitor;
  let id: string;

  beforeAll(async () => {
    house = await openHouse({ kept: true });
    a = await founder(house);
    id = (await a.do(createAgreement, { answers: writeAnswers(sampleAnswers(3)), party: 'alpha' })).agreement;
  });
  afterAll(() => house.end());

  const talk = async (who: Visitor) => {
    const seen = await who.do(readNegotiation, { agreement: id });
    return { ...seen, standing: seen.standing as Standing };
  };
  const row = async (clause: string) => (await talk(a)).standing.rows.find((one) => one.clause === clause)!;
  const agree = async (who: Visitor, clauses?: string[]) => {
    const { rows } = (await talk(who)).standing;
    return who.do(answerClause, { agreement: id, answer: 'agreed', clauses: rows.filter((one) => clauses === undefined || clauses.includes(one.clause)).map(({ clause, hash }) => ({ clause, hash })) });
  };
  /** Adds words to the first paragraph of a clause, or gives others to words added before. */
  const rewrite = async (who: Visitor, clause: string, from: string, to: string) => {
    const read = await who.do(readAgreement, { agreement: id });
    const section = printDocument(documentFromJson(read.document), { people: peopleFrom(read.answers as Answers) }).sections.find((one) => one.id === clause)!;
    const { heading, blocks } = plainClause(section);
    const changed = blocks.map((block, index) => ({ ...block, text: from === '' ? (index === 0 ? `${block.text} ${to}` : block.text) : block.text.replace(from, to) }));
    expect(changed).not.toEqual(blocks);
    return who.do(rewriteClause, { agreement: id, clause, heading, blocks: changed });
  };
  const textOf = async (who: Visitor, clause: string) => {
    const read = await who.do(readAgreement, { agreement: id });
    return [...textsOf(printDocument(documentFromJson(read.document), { people: peopleFrom(read.answers as Answers) }).sections.find((one) => one.id === clause)!)].map((text) => text.text).join('\n');
  };

  test('nobody answers before anything was sent', async () => {
    expect((await refusal(a.do(answerClause, { agreement: id, answer: 'agreed', clauses: [{ clause: 'confidentiality', hash: `sha256:${'0'.repeat(64)}` }] }))).what).toContain('No version was sent');
    expect((await refusal(a.do(makeComment, { agreement: id, scope: 'everyone', text: 'Hello' }))).what).toContain('Nothing was sent');
    expect((await a.do(sendTurn, { agreement: id, answering: 0, note: 'A first draft.' })).turn).toBe(1);
  });
  test('the other parties come in by links and see the turn', async () => {
    b = await guest(house, a, id, { name: 'Bea Beta', email: 'bea@beta.example', role: 'lead', party: 'beta' });
    c = await guest(house, a, id, { name: 'Cem Gamma', email: 'cem@gamma.example', role: 'lead', party: 'gamma' });
    const seen = await b.do(readAgreement, { agreement: id });
    expect(seen).toMatchObject({ party: 'beta', role: 'lead', turn: 1, unsent: false, phase: 'drafted', chainHolds: true });
    expect(seen.answers).toEqual((await a.do(readAgreement, { agreement: id })).answers);
    expect((await talk(c)).turns).toMatchObject([{ turn: 1, party: 'alpha', by: 'Anna Meyer', note: 'A first draft.' }]);
  });
  test('whoever sent the words agrees to them, the others have not answered', async () => {
    const { cells, group } = await row('confidentiality');
    expect(Object.values(cells).map((cell) => cell.state)).toEqual(['proposes', 'answer', 'answer']);
    expect(group).toBe('holds-up');
  });
  test('only a lead answers for the party', async () => {
    counsel = await guest(house, b, id, { name: 'Cora Counsel', email: 'cora@law.example', role: 'counsel' });
    expect((await refusal(agree(counsel))).kind).toBe('forbidden');
  });
  test('B agrees to all but one, and objects with a reason that all read', async () => {
    const { standing } = await talk(b);
    await agree(b, standing.rows.map((one) => one.clause).filter((one) => one !== 'confidentiality'));
    const { hash } = await row('confidentiality');
    expect((await refusal(b.do(answerClause, { agreement: id, answer: 'objected', clauses: [{ clause: 'confidentiality', hash }] }))).path).toBe('reason');
    await b.do(answerClause, { agreement: id, answer: 'objected', clauses: [{ clause: 'confidentiality', hash }], reason: 'Too long for us.' });
    expect((await row('confidentiality')).cells['beta']).toMatchObject({ state: 'objects', reason: 'Too long for us.' });
    expect((await talk(c)).gate.some((line) => line.code === 'objections' && line.sentence.includes('Beta'))).toBe(true);
  });
  test('an objection needs words as they stand now', async () =>
    expect((await refusal(b.do(answerClause, { agreement: id, answer: 'agreed', clauses: [{ clause: 'confidentiality', hash: `sha256:${'1'.repeat(64)}` }] }))).what).toContain('changed after you read them'));

  const secret = 'Walk away above four years.';
  const advice = 'The cap would not survive.';
  test('comments for us, issues of counsel and advice stay on their side', async () => {
    await b.do(makeComment, { agreement: id, clause: 'confidentiality', scope: 'us', text: secret });
    await b.do(makeComment, { agreement: id, clause: 'confidentiality', scope: 'everyone', text: 'Could it be three?' });
    await counsel.do(noteIssue, { agreement: id, clause: 'liability-cap', title: advice, text: 'Privileged.' });
    const issue = (await counsel.do(noteIssue, { agreement: id, clause: 'liability-cap', scope: 'party', title: 'Insure the cap', text: 'Ask the broker.' })).issue;
    await b.do(settleIssue, { agreement: id, issue, decision: 'We insure it.' });
    expect((await talk(b)).comments.map((one) => one.text)).toEqual([secret, 'Could it be three?']);
    expect((await talk(b)).issues.map((one) => one.title)).toEqual(['Insure the cap']);
    expect((await talk(counsel)).issues.map((one) => one.title).sort()).toEqual(['Insure the cap', advice].sort());
    for (const other of [a, c]) {
      const seen = JSON.stringify([await talk(other), await other.do(readAgreement, { agreement: id })]);
      for (const word of [secret, advice, 'Privileged', 'Insure the cap', 'We insure it']) expect(seen).not.toContain(word);
      expect(seen).toContain('Could it be three?');
    }
  });
  test('what B drafts is seen by B alone until it is sent', async () => {
    await b.do(answerQuestions, { agreement: id, answers: [{ path: 'conf.terms.period', value: { n: 3, unit: 'year' } }] });
    expect(await textOf(b, 'confidentiality')).toContain('3 years');
    expect(await textOf(a, 'confidentiality')).not.toContain('3 years');
    expect((await a.do(readAgreement, { agreement: id })).turn).toBe(1);
    const changes = (await b.do(compareTurns, { agreement: id, from: 1, to: 'own' })).changes as Changes;
    expect(changes.sections.filter((one) => one.kind !== 'same').map((one) => one.clause)).toEqual(['confidentiality', 'survival']);
    expect(await b.do(sendTurn, { agreement: id, answering: 1 })).toMatchObject({ turn: 2, changed: expect.arrayContaining(['confidentiality']) });
    expect(await textOf(a, 'confidentiality')).toContain('3 years');
  });
  test('exactly the answers to the words that moved are open again', async () => {
    const { standing } = await talk(a);
    expect(standing.rows.filter((one) => one.cells['alpha']?.state === 'answer').map((one) => one.clause).sort()).toEqual(['_answers', 'confidentiality', 'survival']);
    expect((await a.do(compareTurns, { agreement: id, from: 1, to: 2 })).answers).toHaveLength(1);
    expect((await row('confidentiality')).cells['alpha']?.lapsed).toMatchObject({ answer: 'agreed', turn: 1 });
    expect((await row('confidentiality')).cells['beta']?.state).toBe('proposes');
  });
  test('a turn that answers an older one is refused, and what was written goes on from the newest', async () => {
    await rewrite(c, 'purpose-and-goals', '', 'They work side by side.');
    await rewrite(a, 'confidentiality', '', 'Each party keeps a list.');
    expect((await a.do(sendTurn, { agreement: id, answering: 2 })).turn).toBe(3);
    expect((await refusal(c.do(sendTurn, { agreement: id, answering: 2 }))).what).toContain('Turn 3 was sent while you were writing');
    expect(await textOf(c, 'purpose-and-goals')).toContain('work side by side');
    expect((await talk(c)).rebased).toMatchObject({ from: 2, to: 3, clauses: [] });
    expect(await textOf(c, 'confidentiality')).toEqual(await textOf(a, 'confidentiality'));
    expect((await c.do(sendTurn, { agreement: id, answering: 3 })).changed).toEqual(['purpose-and-goals']);
    expect(await textOf(a, 'purpose-and-goals')).toContain('work side by side');
  });
  test('two people of one party that send at once send one turn', async () => {
    await rewrite(c, 'purpose-and-goals', 'work side by side', 'work hand in hand');
    const outcomes = await Promise.allSettled([c.do(sendTurn, { agreement: id, answering: 4 }), c.do(sendTurn, { agreement: id, answering: 4 })]);
    expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect((await talk(a)).turns).toHaveLength(5);
  });
  test('changes that were not sent can be given up', async () => {
    await rewrite(c, 'purpose-and-goals', 'work hand in hand', 'work apart');
    expect((await talk(c)).gate.some((line) => line.code === 'unsent' && !line.met)).toBe(true);
    expect((await talk(a)).gate.some((line) => line.code === 'unsent')).toBe(false);
    const { dropChanges } = await import('#operations/drop-changes');
    await c.do(dropChanges, { agreement: id });
    expect(await textOf(c, 'purpose-and-goals')).toContain('work hand in hand');
    expect((await talk(c)).unsent).toBe(false);
  });
  test('sealing says what is missing', async () => {
    const { what } = await refusal(a.do(sealAgreement, { agreement: id }));
    expect(what).toContain('Gamma has not answered');
    expect(what).toContain('Counsel of Beta has not signed off');
  });
  test('counsel clears a version by its digest, and only the newest', async () => {
    for (const who of [a, b, c]) await agree(who);
    const [first, newest] = [(await talk(counsel)).turns[0]!, (await talk(counsel)).turns.at(-1)!];
    expect((await refusal(counsel.do(clearVersion, { agreement: id, digest: first.digest }))).what).toContain('other words');
    await counsel.do(clearVersion, { agreement: id, digest: newest.digest });
    expect((await talk(a)).clearances).toMatchObject([{ party: 'beta', complete: true, lapsed: [], open: [] }]);
    expect((await talk(a)).gate.filter((line) => !line.met)).toEqual([]);
  });
  test('A changes one clause, and exactly that clearance and those approvals lapse', async () => {
    await rewrite(a, 'purpose-and-goals', 'work hand in hand', 'work as partners in this project');
    await a.do(sendTurn, { agreement: id, answering: 5 });
    const { standing, clearances, gate } = await talk(a);
    expect(standing.rows.filter((one) => one.group !== 'agreed').map((one) => [one.clause, one.open])).toEqual([['purpose-and-goals', ['beta', 'gamma']]]);
    expect(clearances).toMatchObject([{ party: 'beta', complete: false, lapsed: [{ clause: 'purpose-and-goals', movedIn: 6, movedBy: 'alpha' }], open: [] }]);
    expect(gate.filter((line) => !line.met).map((line) => [line.code, line.party])).toEqual([['agreed', 'beta'], ['agreed', 'gamma'], ['cleared', 'beta']]);
  });
  test('cleared and agreed again, the words of the newest turn are sealed', async () => {
    for (const who of [b, c]) await agree(who);
    const newest = (await talk(counsel)).turns.at(-1)!;
    await counsel.do(clearVersion, { agreement: id, digest: newest.digest, clauses: ['purpose-and-goals'] });
    expect((await refusal(a.do(sealAgreement, { agreement: id, despite: 'in a hurry' }))).what).toContain('Several parties decide together');
    expect((await a.do(sealAgreement, { agreement: id, version: newest.version })).fields.map((field) => field.party)).toEqual(['alpha', 'beta', 'gamma']);
    expect((await c.do(readAgreement, { agreement: id })).phase).toBe('sealed');
  });
  test('nothing can be changed or objected to once it is sealed', async () => {
    const { hash } = await row('purpose-and-goals');
    expect((await refusal(b.do(answerClause, { agreement: id, answer: 'objected', reason: 'Wait', clauses: [{ clause: 'purpose-and-goals', hash }] }))).what).toContain('sealed');
    expect((await refusal(rewrite(b, 'purpose-and-goals', 'partners', 'friends'))).what).toContain('sealed');
  });
  test('a signatory declines; a lead opens the text again; the same words are sealed again', async () => {
    const field = (await b.do(readAgreement, { agreement: id })).seal!.fields.find((one) => one.party === 'beta')!.id;
    await b.do(declineToSign, { agreement: id, field, reason: 'The board meets first.' });
    expect((await talk(a)).declined).toMatchObject([{ party: 'beta', reason: 'The board meets first.' }]);
    await a.do(reopenAgreement, { agreement: id, reason: 'The board of Beta meets first.' });
    expect((await talk(c)).reopened).toMatchObject([{ party: 'alpha', reason: 'The board of Beta meets first.' }]);
    expect((await talk(a)).gate.filter((line) => !line.met)).toEqual([]);
    await c.do(sealAgreement, { agreement: id });
  });
  const sign = async (who: Visitor, party: string, name: string) => {
    const seal = (await who.do(readAgreement, { agreement: id })).seal!;
    return who.do(signAgreement, { agreement: id, field: seal.fields.find((one) => one.party === party)!.id, name, consent: seal.sealed });
  };
  test('each party signs its own place by its own link, and no other', async () => {
    const signatory = await guest(house, b, id, { name: 'Sigrid Beta', email: 'sigrid@beta.example', role: 'signatory' });
    expect((await refusal(sign(signatory, 'alpha', 'Sigrid Beta'))).what).toContain('This place is for Alpha');
    expect((await refusal(sign(counsel, 'beta', 'Cora'))).kind).toBe('forbidden');
    expect(await sign(signatory, 'beta', 'Sigrid Beta')).toMatchObject({ signed: 1, of: 3 });
    expect((await refusal(sign(b, 'beta', 'Bea'))).what).toContain('signed already');
    await sign(a, 'alpha', 'Anna Meyer');
    await sign(c, 'gamma', 'Cem Gamma');
    expect((await c.do(readAgreement, { agreement: id })).phase).toBe('signed');
  });
  test('the file that each party downloads is the same and intact, and says how each signatory came in', async () => {
    const files = await Promise.all([a, b, c].map((who) => who.do(exportAgreement, { agreement: id, format: 'pdf' })));
    for (const file of files) expect(Buffer.from(file.bytes).equals(Buffer.from(files[0]!.bytes))).toBe(true);
    const { verdict } = await a.do(verifyFile, { file: files[0]! });
    expect(verdict).toMatchObject({ verdict: 'intact', signed: 3, expected: 3 });
    expect(JSON.stringify(verdict)).toContain('Came in by a personal link');
    expect(JSON.stringify(verdict)).toContain('Signed in to an account');
  });
  test('the ledger is the same for all, and a report is seen by all', async () => {
    const [one, two] = await Promise.all([a, c].map((who) => who.do(trackAgreement, { agreement: id })));
    expect(one!.obligations).toEqual(two!.obligations);
    const obligation = (one!.obligations as { id: string }[])[0]!.id;
    expect((await refusal(b.do(reportObligation, { agreement: id, obligation: 'none', report: 'done' }))).path).toBe('obligation');
    await b.do(reportObligation, { agreement: id, obligation, report: 'done', note: 'See the minutes.' });
    expect((await c.do(trackAgreement, { agreement: id })).reports[obligation]).toMatchObject([{ report: 'done', party: 'beta', by: 'Bea Beta', note: 'See the minutes.' }]);
  });
  test('home, list and search show it to its people, and a copy starts anew', async () => {
    expect((await a.do(readHome, {})).agreements.items.map((item) => item.id)).toContain(id);
    expect((await a.do(listAgreements, { status: 'signed' })).items.map((item) => item.id)).toEqual([id]);
    expect((await a.do(searchAgreements, { text: 'partners in this proj' })).items.map((item) => item.id)).toEqual([id]);
    const copy = (await a.do(copyAgreement, { agreement: id })).agreement;
    expect(await a.do(readAgreement, { agreement: copy })).toMatchObject({ phase: 'drafted', turn: 0, party: 'alpha' });
  });
  test('the mails tell those whom it concerns, and nobody else', async () => {
    const { items } = await house.world.outbox.list(undefined, { limit: 200 });
    const kinds = items.map((item) => item.kind);
    for (const kind of ['invitation', 'turn', 'sealed', 'declined', 'signed', 'completed']) expect(kinds).toContain(kind);
    expect(JSON.stringify(items)).not.toContain(secret);
    expect(new Set(items.map((item) => item.dedupe)).size).toBe(items.length);
  });
});
