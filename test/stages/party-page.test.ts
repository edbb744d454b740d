import { describe, expect, test } from 'vitest';
import type { Run } from '#agreement/document/print';
import { clauseAttrs, clausesOf, schema, type Document } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import { draft } from '#stages/draft/draft';
import { behindPage, dutyRuns, pageKinds, pageNotice, partyPage, placeInWords, printPartyPage, type PageKind, type PartyPage } from '#stages/draft/party-page';
import { clausesToTrack, contextOf } from '#stages/track/from-agreement';
import { track } from '#stages/track/track';
import { holidays } from '../agreement/time-calendars';
import { bareAnswers, sampleAnswers, withFacts, type FactOverrides } from '../agreement/sample-answers';
import { libraryFrom, packOf, type LittleClause } from '../library/little-pack';
import { toldExample, toldOf } from './told';

const text = (runs: readonly Run[]): string => runs.map((run) => run.text).join('');
const said = (page: PartyPage, kind: PageKind): string[] => page.parts[kind].map((line) => text(line.runs));

/** The page that made-up clauses give a party. */
function pageOf(clauses: Readonly<Record<string, LittleClause>>, party: string, facts: FactOverrides = {}, parties = 2): PartyPage {
  return pageFrom(clauses, party, bareAnswers(parties, { 'agreement.type': 'RD', ...facts }));
}

function pageFrom(clauses: Readonly<Record<string, LittleClause>>, party: string, answers: Answers, change: (document: Document) => Document = (same) => same): PartyPage {
  const library = libraryFrom(packOf(clauses));
  const document = change(draft(library, answers).document);
  return partyPage(library, document, answers, party, track(clausesToTrack(document), contextOf(document, answers, { holidays, today: '2027-01-15' })));
}

const one = (summary: string, yaml = 'required: all', words = '{#a} Words.\n\n{#b} More words.'): Record<string, LittleClause> => ({ x: { yaml, en: `# Heading\n\n${summary}\n\n${words}\n` } });

describe('a line', () => {
  test('stands under its question, with its section', () => {
    const page = pageOf(one('> give: You pay.\n> get: You receive.\n> wrong: You owe.\n> out: You leave.'), 'alpha');
    expect(pageKinds.map((kind) => said(page, kind))).toEqual([['You pay.'], ['You receive.'], ['You owe.'], ['You leave.']]);
    expect(page.parts.give[0]?.place).toEqual({ clause: 'x', target: 'x', number: '1', schedule: false, heading: 'Heading' });
  });
  test('that is tied to a block names the paragraph', () => expect(pageOf(one('> give: {#b} You pay.'), 'alpha').parts.give[0]?.place).toMatchObject({ target: 'x.b', number: '1.2' }));
  test('that is tied to a block that is not printed is left out', () => {
    const clause = one('> give: {#b} You pay.', 'required: all\nblocks: { b: { when: { is: [money.model, fee] } } }');
    expect(said(pageOf(clause, 'alpha', { 'money.model': ['own-costs'] }), 'give')).toEqual([]);
  });
  test('holds the facts, and a blank where one is open', () => {
    const clause = one('> give: You have {cure} to mend it.', 'required: all\nslots: { cure: term.exits.cure }', '{#a} Within {cure}.');
    expect(said(pageOf(clause, 'alpha', { 'term.exits.cure': { n: 30, unit: 'day' } }), 'give')).toEqual(['You have 30 days to mend it.']);
    const open = pageOf(clause, 'alpha');
    expect(said(open, 'give')).toEqual(['You have [cure period: open] to mend it.']);
    expect(open.open).toEqual(['term.exits.cure']);
  });
  test.each([[2, 'You warn the other party.'], [5, 'You warn each other party.']])('reads right among %i', (parties, words) => expect(said(pageOf(one('> give: You warn {each-other}.'), 'alpha', {}, parties), 'give')).toEqual([words]));
  test('of a part without number names its heading', () => {
    const page = pageOf(one('> get: You are named.', 'part: front\nrequired: all'), 'alpha');
    expect(placeInWords(page.parts.get[0]!.place)).toBe('“Heading”');
  });
});

