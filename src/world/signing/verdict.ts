import type { CertificateFacts, ChainFacts } from '#world/signing/certificates-read';

/**
 * What a PDF's signatures come to: `intact`; `changed` after signing; `broken` (a signature that does not hold); `cannot-tell` (the file
 * or a signature is of a kind that is not judged); `unsigned`.
 */
export type VerdictWord = 'intact' | 'changed' | 'broken' | 'cannot-tell' | 'unsigned';

/** One signature in a PDF. */
export interface SignatureVerdict {
  /** Name of its field. */
  field: string;
  /** Whom that field waited for, where this program sealed the file. */
  slot: { person: string | undefined; party: string | undefined };
  /** The person and the party its certificate names; nobody has checked them but the one who issued it. */
  name: string | undefined;
  party: string | undefined;
  role: string | undefined;
  reason: string | undefined;
  /** The instant it states, RFC 3339; a claim of the signing computer. */
  signedAt: string | undefined;
  /** An instant an outside authority states for it, where it carries a time stamp. */
  stamp: { at: string; authority: string } | undefined;
  kind: 'signature' | 'time stamp';
  certificate: (Omit<CertificateFacts, 'from' | 'until'> & { from: string; until: string }) | undefined;
  /** What it covers: the whole file, or the file as it stood at its nth saving that was signed; `bytes` is that length. */
  covers: { whole: boolean; revision: number; bytes: number } | undefined;
  /** Whether the digest it holds is that of the bytes it covers. */
  digestOk: boolean;
  /** Whether its value was made with the key of its certificate. */
  signatureOk: boolean;
  chain: ChainFacts;
  /** Whether the authority of this installation issued its certificate; undefined when none was given to compare. */
  issuedHere: boolean | undefined;
  /** What is wrong with it, one sentence each. */
  faults: string[];
}

/** A signature field nobody has signed yet. */
export interface EmptyField {
  field: string;
  /** The person and party it waits for, where the file was sealed by this program. */
  person: string | undefined;
  party: string | undefined;
}

/** What the verifier says of a PDF. */
export interface PdfVerdict {
  verdict: VerdictWord;
  /** The verdict as a sentence: "Intact, 1 of 2 signed." */
  sentence: string;
  /** How many of the fields are signed, and how many there are. */
  signed: number;
  expected: number;
  signatures: SignatureVerdict[];
  empty: EmptyField[];
  /** What was changed after signing, one sentence each. */
  changes: string[];
  /** Why it is broken, or why it cannot be told, one sentence each. */
  reasons: string[];
  /** Whether the bytes could be read as a PDF at all. */
  readable: boolean;
  /** SHA-256 of the whole file, `sha256:` and hexadecimal digits. */
  digest: string;
  /** SHA-256 of the file as it stood before the first signature, the digest consents name; undefined where that signature added more than itself. */
  sealed: string | undefined;
  /** How strong the signatures are in law; nothing more than `simple` is claimed. */
  level: 'simple';
}

/** What the verifier may be given beside the file. */
export interface VerifyOptions {
  /** SHA-256 of the certificate of this installation's authority, lower-case hexadecimal digits. */
  authority?: string | undefined;
}
