import { describe, expect, test } from 'vitest';
import { packInfo } from '#library/compile';
import type { PackInfo } from '#library/library';
import { gapInWords, packsFor, reasonInWords, type PacksFor } from '#library/packs-for';
import { bareAnswers } from '../agreement/sample-answers';
import { packFiles } from './packs';

const infos = ['base', 'eu', 'gb-eaw', 'de', 'fr', 'us', 'us-ny', 'us-de', 'us-ca'].map((name) => packInfo(packFiles(name)) as PackInfo);

/** The choice for a governing law, seats and places of work. */
function chosen(law: string | undefined, seats: readonly string[], territory?: readonly string[]): PacksFor {
  const answers = bareAnswers(Math.max(2, seats.length), { 'law.governing': law, 'scope.territory': territory });
  return packsFor({ ...answers, parties: answers.parties.slice(0, seats.length).map((party, index) => ({ ...party, seat: seats[index] as string })) }, infos);
}

const names = ({ uses }: PacksFor, words: boolean): string => uses.filter((use) => use.words === words).map((use) => use.pack).join(' ');
const without = ({ gaps }: PacksFor): string => gaps.map((gap) => `${gap.reason.kind} ${gap.reason.code}${gap.nearest.length > 0 ? ` (${gap.nearest.join(' ')})` : ''}`).join(', ');

describe('the packs of an agreement', () => {
  test.each<[string, string | undefined, string[], string[], string, string, string]>([
    // law, seats, territory → words, rules only, without a pack
    ['no answers yet', undefined, [], [], 'base', '', ''],
    ['German law', 'de', ['DE', 'DE-BY'], [], 'base eu de', '', ''],
    ['French law, a German party', 'fr', ['FR', 'DE'], [], 'base eu fr', 'de', ''],
    ['English law, work in France', 'gb-eaw', ['GB-ENG', 'GB-WLS'], ['FR'], 'base gb-eaw', 'eu fr', ''],
    ['New York law, parties in the Union', 'us-ny', ['DE', 'FR'], [], 'base us us-ny', 'eu de fr', ''],
    ['Delaware and California', 'us-de', ['US-CA', 'US-DE'], [], 'base us us-de', 'us-ca', ''],
    ['Swiss law', 'ch', ['CH', 'DE'], [], 'base', 'eu de', 'governing-law ch'],
    ['Italian law: the Union has a pack, Italy has none', 'it', ['IT', 'IT'], [], 'base eu', '', 'governing-law it (eu)'],
    ['an Italian seat', 'de', ['DE', 'IT'], [], 'base eu de', '', 'seat IT (eu)'],
    ['the law of Texas', 'us-tx', ['US-TX', 'US-NY'], [], 'base us', 'us-ny', 'governing-law us-tx (us)'],
    ['Scots law is not English law', 'gb-sct', ['GB-SCT', 'GB-SCT'], [], 'base', '', 'governing-law gb-sct'],
    ['a part of the United Kingdom that is not named', 'de', ['DE', 'GB'], [], 'base eu de', 'gb-eaw', 'seat GB (gb-eaw)'],
    ['work in Japan and Norway', 'fr', ['FR', 'FR'], ['JP', 'NO'], 'base eu fr', '', 'place JP, place NO'],
    ['seats alone lay no words', undefined, ['DE', 'FR'], [], 'base', 'eu de fr', ''],
  ])('%s', (_, law, seats, territory, words, rules, gaps) => {
    const choice = chosen(law, seats, territory);
    expect({ words: names(choice, true), rules: names(choice, false), gaps: without(choice) }).toEqual({ words, rules, gaps });
  });

  test('each pack says why', () => {
    const { uses } = chosen('de', ['DE', 'FR'], ['FR']);
    expect(uses.map((use) => `${use.pack}: ${use.because.map(reasonInWords).join('; ')}`)).toEqual([
      'base: ',
      'eu: the law of Germany governs; the seat of Alpha is in Germany; the seat of Beta is in France; work is done in France',
      'de: the law of Germany governs; the seat of Alpha is in Germany',
      'fr: the seat of Beta is in France; work is done in France',
    ]);
  });

  test('what has no pack is said in words', () => {
    expect(chosen('ch', ['CH', 'IT']).gaps.map((gap) => gapInWords(gap, (pack) => pack.toUpperCase()))).toEqual([
      'There is no pack for the law of Switzerland. Nothing here was adapted to it or checked against it. An attorney for that law must check the text.',
      'There is no pack for the law of Italy (the seat of Beta is in Italy). Only these rules are looked at: EU. An attorney for that law must check the text.',
    ]);
  });

  test('the work of single work items counts as well', () => {
    const answers = bareAnswers(2, { 'work.items': [{ id: 'w1', place: 'US-CA' }] });
    expect(names(packsFor(answers, infos), false)).toContain('us us-ca');
  });
});
