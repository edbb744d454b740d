import { createHash } from 'node:crypto';
import { CmsFault, type DigestName } from '#world/signing/cms-parts';
import { checkSignature, checkStamp, type CmsFacts } from '#world/signing/cms-read';
import { DerFault, derLength } from '#world/signing/der-read';
import { PdfFault } from '#world/signing/pdf/fault';
import { nameOf } from '#world/signing/pdf/sections';
import type { PdfRevision } from '#world/signing/pdf/revision';
import type { SignedRange } from '#world/signing/pdf/signature-fields';
import { hexDigit, latin1, type PdfDict, pdfText } from '#world/signing/pdf/values';
import type { SignatureVerdict, VerifyOptions } from '#world/signing/verdict';

/** A signature with what was found about it: `kind` says whether it holds, does not, or cannot be judged; `who` names it in sentences. */
export interface JudgedSignature {
  kind: 'holds' | 'broken' | 'unknown';
  who: string;
  /** Where its value starts in the file, and where what it covers ends. */
  start: number | undefined;
  end: number | undefined;
  verdict: SignatureVerdict;
}

/** Where a signature was found: its field, and its dictionary in a revision, unless the structure of the file cannot be read. */
export interface FoundSignature {
  field: string;
  slot: SignatureVerdict['slot'];
  dict: PdfDict | undefined;
  revision: PdfRevision | undefined;
}

const mostRanges = 100;

/** Judges one signature by its own value and the bytes it covers. */
export function judgeSignature(pdf: Uint8Array, found: FoundSignature, range: SignedRange | { fault: string }, options: VerifyOptions): JudgedSignature {
  const at = dateOf(found);
  const format = found.dict === undefined ? 'ETSI.CAdES.detached' : nameOf(found.dict, 'SubFilter');
  const verdict: SignatureVerdict = {
    field: found.field,
    slot: found.slot,
    name: undefined,
    party: undefined,
    role: undefined,
    reason: textOf(found, 'Reason'),
    signedAt: at?.toISOString(),
    stamp: undefined,
    kind: format === 'ETSI.RFC3161' ? 'time stamp' : 'signature',
    certificate: undefined,
    covers: undefined,
    digestOk: false,
    signatureOk: false,
    chain: { ok: false, why: 'the signature could not be read', authority: undefined },
    issuedHere: undefined,
    faults: [],
  };
  const result: JudgedSignature = {
    kind: 'holds',
    who: textOf(found, 'Name') ?? (found.field === '' ? 'a signer' : found.field),
    start: 'fault' in range ? undefined : range.gapStart,
    end: 'fault' in range ? undefined : range.end,
    verdict,
  };
  try {
    if ('fault' in range) throw new CmsFault('broken', range.fault);
    take(result, check(pdf, range, format, at), options);
  } catch (error) {
    if (!(error instanceof CmsFault)) throw error;
    result.kind = error.kind;
    verdict.faults.push(error.message);
  }
  return result;
}

function check(pdf: Uint8Array, range: SignedRange, format: string | undefined, at: Date | undefined): CmsFacts {
  const value = signatureValue(pdf, range);
  const digest = (name: DigestName): Uint8Array => createHash(name).update(pdf.subarray(0, range.gapStart)).update(pdf.subarray(range.gapEnd, range.end)).digest();
  if (format === 'ETSI.RFC3161') return checkStamp(value, digest);
  if (format === 'ETSI.CAdES.detached') return checkSignature(value, { digest, at, namesCertificate: true });
  if (format === 'adbe.pkcs7.detached') return checkSignature(value, { digest, at, namesCertificate: false });
  throw new CmsFault('unknown', `its format ${format ?? ''} is too old or not known`);
}

