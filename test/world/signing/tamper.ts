import { createHash } from 'node:crypto';
import type { Authority } from '#world/signing/authority';
import { writeCms } from '#world/signing/cms-write';
import { PdfRevision } from '#world/signing/pdf/revision';
import { appendUpdate, dictWith, freeNumber, type PdfWriting } from '#world/signing/pdf/update';
import { pagesOf } from '#world/signing/pdf/describe';
import { nameOf } from '#world/signing/pdf/sections';

/** What a hand that wants to deceive finds in a PDF. */
export interface Inside {
  revision: PdfRevision;
  /** First object number that is free. */
  free: number;
  catalog: number;
  form: number;
  /** Object numbers of the first page, its content, and the attached file. */
  page: number;
  content: number;
  attachment: number;
  /** Object number of the list of pages, and of the field of a name. */
  pages: number;
  field(name: string): number;
  /** The text of a dictionary object with some keys set. */
  dict(number: number, changes: Record<string, string>): string;
}

/** Appends what is written, as a well-formed further saving of the file. */
export function append(pdf: Uint8Array, write: (inside: Inside) => PdfWriting[]): Uint8Array {
  const inside = look(pdf);
  return appendUpdate(inside.revision, write(inside));
}

/** Opens a PDF and finds its parts. */
export function look(pdf: Uint8Array): Inside {
  const revision = PdfRevision.open(pdf);
  const { catalog } = revision;
  const page = pagesOf(revision)[0];
  if (page === undefined) throw new Error('The sample has no pages.');
  const refOf = (dict: typeof catalog.dict | undefined, key: string): number => {
    const value = dict?.entries.get(key);
    const first = value?.kind === 'array' ? value.items[0] : value;
    return first?.kind === 'ref' ? first.number : -1;
  };
  const isAttachment = (number: number): boolean => {
    const value = revision.object(number)?.value;
    return value?.kind === 'dict' && nameOf(value, 'Type') === 'EmbeddedFile';
  };
  const form = revision.dict(catalog.dict, 'AcroForm');
  return {
    revision,
    free: freeNumber(revision),
    catalog: catalog.number,
    form: refOf(catalog.dict, 'AcroForm'),
    page: page.number,
    content: refOf(page.dict, 'Contents'),
    attachment: [...revision.entries.keys()].find(isAttachment) ?? -1,
    pages: refOf(catalog.dict, 'Pages'),
    field(name) {
      const found = revision.items(form ?? catalog.dict, 'Fields').find((item) => {
        const dict = revision.resolve(item);
        const title = dict?.kind === 'dict' ? dict.entries.get('T') : undefined;
        return title?.kind === 'string' && Buffer.from(title.bytes).toString() === name;
      });
      return found?.kind === 'ref' ? found.number : -1;
    },
    dict(number, changes) {
      const object = revision.object(number);
      if (object === undefined) throw new Error(`Object ${number} is missing.`);
      return dictWith(object, changes);
    },
  };
}

/** The text of a stream object. */
export function stream(content: string, keys = ''): string {
  return `<< /Length ${content.length} ${keys}>>\nstream\n${content}\nendstream`;
}

/** Signs a field and writes something else in the very same saving, as a signer with a program of their own could. */
export function signAndWrite(pdf: Uint8Array, name: string, authority: Authority, write: (inside: Inside) => PdfWriting[], range?: (start: number, end: number, length: number) => string): Uint8Array {
  const room = 4096;
  const out = Buffer.from(append(pdf, (inside) => {
    const written = write({ ...inside, free: inside.free + 1 });
    const value = `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [${' '.repeat(60)}] /Contents <${'0'.repeat(room * 2)}> /M (D:20261123110000Z) >>`;
    const others = written.filter(({ number }) => number !== inside.field(name));
    const field = written.find(({ number }) => number === inside.field(name))?.text ?? inside.dict(inside.field(name), {});
    return [...others, { number: inside.field(name), text: field.replace(/>>$/, `/V ${inside.free} 0 R >>`) }, { number: inside.free, text: value }];
  }));
  const start = out.indexOf('/Contents <0000', pdf.length) + '/Contents '.length;
  const end = start + room * 2 + 2;
  const blank = out.indexOf(`/ByteRange [${' '.repeat(60)}]`, pdf.length) + '/ByteRange ['.length;
  out.write(range?.(start, end, out.length) ?? `0 ${start} ${end} ${out.length - end}`, blank, 'latin1');
  const digest = createHash('sha256').update(out.subarray(0, start)).update(out.subarray(end)).digest();
  const signer = authority.issue({ name: 'Mallory', party: 'Mallory & Co' }, new Date('2026-11-23T11:00:00Z'));
  out.write(Buffer.from(writeCms(digest, signer)).toString('hex'), start + 1, 'latin1');
  return out;
}
