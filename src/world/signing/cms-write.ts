import { createHash } from 'node:crypto';
import { bytesOf, type Der, octets, oid, sequence, set, tagged, whole, written } from '#world/signing/der-write';
import { ecdsaWithSha256 } from '#world/signing/certificate-write';
import type { SigningCertificate } from '#world/signing/authority';
import { parseDer } from '#world/signing/der-read';

/** Object identifiers of CMS (RFC 5652, 5035, 6211). */
export const cms = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  algorithmProtection: '1.2.840.113549.1.9.52',
  signingCertificate: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const;

/** Writes a detached CAdES signature as PAdES B-B wants it: over a SHA-256 digest, naming its certificate, without a signing time (that stands in the PDF). */
export function writeCms(digest: Uint8Array, signer: SigningCertificate): Uint8Array {
  const certificateHash = createHash('sha256').update(signer.certificate).digest();
  const attributes = set(
    attribute(cms.contentType, oid(cms.data)),
    attribute(cms.messageDigest, octets(digest)),
    attribute(cms.algorithmProtection, sequence(sequence(oid(cms.sha256)), tagged(1, oid(ecdsaWithSha256)))),
    attribute(cms.signingCertificate, sequence(sequence(sequence(octets(certificateHash))))),
  );
  const signed = bytesOf(attributes);
  const implicit = Uint8Array.from(signed);
  implicit[0] = 0xa0;
  const { issuer, serial } = issuerAndSerial(signer.certificate);
  const signerInfo = sequence(
    whole(1),
    sequence(written(issuer), written(serial)),
    sequence(oid(cms.sha256)),
    written(implicit),
    sequence(oid(ecdsaWithSha256)),
    octets(signer.sign(signed)),
  );
  const certificates = [signer.certificate, ...signer.chain].map(written);
  const signedData = sequence(whole(1), set(sequence(oid(cms.sha256))), sequence(oid(cms.data)), tagged(0, ...certificates), set(signerInfo));
  return bytesOf(sequence(oid(cms.signedData), tagged(0, signedData)));
}

function attribute(type: string, value: Der): Der {
  return sequence(oid(type), set(value));
}

function issuerAndSerial(certificate: Uint8Array): { issuer: Uint8Array; serial: Uint8Array } {
  const parts = parseDer(certificate).children[0]?.children ?? [];
  const [, serial, , issuer] = parts;
  if (serial === undefined || issuer === undefined) throw new Error('The certificate cannot be read.');
  return { issuer: issuer.bytes, serial: serial.bytes };
}
