import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { textsOf } from '#agreement/document/print';
import { answersOf } from '#operations/create-agreement';
import { draft } from '#stages/draft/draft';
import { readabilityOf, syllablesOf } from '#stages/inspect/readability';
import { Subject } from '#stages/inspect/subject';
import { draftFaults, libraryOfAnswers } from '../draft-faults';
import { exampleDay, exampleNames, examplesFolder } from '../example-files';

/** Words for duties, bans, freedoms and rules that are not ours: we say must, must not, may, or the present tense. */
const rivals = /\b(?:shall|(?<!the )will|should|ought|(?:is|are) (?:obliged|obligated|required|entitled|permitted) to|ha(?:s|ve) to|needs? to(?! the)|may not|undertakes? to|agrees? to|and\/or|here(?:by|in|of|under|to)|there(?:in|of|under)|aforesaid|best efforts|best endeavours)\b/i;

describe.each(exampleNames())('the words of %s', (name) => {
  const answers = answersOf(readFileSync(join(examplesFolder, name, 'answers.yaml'), 'utf8'));
  const library = libraryOfAnswers(answers);
  const { document } = draft(library, answers);
  const subject = new Subject({ document, answers, library, today: exampleDay });

  test('ask for eleven years of school and twenty words a sentence at most', () => {
    const { sentences, average, grade } = readabilityOf(subject);
    expect(sentences).toBeGreaterThan(100);
    expect(average).toBeLessThanOrEqual(20);
    expect(grade).toBeLessThanOrEqual(11);
  });

  test('have one word for each meaning', () => {
    const found = subject.printed.sections.flatMap((section) => [...textsOf(section)].flatMap((text) => text.runs.flatMap((run) => (run.kind === 'words' ? (rivals.exec(run.text)?.[0] ?? []) : [])).map((word) => `${section.id}: ${word} in “${text.text}”`)));
    expect(found).toEqual([]);
  });

  test('have no fault that drafting could make', () => {
    expect(draftFaults(answers).filter((fault) => !fault.startsWith('STR-002'))).toEqual([]);
  });
});

test.each([['a', 1], ['party', 2], ['agreement', 3], ['date', 1], ['dates', 1], ['agreed', 2], ['notice', 2], ['confidentiality', 6], ['table', 2], ['2027', 1], ['business', 2]])('%s has %i syllables', (word, count) => {
  expect(Math.abs(syllablesOf(word) - count)).toBeLessThanOrEqual(1);
});
