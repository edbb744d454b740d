import { describe, expect, test } from 'vitest';
import { setUnknown, type Answers } from '#agreement/facts/answers';
import { derivedFacts } from '#agreement/facts/derived';
import { canonicalPath, factAt } from '#agreement/facts/table';
import { isAllowed } from '#library/library';
import { interview, questionOf } from '#stages/ask/interview';
import { bareAnswers, sampleAnswers } from '../agreement/sample-answers';
import { baseLibrary } from '../library/packs';

const library = baseLibrary();
const of = (type: Answers['type'], answers = bareAnswers(2)) => interview(library, { ...answers, type });
const paths = (type: Answers['type']): string[] => of(type).flatMap((section) => section.questions.map((question) => question.path));

describe.each(['RD', 'BC'] as const)('the interview of %s', (type) => {
  test('asks for every fact that a clause reads', () => {
    const asked = new Set(paths(type));
    const missing = library.clauses
      .filter((clause) => isAllowed(clause, type))
      .flatMap((clause) => clause.paths.map((path) => [clause.id, path] as const))
      // What follows from other facts is not asked; what drafting chooses is chosen on the text.
      .filter(([, path]) => !derivedFacts.has(path) && path !== 'parties' && !path.startsWith('drafting.') && !asked.has(questionOf(canonicalPath(path).replace(/^party\./, 'parties.x.'))));
    expect(missing).toEqual([]);
  });
  test('asks for what derived facts follow from', () => {
    const asked = new Set(paths(type));
    const needs: Record<string, string> = { 'party.dealRole.coordinator': 'party.dealRole', 'party.dealRole.agent': 'party.dealRole', 'party.dealRole.agentActs': 'party.dealRole', 'contribution.inKindValued': 'contribution.items', 'party.competitors': 'party.marketPosition', 'party.publicBody': 'party.kind', 'agreement.types': 'agreement.modules', 'agreement.memorandum': 'agreement.bindingness', 'ip.exploitation.royalties': 'ip.exploitation', 'data.controllers': 'data.personal', 'data.jointControllers': 'data.personal', 'data.processors': 'data.personal' };
    expect(Object.keys(needs).sort()).toEqual([...derivedFacts.keys()].sort());
    const used = new Set(library.clauses.filter((clause) => isAllowed(clause, type)).flatMap((clause) => clause.paths));
    for (const [derived, source] of Object.entries(needs)) if (used.has(derived)) expect([...asked], derived).toContain(source);
  });
  test('asks nothing twice', () => expect(paths(type).filter((path, index, all) => all.indexOf(path) !== index)).toEqual([]));
  test('asks in sentences', () => {
    for (const section of of(type)) for (const question of section.questions) expect(question.row.question, question.path).toMatch(/\?$/);
  });
  test('names for each question the clauses that it changes', () => {
    const ids = new Set(library.clauses.map((clause) => clause.id));
    for (const section of of(type)) for (const question of section.questions) for (const clause of question.clauses) expect(ids.has(clause)).toBe(true);
  });
  test('every question has a path that can be answered', () => {
    for (const path of paths(type)) expect(factAt(path.replace(/^party\./, 'parties.alpha.'))?.derived ?? false, path).toBe(false);
  });
  test('complete answers leave no needed question open', () => expect(of(type, { ...sampleAnswers(3), type }).flatMap((section) => section.questions.filter((question) => question.needed && question.progress === 'open').map((question) => question.path))).toEqual([]));
});

test.each([
  ['work.items.wp1.end', 'work.items'],
  ['parties.alpha.seat', 'party.seat'],
  ['parties.alpha.signatories.s1.name', 'party.signatories'],
  ['parties.alpha', 'parties'],
  ['parties', 'parties'],
  ['term.exits', 'term.exits'],
  ['term.exits.cure', 'term.exits'],
])('%s is answered at %s', (path, question) => expect(questionOf(path)).toBe(question));

describe('progress', () => {
  const at = (answers: Answers, path: string): string | undefined => interview(library, answers).flatMap((section) => section.questions).find((question) => question.path === path)?.progress;
  test('open where nothing was said', () => expect(at(bareAnswers(2), 'scope.field')).toBe('open'));
  test('done where it was answered', () => expect(at(bareAnswers(2, { 'scope.field': 'robots' }), 'scope.field')).toBe('done'));
  test('"not known yet" is an answer', () => {
    const set = setUnknown(bareAnswers(2), 'scope.field', { at: '2027-03-01T00:00:00.000Z' });
    expect(set.ok && at(set.answers, 'scope.field')).toBe('unknown');
  });
  test('a question to each party is open until all have answered', () => {
    const one = bareAnswers(2, { 'parties.alpha.seat': 'DE' });
    expect(at(one, 'party.seat')).toBe('open');
    expect(at(bareAnswers(2, { 'parties.alpha.seat': 'DE', 'parties.beta.seat': 'FR' }), 'party.seat')).toBe('done');
  });
  test('sections start when something is answered', () => {
    expect(of('RD', { ...bareAnswers(0) }).every((section) => section.progress === 'not-started' || section.id === 'parties')).toBe(true);
    expect(of('RD', bareAnswers(2, { 'scope.field': 'robots' })).find((section) => section.id === 'scope')?.progress).not.toBe('not-started');
  });
});

test('without a type only the first questions are asked', () => expect(interview(library, { entente: 1, parties: [], facts: {}, answers: [] }).map((section) => section.id)).toEqual(expect.arrayContaining(['parties'])));
