import { createHmac } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import { BusyError } from '#world/accounts/busy-error';
import type { Tries, TryPlace } from '#world/store/sql/guesses';

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

/** A code of an authenticator is good for a minute and a half. */
const codeMs = 120_000;

/**
 * Counts tries so that guessing stays hopeless and the owner is not locked out: strangers together use up a budget of their
 * own, and a browser that has signed in before has another. What is counted, the account's name included, is the same
 * whether the account exists. Kept in the store, so that it holds for every process, as digests that name nobody.
 */
export class Guesses {
  readonly #tries: Tries;
  readonly #placeOf: PlaceOf;
  readonly #limits: Limits;

  constructor(tries: Tries, placeOf: PlaceOf, limits: Limits) {
    this.#tries = tries;
    this.#placeOf = placeOf;
    this.#limits = limits;
  }

  /** Counts a try before it is made; rejects with a BusyError if there were too many. Gives what takes it back once it proved right. */
  async take({ account, group, known }: Try): Promise<() => Promise<void>> {
    const { address, pair, account: all, device } = this.#limits;
    const at = (place: string, most: number, refuses = true): TryPlace => ({ place: this.#placeOf(place), most, refuses });
    if (known) {
      const own = await this.#tries.count([at(`device ${account}`, device), at(`address ${group}`, address, false)], windowMs);
      if (own.kind === 'counted') return own.back;
    }
    const counted = await this.#tries.count([at(`address ${group}`, address), at(`pair ${group} ${account}`, pair), at(`account ${account}`, all)], windowMs);
    if (counted.kind === 'refused') throw new BusyError(Math.ceil(counted.wait / 1000));
    return counted.back;
  }
}

/** Codes of authenticators that were used: a code is good for a while, but only once. */
export class SpentCodes {
  readonly #tries: Tries;
  readonly #placeOf: PlaceOf;

  constructor(tries: Tries, placeOf: PlaceOf) {
    this.#tries = tries;
    this.#placeOf = placeOf;
  }

  /** Uses a code of a person up before it is tried, or gives null where it was used; of many at once one gets it. What it gives takes that back for a code that proved wrong. */
  async take(person: string, code: string): Promise<(() => Promise<void>) | null> {
    const counted = await this.#tries.count([{ place: this.#placeOf(`${person} ${code}`), most: 1 }], codeMs);
    return counted.kind === 'counted' ? counted.back : null;
  }
}

/** How a place where tries are counted is called in the store. */
export type PlaceOf = (words: string) => string;

/** Places of one kind, as a digest under the installation's secret: mailboxes and addresses cannot be read from it, nor tried out. */
export function placesOf(kind: string, secret: string): PlaceOf {
  return (words) => createHmac('sha256', secret).update(`tries of ${kind}: ${words}`).digest('base64url').slice(0, 24);
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
