/** What waits: given from outside, so that the passing of time can be played. */
export interface Timers {
  /** Runs something once after so many milliseconds; what it returns takes that back. */
  after(ms: number, run: () => void): () => void;
}

/** The timers of the machine; they keep no program alive. */
export const systemTimers: Timers = {
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
