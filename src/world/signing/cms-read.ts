import { constants, createHash, verify } from "node:crypto";
import { type CertificateFacts, type ChainFacts, followChain, hasPurpose, maySign, readCertificate, type ReadCertificate } from "#world/signing/certificates-read";
import { cms } from "#world/signing/cms-write";
import { DerFault, type DerPiece, instantIn, oidIn, parseDer, tag } from "#world/signing/der-read";

/** A digest algorithm that is good enough. */
export type DigestName = "sha256" | "sha384" | "sha512";

/** What a signature value is, apart from what it signs. */
export interface CmsFacts {
  certificate: CertificateFacts;
  chain: ChainFacts;
  /** Whether the digest in the signature is that of the bytes it should cover. */
  digestOk: boolean;
  /** A time stamp by an outside authority on the signature, when there is one. */
  stamp: { at: Date; authority: string } | undefined;
}

/** Trouble with a signature value: `broken` when it does not hold, `unknown` when it is of a kind that is not judged here. */
export class CmsFault extends Error {
  readonly kind: "broken" | "unknown";

  constructor(kind: "broken" | "unknown", message: string) {
    super(message);
    this.kind = kind;
  }
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

const stampContent = "1.2.840.113549.1.9.16.1.4";
const stampAttribute = "1.2.840.113549.1.9.16.2.14";
const timeStamping = "1.3.6.1.5.5.7.3.8";

const digests: Readonly<Record<string, DigestName>> = {
  [cms.sha256]: "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};

const pss = "1.2.840.113549.1.1.10";
const signatureDigests: Readonly<Record<string, DigestName | "same">> = {
  "1.2.840.113549.1.1.1": "same", "1.2.840.113549.1.1.11": "sha256", "1.2.840.113549.1.1.12": "sha384", "1.2.840.113549.1.1.13": "sha512",
  "1.2.840.10045.4.3.2": "sha256", "1.2.840.10045.4.3.3": "sha384", "1.2.840.10045.4.3.4": "sha512", [pss]: "same",
};

/** Judges the value of a detached signature (CMS, RFC 5652); a CmsFault says why it does not hold. */
export function checkSignature(der: Uint8Array, rules: CmsRules): CmsFacts {
  return strictly(() => {
    const parts = readParts(der);
    if (parts.contentType !== cms.data || parts.content !== undefined) throw new CmsFault("broken", "it holds content of its own");
    const checked = checkParts(parts, rules, rules.digest(parts.digest));
    return { ...checked, stamp: stampOf(parts) };
  });
}

/** Judges a time stamp (RFC 3161) over the bytes with this digest; a CmsFault says why it does not hold. */
export function checkStamp(der: Uint8Array, digest: CmsRules["digest"]): CmsFacts & { stamp: { at: Date; authority: string } } {
  return strictly(() => {
    const parts = readParts(der);
    if (parts.contentType !== stampContent || parts.content === undefined) throw new CmsFault("broken", "it is not a time stamp");
    const [, , imprint, , time] = parseDer(parts.content).children;
    const [algorithm, hash] = imprint?.children ?? [];
    const at = instantIn(time);
    const checked = checkParts(parts, { digest, at, namesCertificate: false }, createHash(parts.digest).update(parts.content).digest());
    if (!checked.digestOk) throw new CmsFault("broken", "the time stamp was changed");
    if (!hasPurpose(parts.signer, timeStamping)) throw new CmsFault("broken", "its certificate is not for time stamps");
    const digestOk = hash?.tag === tag.octets && same(hash.content, digest(digestOf(algorithm)));
    return { ...checked, digestOk, stamp: { at, authority: checked.certificate.name ?? checked.certificate.subject } };
  });
}

function strictly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof DerFault) throw new CmsFault("broken", `its value is damaged: ${error.message}`);
    if (isFromOpenSsl(error)) throw new CmsFault("broken", "its value is damaged: a key or certificate cannot be read");
    throw error;
  }
}

function isFromOpenSsl(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_OSSL");
}

interface Parts {
  contentType: string;
  content: Uint8Array | undefined;
  signer: ReadCertificate;
  others: ReadCertificate[];
  digest: DigestName;
  attributes: Map<string, readonly DerPiece[]>;
  signedBytes: Uint8Array;
  algorithm: DerPiece;
  signature: Uint8Array;
  unsigned: Map<string, readonly DerPiece[]>;
}

