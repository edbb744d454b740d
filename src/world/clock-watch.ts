/** What a watch compares: the clock of the machine, which can be set, and time that only passes. */
export interface Clocks {
  /** Milliseconds since 1970. */
  wall(): number;
  /** Milliseconds since some moment; never goes back. */
  passed(): number;
}

const every = 5_000;
const smallest = 1_000;

/**
 * Calls back with the milliseconds by which the clock of the machine was set, negative for back, each time it was set by more than a
 * second: small corrections happen all day. Looks every five seconds; what it returns ends the watch.
 */
export function watchClock(stepped: (milliseconds: number) => void, { wall, passed }: Clocks = systemClocks, look: (run: () => void) => () => void = usualLook): () => void {
  let last = { wall: wall(), passed: passed() };
  return look(() => {
    const now = { wall: wall(), passed: passed() };
    const step = Math.round(now.wall - last.wall - (now.passed - last.passed));
    last = now;
    if (Math.abs(step) > smallest) stepped(step);
  });
}

const systemClocks: Clocks = { wall: () => Date.now(), passed: () => performance.now() };

function usualLook(run: () => void): () => void {
  const timer = setInterval(run, every);
  timer.unref();
  return () => clearInterval(timer);
}
