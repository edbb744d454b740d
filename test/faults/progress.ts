import { loadavg } from 'node:os';

/** How many processes want the machine, on average over the last minute. */
export const load = (): number => Math.round((loadavg()[0] ?? 0) * 10) / 10;

/** How long the same work is silent between two lines, in milliseconds. */
const quiet = 10_000;

/** Says line by line what is done of how many, with the minutes since its beginning. */
export class Progress {
  readonly #began = performance.now();
  readonly #said = new Map<string, { at: number; done: number }>();

  get minutes(): number {
    return (performance.now() - this.#began) / 60_000;
  }

  /** One line at once. */
  say(line: string): void {
    process.stdout.write(`[${this.minutes.toFixed(1).padStart(5)} min] ${line}\n`);
  }

  /** How far something is: a line now and then, and one when all of it is done. */
  far(what: string, done: number, of: number): void {
    const now = performance.now();
    const last = this.#said.get(what);
    if (last !== undefined && (last.done === done || (done < of && now - last.at < quiet))) return;
    this.#said.set(what, { at: now, done });
    this.say(`${what}: ${done} of ${of}`);
  }
}

/** An error in words, with where it came from. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
