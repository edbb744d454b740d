import type { ClauseAttrs } from '#agreement/document/schema';
import { placeIn, placeOf, type Check, type Report } from '#stages/inspect/check';
import { deleteClause, deleteSentence } from '#stages/inspect/fix';
import type { Sentence } from '#stages/inspect/sentences';
import { groupBy, type Section, type Subject } from '#stages/inspect/subject';
import page from './duplicate-clause.md';

/** STR-003: two clauses have one function: the same library clause, the same heading, two laws or two courts. */
export const duplicateClause: Check = {
  code: 'STR-003',
  rule: 'duplicate-clause',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    const reported = new Set<Section>();
    const same = function* (key: (section: Section & { attrs: ClauseAttrs }) => string): Generator<Report> {
      for (const [name, group] of groupBy(subject.clauses, key)) {
        const [first, ...others] = group;
        if (name === '' || first === undefined) continue;
        for (const second of others) {
          if (reported.has(second)) continue;
          reported.add(second);
          const { heading } = second.printed;
          yield {
            place: { clause: second.printed.id, block: heading.id, from: 0, to: heading.text.length, quote: heading.text, path: null },
            params: { words: heading.text === '' ? second.printed.id : heading.text, other: first.printed.heading.text },
            related: [placeOf(first.printed.id)],
            fixes: [deleteClause(subject, second), deleteClause(subject, first)],
          };
        }
      }
    };
    yield* same((section) => section.attrs.library ?? '');
    yield* same((section) => section.printed.heading.text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim());
    yield* rivals(subject, ['governed by'], lawOf);
    yield* rivals(subject, ['courts of', 'courts in', 'courts at', 'court of', 'court in', 'courts located in', 'courts sitting in'], courtOf);
  },
};

/** Sentences in different clauses that settle one question in different ways. */
function* rivals(subject: Subject, phrases: readonly string[], answer: (sentence: Sentence, from: number) => string | undefined): Generator<Report> {
  const seen: { value: string; sentence: Sentence; from: number; to: number }[] = [];
  for (const hit of subject.find(phrases)) {
    const sentence = subject.sentenceAt(hit.in, hit.from);
    const value = answer(sentence, hit.from - sentence.from);
    if (value === undefined) continue;
    const first = seen[0];
    if (first !== undefined && first.value !== value && first.sentence.in.section !== sentence.in.section && !seen.some((one) => one.value === value)) {
      yield {
        place: placeIn(hit.in, hit.from, hit.to + 1 + value.length <= sentence.to ? Math.min(sentence.to, hit.from + sentence.lower.slice(hit.from - sentence.from).indexOf(value) + value.length) : hit.to),
        params: { words: value, other: first.value },
        related: [placeIn(first.sentence.in, first.from, first.to)],
        fixes: [deleteSentence(subject, 'Delete this sentence', hit.in, sentence.from, sentence.to)],
      };
    }
    seen.push({ value, sentence, from: hit.from, to: hit.to });
  }
}

/** “Governed by … the laws of X”: X, in small letters. */
function lawOf(sentence: Sentence, at: number): string | undefined {
  // An arbitration agreement has a law of its own, which need not be that of the rest (EW-10).
  if (/\barbitration\b|\bthis section\b/.test(sentence.lower.slice(0, at))) return undefined;
  return /^governed by (?:and (?:construed|interpreted) in accordance with )?(?:the )?(?:substantive |internal )?laws? of (?:the )?([^,.;()]{3,40}?)(?: without| excluding|,|\.|;|\(|$)/.exec(sentence.lower.slice(at))?.[1]?.trim();
}

/** “The courts of X have jurisdiction”: X, in small letters. */
function courtOf(sentence: Sentence, at: number): string | undefined {
  if (!/jurisdiction|exclusive|decide|submit/.test(sentence.lower)) return undefined;
  const place = /^courts? (?:of|in|at|located in|sitting in) (?:the )?([\p{L} -]{3,40}?)(?: have| has| decide| are| shall| must| for|,|\.|;|\(|$)/u.exec(sentence.lower.slice(at))?.[1]?.trim();
  // “A court of competent jurisdiction” is any court.
  return place === undefined || /jurisdiction|competent|law\b/.test(place) ? undefined : place;
}
