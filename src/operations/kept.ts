/** Things that may be asked for again, by name or by the object that they belong to: those used longest ago go once all of them together weigh more than `most`. */
export class Kept<V, K = string> {
  readonly #most: number;
  readonly #held = new Map<K, { value: V; weight: number }>();
  #weight = 0;

  /** `most` in the unit of the weights, whatever it is. */
  constructor(most: number) {
    this.#most = most;
  }

  get(name: K): V | undefined {
    const found = this.#held.get(name);
    if (found === undefined) return undefined;
    // A map keeps the order of the last use.
    this.#held.delete(name);
    this.#held.set(name, found);
    return found.value;
  }

  set(name: K, value: V, weight: number): void {
    this.#drop(name);
    this.#held.set(name, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#held.keys()) {
      if (this.#weight <= this.#most) break;
      this.#drop(oldest);
    }
  }

  /** What all of it weighs. */
  get weight(): number {
    return this.#weight;
  }

  #drop(name: K): void {
    this.#weight -= this.#held.get(name)?.weight ?? 0;
    this.#held.delete(name);
  }
}

interface Worked {
  on: readonly unknown[];
  value: unknown;
}

const workedOut = new WeakMap<object, Map<string, Worked[]>>();

/** How many values of one name an owner keeps. */
const most = 8;

/**
 * Works something out once and gives the same value again while everything that it depends on is the very same: `owner` and what is in
 * `on`, none of which is ever changed in place. It is kept as long as the owner is. Work that fails is done again.
 */
export function once<T>(owner: object, name: string, on: readonly unknown[], work: () => T): T {
  let byName = workedOut.get(owner);
  if (byName === undefined) workedOut.set(owner, (byName = new Map()));
  const known = byName.get(name) ?? [];
  const found = known.find((one) => one.on.length === on.length && one.on.every((value, index) => Object.is(value, on[index])));
  if (found !== undefined) return found.value as T;
  const made: Worked = { on, value: work() };
  const list = [made, ...known].slice(0, most);
  byName.set(name, list);
  if (made.value instanceof Promise) {
    made.value.catch(() => {
      const now = byName.get(name) ?? [];
      byName.set(name, now.filter((one) => one !== made));
    });
  }
  return made.value as T;
}