function readParts(der: Uint8Array): Parts {
  const [type, wrapped, ...more] = expect(parseDer(der), tag.sequence).children;
  if (oidIn(type) !== cms.signedData || wrapped?.tag !== 0xa0 || wrapped.children.length !== 1 || more.length > 0) throw new CmsFault("broken", "its value is not a signature");
  const left = [...expect(wrapped.children[0], tag.sequence).children];
  const version = expect(left.shift(), tag.integer);
  const algorithms = expect(left.shift(), tag.set);
  const encapsulated = expect(left.shift(), tag.sequence);
  const certificates = left[0]?.tag === 0xa0 ? (left.shift()?.children ?? []) : [];
  if (left[0]?.tag === 0xa1) throw new CmsFault("unknown", "it carries revocation lists inside");
  const infos = expect(left.shift(), tag.set);
  const info = expect(infos.children[0], tag.sequence);
  if (left.length > 0 || infos.children.length !== 1) throw new CmsFault("broken", "it does not hold exactly one signature");

  const contentType = oidIn(encapsulated.children[0]);
  const inner = encapsulated.children[1];
  if (encapsulated.children.length > 2 || (inner !== undefined && (inner.tag !== 0xa0 || inner.children.length !== 1))) throw new DerFault("content is given in an unknown way");
  const content = inner === undefined ? undefined : expect(inner.children[0], tag.octets).content;

  const rest = [...info.children];
  const infoVersion = expect(rest.shift(), tag.integer);
  const id = rest.shift();
  const digestAlgorithm = expect(rest.shift(), tag.sequence);
  const attributes = rest[0]?.tag === 0xa0 ? rest.shift() : undefined;
  const algorithm = expect(rest.shift(), tag.sequence);
  const signature = expect(rest.shift(), tag.octets);
  const unsigned = rest[0]?.tag === 0xa1 ? rest.shift() : undefined;
  if (rest.length > 0 || id === undefined) throw new DerFault("a signature has unknown parts");
  if (attributes === undefined) throw new CmsFault("broken", "it has no signed attributes");

  const byKey = id.tag === 0x80;
  const wantedInfo = byKey ? 3 : 1;
  const wanted = contentType !== cms.data || byKey ? 3 : 1;
  if (infoVersion.content[0] !== wantedInfo || infoVersion.content.length > 1 || version.content[0] !== wanted || version.content.length > 1) {
    throw new CmsFault("broken", "its version number does not fit its parts");
  }
  const listed = expect(algorithms.children[0], tag.sequence);
  if (algorithms.children.length !== 1 || oidIn(listed.children[0]) !== oidIn(digestAlgorithm.children[0])) throw new CmsFault("broken", "it names two digest algorithms");
  checkParameters(listed);
  const all = certificates.map(readCertificate);
  const signers = all.filter((certificate) => isSigner(certificate, id));
  const signer = signers[0];
  if (signer === undefined || signers.length > 1) throw new CmsFault("broken", "it does not hold the one certificate it names");
  return {
    contentType,
    content,
    signer,
    others: all.filter((certificate) => certificate !== signer),
    digest: digestOf(digestAlgorithm),
    attributes: attributesOf(attributes, true),
    signedBytes: Buffer.concat([Uint8Array.of(tag.set), attributes.bytes.subarray(1)]),
    algorithm,
    signature: signature.content,
    unsigned: unsigned === undefined ? new Map() : attributesOf(unsigned, false),
  };
}

function expect(piece: DerPiece | undefined, wanted: number): DerPiece {
  if (piece?.tag !== wanted) throw new DerFault("a part is missing");
  return piece;
}

function isSigner(certificate: ReadCertificate, id: DerPiece): boolean {
  if (id.tag === 0x80) {
    const own = certificate.extensions.get("2.5.29.14");
    return own !== undefined && same(parseDer(own).content, id.content);
  }
  const [issuer, serial] = id.children;
  return id.tag === tag.sequence && id.children.length === 2 && issuer !== undefined && serial !== undefined
    && same(issuer.bytes, certificate.issuer) && same(serial.bytes, certificate.serial);
}

function attributesOf(set: DerPiece, sorted: boolean): Map<string, readonly DerPiece[]> {
  const found = new Map<string, readonly DerPiece[]>();
  let before: Uint8Array | undefined;
  for (const attribute of set.children) {
    const type = oidIn(expect(attribute, tag.sequence).children[0]);
    const values = expect(attribute.children[1], tag.set).children;
    if (found.has(type) || values.length === 0 || attribute.children.length !== 2) throw new DerFault("an attribute stands twice or has no value");
    if (sorted && before !== undefined && Buffer.compare(before, attribute.bytes) > 0) throw new DerFault("attributes are out of order");
    before = attribute.bytes;
    found.set(type, values);
  }
  return found;
}

