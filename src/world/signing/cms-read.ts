import { constants, createHash, verify } from 'node:crypto';
import { type CertificateFacts, type ChainFacts, followChain, hasPurpose, maySign, type ReadCertificate } from '#world/signing/certificates-read';
import { checkParameters, CmsFault, type CmsParts, type DigestName, digestOf, expect, readParts, same } from '#world/signing/cms-parts';
import { cms } from '#world/signing/cms-write';
import { DerFault, type DerPiece, instantIn, oidIn, parseDer, tag } from '#world/signing/der-read';

/** What a signature value is, apart from what it signs. */
export interface CmsFacts {
  certificate: CertificateFacts;
  chain: ChainFacts;
  /** Whether the digest in the signature is that of the bytes it should cover. */
  digestOk: boolean;
  /** A time stamp by an outside authority on the signature, when there is one. */
  stamp: { at: Date; authority: string } | undefined;
}

/** What is asked of a signature value. */
export interface CmsRules {
  /** The digest of the bytes the signature should cover. */
  digest: (name: DigestName) => Uint8Array;
  /** The instant for which certificates are judged. */
  at: Date | undefined;
  /** Whether the signature must name its certificate (CAdES); the older kind may leave it out when its issuer vouches for it inside. */
  namesCertificate: boolean;
}

const stampContent = '1.2.840.113549.1.9.16.1.4';
const stampAttribute = '1.2.840.113549.1.9.16.2.14';
const timeStamping = '1.3.6.1.5.5.7.3.8';

const pss = '1.2.840.113549.1.1.10';
const signatureDigests: Readonly<Record<string, DigestName | 'same'>> = {
  '1.2.840.113549.1.1.1': 'same', '1.2.840.113549.1.1.11': 'sha256', '1.2.840.113549.1.1.12': 'sha384', '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256', '1.2.840.10045.4.3.3': 'sha384', '1.2.840.10045.4.3.4': 'sha512', [pss]: 'same',
};

/** Judges the value of a detached signature (CMS, RFC 5652); a CmsFault says why it does not hold. */
export function checkSignature(der: Uint8Array, rules: CmsRules): CmsFacts {
  return strictly(() => {
    const parts = readParts(der);
    if (parts.contentType !== cms.data || parts.content !== undefined) throw new CmsFault('broken', 'it holds content of its own');
    const checked = checkParts(parts, rules, rules.digest(parts.digest));
    return { ...checked, stamp: stampOf(parts) };
  });
}

/** Judges a time stamp (RFC 3161) over the bytes with this digest; a CmsFault says why it does not hold. */
export function checkStamp(der: Uint8Array, digest: CmsRules['digest']): CmsFacts & { stamp: { at: Date; authority: string } } {
  return strictly(() => {
    const parts = readParts(der);
    if (parts.contentType !== stampContent || parts.content === undefined) throw new CmsFault('broken', 'it is not a time stamp');
    const [, , imprint, , time] = parseDer(parts.content).children;
    const [algorithm, hash] = imprint?.children ?? [];
    const at = instantIn(time);
    const checked = checkParts(parts, { digest, at, namesCertificate: false }, createHash(parts.digest).update(parts.content).digest());
    if (!checked.digestOk) throw new CmsFault('broken', 'the time stamp was changed');
    if (!hasPurpose(parts.signer, timeStamping)) throw new CmsFault('broken', 'its certificate is not for time stamps');
    const digestOk = hash?.tag === tag.octets && same(hash.content, digest(digestOf(algorithm)));
    return { ...checked, digestOk, stamp: { at, authority: checked.certificate.name ?? checked.certificate.subject } };
  });
}

function strictly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof DerFault) throw new CmsFault('broken', `its value is damaged: ${error.message}`);
    if (isFromOpenSsl(error)) throw new CmsFault('broken', 'its value is damaged: a key or certificate cannot be read');
    throw error;
  }
}

function isFromOpenSsl(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_OSSL');
}

