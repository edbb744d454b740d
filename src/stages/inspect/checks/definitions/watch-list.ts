import { groupBy, type Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';

/** A word whose meaning differs from law to law, in all its forms, and what differs. */
export interface Watched {
  words: readonly string[];
  differs: string;
  /** Other terms whose definition settles it too. */
  settledBy?: readonly string[];
}

/** The watch list: time, money and law. Small letters; the first form is the usual one. */
export const watchList: readonly Watched[] = [
  { words: ['business day', 'business days'], differs: 'the holidays of which places count' },
  { words: ['working day', 'working days'], differs: 'whether Saturday counts, and the holidays of which places' },
  { words: ['banking day', 'banking days', 'bank day', 'bank days'], differs: 'the banks of which places must be open' },
  { words: ['trading day', 'trading days'], differs: 'which exchange must be open' },
  { words: ['affiliate', 'affiliates', 'affiliated company', 'affiliated companies'], differs: 'which degree of control links two companies' },
  { words: ['change of control', 'change in control'], differs: 'which shares or votes mean control', settledBy: ['control'] },
  { words: ['common control'], differs: 'which shares or votes mean control', settledBy: ['control'] },
  { words: ['net revenue', 'net revenues', 'net sales', 'net proceeds', 'net receipts', 'net income'], differs: 'what is deducted first' },
  { words: ['net profit', 'net profits', 'gross profit', 'gross profits', 'gross margin'], differs: 'which costs are deducted' },
  { words: ['gross revenue', 'gross revenues', 'gross sales'], differs: 'what counts as revenue' },
  { words: ['insolvency event', 'event of insolvency'], differs: 'which procedures count' },
  { words: ['best efforts', 'best endeavours', 'reasonable endeavours', 'commercially reasonable efforts'], differs: 'how much effort is owed' },
];

/** Watched words that are used and not defined, each with all its places. */
export function* oncePerTerm(subject: Subject): Generator<{ watched: Watched; hits: Hit[] }> {
  const byForm = new Map(watchList.flatMap((watched) => watched.words.map((word) => [word, watched] as const)));
  const hits = subject.find([...byForm.keys()]);
  for (const [watched, all] of groupBy(hits, (hit) => byForm.get(hit.phrase) as Watched)) {
    if (![...watched.words, ...(watched.settledBy ?? [])].some((word) => subject.defined.has(word))) yield { watched, hits: all };
  }
}
