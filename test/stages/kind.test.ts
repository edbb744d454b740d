import { describe, expect, test } from 'vitest';
import type { AgreementType } from '#agreement/facts/schema/answers-file';
import { agreementTypes } from '#agreement/facts/schema/purpose';
import { isRequired } from '#library/library';
import { isAsked, kindFrom, kindQuestions, type KindAnswers, type KindQuestionId } from '#stages/ask/kind';
import { selectClauses } from '#stages/draft/select';
import { bareAnswers } from '../agreement/sample-answers';
import { baseLibrary } from '../library/packs';

const yes = (...ids: KindQuestionId[]): KindAnswers => Object.fromEntries(kindQuestions.map(({ id }) => [id, ids.includes(id)]));

describe('the first yes leads', () => {
  test.each<[AgreementType, KindQuestionId[], AgreementType[]]>([
    ['BC', [], []],
    ['IJV', ['company'], []],
    ['CONS', ['grant'], []],
    ['PUB', ['mission'], []],
    ['RD', ['research'], []],
    ['OSS', ['research', 'open'], []],
    ['DATA', ['data'], []],
    ['COM', ['resale'], []],
    ['CJV', ['project'], []],
    // An open licence alone, without anything being developed, decides nothing.
    ['BC', ['open'], []],
    ['COM', ['open', 'resale'], []],
    ['IJV', ['company', 'research', 'project'], ['RD', 'CJV']],
    ['CONS', ['grant', 'mission', 'research', 'open'], ['PUB', 'OSS']],
    ['PUB', ['mission', 'data'], ['DATA']],
    ['RD', ['research', 'data', 'resale', 'project'], ['DATA', 'COM', 'CJV']],
    ['DATA', ['data', 'project'], ['CJV']],
  ])('%s from %j', (type, said, modules) => {
    const kind = kindFrom(yes(...said));
    expect(kind.type).toBe(type);
    expect(kind.modules.map((module) => module.type)).toEqual(modules);
    expect(kind.reason).toMatch(/^[A-Z].*\.$/);
    expect(kind.unanswered).toEqual([]);
  });
  test('each kind can be reached', () => {
    const reached = new Set(['company', 'grant', 'mission', 'research', 'data', 'resale', 'project'].map((id) => kindFrom(yes(id as KindQuestionId)).type).concat(kindFrom(yes('research', 'open')).type, kindFrom(yes()).type));
    expect([...reached].sort()).toEqual(Object.keys(agreementTypes).sort());
  });
  test('all 256 sets of answers give one lead that is none of its modules', () => {
    for (let bits = 0; bits < 256; bits += 1) {
      const kind = kindFrom(yes(...kindQuestions.filter((_, index) => (bits & (1 << index)) !== 0).map(({ id }) => id)));
      const types = [kind.type, ...kind.modules.map((module) => module.type)];
      expect(new Set(types).size).toBe(types.length);
    }
  });
});

describe('what is still open', () => {
  test('what comes before the first yes could change it', () => expect(kindFrom({ data: true, company: false }).unanswered.map(({ id }) => id)).toEqual(['grant', 'mission', 'research']));
  test('of research only the licence', () => expect(kindFrom({ company: false, grant: false, mission: false, research: true }).unanswered.map(({ id }) => id)).toEqual(['open']));
  test('the licence is asked only where something is developed', () => {
    const open = kindQuestions.find(({ id }) => id === 'open')!;
    expect([isAsked(open, {}), isAsked(open, { research: true })]).toEqual([false, true]);
  });
});

describe('a mix of kinds', () => {
  const library = baseLibrary();
  const types = Object.keys(agreementTypes) as AgreementType[];
  const inText = (type: AgreementType, modules: readonly AgreementType[]): Set<string> => {
    const answers = { ...bareAnswers(3, modules.length === 0 ? {} : { 'agreement.modules': [...modules] }), type };
    return new Set([...selectClauses(library, answers)].filter(([, choice]) => choice.kind === 'in').map(([id]) => id));
  };
  test.each(types.flatMap((lead) => types.filter((other) => other !== lead).map((other) => [lead, other] as const)))('%s with %s has what each of them must have', (lead, other) => {
    const merged = inText(lead, [other]);
    const must = library.clauses.filter((clause) => clause.required.when === null && (isRequired(clause, lead) || isRequired(clause, other))).map((clause) => clause.id);
    expect(must.filter((id) => !merged.has(id))).toEqual([]);
    // What stands without the module stands with it too.
    expect([...inText(lead, [])].filter((id) => !merged.has(id))).toEqual([]);
  });
});
