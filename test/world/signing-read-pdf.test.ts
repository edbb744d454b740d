import { deflateSync } from 'node:zlib';
import { PDF } from '@libpdf/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPdfReading, type PdfReading } from '#world/signing/pdf-reading';
import { readPdfHere } from '#world/signing/read-pdf-here';
import { bundleChild } from '../suites/bundle-child';
import { freshAuthority, plainPdf, signedPdf } from './signing/sample.ts';

let reading: PdfReading;
beforeAll(async () => {
  reading = openPdfReading({ entry: await bundleChild('src/world/children/read-pdf.ts') });
});
afterAll(() => reading.close());

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe('a PDF read in a child process', () => {
  test('gives the verdict and the attached agreement', async () => {
    const authority = await freshAuthority();
    const { verdict, attachments, unreadAttachments } = await reading.read(await signedPdf(2, authority), { authority: authority.fingerprint });
    expect(verdict).toMatchObject({ verdict: 'intact', sentence: 'Intact, 2 of 3 signed.', signatures: [{ issuedHere: true }, { issuedHere: true }] });
    expect(attachments.map(({ name, bytes }) => [name, text(bytes)])).toEqual([['agreement.json', '{"entente":1,"price":"1000.00"}']]);
    expect(unreadAttachments).toEqual([]);
  });
  test('that is not one says so', async () => {
    const { verdict, attachments } = await reading.read(Buffer.from('not a PDF'));
    expect(verdict).toMatchObject({ verdict: 'cannot-tell', readable: false });
    expect(attachments).toEqual([]);
  });
  test('that is too large is not read', async () => {
    await expect(reading.read(new Uint8Array(50_000_001))).rejects.toThrow(/larger than 50 MB/);
  });
  test('that is made to exhaust its reader costs one clear error, and the next is read', async () => {
    await expect(reading.read(exhausting())).rejects.toMatchObject({ name: 'ChildError', message: expect.stringMatching(/^Reading the PDF took (more than 300 MB of memory|longer than 10 seconds|more memory than allowed) and was stopped\.$/) });
    expect((await reading.read(await plainPdf())).verdict.verdict).toBe('unsigned');
  });
});

describe('attached files', () => {
  test('keep their names and bytes, whatever they are', async () => {
    const doc = PDF.create();
    doc.addPage();
    const binary = Uint8Array.from({ length: 70_000 }, (_, n) => (n * 7919) & 0xff);
    doc.addAttachment('données – 数据.bin', binary);
    doc.addAttachment('leer.txt', new Uint8Array(0));
    const { attachments } = readPdfHere({ pdf: await doc.save() });
    expect(attachments.map(({ name, bytes }) => [name, bytes.length]).toSorted()).toEqual([['données – 数据.bin', 70_000], ['leer.txt', 0]]);
    expect(attachments.find(({ bytes }) => bytes.length > 0)?.bytes).toEqual(binary);
  });
  test('lose the folders in their names', async () => {
    const doc = PDF.create();
    doc.addPage();
    doc.addAttachment('../../etc/passwd', new Uint8Array(1));
    expect(readPdfHere({ pdf: await doc.save() }).attachments.map(({ name }) => name)).toEqual(['passwd']);
  });
  test('that unpack to too much are named as not read', () => {
    const { attachments, unreadAttachments } = readPdfHere({ pdf: withAttachment(deflateSync(Buffer.alloc(60_000_000))) });
    expect(attachments).toEqual([]);
    expect(unreadAttachments).toEqual(['a.bin']);
  });
});

/** A small PDF with one attached file, packed already. */
function withAttachment(packed: Uint8Array): Uint8Array {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a.bin) /EF << /F 4 0 R >> >>] >> >> >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>',
    `<< /Filter /FlateDecode /Length ${packed.length} >>\nstream\n${Buffer.from(packed).toString('latin1')}\nendstream`,
  ];
  let file = '%PDF-1.7\n';
  const lines = objects.map((object, n) => {
    const line = `${String(file.length).padStart(10, '0')} 00000 n\r\n`;
    file += `${n + 1} 0 obj\n${object}\nendobj\n`;
    return line;
  });
  const at = file.length;
  return Buffer.from(`${file}xref\n0 5\n0000000000 65535 f\r\n${lines.join('')}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`, 'latin1');
}

/** A hundred cross-reference sections of 20 kB that each unpack to two million objects. */
function exhausting(): Uint8Array {
  const rows = deflateSync(Buffer.alloc(8_000_000, Uint8Array.of(1, 0, 0, 9))).toString('latin1');
  let file = '%PDF-1.7\n';
  let previous = 0;
  for (let n = 0; n < 100; n += 1) {
    const at = file.length;
    file += `${n + 1} 0 obj\n<< /Type /XRef /W [1 2 1] /Size 2000000 /Root 1 0 R /Filter /FlateDecode /Length ${rows.length}${n === 0 ? '' : ` /Prev ${previous}`} >>\nstream\n${rows}\nendstream\nendobj\n`;
    previous = at;
  }
  return Buffer.from(`${file}startxref\n${previous}\n%%EOF\n`, 'latin1');
}