function digestOf(algorithm: DerPiece | undefined): DigestName {
  const name = digests[oidIn(algorithm?.children[0])];
  if (name === undefined) throw new CmsFault("unknown", "its digest algorithm is too weak or not known");
  if (algorithm !== undefined) checkParameters(algorithm);
  return name;
}

function checkParameters({ children }: DerPiece): void {
  if (children.length > 2 || (children[1] !== undefined && children[1].tag !== tag.null)) throw new DerFault("an algorithm has unknown parameters");
}

function checkParts(parts: Parts, rules: CmsRules, digest: Uint8Array): Omit<CmsFacts, "stamp"> {
  const { attributes, signer } = parts;
  const only = (type: string): DerPiece | undefined => {
    const values = attributes.get(type);
    if (values !== undefined && values.length !== 1) throw new DerFault("an attribute has several values");
    return values?.[0];
  };
  if (oidIn(only(cms.contentType)) !== parts.contentType) throw new CmsFault("broken", "it does not sign the kind of content it holds");
  const stated = expect(only(cms.messageDigest), tag.octets).content;
  if (!signatureHolds(parts)) throw new CmsFault("broken", "it was not made with the key of its certificate, or was changed");
  const protection = only(cms.algorithmProtection);
  if (protection !== undefined && !protects(protection, parts)) throw new CmsFault("broken", "its algorithms were exchanged");
  const { chain, unused, forged } = followChain(signer, parts.others, rules.at);
  if (forged) throw new CmsFault("broken", "a certificate in it was not issued by the one it names, or was changed");
  const naming = only(cms.signingCertificate);
  if (naming !== undefined && !namesSigner(naming, signer)) throw new CmsFault("broken", "it was made for another certificate");
  if (naming === undefined && (rules.namesCertificate || chain.authority === undefined)) throw new CmsFault("unknown", "it does not name the certificate it was made for");
  if (unused.length > 0) throw new CmsFault("unknown", "it holds certificates that have no part in it");
  if (!maySign(signer)) throw new CmsFault("broken", "its certificate is not for signing");
  return { certificate: signer.facts, chain, digestOk: same(stated, digest) };
}

function protects({ children: [digest, signature] }: DerPiece, parts: Parts): boolean {
  const used = oidIn(parts.algorithm.children[0]);
  return digestOf(digest) === parts.digest && signature?.tag === 0xa1 && oidIn(signature.children[0]) === used;
}

function namesSigner(naming: DerPiece, signer: ReadCertificate): boolean {
  const first = [...(naming.children[0]?.children[0]?.children ?? [])];
  const algorithm = first[0]?.tag === tag.sequence ? digestOf(first.shift()) : "sha256";
  const hash = first[0];
  return hash?.tag === tag.octets && same(hash.content, createHash(algorithm).update(signer.bytes).digest());
}

function signatureHolds({ algorithm, digest, signer, signedBytes, signature }: Parts): boolean {
  const id = oidIn(algorithm.children[0]);
  const of = signatureDigests[id];
  if (of === undefined) throw new CmsFault("unknown", "its signature algorithm is too weak or not known");
  if (of !== "same" && of !== digest) throw new CmsFault("broken", "its two digest algorithms differ");
  const { publicKey } = signer.x509;
  const elliptic = publicKey.asymmetricKeyType === "ec";
  if (elliptic !== id.startsWith("1.2.840.10045.") || (!elliptic && publicKey.asymmetricKeyType !== "rsa")) throw new CmsFault("broken", "its algorithm does not fit the key of its certificate");
  if (elliptic) {
    parseDer(signature);
    if (algorithm.children.length !== 1) throw new DerFault("an algorithm has unknown parameters");
    return verify(digest, signedBytes, { key: publicKey, dsaEncoding: "der" }, signature);
  }
  if ((publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) throw new CmsFault("unknown", "its key is too weak");
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
  if (digestOf(hash) !== digest || salt?.tag !== tag.integer || salt.content.length !== 1) throw new CmsFault("unknown", "its signature algorithm is used in an unknown way");
  return salt.content[0] ?? 0;
}

function stampOf({ unsigned, signature }: Parts): CmsFacts["stamp"] {
  const tokens = unsigned.get(stampAttribute);
  if (unsigned.size > (tokens === undefined ? 0 : 1) || (tokens?.length ?? 0) > 1) throw new CmsFault("unknown", "it carries additions that are not judged here");
  const token = tokens?.[0];
  if (token === undefined) return undefined;
  const stamp = checkStamp(token.bytes, (name) => createHash(name).update(signature).digest());
  if (!stamp.digestOk) throw new CmsFault("broken", "its time stamp belongs to another signature");
  return stamp.stamp;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
