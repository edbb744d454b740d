import type { Document } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';

/** An agreement as data: its text as the tree, the answers behind it, and the library that it was drafted from. */
export interface AgreementData {
  document: Document;
  answers?: Answers | undefined;
  /** Number of the text version. */
  version: number;
  /** Digest of the compiled library, null for a text that was not drafted. */
  library: string | null;
}

/**
 * Writes `{"entente": 1, "kind": "agreement", "version", "library", "answers", "document"}`, indented by one space.
 * The same content gives the same text; this is what travels inside the PDF and the Word file.
 */
export function writeJson({ document, answers, version, library }: AgreementData): string {
  return `${JSON.stringify({ entente: 1, kind: 'agreement', version, library, ...(answers !== undefined && { answers }), document: document.toJSON() as unknown }, null, 1)}\n`;
}
