import { createHash } from 'node:crypto';
import type { Digest } from '#agreement/record/canonical';

/** The digest of bytes, as `digestOfBytes` gives it, by the machine's own SHA-256: a text is hashed each time it is read or written. */
export function quickDigest(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The digest of a row of `texts`, which is too large for a copy of itself. */
export function textsDigest({ agreement, party, title, parties, words }: { agreement: string; party: string; title: string; parties: string; words: string }): Digest {
  return quickDigest(Buffer.from(JSON.stringify([agreement, party, title, parties, words])));
}
