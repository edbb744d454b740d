import { describe, expect, it } from 'vitest';
import { differences, fieldPath, itemField, itemsAt, itemTitle, statusAt, valueAt, type Item } from '#agreement/facts/read';
import { setAnswer, type Answers } from '#agreement/facts/answers';
import { bareAnswers, sampleAnswers } from './sample-answers.ts';

const two = sampleAnswers(2);
const five = sampleAnswers(5);
const bare = bareAnswers(2);
const item = (answers: Answers, list: string, id: string): Item => itemsAt(answers, list)!.find((one) => one.id === id)!;

describe('a value', () => {
  it.each([
    ['agreement.type', 'RD'],
    ['agreement.title', 'Tidemark'],
    ['parties.beta.seat', 'FR'],
    ['conf.terms.period', { n: 5, unit: 'year' }],
    ['work.raci.wp1.a', 'alpha'],
    ['work.items.wp3.end', '2028-06-30'],
    ['money.budget.trueUp', { n: 60, unit: 'day' }],
    ['money.budget.line-alpha.amount', { amount: '120000.00', currency: 'EUR' }],
    ['money.budget.lines.line-alpha.amount', { amount: '120000.00', currency: 'EUR' }],
    ['party.dealRole.coordinator', 'alpha'],
    ['party.dealRole.agent', 'alpha'],
    ['party.seat', ['DE', 'FR']],
    ['party.competitors', false],
    ['party.publicBody', false],
    ['ip.projectAccess.royaltyFree', true],
  ])('at %s', (path, value) => expect(valueAt(two, path)).toEqual(value));

  it.each(['conf.terms.period', 'party.seat', 'party.dealRole.coordinator', 'party.competitors', 'gov.changeControl', 'work.raci.constructor', 'work.raci.wp1.a', 'no.such.fact', 'parties.omega.seat', 'money.budget', 'term.core', 'law'])(
    'is not there at %s before it is answered',
    (path) => expect(valueAt(bare, path)).toBeUndefined(),
  );

  it('of all parties is known once every party has answered', () => {
    const one = setAnswer(bare, 'parties.alpha.kind', 'public-body');
    expect(one.ok && valueAt(one.answers, 'party.kind')).toBeUndefined();
    expect(one.ok && valueAt(one.answers, 'party.publicBody')).toBe(true);
  });

  it('that parties differ about is not a value of the text', () => {
    const answers: Answers = { ...bare, answers: [{ path: 'term.exits.cure', value: { n: 30, unit: 'day' }, onBehalfOf: 'alpha', status: 'proposed' }, { path: 'term.exits.cure', value: { n: 60, unit: 'day' }, onBehalfOf: 'beta', status: 'disputed' }] };
    expect(valueAt(answers, 'term.exits.cure')).toBeUndefined();
    expect(statusAt(answers, 'term.exits.cure')).toBe('disputed');
    expect(differences(answers)).toMatchObject([{ path: 'term.exits.cure', agreed: undefined, proposals: [{ onBehalfOf: 'alpha' }, { onBehalfOf: 'beta' }] }]);
  });

  it('has a status', () => {
    expect(statusAt(two, 'conf.terms.period')).toBe('agreed');
    expect(statusAt(bare, 'conf.terms.period')).toBe('not-asked');
    expect(statusAt({ ...bare, answers: [{ path: 'money.budget.b1.amount', status: 'unknown' }] }, 'money.budget.lines.b1.amount')).toBe('unknown');
  });
});

describe('items', () => {
  it('have paths with their ids', () => {
    expect(itemsAt(two, 'parties')?.map(({ path }) => path)).toEqual(['parties.alpha', 'parties.beta']);
    expect(itemsAt(two, 'work.items')?.map(({ path }) => path)).toEqual(['work.items.wp1', 'work.items.wp2', 'work.items.wp3', 'work.items.wp4']);
    expect(itemsAt(two, 'money.budget')?.map(({ path }) => path)).toEqual(['money.budget.lines.line-alpha', 'money.budget.lines.line-beta']);
  });

  it('are unknown or none', () => {
    expect(itemsAt(bare, 'scope.out')).toBeUndefined();
    expect(itemsAt(bareAnswers(2, { 'scope.out': [] }), 'scope.out')).toEqual([]);
    expect(itemsAt(bare, 'conf.terms.period')).toBeUndefined();
    expect(itemsAt(two, 'no.such.list')).toBeUndefined();
    expect(itemsAt(bareAnswers(0), 'parties')).toEqual([]);
  });

  it('of all parties carry their party', () => {
    const signatories = itemsAt(five, 'party.signatories')!;
    expect(signatories.map(({ path }) => path)).toEqual(['alpha', 'beta', 'gamma', 'delta', 'epsilon'].map((id) => `parties.${id}.signatories.s1`));
    expect(signatories[2]!.value.party).toBe('gamma');
    expect(fieldPath(signatories[2]!, 'party')).toBe('parties.gamma.id');
    expect(valueAt(five, fieldPath(signatories[2]!, 'party'))).toBe('gamma');
    expect(itemsAt(two, 'party.approvals')).toEqual([]);
    expect(itemsAt(bare, 'party.approvals')).toBeUndefined();
  });

  it('give every party a line to sign on', () => {
    expect(itemsAt(bare, 'party.signatories')?.map(({ path }) => path)).toEqual(['parties.alpha.signatories.first', 'parties.beta.signatories.first']);
  });

  it('show the acts of the agent', () => expect(itemsAt(two, 'party.dealRole.agentActs')?.map(({ path }) => path)).toEqual(['parties.alpha.dealRole.agentActs.bid', 'parties.alpha.dealRole.agentActs.booking']));

  it('stay the same objects while their list does', () => {
    const changed = setAnswer(two, 'conf.terms.period', { n: 3, unit: 'year' });
    if (!changed.ok) throw new Error('not set');
    for (const list of ['work.items', 'parties', 'party.signatories', 'money.budget']) expect(itemsAt(changed.answers, list)).toBe(itemsAt(two, list));
  });

  it('find fields kept under the same id elsewhere', () => {
    const wp1 = item(two, 'work.items', 'wp1');
    expect(fieldPath(wp1, 'raci.a')).toBe('work.raci.wp1.a');
    expect(itemField(two, wp1, 'raci.a')).toBe('alpha');
    expect(itemField(two, wp1, 'standard.kind')).toBe('care');
    expect(fieldPath(wp1, 'end')).toBe('work.items.wp1.end');
    expect(itemField(two, wp1, 'end')).toBe('2027-12-15');
    expect(fieldPath(item(two, 'parties', 'beta'), 'addresses.notice')).toBe('parties.beta.addresses.notice');
    expect(itemField(two, item(two, 'parties', 'beta'), 'addresses.email')).toBe('notices@beta.example');
    expect(itemField(two, item(two, 'gov.bodies', 'board'), 'decisions.majority')).toBe('two-thirds');
    expect(fieldPath(item(two, 'money.budget', 'line-alpha'), 'amount')).toBe('money.budget.lines.line-alpha.amount');
  });

  it('are called by their title, name or words', () => {
    expect(itemTitle(item(two, 'work.items', 'wp1'))).toBe('Robot');
    expect(itemTitle(item(two, 'parties', 'beta'))).toBe('Beta');
    expect(itemTitle({ value: { id: 'x' } })).toBeUndefined();
  });
});
