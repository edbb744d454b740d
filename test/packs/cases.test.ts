import { describe, expect, test } from 'vitest';
import { baseLibrary } from '../library/packs';
import { answersOf, blocksIn, caseForm, casesOf, check, draftAlone } from './cases';

const library = baseLibrary();

describe.each(library.clauses.map((clause) => [clause.id, clause] as const))('%s', (id, template) => {
  const read = casesOf('base', id);
  const cases = read instanceof Error ? [] : read;
  test.each(cases.map((one) => [one.name, one] as const))(`${id}: %s`, (_, one) => check(library, template, one));

  test(`${id}: its cases show every position and both sides of every condition`, () => {
    if (read instanceof Error) throw read;
    const seen = cases.map((one) => ({ one, blocks: blocksIn(template, draftAlone(template, answersOf(library, template, one))) }));
    const never = template.blocks.filter((block) => !seen.some(({ blocks }) => blocks.has(block.id))).map((block) => block.id);
    const always = template.blocks.filter((block) => (block.when !== null || block.positions !== null) && seen.every(({ blocks }) => blocks.has(block.id))).map((block) => block.id);
    expect({ never, always }).toEqual({ never: [], always: [] });
    expect(cases.some((one) => one.blank.length > 0) || template.paths.length === 0, 'a case with a blank').toBe(true);
  });

  test.each([2, 7, 60])(`${id}: every position is drafted for %i parties, with all facts and with none`, (parties) => {
    for (const position of template.positions.of) {
      for (const blank of [[], ['parties']]) {
        const one = caseForm.parse({ name: position, parties, position, blank });
        const { printed } = draftAlone(template, answersOf(library, template, one));
        expect(printed.length).toBeGreaterThan(1);
        for (const { text } of printed) expect(text, text).not.toMatch(/undefined|\[object|NaN|…|\s[.;:]|\s{2}/);
      }
    }
  });
});
