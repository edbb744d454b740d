import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localSeat } from '#agreement/record/seat';
import { answerQuestions } from '#operations/answer-questions';
import { createAgreement } from '#operations/create-agreement';
import { operations } from '#operations/index';
import { listAgreements } from '#operations/list-agreements';
import { perform } from '#operations/perform';
import { rewriteClause } from '#operations/rewrite-clause';
import type { Store } from '#world/store/store';
import type { World } from '#world/world';
import { sampleAnswers } from '../agreement/sample-answers';
import { context, create, eventsOf, openLived, read, type Lived } from './lived';

let lived: Lived;
let id: string;
beforeAll(async () => {
  lived = await openLived('folder');
  id = await create(lived.world, sampleAnswers(2));
});
afterAll(async () => lived.end());

const answer = (path: string, value: unknown, world = lived.world, key?: string) => perform(answerQuestions, context, { agreement: id, answers: [{ path, value }] }, world, { key });

/** The same world, but somebody else writes just before each of the first `times` appends. */
function raced(times: number, other: (turn: number) => Promise<unknown>): World {
  let turn = 0;
  const store = new Proxy(lived.world.store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'append') return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
      return async (...args: Parameters<Store['append']>) => {
        if (turn < times) await other((turn += 1));
        return target.append(...args);
      };
    },
  });
  return { ...lived.world, store };
}

describe('a lost race', () => {
  test('is decided again on what the other left', async () => {
    const world = raced(1, () => answer('scope.field', 'the other was first'));
    await answer('conf.terms.period', { n: 6, unit: 'year' }, world);
    const { answers } = (await read(lived.world, id)) as { answers: { facts: { scope: { field: string }; conf: { terms: { period: unknown } } } } };
    expect([answers.facts.scope.field, answers.facts.conf.terms.period]).toEqual(['the other was first', { n: 6, unit: 'year' }]);
  });
  test('that is lost again and again is told, and nothing is kept', async () => {
    const world = raced(99, (turn) => answer('scope.field', `turn ${turn}`));
    await expect(answer('conf.terms.period', { n: 4, unit: 'year' }, world)).rejects.toMatchObject({ what: 'Somebody else changed this agreement at the same moment.' });
    expect(JSON.stringify(await eventsOf(lived.world, id))).not.toContain('{"n":4,"unit":"year"}');
  });
  test('over a text that was named is told as a change', async () => {
    const { version } = await read(lived.world, id);
    const world = raced(1, () => answer('conf.terms.period', { n: 9, unit: 'year' }));
    await expect(perform(rewriteClause, context, { agreement: id, clause: 'confidentiality', version, heading: 'Secrets', blocks: [] }, world)).rejects.toMatchObject({ what: 'The text was changed while you were writing.' });
  });
});

describe('a key', () => {
  test('makes the same request happen once, with the same answer', async () => {
    const first = await answer('scope.field', 'keyed', lived.world, 'key-1');
    const events = await eventsOf(lived.world, id);
    expect(await answer('scope.field', 'keyed', lived.world, 'key-1')).toEqual(first);
    expect(await eventsOf(lived.world, id)).toEqual(events);
  });
  test('opens one agreement, however often it is sent', async () => {
    const make = () => perform(createAgreement, context, { type: 'RD' }, lived.world, { key: 'key-2' });
    const count = async () => (await perform(listAgreements, context, {}, lived.world)).items.length;
    const before = await count();
    const [one, two] = [await make(), await make()];
    expect(two).toEqual(one);
    expect(await count()).toBe(before + 1);
  });
  test('holds for a request that changed nothing: a late repeat changes nothing either', async () => {
    await answer('scope.field', 'robots');
    const first = await answer('scope.field', 'robots', lived.world, 'key-3');
    await answer('scope.field', 'robots and drones');
    expect(await answer('scope.field', 'robots', lived.world, 'key-3')).toEqual(first);
    const { answers } = (await read(lived.world, id)) as { answers: { facts: { scope: { field: string } } } };
    expect(answers.facts.scope.field).toBe('robots and drones');
  });
  test('cannot be used for another request', () => expect(answer('scope.field', 'another', lived.world, 'key-1')).rejects.toMatchObject({ what: expect.stringContaining('used before for another request') }));
  test('has 1 to 200 characters', () => expect(answer('scope.field', 'x', lived.world, 'k'.repeat(201))).rejects.toMatchObject({ name: 'InputError' }));
});

describe('who may', () => {
  const as = (role: 'reader' | 'counsel' | 'signatory') => ({ ...context, seat: { ...localSeat, role } });
  test('a reader reads', async () => expect((await perform(listAgreements, as('reader'), {}, lived.world)).items.length).toBeGreaterThan(0));
  test.each(['reader', 'counsel', 'signatory'] as const)('a %s does not answer', async (role) =>
    expect(perform(answerQuestions, as(role), { agreement: id, answers: [{ path: 'scope.field', value: 'x' }] }, lived.world)).rejects.toMatchObject({ what: expect.stringContaining(`Your role here (${role})`) }));
});

describe('every operation', () => {
  test.each(operations.map((one) => [one.name, one] as const))('%s is a verb and a noun with a summary', (name, one) => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(one.summary).toMatch(/^[A-Z].*\.$/);
  });
  test('has a name of its own', () => expect(new Set(operations.map((one) => one.name)).size).toBe(operations.length));
  test.each(operations.map((one) => [one.name, one] as const))('%s refuses input of the wrong form', async (_, one) => {
    for (const input of [null, 7, [], { none: 1 }]) await expect(perform(one, context, input, lived.world)).rejects.toMatchObject({ name: 'InputError' });
  });
  test.each(operations.filter((one) => 'agreement' in ((one.input as unknown as { shape?: object }).shape ?? {})).map((one) => [one.name, one] as const))('%s finds no agreement under a name that is none', async (_, one) => {
    await expect(perform(one, context, { agreement: '../etc/passwd' }, lived.world)).rejects.toMatchObject({ name: 'InputError' });
  });
});
