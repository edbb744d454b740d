/** Codes of authenticators that were used: a code is good for a minute and a half, but only once. */
export class SpentCodes {
  readonly #now: () => number;
  readonly #spent = new Map<string, number>();

  /** `now` in milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether a person has used a code lately. */
  has(person: string, code: string): boolean {
    return (this.#spent.get(`${person} ${code}`) ?? 0) > this.#now();
  }

  /** Remembers a code for as long as it could be used again. */
  add(person: string, code: string): void {
    const now = this.#now();
    for (const [key, until] of this.#spent) if (until <= now) this.#spent.delete(key);
    this.#spent.set(`${person} ${code}`, now + 120_000);
  }
}
