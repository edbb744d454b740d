import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printDocument } from '#agreement/document/print';
import { compilePdf } from '#formats/pdf/compile';
import { pdfRequest } from '#formats/pdf/request';
import type { Authority } from '#world/signing/authority';
import { readPdfHere } from '#world/signing/read-pdf-here';
import { seal } from '#world/signing/seal';
import { longAgreement, people } from '../formats/sample';
import { judge } from '../judge.ts';
import { freshAuthority, signAs, slots } from './signing/sample.ts';
import { append, look, stream } from './signing/tamper.ts';

const pdfinfo = judge('pdfinfo');
const pdfsig = judge('pdfsig');
const qpdf = judge('qpdf');
const agreement = JSON.stringify({ entente: 1, words: 'ä€李' });
let folder: string;
let authority: Authority;
let signed: Uint8Array;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'entente-agreement-'));
  authority = await freshAuthority();
  const page = printDocument(longAgreement(3), { people });
  const plain = compilePdf(pdfRequest(page, { state: 'final', version: 'Version 1', date: '2026-11-01' }, agreement));
  signed = slots.reduce((pdf, slot) => signAs(pdf, slot, authority), seal(plain, slots).pdf);
  writeFileSync(join(folder, 'signed.pdf'), signed);
});
afterAll(() => rmSync(folder, { recursive: true }));

function ask(program: string | undefined, ...args: string[]): string {
  return execFileSync(program ?? '', [...args, join(folder, 'signed.pdf')], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

describe('an agreement as it is printed, sealed and signed by three', () => {
  test('is intact and carries its own data', () => {
    const { verdict, attachments } = readPdfHere({ pdf: signed, authority: authority.fingerprint });
    expect(verdict).toMatchObject({ verdict: 'intact', sentence: 'Intact, 3 of 3 signed.', changes: [], reasons: [] });
    expect(attachments.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)])).toEqual([['agreement.json', agreement]]);
  });
  test('with other words on a page between two signatures is changed', () => {
    const first = signed.subarray(0, readPdfHere({ pdf: signed }).verdict.signatures[0]?.covers?.bytes);
    const swapped = append(first, ({ content }) => [{ number: content, text: stream('BT ET') }]);
    const { verdict } = readPdfHere({ pdf: signAs(swapped, slots[1], authority) });
    expect(verdict).toMatchObject({ verdict: 'changed', changes: [`After ${slots[0]?.person} signed: The content of page 1 was changed.`] });
  });
  test('with one damaged byte in a page names the page', () => {
    const copy = Uint8Array.from(signed);
    const { revision, content } = look(signed);
    const at = (revision.object(content)?.place?.end ?? 0) - 60;
    copy[at] = (copy[at] ?? 0) ^ 4;
    const { verdict, changes } = readPdfHere({ pdf: copy }).verdict;
    expect(verdict).toBe('changed');
    expect(changes[0]).toMatch(/^Within bytes 0 to [\d,]+, which Ada \(the first\) Example's signature covers, something differs from what was signed\.$/);
    expect(changes.slice(1)).toEqual(['The content of page 1 can no longer be read.']);
  });
  test.skipIf(pdfinfo.missing !== undefined)(`stays tagged and PDF/A-3a for pdfinfo (${pdfinfo.missing ?? 'installed'})`, () => {
    expect(ask(pdfinfo.path)).toMatch(/Tagged:\s+yes/);
    expect(ask(pdfinfo.path, '-meta')).toMatch(/pdfaid:part(?:>|=")3[\s\S]*pdfaid:conformance(?:>|=")A/);
  });
  test.skipIf(pdfsig.missing !== undefined)(`has three valid signatures for pdfsig (${pdfsig.missing ?? 'installed'})`, () => {
    expect(ask(pdfsig.path, '-nocert').match(/Signature is Valid/g)).toHaveLength(3);
  });
  test.skipIf(qpdf.missing !== undefined)(`is without fault for qpdf (${qpdf.missing ?? 'installed'})`, () => {
    expect(ask(qpdf.path, '--check')).toContain('No syntax or stream encoding errors found');
  });
});