function checkParts(parts: CmsParts, rules: CmsRules, digest: Uint8Array): Omit<CmsFacts, 'stamp'> {
  const { attributes, signer } = parts;
  const only = (type: string): DerPiece | undefined => {
    const values = attributes.get(type);
    if (values !== undefined && values.length !== 1) throw new DerFault('an attribute has several values');
    return values?.[0];
  };
  if (oidIn(only(cms.contentType)) !== parts.contentType) throw new CmsFault('broken', 'it does not sign the kind of content it holds');
  const stated = expect(only(cms.messageDigest), tag.octets).content;
  if (!signatureHolds(parts)) throw new CmsFault('broken', 'it was not made with the key of its certificate, or was changed');
  const protection = only(cms.algorithmProtection);
  if (protection !== undefined && !protects(protection, parts)) throw new CmsFault('broken', 'its algorithms were exchanged');
  const { chain, unused, forged } = followChain(signer, parts.others, rules.at);
  if (forged) throw new CmsFault('broken', 'a certificate in it was not issued by the one it names, or was changed');
  const naming = only(cms.signingCertificate);
  if (naming !== undefined && !namesSigner(naming, signer)) throw new CmsFault('broken', 'it was made for another certificate');
  if (naming === undefined && (rules.namesCertificate || chain.authority === undefined)) throw new CmsFault('unknown', 'it does not name the certificate it was made for');
  if (unused.length > 0) throw new CmsFault('unknown', 'it holds certificates that have no part in it');
  if (!maySign(signer)) throw new CmsFault('broken', 'its certificate is not for signing');
  return { certificate: signer.facts, chain, digestOk: same(stated, digest) };
}

function protects({ children: [digest, signature] }: DerPiece, parts: CmsParts): boolean {
  const used = oidIn(parts.algorithm.children[0]);
  return digestOf(digest) === parts.digest && signature?.tag === 0xa1 && oidIn(signature.children[0]) === used;
}

function namesSigner(naming: DerPiece, signer: ReadCertificate): boolean {
  const first = [...(naming.children[0]?.children[0]?.children ?? [])];
  const algorithm = first[0]?.tag === tag.sequence ? digestOf(first.shift()) : 'sha256';
  const hash = first[0];
  return hash?.tag === tag.octets && same(hash.content, createHash(algorithm).update(signer.bytes).digest());
}

function signatureHolds({ algorithm, digest, signer, signedBytes, signature }: CmsParts): boolean {
  const id = oidIn(algorithm.children[0]);
  const of = signatureDigests[id];
  if (of === undefined) throw new CmsFault('unknown', 'its signature algorithm is too weak or not known');
  if (of !== 'same' && of !== digest) throw new CmsFault('broken', 'its two digest algorithms differ');
  const { publicKey } = signer.x509;
  const elliptic = publicKey.asymmetricKeyType === 'ec';
  if (elliptic !== id.startsWith('1.2.840.10045.') || (!elliptic && publicKey.asymmetricKeyType !== 'rsa')) throw new CmsFault('broken', 'its algorithm does not fit the key of its certificate');
  if (elliptic) {
    parseDer(signature);
    if (algorithm.children.length !== 1) throw new DerFault('an algorithm has unknown parameters');
    return verify(digest, signedBytes, { key: publicKey, dsaEncoding: 'der' }, signature);
  }
  if ((publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) throw new CmsFault('unknown', 'its key is too weak');
  if (id !== pss) {
    checkParameters(algorithm);
    return verify(digest, signedBytes, { key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature);
  }
  return verify(digest, signedBytes, { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: saltOf(algorithm, digest) }, signature);
}

function saltOf(algorithm: DerPiece, digest: DigestName): number {
  const parameters = algorithm.children[1]?.children ?? [];
  const hash = parameters.find((piece) => piece.tag === 0xa0)?.children[0];
  const salt = parameters.find((piece) => piece.tag === 0xa2)?.children[0];
  if (digestOf(hash) !== digest || salt?.tag !== tag.integer || salt.content.length !== 1) throw new CmsFault('unknown', 'its signature algorithm is used in an unknown way');
  return salt.content[0] ?? 0;
}

function stampOf({ unsigned, signature }: CmsParts): CmsFacts['stamp'] {
  const tokens = unsigned.get(stampAttribute);
  if (unsigned.size > (tokens === undefined ? 0 : 1) || (tokens?.length ?? 0) > 1) throw new CmsFault('unknown', 'it carries additions that are not judged here');
  const token = tokens?.[0];
  if (token === undefined) return undefined;
  const stamp = checkStamp(token.bytes, (name) => createHash(name).update(signature).digest());
  if (!stamp.digestOk) throw new CmsFault('broken', 'its time stamp belongs to another signature');
  return stamp.stamp;
}
