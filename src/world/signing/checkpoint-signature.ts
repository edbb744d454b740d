import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { readNoted, signedBytes, verifyCheckpoint, type Checkpoint, type NotedCheckpoint } from '#agreement/record/checkpoint';

/** What a checkpoint's signature is worth. */
export interface CheckpointSignature {
  /** Whether it was made with the key that the checkpoint names. */
  holds: boolean;
  /**
   * Who issued the certificate of that key: the authority it was compared with, another one, nobody whom it names (the certificate is of
   * another key, or was not issued by the installation that the checkpoint names), or not known because there was no authority to compare with.
   */
  issuer: 'authority' | 'another' | 'nobody' | 'unknown';
}

/** Checks the signature of a checkpoint. `authority` is the certificate (DER) of the authority that is expected to have certified the key. */
export function checkCheckpointSignature(checkpoint: Checkpoint, authority?: Uint8Array): CheckpointSignature {
  const key = Buffer.from(checkpoint.key, 'base64');
  return { holds: isSigned(checkpoint, key), issuer: issuerOf(checkpoint, key, authority) };
}

function isSigned(checkpoint: Checkpoint, spki: Buffer): boolean {
  try {
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return false;
    return verify('sha256', signedBytes(checkpoint), { key, dsaEncoding: 'der' }, Buffer.from(checkpoint.signature, 'base64'));
  } catch {
    // A key or a signature that cannot be read is none.
    return false;
  }
}

function issuerOf(checkpoint: Checkpoint, spki: Buffer, authority: Uint8Array | undefined): CheckpointSignature['issuer'] {
  try {
    const certificate = new X509Certificate(Buffer.from(checkpoint.certificate, 'base64'));
    if (!certificate.publicKey.export({ type: 'spki', format: 'der' }).equals(spki)) return 'nobody';
    if (authority === undefined) return 'unknown';
    if (checkpoint.installation !== `sha256:${createHash('sha256').update(authority).digest('hex')}`) return 'another';
    return certificate.verify(new X509Certificate(authority).publicKey) ? 'authority' : 'nobody';
  } catch {
    return 'nobody';
  }
}

/** What a file that carries a checkpoint shows of it. */
export interface CarriedCheckpoint {
  agreement: string;
  /** Its number within the agreement. */
  n: number;
  /** RFC 3339, UTC. */
  at: string;
  /** SHA-256 over what it says of the streams. */
  root: string;
  /** SHA-256 of the certificate of the installation that it names. */
  installation: string;
  /** Whether its signature holds and it is whole in itself. */
  holds: boolean;
  issuer: CheckpointSignature['issuer'];
}

/** The name of the attachment of a sealed PDF that holds its checkpoint. */
export const checkpointName = 'checkpoint.json';

const mostBytes = 2_000_000;

/** The checkpoint in a file from anyone; null where it is none of this form. */
export function readCheckpointFile(bytes: Uint8Array): NotedCheckpoint | null {
  if (bytes.length > mostBytes) return null;
  try {
    return readNoted(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return null;
  }
}

/** The checkpoint among the attachments of a PDF, checked; undefined where there is none, null for one that cannot be read. */
export function carriedCheckpoint(attachments: readonly { name: string; bytes: Uint8Array }[], authority?: Uint8Array): CarriedCheckpoint | null | undefined {
  const file = attachments.find(({ name }) => name === checkpointName);
  if (file === undefined) return undefined;
  const noted = readCheckpointFile(file.bytes);
  if (noted === null) return null;
  const { agreement, n, at, root, installation } = noted.checkpoint;
  const { holds, issuer } = checkCheckpointSignature(noted.checkpoint, authority);
  return { agreement, n, at, root, installation, holds: holds && issuer !== 'nobody' && verifyCheckpoint(noted).ok, issuer };
}
