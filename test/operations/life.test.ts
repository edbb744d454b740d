import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentFromJson, clauseAttrs, clausesOf, type Document } from '#agreement/document/schema';
import { printDocument, textsOf } from '#agreement/document/print';
import type { Answers } from '#agreement/facts/answers';
import { valueAt } from '#agreement/facts/read';
import type { Obligation } from '#agreement/obligation';
import { verifyChain } from '#agreement/record/chain';
import { localSeat } from '#agreement/record/seat';
import { partyStream, sharedStream } from '#agreement/record/stream';
import { peopleFrom } from '#agreement/words/people';
import { formats } from '#formats/index';
import { plainClause } from '#stages/draft/rewrite';
import { answerQuestions } from '#operations/answer-questions';
import { decideProposal } from '#operations/decide-proposal';
import { exportAgreement } from '#operations/export-agreement';
import { inspectAgreement } from '#operations/inspect-agreement';
import { listAgreements } from '#operations/list-agreements';
import { perform } from '#operations/perform';
import { rewriteClause } from '#operations/rewrite-clause';
import { sealAgreement } from '#operations/seal-agreement';
import { setAsideFinding } from '#operations/set-aside-finding';
import { signAgreement } from '#operations/sign-agreement';
import { takeFix } from '#operations/take-fix';
import { trackAgreement } from '#operations/track-agreement';
import { trackFile } from '#operations/track-file';
import { verifyFile } from '#operations/verify-file';
import { digestOfBytes } from '#agreement/record/canonical';
import { writeAnswers } from '#agreement/facts/answers';
import { openWorld } from '#world/open-world';
import type { PdfVerdict } from '#world/signing/verdict';
import { bareAnswers, sampleAnswers } from '../agreement/sample-answers';
import { postgresMissing } from '../postgres';
import { context, create, eventsOf, openLived, read, type Lived } from './lived';