describe('what is said of one party', () => {
  const yaml = 'required: all\npositions: [balanced, recipient]\nblocks: { b: { position: recipient } }';
  const chosen = { 'drafting.positions.x': { position: 'recipient', favoured: 'alpha' } };
  const words = '{#a} Words.\n\n{#b} {favoured} alone may stop the work.';
  test('a right of the reader is something that the reader gets', () => {
    const clause = one('> wrong: {#b} {favoured} alone may stop the work.', yaml, words);
    expect(said(pageOf(clause, 'alpha', chosen), 'get')).toEqual(['Alpha (you) alone may stop the work.']);
    expect(said(pageOf(clause, 'beta', chosen), 'wrong')).toEqual(['Alpha alone may stop the work.']);
  });
  test('a line for the others stands on the page of the reader as theirs', () => {
    const clause = one('> wrong: {#b} {favoured} may buy your share.', yaml, words);
    expect(said(pageOf(clause, 'alpha', chosen), 'get')).toEqual(['Beta reads here: “Alpha may buy your share.”']);
    expect(said(pageOf(clause, 'beta', chosen), 'wrong')).toEqual(['Alpha may buy your share.']);
  });
  test('a burden of the reader stays a burden', () => {
    const clause = one('> wrong: {#b} {favoured} answers to {favoured|others}.', yaml, words);
    expect(said(pageOf(clause, 'alpha', chosen), 'wrong')).toEqual(['Alpha (you) answers to Beta.']);
  });
  test('"mine" picks what concerns the reader', () => {
    const clause = one('> give: You bear {share|mine} of the costs.', 'required: all\nslots: { share: money.shares }', '{#a} Words {share}.');
    const shares = { 'money.shares': [{ id: 'a', party: 'alpha', percent: '60' }, { id: 'b', party: 'beta', percent: '40' }] };
    expect(['alpha', 'beta'].map((party) => said(pageOf(clause, party, shares), 'give'))).toEqual([['You bear 60% of the costs.'], ['You bear 40% of the costs.']]);
  });
});

describe('duties', () => {
  const clause = one('> give: You do the work.', 'required: all\nblocks: { b: { repeat: work.items } }\nobligations:\n  - { id: work, block: b, repeat: work.items, debtor: item.lead, creditor: each other party, action: perform, object: "this work item: item.title", due: { on: item.end } }\n  - { id: tell, block: a, debtor: each party, creditor: each other party, action: report, object: its delays }', '{#a} Words.\n\n{#b} - {item.title};');
  const facts = { 'work.items': [{ id: 'w1', title: 'Survey', lead: 'alpha', end: '2027-06-30' }, { id: 'w2', title: 'Report', lead: 'alpha', end: '2027-09-30' }, { id: 'w3', title: 'Test', lead: 'beta' }] };
  test('of one kind are one line, each with its last day', () => {
    const [first, ...rest] = pageOf(clause, 'alpha', facts).duties;
    expect(rest).toEqual([]);
    expect(text(dutyRuns(first!))).toBe('You carry out this work item: Survey, 30 June 2027; Report, 30 September 2027 (section\u00A01).');
    expect(first?.front).toBe(true);
  });
  test('without a date show a blank', () => expect(text(dutyRuns(pageOf(clause, 'beta', facts).duties[0]!))).toContain('Test, [end of the work item: open]'));
  test('that all have are told where no summary says them', () => {
    const silent = { x: { ...clause.x, en: clause.x!.en!.replace('> give: You do the work.\n', '') } };
    expect(pageOf(silent, 'alpha', facts).duties.map((duty) => text(duty.runs))).toContain('You report your delays');
  });
  test('that are owed to the party by name stand beside what it gets', () => {
    const pay = one('', 'required: all\nblocks: { a: { repeat: money.payment.payments } }\nobligations:\n  - { id: pay, block: a, repeat: money.payment.payments, debtor: item.payer, creditor: item.payee, action: pay, object: item.purpose, due: { on: item.due } }', '{#a} - {item.purpose};');
    const page = pageOf(pay, 'alpha', { 'money.payment.payments': [{ id: 'p', payer: 'beta', payee: 'alpha', purpose: 'the fee', due: { after: 'receipt of the invoice', period: { n: 30, unit: 'day' } } }] });
    expect(page.owed.map((duty) => text(dutyRuns(duty)))).toEqual(['Beta must pay you the fee: within 30 days after receipt of the invoice (section\u00A01).']);
  });
});

