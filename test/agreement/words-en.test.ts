import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { blankInWords, factInWords, helperInWords, listInWords } from '#agreement/words/en';

const cases = z
  .array(
    z.strictObject({
      name: z.string().optional(),
      format: z.string(),
      path: z.string().default('none.such'),
      value: z.unknown(),
      parties: z.array(z.string().nullable()).default(['Alpha', 'Beta']),
      text: z.string(),
    }),
  )
  .parse(parse(readFileSync(new URL('words-en.yaml', import.meta.url), 'utf8')));

const ids = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];
const naming = (names: readonly (string | null)[]) => ({ parties: names.map((shortName, index) => ({ id: ids[index] as string, shortName, legalName: null })) });

test.each(cases.map((one) => [one.name ?? `${one.format} ${JSON.stringify(one.value)}`, one] as const))('%s', (_, { format, path, value, parties, text }) => {
  expect(factInWords({ path, value, format }, naming(parties))).toBe(text);
});

describe('helper slots by the number of parties', () => {
  test.each<[string, string | undefined, string, string]>([
    ['other-parties', undefined, 'the other party', 'the other parties'],
    ['each-other', undefined, 'the other party', 'each other party'],
    ['any-other', undefined, 'the other party', 'any other party'],
    ['all-parties', undefined, 'both parties', 'all parties'],
    ['no-party', undefined, 'neither party', 'no party'],
    ['other-parties', 'possessive', 'the other party’s', 'the other parties’'],
    ['each-other', 'possessive', 'the other party’s', 'each other party’s'],
    ['all-parties', 'possessive', 'both parties’', 'all parties’'],
  ])('%s %s: %s, %s', (name, form, two, more) => {
    expect(helperInWords(name, 2, form)).toBe(two);
    for (const n of [0, 1, 3, 5, 60]) expect(helperInWords(name, n, form)).toBe(more);
  });
  test('there are no others', () => expect(helperInWords('some-party', 2)).toBeUndefined());
});

test('an empty list is no words', () => expect(listInWords([], 'and')).toBe(''));
test('a blank says what is open', () => expect(blankInWords('term.exits.cure')).toMatch(/^\[.+: open\]$/));
test('a blank of a path that is no fact says the path', () => expect(blankInWords('none.such')).toBe('[none.such: open]'));
