import { X509Certificate } from 'node:crypto';
import { DerFault, type DerPiece, oidIn, parseDer, tag, textIn } from '#world/signing/der-read';

/** What a certificate says of its holder; nobody has checked it but the one who issued it. */
export interface CertificateFacts {
  /** The person or thing named (common name). */
  name: string | undefined;
  /** The organisation named. */
  organization: string | undefined;
  /** The role named (title). */
  role: string | undefined;
  /** All parts of the holder's name, such as "O=Alpha GmbH, CN=Ada Example". */
  subject: string;
  /** All parts of the issuer's name. */
  issuer: string;
  /** Serial number, lower-case hexadecimal digits. */
  serial: string;
  /** SHA-256 of the certificate, lower-case hexadecimal digits. */
  fingerprint: string;
  from: Date;
  until: Date;
}

/** A certificate read strictly: its facts, and the pieces its place in a chain is judged by. */
export interface ReadCertificate {
  facts: CertificateFacts;
  x509: X509Certificate;
  bytes: Uint8Array;
  subject: Uint8Array;
  issuer: Uint8Array;
  serial: Uint8Array;
  /** Content of its extensions by object identifier. */
  extensions: ReadonlyMap<string, Uint8Array>;
}

/** How the certificates inside a signature hang together. */
export interface ChainFacts {
  /** Whether every certificate, in time and rightly, leads to one that vouches for itself and is in the signature too. */
  ok: boolean;
  /** What is missing when it is not. */
  why: string | undefined;
  /** Name and SHA-256 of the topmost certificate: who says so. */
  authority: { name: string; fingerprint: string } | undefined;
}

const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN', '2.5.4.4': 'SN', '2.5.4.5': 'serialNumber', '2.5.4.6': 'C', '2.5.4.7': 'L', '2.5.4.8': 'ST', '2.5.4.9': 'street',
  '2.5.4.10': 'O', '2.5.4.11': 'OU', '2.5.4.12': 'title', '2.5.4.42': 'GN', '2.5.4.97': 'organizationIdentifier',
  '1.2.840.113549.1.9.1': 'E', '0.9.2342.19200300.100.1.25': 'DC',
};

/** Reads a certificate strictly; a DerFault where it is not one. */
export function readCertificate(piece: DerPiece): ReadCertificate {
  const body = piece.children[0];
  const parts = body?.children ?? [];
  const [version, serial, , issuer, , subject] = parts;
  if (piece.tag !== tag.sequence || version?.tag !== 0xa0 || serial?.tag !== tag.integer || issuer === undefined || subject === undefined) {
    throw new DerFault('a certificate is not one of version 3');
  }
  let x509: X509Certificate;
  try {
    x509 = new X509Certificate(piece.bytes);
  } catch {
    throw new DerFault('a certificate cannot be read');
  }
  const holder = nameParts(subject);
  const facts: CertificateFacts = {
    name: holder.find(([type]) => type === 'CN')?.[1],
    organization: holder.find(([type]) => type === 'O')?.[1],
    role: holder.find(([type]) => type === 'title')?.[1],
    subject: nameText(holder),
    issuer: nameText(nameParts(issuer)),
    serial: Buffer.from(serial.content).toString('hex'),
    fingerprint: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
    from: new Date(x509.validFrom),
    until: new Date(x509.validTo),
  };
  return { facts, x509, bytes: piece.bytes, subject: subject.bytes, issuer: issuer.bytes, serial: serial.bytes, extensions: extensionsOf(parts) };
}

function nameParts(name: DerPiece): [string, string][] {
  return name.children.flatMap((set) => set.children).map((part) => {
    const type = oidIn(part.children[0]);
    const value = part.children[1];
    return [shortNames[type] ?? type, (value === undefined ? undefined : textIn(value)) ?? '?'];
  });
}

function nameText(parts: readonly [string, string][]): string {
  return parts.map(([type, value]) => `${type}=${value.replace(/[,\\+]/g, String.raw`\$&`)}`).join(', ');
}

function extensionsOf(parts: readonly DerPiece[]): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  const list = parts.find((part) => part.tag === 0xa3)?.children[0]?.children ?? [];
  for (const extension of list) {
    const id = oidIn(extension.children[0]);
    const content = extension.children.at(-1);
    if (content?.tag !== tag.octets || found.has(id)) throw new DerFault('a certificate says something twice or in an unknown way');
    found.set(id, content.content);
  }
  return found;
}

/** Whether a certificate may sign documents: its key usage, if it states one, names signing or commitment. */
export function maySign({ extensions }: ReadCertificate): boolean {
  const usage = extensions.get('2.5.29.15');
  return usage === undefined || ((parseDer(usage).content[1] ?? 0) & 0b1100_0000) !== 0;
}

/** Whether a certificate names a purpose, by object identifier. */
export function hasPurpose({ extensions }: ReadCertificate, purpose: string): boolean {
  const purposes = extensions.get('2.5.29.37');
  return purposes !== undefined && parseDer(purposes).children.some((piece) => oidIn(piece) === purpose);
}

/** Follows the certificates from the signer's upwards and says how far they hold at an instant, and which of them have no part in it. */
export function followChain(signer: ReadCertificate, others: readonly ReadCertificate[], at: Date | undefined): { chain: ChainFacts; unused: ReadCertificate[]; forged: boolean } {
  const links = [signer];
  const unused = [...others];
  let forged = false;
  let complete = false;
  for (let link = signer; links.length < 12;) {
    const { issuer, x509 } = link;
    if (vouchesForItself(link)) {
      complete = x509.verify(x509.publicKey);
      forged ||= !complete;
      break;
    }
    const named = unused.filter((other) => same(other.subject, issuer));
    const above = named.find((other) => x509.verify(other.x509.publicKey));
    if (above === undefined) {
      forged ||= named.length > 0;
      break;
    }
    unused.splice(unused.indexOf(above), 1);
    links.push(above);
    link = above;
  }
  const top = links.at(-1) ?? signer;
  const why = reasonAgainst(links, complete, at);
  const authority = { name: top.facts.name ?? top.facts.subject, fingerprint: top.facts.fingerprint };
  return { chain: { ok: why === undefined, why, authority: complete ? authority : undefined }, unused, forged };
}

/** By its names or by its key identifiers; either will do, so that changing one of them is seen. */
function vouchesForItself({ subject, issuer, extensions }: ReadCertificate): boolean {
  const [own, above] = [extensions.get('2.5.29.14'), extensions.get('2.5.29.35')];
  const key = above === undefined ? undefined : parseDer(above).children.find((piece) => piece.tag === 0x80);
  return same(subject, issuer) || (own !== undefined && key !== undefined && same(parseDer(own).content, key.content));
}

function reasonAgainst(links: readonly ReadCertificate[], complete: boolean, at: Date | undefined): string | undefined {
  if (!complete) return 'the certificate of the authority that issued it is not in the signature';
  if (links.slice(1).some(({ x509 }) => !x509.ca)) return 'a certificate that may not issue others issued one';
  if (at === undefined) return 'the signature does not say when it was made';
  const outside = links.find(({ facts }) => at < facts.from || at > facts.until);
  return outside === undefined ? undefined : `the certificate of ${outside.facts.name ?? outside.facts.subject} was not in force at the time stated`;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
