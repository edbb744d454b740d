import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswers, sentences, setAnswer, setUnknown, writeAnswers, type Answers } from '#agreement/facts/answers';
import { statusAt, valueAt } from '#agreement/facts/read';
import { factRows } from '#agreement/facts/table';
import { bareAnswers, sampleAnswers } from './sample-answers.ts';

const sample = sampleAnswers(3);
const bare = bareAnswers(2);

function set(answers: Answers, path: string, value: unknown): Answers {
  const result = setAnswer(answers, path, value);
  if (!result.ok) throw new Error(sentences(result.problems).join('\n'));
  return result.answers;
}
const told = (answers: Answers, path: string, value: unknown): string => {
  const result = setAnswer(answers, path, value);
  return result.ok ? 'fine' : sentences(result.problems).join('\n');
};

describe('setting an answer', () => {
  it.each([
    ['conf.terms.period', { n: 3, unit: 'year' }],
    ['agreement.type', 'BC'],
    ['parties.alpha.seat', 'AT'],
    ['work.items.wp1.end', '2027-11-30'],
    ['work.raci.wp9.a', 'beta'],
    ['money.budget.trueUp', { n: 90, unit: 'day' }],
    ['scope.out', []],
    ['drafting.positions.liability-cap', { position: 'contributor', favoured: 'alpha' }],
    ['drafting.include', ['insurance']],
  ])('at %s', (path, value) => expect(valueAt(set(sample, path, value), path)).toEqual(value));

  it('copies the way to it and shares the rest', () => {
    const before = structuredClone(sample);
    const after = set(sample, 'work.items.wp1.end', '2027-11-30');
    expect(sample).toEqual(before);
    expect(after.facts.money).toBe(sample.facts.money);
    expect(after.parties).toBe(sample.parties);
    expect(after.facts.work?.raci).toBe(sample.facts.work?.raci);
    expect(after.facts.work?.items?.[1]).toBe(sample.facts.work?.items?.[1]);
  });

  it('to what it is changes nothing', () => expect(set(sample, 'parties.alpha.seat', 'DE')).toBe(sample));

  it('adds an item, a party, and a fact in an item that is not there yet', () => {
    expect(set(bare, 'work.items.wp1', { title: 'Pilot' }).facts.work?.items).toEqual([{ id: 'wp1', title: 'Pilot' }]);
    expect(set(bare, 'work.items.wp1.title', 'Pilot').facts.work?.items).toEqual([{ id: 'wp1', title: 'Pilot' }]);
    expect(set(bare, 'money.budget.b1', { item: 'robots' }).facts.money?.budget?.lines).toEqual([{ id: 'b1', item: 'robots' }]);
    expect(set(bare, 'money.budget', [{ id: 'b1' }]).facts.money?.budget).toEqual({ lines: [{ id: 'b1' }] });
    expect(set(bare, 'parties.alpha.signatories.first.name', 'Ada Winter').parties[0]?.signatories).toEqual([{ id: 'first', name: 'Ada Winter' }]);
    expect(set(bare, 'parties.gamma', { shortName: 'Gamma' }).parties.map(({ id }) => id)).toEqual(['alpha', 'beta', 'gamma']);
  });

  it('removes a value, an item with what is kept under its id, and groups that become empty', () => {
    expect(set(set(bare, 'term.exits.cure', { n: 1, unit: 'day' }), 'term.exits.cure', undefined)).toEqual(bare);
    const fewer = set(sample, 'work.items.wp1', undefined);
    expect(fewer.facts.work?.items?.map(({ id }) => id)).toEqual(['wp2', 'wp3', 'wp4']);
    expect(fewer.facts.work?.raci).not.toHaveProperty('wp1');
    expect(fewer.facts.work?.standard).not.toHaveProperty('wp1');
    expect(valueAt(set(set(bare, 'scope.out.a', { text: 'x' }), 'scope.out.a', undefined), 'scope.out')).toBeUndefined();
    expect(set(sample, 'work.items.wp99', undefined)).toBe(sample);
    expect(set(bare, 'parties.beta', undefined).parties.map(({ id }) => id)).toEqual(['alpha']);
    expect(set(bareAnswers(1), 'parties.alpha', undefined).parties).toEqual([]);
    expect(set(sample, 'agreement.type', undefined).type).toBeUndefined();
  });

  it('settles what was open there', () => {
    const open: Answers = { ...bare, answers: [{ path: 'term.exits.cure', status: 'unknown' }, { path: 'conf.terms.period', status: 'unknown' }] };
    expect(set(open, 'term.exits.cure', { n: 30, unit: 'day' }).answers).toEqual([{ path: 'conf.terms.period', status: 'unknown' }]);
  });

  it.each([
    ['term.exits.cure', 30, 'The unit is missing.'],
    ['term.core.end', '2027-02-30', 'The calendar has no such day.'],
    ['term.exits.curre', 1, 'Did you mean cure?'],
    ['parties.omega.seat', 'DE', '"omega" is not a party of this agreement.'],
    ['work.items.*.end', '2027-01-01', 'does not name one fact'],
    ['party.seat', 'DE', 'does not name one fact'],
    ['party.dealRole.coordinator', 'alpha', 'follows from other answers'],
    ['work.items.wp1.lead', 'omega', '"omega" is not a party of this agreement.'],
    ['work.items.wp1.id', 'wp9', 'An id never changes'],
    ['work.items.wp1', { id: 'wp9' }, 'The id of the item differs'],
    ['parties.alpha.legalName', 'Al\u202epha', 'turns the reading direction'],
    ['parties.alpha', undefined, '"alpha" is not a party of this agreement. Did you mean'],
    ['parties', [{ id: 'alpha' }], 'Name another party there first.'],
    ['money.budget', 3, 'is not a list'],
  ])('refuses %s = %j and says why', (path, value, part) => {
    if (path === 'parties.alpha') expect(told(sample, path, value)).toContain('Name another party there first.');
    else expect(told(sample, path, value)).toContain(part);
  });

  it('marks a fact as unknown', () => {
    const result = setUnknown(sample, 'conf.terms.period', { by: 'Ada Winter', onBehalfOf: 'alpha' });
    expect(result.ok && statusAt(result.answers, 'conf.terms.period')).toBe('unknown');
    expect(result.ok && result.answers.answers).toEqual([{ path: 'conf.terms.period', by: 'Ada Winter', onBehalfOf: 'alpha', status: 'unknown' }]);
    const again = result.ok ? setUnknown(result.answers, 'conf.terms.period') : result;
    expect(again.ok && again.answers.answers).toHaveLength(1);
    expect(setUnknown(sample, 'no.such.fact').ok).toBe(false);
  });

  it('with the example of any fact gives a file that can be read, and taking it away again gives the first answers', () => {
    const rows = factRows().filter((row) => row.kind === 'value' && row.derived !== true && !row.path.endsWith('.id'));
    const four = bareAnswers(4);
    fc.assert(
      fc.property(fc.constantFrom(...rows), (row) => {
        const path = row.path.replace(/^parties\.\*/, 'parties.alpha').replaceAll('*', 'a1');
        const changed = set(four, path, row.example);
        expect(valueAt(changed, path)).toEqual(row.example);
        expect(readAnswers(writeAnswers(changed))).toEqual({ ok: true, answers: changed });
        expect(valueAt(set(changed, path, undefined), path)).toBeUndefined();
      }),
      { numRuns: 600, seed: 3 },
    );
  });
});
