import { describe, expect, test } from 'vitest';
import { Kept, once } from '#operations/kept';

describe('what is kept by weight', () => {
  const keptOf = (...weights: number[]): Kept<string> => {
    const kept = new Kept<string>(10);
    weights.forEach((weight, index) => kept.set('abcdef'[index] as string, `value ${index}`, weight));
    return kept;
  };
  const names = (kept: Kept<string>): string => [...'abcdef'].filter((name) => kept.get(name) !== undefined).join('');
  test('is given again', () => expect(keptOf(1, 2).get('b')).toBe('value 1'));
  test('goes once all of it is too heavy, what was used longest ago first', () => expect(names(keptOf(4, 4, 4))).toBe('bc'));
  test('stays where it was used since', () => {
    const kept = keptOf(4, 4);
    kept.get('a');
    kept.set('c', 'value', 4);
    expect(names(kept)).toBe('ac');
  });
  test('goes several at once for something heavy', () => expect(names(keptOf(3, 3, 3, 9))).toBe('d'));
  test('is not kept where it is too heavy alone', () => expect(names(keptOf(3, 11))).toBe(''));
  test('is replaced with its weight', () => {
    const kept = keptOf(9);
    kept.set('a', 'lighter', 2);
    kept.set('b', 'other', 8);
    expect([names(kept), kept.weight]).toEqual(['ab', 10]);
  });
});

describe('work that is done once', () => {
  const counted = () => {
    let times = 0;
    return { work: () => (times += 1), times: () => times };
  };
  test('for the same owner and the same dependencies', () => {
    const [owner, dependency, { work, times }] = [{}, {}, counted()];
    expect([once(owner, 'x', [dependency, 1], work), once(owner, 'x', [dependency, 1], work), times()]).toEqual([1, 1, 1]);
  });
  test.each<[string, (owner: object, work: () => number) => unknown]>([
    ['another owner', (_owner, work) => once({}, 'x', [1], work)],
    ['another name', (owner, work) => once(owner, 'y', [1], work)],
    ['another dependency', (owner, work) => once(owner, 'x', [2], work)],
    ['one more dependency', (owner, work) => once(owner, 'x', [1, undefined], work)],
    ['one fewer', (owner, work) => once(owner, 'x', [], work)],
  ])('and again for %s', (_, again) => {
    const [owner, { work }] = [{}, counted()];
    once(owner, 'x', [1], work);
    expect(again(owner, work)).toBe(2);
  });
  test('and again for an equal object that is not the same', () => {
    const [owner, { work }] = [{}, counted()];
    once(owner, 'x', [{ a: 1 }], work);
    expect(once(owner, 'x', [{ a: 1 }], work)).toBe(2);
  });
  test('for several dependencies side by side, of which the first go', () => {
    const [owner, { work, times }] = [{}, counted()];
    for (let i = 0; i < 9; i++) once(owner, 'x', [i], work);
    for (let i = 1; i < 9; i++) once(owner, 'x', [i], work);
    expect(times()).toBe(9);
    once(owner, 'x', [0], work);
    expect(times()).toBe(10);
  });
  test('for all who wait for it', async () => {
    const [owner, { work, times }] = [{}, counted()];
    const slow = () => once(owner, 'x', [], () => Promise.resolve().then(work));
    expect([await Promise.all([slow(), slow(), slow()]), times()]).toEqual([[1, 1, 1], 1]);
  });
  test('and again after it failed', async () => {
    const owner = {};
    const failing = once(owner, 'x', [], () => Promise.reject(new Error('not yet')));
    await expect(failing).rejects.toThrow('not yet');
    expect(await once(owner, 'x', [], async () => 'done')).toBe('done');
  });
  test('and again after it threw', () => {
    const owner = {};
    expect(() => once(owner, 'x', [], () => { throw new Error('no'); })).toThrow('no');
    expect(once(owner, 'x', [], () => 'done')).toBe('done');
  });
});
