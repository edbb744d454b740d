import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { verifyPdf } from '#world/signing/verify';
import { freshAuthority, signedPdf } from './signing/sample.ts';

const seed = 20_261_123;
const runs = 100;

/** Of the places in a file always the same few, spread over all of them; every one where faults are looked for. */
function someOf(places: readonly number[]): readonly number[] {
  return Number(process.env['PROPERTY_SECONDS'] ?? 0) > 0 ? places : fc.sample(fc.constantFrom(...places), { seed, numRuns: runs });
}

function flip(pdf: Uint8Array, at: number, bit: number): Uint8Array {
  const copy = Uint8Array.from(pdf);
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}

describe.each([['tables', false], ['streams', true]])('with cross-references in %s', (_, useXRefStream) => {
  let pdf: Uint8Array;
  beforeAll(async () => {
    pdf = await signedPdf(3, await freshAuthority(), useXRefStream);
  });

  test('any flipped bit is seen', () => {
    expect(verifyPdf(pdf).verdict).toBe('intact');
    fc.assert(
      fc.property(fc.nat(pdf.length - 1), fc.nat(7), (at, bit) => verifyPdf(flip(pdf, at, bit)).verdict !== 'intact'),
      { seed, numRuns: runs },
    );
  });
  test('any bytes cut out, put in or exchanged are seen, and none make the verifier stumble', () => {
    const edit = fc.record({ at: fc.nat(pdf.length - 2), cut: fc.nat(40), put: fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.constantFrom('<<', '>>', 'endobj', '0 R', 'stream', '[', ']', '9', ' ', '%').map((text) => Buffer.from(text))) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        let bytes: Uint8Array = pdf;
        for (const { at, cut, put } of edits) bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
        return Buffer.compare(bytes, pdf) === 0 || verifyPdf(bytes).verdict !== 'intact';
      }),
      { seed, numRuns: runs },
    );
  });
  test('any flipped bit in a place that structure hangs on is seen', () => {
    const text = Buffer.from(pdf).toString('latin1');
    const places = [...text.matchAll(/startxref\n\d+\n%%EOF\n|xref\n[\s\S]*?trailer\n.*\n|\/Type \/XRef[^>]*>>\nstream\n|<< \/Type \/Sig .*?\/Contents <.{60}|.{30}> \/M .*>>/g)];
    expect(places.length).toBeGreaterThan(9);
    for (const at of someOf(places.flatMap((place) => Array.from(place[0], (_, offset) => place.index + offset)))) {
      const bit = (at * 3) % 8;
      if (verifyPdf(flip(pdf, at, bit)).verdict === 'intact') expect.fail(`bit ${bit} of byte ${at} was not seen`);
    }
  });
});

test('any flipped bit in the value of the last signature is seen', async () => {
  const pdf = await signedPdf(1, await freshAuthority());
  const text = Buffer.from(pdf).toString('latin1');
  const start = text.lastIndexOf('/Contents <') + '/Contents <'.length;
  const value = /^[0-9a-f]*[1-9a-f]/.exec(text.slice(start))?.[0].length ?? 0;
  expect(value).toBeGreaterThan(2000);
  for (const at of someOf(Array.from({ length: value + 9 }, (_, offset) => start - 1 + offset))) {
    if (verifyPdf(flip(pdf, at, at % 8)).verdict === 'intact') expect.fail(`bit ${at % 8} of byte ${at} was not seen`);
  }
});
