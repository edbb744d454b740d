import { PdfFault } from '#world/signing/pdf/fault';
import { nameOf, wholesOf } from '#world/signing/pdf/sections';
import { type PdfDict, type PdfRef, pdfText, type PdfValue } from '#world/signing/pdf/values';
import type { PdfRevision } from '#world/signing/pdf/revision';

/** A signature field of a form, empty or signed. */
export interface SignatureField {
  /** Its full name, parts joined with dots. */
  name: string;
  /** Object number of the field. */
  number: number;
  dict: PdfDict;
  /** Object numbers of its places on pages; the field itself when it is one. */
  widgets: number[];
  /** The signature: its dictionary, and its object number when it stands alone. */
  value: { dict: PdfDict; number: number | undefined } | undefined;
}

const mostFields = 2000;

/** The signature fields of a revision in the order of its form. */
export function signatureFields(revision: PdfRevision): SignatureField[] {
  const form = revision.dict(revision.catalog.dict, 'AcroForm');
  if (form === undefined) return [];
  const found: SignatureField[] = [];
  const seen = new Set<number>();
  const walk = (items: PdfValue[], above: string, inherited: { type: string | undefined; value: PdfValue | undefined }): void => {
    for (const item of items) {
      if (item.kind !== 'ref') throw new PdfFault('a field of the form is not an object of its own', item.start);
      if (seen.has(item.number) || seen.size > mostFields) throw new PdfFault('the fields of the form run in a circle', item.start);
      seen.add(item.number);
      const dict = revision.resolve(item);
      if (dict?.kind !== 'dict') throw new PdfFault('a field of the form is missing', item.start);
      visit(item, dict, above, inherited);
    }
  };
  const visit = (ref: PdfRef, dict: PdfDict, above: string, inherited: { type: string | undefined; value: PdfValue | undefined }): void => {
    const part = revision.get(dict, 'T');
    const name = [above, part?.kind === 'string' ? pdfText(part.bytes) : ''].filter((text) => text !== '').join('.');
    const type = nameOf(dict, 'FT') ?? inherited.type;
    const value = dict.entries.get('V') ?? inherited.value;
    const kids = revision.items(dict, 'Kids');
    const parts = kids.filter((kid) => {
      const child = revision.resolve(kid);
      return child?.kind === 'dict' && child.entries.has('T');
    });
    if (parts.length > 0) walk(kids, name, { type, value });
    else if (type === 'Sig') {
      const widgets = nameOf(dict, 'Subtype') === 'Widget' ? [ref.number] : kids.flatMap((kid) => (kid.kind === 'ref' ? [kid.number] : []));
      found.push({ name, number: ref.number, dict, widgets, value: signature(revision, value) });
    }
  };
  walk(revision.items(form, 'Fields'), '', { type: undefined, value: undefined });
  return found;
}

function signature(revision: PdfRevision, value: PdfValue | undefined): SignatureField['value'] {
  const dict = revision.resolve(value);
  if (dict === undefined || dict.kind === 'null') return undefined;
  if (dict.kind !== 'dict') throw new PdfFault('the value of a signature field is not a signature', dict.start);
  return { dict, number: value?.kind === 'ref' ? value.number : undefined };
}

/** The bytes a signature speaks of: all from 0 to `end`, but for its own value between `gapStart` and `gapEnd`. */
export interface SignedRange {
  gapStart: number;
  gapEnd: number;
  end: number;
}

/** Reads the range of a signature dictionary that stands in the file itself; a PdfFault where it leaves out anything but its own value. */
export function signedRange(revision: PdfRevision, { dict, number }: { dict: PdfDict; number: number | undefined }, field: SignatureField): SignedRange {
  const place = revision.object(number ?? field.number)?.place;
  const contents = dict.entries.get('Contents');
  const range = wholesOf(dict, 'ByteRange');
  if (place === undefined) throw new PdfFault('the signature is packed into a stream');
  if (contents?.kind !== 'string' || !contents.hex) throw new PdfFault('the signature has no value', place.start);
  if (range?.length !== 4) throw new PdfFault('the signature does not say which bytes it covers', place.start);
  const [from, first, second, last] = range as [number, number, number, number];
  if (from !== 0 || first !== contents.start || second !== contents.end) throw new PdfFault('the signature leaves out more than its own value', contents.start);
  const end = second + last;
  if (end > revision.bytes.length || end < place.end) throw new PdfFault('the signature covers bytes that are not there', place.start);
  return { gapStart: contents.start, gapEnd: contents.end, end };
}
