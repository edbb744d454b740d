import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

/** How much a finding weighs: an error blocks signing, a warning is worth fixing, advice is a note. */
export type Severity = 'error' | 'warning' | 'advice';

/** Where a finding is. Offsets are UTF-16 units of the block's printed text; all null where it concerns facts or the whole. */
export interface Place {
  clause: string | null;
  /** Node id of the block, table row cell or `<clause>#heading`. */
  block: string | null;
  from: number | null;
  to: number | null;
  quote: string;
  /** The fact that it concerns, if any. */
  path: string | null;
}

/** A way to mend a finding, as steps against the Document that was inspected; `before` and `after` show the exact words. */
export interface Fix {
  /** What the fix does, in a few plain words ("Insert the clause"). */
  title: string;
  before: string;
  after: string;
  steps: unknown[];
}

/** What a check found. Sentences are made at the edge from the check's page and `params`. */
export interface Finding {
  /** Stable code such as XRF-001. */
  code: string;
  /** The name of the fault such as missing-target. */
  rule: string;
  severity: Severity;
  params: Record<string, string | number>;
  place: Place;
  related: Place[];
  fixes: Fix[];
  source: string;
  /** The pack that the rule belongs to, `base` for rules that do not depend on a law. */
  pack: string;
  /** Id of the dated rule of law behind it, such as DE-07; absent where it rests on none. */
  law?: string;
  confidence: 'high' | 'medium' | 'low';
  fingerprint: string;
}

/** Identifies a finding across versions of a text: `sha256:` over code, clause and quote (or fact path where nothing is quoted). */
export function fingerprint(code: string, place: Place): string {
  return `sha256:${bytesToHex(sha256(utf8ToBytes([code, place.clause ?? '', place.quote === '' ? (place.path ?? '') : place.quote].join('\n'))))}`;
}

/** Worst first: errors, warnings, advice; then by the order given. */
export const severities: readonly Severity[] = ['error', 'warning', 'advice'];
