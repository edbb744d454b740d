import { test } from 'vitest';

/**
 * A test that compares times. Beside other work a machine says nothing about those, so it runs only where nothing else does:
 * in `npm run faults`, which finds the files that import this and runs them one after the other.
 */
// oxlint-disable-next-line vitest/no-disabled-tests -- it is a condition, not a test
export const timedTest: typeof test.skip = test.runIf(process.env['TIMED'] === '1');

/** Milliseconds of processor time that some work took in this process: other programs do not change it as they do the time that passes. */
export async function processorTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
