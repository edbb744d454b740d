/** Refused for now: too many tries, or too many at once. Doors answer 429 and say when to come back. */
export class BusyError extends Error {
  /** Whole seconds after which it is worth trying again. */
  readonly seconds: number;

  constructor(seconds: number) {
    super(`Try again in ${seconds} s.`);
    this.name = 'BusyError';
    this.seconds = seconds;
  }
}
