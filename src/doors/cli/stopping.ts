/** How a program is asked to stop: the signal that asked first. A second one ends the program at once, with what a shell expects. */
export function askedToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    for (const [signal, number] of [['SIGINT', 2], ['SIGTERM', 15]] as const) {
      process.on(signal, () => {
        if (asked) process.exit(128 + number);
        asked = true;
        resolve(signal);
      });
    }
  });
}

/** Waits for work no longer than so many milliseconds; true if it was done by then. */
export async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let late: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([work.then(() => true), new Promise<false>((resolve) => (late = setTimeout(() => resolve(false), milliseconds)))]);
  } finally {
    clearTimeout(late);
  }
}

/** Ends the program a second from now if something that was given up on still keeps it. */
export function leaveSoon(): void {
  setTimeout(() => process.exit(), 1000).unref();
}
