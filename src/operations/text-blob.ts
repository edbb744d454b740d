import type { Document } from '#agreement/document/schema';
import { canonicalBytes, digestOfBytes, type Digest } from '#agreement/record/canonical';

/** A text as the store keeps it. */
export function textBlob(document: Document): { bytes: Uint8Array; digest: Digest } {
  const bytes = canonicalBytes(document.toJSON());
  return { bytes, digest: digestOfBytes(bytes) };
}
