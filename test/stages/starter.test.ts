import { describe, expect, test } from 'vitest';
import { agreementTypes } from '#agreement/facts/schema/purpose';
import { readAnswers, sentences } from '#agreement/facts/answers';
import { idFrom } from '#stages/ask/id-from';
import { starterAnswers } from '#stages/ask/starter';

function read(text: string) {
  const result = readAnswers(text);
  if (!result.ok) throw new Error(sentences(result.problems).join('\n'));
  return result.answers;
}

describe.each(Object.keys(agreementTypes))('a file to fill in for %s', (type) => {
  const text = starterAnswers(type, ['Alpha', 'Beta']);
  test('can be read as it is', () => expect(read(text)).toMatchObject({ type, parties: [{ id: 'alpha', shortName: 'Alpha' }, { id: 'beta', shortName: 'Beta' }] }));
  test('says what it is for', () => expect(text).toMatch(/^# .+\n/));
});

describe('names of parties', () => {
  test.each<[string[], string[]]>([
    [[], []],
    [['Alpha'], ['alpha']],
    [['Alpha', 'Alpha'], ['alpha', 'alpha-2']],
    [['Müller & Söhne', '東京'], ['muller-sohne', 'party']],
    [['***', '…'], ['party', 'party-2']],
    [['yes', 'null', '007'], ['yes', 'null', '007']],
    [[': "# odd', '- [x]'], ['odd', 'x']],
  ])('%j → %j', (names, ids) => {
    const { parties } = read(starterAnswers('BC', names));
    expect(parties.map((party) => party.id)).toEqual(ids);
    expect(parties.map((party) => party.shortName)).toEqual(names);
  });
  test('one too long for a short name is a legal name', () => expect(read(starterAnswers('BC', ['A very long name of a company that never ends'])).parties).toEqual([{ id: 'a-very-long-name-of-a-comp', legalName: 'A very long name of a company that never ends' }]));
  test('60 of them', () => expect(read(starterAnswers('BC', Array.from({ length: 60 }, () => 'Same'))).parties.at(-1)?.id).toBe('same-60'));
  test('an id ends with a letter or digit', () => expect(idFrom('a'.repeat(25) + ' b', [])).toMatch(/[a-z0-9]$/));
});

test('every commented answer fits the facts once its "# " is deleted', () => {
  const text = starterAnswers('RD', ['Lumen Foods', 'Hartwell Logistics', 'Third']).replaceAll(/^# (?= {2})/gm, '');
  const read = readAnswers(text);
  expect(read.ok ? [] : read.problems).toEqual([]);
});
