import type { Document } from '#agreement/document/schema';
import { canonicalBytes, type Digest } from '#agreement/record/canonical';
import { quickDigest } from '#world/store/digest';

/** A text as the store keeps it. */
export interface TextBlob {
  bytes: Uint8Array;
  digest: Digest;
}

let last: { document: Document; blob: TextBlob } | undefined;

/** A text as the store keeps it; a write asks for the same one several times. */
export function textBlob(document: Document): TextBlob {
  if (last?.document !== document) {
    const bytes = canonicalBytes(document.toJSON());
    last = { document, blob: { bytes, digest: quickDigest(bytes) } };
  }
  return last.blob;
}
