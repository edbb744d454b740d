import { capital } from '#agreement/document/print';
import { oncePerClause, placeIn, restOf, type Check } from '#stages/inspect/check';
import { replaceWords } from '#stages/inspect/fix';
import { isCapital } from '#stages/inspect/letters';
import type { Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './two-party-words.md';

/** Words that count two parties, and what says the same for n. */
const forMany: Readonly<Record<string, string>> = {
  'the other party': 'each other party',
  'the opposite party': 'each other party',
  'the counterparty': 'each other party',
  'either party': 'a party',
  'either of the parties': 'a party',
  'either of them': 'any of them',
  'neither party': 'no party',
  'neither of the parties': 'no party',
  'both parties': 'all parties',
  'both of the parties': 'all parties',
  'both of them': 'all of them',
  'the two parties': 'the parties',
};

/** PTY-004: words for two parties stand in a text with more. */
export const twoPartyWords: Check = {
  code: 'PTY-004',
  rule: 'two-party-words',
  severity: 'warning',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    const count = subject.parties.length;
    if (count < 3) return;
    const hits = subject.find(Object.keys(forMany)).filter((hit) => !isQuoted(hit) && !speaksOfTwo(subject, hit));
    for (const { first, all } of oncePerClause(hits)) {
      const words = wordsOf(first);
      const better = betterFor(subject, first);
      yield {
        place: placeIn(first.in, first.from, first.to),
        params: { words, count, better },
        related: restOf(all),
        fixes: [replaceWords(subject, `Write “${better}”`, all, (span) => betterFor(subject, span as Hit))],
      };
    }
  },
};

function wordsOf(hit: Hit): string {
  return hit.in.text.text.slice(hit.from, hit.to);
}

/** The words for n parties, with the capital of the old ones. After “not”, “if” or “without” any single one counts. */
function betterFor(subject: Subject, hit: Hit): string {
  const sentence = subject.sentenceAt(hit.in, hit.from);
  const before = sentence.lower.slice(0, hit.from - sentence.from);
  const plain = forMany[hit.phrase] as string;
  const better = plain === 'each other party' && /\b(?:not|no|if|without|nor|never|unless)\b/.test(before) ? 'any other party' : plain;
  return isCapital(hit.in.text.text.charCodeAt(hit.from)) ? capital(better) : better;
}

function isQuoted(hit: Hit): boolean {
  return /[“"‘]$/.test(hit.in.text.text.slice(0, hit.from));
}

/** A paragraph about two of the parties may count them. */
function speaksOfTwo(subject: Subject, hit: Hit): boolean {
  return hit.phrase !== 'the two parties' && (/\b(?:between|of|if|where|when) two (?:of the )?parties\b/.test(hit.in.lower) || (/\btwo parties\b/.test(subject.sentenceAt(hit.in, hit.from).lower)));
}
