import { describe, expect, test } from 'vitest';
import { factAt, factRows } from '#agreement/facts/table';
import { guideTo } from '#stages/ask/guide';
import { questionOf } from '#stages/ask/interview';

const questions = factRows().filter((row) => row.question !== undefined);

describe.each(questions.map((row) => [row.path, row] as const))('%s', (path, row) => {
  const guide = guideTo(path);
  test('has question, why, how, example, when and who', () => {
    expect(guide).toBeDefined();
    expect(guide!.question).toMatch(/^[A-Z].*\?$/);
    for (const words of [guide!.why, guide!.how, guide!.when]) expect(words).toMatch(/^[A-Z].*\.$/s);
    expect(guide!.example).toMatch(/\S/);
    expect(guide!.example).not.toMatch(/undefined|\[object/);
    expect(guide!.who).toMatch(/^[a-z]/);
    expect(row.who.length).toBeGreaterThan(0);
  });
  test('says it in short sentences', () => {
    for (const words of [guide!.question, guide!.why, guide!.how, guide!.when]) for (const sentence of words.split(/(?<=[.?])\s/)) expect(sentence.split(/\s+/).length, sentence).toBeLessThanOrEqual(30);
  });
});

/** Rows that are no answers of their own, or are chosen on the text. */
const apart = (path: string): boolean => path === 'parties.*' || path.endsWith('.id') || path.startsWith('drafting');

test('every other row belongs to a question', () => {
  const orphans = factRows().filter((row) => {
    if (row.derived === true || apart(row.path) || row.question !== undefined || !row.path.includes('.')) return false;
    const question = questionOf(row.path);
    return factAt(question.replace(/^party\./, 'parties.alpha.'))?.question === undefined;
  });
  expect(orphans.map((row) => row.path)).toEqual([]);
});
