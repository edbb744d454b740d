import { describe, expect, test } from 'vitest';
import type { Answers } from '#agreement/facts/answers';
import { factAt } from '#agreement/facts/table';
import { cooperationSigns } from '#agreement/facts/schema/risk-and-compliance';
import { checks } from '#stages/inspect/checks/index';
import { signsPath, traps, trapsAt } from '#stages/traps';
import { selectClauses } from '#stages/draft/select';
import { bareAnswers, type FactOverrides } from '../agreement/sample-answers';
import { baseLibrary } from '../library/packs';

const library = baseLibrary();
const trap = (id: string) => traps.find((one) => one.id === id)!;
const of = (facts: FactOverrides, type: Answers['type'] = 'RD'): Answers => ({ ...bareAnswers(2, facts), type });

test('there are twelve', () => expect(traps.map(({ id }) => id)).toEqual(['partnership', 'agency', 'agree-later', 'competition', 'agent-franchise', 'employment', 'tax', 'public-money', 'clearance', 'joint-ownership', 'upstream', 'own-form']));

describe.each(traps.map((one) => [one.id, one] as const))('%s', (_, { asks, words, does, clauses, checks: codes, source, title }) => {
  test('stands beside questions that are asked', () => {
    expect(asks.length).toBeGreaterThan(0);
    for (const path of asks) expect(factAt(path.replace(/^party\./, 'parties.alpha.'))?.question, path).toMatch(/\?/);
  });
  test('is acted on by clauses and checks that exist', () => {
    expect(clauses.length + codes.length).toBeGreaterThan(0);
    for (const clause of clauses) expect(library.clauses.map(({ id }) => id)).toContain(clause);
    for (const code of codes) expect(checks.map((check) => check.code)).toContain(code);
  });
  test('explains in short sentences and judges nothing', () => {
    for (const sentence of `${words} ${does}`.split(/(?<=\.)\s/)) expect(sentence.split(/\s+/).length, sentence).toBeLessThanOrEqual(30);
    expect(`${title} ${words} ${does}`).not.toMatch(/\b(?:valid|compliant|safe|standard form|illegal|guarantee)/i);
    expect(source).toMatch(/\.$/);
  });
});

test('every sign belongs to a trap, alone', () => {
  const nothing = of({ [signsPath]: [], 'parties.alpha.dealRole.roles': ['contributor'] });
  for (const sign of Object.keys(cooperationSigns)) {
    const answers = of({ [signsPath]: [sign], 'parties.alpha.dealRole.roles': ['contributor'] });
    expect(traps.filter((one) => one.touches(answers) === true).length - traps.filter((one) => one.touches(nothing) === true).length, sign).toBe(1);
  }
});

describe('answers touch a trap', () => {
  test.each<[string, FactOverrides, Answers['type'], boolean | undefined]>([
    ['partnership', { 'money.model': ['profit-share'] }, 'BC', true],
    ['partnership', { 'money.model': ['own-costs'], [signsPath]: [] }, 'BC', false],
    ['partnership', { 'money.model': ['own-costs'] }, 'CJV', true],
    ['agency', { 'parties.alpha.dealRole.roles': ['coordinator'] }, 'RD', true],
    ['agency', { [signsPath]: [] }, 'RD', false],
    ['agency', {}, 'RD', undefined],
    ['competition', { 'parties.alpha.marketPosition.competesWith': ['beta'] }, 'BC', true],
    ['agent-franchise', { [signsPath]: ['brand-system'] }, 'COM', true],
    ['employment', { 'work.people': [{ id: 'nurse', kind: 'secondee' }] }, 'RD', true],
    ['tax', { 'money.tax.crossBorder': true }, 'RD', true],
    ['public-money', { 'parties.alpha.kind': 'public-body' }, 'RD', true],
    ['clearance', {}, 'IJV', true],
    ['joint-ownership', { 'ip.resultsOwnership.rule': 'joint' }, 'RD', true],
    ['joint-ownership', { 'ip.resultsOwnership.rule': 'creator' }, 'RD', false],
    ['upstream', { 'ip.background': [{ id: 'map', thirdPartyRights: 'map data' }] }, 'RD', true],
    ['own-form', { [signsPath]: ['own-form'] }, 'RD', true],
  ])('%s by %j in %s: %s', (id, facts, type, touched) => expect(trap(id).touches(of(facts, type))).toBe(touched));
  test('what is not known yet is an agreement to agree', () => expect(trap('agree-later').touches({ ...of({}), answers: [{ path: 'money.payment', status: 'unknown' }] })).toBe(true));
});

describe('a clause comes in', () => {
  const inText = (facts: FactOverrides, type: Answers['type'] = 'RD') => [...selectClauses(library, of(facts, type))].filter(([, choice]) => choice.kind === 'in').map(([id]) => id);
  test.each<[string, FactOverrides, Answers['type']]>([
    ['no-partnership-no-agency', { 'money.model': ['revenue-share'] }, 'CJV'],
    ['competition-protocol', { 'parties.alpha.marketPosition.competesWith': ['beta'], 'parties.beta.marketPosition.competesWith': ['alpha'] }, 'BC'],
    ['joint-results', { 'ip.resultsOwnership.rule': 'joint' }, 'RD'],
    ['taxes', { 'money.model': ['fee'], 'money.tax.crossBorder': true }, 'RD'],
    ['ip-chain-of-title', {}, 'RD'],
  ])('%s by %j', (clause, facts, type) => expect(inText(facts, type)).toContain(clause));
});

test('beside a question stands what is not ruled out', () => {
  expect(trapsAt('ip.resultsOwnership', of({})).map((one) => [one.trap.id, one.touched])).toEqual([['joint-ownership', false]]);
  expect(trapsAt('ip.resultsOwnership', of({ 'ip.resultsOwnership.rule': 'joint' })).map((one) => one.touched)).toEqual([true]);
  expect(trapsAt('ip.resultsOwnership', of({ 'ip.resultsOwnership.rule': 'creator' }))).toEqual([]);
});
