import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Answers } from '#agreement/facts/answers';
import { draft } from '#stages/draft/draft';
import { draftFaults, libraryOfAnswers } from '../draft-faults';
import { baseLibrary } from '../library/packs';
import { bareAnswers, sampleAnswers } from '../agreement/sample-answers';
import { randomAnswers } from '../random-answers';

/** Every law that has a pack, two that have none, and no law chosen yet. */
const laws = ['gb-eaw', 'de', 'fr', 'us-ny', 'us-de', 'us-ca', 'ch', 'jp', null];
const of = (complete: boolean): fc.Arbitrary<Answers> => randomAnswers({ library: baseLibrary(), laws }, complete);

/** Few in a run of the suite, two thousand where faults are looked for (`npm run faults -- properties`). */
const numRuns = Number(process.env['PROPERTY_SECONDS'] ?? 0) > 0 ? 1000 : 75;

describe('random answers', () => {
  test.each([['complete', true], ['incomplete', false]] as const)('%s ones give a text without fault', (_, complete) => {
    fc.assert(fc.property(of(complete), (answers) => void expect(draftFaults(answers)).toEqual([])), { numRuns });
  });

  test('a text that is drafted on from other answers is the text of the new ones', () => {
    fc.assert(
      fc.property(of(false), of(true), fc.boolean(), (one, other, forth) => {
        const [before, after] = forth ? [one, other] : [other, one];
        const library = libraryOfAnswers(before);
        const previous = { document: draft(library, before).document, answers: before, library };
        const fresh = draft(libraryOfAnswers(after), after);
        const onward = draft(libraryOfAnswers(after), after, previous);
        expect(onward.redrafts).toEqual([]);
        expect(onward.document.eq(fresh.document)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});

/** Faults that random answers have found, each as small as it can be. */
const found: readonly [string, Answers][] = [
  ['duties of processors where no party is one', bareAnswers(2, { 'drafting.include': ['processor-terms'], 'data.personal': [] })],
  ['an activity whose role names no party yet', bareAnswers(2, { 'drafting.include': ['personal-data-roles'], 'data.personal': [{ id: 'a', roles: [{ id: 'x', role: 'joint-controller' }, { id: 'y', party: 'beta' }] }] })],
  ['a report that is owed to nobody', bareAnswers(2, { 'gov.reporting.reports': [{ id: 'a', recipients: [] }] })],
  ['own costs beside a budget, where a joint venture has a fee and no contributions', bareAnswers(3, { 'agreement.type': 'CJV', 'money.model': ['fee'], 'contribution.items': [] })],
  ['two ways to leave, where a shortfall may exclude a party', bareAnswers(3, { 'term.exits.convenience.who': 'any', 'contribution.shortfall.consequences': ['exit'] })],
  ['an interim work order of somebody outside', sampleAnswers(2, { 'gov.changeControl.interim': true, 'gov.changeControl.approver': { other: 'an expert named by the chamber of commerce' } })],
  ['a hardship that many must settle in business days', sampleAnswers(5, { 'general.choices.hardshipTalks': { n: 48, unit: 'business-day' } })],
  ['a party with a long form, seat and register', sampleAnswers(2, { 'parties.alpha.legalForm': 'limited liability company', 'parties.alpha.seat': 'US-NY' })],
  ['French words with a count of parties and a ban', sampleAnswers(2, { 'law.language': 'fr', 'money.tax.withholding': 'none' })],
];

test.each(found)('%s', (_, answers) => expect(draftFaults(answers)).toEqual([]));
