import { describe, expect, test } from 'vitest';
import { balance, balanceNotice, leanInWords, printBalance, reasonInWords, reasonsOf, wholeInWords, type ClauseBalance } from '#stages/draft/balance';
import { draft } from '#stages/draft/draft';
import { bareAnswers, sampleAnswers, type FactOverrides } from '../agreement/sample-answers';
import { libraryFrom, packOf } from '../library/little-pack';
import { toldExample, toldOf } from './told';

const nameOf = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1);

/** One made-up clause, weighed: "leans to Alpha: why; why". */
function weigh(yaml: string, words: string, facts: FactOverrides = {}, parties = 2): string {
  const library = libraryFrom(packOf({ x: { yaml: `required: all\n${yaml}`, en: `# Heading\n\n${words}\n` } }));
  const answers = bareAnswers(parties, { 'agreement.type': 'RD', ...facts });
  const [clause] = balance(library, draft(library, answers).document, answers).clauses as [ClauseBalance];
  return [leanInWords(clause.lean, nameOf), ...reasonsOf(clause).map((reason) => reasonInWords(reason, nameOf))].join(': ');
}

const positions = 'positions: [balanced, contributor]\nblocks: { b: { position: contributor } }';
const protects = (favoured?: string): FactOverrides => ({ 'drafting.positions.x': { position: 'contributor', ...(favoured !== undefined && { favoured }) } });
const coordinated = { 'parties.beta.dealRole.roles': ['coordinator'] };

describe('a clause', () => {
  test('that treats all alike is even', () => expect(weigh('', '{#a} Each party must pay.')).toBe('even'));
  test('leans to whom its wording protects, with the words', () => expect(weigh(positions, '{#a} First.\n\n{#b} The work goes on. {favoured} decides alone, and its silence is a refusal.', protects('alpha'))).toBe('leans to Alpha: the chosen wording protects Alpha: “Alpha decides alone, and its silence is a refusal.”'));
  test('says that it is open whom it protects', () => expect(weigh(positions, '{#a} First.\n\n{#b} {favoured} decides.', protects())).toBe('even: the chosen wording protects one party, and it is open which'));
  test('leans to a party that alone may do something', () => expect(weigh('slots: { lead: party.dealRole.coordinator }', '{#a} {lead} may stop the work.', coordinated)).toBe('leans to Beta: the words give this to Beta: “Beta may stop the work.”'));
  test('weighs on a party that alone must do something', () => expect(weigh('slots: { lead: party.dealRole.coordinator }', '{#a} {lead} must call the meetings.', coordinated, 5)).toBe('weighs on Beta: the words ask this of Beta: “Beta must call the meetings.”'));
  test('weighs on the others where all but one must', () => expect(weigh('slots: { lead: party.dealRole.coordinator }', '{#a} {lead|others} must pay.', coordinated, 3)).toMatch(/^weighs on Alpha and Gamma: /));
  test('weighs on the only one that has duties of its own', () => {
    const yaml = 'slots: { lead: party.dealRole.coordinator }\nobligations:\n  - { id: call, block: a, debtor: lead, creditor: each other party, action: notify, object: the meeting }';
    expect(weigh(yaml, '{#a} {lead} must call the meetings.', coordinated)).toBe('weighs on Beta: only Beta has a duty of its own here (to give notice)');
  });
  test('that shares out work between several does not lean', () => {
    const yaml = 'blocks: { a: { repeat: work.items } }\nobligations:\n  - { id: do, block: a, repeat: work.items, debtor: item.lead, creditor: each other party, action: perform, object: item.title }';
    expect(weigh(yaml, '{#a} - {item.lead} must do {item.title};', { 'work.items': [{ id: 'a', lead: 'alpha', title: 'A' }, { id: 'b', lead: 'beta', title: 'B' }] })).toBe('even');
  });
  test('that gives and asks is weighed by both', () => expect(weigh('slots: { lead: party.dealRole.coordinator }', '{#a} {lead} may stop the work. {lead} must say why.', coordinated)).toMatch(/^even: /));
});

describe('the whole', () => {
  test.each([2, 5, 7])('of %i parties counts alike for each', (n) => {
    const { library, document, answers } = toldOf(sampleAnswers(n));
    const found = balance(library, document, answers);
    expect(found.parties.map((one) => one.party)).toEqual(answers.parties.map((party) => party.id));
    expect(new Set(found.parties.map((one) => one.shared)).size).toBe(1);
    expect(found.clauses.length).toBe(found.clauses.filter((clause) => clause.heading !== '').length);
    expect(wholeInWords(found)).toMatch(/^[A-Z].*even\.$/);
  });
  test('follows the positions', () => {
    const { library, document, answers } = toldOf(sampleAnswers(2, { 'drafting.positions.confidentiality': { position: 'contributor', favoured: 'beta' } }));
    expect(balance(library, document, answers).clauses.find((one) => one.clause === 'confidentiality')?.lean).toEqual({ kind: 'to', parties: ['beta'] });
  });
  test('prints with its notice', () => {
    const { library, document, answers } = toldExample('seven-labs');
    const printed = printBalance(balance(library, document, answers), 'Salina');
    expect(printed.sections.map((section) => section.heading.text)).toEqual(['The whole', 'Section by section', '']);
    expect(printed.sections.at(-1)?.blocks).toMatchObject([{ text: balanceNotice }]);
  });
});
