import { expect, test } from 'vitest';
import { newId } from '#world/store/ids';

test('an id is a UUID of version 7 that begins with its time', () => {
  expect(newId(0x0123456789ab)).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
test('ids made later sort later, also within a millisecond', () => {
  const made = Array.from({ length: 2000 }, () => newId(1_800_000_000_000));
  expect(made.toSorted()).toEqual(made);
  expect(newId(1_800_000_000_001) > (made.at(-1) ?? '')).toBe(true);
});
test('no two are the same, however many a millisecond has', () => {
  expect(new Set(Array.from({ length: 10_000 }, () => newId(1_800_000_000_002))).size).toBe(10_000);
});
test('one does not tell the next', () => {
  const ends = Array.from({ length: 100 }, () => newId(1_800_000_000_003).slice(19));
  expect(new Set(ends).size).toBe(100);
});
