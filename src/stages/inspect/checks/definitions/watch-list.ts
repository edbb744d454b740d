import { groupBy, type Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';

/** A word whose meaning differs from law to law, in all its forms. */
export interface Watched {
  words: readonly string[];
  /** What laws and trades differ on; the page has the words for it. */
  differs: string;
  /** Other terms whose definition settles it too. */
  settledBy?: readonly string[];
}

/** The watch list: time, money and law. Small letters; the first form is the usual one. */
export const watchList: readonly Watched[] = [
  { words: ['business day', 'business days'], differs: 'holidays' },
  { words: ['working day', 'working days'], differs: 'saturday' },
  { words: ['banking day', 'banking days', 'bank day', 'bank days'], differs: 'banks' },
  { words: ['trading day', 'trading days'], differs: 'exchange' },
  { words: ['affiliate', 'affiliates', 'affiliated company', 'affiliated companies'], differs: 'affiliation' },
  { words: ['change of control', 'change in control'], differs: 'control', settledBy: ['control'] },
  { words: ['common control'], differs: 'control', settledBy: ['control'] },
  { words: ['net revenue', 'net revenues', 'net sales', 'net proceeds', 'net receipts', 'net income'], differs: 'deductions' },
  { words: ['net profit', 'net profits', 'gross profit', 'gross profits', 'gross margin'], differs: 'costs' },
  { words: ['gross revenue', 'gross revenues', 'gross sales'], differs: 'revenue' },
  { words: ['insolvency event', 'event of insolvency'], differs: 'procedures' },
  { words: ['best efforts', 'best endeavours', 'reasonable endeavours', 'commercially reasonable efforts'], differs: 'effort' },
];

/** Watched words that are used and not defined, each with all its places. */
export function* oncePerTerm(subject: Subject): Generator<{ watched: Watched; hits: Hit[] }> {
  const byForm = new Map(watchList.flatMap((watched) => watched.words.map((word) => [word, watched] as const)));
  const hits = subject.find([...byForm.keys()]);
  for (const [watched, all] of groupBy(hits, (hit) => byForm.get(hit.phrase) as Watched)) {
    if (![...watched.words, ...(watched.settledBy ?? [])].some((word) => subject.defined.has(word))) yield { watched, hits: all };
  }
}