// A world in memory runs on the same database as one in a folder.
describe.each(['folder', postgresMissing === undefined ? 'server' : 'memory'] as const)('the life of an agreement kept in a %s', (kind) => {
  let lived: Lived;
  let id: string;
  const answers = sampleAnswers(2);
  const world = () => lived.world;
  beforeAll(async () => {
    lived = await openLived(kind);
    id = await create(lived.world, answers);
  });
  afterAll(async () => lived.end());

  const document = async (): Promise<Document> => documentFromJson((await read(world(), id)).document);
  const clause = async (name: string) => clausesOf(await document()).find((one) => one.attrs.id === name)!;
  const textOf = async (name: string): Promise<string> => [...textsOf(printDocument(await document(), { people: peopleFrom(answers) }).sections.find((one) => one.id === name)!)].map((text) => text.text).join('\n');
  const findings = async () => (await perform(inspectAgreement, context, { agreement: id }, world())).findings;
  const blocking = async () => (await findings()).filter((one) => one.severity === 'error').map((one) => one.message);
  const answer = (path: string, value: unknown) => perform(answerQuestions, context, { agreement: id, answers: [{ path, value }] }, world());

  /** Rewrites words of a clause as a person would, in its plain form. */
  async function rewrite(name: string, from: string | RegExp, to: string) {
    const { answers: now } = (await read(world(), id)) as { answers: Answers };
    const section = printDocument(await document(), { people: peopleFrom(now) }).sections.find((one) => one.id === name)!;
    const { heading, blocks } = plainClause(section);
    return perform(rewriteClause, context, { agreement: id, clause: name, heading, blocks: blocks.map((block) => ({ ...block, text: block.text.replace(from, to) })) }, world());
  }

  test('it begins as a draft of its answers', async () => {
    const agreement = await read(world(), id);
    expect(agreement).toMatchObject({ phase: 'drafted', version: 1, title: 'Tidemark', type: 'RD', chainHolds: true, proposals: [], seal: null });
    expect(agreement.answers).toEqual(answers);
    expect(await blocking()).toEqual([]);
  });

  test('it stands in the list', async () => expect((await perform(listAgreements, context, {}, world())).items).toMatchObject([{ id, title: 'Tidemark', type: 'RD', parties: ['Alpha', 'Beta'], status: 'drafted' }]));

  test('an answer changes the text', async () => {
    expect(await answer('conf.terms.period', { n: 7, unit: 'year' })).toEqual({ version: 2, proposals: 0 });
    expect(await textOf('confidentiality')).toContain('7 years after this agreement ends');
  });
  test('an answer that does not fit changes nothing', async () => {
    await expect(answer('conf.terms.period', 'seven')).rejects.toMatchObject({ name: 'InputError', path: 'conf.terms.period', what: expect.stringContaining('This answer cannot be used') });
    await expect(answer('conf.terms.perriod', 7)).rejects.toMatchObject({ name: 'InputError' });
    expect((await read(world(), id)).version).toBe(2);
  });
  test('an answer that says the same makes no new version', async () => expect(await answer('conf.terms.period', { n: 7, unit: 'year' })).toEqual({ version: 2, proposals: 0 }));
  test('an answer taken back leaves a blank, which blocks signing', async () => {
    await perform(answerQuestions, context, { agreement: id, answers: [{ path: 'law.governing' }] }, world());
    expect((await blocking()).length).toBeGreaterThan(0);
    await expect(perform(sealAgreement, context, { agreement: id }, world())).rejects.toMatchObject({ what: expect.stringMatching(/block/), next: expect.stringContaining('Nothing was signed') });
    await answer('law.governing', 'ch');
    expect(await blocking()).toEqual([]);
  });
  test('"not known yet" is kept as an answer', async () => {
    await perform(answerQuestions, context, { agreement: id, answers: [{ path: 'law.governing', unknown: true }] }, world());
    expect(((await read(world(), id)).answers as Answers).answers).toMatchObject([{ path: 'law.governing', status: 'unknown' }]);
    await answer('law.governing', 'ch');
    expect(((await read(world(), id)).answers as Answers).answers).toEqual([]);
    expect(valueAt((await read(world(), id)).answers as Answers, 'law.governing')).toBe('ch');
  });

  test('words typed over a value are found, and the fix puts the value back', async () => {
    await rewrite('termination-cause', '30 days', '60 days');
    expect(clauseAttrs(await clause('termination-cause')).edited).toBe(true);
    const found = (await findings()).find((one) => one.code === 'CON-001');
    expect(found).toMatchObject({ place: { clause: 'termination-cause' }, where: expect.stringMatching(/^\d+(\.\d+)?/) });
    await perform(takeFix, context, { agreement: id, fingerprint: found!.fingerprint }, world());
    expect(await textOf('termination-cause')).toContain('30 days');
    expect((await findings()).some((one) => one.code === 'CON-001')).toBe(false);
  });
  test('a clause that a fix put back as it was drafted follows the answers again', async () => {
    expect(clauseAttrs(await clause('termination-cause')).edited).toBe(false);
    expect(await answer('term.exits.cure', { n: 20, unit: 'day' })).toMatchObject({ proposals: 0 });
    expect(await textOf('termination-cause')).toContain('20 days');
  });
  test('a fix of words that drafting did not write keeps the clause people’s', async () => {
    await rewrite('waiver-severability', /\.$/, ' as set out in section 99.');
    const found = (await findings()).find((one) => one.place.clause === 'waiver-severability' && one.fixes.length > 0);
    if (found === undefined) throw new Error(`no fix among ${JSON.stringify(await findings())}`);
    await perform(takeFix, context, { agreement: id, fingerprint: found.fingerprint }, world());
    expect(clauseAttrs(await clause('waiver-severability')).edited).toBe(true);
  });
  test('a fix that is gone, or was seen on an older text, changes nothing', async () => {
    await expect(perform(takeFix, context, { agreement: id, fingerprint: 'sha256:none' }, world())).rejects.toMatchObject({ what: 'This problem or this fix is no longer there.' });
    await expect(perform(takeFix, context, { agreement: id, fingerprint: 'sha256:none', version: 1 }, world())).rejects.toMatchObject({ what: 'The text was changed after you saw this fix.' });
  });

  test('a rewritten clause keeps its words, and its redraft is offered', async () => {
    await rewrite('confidentiality', 'These duties last', 'All these duties last');
    expect(await answer('conf.terms.period', { n: 8, unit: 'year' })).toMatchObject({ proposals: 1 });
    expect(await textOf('confidentiality')).toContain('All these duties last');
    expect((await read(world(), id)).proposals).toMatchObject([{ clause: 'confidentiality', reason: 'Answers changed after this clause was rewritten.' }]);
  });
  test('an offer outlives changes elsewhere', async () => {
    await answer('scope.field', 'inspection of outdoor spaces');
    expect((await read(world(), id)).proposals).toMatchObject([{ clause: 'confidentiality' }]);
  });
  test('an offer that was declined is gone, and the words stay', async () => {
    const [offer] = (await read(world(), id)).proposals;
    await perform(decideProposal, context, { agreement: id, proposal: offer!.id, decision: 'declined' }, world());
    expect((await read(world(), id)).proposals).toEqual([]);
    expect(await textOf('confidentiality')).toContain('All these duties last');
    await expect(perform(decideProposal, context, { agreement: id, proposal: offer!.id, decision: 'accepted' }, world())).rejects.toMatchObject({ name: 'InputError' });
  });
  test('an offer that was accepted puts the redraft in place', async () => {
    await answer('conf.terms.period', { n: 9, unit: 'year' });
    const [offer] = (await read(world(), id)).proposals;
    await expect(perform(sealAgreement, context, { agreement: id, despite: 'to see what happens' }, world())).rejects.toMatchObject({ what: expect.stringMatching(/not decided/) });
    await perform(decideProposal, context, { agreement: id, proposal: offer!.id, decision: 'accepted' }, world());
    expect(await textOf('confidentiality')).toContain('9 years after this agreement ends');
    expect(await textOf('confidentiality')).not.toContain('All these duties last');
    expect(clauseAttrs(await clause('confidentiality')).edited).toBe(false);
  });
  test('an offer about words that were rewritten again is withdrawn', async () => {
    await rewrite('confidentiality', 'These duties last', 'All these duties last');
    await answer('conf.terms.period', { n: 10, unit: 'year' });
    await rewrite('confidentiality', 'All these duties last', 'Such duties last');
    expect((await read(world(), id)).proposals).toEqual([]);
    await answer('conf.terms.period', { n: 9, unit: 'year' });
    for (const { id: proposal } of (await read(world(), id)).proposals) await perform(decideProposal, context, { agreement: id, proposal, decision: 'accepted' }, world());
  });
  test('a clause cannot be rewritten on an older text', async () =>
    expect(perform(rewriteClause, context, { agreement: id, clause: 'confidentiality', version: 1, heading: 'X', blocks: [] }, world())).rejects.toMatchObject({ what: 'The text was changed while you were writing.' }));

  test('a problem that was set aside comes back when its words move', async () => {
    await rewrite('entire-agreement', /\.$/, ' as agreed from time to time in section 98.');
    const found = (await findings()).find((one) => one.place.clause === 'entire-agreement');
    if (found === undefined) throw new Error('nothing found');
    const held = async () => (await findings()).find((one) => one.fingerprint === found.fingerprint)?.setAside;
    await perform(setAsideFinding, context, { agreement: id, fingerprint: found.fingerprint, reason: 'Both sides know it.' }, world());
    expect(await held()).toBe('Both sides know it.');
    await answer('scope.field', 'inspection of all spaces');
    expect(await held(), 'a change elsewhere does not matter').toBe('Both sides know it.');
    await perform(setAsideFinding, context, { agreement: id, fingerprint: found.fingerprint, reason: null }, world());
    expect(await held()).toBeNull();
    await perform(setAsideFinding, context, { agreement: id, fingerprint: found.fingerprint, reason: 'Both sides know it.' }, world());
    await rewrite('entire-agreement', /^/, 'In short: ');
    expect(await held()).toBeNull();
    await rewrite('entire-agreement', / as agreed from time to time in section 98\.$/, '.');
  });

  test.each(formats.map((format) => format.id))('it is exported as %s', async (format) => {
    const file = await perform(exportAgreement, context, { agreement: id, format }, world());
    expect(file.name).toMatch(/^tidemark-[a-z-]+\.[a-z]+$/);
    expect(file.bytes.length).toBeGreaterThan(500);
  });

  let sealed: string;
  let fields: { id: string; party: string }[];
  test('it is sealed, with a field for each signatory', async () => {
    expect(await blocking()).toEqual([]);
    ({ pdf: sealed, fields } = await perform(sealAgreement, context, { agreement: id }, world()));
    expect(fields.map((field) => field.party)).toEqual(['alpha', 'beta']);
    expect((await read(world(), id)).seal).toMatchObject({ sealed, newest: sealed, despite: null });
  });
  test('the shared stream can be read alone', async () => {
    const [event] = await world().store.read(localSeat, sharedStream(id));
    if (event?.kind !== 'agreement-sealed') throw new Error('not sealed');
    for (const digest of [event.body.digest, event.body.pdf]) expect(digestOfBytes((await world().store.getBlob(localSeat, id, digest))!)).toBe(digest);
  });
  test('a sealed agreement refuses changes', async () => {
    const before = await eventsOf(world(), id);
    await expect(answer('scope.field', 'other')).rejects.toMatchObject({ what: expect.stringMatching(/sealed/) });
    await expect(rewrite('confidentiality', /^/, 'Now ')).rejects.toMatchObject({ what: expect.stringMatching(/sealed/) });
    await expect(perform(sealAgreement, context, { agreement: id }, world())).rejects.toMatchObject({ what: expect.stringMatching(/sealed/) });
    expect(await eventsOf(world(), id)).toEqual(before);
  });
  const sign = (field: string, name: string, consent = sealed) => perform(signAgreement, context, { agreement: id, field, name, consent }, world());
  test('a signature needs a field and the consent to this very text', async () => {
    await expect(sign('none', 'Ada Winter')).rejects.toMatchObject({ what: 'There is nothing to sign under that name.' });
    await expect(sign(fields[0]!.id, 'Ada Winter', `sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({ what: expect.stringContaining('another text') });
    await expect(sign(fields[0]!.id, 'Ada Winter', 'yes')).rejects.toMatchObject({ name: 'InputError' });
  });
  test('it is signed by one, then by all', async () => {
    expect(await sign(fields[0]!.id, 'Ada Winter')).toMatchObject({ signed: 1, of: 2 });
    expect((await read(world(), id)).phase).toBe('partly-signed');
    await expect(sign(fields[0]!.id, 'Ada Winter')).rejects.toMatchObject({ name: 'InputError' });
    expect(await sign(fields[1]!.id, 'Bruno Marchand')).toMatchObject({ signed: 2, of: 2 });
    expect((await read(world(), id)).phase).toBe('signed');
  });

  const signedFile = () => perform(exportAgreement, context, { agreement: id, format: 'pdf' }, world());
  test('the signed file is intact', async () => {
    const file = await signedFile();
    const verdict = (await perform(verifyFile, context, { file }, world())).verdict as PdfVerdict;
    expect(verdict).toMatchObject({ verdict: 'intact', signed: 2, expected: 2, sealed });
    expect(verdict.signatures.map((one) => [one.name, one.party, one.issuedHere])).toEqual([['Ada Winter', 'Alpha Robotics GmbH', true], ['Bruno Marchand', 'Université Beta', true]]);
  });
  test('a byte of it changed is found', async () => {
    const file = await signedFile();
    const bytes = file.bytes.slice();
    bytes[Math.floor(bytes.length / 3)]! ^= 1;
    expect(((await perform(verifyFile, context, { file: { ...file, bytes } }, world())).verdict as PdfVerdict).verdict).not.toBe('intact');
  });
  test('its obligations are tracked, from the record and from the file', async () => {
    const { obligations } = await perform(trackAgreement, context, { agreement: id }, world());
    expect(obligations.length).toBeGreaterThan(20);
    const fromFile = await perform(trackFile, context, { file: await signedFile() }, world());
    expect((fromFile.obligations as Obligation[]).map((one) => one.id)).toEqual((obligations as Obligation[]).map((one) => one.id));
    expect(new TextDecoder().decode(fromFile.calendar.bytes)).toContain('BEGIN:VEVENT');
  });

  test('every chain of events holds', async () => {
    for (const stream of await world().store.streams(localSeat, id)) expect(verifyChain(await world().store.read(localSeat, stream))).toMatchObject({ ok: true });
    expect((await read(world(), id)).chainHolds).toBe(true);
    expect((await world().store.streams(localSeat, id)).sort()).toEqual([partyStream(id, 'local'), sharedStream(id)].sort());
  });
  test('no event and no text holds the name, the address or the mail of a person', async () => {
    const kept = JSON.stringify([await eventsOf(world(), id), (await read(world(), id)).document]);
    for (const word of ['Ada Winter', 'Bruno Marchand', 'Hanna Roux', 'project@alpha.example']) expect(kept).not.toContain(word);
  });
  test.skipIf(kind === 'memory')('it is all there when the folder is opened again', async () => {
    const before = await read(world(), id);
    await lived.world.close();
    lived.world = await openWorld(lived.options);
    expect(await read(world(), id)).toEqual(before);
  });
});

describe('an agreement with problems', () => {
  let lived: Lived;
  beforeAll(async () => {
    lived = await openLived('memory');
  });
  afterAll(async () => lived.end());
  test('is sealed with a reason, which is kept and signed', async () => {
    const { facts, ...rest } = sampleAnswers(2);
    const id = await create(lived.world, { ...rest, facts: { ...facts, law: { ...facts.law, governing: undefined } } });
    const { pdf, fields } = await perform(sealAgreement, context, { agreement: id, despite: 'The law is settled next week.' }, lived.world);
    expect((await read(lived.world, id)).seal?.despite).toBe('The law is settled next week.');
    await perform(signAgreement, context, { agreement: id, field: fields[0]!.id, name: 'Ada Winter', consent: pdf }, lived.world);
    const file = await perform(exportAgreement, context, { agreement: id, format: 'pdf' }, lived.world);
    const verdict = (await perform(verifyFile, context, { file }, lived.world)).verdict as PdfVerdict;
    expect(verdict).toMatchObject({ verdict: 'intact', signed: 1, expected: 2 });
    expect(verdict.signatures[0]?.reason).toContain('The law is settled next week.');
  });
  test.each([0, 1, 60])('and %i parties is drafted and inspected', async (n) => {
    const id = await create(lived.world, sampleAnswers(n));
    const { findings } = await perform(inspectAgreement, context, { agreement: id }, lived.world);
    if (n < 2) expect(findings.some((one) => one.severity === 'error')).toBe(true);
    expect((await perform(exportAgreement, context, { agreement: id, format: 'md' }, lived.world)).bytes.length).toBeGreaterThan(500);
  });
  test('says for each problem where it is: a section, a Schedule, or the heading of what has no number', async () => {
    const { findings } = await perform(inspectAgreement, context, { agreement: await create(lived.world, bareAnswers(2)) }, lived.world);
    const wheres = findings.filter((one) => one.place.clause !== null).map((one) => one.where);
    for (const where of wheres) expect(where).toMatch(/^(\d+(\.\d+)*(\([a-z0-9]+\))*|Schedule [A-Z]+|[A-Z][A-Za-z ]+( \([a-z0-9]+\))?)$/);
    expect(wheres.some((where) => where.startsWith('Schedule '))).toBe(true);
    expect(wheres.some((where) => /^\d+\.\d+$/.test(where))).toBe(true);
    expect(wheres.some((where) => where.startsWith('Parties')), wheres.join('; ')).toBe(true);
  });
  test('without parties cannot be sealed', async () => {
    const id = await create(lived.world, sampleAnswers(0));
    await expect(perform(sealAgreement, context, { agreement: id, despite: 'just because' }, lived.world)).rejects.toMatchObject({ what: 'There are no parties to sign.' });
  });
  test('is found under no other name', async () => expect(read(lived.world, 'none')).rejects.toMatchObject({ what: 'There is no such agreement here.' }));
  test('is not made from bad answers', async () => {
    const { createAgreement } = await import('#operations/create-agreement');
    const before = (await perform(listAgreements, context, {}, lived.world)).items.length;
    await expect(perform(createAgreement, context, { answers: writeAnswers(sampleAnswers(2)).replace('governing: ch', 'governing: CH') }, lived.world)).rejects.toMatchObject({ what: expect.stringContaining('law.governing') });
    expect((await perform(listAgreements, context, {}, lived.world)).items).toHaveLength(before);
  });
});
