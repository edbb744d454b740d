import { describe, expect, test } from 'vitest';
import { sentences, setAnswer, type Answers } from '#agreement/facts/answers';
import { valueAt } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import { printDocument } from '#agreement/document/print';
import { peopleFrom } from '#agreement/words/people';
import { blanksOf } from '#agreement/document/blanks';
import { firstDraft, firstPages } from '#stages/ask/first-draft';
import { suggestedPaths, suggestionFor } from '#stages/ask/suggestions';
import { draft } from '#stages/draft/draft';
import { bareAnswers, sampleAnswers, withFacts, type FactOverrides } from '../agreement/sample-answers';
import { baseLibrary } from '../library/packs';

const library = baseLibrary();
const blanks = (answers: Answers): string[] => blanksOf(printDocument(draft(library, answers).document, { people: peopleFrom(answers) }));
const now = (answers: Answers) => firstDraft(answers, blanks(answers));

function put(answers: Answers, path: string, value: unknown): Answers {
  const set = setAnswer(answers, path, value);
  if (!set.ok) throw new Error(`${path}: ${sentences(set.problems).join('\n')}`);
  return set.answers;
}

/** Chooses the usual answers until none is left to choose. */
function choose(start: Answers): Answers {
  let answers = start;
  for (let round = 0; round < 9; round += 1) {
    const { usual } = now(answers);
    if (usual.length === 0) return answers;
    for (const path of usual) answers = put(answers, path, suggestionFor(path, answers)!.value);
  }
  throw new Error(`usual answers that never end: ${now(answers).usual.join(', ')}`);
}

describe('usual answers', () => {
  const complete = sampleAnswers(3);
  test.each(suggestedPaths)('%s has one that fits and reads', (path) => {
    const at = path.replace(/^party\./, 'parties.alpha.');
    expect(factAt(at)).toBeDefined();
    const suggestion = suggestionFor(at, complete);
    expect(suggestion?.words).toMatch(/\S/);
    put(complete, at, suggestion!.value);
  });
  test('none is chosen by itself', () => {
    const answers = bareAnswers(2);
    expect(valueAt(answers, 'term.exits.cure')).toBeUndefined();
    expect(now(answers).usual).toContain('term.exits.cure');
    expect(blanks(answers)).toContain('term.exits.cure');
  });
  test('what hangs on open answers is not offered', () => expect(suggestionFor('work.raci', bareAnswers(2))).toBeUndefined());
  test.each([2, 3, 7, 60])('equal shares of %i make 100', (n) => {
    const shares = suggestionFor('ip.jointRules.shares', bareAnswers(n))!.value as { percent: string }[];
    expect(shares.reduce((sum, share) => sum + Math.round(Number(share.percent) * 10_000), 0)).toBe(1_000_000);
  });
});

/** What a newcomer types on the pages of a first draft. */
const typed: FactOverrides = {
  'parties.alpha': { id: 'alpha', shortName: 'Alpha', legalName: 'Alpha Robotics GmbH', kind: 'company', legalForm: 'GmbH', seat: 'DE' },
  'parties.beta': { id: 'beta', shortName: 'Beta', legalName: 'Université Beta', kind: 'university', legalForm: 'public university', seat: 'FR' },
  'agreement.title': 'Tidemark',
  'goal.statement': [{ id: 'pilot', text: 'Three clinics use the robot on or before 30 June 2028.', beneficiary: 'the clinics', by: '2028-06-30' }],
  'scope.in': [{ id: 'robot', text: 'Development of the robot', workItems: ['wp1'] }],
  'scope.out': [],
  'work.items': [{ id: 'wp1', title: 'Robot', description: 'build and test the robot', lead: 'alpha', start: '2027-04-01', end: '2028-06-30', place: 'DE' }, { id: 'wp2', title: 'Pilot', description: 'run the pilot', lead: 'beta', start: '2028-01-01', end: '2028-06-30', place: 'FR' }],
  'contribution.items': [{ id: 'staff', party: 'alpha', kind: 'staff', description: 'two engineers', quantity: 2, unit: 'full-time staff for 12 months', value: { amount: '180000.00', currency: 'EUR' }, valuation: 'day rate of EUR 600', when: '2027-04-01', title: 'stays' }, { id: 'clinics', party: 'beta', kind: 'access', description: 'access to clinics', quantity: 3, unit: 'clinics', value: { amount: '40000.00', currency: 'EUR' }, valuation: 'usual fees', when: '2028-01-01', title: 'stays' }],
  'money.model': ['own-costs'],
  'ip.resultsOwnership.rule': 'creator',
  'compliance.signs': [], 'parties.alpha.marketPosition.competesWith': [], 'parties.beta.marketPosition.competesWith': [],
  'term.core.effective': '2027-04-01',
  'term.core.end': '2028-12-31',
  'law.governing': 'de',
  'dispute.final.kind': 'court',
};
/** What the text of a research agreement asks for beside it, because of these answers. */
const because: FactOverrides = {
  'money.tax.withholding': 'none', 'money.tax.barter': 'none',
  'compliance.profile.exportControlled': false, 'compliance.profile.sanctions': false, 'compliance.profile.modernSlavery': false,
  'time.calendar.zone': 'Europe/Berlin', 'sign.method.validTo': '2027-03-31', 'dispute.final.court': 'the courts of Munich', 'dispute.final.place': 'DE-BY',
};

