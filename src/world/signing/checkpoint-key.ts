import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { InputError } from '#agreement/input-error';
import { nextCheckpoint, signedBytes, type CheckpointBase, type CheckpointSigner, type NotedCheckpoint } from '#agreement/record/checkpoint';
import type { Authority } from '#world/signing/authority';
import { damaged, inFolder, readIfThere, refuseOpenKey, writeOnce } from '#world/signing/key-files';

/** Makes and signs the checkpoints of one installation. */
export interface Checkpointer {
  /** Certificate of the authority that certified its key, in DER: its SHA-256 is what checkpoints call `installation`. */
  authority: Uint8Array;
  /** The next checkpoint of an agreement, with all its openings, at an instant (RFC 3339, UTC, milliseconds). */
  make(base: CheckpointBase, at: string): NotedCheckpoint;
}

const keyFile = 'checkpoint.pem';

/**
 * Opens the key that signs checkpoints, kept beside the authority in `checkpoint.pem` (key and certificate, readable by the owner only) and
 * made there on first use; of two programs that make it at once both use the one that was first. `at` is the present instant. An InputError
 * says what is wrong with the folder.
 */
export async function openCheckpointer(folder: string, authority: Authority, at: Date): Promise<Checkpointer> {
  if ((await readIfThere(join(folder, keyFile))) === undefined) await inFolder(folder, 'cannot be written', () => writeOnce(folder, keyFile, newKey(authority, at)));
  await refuseOpenKey(folder, keyFile);
  const { key, certificate } = readKey(folder, (await readIfThere(join(folder, keyFile))) ?? '', authority);
  const signer: CheckpointSigner = {
    installation: `sha256:${authority.fingerprint}`,
    algorithm: 'ecdsa-p256-sha256',
    key: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
    certificate: certificate.raw.toString('base64'),
  };
  return {
    authority: authority.certificate,
    make(base, at) {
      const { text, openings } = nextCheckpoint(base, signer, at, () => randomBytes(32).toString('hex'));
      return { checkpoint: { ...text, signature: sign('sha256', signedBytes(text), { key, dsaEncoding: 'der' }).toString('base64') }, openings };
    },
  };
}

function newKey(authority: Authority, at: Date): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return `${privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}${new X509Certificate(authority.certifyCheckpoints(publicKey, at)).toString()}`;
}

function readKey(folder: string, pem: string, authority: Authority): { key: KeyObject; certificate: X509Certificate } {
  try {
    const key = createPrivateKey(pem);
    const certificate = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----')));
    if (!certificate.checkPrivateKey(key)) throw damaged(folder, `The key and the certificate in ${keyFile} do not belong together.`);
    if (!certificate.verify(new X509Certificate(authority.certificate).publicKey)) throw damaged(folder, `The certificate in ${keyFile} was not issued by the authority of this folder.`);
    return { key, certificate };
  } catch (error) {
    throw error instanceof InputError ? error : damaged(folder, `${keyFile} does not hold a key and a certificate.`);
  }
}
