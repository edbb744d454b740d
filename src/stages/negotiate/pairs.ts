/** One thing of either version, by its place in each; null where it does not stand. `moved` means that others keep their order and it does not. */
export interface Pair {
  before: number | null;
  after: number | null;
  moved: boolean;
}

/** What pairing needs to know of a thing. */
export interface Pairable {
  id: string;
  /** What kind of thing it is; things of different kinds are paired by id alone. */
  kind: string;
  /** Its words; asked for only where ids alone do not tell. */
  text(): string;
}

/** More pairs of leftovers than this are not compared by their words: they are shown as gone and come. */
const mostGuesses = 10_000;

/** Share of words in common from which two texts count as versions of each other. */
const alike = 0.5;

/**
 * Which thing of the version before is which of the one after, in the order of the version after; what is gone stands behind
 * what it followed. By id where the words under it are still alike, else by equal words, else by common words, else by id.
 */
export function pairUp(before: readonly Pairable[], after: readonly Pairable[]): Pair[] {
  if (before.length === after.length && after.every(({ id, kind }, index) => before[index]?.id === id && before[index].kind === kind)) return after.map((_, index) => ({ before: index, after: index, moved: false }));
  if (before.length === 0 || after.length === 0) return inOrder(after.map(() => -1), before.length);
  const partner = after.map(() => -1);
  const taken = before.map(() => false);
  const match = (a: number, b: number): void => {
    partner[b] = a;
    taken[a] = true;
  };
  const byId = new Map<string, number>();
  before.forEach((one, index) => !byId.has(one.id) && byId.set(one.id, index));
  const sameId = (b: number): number | undefined => {
    const a = byId.get((after[b] as Pairable).id);
    return a === undefined || taken[a] === true ? undefined : a;
  };
  const left = (): number[] => partner.flatMap((a, b) => (a < 0 ? [b] : []));
  for (const b of left()) {
    const a = sameId(b);
    if (a !== undefined && before[a]?.text() === after[b]?.text()) match(a, b);
  }
  if (left().length > 0) {
    const bags = new Map<Pairable, Map<string, number>>();
    const likeness = (a: number, b: number): number => overlap(bagOf(before[a] as Pairable, bags), bagOf(after[b] as Pairable, bags));
    for (const b of left()) {
      const a = sameId(b);
      if (a !== undefined && likeness(a, b) >= alike / 2) match(a, b);
    }
    matchEqual(before, after, left(), taken, match);
    const rest = before.flatMap((_, a) => (taken[a] === true ? [] : [a]));
    const open = left();
    if (rest.length * open.length <= mostGuesses) {
      const guesses = open.flatMap((b) => rest.flatMap((a) => (before[a]?.kind === after[b]?.kind ? [{ a, b, share: likeness(a, b) }] : [])));
      for (const { a, b, share } of guesses.sort((x, y) => y.share - x.share)) if (share >= alike && taken[a] !== true && (partner[b] as number) < 0) match(a, b);
    }
    for (const b of left()) {
      const a = sameId(b);
      if (a !== undefined) match(a, b);
    }
  }
  return inOrder(partner, before.length);
}

function matchEqual(before: readonly Pairable[], after: readonly Pairable[], left: readonly number[], taken: readonly boolean[], match: (a: number, b: number) => void): void {
  const byText = new Map<string, number[]>();
  before.forEach((one, a) => {
    if (taken[a] === true) return;
    const text = one.text();
    if (text !== '') listIn(byText, `${one.kind} ${text}`).push(a);
  });
  for (const list of byText.values()) list.reverse();
  for (const b of left) {
    const { kind, text } = after[b] as Pairable;
    const a = byText.get(`${kind} ${text()}`)?.pop();
    if (a !== undefined) match(a, b);
  }
}

function listIn<K>(lists: Map<K, number[]>, key: K): number[] {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = []));
  return list;
}

function bagOf(one: Pairable, bags: Map<Pairable, Map<string, number>>): Map<string, number> {
  let bag = bags.get(one);
  if (bag === undefined) {
    bags.set(one, (bag = new Map()));
    for (const word of one.text().match(/[\p{L}\p{N}]+/gu) ?? []) bag.set(word, (bag.get(word) ?? 0) + 1);
  }
  return bag;
}

/** Words that two texts have in common, as a share of the words of both. */
function overlap(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let common = 0;
  let sizeA = 0;
  let sizeB = 0;
  for (const [word, count] of a) {
    sizeA += count;
    common += Math.min(count, b.get(word) ?? 0);
  }
  for (const count of b.values()) sizeB += count;
  return sizeA + sizeB === 0 ? 0 : (2 * common) / (sizeA + sizeB);
}

/** Pairs in the order of the version after, from the partner of each thing in it (-1 for none). */
export function inOrder(partner: readonly number[], countBefore: number): Pair[] {
  const steady = longestRising(partner);
  const seen = new Set(partner);
  // What is gone, by the thing it followed that still stands in its place; -1 for those before every one.
  const gone = new Map<number, number[]>();
  let last = -1;
  for (let a = 0; a < countBefore; a += 1) {
    if (steady.has(a)) last = a;
    else if (!seen.has(a)) listIn(gone, last).push(a);
  }
  const pairs: Pair[] = [];
  const leave = (behind: number): void => gone.get(behind)?.forEach((a) => pairs.push({ before: a, after: null, moved: false }));
  leave(-1);
  partner.forEach((a, b) => {
    pairs.push({ before: a < 0 ? null : a, after: b, moved: a >= 0 && !steady.has(a) });
    if (steady.has(a)) leave(a);
  });
  return pairs;
}

/** The members of a longest rising row of numbers in a list; -1 counts as none. */
function longestRising(list: readonly number[]): Set<number> {
  const tails: number[] = [];
  const previous = new Map<number, number>();
  for (const value of list) {
    if (value < 0) continue;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tails[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    if (low > 0) previous.set(value, tails[low - 1] as number);
    tails[low] = value;
  }
  const members = new Set<number>();
  for (let value = tails.at(-1); value !== undefined; value = previous.get(value)) members.add(value);
  return members;
}
