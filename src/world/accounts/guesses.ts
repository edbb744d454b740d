import { isIPv4, isIPv6 } from 'node:net';
import { BusyError } from '#world/accounts/busy-error';

/** How many tries may fail within the window of 15 minutes. */
export interface Limits {
  /** From one address, whatever the account. */
  address: number;
  /** On one account from one address. */
  pair: number;
  /** On one account from all browsers that have not signed in to it before. */
  account: number;
  /** On one account from all browsers that have. */
  device: number;
}

/** Who tries what. */
export interface Try {
  /** The account, by anything that names it, existing or not. */
  account: string;
  /** Address of the connection, as `addressGroup` gives it. */
  group: string;
  /** Whether this browser has signed in to the account before. */
  known: boolean;
}

const windowMs = 15 * 60_000;
const mostKeys = 50_000;

/**
 * Counts tries so that guessing stays hopeless and the owner is not locked out: strangers together use up a budget of their
 * own, and a browser that has signed in before has another. What is counted, the account's name included, is the same
 * whether the account exists. Kept in memory: a restart forgets it, which nobody outside can cause.
 */
export class Guesses {
  readonly #limits: Limits;
  readonly #now: () => number;
  readonly #tries = new Map<string, number[]>();

  /** `now` in milliseconds since 1970. */
  constructor(limits: Limits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** How many counts are kept. */
  get size(): number {
    return this.#tries.size;
  }

  /** Counts a try before it is made; throws a BusyError if there were too many. Returns what takes it back once it proved right. */
  take({ account, group, known }: Try): () => void {
    const { address, pair, account: all, device } = this.#limits;
    const place: [string, number] = [`address ${group}`, address];
    if (known) {
      const own: [string, number] = [`device ${account}`, device];
      if (this.#wait([own]) === 0) return this.#count([own, place]);
    }
    const buckets: [string, number][] = [place, [`pair ${group} ${account}`, pair], [`account ${account}`, all]];
    const wait = this.#wait(buckets);
    if (wait > 0) throw new BusyError(Math.ceil(wait / 1000));
    return this.#count(buckets);
  }

  /** Milliseconds until every bucket has room again. */
  #wait(buckets: readonly [string, number][]): number {
    const now = this.#now();
    return Math.max(...buckets.map(([key, limit]) => {
      const recent = this.#recent(key, now);
      return recent.length < limit ? 0 : (recent[recent.length - limit] ?? now) + windowMs - now;
    }));
  }

  #count(buckets: readonly [string, number][]): () => void {
    const now = this.#now();
    for (const [key] of buckets) {
      const recent = this.#recent(key, now);
      this.#tries.delete(key);
      this.#tries.set(key, [...recent, now]);
    }
    this.#forget(now);
    return () => {
      for (const [key] of buckets) {
        const tries = this.#tries.get(key) ?? [];
        const index = tries.indexOf(now);
        if (index >= 0) this.#tries.set(key, tries.toSpliced(index, 1));
      }
    };
  }

  /** Tries within the window; those of a clock that has since been set back do not count. */
  #recent(key: string, now: number): readonly number[] {
    return (this.#tries.get(key) ?? []).filter((at) => at <= now && at > now - windowMs);
  }

  /** The map keeps the order of the last try, so what is at its front is what matters least. */
  #forget(now: number): void {
    for (const [key, tries] of this.#tries) {
      if (this.#tries.size <= mostKeys && (tries.at(-1) ?? 0) > now - windowMs) return;
      this.#tries.delete(key);
    }
  }
}

/** What counts as one address: an IPv4 address, or the first 64 bits of an IPv6 address; anything else is one group of its own. */
export function addressGroup(address: string): string {
  const plain = address.replace(/%.*$/, '').toLowerCase();
  if (isIPv4(plain)) return plain;
  if (!isIPv6(plain)) return 'unknown';
  const groups = groupsOf(plain);
  if (groups.slice(0, 5).every((one) => one === 0) && groups[5] === 0xffff) return groups.slice(6).flatMap((one) => [one >> 8, one & 255]).join('.');
  return `${groups.slice(0, 4).map((one) => one.toString(16)).join(':')}::/64`;
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::', 2);
  const left = numbers(head);
  const right = numbers(tail ?? '');
  return [...left, ...Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => 0), ...right];
}

function numbers(text: string): number[] {
  return text.split(':').filter((one) => one !== '').flatMap((one) => {
    const [a, b, c, d] = one.split('.').map(Number);
    return a !== undefined && b !== undefined && c !== undefined && d !== undefined ? [a * 256 + b, c * 256 + d] : [Number.parseInt(one, 16)];
  });
}
