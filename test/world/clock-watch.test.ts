import { describe, expect, test } from 'vitest';
import { watchClock } from '#world/clock-watch';

const start = Date.parse('2026-11-24T10:00:00.000Z');

/** What a watch tells while the machine's clock and true time go on by so many milliseconds each. */
function told(...gone: readonly [wall: number, passed: number][]): number[] {
  const now = { wall: start, passed: 0 };
  const steps: number[] = [];
  let look = (): void => undefined;
  const end = watchClock((step) => void steps.push(step), { wall: () => now.wall, passed: () => now.passed }, (run) => ((look = run), () => (look = () => undefined)));
  for (const [wall, passed] of gone) {
    now.wall += wall;
    now.passed += passed;
    look();
  }
  end();
  now.wall += 1e9;
  look();
  return steps;
}

const day = 86_400_000;

describe('a watch on the clock', () => {
  test.each<[string, readonly [number, number][], number[]]>([
    ['time that only passes', [[5000, 5000], [5000, 5000]], []],
    ['small corrections', [[5900, 5000], [4100, 5000]], []],
    ['a program that slept', [[day, day]], []],
    ['set back by an hour', [[5000, 5000], [5000 - 3_600_000, 5000], [5000, 5000]], [-3_600_000]],
    ['set back by a day and forth again', [[5000 - day, 5000], [5000 + day, 5000]], [-day, day]],
    ['set forward by two seconds', [[7000, 5000]], [2000]],
  ])('%s', (_, gone, steps) => expect(told(...gone)).toEqual(steps));
});
