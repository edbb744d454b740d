import type { Document } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import type { Finding } from '#agreement/finding';
import type { ObligationTerm } from '#agreement/obligation';
import { canonical } from '#agreement/record/canonical';

/** What an agreement's JSON is made of; the README of this folder describes the form. */
export interface AgreementParts {
  document: Document;
  /** The answers behind the text; a text that we did not draft has none. */
  answers?: Answers;
  /** Which version of its text this is, from 1. */
  version: number;
  /** Digest of the compiled library that the text was drafted from, null for a text we did not draft. */
  library: string | null;
  /** The text in words, for readers that know nothing of documents. */
  printedText?: string;
  /** What is owed, where the caller has worked it out; the terms themselves stand in the document. */
  obligations?: readonly ObligationTerm[];
  findings?: readonly Finding[];
  /** How the pages that carry this JSON were set, so that they can be set again and compared. */
  pages?: PageSetting;
}

/** The date, state and paper of a PDF. */
export interface PageSetting {
  /** ISO date. */
  date: string;
  state: 'draft' | 'final';
  paper: 'a4' | 'letter';
}

/** Writes an agreement as JSON in its RFC 8785 form: one spelling for one content, so that its hash can be computed again anywhere. Pure. */
export function writeJson(parts: AgreementParts): string {
  return canonical({
    entente: 1,
    kind: 'agreement',
    version: parts.version,
    library: parts.library,
    document: parts.document.toJSON() as unknown,
    answers: parts.answers ?? null,
    text: parts.printedText,
    obligations: parts.obligations,
    findings: parts.findings,
    pages: parts.pages,
  });
}
