/** How fast one caller may go. */
export interface Pace {
  /** Units a second on average. */
  rate: number;
  /** Units that may be used at once after a pause. */
  burst: number;
}

/** How many callers are remembered; beyond that the one that was quiet longest is forgotten, which only ever gives somebody more. */
const mostCallers = 50_000;

/** Token buckets, one for each caller, in memory: a restart fills them all. `now` is in milliseconds and never goes back. */
export class Buckets {
  readonly #pace: Pace;
  readonly #now: () => number;
  readonly #most: number;
  readonly #held = new Map<string, { units: number; at: number }>();

  constructor(pace: Pace, now: () => number, most = mostCallers) {
    this.#pace = pace;
    this.#now = now;
    this.#most = most;
  }

  /** Takes units from a caller's bucket and returns 0; returns the whole seconds to wait, and takes nothing, where it holds too few. */
  take(caller: string, units = 1): number {
    const { rate, burst } = this.#pace;
    const now = this.#now();
    const held = this.#held.get(caller) ?? { units: burst, at: now };
    const there = Math.min(burst, held.units + ((now - held.at) / 1000) * rate);
    const enough = there >= Math.min(units, burst);
    this.#held.delete(caller);
    this.#held.set(caller, { units: enough ? Math.max(0, there - units) : there, at: now });
    // A map keeps the order of the last use.
    if (this.#held.size > this.#most) this.#held.delete(this.#held.keys().next().value ?? '');
    return enough ? 0 : Math.max(1, Math.ceil((Math.min(units, burst) - there) / rate));
  }

  /** How many callers are remembered. */
  get size(): number {
    return this.#held.size;
  }
}

/** What one caller may have under way: so much at once, so much waiting for its turn, the rest is refused. */
export interface Crowd {
  atOnce: number;
  waiting: number;
}

/** Lets each caller have a few requests under way, so that one who floods waits for itself and nobody else does. */
export class Turnstile {
  readonly #crowd: Crowd;
  readonly #inside = new Map<string, { under: number; waiting: (() => void)[] }>();

  constructor(crowd: Crowd) {
    this.#crowd = crowd;
  }

  /** Waits for a turn and gives what ends it; null at once where too many wait already. */
  async enter(caller: string): Promise<(() => void) | null> {
    const at = this.#inside.get(caller) ?? { under: 0, waiting: [] };
    this.#inside.set(caller, at);
    if (at.under >= this.#crowd.atOnce) {
      if (at.waiting.length >= this.#crowd.waiting) return null;
      // Whoever leaves hands its turn on, so the count stays.
      await new Promise<void>((turn) => at.waiting.push(turn));
    } else at.under += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = at.waiting.shift();
      if (next !== undefined) return next();
      at.under -= 1;
      if (at.under === 0) this.#inside.delete(caller);
    };
  }

  /** How many callers have something under way. */
  get size(): number {
    return this.#inside.size;
  }
}
