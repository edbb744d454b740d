import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { bits, bytesOf, type Der, instant, octets, oid, sequence, set, tagged, taggedBytes, text, truth, whole, written } from '#world/signing/der-write';

/** The parts of a name in a certificate, in this order, as pairs of object identifier and text. */
export type NameParts = readonly (readonly [oid: string, value: string])[];

/** Object identifiers of the parts of a name. */
export const namePart = { commonName: '2.5.4.3', organization: '2.5.4.10', unit: '2.5.4.11', title: '2.5.4.12' } as const;

/** What a certificate says; `issuerName` and `issuerKey` are those of the certificate above it, or its own. */
export interface CertificateText {
  serial: Uint8Array;
  subject: NameParts;
  issuer: NameParts;
  publicKey: KeyObject;
  issuerKey: KeyObject;
  from: Date;
  until: Date;
  authority: boolean;
}

/** ECDSA with SHA-256 (RFC 5758). */
export const ecdsaWithSha256 = '1.2.840.10045.4.3.2';

const documentSigning = '1.3.6.1.5.5.7.3.36';

/** Writes an X.509 certificate (RFC 5280) signed with ECDSA P-256 and SHA-256. */
export function writeCertificate(said: CertificateText): Uint8Array {
  const algorithm = sequence(oid(ecdsaWithSha256));
  const body = bytesOf(sequence(
    tagged(0, whole(2)),
    written(Uint8Array.from([0x02, said.serial.length, ...said.serial])),
    algorithm,
    name(said.issuer),
    sequence(instant(said.from), instant(said.until)),
    name(said.subject),
    written(said.publicKey.export({ type: 'spki', format: 'der' })),
    tagged(3, sequence(...extensions(said))),
  ));
  const signature = sign('sha256', body, { key: said.issuerKey, dsaEncoding: 'der' });
  return bytesOf(sequence(written(body), algorithm, bits(signature)));
}

function name(parts: NameParts): Der {
  return sequence(...parts.map(([type, value]) => set(sequence(oid(type), text(value)))));
}

function extensions({ authority, publicKey, issuerKey }: CertificateText): Der[] {
  const extension = (id: string, value: Der, critical: boolean): Der => sequence(oid(id), ...(critical ? [truth(true)] : []), octets(bytesOf(value)));
  const own = extension('2.5.29.14', octets(keyId(publicKey)), false);
  const above = extension('2.5.29.35', sequence(taggedBytes(0, keyId(createPublicKey(issuerKey)))), false);
  if (authority) {
    const mayOnlyIssuePeople = sequence(truth(true), whole(0));
    return [extension('2.5.29.19', mayOnlyIssuePeople, true), extension('2.5.29.15', bits(Uint8Array.of(0b0000_0100), 2), true), own, above];
  }
  const digitalSignatureAndCommitment = bits(Uint8Array.of(0b1100_0000), 6);
  return [
    extension('2.5.29.19', sequence(), true),
    extension('2.5.29.15', digitalSignatureAndCommitment, true),
    extension('2.5.29.37', sequence(oid(documentSigning)), false),
    own,
    above,
  ];
}

/** The key identifier of RFC 7093, method 1: 20 bytes of the SHA-256 of the public key. */
function keyId(key: KeyObject): Uint8Array {
  const spki = key.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki.subarray(-65)).digest().subarray(0, 20);
}
