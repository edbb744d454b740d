import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDF } from '@libpdf/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '#agreement/input-error';
import type { Authority } from '#world/signing/authority';
import { fileDigest, seal } from '#world/signing/seal';
import { createSigner } from '#world/signing/signer';
import { judge } from '../judge.ts';
import { freshAuthority, plainPdf, signAs, signedAt, signedPdf, slots } from './signing/sample.ts';

let folder: string;
let authority: Authority;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'entente-signing-'));
  authority = await freshAuthority();
});
afterAll(() => rmSync(folder, { recursive: true }));

const pdfsig = judge('pdfsig');
const qpdf = judge('qpdf');
const openssl = judge('openssl');

/** What an outside program prints about a file. */
function ask(program: string, pdf: Uint8Array, ...before: string[]): string {
  const file = join(folder, 'asked.pdf');
  writeFileSync(file, pdf);
  return execFileSync(program, [...before, file], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

describe('sealing', () => {
  test('keeps every byte before and names the digest of the result', async () => {
    const plain = await plainPdf();
    const { pdf, digest } = seal(plain, slots);
    expect(Buffer.compare(pdf.subarray(0, plain.length), plain)).toBe(0);
    expect(digest).toBe(fileDigest(pdf));
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
  test('gives the same bytes for the same input', async () => {
    const plain = await plainPdf();
    expect(seal(plain, slots).digest).toBe(seal(plain, slots).digest);
  });
  test('a second time adds to the form that is there', async () => {
    const { pdf } = seal(seal(await plainPdf(), slots.slice(0, 1)).pdf, slots.slice(1));
    const form = (await PDF.load(pdf)).getForm();
    expect(form?.getSignatureFields().map(({ name }) => name)).toEqual(slots.map(({ name }) => name));
  });
  test.each([
    ['nobody to sign', [], /nobody to sign/],
    ['a slot without a person', [{ name: 'a', party: 'A', person: ' ' }], /no name or no party/],
  ])('refuses %s', async (_, bad, message) => {
    const plain = await plainPdf();
    expect(() => seal(plain, bad)).toThrow(message);
  });
  test('refuses a field that is there already', async () => {
    const { pdf } = seal(await plainPdf(), slots);
    expect(() => seal(pdf, slots)).toThrow(/already has a signature field named "alpha-1"/);
  });
  test('refuses a signed PDF', async () => {
    const pdf = await signedPdf(1, authority);
    expect(() => seal(pdf, [{ name: 'new', party: 'A', person: 'B' }])).toThrow(/signed already/);
  });
  test.each([
    ['nothing', ''],
    ['text', 'not a PDF'],
    ['a PDF cut short', '%PDF-1.7\n1 0 obj\n<< >>\nendobj\n'],
  ])('refuses %s', (_, text) => {
    expect(() => seal(Buffer.from(text), slots)).toThrow(InputError);
  });
});

describe('signing', () => {
  test('keeps every byte before', async () => {
    const { pdf } = seal(await plainPdf(), slots);
    const signed = signAs(pdf, slots[0], authority);
    expect(Buffer.compare(signed.subarray(0, pdf.length), pdf)).toBe(0);
  });
  test('in any order', async () => {
    let { pdf } = seal(await plainPdf(), slots);
    for (const slot of slots.toReversed()) pdf = signAs(pdf, slot, authority);
    const form = (await PDF.load(pdf)).getForm();
    expect(form?.getSignatureFields().map((field) => field.isSigned())).toEqual([true, true, true]);
  });
  test("through the world's signer", async () => {
    const signer = createSigner(authority);
    const sealed = await signer.seal(await plainPdf(), slots);
    const at = signedAt.toISOString();
    const signed = await signer.sign(sealed, { field: 'beta-1', name: 'Zoë', organisation: 'Bêta', role: '', reason: 'Agrees', at });
    expect((await PDF.load(signed)).getForm()?.getSignatureFields().map((field) => field.isSigned())).toEqual([false, true, false]);
  });
  test('refuses a field that is not there, and one that is signed', async () => {
    const pdf = await signedPdf(1, authority);
    expect(() => signAs(pdf, slots[0], authority)).toThrow(/"alpha-1" is signed already/);
    expect(() => signAs(pdf, { name: 'delta', party: 'D', person: 'D' }, authority)).toThrow(/no signature field named "delta"/);
  });
  test('refuses names that leave no room', async () => {
    const { pdf } = seal(await plainPdf(), slots);
    expect(() => signAs(pdf, { name: 'alpha-1', party: 'A'.repeat(5000), person: 'B' }, authority)).toThrow(/too long/);
  });
});

describe.each([['a table', false], ['a stream', true]])('with cross-references in %s, others agree', (_, useXRefStream) => {
  test.skipIf(pdfsig.missing !== undefined)(`pdfsig calls every signature valid (${pdfsig.missing ?? 'installed'})`, async () => {
    const report = ask(pdfsig.path ?? '', await signedPdf(3, authority, useXRefStream), '-nocert');
    expect(report.match(/Signature is Valid/g)).toHaveLength(3);
    expect(report.match(/Not total document signed/g)).toHaveLength(2);
    expect(report.match(/Total document signed/g)).toHaveLength(1);
    for (const { person, name } of slots) {
      expect(report).toContain(`Signature Field Name: ${name}`);
      expect(report).toContain(`Signer Certificate Common Name: ${person}`);
    }
  });
  test.skipIf(qpdf.missing !== undefined)(`qpdf finds no fault in the sealed and the signed file (${qpdf.missing ?? 'installed'})`, async () => {
    for (const count of [0, 1, 3]) {
      expect(ask(qpdf.path ?? '', await signedPdf(count, authority, useXRefStream), '--check')).toContain('No syntax or stream encoding errors found');
    }
  });
  test.skipIf(openssl.missing !== undefined)(`openssl follows the signature to our authority (${openssl.missing ?? 'installed'})`, async () => {
    const pdf = Buffer.from(await signedPdf(1, authority, useXRefStream));
    const range = /\/ByteRange \[0 (\d+) +(\d+) +(\d+) *\] \/Contents/.exec(pdf.toString('latin1'));
    const [start, end] = [Number(range?.[1]), Number(range?.[2])];
    writeFileSync(join(folder, 'data'), Buffer.concat([pdf.subarray(0, start), pdf.subarray(end)]));
    writeFileSync(join(folder, 'value'), Buffer.from(pdf.toString('latin1', start + 1, end - 1), 'hex'));
    writeFileSync(join(folder, 'ca.pem'), authority.pem);
    const args = ['cms', '-verify', '-inform', 'DER', '-in', 'value', '-content', 'data', '-binary', '-cades', '-purpose', 'any', '-CAfile', 'ca.pem', '-attime', String(signedAt.getTime() / 1000), '-out', 'out'];
    expect(() => execFileSync(openssl.path ?? '', args, { cwd: folder, stdio: 'pipe' })).not.toThrow();
  });
});
