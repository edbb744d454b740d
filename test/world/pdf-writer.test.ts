import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printDocument } from '#agreement/document/print';
import { pdfRequest } from '#formats/pdf/request';
import { createPdfWriter, type PdfWriter, type PdfWriterOptions } from '#world/pdf-writer';
import { longAgreement, people, tidemark } from '../formats/sample';
import { bundleChild } from '../suites/bundle-child';

const request = pdfRequest(printDocument(tidemark, { people }), { state: 'final', version: 'Version 1', date: '2026-11-01' }, '{}');
const writers: PdfWriter[] = [];
let entry: string;

beforeAll(async () => {
  entry = await bundleChild('src/world/children/write-pdf.ts');
});
afterAll(() => {
  for (const each of writers) each.close();
  rmSync(dirname(entry), { recursive: true, force: true });
});

function writer(options: PdfWriterOptions = {}): PdfWriter {
  const made = createPdfWriter({ entry, ...options });
  writers.push(made);
  return made;
}

describe('the PDF writer', () => {
  test('writes several at once, each the same for the same input', async () => {
    const made = writer();
    const files = await Promise.all([1, 2, 3, 4].map(() => made.write(request)));
    for (const file of files) {
      expect(Buffer.from(file.subarray(0, 5)).toString('latin1')).toBe('%PDF-');
      expect(Buffer.from(file).equals(Buffer.from(files[0]!))).toBe(true);
    }
  });
  test('goes on after its child was replaced', async () => {
    const made = writer({ afterDocuments: 1 });
    for (const seed of [1, 2]) {
      const file = await made.write(pdfRequest(printDocument(longAgreement(seed), { people }), { state: 'final', version: 'Version 1', date: '2026-11-01' }, null));
      expect(file.length).toBeGreaterThan(100_000);
    }
  });
  test('says what was wrong with a page that cannot be set', async () => {
    const bad = { ...request, page: { ...request.page, title: '東' } };
    await expect(writer().write(bad)).rejects.toThrow(/Writing the PDF failed: The PDF could not be set: .*東/);
  });
  test('refuses once it is closed', async () => {
    const made = writer();
    made.close();
    await expect(made.write(request)).rejects.toThrow('Writing the PDF is not possible while the program is ending.');
  });
});
