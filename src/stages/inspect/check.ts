import type { Place, Severity, Fix } from '#agreement/finding';
import type { Subject, Text } from '#stages/inspect/subject';

/** What a check reports; the engine adds code, rule, severity, source and fingerprint. */
export interface Report {
  place: Place;
  /** Values for the sentence that opens the check's page: `{term}`. */
  params?: Record<string, string | number>;
  related?: Place[];
  fixes?: Fix[];
  /** Lower severity than the check's own, where the page says so. */
  severity?: Severity;
  confidence?: 'high' | 'medium' | 'low';
}

/** A rule that looks at an agreement. Its page (`.md` beside it) holds the words people see, the reasons and the examples that test it. */
export interface Check {
  code: string;
  /** The name of the fault in kebab case; also the file's name. */
  rule: string;
  severity: Severity;
  /** What it looks at: a check that needs facts is not run on a text that we did not draft. */
  needs: 'text' | 'facts';
  /** Pack that the rule belongs to. */
  pack: string;
  page: string;
  run(subject: Subject): Iterable<Report>;
}

/** A place in a text by offsets. */
export function placeIn(text: Text, from: number, to: number): Place {
  return { clause: text.section.clause, block: text.text.id, from, to, quote: text.text.text.slice(from, to), path: null };
}

/** A whole clause, or the whole agreement where `clause` is null, with the fact that it concerns. */
export function placeOf(clause: string | null, path: string | null = null): Place {
  return { clause, block: null, from: null, to: null, quote: '', path };
}
