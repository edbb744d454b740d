import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '#agreement/input-error';
import { type NameParts, namePart, writeCertificate } from '#world/signing/certificate-write';
import { damaged, inFolder, readIfThere, refuseOpenKey, writeOnce } from '#world/signing/key-files';

/** Who signs, as the certificate says it: nobody has checked it. */
export interface SignerName {
  /** The person's name. */
  name: string;
  /** The legal name of the party the person signs for. */
  party: string;
  /** The person's role there, such as "Managing director"; may be absent. */
  role?: string | undefined;
}

/** A certificate made for one signature, with the means to make that signature; the private key exists only inside. */
export interface SigningCertificate {
  /** The certificate in DER. */
  certificate: Uint8Array;
  /** The certificates above it in DER, nearest first. */
  chain: readonly Uint8Array[];
  /** Signs bytes: ECDSA P-256 with SHA-256 as DER. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** The certificate authority of one installation: it says that this installation made a signature, not who the person is. */
export interface Authority {
  /** Its name, such as "Entente installation 3f2a9c01". */
  name: string;
  /** Its certificate in DER and in PEM. */
  certificate: Uint8Array;
  pem: string;
  /** SHA-256 of its certificate, lower-case hexadecimal digits. */
  fingerprint: string;
  /** Makes a new key and a certificate for one signature at an instant. */
  issue(signer: SignerName, at: Date): SigningCertificate;
  /** Certifies the key that signs checkpoints, from an instant on for as long as the authority's own certificate lasts; DER. */
  certifyCheckpoints(publicKey: KeyObject, at: Date): Uint8Array;
}

const day = 86_400_000;
const authorityYears = 30;
const signerYears = 1;
const keyFile = 'authority.pem';
const certificateFile = 'authority.crt';

/**
 * Opens the authority kept in a folder, made there on first use: `authority.pem` (key and certificate, readable by the owner only) and
 * `authority.crt` (certificate, to hand out). `at` is the present instant. An InputError says what is wrong with the folder.
 */
export async function openAuthority(folder: string, at: Date): Promise<Authority> {
  await inFolder(folder, 'cannot be made or opened', () => mkdir(folder, { recursive: true, mode: 0o700 }));
  const kept = await readIfThere(join(folder, keyFile));
  if (kept !== undefined) return keepCertificate(folder, await readAuthority(folder, kept));
  if ((await readIfThere(join(folder, certificateFile))) !== undefined) {
    throw damaged(folder, `${certificateFile} is there but ${keyFile}, the key that belongs to it, is gone.`);
  }
  await inFolder(folder, 'cannot be written', () => writeOnce(folder, keyFile, newAuthority(at)));
  const made = await readIfThere(join(folder, keyFile));
  return keepCertificate(folder, await readAuthority(folder, made ?? ''));
}

function newAuthority(at: Date): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject: NameParts = [[namePart.commonName, `Entente installation ${randomBytes(4).toString('hex')}`]];
  const certificate = writeCertificate({
    serial: serialNumber(),
    subject,
    issuer: subject,
    publicKey,
    issuerKey: privateKey,
    from: new Date(at.getTime() - day),
    until: new Date(at.getTime() + authorityYears * 365 * day),
    authority: true,
  });
  return `${privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}${new X509Certificate(certificate).toString()}`;
}

async function readAuthority(folder: string, pem: string): Promise<Authority> {
  await refuseOpenKey(folder, keyFile);
  let key: KeyObject;
  let certificate: X509Certificate;
  try {
    key = createPrivateKey(pem);
    certificate = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----')));
  } catch {
    throw damaged(folder, `${keyFile} does not hold a key and a certificate.`);
  }
  if (!certificate.checkPrivateKey(key)) throw damaged(folder, `The key and the certificate in ${keyFile} do not belong together.`);
  if (!certificate.ca || !certificate.verify(createPublicKey(key))) throw damaged(folder, `The certificate in ${keyFile} is not that of an authority.`);
  return authority(key, certificate);
}

function authority(key: KeyObject, certificate: X509Certificate): Authority {
  const name = certificate.subject.replace(/^CN=/, '');
  const der = new Uint8Array(certificate.raw);
  return {
    name,
    certificate: der,
    pem: certificate.toString(),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    issue(signer, at) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const leaf = writeCertificate({
        serial: serialNumber(),
        subject: signerParts(signer),
        issuer: [[namePart.commonName, name]],
        publicKey: pair.publicKey,
        issuerKey: key,
        from: new Date(at.getTime() - 60_000),
        until: new Date(at.getTime() + signerYears * 365 * day),
        authority: false,
      });
      return { certificate: leaf, chain: [der], sign: (bytes) => sign('sha256', bytes, { key: pair.privateKey, dsaEncoding: 'der' }) };
    },
    certifyCheckpoints: (publicKey, at) =>
      writeCertificate({
        serial: serialNumber(),
        subject: [[namePart.commonName, `Checkpoints of ${name}`]],
        issuer: [[namePart.commonName, name]],
        publicKey,
        issuerKey: key,
        from: new Date(at.getTime() - 60_000),
        until: new Date(certificate.validTo),
        authority: false,
      }),
  };
}

function signerParts({ name, party, role }: SignerName): NameParts {
  const parts: [string, string][] = [[namePart.organization, party], [namePart.unit, 'Identity not checked'], [namePart.commonName, name]];
  if (role !== undefined && role.trim() !== '') parts.push([namePart.title, role]);
  return parts.map(([type, value]) => {
    const plain = value.normalize('NFC').trim();
    if (plain === '') throw new InputError('A signature has no name or no party.', 'Give the name of the person who signs and the party it is for.');
    if (/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(plain)) {
      throw new InputError('The name of a person, party or role holds invisible control characters.', 'Type the name again.');
    }
    return [type, plain] as const;
  });
}

/** A positive number of 16 bytes that is never written with a leading zero byte. */
function serialNumber(): Uint8Array {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

async function keepCertificate(folder: string, made: Authority): Promise<Authority> {
  const kept = await readIfThere(join(folder, certificateFile));
  if (kept === undefined) await inFolder(folder, 'cannot be written', () => writeOnce(folder, certificateFile, made.pem));
  else if (kept !== made.pem) throw damaged(folder, `${certificateFile} is not the certificate of the key in ${keyFile}.`);
  return made;
}
