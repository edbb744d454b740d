import { documentFromJson, type Document } from '#agreement/document/schema';
import { canonicalBytes, type Digest } from '#agreement/record/canonical';
import { quickDigest } from '#world/store/digest';

/** A text as the store keeps it. */
export interface TextBlob {
  bytes: Uint8Array;
  digest: Digest;
}

const blobs = new WeakMap<Document, TextBlob>();

/** A text as the store keeps it: canonical JSON, and its digest. Made once for each text. */
export function textBlob(document: Document): TextBlob {
  let blob = blobs.get(document);
  if (blob === undefined) {
    const bytes = canonicalBytes(document.toJSON());
    blobs.set(document, (blob = { bytes, digest: quickDigest(bytes) }));
  }
  return blob;
}

/** The text that the store keeps so. */
export function textOfBlob(blob: TextBlob): Document {
  const document = documentFromJson(JSON.parse(new TextDecoder().decode(blob.bytes)));
  blobs.set(document, blob);
  return document;
}
