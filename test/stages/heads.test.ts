import { describe, expect, test } from 'vitest';
import { textsOf, type Printed } from '#agreement/document/print';
import { readAnswers, writeAnswers, type Answers } from '#agreement/facts/answers';
import { allDifferences, headsNotice, headsOfTerms } from '#stages/draft/heads';
import { bareAnswers, sampleAnswers } from '../agreement/sample-answers';
import { baseLibrary } from '../library/packs';

const heads = (answers: Answers) => headsOfTerms(baseLibrary(), answers, 'Tidemark');
const part = (printed: Printed, id: string): string[] => [...textsOf(printed.sections.find((section) => section.id === `heads-${id}`)!)].slice(1).map((text) => text.text);

/** Answers in which two parties put forward different values. */
function differing(): Answers {
  const file = writeAnswers(sampleAnswers(2, { 'term.exits.cure': undefined }));
  const read = readAnswers(`${file}answers:\n  - { path: term.exits.cure, value: { n: 30, unit: day }, onBehalfOf: alpha, status: proposed }\n  - { path: term.exits.cure, value: { n: 60, unit: day }, onBehalfOf: beta, status: disputed }\n`);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.answers;
}

describe('heads of terms', () => {
  test.each([2, 5, 7])('of %i parties name each of them, what they do and what they bring', (n) => {
    const { printed } = heads(sampleAnswers(n));
    expect(part(printed, 'parties')).toEqual(expect.arrayContaining(['Alpha', 'Alpha Robotics GmbH', 'company, Germany']));
    expect(part(printed, 'parties').length).toBe(4 * (n + 1));
    expect(part(printed, 'roles')[0]).toBe('Work item');
    expect(part(printed, 'contributions').length).toBeGreaterThan(4);
    for (const section of printed.sections) for (const { text } of textsOf(section)) expect(text).not.toMatch(/undefined|\[object|NaN/);
  });
  test('say that they bind nobody', () => expect([...textsOf(heads(sampleAnswers(2)).printed.sections[0]!)].map((text) => text.text)).toContain(headsNotice));
  test('count their parts', () => expect(heads(sampleAnswers(2)).printed.sections.map((section) => section.number)).toEqual(['', ...Array.from({ length: 12 }, (_, index) => String(index + 1))]));
  test('of an agreement about which nothing is known are made of blanks', () => {
    const { printed, open } = heads(bareAnswers(2, { 'agreement.type': 'RD' }));
    expect(part(printed, 'purpose')).toEqual(['[goal: open]']);
    expect(open.length).toBeGreaterThan(20);
    expect(part(printed, 'open').join(' ')).toContain('Term: ');
  });
  test('list what the parties say differently', () => {
    const { printed, differ } = heads(differing());
    expect(differ).toBe(1);
    expect(part(printed, 'differ')).toEqual(['Cure period: Alpha says 30 days; Beta says 60 days.']);
    expect(part(printed, 'term').some((line) => line.startsWith('Effective date: '))).toBe(true);
  });
  test('list what turns say differently, but not what is settled', () => {
    const sides = (cure: number) => [{ party: 'alpha', value: { n: 30, unit: 'day' } }, { party: 'beta', value: { n: cure, unit: 'day' } }];
    const answers = sampleAnswers(2);
    const said = [{ path: 'term.exits.cure', settled: false, sides: sides(60) }, { path: 'term.exits.maxPause', settled: true, sides: sides(30) }];
    expect(part(headsOfTerms(baseLibrary(), answers, 'Tidemark', allDifferences(answers, said)).printed, 'differ')).toEqual(['Cure period: Alpha says 30 days; Beta says 60 days.']);
  });
  test('say that nothing differs', () => expect(part(heads(sampleAnswers(2)).printed, 'differ')).toEqual(['No party has put forward another value than the others.']));
  test('take an empty list for an answer', () => expect(part(heads(sampleAnswers(2, { 'scope.out': [] })).printed, 'excluded')).toEqual(['None.']));
});
