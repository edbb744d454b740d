import type { Node } from 'prosemirror-model';
import { agreementAttrs, schema } from '#agreement/document/schema';
import { printDocument, textsOf, type PrintedText, type Run } from '#agreement/document/print';
import type { Subject, Text } from '#stages/inspect/subject';

/** Words that stand where the drafting from the answers has a bound value. */
export interface TypedOver {
  in: Text;
  from: number;
  to: number;
  path: string;
  /** The bound value that belongs there, and its words. */
  atom: Node;
  now: string;
}

/**
 * Compares each clause that people edited with its drafting from the answers, block by block. A bound value that is gone from
 * its block, with the words before and behind it still there, was typed over; other words between them take its place.
 * Blocks that were rewritten or taken out as a whole are not judged: nobody can tell what became of the value.
 */
export function* typedOver(subject: Subject): Generator<TypedOver> {
  for (const section of subject.clauses) {
    const { edited, library, id } = section.attrs;
    if (!edited || library === null) continue;
    const drafted = subject.draftOf(library);
    if (drafted === undefined) continue;
    const mine = new Map(subject.texts.filter((text) => text.section.clause === id).map((text) => [text.text.id, text]));
    const document = schema.nodes.agreement!.create(agreementAttrs(subject.document), [drafted.clause, ...drafted.schedules]);
    for (const printed of printDocument(document).sections.flatMap((one) => [...textsOf(one)])) {
      const text = mine.get(printed.id);
      if (text !== undefined && text.text.text !== printed.text) yield* lost(document, printed, text);
    }
  }
}

function* lost(document: Node, drafted: PrintedText, text: Text): Generator<TypedOver> {
  const { runs } = drafted;
  let reached = 0;
  for (const [index, run] of runs.entries()) {
    if (run.kind !== 'fact' || run.target === undefined) continue;
    if (text.text.runs.some((mine) => mine.kind === 'fact' && mine.target === run.target)) continue;
    const place = between(text, runs[index - 1], runs[index + 1], reached);
    if (place === undefined) continue;
    reached = place.to;
    // The same words, typed, say the same.
    if (text.text.text.slice(place.from, place.to) === run.text || place.to === place.from) continue;
    const atom = document.nodeAt(drafted.position + run.at);
    if (atom !== null) yield { in: text, ...place, path: run.target, atom, now: run.text };
  }
}

/** The words of a text between the last words before a value and the first words behind it, if they are still there. */
function between(text: Text, before: Run | undefined, after: Run | undefined, from: number): { from: number; to: number } | undefined {
  const words = text.text.text;
  let start = from;
  if (before !== undefined) {
    const anchor = before.kind === 'words' ? lastWords(before.text) : before.text;
    const at = words.indexOf(anchor, from);
    if (at < 0) return undefined;
    start = at + anchor.length;
  }
  let end = words.length;
  if (after !== undefined) {
    const anchor = after.kind === 'words' ? firstWords(after.text) : after.text;
    const at = words.indexOf(anchor, start);
    if (at < 0) return undefined;
    end = at;
  }
  // A whole clause of new words is a rewrite.
  return end - start > 120 ? undefined : { from: start, to: end };
}

/** Enough of the words before a value to find the place again: up to five words, with the space that ends them. */
function lastWords(words: string): string {
  return /(?:\S+\s+){0,4}\S*\s*$/.exec(words.slice(-60))?.[0] || words;
}

function firstWords(words: string): string {
  return /^\s*\S*(?:\s+\S+){0,2}/.exec(words.slice(0, 40))?.[0] || words;
}