describe('a newcomer reaches a first complete RD draft', () => {
  const short = withFacts(bareAnswers(2), typed);
  test('the pages ask for what was typed', () => {
    const asked = now(bareAnswers(2)).steps.flatMap((step) => step.fields.map((field) => field.path));
    for (const path of Object.keys(typed).filter((one) => !one.startsWith('parties.'))) expect(asked, path).toContain(path);
  });
  test('then only what follows from the answers is open, on few pages', () => {
    const open = now(choose(short)).steps.flatMap((step) => step.fields.filter((field) => !field.answered).map((field) => field.path));
    expect(open.filter((path) => !Object.hasOwn(because, path))).toEqual([]);
    expect(open.length).toBeLessThanOrEqual(12);
    expect(firstPages.length).toBeLessThanOrEqual(8);
  });
  test('and with it no blank is left but what parties add about themselves before signing', () => {
    const done = choose(withFacts(choose(short), because));
    const { steps, usual, later } = now(done);
    expect(usual).toEqual([]);
    expect(steps.flatMap((step) => step.fields.filter((field) => !field.answered).map((field) => field.path))).toEqual([]);
    expect(blanks(done).filter((path) => !/^part(?:y|ies)\./.test(path))).toEqual([]);
    expect([...new Set(later.map((path) => path.split('.')[2]))].sort()).toEqual(['addresses', 'registryIds', 'signatories']);
  });
  // Counted at a pace that allows for reading: about 20 seconds a fact, and a minute to read the usual answers.
  test('in under ten minutes', () => expect(((Object.keys(typed).length + Object.keys(because).length) * 20 + 60) / 60).toBeLessThan(10));
});

describe.each(['BC', 'CJV', 'IJV', 'RD', 'CONS', 'PUB', 'COM', 'DATA', 'OSS'] as const)('the short way of %s', (type) => {
  const start = { ...bareAnswers(3), type };
  test('asks each fact once', () => {
    const asked = now(start).steps.flatMap((step) => step.fields.map((field) => field.path)).concat(now(start).usual);
    expect(asked.filter((path, index) => asked.indexOf(path) !== index)).toEqual([]);
  });
  test('covers every blank of the text', () => {
    const { steps, usual, later } = now(start);
    const asked = [...steps.flatMap((step) => step.fields.map((field) => field.path)), ...usual, ...later];
    const covered = (blank: string): boolean => factAt(blank)?.derived === true || asked.some((path) => blank === path || blank.startsWith(`${path}.`) || path.startsWith(`${blank}.`) || (blank.startsWith('party.') && asked.some((one) => one.replace(/^parties\.[^.]+\./, 'party.').startsWith(blank))));
    expect(blanks(start).filter((blank) => !covered(blank) && !/\.(?:legalName|shortName)$/.test(blank))).toEqual([]);
  });
  test('asks for roles where nobody coordinates', () => {
    if (!blanks(start).includes('party.dealRole.coordinator')) return;
    expect(now(start).usual.concat(now(start).steps.flatMap((step) => step.fields.map((field) => field.path)))).toContain('parties.alpha.dealRole.roles');
    expect(now(choose(start)).steps.flatMap((step) => step.fields.filter((field) => !field.answered).map((field) => field.path))).toContain('parties.alpha.dealRole.roles');
  });
  test('every fact can be answered where it is asked', () => {
    for (const step of now(start).steps) for (const field of step.fields) expect(factAt(field.path)?.label, field.path).toBeTruthy();
  });
});