function take(result: JudgedSignature, facts: CmsFacts, options: VerifyOptions): void {
  const { verdict } = result;
  const { name, organization, role, from, until } = facts.certificate;
  verdict.name = name;
  verdict.party = organization;
  verdict.role = role;
  verdict.certificate = { ...facts.certificate, from: from.toISOString(), until: until.toISOString() };
  verdict.chain = facts.chain;
  verdict.digestOk = facts.digestOk;
  verdict.signatureOk = true;
  verdict.stamp = facts.stamp === undefined ? undefined : { at: facts.stamp.at.toISOString(), authority: facts.stamp.authority };
  verdict.issuedHere = options.authority === undefined ? undefined : facts.chain.authority?.fingerprint === options.authority;
  result.who = name ?? result.who;
}

/** The bytes of a signature's value: hexadecimal digits of one case, one DER value, then nothing but zeros. */
function signatureValue(pdf: Uint8Array, { gapStart, gapEnd }: SignedRange): Uint8Array {
  const text = latin1(pdf, gapStart, gapEnd);
  if (!/^<(?:[0-9a-f]{2})+>$/.test(text) && !/^<(?:[0-9A-F]{2})+>$/.test(text)) throw new CmsFault('broken', 'its value is not written as it should be');
  const bytes = new Uint8Array((text.length - 2) / 2);
  for (let n = 0; n < bytes.length; n += 1) bytes[n] = hexDigit(text.charCodeAt(1 + 2 * n)) * 16 + hexDigit(text.charCodeAt(2 + 2 * n));
  let length: number;
  try {
    length = derLength(bytes);
  } catch (error) {
    if (!(error instanceof DerFault)) throw error;
    throw new CmsFault('broken', `its value is damaged: ${error.message}`);
  }
  if (length > bytes.length || bytes.subarray(length).some((byte) => byte !== 0)) throw new CmsFault('broken', 'its value is followed by something else');
  return bytes.subarray(0, length);
}

/** Looks for signatures by their spelling alone, wherever they stand in the bytes; for files whose structure or form does not show them. */
export function scanForSignatures(pdf: Uint8Array): SignedRange[] {
  const text = latin1(pdf);
  const found: SignedRange[] = [];
  for (const match of text.matchAll(/\/ByteRange\s{0,20}\[\s{0,20}0\s{1,20}(\d{1,10})\s{1,20}(\d{1,10})\s{1,20}(\d{1,10})\s{0,20}\]/g)) {
    const [gapStart, gapEnd, rest] = match.slice(1).map(Number) as [number, number, number];
    const end = gapEnd + rest;
    if (end > pdf.length || gapEnd - gapStart < 200 || text[gapStart] !== '<' || text[gapEnd - 1] !== '>') continue;
    if (!/^[0-9A-Fa-f]+$/.test(text.slice(gapStart + 1, gapEnd - 1))) continue;
    found.push({ gapStart, gapEnd, end });
    if (found.length >= mostRanges) break;
  }
  return found;
}

/** Whom a signature field waits for or waited for, where this program sealed the file. */
export function slotOf(field: PdfDict): SignatureVerdict['slot'] {
  const who = field.entries.get('Entente');
  const text = (key: string): string | undefined => {
    const value = who?.kind === 'dict' ? who.entries.get(key) : undefined;
    return value?.kind === 'string' ? pdfText(value.bytes) : undefined;
  };
  return { person: text('Person'), party: text('Party') };
}

function textOf({ dict, revision }: FoundSignature, key: string): string | undefined {
  try {
    const value = dict === undefined ? undefined : revision?.get(dict, key);
    return value?.kind === 'string' ? pdfText(value.bytes) : undefined;
  } catch (error) {
    if (!(error instanceof PdfFault)) throw error;
    return undefined;
  }
}

function dateOf(found: FoundSignature): Date | undefined {
  const parts = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z(?:00'?00'?)?|([+-])(\d\d)'?(\d\d)?'?)?$/.exec(textOf(found, 'M') ?? '');
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const offset = (Number(parts[8] ?? 0) * 60 + Number(parts[9] ?? 0)) * (parts[7] === '-' ? -1 : 1);
  return new Date(Date.UTC(year, month - 1, day, hour, minute - offset, second));
}
