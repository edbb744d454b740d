import type { Fix, Place, Severity } from '#agreement/finding';
import type { Rule } from '#library/library';
import { groupBy, type Subject, type Text } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';

/** What a check reports; the engine adds code, rule, severity, source and fingerprint. */
export interface Report {
  place: Place;
  /** Values for the sentence that opens the check's page: `{term}`. */
  params?: Record<string, string | number>;
  related?: Place[];
  fixes?: (Fix | undefined)[];
  /** Lower severity than the check's own, where the page says so. */
  severity?: Severity;
  confidence?: 'high' | 'medium' | 'low';
  /** The dated rule of law that it rests on: the finding then names its pack, its id and its source. */
  law?: Rule;
}

/** A rule that looks at an agreement. Its page (`.md` beside it) holds the words people see, the reasons and the examples that test it. */
export interface Check {
  code: string;
  /** The name of the fault in kebab case; also the file's name. */
  rule: string;
  severity: Severity;
  /** What it looks at: any text, a text that we drafted (its type and its library clauses), or the facts behind it. */
  needs: 'text' | 'draft' | 'facts';
  /** Pack that the rule belongs to. */
  pack: string;
  page: string;
  run(subject: Subject): Iterable<Report>;
}

/** A place in a text by offsets. */
export function placeIn(text: Text, from: number, to: number, path: string | null = null): Place {
  return { clause: text.section.clause, block: text.text.id, from, to, quote: text.text.text.slice(from, to), path };
}

/** A whole clause, or the whole agreement where `clause` is null, with the fact that it concerns. */
export function placeOf(clause: string | null, path: string | null = null): Place {
  return { clause, block: null, from: null, to: null, quote: '', path };
}

/** The same words in one clause are one problem: the first place, with the others beside it. */
export function* oncePerClause(hits: Iterable<Hit>): Generator<{ first: Hit; all: Hit[] }> {
  for (const all of groupBy(hits, (hit) => `${hit.in.section.clause}\n${hit.phrase}`).values()) yield { first: all[0] as Hit, all };
}

/** The places of all hits but the first. */
export function restOf(hits: readonly { in: Text; from: number; to: number }[]): Place[] {
  return hits.slice(1).map((hit) => placeIn(hit.in, hit.from, hit.to));
}
