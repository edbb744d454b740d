import type { Timers } from '#world/mail/timers';

/** A clock with timers that stands still until a test moves it. */
export class PlayedTime implements Timers {
  #now: number;
  #waiting: { at: number; run: () => void }[] = [];

  constructor(start = '2026-11-23T09:00:00.000Z') {
    this.#now = Date.parse(start);
  }

  readonly now = (): string => new Date(this.#now).toISOString();

  /** The time so many milliseconds from now. */
  in(ms: number): string {
    return new Date(this.#now + ms).toISOString();
  }

  after(ms: number, run: () => void): () => void {
    const entry = { at: this.#now + ms, run };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  }

  /** Lets time pass: every timer that falls due runs at its time. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((other) => other !== next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }
}