describe('the digest', () => {
  const clauses = { ...one('> give: You have {cure} to mend it.', 'required: all\nslots: { cure: term.exits.cure }', '{#a} Within {cure}.') };
  const digest = (cure: number): string => pageOf(clauses, 'alpha', { 'term.exits.cure': { n: cure, unit: 'day' } }).digest;
  test('changes with the words', () => expect(digest(30)).not.toBe(digest(31)));
  test('stays where nothing changes', () => expect(digest(30)).toBe(digest(30)));
  test('does not change with the numbers of sections', () => {
    const moved = { w: { yaml: 'required: all', en: '# Before\n\n{#a} Words.\n' }, x: { ...clauses.x!, yaml: `${clauses.x!.yaml}\nfollows: w` } };
    const after = pageOf(moved, 'alpha', { 'term.exits.cure': { n: 30, unit: 'day' } });
    expect(after.parts.give[0]?.place.number).toBe('2');
    expect(after.digest).toBe(digest(30));
  });
});

test('a clause that people changed is named, and its summary is silent', () => {
  const edit = (document: Document): Document => schema.nodes.agreement!.create(document.attrs, clausesOf(document).map((clause) => clause.type.create({ ...clauseAttrs(clause), edited: true }, clause.content)));
  const page = pageFrom(one('> give: You pay.'), 'alpha', bareAnswers(2, { 'agreement.type': 'RD' }), edit);
  expect(said(page, 'give')).toEqual([]);
  expect(page.unread.map((place) => place.heading)).toEqual(['Heading']);
});

test('a party that is none is refused', () => expect(() => pageOf(one('> give: You pay.'), 'omega')).toThrow('no party omega'));

describe('the whole agreement', () => {
  const told = [2, 5, 7].flatMap((n) => { const all = toldOf(sampleAnswers(n)); return all.answers.parties.map(({ id }) => ({ n, id, page: partyPage(all.library, all.document, all.answers, id, all.obligations) })); });
  test.each(told)('of $n parties has a page for $id', ({ page, n }) => {
    for (const kind of pageKinds) expect(page.parts[kind].length).toBeGreaterThan(3);
    expect(page.duties.some((duty) => duty.front)).toBe(true);
    const words = [...pageKinds.flatMap((kind) => said(page, kind)), ...[...page.duties, ...page.owed].map((duty) => text(dutyRuns(duty)))];
    for (const line of words) expect(line).not.toMatch(/undefined|\[object|\{|\[missing|…$/);
    if (n > 2) for (const line of words) expect(line).not.toMatch(/\b(the other party|either party|neither party)\b/);
  });
  test.each(told)('of $n parties leaves room for one page of paper ($id)', ({ page }) => {
    const lines = printPartyPage(page).sections.flatMap((section) => section.blocks);
    expect(lines.length).toBeLessThan(60);
    expect(behindPage(page)).toBeGreaterThan(0);
    expect(printPartyPage(page, { whole: true }).sections.flatMap((section) => section.blocks).length).toBeGreaterThan(lines.length);
    expect(lines.at(-1)).toMatchObject({ text: pageNotice });
  });
  test.each(['river-sensors', 'seven-labs'])('of %s links every line to a node of the text', (name) => {
    const { library, document, answers, obligations } = toldExample(name);
    const ids = new Set<string>();
    document.descendants((node) => void (typeof node.attrs.id === 'string' && ids.add(node.attrs.id)));
    for (const { id } of answers.parties) {
      const page = partyPage(library, document, answers, id, obligations);
      for (const line of [...pageKinds.flatMap((kind) => page.parts[kind]), ...page.duties, ...page.owed]) expect(ids).toContain(line.place.target);
    }
  });
  test('with nothing answered is full of blanks, and still reads', () => {
    const { library, document, answers, obligations } = toldOf(bareAnswers(3, { 'agreement.type': 'RD' }));
    const page = partyPage(library, document, answers, 'beta', obligations);
    expect(page.open.length).toBeGreaterThan(5);
    expect(said(page, 'give').join(' ')).toContain(': open]');
  });
  test('stays the same for the same answers and another day', () => {
    const { library, document, answers } = toldOf(withFacts(sampleAnswers(2), {}));
    const on = (today: string) => partyPage(library, document, answers, 'alpha', track(clausesToTrack(document), contextOf(document, answers, { holidays, today }))).digest;
    expect(on('2027-01-15')).toBe(on('2027-09-15'));
  });
});
