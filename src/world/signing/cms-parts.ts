import { readCertificate, type ReadCertificate } from '#world/signing/certificates-read';
import { cms } from '#world/signing/cms-write';
import { DerFault, type DerPiece, oidIn, parseDer, tag } from '#world/signing/der-read';

/** A digest algorithm that is good enough. */
export type DigestName = 'sha256' | 'sha384' | 'sha512';

/** Trouble with a signature value: `broken` when it does not hold, `unknown` when it is of a kind that is not judged here. */
export class CmsFault extends Error {
  readonly kind: 'broken' | 'unknown';

  constructor(kind: 'broken' | 'unknown', message: string) {
    super(message);
    this.kind = kind;
  }
}

const digests: Readonly<Record<string, DigestName>> = {
  [cms.sha256]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** The parts of a signature value, read strictly. */
export interface CmsParts {
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

/** Takes a signature value apart (SignedData of RFC 5652 with one signer); a DerFault or CmsFault where anything is not as it should be. */
export function readParts(der: Uint8Array): CmsParts {
  const [type, wrapped, ...more] = expect(parseDer(der), tag.sequence).children;
  if (oidIn(type) !== cms.signedData || wrapped?.tag !== 0xa0 || wrapped.children.length !== 1 || more.length > 0) throw new CmsFault('broken', 'its value is not a signature');
  const left = [...expect(wrapped.children[0], tag.sequence).children];
  const version = expect(left.shift(), tag.integer);
  const algorithms = expect(left.shift(), tag.set);
  const encapsulated = expect(left.shift(), tag.sequence);
  const certificates = left[0]?.tag === 0xa0 ? (left.shift()?.children ?? []) : [];
  if (left[0]?.tag === 0xa1) throw new CmsFault('unknown', 'it carries revocation lists inside');
  const infos = expect(left.shift(), tag.set);
  const info = expect(infos.children[0], tag.sequence);
  if (left.length > 0 || infos.children.length !== 1) throw new CmsFault('broken', 'it does not hold exactly one signature');

  const contentType = oidIn(encapsulated.children[0]);
  const inner = encapsulated.children[1];
  if (encapsulated.children.length > 2 || (inner !== undefined && (inner.tag !== 0xa0 || inner.children.length !== 1))) throw new DerFault('content is given in an unknown way');
  const content = inner === undefined ? undefined : expect(inner.children[0], tag.octets).content;

  const rest = [...info.children];
  const infoVersion = expect(rest.shift(), tag.integer);
  const id = rest.shift();
  const digestAlgorithm = expect(rest.shift(), tag.sequence);
  const attributes = rest[0]?.tag === 0xa0 ? rest.shift() : undefined;
  const algorithm = expect(rest.shift(), tag.sequence);
  const signature = expect(rest.shift(), tag.octets);
  const unsigned = rest[0]?.tag === 0xa1 ? rest.shift() : undefined;
  if (rest.length > 0 || id === undefined) throw new DerFault('a signature has unknown parts');
  if (attributes === undefined) throw new CmsFault('broken', 'it has no signed attributes');

  const byKey = id.tag === 0x80;
  const wantedInfo = byKey ? 3 : 1;
  const wanted = contentType !== cms.data || byKey ? 3 : 1;
  if (infoVersion.content[0] !== wantedInfo || infoVersion.content.length > 1 || version.content[0] !== wanted || version.content.length > 1) {
    throw new CmsFault('broken', 'its version number does not fit its parts');
  }
  const listed = expect(algorithms.children[0], tag.sequence);
  if (algorithms.children.length !== 1 || oidIn(listed.children[0]) !== oidIn(digestAlgorithm.children[0])) throw new CmsFault('broken', 'it names two digest algorithms');
  checkParameters(listed);
  const all = certificates.map(readCertificate);
  const signers = all.filter((certificate) => isSigner(certificate, id));
  const signer = signers[0];
  if (signer === undefined || signers.length > 1) throw new CmsFault('broken', 'it does not hold the one certificate it names');
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

/** The piece, which must have this tag. */
export function expect(piece: DerPiece | undefined, wanted: number): DerPiece {
  if (piece?.tag !== wanted) throw new DerFault('a part is missing');
  return piece;
}

function isSigner(certificate: ReadCertificate, id: DerPiece): boolean {
  if (id.tag === 0x80) {
    const own = certificate.extensions.get('2.5.29.14');
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
    if (found.has(type) || values.length === 0 || attribute.children.length !== 2) throw new DerFault('an attribute stands twice or has no value');
    if (sorted && before !== undefined && Buffer.compare(before, attribute.bytes) > 0) throw new DerFault('attributes are out of order');
    before = attribute.bytes;
    found.set(type, values);
  }
  return found;
}

/** The digest that an algorithm identifier names. */
export function digestOf(algorithm: DerPiece | undefined): DigestName {
  const name = digests[oidIn(algorithm?.children[0])];
  if (name === undefined) throw new CmsFault('unknown', 'its digest algorithm is too weak or not known');
  if (algorithm !== undefined) checkParameters(algorithm);
  return name;
}

/** Refuses an algorithm identifier with parameters other than none. */
export function checkParameters({ children }: DerPiece): void {
  if (children.length > 2 || (children[1] !== undefined && children[1].tag !== tag.null)) throw new DerFault('an algorithm has unknown parameters');
}

/** Whether two pieces of bytes are the same. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
