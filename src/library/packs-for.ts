import type { Answers } from '#agreement/facts/answers';
import { itemsAt, valueAt } from '#agreement/facts/read';
import { lawName } from '#agreement/words/en';
import { placeName } from '#agreement/words/places';
import type { PackInfo } from '#library/library';

/** What brings a law into an agreement: the law that the parties chose, the seat of a party, or a place where the work is done. */
export type LawReason =
  | { kind: 'governing-law'; code: string }
  | { kind: 'seat'; code: string; party: string; name: string }
  | { kind: 'place'; code: string };

/** A pack that counts for an agreement, and why. */
export interface PackUse {
  pack: string;
  title: string;
  /** True if its words lie over the base; else only its rules are looked at. */
  words: boolean;
  because: LawReason[];
}

/** A law or a place without a pack of its own, and the packs nearest to it (of the union it belongs to, or of a part of it) that are looked at all the same. */
export interface PackGap {
  reason: LawReason;
  nearest: string[];
}

/** The packs of an agreement in the order in which they lie over each other, and what has none. */
export interface PacksFor {
  uses: PackUse[];
  gaps: PackGap[];
}

/**
 * Chooses the packs of an agreement from its answers: the base; the packs of the governing law, which lay words; those of each seat and of
 * each place of the work, which bring their rules. Nothing is guessed: a law that has no pack of its own is a gap.
 */
export function packsFor(answers: Answers | undefined, available: readonly PackInfo[]): PacksFor {
  const byId = new Map(available.map((info) => [info.id, info]));
  const uses = new Map<string, PackUse>();
  const gaps: PackGap[] = [];
  const use = (info: PackInfo, words: boolean, because: LawReason[]): void => {
    const known = uses.get(info.id);
    if (known === undefined) uses.set(info.id, { pack: info.id, title: info.title, words, because: [...because] });
    else {
      known.words ||= words;
      known.because.push(...because);
    }
  };
  for (const info of available.filter((one) => one.law === null && one.covers.length === 0 && one.extends === null)) use(info, true, []);
  for (const reason of answers === undefined ? [] : reasonsOf(answers)) {
    const { own, reached } = reach(reason, available);
    const words = reason.kind === 'governing-law';
    // The base is everybody's and needs no reason.
    for (const info of reached.flatMap((one) => chainOf(one, byId))) if (uses.get(info.id)?.because.some((one) => sameReason(one, reason)) !== true) use(info, words, info.covers.length === 0 ? [] : [reason]);
    // One line for each law: the governing law says it for the seats and places there.
    if (!own && !gaps.some((gap) => gap.reason.code.toUpperCase() === reason.code.toUpperCase())) gaps.push({ reason, nearest: reached.map((info) => info.id) });
  }
  return { uses: [...uses.values()].sort((a, b) => Number(b.words) - Number(a.words)), gaps };
}

/** Why a pack counts, or what has no pack, in words: "the law of Germany governs", "the seat of Alpha is in France". */
export function reasonInWords(reason: LawReason): string {
  switch (reason.kind) {
    case 'governing-law':
      return `${lawName(reason.code)} governs`;
    case 'seat':
      return `the seat of ${reason.name} is in ${placeName(reason.code)}`;
    case 'place':
      return `work is done in ${placeName(reason.code)}`;
  }
}

/** What a gap means, in one or two sentences. */
export function gapInWords({ reason, nearest }: PackGap, titleOf: (pack: string) => string): string {
  const what = reason.kind === 'governing-law' ? lawName(reason.code) : `the law of ${placeName(reason.code)} (${reasonInWords(reason)})`;
  const looked = nearest.length === 0 ? 'Nothing here was adapted to it or checked against it' : `Only these rules are looked at: ${nearest.map(titleOf).join(', ')}`;
  return `There is no pack for ${what}. ${looked}. An attorney for that law must check the text.`;
}

function sameReason(a: LawReason, b: LawReason): boolean {
  return a.kind === b.kind && a.code === b.code && (a.kind !== 'seat' || (b.kind === 'seat' && a.party === b.party));
}

/** Governing law first, then seats in the order of the parties, then places in the order of their first mention. */
function reasonsOf(answers: Answers): LawReason[] {
  const reasons: LawReason[] = [];
  const law = valueAt(answers, 'law.governing');
  if (typeof law === 'string') reasons.push({ kind: 'governing-law', code: law });
  for (const party of answers.parties) {
    if (party.seat !== undefined) reasons.push({ kind: 'seat', code: party.seat, party: party.id, name: party.shortName ?? party.id });
  }
  const territory = valueAt(answers, 'scope.territory');
  const places = new Set(Array.isArray(territory) ? (territory as string[]) : []);
  for (const item of itemsAt(answers, 'work.items') ?? []) if (typeof item.value.place === 'string') places.add(item.value.place);
  for (const code of places) reasons.push({ kind: 'place', code });
  return reasons;
}

/** The packs that reach a law or a place, wider before narrower, and whether one of them is of that very law. A country of several laws is reached by those of its parts. */
function reach(reason: LawReason, available: readonly PackInfo[]): { own: boolean; reached: PackInfo[] } {
  if (reason.kind === 'governing-law') {
    const own = available.find((info) => info.law === reason.code);
    if (own !== undefined) return { own: true, reached: [own] };
  }
  const code = reason.code.toUpperCase();
  const reached = available.filter((info) => (info.law === null || reason.kind !== 'governing-law') && info.covers.some((place) => code === place || code.startsWith(`${place}-`)));
  if (reached.length === 0 && reason.kind !== 'governing-law') return { own: false, reached: available.filter((info) => info.covers.some((place) => place.startsWith(`${code}-`))) };
  return { own: reached.some((info) => info.law !== null), reached };
}

/** A pack after those that it extends. */
function chainOf(info: PackInfo, byId: ReadonlyMap<string, PackInfo>): PackInfo[] {
  const above = info.extends === null ? undefined : byId.get(info.extends);
  return above === undefined ? [info] : [...chainOf(above, byId), info];
}
