import { createHash } from 'node:crypto';
import { InputError } from '#agreement/input-error';
import type { Authority, SignerName } from '#world/signing/authority';
import { writeCms } from '#world/signing/cms-write';
import { appendUpdate, dateText, dictWith, freeNumber, stringText } from '#world/signing/pdf/update';
import { signatureFields } from '#world/signing/pdf/signature-fields';
import { openForSigning } from '#world/signing/seal';

/** One signature to make: into which field, by whom, why, when, and under which authority. */
export interface SignatureRequest {
  field: string;
  signer: SignerName;
  reason: string;
  /** The instant of signing, written into the signature. */
  at: Date;
  authority: Authority;
}

/** Bytes kept free for the signature's value; ours takes about 1,700. */
const room = 4096;
const unknownRange = `[0 ${' '.repeat(10)} ${' '.repeat(10)} ${' '.repeat(10)}]`;

/**
 * Signs an empty field of a sealed or partly signed PDF: PAdES B-B, appended as a further revision, every byte before kept as it is.
 * An InputError where the field is missing or signed already, or the PDF cannot be read.
 */
export function sign(pdf: Uint8Array, { field, signer, reason, at, authority }: SignatureRequest): Uint8Array {
  const revision = openForSigning(pdf);
  const found = signatureFields(revision).find(({ name }) => name === field);
  if (found === undefined) throw new InputError(`This PDF has no signature field named "${field}".`, 'Seal the PDF first, or choose one of its fields.');
  if (found.value !== undefined) throw new InputError(`The signature field "${field}" is signed already; the file was left as it is.`, 'Choose a field that is still empty.');
  const object = revision.object(found.number);
  if (object === undefined) throw new InputError('The signature field cannot be read.', 'Choose another copy of the file.');
  const number = freeNumber(revision);
  const [before, after] = [
    `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange ${unknownRange} /Contents `,
    ` /M ${dateText(at)} /Name ${stringText(signer.name)} /Reason ${stringText(reason)} >>`,
  ];
  const hole = `<${'0'.repeat(room * 2)}>`;
  const out = Buffer.from(appendUpdate(revision, [
    { number: found.number, text: dictWith(object, { V: `${number} 0 R` }) },
    { number, text: before + hole + after },
  ]));
  const start = out.indexOf(`${number} 0 obj\n${before}`, pdf.length, 'latin1') + `${number} 0 obj\n${before}`.length;
  const end = start + hole.length;
  const range = [start, end, out.length - end].map((value) => String(value).padEnd(10)).join(' ');
  out.write(`[0 ${range}]`, start - before.length + before.indexOf(unknownRange), 'latin1');
  const digest = createHash('sha256').update(out.subarray(0, start)).update(out.subarray(end)).digest();
  const value = writeCms(digest, authority.issue(signer, at));
  if (value.length > room) throw new InputError('The names in this signature are too long.', 'Shorten the name of the person, party or role.');
  out.write(Buffer.from(value).toString('hex'), start + 1, 'latin1');
  return out;
}
