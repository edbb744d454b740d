import { createHash } from 'node:crypto';
import { InputError } from '#agreement/input-error';
import { PdfFault } from '#world/signing/pdf/fault';
import { type PdfObject, PdfRevision } from '#world/signing/pdf/revision';
import { signatureFields } from '#world/signing/pdf/signature-fields';
import type { PdfRef, PdfValue } from '#world/signing/pdf/values';
import { appendUpdate, dictWith, freeNumber, type PdfWriting, spell, stringText } from '#world/signing/pdf/update';

/** One signature still to come: the name of its field (letters, digits, `-` and `_`, at most 60), and who is to sign for which party. */
export interface SignatureSlot {
  name: string;
  party: string;
  person: string;
}

/** A sealed PDF: its bytes, and their SHA-256 as `sha256:` and 64 hexadecimal digits, which every consent names. */
export interface SealedPdf {
  pdf: Uint8Array;
  digest: string;
}

/** The SHA-256 of a file as consents and records name it. */
export function fileDigest(pdf: Uint8Array): string {
  return `sha256:${createHash('sha256').update(pdf).digest('hex')}`;
}

/** Adds an empty, invisible signature field for each slot as a further revision of the PDF; an InputError where the PDF cannot take them. */
export function seal(pdf: Uint8Array, slots: readonly SignatureSlot[]): SealedPdf {
  checkSlots(slots);
  const revision = openForSigning(pdf);
  const existing = signatureFields(revision);
  if (existing.some((field) => field.value !== undefined)) {
    throw new InputError('This PDF is signed already, so its signature fields cannot be changed.', 'Start from the unsigned PDF.');
  }
  const taken = slots.find((slot) => existing.some((field) => field.name === slot.name));
  if (taken !== undefined) throw new InputError(`This PDF already has a signature field named "${taken.name}".`, 'Sign it as it is, or start from the PDF without fields.');
  const first = freeNumber(revision);
  const page = firstPage(revision);
  const fields = slots.map((slot, n): PdfWriting => ({ number: first + n, text: fieldText(slot, page) }));
  const refs = fields.map(({ number }) => `${number} 0 R`).join(' ');
  const sealed = appendUpdate(revision, [...fields, ...formWritings(revision, refs, first + fields.length)]);
  return { pdf: sealed, digest: fileDigest(sealed) };
}

/** Opens a PDF strictly; an InputError where it cannot be read as one. */
export function openForSigning(pdf: Uint8Array): PdfRevision {
  try {
    return PdfRevision.open(pdf);
  } catch (error) {
    if (!(error instanceof PdfFault)) throw error;
    throw new InputError(`This file cannot be signed: ${error.message}.`, 'Choose a complete, unencrypted PDF.');
  }
}

function checkSlots(slots: readonly SignatureSlot[]): void {
  if (slots.length === 0) throw new InputError('There is nobody to sign.', 'Name at least one person who signs for a party.');
  for (const { name, party, person } of slots) {
    if (!/^[A-Za-z0-9_-]{1,60}$/.test(name)) throw new Error(`"${name}" cannot name a signature field.`);
    if (party.trim() === '' || person.trim() === '') throw new InputError('A signature has no name or no party.', 'Give the name of each person who signs and the party it is for.');
  }
  if (new Set(slots.map(({ name }) => name)).size < slots.length) throw new Error('Two signature fields have the same name.');
}

function fieldText({ name, party, person }: SignatureSlot, page: PdfRef): string {
  const who = `<< /Person ${stringText(person)} /Party ${stringText(party)} >>`;
  return `<< /Type /Annot /Subtype /Widget /FT /Sig /T ${stringText(name)} /TU ${stringText(`Signature of ${person} for ${party}`)} `
    + `/F 132 /Rect [0 0 0 0] /P ${page.number} ${page.generation} R /Entente ${who} >>`;
}

function firstPage(revision: PdfRevision): PdfRef {
  let node: PdfValue | undefined = revision.catalog.dict.entries.get('Pages');
  for (let depth = 0; depth < 64; depth += 1) {
    const dict = revision.resolve(node);
    if (dict?.kind !== 'dict' || node?.kind !== 'ref') break;
    if (!dict.entries.has('Kids')) return node;
    node = revision.items(dict, 'Kids')[0];
  }
  throw new InputError('This PDF has no pages.', 'Choose another file.');
}

function formWritings(revision: PdfRevision, refs: string, number: number): PdfWriting[] {
  const { catalog } = revision;
  const existing = catalog.dict.entries.get('AcroForm');
  const form = revision.resolve(existing);
  const catalogObject = objectOf(revision, catalog.number);
  if (form?.kind !== 'dict') {
    return [
      { number, text: `<< /Fields [${refs}] /SigFlags 3 >>` },
      { number: catalog.number, text: dictWith(catalogObject, { AcroForm: `${number} 0 R` }) },
    ];
  }
  if (form.entries.has('XFA')) throw new InputError('This PDF holds a dynamic form, which cannot be signed.', 'Print it to a plain PDF first.');
  const holder = existing?.kind === 'ref' ? objectOf(revision, existing.number) : { ...catalogObject, value: form };
  const fields = revision.items(form, 'Fields').map((item) => spell(fieldsSource(revision, form, holder), item));
  const text = dictWith(holder, { Fields: `[${[...fields, refs].join(' ')}]`, SigFlags: '3' });
  if (existing?.kind === 'ref') return [{ number: existing.number, text }];
  return [{ number: catalog.number, text: dictWith(catalogObject, { AcroForm: text }) }];
}

function fieldsSource(revision: PdfRevision, form: Extract<PdfValue, { kind: 'dict' }>, holder: PdfObject): Uint8Array {
  const fields = form.entries.get('Fields');
  return fields?.kind === 'ref' ? objectOf(revision, fields.number).source : holder.source;
}

function objectOf(revision: PdfRevision, number: number): PdfObject {
  const object = revision.object(number);
  if (object === undefined) throw new InputError(`This PDF is damaged: object ${number} is missing.`, 'Choose another copy of the file.');
  return object;
}
